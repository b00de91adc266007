import type { Language } from './numbers';

/**
 * Instants in the zone of the site they happen at, with the zone printed: a bill that says "midnight" without a zone is a dispute.
 * Input is RFC 3339 text in UTC, or `YYYY-MM-DD` for a date without a time.
 */
const dateLocale: Readonly<Record<Language, string>> = { en: 'en-GB', it: 'it-IT' };

/** No single locale knows the short names of all zones: Rome is CET to Britons, Chicago is CST to Americans. */
const nameLocales = ['en-GB', 'en-US', 'en-CA', 'en-AU', 'en-IN', 'en-ZA'] as const;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, options);
  formats.set(key, made);
  return made;
}

/** `CET`, `CDT`, and `UTC+3` where no English speaker has a short name for it. */
export function zoneName(instant: string, zone: string): string {
  const at = new Date(instant);
  const names = nameLocales.map((locale) => zonePart(locale, at, zone));
  return (names.find((name) => !name.startsWith('GMT')) ?? names[0] ?? 'UTC').replace(/^GMT(?=[+-])/, 'UTC');
}

function zonePart(locale: string, at: Date, zone: string): string {
  return formatter(locale, { timeZone: zone, timeZoneName: 'short' }).formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? 'UTC';
}

/** `21 Nov 2026, 14:15 CET`. */
export function dateTime(language: Language, instant: string, zone: string): string {
  const text = formatter(dateLocale[language], { timeZone: zone, day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(instant));
  return `${brief(text)} ${zoneName(instant, zone)}`;
}

/** `14:15`, for rows under a heading that already says day and zone. */
export function time(language: Language, instant: string, zone: string): string {
  return formatter(dateLocale[language], { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(instant));
}

/** The local day an instant falls on, `21 Nov 2026`. */
export function dayOf(language: Language, instant: string, zone: string): string {
  return brief(formatter(dateLocale[language], { timeZone: zone, day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(instant)));
}

/** A date that has no time and no zone, `1 Mar 2027`. */
export function date(language: Language, text: string): string {
  return brief(formatter(dateLocale[language], { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(`${text}T00:00:00Z`)));
}

/** The British write four letters for September alone, and a column of dates loses its edge. */
function brief(text: string): string {
  return text.replace('Sept ', 'Sep ');
}

/** `August 2021`, for a date or instant in a month. */
export function month(language: Language, text: string, zone = 'UTC'): string {
  const instant = text.length === 10 ? `${text}T00:00:00Z` : text;
  return formatter(dateLocale[language], { timeZone: zone, month: 'long', year: 'numeric' }).format(new Date(instant));
}

/** The local date of an instant in ISO form, as a key: `2021-08-31`. */
export function isoDay(instant: string, zone: string): string {
  return formatter('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(instant));
}

/** What is left until `until`: `{ days, hours, minutes }`, all zero once it has passed. */
export function timeLeft(from: string, until: string): { readonly days: number; readonly hours: number; readonly minutes: number } {
  const minutes = Math.max(0, Math.floor((Date.parse(until) - Date.parse(from)) / 60_000));
  return { days: Math.floor(minutes / 1440), hours: Math.floor((minutes % 1440) / 60), minutes: minutes % 60 };
}
