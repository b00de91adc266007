/** Real input: ERCOT's load of the FAR_WEST zone as what the meter says, and its day-ahead hub price as the index. Sources in NOTICE. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Temporal } from '@busbar/kernel';

export const ZONE = 'America/Chicago';

const rowsOf = (name: string): string[][] => readFileSync(join(__dirname, 'data', name), 'utf8').trim().split('\n').slice(1).map((line) => line.split(','));

interface Hour {
  /** Wall-clock label of the hour's end in America/Chicago. */
  readonly ending: Temporal.PlainDateTime;
  readonly mw: number;
}

const loads = (): Hour[] => rowsOf('ercot_load_far_west_2021.csv').map(([ending = '', mw]) => ({ ending: Temporal.PlainDateTime.from(ending.replace(' ', 'T')), mw: Number(mw) }));

/** Hours of a local month as its zone counts them: 743 in March 2021. */
export function hoursOf(from: Temporal.PlainDate, to: Temporal.PlainDate): Temporal.Instant[] {
  const end = to.toZonedDateTime(ZONE).toInstant();
  const hours: Temporal.Instant[] = [];
  for (let at = from.toZonedDateTime(ZONE).toInstant(); Temporal.Instant.compare(at, end) < 0; at = at.add({ hours: 1 })) hours.push(at);
  return hours;
}

/**
 * What the meter says, hour by hour, in whole Wh: the zone's load scaled so that its highest hour is `kw` for an hour. The
 * series itself where it was recorded (21 July to 31 August 2021); in another month hour k takes hour k of August's shape.
 */
export function meterHours(from: Temporal.PlainDate, to: Temporal.PlainDate, kw: number): { readonly start: Temporal.Instant; readonly wh: number }[] {
  const recorded = loads();
  const most = Math.max(...recorded.map(({ mw }) => mw));
  const wh = (mw: number): number => Math.round((mw / most) * kw * 1000);
  const byStart = new Map(recorded.map(({ ending, mw }) => [ending.toZonedDateTime(ZONE).toInstant().subtract({ hours: 1 }).toString(), mw]));
  const august = hoursOf(Temporal.PlainDate.from('2021-08-01'), Temporal.PlainDate.from('2021-09-01')).map((start) => byStart.get(start.toString()) ?? Number.NaN);
  return hoursOf(from, to).map((start, k) => {
    const mw = byStart.get(start.toString()) ?? august[k];
    if (mw === undefined || Number.isNaN(mw)) throw new Error(`No load is recorded for ${start.toString()}.`);
    return { start, wh: wh(mw) };
  });
}

/** The index's prices of `[from, to)` local days as the price file that staff import: `start,price`, dollars per MWh. */
export function priceFile(from: Temporal.PlainDate, to: Temporal.PlainDate): string {
  const first = from.toZonedDateTime(ZONE).toInstant();
  const end = to.toZonedDateTime(ZONE).toInstant();
  const rows = rowsOf('ercot_dam_hb_hubavg_2021.csv')
    .map(([start = '', price = '']) => ({ start: Temporal.Instant.from(start.replace(' ', 'T')), price }))
    .filter(({ start }) => Temporal.Instant.compare(start, first) >= 0 && Temporal.Instant.compare(start, end) < 0);
  return ['start,price', ...rows.map(({ start, price }) => `${start.toString()},${price}`)].join('\n');
}
