/** Splits whose weights may be of either sign, such as taxes over lines and credits (R6). */
import { divideFloor, invariant } from '@busbar/kernel';

/**
 * `total × w ÷ Σ w` for each weight, floor, leftover units to the largest fractions, the lower index on ties; a negative
 * total is split as its negation. Where the weights cancel out, nothing can be said about shares: the first part with a
 * weight takes the whole.
 */
export function splitSigned(total: bigint, weights: readonly bigint[]): bigint[] {
  invariant(weights.length > 0, 'A split needs at least one part.');
  if (total < 0n) return splitSigned(-total, weights).map((part) => -part);
  const sum = weights.reduce((whole, weight) => whole + weight, 0n);
  if (sum === 0n) {
    const bearer = Math.max(0, weights.findIndex((weight) => weight !== 0n));
    return weights.map((_, index) => (index === bearer ? total : 0n));
  }
  const [whole, sign] = sum < 0n ? [-sum, -1n] : [sum, 1n];
  const floors = weights.map((weight) => divideFloor(total * weight * sign, whole));
  const fractions = weights.map((weight, index) => ({ index, rest: total * weight * sign - (floors[index] as bigint) * whole }));
  fractions.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  let left = total - floors.reduce((taken, part) => taken + part, 0n);
  for (const { index } of fractions) {
    if (left === 0n) break;
    floors[index] = (floors[index] as bigint) + 1n;
    left -= 1n;
  }
  return floors;
}
