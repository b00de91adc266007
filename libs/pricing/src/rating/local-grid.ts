/** Local wall-clock labels of consecutive intervals, computed once per zone and window and shared by all contracts. */
import { instantOf, type Temporal } from '@busbar/kernel';
import { DAY_MS } from './local-day';

/** For each interval its local day and minute, as the clock on the wall shows them. */
export interface LocalGrid {
  readonly zone: string;
  readonly startMs: number;
  readonly stepMs: number;
  readonly count: number;
  /** Days since 1970-01-01 of the local date. */
  readonly day: Int32Array;
  /** Minutes since local 00:00 by the wall-clock label; a repeated hour repeats its labels. */
  readonly minute: Uint16Array;
}

/** Grids kept at a time; a billing run of one month over all zones needs far fewer. */
const MOST_GRIDS = 256;
const grids = new Map<string, LocalGrid>();

export function localGrid(zone: string, startMs: number, stepMs: number, count: number): LocalGrid {
  const key = `${zone} ${startMs} ${stepMs} ${count}`;
  const known = grids.get(key);
  if (known) return known;
  const made = makeGrid(zone, startMs, stepMs, count);
  const oldest = grids.keys().next();
  if (grids.size >= MOST_GRIDS && !oldest.done) grids.delete(oldest.value);
  grids.set(key, made);
  return made;
}

/** Weekday of a day number: 1 Monday … 7 Sunday (1970-01-01 was a Thursday). */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** Offsets hold between transitions, so that wall-clock labels are integer arithmetic. */
function makeGrid(zone: string, startMs: number, stepMs: number, count: number): LocalGrid {
  const day = new Int32Array(count);
  const minute = new Uint16Array(count);
  let at: Temporal.ZonedDateTime = instantOf(startMs).toZonedDateTimeISO(zone);
  let next: number | null = null;
  let offsetMs = 0;
  const readOffset = (): void => {
    offsetMs = at.offsetNanoseconds / 1_000_000;
    const transition = at.getTimeZoneTransition('next');
    next = transition ? transition.epochMilliseconds : null;
  };
  readOffset();
  for (let index = 0, ms = startMs; index < count; index += 1, ms += stepMs) {
    while (next !== null && ms >= next) {
      at = instantOf(next).toZonedDateTimeISO(zone);
      readOffset();
    }
    const local = ms + offsetMs;
    const days = Math.floor(local / DAY_MS);
    day[index] = days;
    minute[index] = Math.floor((local - days * DAY_MS) / 60_000);
  }
  return { zone, startMs, stepMs, count, day, minute };
}
