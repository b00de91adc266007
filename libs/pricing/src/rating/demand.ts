/** The highest block average of a window, and the power factor of a period (pricing.md section 5 and 8, Demand). */
import { rational, ZERO, type Rational } from '@busbar/kernel';
import type { RatingInput } from '../rating-input';
import type { DemandWindow } from '../terms/capacity-terms';
import { energyWindow, ESTIMATED, MISSING, unmeasured, type EnergyWindow } from './energy-window';
import { halvesOf, LOWER, UPPER } from './exact-sums';
import { localGrid, weekdayOf, type LocalGrid } from './local-grid';

export interface Peak {
  readonly kw: Rational;
  /** Start of the block, epoch milliseconds; null where no block qualifies. */
  readonly atMs: number | null;
  readonly window: EnergyWindow;
  /** Position of the block's first interval. */
  readonly index: number;
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

/** Max over qualifying blocks of energy ÷ time; the earliest wins ties. Demand is measured before any loss factor. */
export function peakOf(input: RatingInput, trancheId: string | undefined, fromMs: number, toMs: number, blocks: Blocks): Peak {
  const window = energyWindow(input, 'IT', trancheId, fromMs, toMs);
  const grid = localGrid(input.zone, window.startMs, window.stepMs, window.energyMj.length);
  const qualifies = qualifying(grid, blocks.demandWindow);
  const withEstimates = blocks.estimates === 'ALWAYS' || tooFewMeasured(window, qualifies);
  const { inside } = qualifies;
  const blocked = eachAlone(blocks.minutes, window.stepMs) ? highestInterval(window, inside, withEstimates) : highestBlock(window, grid, blocks.minutes, inside, withEstimates);
  const { peakMj, peakSteps, peakIndex } = blocked;
  if (peakIndex < 0) return { kw: ZERO, atMs: null, window, index: 0, withEstimates };
  // kW = mJ ÷ (10⁶ mJ per kW·s × seconds)
  return { kw: rational(peakMj * 1000n, 1_000_000n * peakSteps * BigInt(window.stepMs)), atMs: window.startMs + peakIndex * window.stepMs, window, index: peakIndex, withEstimates };
}

/**
 * Whether each interval is a block of its own: where both have one length, and for quarter-hours over longer intervals, which all
 * begin on a quarter-hour of every local clock.
 */
const eachAlone = (minutes: number, stepMs: number): boolean => minutes * 60_000 === stepMs || (minutes === 15 && stepMs % 900_000 === 0);

interface Highest {
  readonly peakMj: bigint;
  readonly peakSteps: bigint;
  /** −1 where nothing qualifies. */
  readonly peakIndex: number;
}

/** Blocks of one interval each, the common case: compared half by half, without any arithmetic. */
function highestInterval(window: EnergyWindow, qualifies: Uint8Array | null, withEstimates: boolean): Highest {
  const { energyMj, quality } = window;
  const halves = halvesOf(energyMj);
  const refused = withEstimates ? MISSING : MISSING | ESTIMATED;
  let [peakUpper, peakLower, peakIndex] = [0, 0, -1];
  for (let index = 0; index < energyMj.length; index += 1) {
    if (((quality[index] as number) & refused) !== 0 || (qualifies && qualifies[index] === 0)) continue;
    const upper = halves[2 * index + UPPER] as number;
    const lower = (halves[2 * index + LOWER] as number) >>> 0;
    if (peakIndex < 0 || upper > peakUpper || (upper === peakUpper && lower > peakLower)) [peakUpper, peakLower, peakIndex] = [upper, lower, index];
  }
  return { peakMj: energyMj[peakIndex] ?? 0n, peakSteps: 1n, peakIndex };
}

function highestBlock(window: EnergyWindow, grid: LocalGrid, minutes: number, qualifies: Uint8Array | null, withEstimates: boolean): Highest {
  const stepMinutes = window.stepMs / 60_000;
  let [peakMj, peakSteps, peakIndex] = [0n, 1n, -1];
  let index = 0;
  while (index < grid.count) {
    const end = blockEnd(grid, index, minutes, stepMinutes);
    const energyMj = blockEnergy(window, index, end, qualifies, withEstimates);
    const steps = BigInt(end - index);
    if (energyMj !== null && (peakIndex < 0 || energyMj * peakSteps > peakMj * steps)) [peakMj, peakSteps, peakIndex] = [energyMj, steps, index];
    index = end;
  }
  return { peakMj, peakSteps, peakIndex };
}

/** One past the last interval of the block: blocks begin on the local clock and never span a change of it. */
function blockEnd(grid: LocalGrid, start: number, minutes: number, stepMinutes: number): number {
  let end = start + 1;
  while (end < grid.count && (grid.minute[end] as number) % minutes !== 0 && grid.minute[end] === (grid.minute[end - 1] as number) + stepMinutes) end += 1;
  return end;
}

/** Σ mJ of a block; null where an interval of it does not count. */
function blockEnergy(window: EnergyWindow, from: number, to: number, qualifies: Uint8Array | null, withEstimates: boolean): bigint | null {
  const refused = withEstimates ? MISSING : MISSING | ESTIMATED;
  let total = 0n;
  for (let index = from; index < to; index += 1) {
    if (((window.quality[index] as number) & refused) !== 0 || (qualifies && qualifies[index] === 0)) return null;
    total += window.energyMj[index] as bigint;
  }
  return total;
}

/** The intervals inside a demand window. */
interface Qualifying {
  /** 1 for each interval inside; null where every interval is. */
  readonly inside: Uint8Array | null;
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

function tooFewMeasured(window: EnergyWindow, { inside, count }: Qualifying): boolean {
  const { missing, estimated } = unmeasured(window);
  const among = (positions: readonly number[]): number => (inside === null ? positions.length : positions.reduce((sum, index) => sum + (inside[index] as number), 0));
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
