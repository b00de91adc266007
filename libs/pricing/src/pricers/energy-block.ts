import { decimal, minus, MJ_PER_KWH, rational, rounded, times, toFixed, toText, type Rational } from '@busbar/kernel';
import { refuse } from '../refusals';
import type { RatingInput } from '../rating-input';
import type { BlockEnergyTerm, FixedPriceBlock, IndexEnergyTerm } from '../terms/energy-terms';
import { bucketsOf, calendarNamed, classify } from '../rating/calendar';
import { energyWindow, intervalsBehind, type EnergyWindow } from '../rating/energy-window';
import { checkEscalator, escalatedPrice } from '../rating/escalation';
import { halvesOf, LOWER, sumOf, UPPER } from '../rating/exact-sums';
import { checkIndexTerm, indexNamed, indexValue } from '../rating/index-price';
import { blendedPrice, line, lossFactorOf, type DraftLine, type Pricer } from '../rating/line';
import { dayText } from '../rating/local-day';
import { localGrid, type LocalGrid } from '../rating/local-grid';
import { spansOf, type Span } from '../rating/span';

/** Where an interval stands against the blocks. */
const [ABOVE, BELOW] = [1, 2] as const;
type Side = typeof ABOVE | typeof BELOW;

/** A block over the intervals of a span: the energy of one interval, and which of them it delivers in. */
interface Delivery {
  readonly block: FixedPriceBlock;
  readonly mj: bigint;
  readonly delivers: (interval: number) => boolean;
}

/** Metered and block energy over a span, and the side of each interval. */
interface Position {
  readonly window: EnergyWindow;
  readonly blockMj: BigInt64Array;
  readonly sides: Uint8Array;
  readonly lossFactor: Rational;
}

/**
 * Blocks at a fixed price next to an index. Each block is a line of its own, paid whether used or not: round(Σ kW × hours, 3) × p. What
 * the load exceeds the blocks by is bought at the index, what it leaves of them is sold back at it, interval by interval:
 * round(Σ (m × LF − b) × g(P) ÷ 1000, currency) for each side, one rounding. Source: pricing.md section 5, `energy.block`; README, Blocks at a fixed price.
 */
export const energyBlock: Pricer<BlockEnergyTerm> = {
  check: (term, input, path) => {
    checkIndexTerm(atIndex(term), input, path);
    if (term.escalator) checkEscalator(term.escalator, path);
    if (term.blocks.length === 0) refuse('RATING_TERMS_CONTRADICT', `${path}.blocks`, 'A term of blocks has at least one block.');
    const names = term.blocks.map(({ name }) => name);
    term.blocks.forEach((block, index) => {
      const place = `${path}.blocks[${index}]`;
      if (names.indexOf(block.name) !== index) refuse('RATING_TERMS_CONTRADICT', `${place}.name`, 'Two blocks of one term have the same name.', block.name);
      const watts = times(decimal(block.kw), rational(1000n));
      if (watts.n < 0n) refuse('RATING_QUANTITY_NEGATIVE', `${place}.kw`, 'The kW of a block cannot be negative.', block.kw);
      if (watts.d !== 1n) refuse('RATING_INPUT_INVALID', `${place}.kw`, 'A block is a whole number of watts.', block.kw);
      if (block.window && !bucketsOf(calendarNamed(input, block.window.calendarId, `${place}.window`)).includes(block.window.bucket))
        refuse('RATING_REFERENCE_UNKNOWN', `${place}.window.bucket`, 'The calendar has no such bucket.', block.window.bucket);
    });
  },
  price: (term, { input }, path) => ({
    lines: spansOf(term, input).flatMap((span) => {
      const window = energyWindow(input, 'IT', term.trancheId, span.fromMs, span.toMs);
      const grid = localGrid(input.zone, window.startMs, window.stepMs, window.energyMj.length);
      const deliveries = term.blocks.map((block, index) => deliveryOf(block, input, grid, `${path}.blocks[${index}].window`));
      const position = positionOf(term, window, deliveries);
      return [
        ...deliveries.map((delivery) => blockLine(term, input, path, span, grid, delivery)),
        indexLine(term, input, path, span, position, ABOVE),
        indexLine(term, input, path, span, position, BELOW),
      ];
    }),
  }),
};

/** What the term says of its index, as an index term. */
const atIndex = ({ id, billedIn, indexId, guard, fixingId }: BlockEnergyTerm): IndexEnergyTerm => ({ id, code: 'energy.index', billedIn, indexId, ...(guard ? { guard } : {}), ...(fixingId === undefined ? {} : { fixingId }) });

function deliveryOf(block: FixedPriceBlock, input: RatingInput, grid: LocalGrid, path: string): Delivery {
  // W × ms = mJ, and a block is whole watts.
  const mj = times(decimal(block.kw), rational(1000n)).n * BigInt(grid.stepMs);
  if (!block.window) return { block, mj, delivers: () => true };
  const calendar = calendarNamed(input, block.window.calendarId, path);
  const [classes, bucket] = [classify(calendar, grid, path), bucketsOf(calendar).indexOf(block.window.bucket)];
  return { block, mj, delivers: (interval) => classes[interval] === bucket };
}

/** Blocks side by side deliver few different amounts, so that an interval is compared half by half with the bounds of its own (exact-sums.ts). */
function positionOf(term: BlockEnergyTerm, window: EnergyWindow, deliveries: readonly Delivery[]): Position {
  const lossFactor = lossFactorOf(term);
  const count = window.energyMj.length;
  const { levelOf, levels } = levelsOf(deliveries, count);
  const [delivered, mosts, leasts] = [levels, levels.map((mj) => mostNotAbove(mj, lossFactor)), levels.map((mj) => leastNotBelow(mj, lossFactor))].map((column) => halvesOf(BigInt64Array.from(column))) as [Int32Array, Int32Array, Int32Array];
  const [blockMj, sides] = [new BigInt64Array(count), new Uint8Array(count)];
  const [metered, blocks] = [halvesOf(window.energyMj), halvesOf(blockMj)];
  for (let index = 0; index < count; index += 1) {
    const level = 2 * (levelOf[index] as number);
    const upper = 2 * index + UPPER;
    const lower = 2 * index + LOWER;
    const levelUpper = level + UPPER;
    const levelLower = level + LOWER;
    blocks[upper] = delivered[levelUpper] as number;
    blocks[lower] = delivered[levelLower] as number;
    const above = ((metered[upper] as number) - (mosts[levelUpper] as number)) || ((metered[lower] as number) >>> 0) - ((mosts[levelLower] as number) >>> 0);
    const below = ((metered[upper] as number) - (leasts[levelUpper] as number)) || ((metered[lower] as number) >>> 0) - ((leasts[levelLower] as number) >>> 0);
    if (above > 0) sides[index] = ABOVE;
    else if (below < 0) sides[index] = BELOW;
  }
  return { window, blockMj, sides, lossFactor };
}

/** The different amounts that the blocks deliver together, and which of them each interval has. */
function levelsOf(deliveries: readonly Delivery[], count: number): { readonly levelOf: Int32Array; readonly levels: readonly bigint[] } {
  const levelOf = new Int32Array(count);
  const levels = [0n];
  for (const { mj, delivers } of deliveries) {
    const raised: number[] = [];
    for (let index = 0; index < count; index += 1) if (delivers(index)) {
      const level = levelOf[index] as number;
      raised[level] ??= levels.push((levels[level] as bigint) + mj) - 1;
      levelOf[index] = raised[level] as number;
    }
  }
  return { levelOf, levels };
}

const MOST_MJ = 2n ** 63n - 1n;
const within64Bits = (mj: bigint): bigint => (mj > MOST_MJ ? MOST_MJ : mj);
/** m × LF > b for whole m is m > floor(b ÷ LF), and m × LF < b is m < ceil(b ÷ LF). A factor of 0 leaves the load of nothing, below every block. */
const mostNotAbove = (mj: bigint, { n, d }: Rational): bigint => (n === 0n ? MOST_MJ : within64Bits((mj * d) / n));
const leastNotBelow = (mj: bigint, { n, d }: Rational): bigint => (n === 0n ? (mj > 0n ? MOST_MJ : -MOST_MJ - 1n) : within64Bits((mj * d + n - 1n) / n));

function blockLine(term: BlockEnergyTerm, input: RatingInput, path: string, span: Span, grid: LocalGrid, { block, mj, delivers }: Delivery): DraftLine {
  let intervals = 0;
  for (let index = 0; index < grid.count; index += 1) if (delivers(index)) intervals += 1;
  const count = BigInt(intervals);
  return line(input, {
    term, code: `energy.block.${block.name}`, rule: '5 energy.block', quantity: rounded(rational(mj * count, MJ_PER_KWH), 3), decimals: 3, unit: 'kWh',
    unitPrice: escalatedPrice(block.price, term.escalator, span.from, input, path), period: span, spread: { kind: 'days', days: () => deliveredDays(grid, delivers) },
    steps: [`Bought ahead, used or not: ${block.kw} kW ${block.window ? `in ${block.window.bucket} (calendar ${block.window.calendarId})` : 'around the clock'} for ${toText(rational(count * BigInt(grid.stepMs), 3_600_000n))} hours.`],
  });
}

/** Intervals of each local day in which a block delivers, as weights. */
function deliveredDays(grid: LocalGrid, delivers: Delivery['delivers']): readonly { day: string; weight: bigint }[] {
  const perDay = new Map<number, bigint>();
  grid.day.forEach((day, index) => perDay.set(day, (perDay.get(day) ?? 0n) + (delivers(index) ? 1n : 0n)));
  return [...perDay].map(([day, weight]) => ({ day: dayText(day), weight }));
}

/** One side of the blocks, each interval at its own price. */
function indexLine(term: BlockEnergyTerm, input: RatingInput, path: string, span: Span, { window, blockMj, sides, lossFactor }: Position, side: Side): DraftLine {
  const index = indexNamed(input, term.indexId, path);
  const only = (column: BigInt64Array): EnergyWindow => ({ ...window, energyMj: keptWhere(column, sides, side) });
  const [metered, blocks] = [only(window.energyMj), only(blockMj)];
  const [meteredAt, blocksAt] = [metered, blocks].map((part) => indexValue(atIndex(term), part, input, path)) as [ReturnType<typeof indexValue>, ReturnType<typeof indexValue>];
  const exact = minus(times(meteredAt.value, lossFactor), blocksAt.value);
  const [meteredMj, blocksMj] = [sumOf(metered.energyMj), sumOf(blocks.energyMj)];
  const quantity = rounded(minus(times(rational(meteredMj, MJ_PER_KWH), lossFactor), rational(blocksMj, MJ_PER_KWH)), 3);
  const differences = (a: ArrayLike<bigint>, b: ArrayLike<bigint>): readonly bigint[] => Array.from(a, (value, interval) => value * lossFactor.n - (b[interval] as bigint) * lossFactor.d);
  return line(input, {
    term, code: side === ABOVE ? 'energy.block_above' : 'energy.block_below', rule: '5 energy.block', quantity, decimals: 3, unit: 'kWh', exact,
    unitPrice: blendedPrice(exact, quantity), period: span, intervals: intervalsBehind(window, sides, side),
    spread: { kind: 'intervals', window, weights: () => differences(meteredAt.weights(), blocksAt.weights()), energyMj: () => Array.from(metered.energyMj, (energy, interval) => energy - (blocks.energyMj[interval] as bigint)) },
    steps: [
      `Intervals in which the load ${side === ABOVE ? 'exceeded the blocks: bought' : 'fell short of the blocks: sold back'} at ${index.id} (version ${index.version}, ${index.status.toLowerCase()}).`,
      `${toFixed(rational(meteredMj, MJ_PER_KWH), 3)} kWh metered in them${term.lossFactor === undefined ? '' : ` × loss factor ${term.lossFactor}`} − ${toFixed(rational(blocksMj, MJ_PER_KWH), 3)} kWh of blocks = ${toFixed(quantity, 3)} kWh; Σ kWh × price ÷ 1000 = ${toText(exact, 14)}.`,
    ],
  });
}

/** The column with nothing in it where the side is another. */
function keptWhere(column: BigInt64Array, sides: Uint8Array, side: Side): BigInt64Array {
  const kept = new BigInt64Array(column.length);
  const [from, to] = [halvesOf(column), halvesOf(kept)];
  for (let index = 0; index < sides.length; index += 1) if (sides[index] === side) {
    to[2 * index] = from[2 * index] as number;
    to[2 * index + 1] = from[2 * index + 1] as number;
  }
  return kept;
}
