/** A line opened: the parts that make it, whose sums are the line. */
import type { Currency } from '@busbar/kernel';
import type { LocalDateText } from './terms/common';

/** One interval's part of a line. */
export interface DrillDownInterval {
  readonly startMs: number;
  /** Energy that was read in it, mJ; zero where the line prices no energy. */
  readonly energyMj: bigint;
  readonly quality: number;
  /** Minor units; parts of an interval are cut from the running total, so that they sum exactly. */
  readonly amountMinor: bigint;
}

/** One local day's part. */
export interface DrillDownDay {
  readonly day: LocalDateText;
  readonly energyMj: bigint;
  readonly amountMinor: bigint;
  /** Empty for lines that no interval stands behind, such as rent. */
  readonly intervals: readonly DrillDownInterval[];
}

export interface DrillDown {
  readonly lineNumber: number;
  readonly currency: Currency;
  readonly amountMinor: bigint;
  readonly days: readonly DrillDownDay[];
}
