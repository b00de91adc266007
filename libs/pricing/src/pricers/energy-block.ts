import { decimal, minus, MJ_PER_KWH, rational, rounded, times, toFixed, toText, type Rational } from '@busbar/kernel';
import { refuse } from '../refusals';
import type { RatingInput } from '../rating-input';
import type { BlockEnergyTerm, FixedPriceBlock, IndexEnergyTerm } from '../terms/energy-terms';
import { bucketsOf, calendarNamed, classify } from '../rating/calendar';
import { energyWindow, intervalsBehind, type EnergyWindow } from '../rating/energy-window';
import { checkEscalator, escalatedPrice } from '../rating/escalation';
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

function positionOf(term: BlockEnergyTerm, window: EnergyWindow, deliveries: readonly Delivery[]): Position {
  const lossFactor = lossFactorOf(term);
  const blockMj = new BigInt64Array(window.energyMj.length);
  const sides = new Uint8Array(window.energyMj.length);
  for (let index = 0; index < sides.length; index += 1) {
    for (const { mj, delivers } of deliveries) if (delivers(index)) blockMj[index] = (blockMj[index] as bigint) + mj;
    const difference = (window.energyMj[index] as bigint) * lossFactor.n - (blockMj[index] as bigint) * lossFactor.d;
    sides[index] = difference > 0n ? ABOVE : difference < 0n ? BELOW : 0;
  }
  return { window, blockMj, sides, lossFactor };
}

function blockLine(term: BlockEnergyTerm, input: RatingInput, path: string, span: Span, grid: LocalGrid, { block, mj, delivers }: Delivery): DraftLine {
  const perDay = new Map<number, bigint>();
  let count = 0n;
  for (let index = 0; index < grid.count; index += 1) {
    const one = delivers(index) ? 1n : 0n;
    count += one;
    perDay.set(grid.day[index] as number, (perDay.get(grid.day[index] as number) ?? 0n) + one);
  }
  return line(input, {
    term, code: `energy.block.${block.name}`, rule: '5 energy.block', quantity: rounded(rational(mj * count, MJ_PER_KWH), 3), decimals: 3, unit: 'kWh',
    unitPrice: escalatedPrice(block.price, term.escalator, span.from, input, path), period: span, spread: { kind: 'days', days: () => [...perDay].map(([day, weight]) => ({ day: dayText(day), weight })) },
    steps: [`Bought ahead, used or not: ${block.kw} kW ${block.window ? `in ${block.window.bucket} (calendar ${block.window.calendarId})` : 'around the clock'} for ${toText(rational(count * BigInt(grid.stepMs), 3_600_000n))} hours.`],
  });
}

/** One side of the blocks, each interval at its own price. */
function indexLine(term: BlockEnergyTerm, input: RatingInput, path: string, span: Span, { window, blockMj, sides, lossFactor }: Position, side: Side): DraftLine {
  const index = indexNamed(input, term.indexId, path);
  const only = (column: BigInt64Array): EnergyWindow => ({ ...window, energyMj: column.map((energy, interval) => (sides[interval] === side ? energy : 0n)) });
  const [metered, blocks] = [only(window.energyMj), only(blockMj)];
  const [meteredAt, blocksAt] = [metered, blocks].map((part) => indexValue(atIndex(term), part, input, path)) as [ReturnType<typeof indexValue>, ReturnType<typeof indexValue>];
  const exact = minus(times(meteredAt.value, lossFactor), blocksAt.value);
  const [meteredMj, blocksMj] = [sum(metered.energyMj), sum(blocks.energyMj)];
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

function sum(column: BigInt64Array): bigint {
  let total = 0n;
  for (const energy of column) total += energy;
  return total;
}
