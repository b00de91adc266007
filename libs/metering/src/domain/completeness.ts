/** How much of a period is known, and how it is known. */
import { isEstimated, isMissing, quality, type IntervalSeries } from '@busbar/kernel';

/** Counts of quarter-hours; `expected = measured + estimated + missing`. */
export interface Completeness {
  readonly expected: number;
  readonly measured: number;
  readonly estimated: number;
  readonly missing: number;
  /** Of the measured: flagged by a check or by the sender. */
  readonly questionable: number;
}

export function completenessOf(series: IntervalSeries): Completeness {
  let [estimated, missing, questionable] = [0, 0, 0];
  for (const bits of series.quality) {
    if (isMissing(bits)) missing += 1;
    else if (isEstimated(bits)) estimated += 1;
    else if ((bits & (quality.QUESTIONABLE | quality.RESET | quality.INCOMPLETE)) !== 0) questionable += 1;
  }
  const expected = series.quality.length;
  return { expected, measured: expected - estimated - missing, estimated, missing, questionable };
}
