import { useCallback } from 'react';
import { useFormat } from './use-format';

/** The name of a country by its ISO 3166-1 code, in the reader's language. */
export function useCountry(): (code: string) => string {
  const { language } = useFormat();
  return useCallback((code) => new Intl.DisplayNames([language], { type: 'region', fallback: 'code' }).of(code) ?? code, [language]);
}
