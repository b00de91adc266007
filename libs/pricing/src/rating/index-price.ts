/** Index prices and fixings, looked up exactly as published (pricing.md section 5 `energy.index`, R8). */
import { decimal, over, plus, rational, times, toScaled, ZERO, type Rational } from '@busbar/kernel';
import { refuse } from '../refusals';
import { MISSING_PRICE, type FixingSeries, type PriceIndex, type RatingInput } from '../rating-input';
import type { IndexEnergyTerm, IndexGuard } from '../terms/energy-terms';
import type { EnergyWindow } from './energy-window';
import { dayText } from './local-day';
import { localGrid, type LocalGrid } from './local-grid';
import { priceColumn, worth, type PriceColumn } from './price-column';

/** From millijoules × millionths per MWh to major units. */
const MJ_MICRO_PER_UNIT = 3_600_000_000_000n * 1_000_000n;
const RATE_SCALE = 20;

/** What the energy of a window is worth at an index, before the loss factor. */
export interface IndexValue {
  /** Exact, in the contract's currency. */
  readonly value: Rational;
  /** What each interval contributes, in one common unit. */
  readonly weights: () => readonly bigint[];
}

export function indexNamed(input: RatingInput, id: string, path: string): PriceIndex {
  const index = (input.indices ?? []).find((candidate) => candidate.id === id);
  return index ?? refuse('RATING_REFERENCE_UNKNOWN', `${path}.indexId`, 'The term names an index that the input does not have.', id);
}

/**
 * Σ m × g(P). An index coarser than the interval is repeated for the intervals inside; a finer one is averaged by time
 * over them. A missing price refuses the rating: the draft stays collecting.
 */
export function indexValue(term: IndexEnergyTerm, window: EnergyWindow, input: RatingInput, path: string): IndexValue {
  const index = indexNamed(input, term.indexId, path);
  const column = pricesOver(index, term.guard, window, path);
  const fixing = fixingOf(term, index, input, path);
  const perUnit = MJ_MICRO_PER_UNIT * BigInt(partsOf(index, window));
  if (!fixing) return { value: rational(worth(window.energyMj, column), perUnit), weights: () => Array.from(window.energyMj, (energy, interval) => energy * (column.prices[interval] as bigint)) };
  const grid = localGrid(input.zone, window.startMs, window.stepMs, window.energyMj.length);
  const rates = ratesByDay(fixing, grid, path);
  return {
    value: times(sumByDay(window, grid, column, rates), rational(1n, perUnit)),
    weights: () => Array.from(window.energyMj, (energy, interval) => energy * (column.prices[interval] as bigint) * toScaled(rates.get(grid.day[interval] as number) ?? ZERO, RATE_SCALE)),
  };
}

/** How many published prices are averaged over one interval of the window. */
const partsOf = (index: PriceIndex, window: EnergyWindow): number => (window.stepMs > index.stepMs ? window.stepMs / index.stepMs : 1);

/** Windows of one index whose prices are kept; a billing run of one month asks for few, a thousand times each. */
const MOST_COLUMNS = 64;
const columns = new WeakMap<PriceIndex, Map<string, PriceColumn>>();

/** For each interval of the window its price in millionths, times `partsOf`; computed once for all contracts that share the index. */
function pricesOver(index: PriceIndex, agreed: IndexGuard | undefined, window: EnergyWindow, path: string): PriceColumn {
  const count = window.energyMj.length;
  const key = `${window.startMs} ${window.stepMs} ${count} ${JSON.stringify(agreed ?? null)}`;
  const perIndex = columns.get(index) ?? new Map<string, PriceColumn>();
  columns.set(index, perIndex);
  const known = perIndex.get(key);
  if (known) return known;
  const [g, parts] = [guard(agreed), partsOf(index, window)];
  const published = (ms: number): bigint => {
    const micro = index.microPerMwh[Math.floor((ms - index.startMs) / index.stepMs)];
    if (micro !== undefined && micro !== MISSING_PRICE) return g(micro);
    return refuse('RATING_PRICE_MISSING', path, `The index ${index.id} (version ${index.version}) has no price at ${new Intl.DateTimeFormat('sv-SE', { timeZone: 'UTC', dateStyle: 'short', timeStyle: 'short' }).format(ms)} UTC.`, String(ms));
  };
  const prices: bigint[] = [];
  for (let interval = 0; interval < count; interval += 1) {
    const ms = window.startMs + interval * window.stepMs;
    let sum = published(ms);
    for (let part = 1; part < parts; part += 1) sum += published(ms + part * index.stepMs);
    prices.push(sum);
  }
  const made = priceColumn(prices);
  if (perIndex.size >= MOST_COLUMNS) perIndex.clear();
  perIndex.set(key, made);
  return made;
}

/** g: the price itself, or held within what the contract agreed; in millionths per MWh. */
function guard(agreed: IndexGuard | undefined): (micro: bigint) => bigint {
  if (!agreed || agreed.kind === 'identity') return (micro) => micro;
  const floor = agreed.kind === 'cap' ? null : toScaled(decimal(agreed.floor), 6);
  const cap = agreed.kind === 'floor' ? null : toScaled(decimal(agreed.cap), 6);
  return (micro) => (floor !== null && micro < floor ? floor : cap !== null && micro > cap ? cap : micro);
}

/** Σ m × g(P) with each local day at its own fixing, unrounded. */
function sumByDay(window: EnergyWindow, grid: LocalGrid, column: PriceColumn, rates: ReadonlyMap<number, Rational>): Rational {
  let total = ZERO;
  let daySum = 0n;
  for (let index = 0; index < window.energyMj.length; index += 1) {
    daySum += (window.energyMj[index] as bigint) * (column.prices[index] as bigint);
    const day = grid.day[index] as number;
    if (day !== grid.day[index + 1]) {
      total = plus(total, times(rational(daySum), rates.get(day) ?? ZERO));
      daySum = 0n;
    }
  }
  return total;
}

/** The last fixing published for a date not after the local date. */
function ratesByDay(fixing: FixingSeries, grid: LocalGrid, path: string): ReadonlyMap<number, Rational> {
  const published = [...fixing.rates].sort((a, b) => (a.date < b.date ? -1 : 1));
  const rates = new Map<number, Rational>();
  for (const day of new Set(grid.day)) {
    const date = dayText(day);
    const last = published.filter((rate) => rate.date <= date).at(-1);
    if (!last) refuse('RATING_PRICE_MISSING', `${path}.fixingId`, `The fixing ${fixing.id} has no rate for ${date} or before.`, date);
    else rates.set(day, decimal(last.rate));
  }
  return rates;
}

/** The fixing that brings the index's currency into the contract's; null where they are one. */
function fixingOf(term: IndexEnergyTerm, index: PriceIndex, input: RatingInput, path: string): FixingSeries | null {
  if (index.currency === input.currency) return null;
  if (term.fixingId === undefined)
    return refuse('RATING_CURRENCY_MIXED', `${path}.fixingId`, `The index is in ${index.currency} and the contract in ${input.currency}: the term must name a fixing.`);
  const fixing = (input.fixings ?? []).find((candidate) => candidate.id === term.fixingId);
  if (!fixing) return refuse('RATING_REFERENCE_UNKNOWN', `${path}.fixingId`, 'The term names a fixing that the input does not have.', term.fixingId);
  if (fixing.from !== index.currency || fixing.to !== input.currency)
    return refuse('RATING_CURRENCY_MIXED', `${path}.fixingId`, `The fixing turns ${fixing.from} into ${fixing.to}; the term needs ${index.currency} into ${input.currency}.`);
  return fixing;
}

/** The mean price of a window for those who read along: Σ value ÷ Σ energy, per MWh. */
export const meanPerMwh = (value: Rational, energyMj: bigint): Rational => (energyMj === 0n ? ZERO : over(times(value, rational(3_600_000_000_000n)), rational(energyMj)));

/** What a term of this kind must satisfy before any interval is read. */
export function checkIndexTerm(term: IndexEnergyTerm, input: RatingInput, path: string): void {
  fixingOf(term, indexNamed(input, term.indexId, path), input, path);
  if (term.guard?.kind === 'collar' && toScaled(decimal(term.guard.floor), 6) > toScaled(decimal(term.guard.cap), 6))
    refuse('RATING_TERMS_CONTRADICT', `${path}.guard`, 'The collar has its floor above its cap.');
}
