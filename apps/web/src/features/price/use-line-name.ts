import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** The name of an invoice line by its code: `energy.tou.on_peak` is called by its family where it has no name of its own. */
export function useLineName(): (code: string) => string {
  const { i18n } = useTranslation();
  return useCallback(
    (code) => {
      const parts = code.split('.');
      for (let length = parts.length; length > 0; length -= 1) {
        const known: unknown = i18n.getResource(i18n.language, 'translation', `line.${parts.slice(0, length).join('.')}`);
        if (typeof known === 'string') return known;
      }
      return code;
    },
    [i18n],
  );
}
