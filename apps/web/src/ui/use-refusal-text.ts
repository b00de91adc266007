import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Refusal } from '~/app/refusal';

type Told = Pick<Refusal, 'code' | 'message'> & Partial<Pick<Refusal, 'kind' | 'details'>>;

/** A refusal in the reader's language: by its code where we have the sentence and its values, by its kind, else as the API put it. */
export function useRefusalText(): (refusal: Told) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    ({ code, message, kind, details = {} }) => {
      const sentence = quoted(i18n.getResource(i18n.language, 'translation', `refusal.${code}`), details);
      if (sentence !== null) return sentence;
      if (kind === 'NETWORK') return t('error.network');
      if (kind === 'INTERNAL') return t('error.internal');
      if (kind === 'NOT_FOUND') return t('error.notFound');
      if (kind === 'FORBIDDEN') return t('error.forbidden');
      return message;
    },
    [t, i18n],
  );
}

/** The sentence with its values, or null where one of them is not known. */
function quoted(sentence: unknown, details: Readonly<Record<string, unknown>>): string | null {
  if (typeof sentence !== 'string') return null;
  const filled = sentence.replace(/\{\{(\w+)\}\}/g, (hole, name: string) => (details[name] === undefined ? hole : String(details[name])));
  return filled.includes('{{') ? null : filled;
}
