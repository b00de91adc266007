import { useComputedColorScheme } from '@mantine/core';
import { dark, light, type Tokens } from './tokens';

/** The tokens of the scheme on screen, for what is drawn on a canvas and cannot read variables. */
export function useTokens(): Tokens {
  return useComputedColorScheme('light') === 'dark' ? dark : light;
}
