import { Button, Menu, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconLanguage, IconMoon, IconSun, IconSunMoon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '~/format/use-format';
import { changeLanguage, languages } from '~/i18n';

const schemes = { light: IconSun, dark: IconMoon, auto: IconSunMoon } as const;

/** Language and colour scheme: two small menus that say what is chosen. */
export function SchemeSwitch() {
  const { t } = useTranslation();
  const { language } = useFormat();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const SchemeIcon = schemes[colorScheme];
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="subtle" color="gray" px={8} aria-label={`${language.toUpperCase()}, ${t('shell.language')}: ${t(`shell.language.${language}`)}`} leftSection={<IconLanguage size={18} aria-hidden="true" />}>
            {language.toUpperCase()}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {languages.map((known) => (
            <Menu.Item key={known} lang={known} onClick={() => void changeLanguage(known)} rightSection={known === language ? <IconCheck size={16} aria-hidden="true" /> : null}>
              {t(`shell.language.${known}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="subtle" color="gray" px={8} aria-label={`${t('shell.scheme')}: ${t(`shell.scheme.${colorScheme}`)}`}>
            <SchemeIcon size={18} aria-hidden="true" />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(['light', 'dark', 'auto'] as const).map((scheme) => (
            <Menu.Item key={scheme} onClick={() => setColorScheme(scheme)} rightSection={scheme === colorScheme ? <IconCheck size={16} aria-hidden="true" /> : null}>
              {t(`shell.scheme.${scheme}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
