import { createTheme, localStorageColorSchemeManager, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';
import { dark, light, variables } from './tokens';

const copper: MantineColorsTuple = ['#FFF4EC', '#FFE4D3', '#FFCCAE', '#FBAE80', '#EE9258', '#DB7936', '#C3641A', '#A95100', '#8B3F00', '#692D00'];
const grey: MantineColorsTuple = ['#E3E8EF', '#CDD1D8', '#ADB1B7', '#8B9095', '#5F6469', '#41454A', '#2E3237', '#202328', '#15191D', '#0E1115'];

export const theme = createTheme({
  colors: { copper, dark: grey },
  primaryColor: 'copper',
  // One shade for both schemes: with a lighter one the button's white text falls to 2.4 : 1 in the dark.
  primaryShade: 7,
  white: light.surface,
  black: light.text,
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '18px', md: '20px', lg: '24px', xl: '28px' },
  spacing: { xs: '4px', sm: '8px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '2px', sm: '4px', md: '8px', lg: '8px', xl: '8px' },
  defaultRadius: 'sm',
  breakpoints: { xs: '22.5em', sm: '48em', md: '75em', lg: '100em', xl: '120em' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '24px', lineHeight: '32px' },
      h2: { fontSize: '16px', lineHeight: '24px' },
      h3: { fontSize: '14px', lineHeight: '20px' },
    },
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'sm' } },
    Paper: { defaultProps: { radius: 'md' } },
    Tooltip: { defaultProps: { multiline: true, maw: 320, events: { hover: true, focus: true, touch: true } } },
    Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 100 } } },
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 100 } } },
    TextInput: { defaultProps: { inputWrapperOrder: ['label', 'description', 'input', 'error'] } },
  },
});

export const schemeManager = localStorageColorSchemeManager({ key: 'busbar-scheme' });

/** Mantine's own greys fail AA for dimmed text, and its dark body is another dark than ours. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...variables(light),
    '--mantine-color-body': light.surface,
    '--mantine-color-text': light.text,
    '--mantine-color-dimmed': light.textMuted,
    '--mantine-color-placeholder': light.textMuted,
    '--mantine-color-anchor': light.accentText,
    '--mantine-color-error': light.danger,
    '--mantine-color-default-border': light.control,
    '--mantine-primary-color-filled-hover': light.accentHover,
  },
  dark: {
    ...variables(dark),
    '--mantine-color-body': dark.surface,
    '--mantine-color-text': dark.text,
    '--mantine-color-dimmed': dark.textMuted,
    '--mantine-color-placeholder': dark.textMuted,
    '--mantine-color-anchor': dark.accentText,
    '--mantine-color-error': dark.danger,
    '--mantine-color-default-border': dark.control,
    '--mantine-primary-color-filled-hover': dark.accentHover,
  },
});
