/** What the clock on the wall shows, asked of the runtime's formatter for each moment (the engine reckons with offsets instead). */
export interface WallClock {
  /** `2026-11-21` */
  readonly date: string;
  /** 1 Monday … 7 Sunday. */
  readonly weekday: number;
  /** Minutes since 00:00 by the label. */
  readonly minute: number;
}

const QUARTER_MS = 900_000;
const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const formatters = new Map<string, Intl.DateTimeFormat>();
const labels = new Map<string, WallClock>();

export function wallClock(ms: number, zone: string): WallClock {
  const key = `${zone} ${ms}`;
  const known = labels.get(key);
  if (known) return known;
  const formatter = formatters.get(zone) ?? new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
  formatters.set(zone, formatter);
  const parts = Object.fromEntries(formatter.formatToParts(ms).map(({ type, value }) => [type, value]));
  const label = { date: `${parts['year']}-${parts['month']}-${parts['day']}`, weekday: days.indexOf(parts['weekday'] ?? '') + 1, minute: Number(parts['hour']) * 60 + Number(parts['minute']) };
  labels.set(key, label);
  return label;
}

/** The first quarter-hour whose label is on the day or later. */
export function midnight(date: string, zone: string): number {
  let ms = Date.parse(`${date}T00:00:00Z`) - 27 * 3_600_000;
  while (wallClock(ms, zone).date < date) ms += QUARTER_MS;
  return ms;
}

export const dayAfter = (date: string, count = 1): string => new Date(Date.parse(`${date}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
export const daysFrom = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
