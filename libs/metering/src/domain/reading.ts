/** One reading as it arrives: read exactly, judged by the clock and the meter, and laid onto quarter-hours. */
import { DomainError, INTERVAL_MS, MJ_PER_WH, decimal, parseKwh, quality, type Instant, type PowerW, type Quality } from '@busbar/kernel';
import type { ReadingRefusalCode } from './metering.errors';

/** What a sender may say of a reading's quality. Estimates are made here, by one rule, and are not taken from senders. */
export const sentQualities = ['MEASURED', 'QUESTIONABLE', 'EDITED'] as const;
export type SentQuality = (typeof sentQualities)[number];

/** A reading in the sender's words; numbers are decimal text, read exactly. */
export interface SentReading {
  readonly source: string;
  readonly id: string;
  readonly meterId: string;
  /** RFC 3339 with offset; the beginning of what was measured. */
  readonly start: string;
  readonly durationSeconds: number;
  readonly energyMj?: string | undefined;
  readonly energyWh?: string | undefined;
  readonly energyKwh?: string | undefined;
  readonly quality?: string | undefined;
}

/** What the rules need to know of a meter. */
export interface RatedMeter {
  readonly number: number;
  readonly ratedW: PowerW;
}

/** A reading that can be stored: exact, on the grid, plausible. */
export interface Reading {
  readonly source: string;
  readonly id: string;
  readonly meterId: string;
  readonly meterNumber: number;
  /** Epoch milliseconds, a multiple of 900,000. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly energyMj: bigint;
  readonly quality: Quality;
}

export interface Refusal {
  readonly code: ReadingRefusalCode;
  readonly detail: string;
}
export type Judged = { readonly reading: Reading; readonly refusal?: never } | { readonly refusal: Refusal; readonly reading?: never };

/** A device's clock may run ahead of ours by this much (pricing.md V1). */
export const FUTURE_TOLERANCE_MS = 300_000;
/** Readings are taken this far back (decisions.md 28); billing decides what follows. */
export const MONTHS_BACK = 24;
/** What one reading may cover: a quarter, a half or a whole hour. */
export const DURATIONS_SECONDS: readonly number[] = [900, 1800, 3600];

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d\d):(\d\d))$/;
const daysIn = (year: number, month: number): number => (month === 2 ? (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31);

/**
 * Epoch milliseconds of an RFC 3339 text, or null. Written out because it runs for every reading: a general calendar
 * library takes ten times as long. Anything finer than a millisecond counts as half of one: enough to
 * be seen to lie off the quarter-hour, which a double of nanoseconds would not show.
 */
export function epochOf(text: string): number | null {
  const match = RFC3339.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second, fraction = '0', , sign, offsetHour = '0', offsetMinute = '0'] = match;
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map(Number) as [number, number, number, number, number, number];
  if (mo < 1 || mo > 12 || d < 1 || d > daysIn(y, mo) || h > 23 || mi > 59 || s > 59 || Number(offsetHour) > 23 || Number(offsetMinute) > 59) return null;
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000 * (sign === '-' ? -1 : 1);
  return Date.UTC(y, mo - 1, d, h, mi, s) - offset + Number(fraction.padEnd(3, '0').slice(0, 3)) + (Number(fraction.slice(3)) > 0 ? 0.5 : 0);
}

const refused = (code: ReadingRefusalCode, detail: string): Judged => ({ refusal: { code, detail } });
const UNITS = ['energyMj', 'energyWh', 'energyKwh'] as const;
const WHOLE = /^-?\d{1,30}$/;

/** Exactly one of the three units, to the millijoule; throws the kernel's refusals where the number is not exact. */
function energyOf(sent: SentReading): bigint | Refusal {
  const given = UNITS.filter((unit) => sent[unit] !== undefined);
  const [unit] = given;
  if (given.length !== 1 || unit === undefined)
    return { code: 'READING_ENERGY_AMBIGUOUS', detail: `Exactly one of ${UNITS.join(', ')} is needed; ${given.length === 0 ? 'none' : given.join(' and ')} was given.` };
  const text = sent[unit] ?? '';
  if (unit === 'energyKwh') return parseKwh(text);
  if (unit === 'energyMj') return WHOLE.test(text) ? BigInt(text) : { code: 'READING_MALFORMED', detail: 'energyMj is a whole number of millijoules.' };
  const wh = decimal(text);
  if ((wh.n * MJ_PER_WH) % wh.d !== 0n) return { code: 'READING_MALFORMED', detail: 'energyWh is not a whole number of millijoules (3.6 × 10⁶ to the Wh).' };
  return (wh.n * MJ_PER_WH) / wh.d;
}

const marks: Readonly<Record<SentQuality, Quality>> = { MEASURED: quality.VALID, QUESTIONABLE: quality.QUESTIONABLE, EDITED: quality.VALID | quality.EDITED };
const isSentQuality = (text: string): text is SentQuality => Object.hasOwn(marks, text);

/** The times between which a reading is taken, in epoch milliseconds: `[earliestMs, latestMs]` from start to end. */
export interface IntakeWindow {
  readonly earliestMs: number;
  readonly latestMs: number;
}

/** From 24 months before `now` (business time), same day and time in UTC, to 5 minutes after it. */
export const intakeWindow = (now: Instant): IntakeWindow => ({
  earliestMs: now.toZonedDateTimeISO('UTC').subtract({ months: MONTHS_BACK }).epochMilliseconds,
  latestMs: now.epochMilliseconds + FUTURE_TOLERANCE_MS,
});

/** Watts × milliseconds are millijoules, so a power limit over a duration is one multiplication. */
export const aboveRated = (energyMj: bigint, ratedW: PowerW, durationMs: number): boolean => energyMj * 10n > 11n * ratedW * BigInt(durationMs);

/**
 * Judges one reading. `meter` is undefined for an unknown meter and for another organisation's, which get the same
 * answer.
 */
export function judgeReading(sent: SentReading, meter: RatedMeter | undefined, window: IntakeWindow): Judged {
  if (!meter) return refused('METER_UNKNOWN', 'There is no meter with this id.');
  if (sent.source.length === 0 || sent.source.length > 200 || sent.id.length === 0 || sent.id.length > 200) return refused('READING_MALFORMED', 'source and id have 1 to 200 characters.');
  if (!DURATIONS_SECONDS.includes(sent.durationSeconds)) return refused('READING_DURATION', `durationSeconds is one of ${DURATIONS_SECONDS.join(', ')}.`);
  const word = sent.quality ?? 'MEASURED';
  if (!isSentQuality(word)) return refused('READING_MALFORMED', `quality is one of ${sentQualities.join(', ')}.`);
  const startMs = epochOf(sent.start);
  if (startMs === null) return refused('READING_MALFORMED', 'start is an RFC 3339 time with offset, such as 2026-11-21T14:15:00Z.');
  if (startMs % INTERVAL_MS !== 0) return refused('READING_OFF_QUARTER_HOUR', 'start is not on a quarter-hour.');
  const durationMs = sent.durationSeconds * 1000;
  if (startMs + durationMs > window.latestMs) return refused('READING_FROM_FUTURE', 'The reading ends more than 5 minutes from now.');
  if (startMs < window.earliestMs) return refused('READING_TOO_OLD', `Readings are taken up to ${MONTHS_BACK} months back.`);
  const energy = exactEnergy(sent);
  if (typeof energy !== 'bigint') return { refusal: energy };
  if (energy < 0n) return refused('READING_NEGATIVE', 'Energy is not negative.');
  if (aboveRated(energy, meter.ratedW, durationMs)) return refused('READING_ABOVE_RATED', `The energy is above 1.1 × the meter's rated power of ${meter.ratedW} W.`);
  return { reading: { source: sent.source, id: sent.id, meterId: sent.meterId, meterNumber: meter.number, startMs, durationMs, energyMj: energy, quality: marks[word] } };
}

function exactEnergy(sent: SentReading): bigint | Refusal {
  try {
    return energyOf(sent);
  } catch (error) {
    if (error instanceof DomainError) return { code: 'READING_MALFORMED', detail: error.message };
    throw error;
  }
}
