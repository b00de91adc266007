/**
 * Time as the trade means it: instants in UTC, local dates in an IANA zone, half-open periods. The only place that names
 * the Temporal implementation.
 */
import { Temporal } from 'temporal-polyfill';
import { InvalidInputError } from './domain-error';

export { Temporal };
/** A point in time, UTC, nanoseconds inside, milliseconds at every edge. */
export type Instant = Temporal.Instant;
/** A calendar day without a zone. */
export type LocalDate = Temporal.PlainDate;

/** Half-open `[from, to)`. */
export interface Period {
  readonly from: Instant;
  readonly to: Instant;
}

export const instantOf = (epochMs: number): Instant => Temporal.Instant.fromEpochMilliseconds(epochMs);
export const epochMsOf = (at: Instant): number => at.epochMilliseconds;

/** What RFC 3339 can say without a sign: years of four digits. The database holds no much earlier time. */
const EARLIEST_MS = Date.parse('0001-01-01T00:00:00Z');
const LATEST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** Reads RFC 3339 with an offset or Z, years 0001 to 9999. */
export function parseInstant(text: string, path = 'at'): Instant {
  try {
    const at = Temporal.Instant.from(text);
    if (at.epochMilliseconds < EARLIEST_MS || at.epochMilliseconds > LATEST_MS) throw new RangeError();
    return at;
  } catch {
    throw new InvalidInputError({ path, given: text, expected: 'an RFC 3339 time with offset in the years 0001 to 9999, such as 2026-11-21T14:15:00Z' });
  }
}

/** Reads `2026-11-21`. */
export function parseDate(text: string, path = 'date'): LocalDate {
  try {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new RangeError();
    return Temporal.PlainDate.from(text, { overflow: 'reject' });
  } catch {
    throw new InvalidInputError({ path, given: text, expected: 'a calendar date such as 2026-11-21' });
  }
}

/** Whether the name is an IANA zone this runtime knows (offsets such as +01:00 are not zones of a site). */
export function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]+$/.test(zone)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

/**
 * The instant at which a local day begins. A midnight that does not exist is the first instant after the gap; one that
 * occurs twice is the first (pricing.md section 1).
 */
export function startOfDay(date: LocalDate, zone: string): Instant {
  // Without a time of day Temporal answers the first instant of the day, which is this rule.
  return date.toZonedDateTime({ timeZone: zone }).toInstant();
}

export const localDateOf = (at: Instant, zone: string): LocalDate => at.toZonedDateTimeISO(zone).toPlainDate();
export const before = (a: Instant, b: Instant): boolean => Temporal.Instant.compare(a, b) < 0;
export const notAfter = (a: Instant, b: Instant): boolean => Temporal.Instant.compare(a, b) <= 0;
export const earlier = (a: Instant, b: Instant): Instant => (before(a, b) ? a : b);
export const later = (a: Instant, b: Instant): Instant => (before(a, b) ? b : a);
export const overlaps = (a: Period, b: Period): boolean => before(a.from, b.to) && before(b.from, a.to);
export const contains = (period: Period, at: Instant): boolean => notAfter(period.from, at) && before(at, period.to);
/** Elapsed whole seconds; a day with 25 hours has 90,000. */
export const secondsIn = (period: Period): number => (period.to.epochMilliseconds - period.from.epochMilliseconds) / 1000;
