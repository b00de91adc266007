/** Escalators: always from the base price, never from the last rounded one (pricing.md section 5 and 8, Escalators). */
import {
  compare, decimal, greatest, least, minus, ONE, over, parseDate, plus, rounded, times, type Rational,
} from '@busbar/kernel';
import { refuse } from '../refusals';
import type { CpiSeries, RatingInput } from '../rating-input';
import type { CpiEscalator, Escalator } from '../terms/common';

/** More anniversaries than this are no contract. */
const MOST_YEARS = 200;

/** The dates of an escalator that were asked for: every month of a long term asks for the same few. */
const dates = new WeakMap<Escalator, Map<number, string>>();

/** The day from which the price has risen `n` times. */
function escalationDate(escalator: Escalator, n: number): string {
  const known = dates.get(escalator) ?? new Map<number, string>();
  dates.set(escalator, known);
  const date = known.get(n) ?? dateOf(escalator, n);
  known.set(n, date);
  return date;
}

function dateOf(escalator: Escalator, n: number): string {
  const anniversary = parseDate(escalator.effective, 'escalator.effective').add({ years: n });
  return (escalator.on === 'FIRST_OF_MONTH_AFTER' ? anniversary.toPlainYearMonth().add({ months: 1 }).toPlainDate({ day: 1 }) : anniversary).toString();
}

/** How many escalation dates lie on or before the day. */
export function escalationsBy(escalator: Escalator, day: string): number {
  let n = Math.max(0, Number(day.slice(0, 4)) - Number(escalator.effective.slice(0, 4)) - 2);
  while (n < MOST_YEARS && escalationDate(escalator, n + 1) <= day) n += 1;
  return n;
}

/** Escalation dates after the first day and before the end. */
export function escalationDatesWithin(escalator: Escalator, from: string, to: string): readonly string[] {
  const within: string[] = [];
  for (let n = escalationsBy(escalator, from) + 1; n < MOST_YEARS; n += 1) {
    const date = escalationDate(escalator, n);
    if (date >= to) break;
    within.push(date);
  }
  return within;
}

/** The price in force on a local day: the base price, or the base price times its growth, rounded to the escalator's scale. */
export function escalatedPrice(price: string, escalator: Escalator | undefined, day: string, input: RatingInput, path: string): Rational {
  const base = decimal(price);
  if (!escalator) return base;
  const n = escalationsBy(escalator, day);
  if (n === 0) return base;
  const growth = escalator.kind === 'fixed' ? power(plus(ONE, decimal(escalator.rate)), n) : cpiGrowth(escalator, n, input, path);
  const grown = rounded(times(base, growth), escalator.scale ?? 6);
  return escalator.kind === 'cpi' && escalator.mayFallBelowBase !== true ? greatest(grown, base) : grown;
}

/** The product of yearly ratios of the series, each clamped to its collar. The print of a year is read `lagMonths` before the month in which its price begins. */
function cpiGrowth(escalator: CpiEscalator, n: number, input: RatingInput, path: string): Rational {
  const series = (input.cpi ?? []).find((candidate) => candidate.id === escalator.seriesId);
  if (!series) return refuse('RATING_REFERENCE_UNKNOWN', `${path}.escalator.seriesId`, 'The escalator names a price series that the input does not have.', escalator.seriesId);
  let growth = ONE;
  let previous = printOf(series, escalator.baseMonth, escalator, path);
  for (let year = 1; year <= n; year += 1) {
    const month = parseDate(escalationDate(escalator, year)).toPlainYearMonth().subtract({ months: escalator.lagMonths }).toString();
    const current = printOf(series, month, escalator, path);
    let ratio = over(current, previous);
    if (escalator.floor !== undefined) ratio = greatest(ratio, plus(ONE, decimal(escalator.floor)));
    if (escalator.cap !== undefined) ratio = least(ratio, plus(ONE, decimal(escalator.cap)));
    growth = times(growth, ratio);
    previous = current;
  }
  return growth;
}

function printOf(series: CpiSeries, month: string, escalator: CpiEscalator, path: string): Rational {
  const print = series.prints.find((candidate) => candidate.month === month);
  if (!print) return refuse('RATING_PRICE_MISSING', `${path}.escalator`, `The series ${series.id} has no print for ${month}.`, month);
  return decimal(escalator.print === 'REVISED' ? (print.revised ?? print.first) : print.first);
}

function power(base: Rational, exponent: number): Rational {
  let result = ONE;
  for (let step = 0; step < exponent; step += 1) result = times(result, base);
  return result;
}

/** Collars must not be empty, scales must be sane. */
export function checkEscalator(escalator: Escalator, path: string): void {
  const scale = escalator.scale ?? 6;
  if (!Number.isInteger(scale) || scale < 0 || scale > 12) refuse('RATING_INPUT_INVALID', `${path}.escalator.scale`, 'An escalated price is rounded to 0 to 12 decimals.');
  if (escalator.kind === 'cpi' && escalator.floor !== undefined && escalator.cap !== undefined && compare(minus(decimal(escalator.cap), decimal(escalator.floor)), { n: 0n, d: 1n }) < 0)
    refuse('RATING_TERMS_CONTRADICT', `${path}.escalator.cap`, 'The collar of the escalator has its cap below its floor.');
}
