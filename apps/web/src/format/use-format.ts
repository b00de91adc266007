import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import * as numbers from './numbers';
import * as times from './times';

type Amount = Parameters<typeof numbers.money>[1];

/** All formats, bound to the reader's language. */
export function useFormat() {
  const { i18n } = useTranslation();
  const language: numbers.Language = i18n.language === 'it' ? 'it' : 'en';
  return useMemo(
    () => ({
      language,
      decimal: (value: string | bigint | number, digits?: { min: number; max: number }) => numbers.decimal(language, value, digits),
      money: (value: Amount) => numbers.money(language, value),
      wholeMoney: (value: Amount) => numbers.wholeMoney(language, value),
      unitPrice: (price: string, currency: string, digits?: { min: number; max: number }) => numbers.unitPrice(language, price, currency, digits),
      power: (kw: string) => numbers.power(language, kw),
      energy: (kwh: string, digits?: { min: number; max: number }) => numbers.energy(language, kwh, digits),
      percent: (share: string | number, digits?: { min: number; max: number }) => numbers.percent(language, share, digits),
      dateTime: (instant: string, zone: string) => times.dateTime(language, instant, zone),
      time: (instant: string, zone: string) => times.time(language, instant, zone),
      dayOf: (instant: string, zone: string) => times.dayOf(language, instant, zone),
      date: (text: string) => times.date(language, text),
      month: (text: string, zone?: string) => times.month(language, text, zone),
    }),
    [language],
  );
}
