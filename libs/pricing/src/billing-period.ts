/** Billing periods: local midnight of the billing day to local midnight of the next, converted once to UTC (pricing.md section 1). */
import { InvalidInputError, epochMsOf, parseDate, startOfDay, Temporal, type LocalDate } from '@busbar/kernel';
import type { LocalDateText } from './terms/common';

/** Half-open `[from, to)` in local days, with the instants they were converted to. Plain JSON. */
export interface BillingPeriod {
  readonly from: LocalDateText;
  readonly to: LocalDateText;
  /** UTC, epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** A period between two local days of a zone. Refused unless it has at least one day. */
export function billingPeriod(from: LocalDateText, to: LocalDateText, zone: string): BillingPeriod {
  const [first, end] = [parseDate(from, 'period.from'), parseDate(to, 'period.to')];
  if (Temporal.PlainDate.compare(first, end) >= 0) throw new InvalidInputError({ path: 'period.to', given: to, expected: `a day after ${from}` });
  return periodBetween(first, end, zone);
}

/**
 * The period of a billing day (1 … 31) that contains a local day. Billing days 29 to 31 fall to the last day of shorter
 * months and return to the nominal day afterwards.
 */
export function billingPeriodContaining(day: LocalDateText, billingDay: number, zone: string): BillingPeriod {
  if (!Number.isInteger(billingDay) || billingDay < 1 || billingDay > 31)
    throw new InvalidInputError({ path: 'billingDay', given: billingDay, expected: 'a whole number from 1 to 31' });
  const date = parseDate(day, 'day');
  const month = date.toPlainYearMonth();
  const start = billingDateIn(month, billingDay);
  return Temporal.PlainDate.compare(date, start) >= 0
    ? periodBetween(start, billingDateIn(month.add({ months: 1 }), billingDay), zone)
    : periodBetween(billingDateIn(month.subtract({ months: 1 }), billingDay), start, zone);
}

/** The period that follows without a gap. */
export const nextBillingPeriod = (period: BillingPeriod, billingDay: number, zone: string): BillingPeriod => billingPeriodContaining(period.to, billingDay, zone);

/** Local days from one day to another. */
export const daysBetween = (from: LocalDateText, to: LocalDateText): number =>
  parseDate(from).until(parseDate(to), { largestUnit: 'day' }).days;

const billingDateIn = (month: Temporal.PlainYearMonth, billingDay: number): LocalDate => month.toPlainDate({ day: Math.min(billingDay, month.daysInMonth) });

const periodBetween = (from: LocalDate, to: LocalDate, zone: string): BillingPeriod => ({
  from: from.toString(), to: to.toString(), fromMs: epochMsOf(startOfDay(from, zone)), toMs: epochMsOf(startOfDay(to, zone)),
});
