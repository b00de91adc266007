/** Gaps, and the straight line that may fill the short ones (pricing.md section 3; example E22). */
import { INTERVAL_MS, divideFloor, invariant, isMissing, quality, splitByWeights, type IntervalSeries, type Quality } from '@busbar/kernel';

/** A straight line is drawn over at most 2 h: eight quarter-hours. */
export const LONGEST_ESTIMATED = 8;
/** How far round a change a series must be read so that every gap it can affect is seen with both its ends. */
export const ESTIMATION_MARGIN_MS = (LONGEST_ESTIMATED + 1) * INTERVAL_MS;

/** Quarter-hours `[first, first + length)` of a series. */
export interface Run {
  readonly first: number;
  readonly length: number;
}

/** Maximal runs of quarter-hours whose quality satisfies `found`, in time order. */
export function runsOf(series: IntervalSeries, found: (bits: Quality) => boolean): readonly Run[] {
  const runs: Run[] = [];
  let first = -1;
  for (let index = 0; index <= series.quality.length; index += 1) {
    const inside = index < series.quality.length && found(series.quality[index] ?? 0);
    if (inside && first < 0) first = index;
    if (!inside && first >= 0) {
      runs.push({ first, length: index - first });
      first = -1;
    }
  }
  return runs;
}

/** Where nothing is known: what a chart hatches and a bill names. */
export const gapsOf = (series: IntervalSeries): readonly Run[] => runsOf(series, isMissing);

const notAnEnd = quality.MISSING | quality.ESTIMATED_LINEAR | quality.ESTIMATED_REFERENCE_DAY | quality.PROJECTED | quality.QUESTIONABLE | quality.INCOMPLETE | quality.RESET;
/** Whether a straight line may begin or end here: only at what was measured and found valid. */
export const mayEndLine = (bits: Quality): boolean => (bits & quality.VALID) !== 0 && (bits & notAnEnd) === 0;
/** Unknown, or only estimated by an earlier straight line: what a line is drawn over anew when its ends change. */
const isOpen = (bits: Quality): boolean => (bits & (quality.MISSING | quality.ESTIMATED_LINEAR)) !== 0;

/**
 * `count` values on the line between the last and the next valid quarter-hour, divided by floor of the cumulative sum in
 * mJ, so that their total is the line's. Where registers bound the gap, the values are scaled to the register's difference
 * by largest remainder, so that the total is the meter's own.
 */
export function estimateLinear(lastMj: bigint, nextMj: bigint, count: number, registerMj?: bigint): readonly bigint[] {
  invariant(count > 0, 'A gap has at least one quarter-hour.');
  const steps = BigInt(count) + 1n;
  const upTo = (k: bigint): bigint => divideFloor(2n * steps * k * lastMj + (nextMj - lastMj) * k * (k + 1n), 2n * steps);
  const line = Array.from({ length: count }, (_, index) => upTo(BigInt(index) + 1n) - upTo(BigInt(index)));
  if (registerMj === undefined) return line;
  return splitByWeights(registerMj, line.some((energy) => energy > 0n) ? line : line.map(() => 1n));
}

export interface Estimate {
  readonly startMs: number;
  readonly energyMj: bigint;
}

/**
 * Every estimate that the series allows: gaps of at most 2 h between two valid quarter-hours. Estimates already in the
 * series count as gaps, so that the result depends on what was measured and on nothing else, in whatever order it came.
 * Longer gaps stay missing: nothing is invented for them here.
 */
export function estimatesFor(series: IntervalSeries): readonly Estimate[] {
  return runsOf(series, isOpen).flatMap(({ first, length }) => {
    const before = first - 1;
    const after = first + length;
    if (length > LONGEST_ESTIMATED || before < 0 || after >= series.quality.length) return [];
    if (!mayEndLine(series.quality[before] ?? 0) || !mayEndLine(series.quality[after] ?? 0)) return [];
    return estimateLinear(series.energyMj[before] ?? 0n, series.energyMj[after] ?? 0n, length).map((energyMj, index) => ({
      startMs: series.startMs + (first + index) * series.stepMs,
      energyMj,
    }));
  });
}
