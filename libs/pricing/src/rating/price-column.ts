/** A price for each interval of a window, and what a column of energy is worth at them: exact, with few multiplications. */
import { halvesOf, LOWER, MOST_AT_ONCE, sumOf, UPPER } from './exact-sums';

/** Intervals in a row that have one price. */
interface Run {
  /** One past its last interval. */
  readonly end: number;
  readonly price: bigint;
}

export interface PriceColumn {
  /** One for each interval. */
  readonly prices: readonly bigint[];
  readonly runs: readonly Run[];
  /** The greatest number that divides every price: published prices have two decimals of the six that are kept. */
  readonly unit: bigint;
  /** For each run its price ÷ unit; null where a price is too large for `worthInLimbs`. */
  readonly small: Float64Array | null;
}

/** Limbs of 16 bits times prices below this, summed over the intervals of the column, stay below 2⁵³. */
const MOST_PRICE_TIMES_COUNT = 2 ** 37;

export function priceColumn(prices: readonly bigint[]): PriceColumn {
  const runs: Run[] = [];
  prices.forEach((price, index) => {
    if (price !== prices[index + 1]) runs.push({ end: index + 1, price });
  });
  const unit = runs.reduce((divisor, { price }) => greatestDivisor(divisor, price), 0n) || 1n;
  const most = runs.reduce((size, { price }) => (price > size ? price : -price > size ? -price : size), 0n) / unit;
  const bounded = prices.length <= MOST_AT_ONCE && most * BigInt(prices.length) <= BigInt(MOST_PRICE_TIMES_COUNT);
  return { prices, runs, unit, small: bounded ? Float64Array.from(runs, ({ price }) => Number(price / unit)) : null };
}

/** Σ energy × price over the intervals. */
export const worth = (energyMj: BigInt64Array, column: PriceColumn): bigint =>
  column.small ? worthInLimbs(energyMj, column.runs, column.small) * column.unit : worthOfRuns(energyMj, column.runs);

/**
 * The halves of a run's energy are added (exact-sums.ts), cut into limbs of 16 bits, and each limb is multiplied by the price.
 * Of a run of r intervals no limb exceeds r × 2¹⁶ in size; so Σ limb × price over all runs is at most n × 2¹⁶ × the greatest
 * price, which `priceColumn` has checked to be at most 2⁵³: whole numbers that doubles hold exactly.
 */
function worthInLimbs(energyMj: BigInt64Array, runs: readonly Run[], prices: Float64Array): bigint {
  const halves = halvesOf(energyMj);
  let [upperHigh, upperLow, lowerHigh, lowerLow] = [0, 0, 0, 0];
  let index = 0;
  for (let run = 0; run < runs.length; run += 1) {
    const end = (runs[run] as Run).end;
    const price = prices[run] as number;
    let [upper, lower] = [0, 0];
    for (; index < end; index += 1) {
      upper += halves[2 * index + UPPER] as number;
      lower += (halves[2 * index + LOWER] as number) >>> 0;
    }
    const upperLimb = Math.floor(upper / 65_536);
    const lowerLimb = Math.floor(lower / 65_536);
    upperHigh += upperLimb * price;
    upperLow += (upper - upperLimb * 65_536) * price;
    lowerHigh += lowerLimb * price;
    lowerLow += (lower - lowerLimb * 65_536) * price;
  }
  return (BigInt(upperHigh) << 48n) + (BigInt(upperLow) << 32n) + (BigInt(lowerHigh) << 16n) + BigInt(lowerLow);
}

/** The same for prices of any size: one multiplication of whole numbers for each run. */
function worthOfRuns(energyMj: BigInt64Array, runs: readonly Run[]): bigint {
  let total = 0n;
  let from = 0;
  for (const { end, price } of runs) {
    total += sumOf(energyMj.subarray(from, end)) * price;
    from = end;
  }
  return total;
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}
