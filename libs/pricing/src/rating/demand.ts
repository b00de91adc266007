/** The highest block average of a window, and the power factor of a period (pricing.md section 5 and 8, Demand). */
import { rational, ZERO, type Rational } from '@busbar/kernel';
import type { RatingInput } from '../rating-input';
import type { DemandWindow } from '../terms/capacity-terms';
import { energyWindow, ESTIMATED, MISSING, unmeasured, type EnergyWindow } from './energy-window';
import { halvesOf, LOWER, UPPER } from './exact-sums';
import { localGrid, weekdayOf, type LocalGrid } from './local-grid';

export interface Peak {
  readonly kw: Rational;
  /** What the clock on the wall showed when the block began, as in `LocalGrid`; null where no block qualifies. */
  readonly began: { readonly day: number; readonly minute: number } | null;
  readonly window: EnergyWindow;
  /** Whether estimated intervals were let in, because too few were measured. */
  readonly withEstimates: boolean;
}

/** Less than this share measured, and estimated intervals count. */
const MEASURED_SHARE = { numerator: 9, denominator: 10 };

interface Blocks {
  readonly minutes: number;
  readonly demandWindow: DemandWindow | undefined;
  readonly estimates: 'WHEN_UNMEASURED' | 'ALWAYS';
}

/** On every local clock blocks begin and end with quarter-hours: the offset of every zone is a whole number of them. */
const QUARTER_MS = 900_000;

/**
 * Max over qualifying blocks of energy ÷ time; the earliest wins ties. Demand is measured before any loss factor. An interval that
 * is longer than a quarter-hour, or lies across one, is taken in parts of equal energy, as a reading of an hour is split into
 * quarter-hours (pricing.md section 2): so blocks lie on the local clock also where the intervals do not.
 */
export function peakOf(input: RatingInput, trancheId: string | undefined, fromMs: number, toMs: number, blocks: Blocks): Peak {
  const window = energyWindow(input, 'IT', trancheId, fromMs, toMs);
  const partMs = greatestDivisor(window.stepMs, QUARTER_MS);
  const parts = window.stepMs / partMs;
  // A part belongs to the period that holds its start, as an interval does.
  const grid = localGrid(input.zone, window.startMs, partMs, Math.max(0, Math.ceil((toMs - window.startMs) / partMs)));
  const qualifies = qualifying(grid, blocks.demandWindow);
  const withEstimates = blocks.estimates === 'ALWAYS' || tooFewMeasured(window, parts, qualifies);
  const { inside } = qualifies;
  // The parts of an interval are all as high as itself, so that quarter-hours need no parts unless a window lets in some of them only.
  const highest = blocks.minutes === 15 && window.stepMs % QUARTER_MS === 0 && (parts === 1 || inside === null)
    ? highestInterval(window, parts, inside, withEstimates) : highestBlock(window, parts, grid, blocks.minutes, inside, withEstimates);
  if (highest === null) return { kw: ZERO, began: null, window, withEstimates };
  const { mj, steps, place } = highest;
  // kW = mJ ÷ (10⁶ mJ per kW·s × seconds)
  return { kw: rational(mj * 1000n, 1_000_000n * steps * BigInt(window.stepMs)), began: { day: grid.day[place] as number, minute: grid.minute[place] as number }, window, withEstimates };
}

function greatestDivisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/** The mean power of the highest block is `mj` over `steps` whole intervals. */
interface Highest {
  readonly mj: bigint;
  readonly steps: bigint;
  /** Position of the first part of the block. */
  readonly place: number;
}

/** Blocks of one interval each, the common case: compared half by half, without any arithmetic. */
function highestInterval(window: EnergyWindow, parts: number, qualifies: Uint8Array | null, withEstimates: boolean): Highest | null {
  const { energyMj, quality } = window;
  const halves = halvesOf(energyMj);
  const refused = withEstimates ? MISSING : MISSING | ESTIMATED;
  let [peakUpper, peakLower, interval] = [0, 0, -1];
  for (let index = 0; index < energyMj.length; index += 1) {
    if (((quality[index] as number) & refused) !== 0 || (qualifies && qualifies[index] === 0)) continue;
    const upper = halves[2 * index + UPPER] as number;
    const lower = (halves[2 * index + LOWER] as number) >>> 0;
    if (interval < 0 || upper > peakUpper || (upper === peakUpper && lower > peakLower)) [peakUpper, peakLower, interval] = [upper, lower, index];
  }
  return interval < 0 ? null : { mj: energyMj[interval] as bigint, steps: 1n, place: interval * parts };
}

function highestBlock(window: EnergyWindow, parts: number, grid: LocalGrid, minutes: number, qualifies: Uint8Array | null, withEstimates: boolean): Highest | null {
  let highest: Highest | null = null;
  for (let from = 0, end = 0; from < grid.count; from = end) {
    end = blockEnd(grid, from, minutes);
    const mj = blockEnergy(window, parts, from, end, qualifies, withEstimates);
    const steps = BigInt(end - from);
    if (mj !== null && (highest === null || mj * highest.steps > highest.mj * steps)) highest = { mj, steps, place: from };
  }
  return highest;
}

/** One past the last part of the block: blocks begin on the local clock and never span a change of it. */
function blockEnd(grid: LocalGrid, from: number, minutes: number): number {
  const blockOf = (place: number): number => Math.floor((grid.minute[place] as number) / minutes);
  const [least, most] = [Math.floor(grid.stepMs / 60_000), Math.ceil(grid.stepMs / 60_000)];
  let end = from + 1;
  for (; end < grid.count && blockOf(end) === blockOf(from); end += 1) {
    const passed = (grid.minute[end] as number) - (grid.minute[end - 1] as number);
    if (passed < least || passed > most) break;
  }
  return end;
}

/** Σ mJ of the intervals in which the parts of a block lie, once for each part; null where one of them does not count. */
function blockEnergy(window: EnergyWindow, parts: number, from: number, to: number, qualifies: Uint8Array | null, withEstimates: boolean): bigint | null {
  const refused = withEstimates ? MISSING : MISSING | ESTIMATED;
  let total = 0n;
  for (let place = from; place < to; place += 1) {
    const interval = Math.floor(place / parts);
    if (((window.quality[interval] as number) & refused) !== 0 || (qualifies && qualifies[place] === 0)) return null;
    total += window.energyMj[interval] as bigint;
  }
  return total;
}

/** The parts inside a demand window. */
interface Qualifying {
  /** 1 for each part inside; null where every one is. */
  readonly inside: Uint8Array | null;
  /** How many are. */
  readonly count: number;
}
const qualifyingOf = new WeakMap<LocalGrid, Map<string, Qualifying>>();

/** Computed once per grid and window, for all contracts. */
function qualifying(grid: LocalGrid, window: DemandWindow | undefined): Qualifying {
  if (!window) return { inside: null, count: grid.count };
  const key = `${window.weekdays.join()} ${window.fromHour} ${window.toHour}`;
  const perGrid = qualifyingOf.get(grid) ?? new Map<string, Qualifying>();
  qualifyingOf.set(grid, perGrid);
  const known = perGrid.get(key);
  if (known) return known;
  const [from, to] = [window.fromHour * 60, window.toHour * 60];
  const inside = Uint8Array.from(grid.minute, (minute, index) => (minute >= from && minute < to && window.weekdays.includes(weekdayOf(grid.day[index] as number)) ? 1 : 0));
  const made = { inside, count: inside.reduce((sum, flag) => sum + flag, 0) };
  perGrid.set(key, made);
  return made;
}

function tooFewMeasured(window: EnergyWindow, parts: number, { inside, count }: Qualifying): boolean {
  const { missing, estimated } = unmeasured(window);
  const inParts = (interval: number): number => (inside === null ? Math.min(parts, count - interval * parts) : inside.subarray(interval * parts, (interval + 1) * parts).reduce((sum, flag) => sum + flag, 0));
  const among = (intervals: readonly number[]): number => intervals.reduce((sum, interval) => sum + inParts(interval), 0);
  const measured = count - among(missing) - among(estimated);
  return measured * MEASURED_SHARE.denominator < count * MEASURED_SHARE.numerator;
}

/** Σ kWh ÷ √(Σ kWh² + Σ kvarh²) in ten-thousandths, exactly rounded; null where no reactive channel exists. */
export function powerFactorOf(input: RatingInput, trancheId: string | undefined, fromMs: number, toMs: number): bigint | null {
  let active = 0n;
  let reactive = 0n;
  let found = false;
  for (const columns of input.energy ?? []) {
    if (columns.role !== 'IT' || columns.reactive === undefined || (trancheId !== undefined && columns.trancheId !== trancheId)) continue;
    found = true;
    for (let index = 0; index < columns.series.energyMj.length; index += 1) {
      const ms = columns.series.startMs + index * columns.series.stepMs;
      if (ms < fromMs || ms >= toMs) continue;
      active += columns.series.energyMj[index] as bigint;
      reactive += columns.reactive[index] as bigint;
    }
  }
  if (!found) return null;
  const apparentSquared = active * active + reactive * reactive;
  if (apparentSquared === 0n) return 10_000n;
  // The greatest n with (2n − 1)² × apparent² ≤ (2 × 10⁴ × active)², which is round half up without a root.
  const target = (20_000n * active) ** 2n;
  let [low, high] = [0n, 10_000n];
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if ((2n * middle - 1n) ** 2n * apparentSquared <= target) low = middle;
    else high = middle - 1n;
  }
  return low;
}
