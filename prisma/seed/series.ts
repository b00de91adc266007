/**
 * What the meter says and what the index costs in the demo world. Both are derived from recorded series, whose sources are
 * in NOTICE: the load takes its shape from ERCOT's FAR_WEST zone of the summer of 2021, the price is that of the same
 * calendar hour two years earlier.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Instant, instantOf, INTERVAL_MS, Temporal } from '@busbar/kernel';

const HOUR_MS = 3_600_000;
/** The tenant's racks draw at most this much of what is contracted. */
const PEAK_SHARE = 0.97;

const rowsOf = (name: string): [string, string][] =>
  readFileSync(join(__dirname, 'data', name), 'utf8').trim().split('\n').slice(1).map((line) => line.split(',') as [string, string]);

export interface Quarter {
  readonly start: Instant;
  readonly wh: number;
}

/**
 * Quarter-hours of `[from, to)` for a contract of `kw`: the recorded hours in their order, begun again where they end, on the
 * straight line between the middles of neighbouring hours, and scaled so that the highest hour is 97 % of the contract.
 */
export function loadOf(from: Instant, to: Instant, kw: number): Quarter[] {
  const hours = rowsOf('ercot_load_far_west_2021.csv').map(([, mw]) => Number(mw));
  const most = Math.max(...hours);
  const origin = Date.UTC(2026, 8, 1, 5);
  const atHour = (hour: number): number => hours[((hour % hours.length) + hours.length) % hours.length] ?? most;
  const quarters: Quarter[] = [];
  for (let ms = from.epochMilliseconds; ms < to.epochMilliseconds; ms += INTERVAL_MS) {
    const sinceMiddle = (ms + INTERVAL_MS / 2 - origin) / HOUR_MS - 0.5;
    const hour = Math.floor(sinceMiddle);
    const mean = atHour(hour) + (atHour(hour + 1) - atHour(hour)) * (sinceMiddle - hour);
    quarters.push({ start: instantOf(ms), wh: Math.round((mean / most) * PEAK_SHARE * kw * 250) });
  }
  return quarters;
}

/** Hours of `[from, to)` with the day-ahead hub price that stood two years earlier at the same local time, dollars per MWh. */
export function pricesOf(from: Instant, to: Instant, zone: string): { readonly start: Instant; readonly price: string }[] {
  // An hour that the clocks of 2024 showed twice is taken as it was first.
  const recorded = new Map<string, string>();
  for (const [start, price] of rowsOf('ercot_day_ahead_hub_autumn_2024.csv')) if (!recorded.has(start.slice(0, 16))) recorded.set(start.slice(0, 16), price);
  const hours: { start: Instant; price: string }[] = [];
  for (let at = from; Temporal.Instant.compare(at, to) < 0; at = at.add({ hours: 1 })) {
    const earlier = at.toZonedDateTimeISO(zone).toPlainDateTime().subtract({ years: 2 }).toString({ smallestUnit: 'minute' });
    const price = recorded.get(earlier);
    if (price === undefined) throw new Error(`No price is recorded for ${earlier}.`);
    hours.push({ start: at, price });
  }
  return hours;
}
