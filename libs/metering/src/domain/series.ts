/** Series of quarter-hours: made, added up, shared, cut. */
import { INTERVAL_MS, intervalSeries, invariant, quality, type IntervalSeries, type Period } from '@busbar/kernel';
import { attribute } from './meter';

/** The most points that one answer carries (decisions.md 11): a little over a year of quarter-hours. */
export const SERIES_LIMIT = 36_000;

/** Quarter-hours that begin inside `[from, to)`: an interval belongs to the period that holds its start. */
export function slotsOf(fromMs: number, toMs: number): { readonly startMs: number; readonly count: number } {
  const startMs = Math.ceil(fromMs / INTERVAL_MS) * INTERVAL_MS;
  return { startMs, count: Math.max(0, Math.ceil((toMs - startMs) / INTERVAL_MS)) };
}

/** A series over the period in which nothing is known. */
export function unknownSeries(fromMs: number, toMs: number): IntervalSeries {
  const { startMs, count } = slotsOf(fromMs, toMs);
  return intervalSeries(startMs, INTERVAL_MS, new BigInt64Array(count), new Uint16Array(count).fill(quality.MISSING));
}

/** A tranche's part of one meter: the shares of all assignments of that meter, and which of them is the tranche's. */
export interface Part {
  readonly series: IntervalSeries;
  /** When the assignment holds. */
  readonly held: Period;
  /** Millionths, in the order of the assignments' ids. */
  readonly shares: (atMs: number) => { readonly all: readonly bigint[]; readonly own: number };
}

const WHOLE = 1_000_000n;

/**
 * Σ over meters of what each contributes, over the slots of `[from, to)`. A quarter-hour outside an assignment adds
 * nothing; where no assignment holds at all it is MISSING, as is one of which no meter knows anything; one that some
 * meters know and others do not is INCOMPLETE. VALID survives only where every contribution is valid.
 */
export function sumOfParts(fromMs: number, toMs: number, parts: readonly Part[]): IntervalSeries {
  const { startMs, count } = slotsOf(fromMs, toMs);
  const energies = new BigInt64Array(count);
  const marks = new Uint16Array(count);
  for (let slot = 0; slot < count; slot += 1) {
    const atMs = startMs + slot * INTERVAL_MS;
    let [held, known, all, any] = [0, 0, 0xffff, 0];
    let energy = 0n;
    for (const part of parts) {
      if (atMs < part.held.from.epochMilliseconds || atMs >= part.held.to.epochMilliseconds) continue;
      const index = (atMs - part.series.startMs) / INTERVAL_MS;
      const bits = part.series.quality[index];
      invariant(bits !== undefined, 'A part is shorter than the sum that it belongs to.');
      held += 1;
      if ((bits & quality.MISSING) !== 0) continue;
      const { all: shares, own } = part.shares(atMs);
      const metered = part.series.energyMj[index] ?? 0n;
      energy += shares.length === 1 && shares[0] === WHOLE ? metered : (attribute(metered, shares)[own] ?? 0n);
      known += 1;
      all &= bits;
      any |= bits;
    }
    energies[slot] = energy;
    marks[slot] = known === 0 ? quality.MISSING : (any & ~quality.VALID) | (known < held ? quality.INCOMPLETE : all & quality.VALID);
  }
  return intervalSeries(startMs, INTERVAL_MS, energies, marks);
}

/** Facility ÷ IT over the quarter-hours that both know, or null where there are none or IT is 0. Rounded where the contract names it. */
export function commonEnergy(it: IntervalSeries, facility: IntervalSeries): { readonly itMj: bigint; readonly facilityMj: bigint; readonly count: number } {
  invariant(it.startMs === facility.startMs && it.quality.length === facility.quality.length, 'PUE compares the same quarter-hours.');
  let [itMj, facilityMj, count] = [0n, 0n, 0];
  for (let index = 0; index < it.quality.length; index += 1) {
    if (((it.quality[index] ?? 0) & quality.VALID) === 0 || ((facility.quality[index] ?? 0) & quality.VALID) === 0) continue;
    itMj += it.energyMj[index] ?? 0n;
    facilityMj += facility.energyMj[index] ?? 0n;
    count += 1;
  }
  return { itMj, facilityMj, count };
}
