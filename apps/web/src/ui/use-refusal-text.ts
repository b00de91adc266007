import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Refusal } from '~/app/refusal';
import type { en } from '~/i18n/en';

type Told = Pick<Refusal, 'code' | 'message'> & Partial<Pick<Refusal, 'kind' | 'details'>>;

/** A refusal in the reader's language: by its code where we have the sentence and its values, by its kind, else as the API put it. */
export function useRefusalText(): (refusal: Told) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    ({ code, message, kind, details }) => {
      const key = `refusal.${code}`;
      const sentence = i18n.exists(key) ? t(key as keyof typeof en, { ...details }) : null;
      if (sentence !== null && !sentence.includes('{{')) return sentence;
      if (kind === 'NETWORK') return t('error.network');
      if (kind === 'INTERNAL') return t('error.internal');
      if (kind === 'NOT_FOUND') return t('error.notFound');
      if (kind === 'FORBIDDEN') return t('error.forbidden');
      return message;
    },
    [t, i18n],
  );
}
