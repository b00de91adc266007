/** Local days as numbers, so that what every rating asks a hundred times is arithmetic and no object: a calendar library takes forty times as long. */
import { parseDate } from '@busbar/kernel';

export const DAY_MS = 86_400_000;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Days since 1970-01-01 of a date such as `2026-11-21`. Throws InvalidInputError for anything else, and for days that a month does not have. */
export function dayNumber(date: string, path = 'date'): number {
  const match = DATE.exec(date);
  const [year, month, day] = match ? [Number(match[1]), Number(match[2]), Number(match[3])] : [0, 0, 0];
  const at = dateOf(year, month, day);
  if (match && at.getUTCMonth() === month - 1 && at.getUTCDate() === day) return at.getTime() / DAY_MS;
  // Not a date: the kernel says so, in its words.
  return parseDate(date, path).since('1970-01-01', { largestUnit: 'day' }).days;
}

/** The date of a day number. */
export const dayText = (day: number): string => new Date(day * DAY_MS).toISOString().replace(/T.*$/, '');

/** The day of a month; the last of shorter months. Months count on over the turn of the year: 13 is the next January. */
export function dayOfMonth(year: number, month: number, day: number): string {
  const last = dateOf(year, month + 1, 0).getUTCDate();
  return dayText(dateOf(year, month, Math.min(day, last)).getTime() / DAY_MS);
}

/** Any year: `Date.UTC` would take the first hundred for those of the twentieth century. */
function dateOf(year: number, month: number, day: number): Date {
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  return at;
}
