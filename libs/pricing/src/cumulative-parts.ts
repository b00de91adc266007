/** Parts of a line over time, cut from its running total. */
import { divideRounded } from '@busbar/kernel';

/**
 * Each part is the rounded running total minus the one before, so that any stretch of days is within one minor unit of its
 * exact value and all of them sum to the whole. Weights may be negative; where they sum to zero the whole falls on the first part.
 */
export function cumulativeParts(whole: bigint, weights: ArrayLike<bigint>): bigint[] {
  let sum = 0n;
  for (let index = 0; index < weights.length; index += 1) sum += weights[index] as bigint;
  const parts: bigint[] = [];
  let running = 0n;
  let before = 0n;
  for (let index = 0; index < weights.length; index += 1) {
    running += weights[index] as bigint;
    const upTo = sum === 0n ? whole : divideRounded(whole * running, sum);
    parts.push(upTo - before);
    before = upTo;
  }
  return parts;
}
