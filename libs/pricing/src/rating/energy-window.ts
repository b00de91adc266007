/** The energy of a window of time: columns cut or added up, never an object per interval. */
import { INTERVAL_MS, quality, type IntervalSeries } from '@busbar/kernel';
import { refuse } from '../refusals';
import type { EnergyRole, RatingInput } from '../rating-input';
import type { IntervalsBehind } from '../rated-invoice';
import { anyNegative, sumOf } from './exact-sums';

/** Consecutive intervals whose starts lie in `[fromMs, toMs)`. Where nothing is known the quality says MISSING. */
export interface EnergyWindow {
  readonly startMs: number;
  readonly stepMs: number;
  readonly energyMj: BigInt64Array;
  readonly quality: Uint16Array;
}

/** Bits read in the inner loops: an interval without energy, and one that was not measured. */
export const MISSING = quality.MISSING;
export const ESTIMATED = quality.ESTIMATED_LINEAR | quality.ESTIMATED_REFERENCE_DAY | quality.PROJECTED;

/** Whether any column of this role exists for the tranche (or for any, when none is named). */
export const hasEnergy = (input: RatingInput, role: EnergyRole, trancheId: string | undefined): boolean =>
  (input.energy ?? []).some((columns) => columns.role === role && (trancheId === undefined || columns.trancheId === trancheId));

/** Length of an interval in this input; all columns share one. */
export function stepOf(input: RatingInput): number {
  return input.energy?.[0]?.series.stepMs ?? INTERVAL_MS;
}

/** Windows of one rating: terms that price the same energy share the window, its sum and its counts. */
const windows = new WeakMap<RatingInput, Map<string, EnergyWindow>>();
const totals = new WeakMap<EnergyWindow, bigint>();
const counts = new WeakMap<EnergyWindow, IntervalsBehind>();
const unmeasuredOf = new WeakMap<EnergyWindow, Unmeasured>();

/** Energy of one role over a window, added over the tranches when none is named. An interval belongs to the window that contains its start. */
export function energyWindow(input: RatingInput, role: EnergyRole, trancheId: string | undefined, fromMs: number, toMs: number): EnergyWindow {
  const key = JSON.stringify([role, trancheId, fromMs, toMs]);
  const perInput = windows.get(input) ?? new Map<string, EnergyWindow>();
  const window = perInput.get(key) ?? makeWindow(input, role, trancheId, fromMs, toMs);
  perInput.set(key, window);
  windows.set(input, perInput);
  return window;
}

function makeWindow(input: RatingInput, role: EnergyRole, trancheId: string | undefined, fromMs: number, toMs: number): EnergyWindow {
  const stepMs = stepOf(input);
  const startMs = Math.ceil(fromMs / stepMs) * stepMs;
  const count = Math.max(0, Math.ceil((toMs - startMs) / stepMs));
  const parts: IntervalSeries[] = [];
  for (const columns of input.energy ?? []) if (columns.role === role && (trancheId === undefined || columns.trancheId === trancheId)) parts.push(columns.series);
  return parts.length === 1 && covers(parts[0] as IntervalSeries, startMs, count) ? cut(parts[0] as IntervalSeries, startMs, count) : added(parts, startMs, stepMs, count);
}

const covers = (series: IntervalSeries, startMs: number, count: number): boolean =>
  series.startMs <= startMs && series.startMs + series.energyMj.length * series.stepMs >= startMs + count * series.stepMs;

function cut(series: IntervalSeries, startMs: number, count: number): EnergyWindow {
  const first = (startMs - series.startMs) / series.stepMs;
  return { startMs, stepMs: series.stepMs, energyMj: series.energyMj.subarray(first, first + count), quality: series.quality.subarray(first, first + count) };
}

/** Adds columns; an interval is as good as the worst of its parts, and missing when any part is. */
function added(parts: readonly IntervalSeries[], startMs: number, stepMs: number, count: number): EnergyWindow {
  const energyMj = new BigInt64Array(count);
  const marks = new Uint16Array(count);
  if (parts.length === 0) marks.fill(quality.MISSING);
  for (const part of parts) {
    const shift = (startMs - part.startMs) / stepMs;
    for (let index = 0; index < count; index += 1) {
      const from = index + shift;
      const energy = part.energyMj[from];
      if (energy === undefined) marks[index] = (marks[index] as number) | quality.MISSING;
      else {
        energyMj[index] = (energyMj[index] as bigint) + energy;
        marks[index] = (marks[index] as number) | (part.quality[from] as number);
      }
    }
  }
  return { startMs, stepMs, energyMj, quality: marks };
}

/** Σ mJ of a window; a missing interval counts as zero and is reported by `intervalsBehind`. */
export function totalOf(window: EnergyWindow): bigint {
  const known = totals.get(window);
  if (known !== undefined) return known;
  const total = sumOf(window.energyMj);
  totals.set(window, total);
  return total;
}

/** Positions of the intervals that were not measured, in order: few as a rule, and asked for by many terms. */
export interface Unmeasured {
  readonly missing: readonly number[];
  /** Estimated, and not missing. */
  readonly estimated: readonly number[];
}

export function unmeasured(window: EnergyWindow): Unmeasured {
  const known = unmeasuredOf.get(window);
  if (known) return known;
  const [missing, estimated]: [number[], number[]] = [[], []];
  const marks = window.quality;
  for (let index = 0; index < marks.length; index += 1) {
    const bits = marks[index] as number;
    if ((bits & MISSING) !== 0) missing.push(index);
    else if ((bits & ESTIMATED) !== 0) estimated.push(index);
  }
  const made = { missing, estimated };
  unmeasuredOf.set(window, made);
  return made;
}

/** How many intervals stand behind a quantity and how they came about; those of one class, where classes are given. Null where there are none. */
export function intervalsBehind(window: EnergyWindow, classes?: Uint8Array, only?: number): IntervalsBehind | null {
  const { missing, estimated } = unmeasured(window);
  if (classes && only !== undefined) {
    const ofClass = (positions: readonly number[]): number => positions.reduce((count, index) => (classes[index] === only ? count + 1 : count), 0);
    return counted(window, extentsOf(classes)[only], ofClass(estimated), ofClass(missing));
  }
  const known = counts.get(window);
  if (known) return known;
  const count = window.quality.length;
  const behind = counted(window, { count, first: 0, last: count - 1 }, estimated.length, missing.length);
  if (behind) counts.set(window, behind);
  return behind;
}

function counted(window: EnergyWindow, extent: Extent | undefined, estimated: number, missing: number): IntervalsBehind | null {
  if (extent === undefined || extent.count === 0) return null;
  const { count, first, last } = extent;
  const measured = count - estimated - missing;
  const share = (part: number): string => (Math.round((part * 10_000) / count) / 10_000).toFixed(4);
  return {
    count, firstMs: window.startMs + first * window.stepMs, lastMs: window.startMs + last * window.stepMs,
    measured, estimated, missing, measuredShare: share(measured), estimatedShare: share(estimated),
  };
}

/** How many intervals a class has, and where it begins and ends. */
interface Extent {
  readonly count: number;
  readonly first: number;
  readonly last: number;
}
const extents = new WeakMap<Uint8Array, readonly (Extent | undefined)[]>();

/** By class; computed once for all contracts that share the classes. */
function extentsOf(classes: Uint8Array): readonly (Extent | undefined)[] {
  const known = extents.get(classes);
  if (known) return known;
  const made: (Extent | undefined)[] = [];
  classes.forEach((of, index) => {
    const before = made[of];
    made[of] = { count: (before?.count ?? 0) + 1, first: before?.first ?? index, last: index };
  });
  extents.set(classes, made);
  return made;
}

/** Columns must share one step that divides an hour, lie on it, and hold facility energy that is not negative. */
export function checkEnergy(input: RatingInput): void {
  const stepMs = stepOf(input);
  (input.energy ?? []).forEach((columns, index) => {
    const path = `energy[${index}].series`;
    const { series } = columns;
    if (series.stepMs !== stepMs || 3_600_000 % stepMs !== 0 || series.startMs % stepMs !== 0)
      refuse('RATING_INPUT_INVALID', path, 'All energy columns share one interval length that divides an hour, and start on a multiple of it.');
    if (series.energyMj.length !== series.quality.length || (columns.reactive && columns.reactive.length !== series.energyMj.length))
      refuse('RATING_INPUT_INVALID', path, 'Energy, quality and reactive columns have the same length.');
    if (!input.tranches.some((tranche) => tranche.id === columns.trancheId))
      refuse('RATING_REFERENCE_UNKNOWN', `energy[${index}].trancheId`, 'Energy names a tranche that the input does not have.', columns.trancheId);
    if (columns.role !== 'IT' && anyNegative(series.energyMj))
      refuse('RATING_QUANTITY_NEGATIVE', path, 'The energy of a hall or of its facility cannot be negative.');
  });
}
