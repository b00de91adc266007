import { Temporal } from 'temporal-polyfill';

/** A local day as instants: 23, 24 or 25 hours long. */
export interface LocalDay {
  /** `2021-11-07`. */
  readonly day: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The local days of a site's zone that touch `[fromMs, toMs)`. Added as days of the calendar, never as 24 hours. */
export function localDays(fromMs: number, toMs: number, zone: string): readonly LocalDay[] {
  const days: LocalDay[] = [];
  let day = dateAt(fromMs, zone);
  for (;;) {
    const next = day.add({ days: 1 });
    const start = startOf(day, zone);
    if (start >= toMs) return days;
    days.push({ day: day.toString(), fromMs: Math.max(start, fromMs), toMs: Math.min(startOf(next, zone), toMs) });
    day = next;
  }
}

/**
 * Where an axis over `[fromMs, toMs)` puts its ticks: on wall-clock hours of the zone. Steps of elapsed hours would drift off
 * the hour after the clocks change.
 */
export function wallClockTicks(fromMs: number, toMs: number, zone: string): readonly number[] {
  const days = (toMs - fromMs) / 86_400_000;
  if (days > 45) return monthTicks(fromMs, toMs, zone);
  if (days > 3) return dayTicks(fromMs, toMs, zone, Math.ceil(days / 12));
  return hourTicks(fromMs, toMs, zone, days > 1.2 ? 6 : 3);
}

function hourTicks(fromMs: number, toMs: number, zone: string, stepHours: number): readonly number[] {
  const ticks = new Set<number>();
  for (const { day } of localDays(fromMs, toMs, zone)) {
    for (let hour = 0; hour < 24; hour += stepHours) ticks.add(Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone, plainTime: { hour } }).epochMilliseconds);
  }
  return within([...ticks], fromMs, toMs);
}

function dayTicks(fromMs: number, toMs: number, zone: string, stepDays: number): readonly number[] {
  const ticks = localDays(fromMs, toMs, zone).filter((_, index) => index % stepDays === 0).map((day) => day.fromMs);
  return within(ticks, fromMs, toMs);
}

function monthTicks(fromMs: number, toMs: number, zone: string): readonly number[] {
  const ticks: number[] = [];
  for (let first = dateAt(fromMs, zone).with({ day: 1 }); startOf(first, zone) < toMs; first = first.add({ months: 1 })) ticks.push(startOf(first, zone));
  return within(ticks, fromMs, toMs);
}

function within(ticks: readonly number[], fromMs: number, toMs: number): readonly number[] {
  return ticks.filter((tick) => tick >= fromMs && tick < toMs);
}

function dateAt(ms: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate();
}

function startOf(day: Temporal.PlainDate, zone: string): number {
  return day.toZonedDateTime({ timeZone: zone }).epochMilliseconds;
}
