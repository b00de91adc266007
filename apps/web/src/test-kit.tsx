import { MantineProvider } from '@mantine/core';
import { render, type RenderResult } from '@testing-library/react';
import i18next from 'i18next';
import type { ReactNode } from 'react';
import { initReactI18next } from 'react-i18next';
import { en } from './i18n/en';
import { it } from './i18n/it';
import { cssVariablesResolver, theme } from './theme/theme';

/** Renders a part as a reader of `language` sees it. */
export async function show(part: ReactNode, language: 'en' | 'it' = 'en'): Promise<RenderResult> {
  if (!i18next.isInitialized) {
    await i18next.use(initReactI18next).init({ lng: language, keySeparator: false, nsSeparator: false, resources: { en: { translation: en }, it: { translation: it } }, interpolation: { escapeValue: false } });
  }
  await i18next.changeLanguage(language);
  return render(
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} env="test">
      {part}
    </MantineProvider>,
  );
}
