/** Billing periods: local midnight of the billing day to local midnight of the next, converted once to UTC (pricing.md section 1). */
import { InvalidInputError } from '@busbar/kernel';
import { dayNumber, dayOfMonth } from './rating/local-day';
import { dayStartMs } from './rating/moment';
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
  if (dayNumber(from, 'period.from') >= dayNumber(to, 'period.to')) throw new InvalidInputError({ path: 'period.to', given: to, expected: `a day after ${from}` });
  return periodBetween(from, to, zone);
}

/**
 * The period of a billing day (1 … 31) that contains a local day. Billing days 29 to 31 fall to the last day of shorter
 * months and return to the nominal day afterwards.
 */
export function billingPeriodContaining(day: LocalDateText, billingDay: number, zone: string): BillingPeriod {
  if (!Number.isInteger(billingDay) || billingDay < 1 || billingDay > 31)
    throw new InvalidInputError({ path: 'billingDay', given: billingDay, expected: 'a whole number from 1 to 31' });
  dayNumber(day, 'day');
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  const start = dayOfMonth(year, month, billingDay);
  return day >= start ? periodBetween(start, dayOfMonth(year, month + 1, billingDay), zone) : periodBetween(dayOfMonth(year, month - 1, billingDay), start, zone);
}

/** The period that follows without a gap. */
export const nextBillingPeriod = (period: BillingPeriod, billingDay: number, zone: string): BillingPeriod => billingPeriodContaining(period.to, billingDay, zone);

/** Local days from one day to another. */
export const daysBetween = (from: LocalDateText, to: LocalDateText): number =>
  dayNumber(to) - dayNumber(from);

const periodBetween = (from: LocalDateText, to: LocalDateText, zone: string): BillingPeriod => ({ from, to, fromMs: dayStartMs(from, zone), toMs: dayStartMs(to, zone) });
