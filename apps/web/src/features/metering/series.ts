import { isEstimated, isMissing, quality } from '@busbar/kernel';

/** What a mark means to a reader; one of these per interval, the gravest first. */
export const marks = ['missing', 'edited', 'estimated', 'questionable', 'measured'] as const;
export type Mark = (typeof marks)[number];

/** A meter's quarter-hours as the chart needs them: exact energy as text beside a number that is only ever drawn. */
export interface MeterSeries {
  /** UTC start of the first interval, epoch milliseconds. */
  readonly startMs: number;
  readonly stepMs: number;
  /** Millijoules as text, in step with `quality`; null where nothing is known. */
  readonly energyMj: readonly (string | null)[];
  readonly quality: readonly number[];
}

/** Consecutive intervals of one mark. Points are `[epoch ms, kW]`; a run of missing intervals has none. */
export interface Run {
  readonly mark: Mark;
  readonly fromMs: number;
  readonly toMs: number;
  readonly points: readonly (readonly [number, number])[];
}

export function markOf(bits: number): Mark {
  if (isMissing(bits)) return 'missing';
  if ((bits & quality.EDITED) !== 0) return 'edited';
  if (isEstimated(bits)) return 'estimated';
  if ((bits & quality.QUESTIONABLE) !== 0) return 'questionable';
  return 'measured';
}

/** Mean power of an interval in kW, for drawing: mJ over ms is W. */
export function kwOf(energyMj: string, stepMs: number): number {
  return Number(energyMj) / stepMs / 1000;
}

/**
 * The series as runs. Each run closes with a point at its end: a step line without it would lose the last quarter-hour
 * before every change of quality, and the last of the day.
 */
export function runsOf(series: MeterSeries): readonly Run[] {
  const runs: Run[] = [];
  let from = 0;
  for (let index = 1; index <= series.quality.length; index += 1) {
    const mark = markOf(series.quality[from] ?? 0);
    if (index < series.quality.length && markOf(series.quality[index] ?? 0) === mark) continue;
    runs.push(runBetween(series, mark, from, index));
    from = index;
  }
  return runs;
}

function runBetween(series: MeterSeries, mark: Mark, from: number, to: number): Run {
  const fromMs = series.startMs + from * series.stepMs;
  const toMs = series.startMs + to * series.stepMs;
  if (mark === 'missing') return { mark, fromMs, toMs, points: [] };
  const points: [number, number][] = [];
  for (let index = from; index < to; index += 1) points.push([series.startMs + index * series.stepMs, kwOf(series.energyMj[index] ?? '0', series.stepMs)]);
  const last = points.at(-1);
  if (last) points.push([toMs, last[1]]);
  return { mark, fromMs, toMs, points };
}

/** The points of one mark as one line, broken by an empty point between its runs so that nothing is joined. */
export function lineOf(runs: readonly Run[], mark: Mark): readonly (readonly [number, number | null])[] {
  return runs.filter((run) => run.mark === mark).flatMap((run) => [...run.points, [run.toMs, null] as const]);
}

/** The part of a series in `[fromMs, toMs)`. */
export function slice(series: MeterSeries, fromMs: number, toMs: number): MeterSeries {
  const first = Math.max(0, Math.ceil((fromMs - series.startMs) / series.stepMs));
  const end = Math.min(series.quality.length, Math.max(first, Math.ceil((toMs - series.startMs) / series.stepMs)));
  return { startMs: series.startMs + first * series.stepMs, stepMs: series.stepMs, energyMj: series.energyMj.slice(first, end), quality: series.quality.slice(first, end) };
}

export interface Completeness {
  readonly intervals: number;
  readonly measured: number;
  readonly estimated: number;
  readonly missing: number;
  /** Σ of what is known, exact millijoules. */
  readonly energyMj: bigint;
}

export function completenessOf(series: MeterSeries): Completeness {
  let measured = 0;
  let estimated = 0;
  let missing = 0;
  let energyMj = 0n;
  series.quality.forEach((bits, index) => {
    const mark = markOf(bits);
    if (mark === 'missing') missing += 1;
    else if (mark === 'estimated') estimated += 1;
    else measured += 1;
    if (mark !== 'missing') energyMj += BigInt(series.energyMj[index] ?? '0');
  });
  return { intervals: series.quality.length, measured, estimated, missing, energyMj };
}

const mjPerMicroKwh = 3_600n;

/** kWh as decimal text at six decimals, exactly cut; formats round it from there. */
export function kwhOf(energyMj: bigint): string {
  const micro = energyMj / mjPerMicroKwh;
  const sign = micro < 0n ? '-' : '';
  const digits = (micro < 0n ? -micro : micro).toString().padStart(7, '0');
  return `${sign}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}
