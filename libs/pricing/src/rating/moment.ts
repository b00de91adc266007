/** Instants and local midnights as epoch milliseconds. */
import { epochMsOf, isTimeZone, parseDate, parseInstant, startOfDay } from '@busbar/kernel';

const PLAIN_UTC = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?Z$/;

/** Reads RFC 3339. Whole seconds in UTC, the form of long files, are reckoned directly: sixty times as fast. */
export function epochMs(instant: string, path: string): number {
  const match = PLAIN_UTC.exec(instant);
  if (!match) return epochMsOf(parseInstant(instant, path));
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0)) as [number, number, number, number, number, number];
  // Days that not every month has, numbers out of range, and years that Date.UTC takes for those from 1900 on, are judged by the calendar.
  if (year < 100 || month < 1 || month > 12 || day < 1 || day > 28 || hour > 23 || minute > 59 || second > 59) return epochMsOf(parseInstant(instant, path));
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** Midnights kept at a time; a billing run asks for the same few thousands of times. */
const MOST_MIDNIGHTS = 4096;
const midnights = new Map<string, number>();

/** The first instant of a local day. */
export function dayStartMs(day: string, zone: string): number {
  const key = `${zone} ${day}`;
  const known = midnights.get(key);
  if (known !== undefined) return known;
  const ms = epochMsOf(startOfDay(parseDate(day), zone));
  if (midnights.size >= MOST_MIDNIGHTS) midnights.clear();
  midnights.set(key, ms);
  return ms;
}

/** Zones that were found to be known: there are some six hundred. */
const knownZones = new Set<string>();

export function isKnownZone(zone: string): boolean {
  if (knownZones.has(zone)) return true;
  if (!isTimeZone(zone)) return false;
  knownZones.add(zone);
  return true;
}
