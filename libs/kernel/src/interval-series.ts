/** Quarter-hours as columns, the form in which energy is read, pinned and rated (decisions.md 23). */
import { invariant } from './invariant';

/** Quality bits after IEEE 2030.5; several may be set (pricing.md section 3). `MISSING` is ours: no energy is known. */
export const quality = {
  VALID: 1 << 0,
  EDITED: 1 << 1,
  ESTIMATED_REFERENCE_DAY: 1 << 2,
  ESTIMATED_LINEAR: 1 << 3,
  QUESTIONABLE: 1 << 4,
  DERIVED: 1 << 5,
  PROJECTED: 1 << 6,
  RESET: 1 << 7,
  INCOMPLETE: 1 << 8,
  MISSING: 1 << 15,
} as const;
export type Quality = number;

export const isEstimated = (bits: Quality): boolean => (bits & (quality.ESTIMATED_LINEAR | quality.ESTIMATED_REFERENCE_DAY | quality.PROJECTED)) !== 0;
export const isMissing = (bits: Quality): boolean => (bits & quality.MISSING) !== 0;

/** Consecutive intervals of equal length. Energy in mJ; one quality word each. Never an object per interval. */
export interface IntervalSeries {
  /** UTC start of the first interval, epoch milliseconds, a multiple of `stepMs`. */
  readonly startMs: number;
  /** Length of an interval in milliseconds (900,000). */
  readonly stepMs: number;
  readonly energyMj: BigInt64Array;
  readonly quality: Uint16Array;
}

export function intervalSeries(startMs: number, stepMs: number, energyMj: BigInt64Array, marks: Uint16Array): IntervalSeries {
  invariant(energyMj.length === marks.length, 'Energy and quality differ in length.');
  invariant(stepMs > 0 && startMs % stepMs === 0, 'A series starts on a multiple of its step.');
  return { startMs, stepMs, energyMj, quality: marks };
}

/** Σ mJ, exact: the 64-bit column is summed in `bigint`, never in a double. */
export function totalMj(series: IntervalSeries): bigint {
  let total = 0n;
  for (const energy of series.energyMj) total += energy;
  return total;
}
