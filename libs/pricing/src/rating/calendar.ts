/** Buckets of a calendar, decided by the wall-clock label of each interval (pricing.md section 5 and 8, Time of use). */
import { refuse } from '../refusals';
import type { BucketRule, PriceCalendar, RatingInput, Season } from '../rating-input';
import { dayNumber, dayText } from './local-day';
import { weekdayOf, type LocalGrid } from './local-grid';

export function calendarNamed(input: RatingInput, id: string, path: string): PriceCalendar {
  const calendar = (input.calendars ?? []).find((candidate) => candidate.id === id);
  return calendar ?? refuse('RATING_REFERENCE_UNKNOWN', `${path}.calendarId`, 'The term names a calendar that the input does not have.', id);
}

/** Days on which holidays are observed, as day numbers. A holiday that moves is observed on the other day instead. */
export function observedHolidays(calendar: PriceCalendar): ReadonlySet<number> {
  return new Set(calendar.holidays.map((date) => {
    const day = dayNumber(date);
    const weekday = weekdayOf(day);
    if (weekday === 7 && calendar.observed !== 'NONE') return day + 1;
    return weekday === 6 && calendar.observed === 'SAT_FRI_SUN_MON' ? day - 1 : day;
  }));
}

/** Buckets in the order of the calendar's rules. */
export const bucketsOf = (calendar: PriceCalendar): readonly string[] => [...new Set(calendar.rules.map((rule) => rule.bucket))];

const classified = new WeakMap<LocalGrid, Map<PriceCalendar, Uint8Array>>();

/** For each interval the position of its bucket in `bucketsOf(calendar)`; computed once per calendar and grid. */
export function classify(calendar: PriceCalendar, grid: LocalGrid, path: string): Uint8Array {
  const known = classified.get(grid)?.get(calendar);
  if (known) return known;
  const made = makeClasses(calendar, grid, path);
  const perGrid = classified.get(grid) ?? new Map<PriceCalendar, Uint8Array>();
  perGrid.set(calendar, made);
  classified.set(grid, perGrid);
  return made;
}

function makeClasses(calendar: PriceCalendar, grid: LocalGrid, path: string): Uint8Array {
  const buckets = bucketsOf(calendar);
  const holidays = observedHolidays(calendar);
  const classes = new Uint8Array(grid.count);
  let day = Number.NaN;
  let rules: readonly BucketRule[] = [];
  for (let index = 0; index < grid.count; index += 1) {
    if (grid.day[index] !== day) {
      day = grid.day[index] as number;
      rules = rulesOn(day, calendar, holidays.has(day));
    }
    const minute = grid.minute[index] as number;
    const rule = rules.find((candidate) => minute >= (candidate.fromHour ?? 0) * 60 && minute < (candidate.toHour ?? 24) * 60);
    if (!rule) return refuse('RATING_TERMS_CONTRADICT', path, `No rule of the calendar ${calendar.id} fits ${dayText(day)} at minute ${minute}.`);
    classes[index] = buckets.indexOf(rule.bucket);
  }
  return classes;
}

/** The rules that can apply on a day, before the hour is looked at. */
function rulesOn(day: number, calendar: PriceCalendar, holiday: boolean): readonly BucketRule[] {
  const season = seasonOf(dayText(day).slice(5), calendar.seasons ?? []);
  return calendar.rules.filter((rule) => {
    if (rule.seasons && (season === null || !rule.seasons.includes(season))) return false;
    const mode = rule.holidays ?? 'AS_SUNDAY';
    if ((mode === 'ONLY' && !holiday) || (mode === 'NEVER' && holiday)) return false;
    const weekday = holiday && mode === 'AS_SUNDAY' ? 7 : weekdayOf(day);
    return rule.weekdays === undefined || rule.weekdays.includes(weekday);
  });
}

/** The season of a month-day; a season may run over the turn of the year. */
function seasonOf(monthDay: string, seasons: readonly Season[]): string | null {
  const fits = (season: Season): boolean => (season.from <= season.to ? monthDay >= season.from && monthDay <= season.to : monthDay >= season.from || monthDay <= season.to);
  return seasons.find(fits)?.name ?? null;
}

/** Seasons cover the year, rules name known seasons, hours make sense, holidays are dates. */
export function checkCalendar(calendar: PriceCalendar, path: string): void {
  const seasons = calendar.seasons ?? [];
  calendar.holidays.forEach((date, index) => dayNumber(date, `${path}.holidays[${index}]`));
  if (seasons.length > 0)
    for (let day = dayNumber('2024-01-01'); day <= dayNumber('2024-12-31'); day += 1)
      if (seasonOf(dayText(day).slice(5), seasons) === null) refuse('RATING_TERMS_CONTRADICT', `${path}.seasons`, `The seasons of the calendar do not cover ${dayText(day).slice(5)}.`);
  if (calendar.rules.length === 0) refuse('RATING_TERMS_CONTRADICT', `${path}.rules`, 'A calendar has at least one rule.');
  calendar.rules.forEach((rule, index) => {
    for (const name of rule.seasons ?? []) if (!seasons.some((season) => season.name === name)) refuse('RATING_REFERENCE_UNKNOWN', `${path}.rules[${index}].seasons`, 'The rule names a season that the calendar does not have.', name);
    const [from, to] = [rule.fromHour ?? 0, rule.toHour ?? 24];
    if (!(from >= 0 && from < to && to <= 24)) refuse('RATING_TERMS_CONTRADICT', `${path}.rules[${index}].toHour`, 'The hours of a rule lie between 0 and 24 and end after they begin.');
    for (const weekday of rule.weekdays ?? []) if (!Number.isInteger(weekday) || weekday < 1 || weekday > 7) refuse('RATING_INPUT_INVALID', `${path}.rules[${index}].weekdays`, 'Weekdays are 1 (Monday) to 7 (Sunday).', String(weekday));
  });
}
