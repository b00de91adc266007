/** Prices that grow on anniversaries, by an agreed rate or with consumer prices; and the years of a contract. */
import type { Escalator, RatingDocument } from '@busbar/pricing';
import { Fraction } from './fraction';

const one = Fraction.of(1);

/** The same day `years` later; 29 February falls to the 28th where a year has none. */
export function yearsLater(date: string, years: number): string {
  const year = Number(date.slice(0, 4)) + years;
  const none = date.endsWith('02-29') && new Date(Date.UTC(year, 1, 29)).getUTCMonth() !== 1;
  return `${year}-${none ? '02-28' : date.slice(5)}`;
}

/** `2026-11` and 3 give `2027-02`. */
export function monthsLater(month: string, months: number): string {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + months;
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`;
}

/** The same day of a later month, or the last of that month. */
export function monthsOn(day: string, months: number): string {
  const month = monthsLater(day.slice(0, 7), months);
  const lastOfMonth = new Date(Date.parse(`${monthsLater(month, 1)}-01T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  const same = `${month}-${day.slice(8)}`;
  return same < lastOfMonth ? same : lastOfMonth;
}

const anniversary = (escalator: Escalator, n: number): string => {
  const day = yearsLater(escalator.effective, n);
  return escalator.on === 'FIRST_OF_MONTH_AFTER' ? `${monthsLater(day.slice(0, 7), 1)}-01` : day;
};

/** Anniversaries on or before a day. */
export function passed(escalator: Escalator | undefined, day: string): number {
  let n = 0;
  while (escalator && anniversary(escalator, n + 1) <= day) n += 1;
  return n;
}

/** What a base price has become by a day: all growth first, one rounding after. */
export function grown(base: Fraction, escalator: Escalator | undefined, day: string, document: RatingDocument): Fraction {
  const n = passed(escalator, day);
  if (!escalator || n === 0) return base;
  let factor = one;
  for (let year = 1; year <= n; year += 1) factor = factor.multiply(escalator.kind === 'fixed' ? Fraction.read(escalator.rate).add(one) : growthOf(escalator, year, document));
  const price = base.multiply(factor).round(escalator.scale ?? 6);
  return escalator.kind === 'fixed' || escalator.mayFallBelowBase ? price : price.atLeast(base);
}

/** Consumer prices of one year against those of the year before, held in the collar. */
function growthOf(escalator: Extract<Escalator, { kind: 'cpi' }>, year: number, document: RatingDocument): Fraction {
  const print = (month: string): Fraction => {
    const found = document.cpi?.find(({ id }) => id === escalator.seriesId)?.prints.find((candidate) => candidate.month === month);
    return Fraction.read((escalator.print === 'REVISED' ? found?.revised : found?.first) ?? '');
  };
  const read = (n: number): Fraction => print(n === 0 ? escalator.baseMonth : monthsLater(anniversary(escalator, n).slice(0, 7), -escalator.lagMonths));
  let growth = read(year).divide(read(year - 1));
  if (escalator.floor !== undefined) growth = growth.atLeast(Fraction.read(escalator.floor).add(one));
  if (escalator.cap !== undefined) growth = growth.atMost(Fraction.read(escalator.cap).add(one));
  return growth;
}

/** The contract year that a day lies in: its first day, and the first of the next. */
export function contractYear(effectiveFrom: string, day: string): { readonly from: string; readonly to: string } {
  let n = 0;
  while (yearsLater(effectiveFrom, n + 1) <= day) n += 1;
  return { from: yearsLater(effectiveFrom, n), to: yearsLater(effectiveFrom, n + 1) };
}
