import i18next, { type i18n, type ResourceKey } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../format/numbers';
import type { en } from './en';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    keySeparator: false;
    nsSeparator: false;
    returnNull: false;
    resources: { translation: typeof en };
  }
}

const storageKey = 'busbar-language';
export const languages: readonly Language[] = ['en', 'it'];

/** Only the reader's own dictionary is loaded; the other comes when it is asked for. */
const dictionaries: Readonly<Record<Language, () => Promise<ResourceKey>>> = {
  en: () => import('./en').then((module) => module.en),
  it: () => import('./it').then((module) => module.it),
};

export async function startTranslations(): Promise<i18n> {
  const language = preferred();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    keySeparator: false,
    nsSeparator: false,
    resources: { [language]: { translation: await dictionaries[language]() } },
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  document.documentElement.lang = language;
  return i18next;
}

export async function changeLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) i18next.addResourceBundle(language, 'translation', await dictionaries[language]());
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  localStorage.setItem(storageKey, language);
}

function preferred(): Language {
  const wanted = localStorage.getItem(storageKey) ?? navigator.language;
  return wanted.toLowerCase().startsWith('it') ? 'it' : 'en';
}
