/** Readings as a file of comma-separated values: which columns there are, and what time a row means. */
import { InvalidInputError, Temporal, instantOf, isTimeZone, startOfDay, type Instant } from '@busbar/kernel';
import { DURATIONS_SECONDS, type SentReading } from './reading';

/** The columns a file may have; `time` and one energy column are needed, and `meter` unless the call names one. */
export const fileColumns = ['meter', 'time', 'duration_seconds', 'energy_mj', 'energy_wh', 'energy_kwh', 'quality'] as const;
export type FileColumn = (typeof fileColumns)[number];

export const timeMeanings = ['START', 'ENDING'] as const;
export type TimeMeaning = (typeof timeMeanings)[number];

export interface FileOptions {
  /** The meter of every row, where the file has no `meter` column. */
  readonly meterId: string | null;
  /** IANA zone of times without an offset; null: every time has one. */
  readonly zone: string | null;
  /** Whether a row's time is when its energy began or ended to flow (ERCOT's "hour ending"). */
  readonly time: TimeMeaning;
  /** Length of a row where the file has no `duration_seconds` column. */
  readonly durationSeconds: number;
}

/** Reads the options of a call. Throws InvalidInputError naming the parameter. */
export function fileOptions(given: { readonly meter?: string | undefined; readonly zone?: string | undefined; readonly time?: string | undefined; readonly durationSeconds?: string | undefined }): FileOptions {
  const time = given.time ?? 'START';
  if (!isTimeMeaning(time)) throw new InvalidInputError({ path: 'time', given: time, expected: timeMeanings.join(' or ') });
  if (given.zone !== undefined && !isTimeZone(given.zone)) throw new InvalidInputError({ path: 'zone', given: given.zone, expected: 'an IANA zone such as America/Chicago' });
  const durationSeconds = Number(given.durationSeconds ?? '900');
  if (!DURATIONS_SECONDS.includes(durationSeconds)) throw new InvalidInputError({ path: 'durationSeconds', given: given.durationSeconds, expected: `one of ${DURATIONS_SECONDS.join(', ')}` });
  return { meterId: given.meter ?? null, zone: given.zone ?? null, time, durationSeconds };
}

const isTimeMeaning = (text: string): text is TimeMeaning => (timeMeanings as readonly string[]).includes(text);
const isColumn = (text: string): text is FileColumn => (fileColumns as readonly string[]).includes(text);

/** Judges the header line. Throws InvalidInputError saying which columns are expected. */
export function fileHeader(cells: readonly string[], options: FileOptions): readonly FileColumn[] {
  const names = cells.map((cell) => cell.trim().toLowerCase());
  const unknown = names.find((name) => !isColumn(name));
  if (unknown !== undefined) throw new InvalidInputError({ path: 'header', given: unknown, expected: `columns of ${fileColumns.join(', ')}` });
  const columns = names.filter(isColumn);
  if (new Set(columns).size !== columns.length) throw new InvalidInputError({ path: 'header', given: names.join(','), expected: 'each column once' });
  if (!columns.includes('time')) throw new InvalidInputError({ path: 'header', given: names.join(','), expected: 'a column time' });
  if (!columns.some((column) => column.startsWith('energy_'))) throw new InvalidInputError({ path: 'header', given: names.join(','), expected: 'a column energy_mj, energy_wh or energy_kwh' });
  if (!columns.includes('meter') && options.meterId === null) throw new InvalidInputError({ path: 'meter', expected: 'a column meter, or the parameter meter' });
  return columns;
}

const LOCAL = /^(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?$/;
const hasOffset = (text: string): boolean => /(?:[Zz]|[+-]\d\d:\d\d)$/.test(text);

/**
 * Reads the times of a file in order. A wall-clock hour is told by its label: an ENDING label is first taken back by the
 * row's length on the wall clock, since it is the hour that repeats, not its end. A label that occurs twice, on the day
 * the clocks go back, means the first occurrence, and the second when its meter has been given the first already. One that
 * does not exist is refused (null). `24:00` is the midnight that ends a day.
 */
export class FileTimes {
  private readonly lastByMeter = new Map<string, number>();
  /** Offset of a local day without a change of the clocks, in milliseconds; null on a day with one. */
  private readonly offsetByDay = new Map<string, number | null>();

  constructor(private readonly options: FileOptions) {}

  /** RFC 3339 start of the row's energy, or null where the text is no time. */
  startOf(meterId: string, text: string, durationSeconds: number): string | null {
    const back = { seconds: this.options.time === 'ENDING' ? durationSeconds : 0 };
    // A start with an offset is judged with the reading; only an end must be reckoned back here.
    if (hasOffset(text)) return this.options.time === 'START' ? text.replace(' ', 'T') : (instantOrNull(text.replace(' ', 'T'))?.subtract(back).toString() ?? null);
    if (this.options.zone === null) return null;
    const local = wallClock(text);
    if (local === null) return null;
    const label = local.subtract(back);
    return (this.onOrdinaryDay(meterId, label, this.options.zone) ?? this.resolved(meterId, label, this.options.zone))?.toString() ?? null;
  }

  /** Almost every day has one offset, and then a label is one time: asking the calendar once a day makes a long file quick to read. */
  private onOrdinaryDay(meterId: string, local: Temporal.PlainDateTime, zone: string): Instant | null {
    const date = local.toPlainDate();
    const day = date.toString();
    let offset = this.offsetByDay.get(day);
    if (offset === undefined) {
      const [begins, ends] = [startOfDay(date, zone), startOfDay(date.add({ days: 1 }), zone)];
      const midnightMs = Temporal.PlainDateTime.from(date).toZonedDateTime('UTC').epochMilliseconds;
      offset = ends.epochMilliseconds - begins.epochMilliseconds === 86_400_000 ? midnightMs - begins.epochMilliseconds : null;
      this.offsetByDay.set(day, offset);
    }
    if (offset === null) return null;
    const atMs = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second) - offset;
    this.lastByMeter.set(meterId, atMs);
    return instantOf(atMs);
  }

  private resolved(meterId: string, local: Temporal.PlainDateTime, zone: string): Instant | null {
    const existing = (['earlier', 'later'] as const)
      .map((disambiguation) => local.toZonedDateTime(zone, { disambiguation }))
      .filter((candidate) => candidate.toPlainDateTime().equals(local))
      .map((candidate) => candidate.toInstant());
    const last = this.lastByMeter.get(meterId);
    const chosen = existing.find((at) => last === undefined || at.epochMilliseconds > last) ?? existing[0];
    if (chosen === undefined) return null;
    this.lastByMeter.set(meterId, chosen.epochMilliseconds);
    return chosen;
  }
}

function wallClock(text: string): Temporal.PlainDateTime | null {
  const match = LOCAL.exec(text);
  if (!match) return null;
  const [, date = '', hour = '', minute = '', second = '00'] = match;
  const endOfDay = hour === '24' && minute === '00' && second === '00';
  const local = localOrNull(`${date}T${endOfDay ? '00' : hour}:${minute}:${second}`);
  return endOfDay ? (local?.add({ days: 1 }) ?? null) : local;
}

function instantOrNull(text: string): Instant | null {
  try {
    return Temporal.Instant.from(text);
  } catch {
    return null;
  }
}

function localOrNull(text: string): Temporal.PlainDateTime | null {
  try {
    return Temporal.PlainDateTime.from(text, { overflow: 'reject' });
  } catch {
    return null;
  }
}

/**
 * A data line as a reading. `source` names the file, `line` the row in it: together they identify the reading, so that the
 * same file sent again changes nothing. A time that cannot be read is passed on as it stands and refused with the reading.
 */
export function fileReading(columns: readonly FileColumn[], cells: readonly string[], line: number, source: string, options: FileOptions, times: FileTimes): SentReading {
  const cell = (column: FileColumn): string | undefined => {
    const index = columns.indexOf(column);
    const text = index < 0 ? undefined : cells[index]?.trim();
    return text === '' ? undefined : text;
  };
  const meterId = cell('meter') ?? options.meterId ?? '';
  const duration = cell('duration_seconds');
  const durationSeconds = duration === undefined ? options.durationSeconds : Number(duration);
  const time = cell('time') ?? '';
  return {
    source,
    id: String(line),
    meterId,
    start: times.startOf(meterId, time, DURATIONS_SECONDS.includes(durationSeconds) ? durationSeconds : 0) ?? time,
    durationSeconds,
    energyMj: cell('energy_mj'),
    energyWh: cell('energy_wh'),
    energyKwh: cell('energy_kwh'),
    quality: cell('quality'),
  };
}
