/**
 * Exact sums of 64-bit columns without a `bigint` for each value, which costs ten times the addition itself.
 *
 * A value is upper × 2³² + lower, the upper half signed, the lower from 0 to 2³² − 1. The halves are added apart, as doubles:
 * of n values the upper ones sum to at most n × 2³¹ in size and the lower ones to less than n × 2³². For n ≤ 2²¹ both are whole
 * numbers below 2⁵³, which a double holds exactly, and so is every sum on the way. The halves are joined as `bigint`. No value,
 * however large or negative, makes the sum inexact; only the count is bounded, and longer columns are added in pieces.
 */

/** 2²¹ intervals are sixty years of quarter-hours. */
export const MOST_AT_ONCE = 2 ** 21;

/** Where a half lies in memory depends on the byte order of the machine. */
const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
export const UPPER = littleEndian ? 1 : 0;
export const LOWER = littleEndian ? 0 : 1;

/** The column as halves, two for each value: `halves[2 × index + UPPER]` is signed, `halves[2 × index + LOWER] >>> 0` is not. */
export const halvesOf = (column: BigInt64Array): Int32Array => new Int32Array(column.buffer, column.byteOffset, 2 * column.length);

/** Σ upper × 2³² + Σ lower. */
export const joined = (upper: number, lower: number): bigint => BigInt(upper) * 4_294_967_296n + BigInt(lower);

/** Σ of a column. */
export function sumOf(column: BigInt64Array): bigint {
  const halves = halvesOf(column);
  let total = 0n;
  for (let from = 0; from < column.length; from += MOST_AT_ONCE) {
    const to = Math.min(column.length, from + MOST_AT_ONCE);
    let [upper, lower] = [0, 0];
    for (let index = from; index < to; index += 1) {
      upper += halves[2 * index + UPPER] as number;
      lower += (halves[2 * index + LOWER] as number) >>> 0;
    }
    total += joined(upper, lower);
  }
  return total;
}

/** Σ of a column for each class; `classes` names the class of each value, from 0 to `count` − 1. */
export function sumsByClass(column: BigInt64Array, classes: Uint8Array, count: number): readonly bigint[] {
  const halves = halvesOf(column);
  const totals = Array.from({ length: count }, () => 0n);
  for (let from = 0; from < column.length; from += MOST_AT_ONCE) {
    const to = Math.min(column.length, from + MOST_AT_ONCE);
    const [upper, lower] = [new Float64Array(count), new Float64Array(count)];
    for (let index = from; index < to; index += 1) {
      const of = classes[index] as number;
      upper[of] = (upper[of] as number) + (halves[2 * index + UPPER] as number);
      lower[of] = (lower[of] as number) + ((halves[2 * index + LOWER] as number) >>> 0);
    }
    totals.forEach((total, of) => {
      totals[of] = total + joined(upper[of] as number, lower[of] as number);
    });
  }
  return totals;
}

/** Whether a value of the column is below zero: its upper half is. */
export function anyNegative(column: BigInt64Array): boolean {
  const halves = halvesOf(column);
  for (let index = UPPER; index < halves.length; index += 2) if ((halves[index] as number) < 0) return true;
  return false;
}
