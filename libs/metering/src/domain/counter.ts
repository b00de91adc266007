/** A counter's samples folded into quarter-hours (pricing.md section 2; example E17). */
import { INTERVAL_MS, divideFloor, quality, type PowerW, type Quality } from '@busbar/kernel';
import { aboveRated } from './reading';

export interface CounterSample {
  readonly atMs: number;
  readonly mj: bigint;
}

export interface CounterOptions {
  /** A Counter32 source: a fall from within 1 % of 2³² is a rollover, not a reset. */
  readonly counter32?: boolean;
  /** Samples that imply more than 1.1 × this are not believed. */
  readonly ratedW?: PowerW;
}

export interface CounterInterval {
  readonly startMs: number;
  readonly energyMj: bigint;
  readonly quality: Quality;
}

export const sampleRejections = ['BLANK', 'NEGATIVE', 'SAME_TIME', 'ABOVE_RATED'] as const;
export interface Folded {
  /** In time order. Partly covered first and last ones carry INCOMPLETE; nothing touches a stretch longer than 2 h. */
  readonly intervals: readonly CounterInterval[];
  /** Energy known in sum over stretches of more than 2 h, which the counter cannot place. */
  readonly unplacedMj: bigint;
  readonly rejected: readonly { readonly atMs: number; readonly reason: (typeof sampleRejections)[number] }[];
}

/** From here on a 64-bit DCGM field means "no value". */
const BLANK = 0x7ffffffffffffff0n;
const ROLLOVER = 2n ** 32n;
const LONGEST_PLACED_MS = 7_200_000;

interface Open {
  energyMj: bigint;
  quality: Quality;
  coveredMs: number;
}

/**
 * Energy between samples, split over quarter-hours by floor of the *cumulative* share, so that the parts sum to the
 * difference exactly: Σ intervals + unplaced = Σ differences. A fall is a reset: the new value is a lower bound of what
 * flowed, and every quarter-hour the pair touches is marked RESET. Order of the samples does not matter.
 */
export function foldCounter(samples: readonly CounterSample[], options: CounterOptions = {}): Folded {
  const rejected: { atMs: number; reason: (typeof sampleRejections)[number] }[] = [];
  const open = new Map<number, Open>();
  let unplacedMj = 0n;
  let previous: CounterSample | null = null;
  for (const sample of [...samples].sort((a, b) => a.atMs - b.atMs || (a.mj < b.mj ? -1 : a.mj > b.mj ? 1 : 0))) {
    if (sample.mj >= BLANK || sample.mj < 0n) {
      rejected.push({ atMs: sample.atMs, reason: sample.mj < 0n ? 'NEGATIVE' : 'BLANK' });
      continue;
    }
    if (previous === null) {
      previous = sample;
      continue;
    }
    const elapsedMs = sample.atMs - previous.atMs;
    if (elapsedMs === 0) {
      if (sample.mj !== previous.mj) rejected.push({ atMs: sample.atMs, reason: 'SAME_TIME' });
      continue;
    }
    const { energyMj, reset } = difference(previous.mj, sample.mj, options.counter32 ?? false);
    if (options.ratedW !== undefined && aboveRated(energyMj, options.ratedW, elapsedMs)) {
      rejected.push({ atMs: sample.atMs, reason: 'ABOVE_RATED' });
      continue;
    }
    if (elapsedMs > LONGEST_PLACED_MS) unplacedMj += energyMj;
    else place(open, previous.atMs, sample.atMs, energyMj, (reset ? quality.RESET : 0) | (elapsedMs > INTERVAL_MS ? quality.ESTIMATED_LINEAR : 0));
    previous = sample;
  }
  return { intervals: closed(open), unplacedMj, rejected };
}

function difference(from: bigint, to: bigint, counter32: boolean): { energyMj: bigint; reset: boolean } {
  if (to >= from) return { energyMj: to - from, reset: false };
  if (counter32 && from < ROLLOVER && from * 100n >= ROLLOVER * 99n) return { energyMj: to - from + ROLLOVER, reset: false };
  return { energyMj: to, reset: true };
}

function place(open: Map<number, Open>, fromMs: number, toMs: number, energyMj: bigint, marks: Quality): void {
  const length = BigInt(toMs - fromMs);
  let placed = 0n;
  for (let startMs = Math.floor(fromMs / INTERVAL_MS) * INTERVAL_MS; startMs < toMs; startMs += INTERVAL_MS) {
    const until = Math.min(startMs + INTERVAL_MS, toMs);
    const cumulative = divideFloor(energyMj * BigInt(until - fromMs), length);
    const slot = open.get(startMs) ?? { energyMj: 0n, quality: 0, coveredMs: 0 };
    slot.energyMj += cumulative - placed;
    slot.quality |= marks;
    slot.coveredMs += until - Math.max(startMs, fromMs);
    open.set(startMs, slot);
    placed = cumulative;
  }
}

function closed(open: ReadonlyMap<number, Open>): readonly CounterInterval[] {
  return [...open.entries()]
    .sort(([a], [b]) => a - b)
    .map(([startMs, slot]) => ({ startMs, energyMj: slot.energyMj, quality: slot.quality | (slot.coveredMs < INTERVAL_MS ? quality.INCOMPLETE : slot.quality === 0 ? quality.VALID : 0) }));
}
