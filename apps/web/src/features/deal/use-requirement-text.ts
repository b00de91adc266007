import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { none } from '~/format/numbers';
import { useCountry } from '~/format/use-country';
import { useFormat } from '~/format/use-format';
import type { Criterion, ReasonUnit } from '~/gql/graphql';

/** A requirement's value in words. The API gives machine text in a unit; null is "nothing asked" or "nothing known". */
export function useRequirementText(): (criterion: Criterion, unit: ReasonUnit, value: string | null | undefined, currency: string) => string {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const country = useCountry();
  return useCallback(
    (criterion, unit, value, currency) => {
      if (value === null || value === undefined || value === '') return none;
      const named = (prefix: string, code: string): string => (i18n.exists(`${prefix}.${code}`) ? i18n.getResource(i18n.language, 'translation', `${prefix}.${code}`) : code);
      const entry = (code: string): string => {
        if (criterion === 'COUNTRY') return country(code);
        if (criterion === 'COOLING') return named('cooling', code);
        if (criterion === 'REDUNDANCY') return named('redundancy', code);
        return criterion === 'PRODUCT' ? named('product', code) : code;
      };
      switch (unit) {
        case 'TEXT':
        case 'LIST':
          return value.split(', ').map(entry).join(', ');
        case 'KW':
          return format.power(value);
        case 'GPU':
          return t('market.gpus', { count: Number(value), formatted: format.decimal(value) });
        case 'DATE':
          return value.split('/').map((day) => format.date(day)).join(' – ');
        case 'MONTHS':
          return t('requirement.months', { range: value.replace('-', '–') });
        case 'MS':
          return `${format.decimal(value)}\u202Fms`;
        case 'G_PER_KWH':
          return `${format.decimal(value)}\u202Fg/kWh`;
        case 'HOURS_PER_YEAR':
          return t('site.hoursPerYear', { hours: format.decimal(value) });
        case 'MINUTES':
          return `${format.decimal(value)}\u202Fmin`;
        case 'PER_IT_KWH':
          return `${format.unitPrice(value, currency, { min: 4, max: 4 })} / kWh`;
        case 'PER_KW_MONTH':
          return t('requirement.perKwMonth', { price: format.unitPrice(value, currency, { min: 2, max: 2 }) });
        case 'PER_GPU_HOUR':
          return t('requirement.perGpuHour', { price: format.unitPrice(value, currency, { min: 4, max: 4 }) });
      }
    },
    [t, i18n, format, country],
  );
}
