/** Splits of a whole into parts that sum to it exactly (pricing.md R6 and section 8, Splits). */
import { invariant } from './invariant';
import type { Rational } from './rational';

/**
 * Splits `total` by integer weights: floor of each share, leftover units to the largest fractions, the lower index on
 * ties. Sign-symmetric. Weights must not be negative and must not all be zero (callers fall back first).
 */
export function splitByWeights(total: bigint, weights: readonly bigint[]): bigint[] {
  invariant(weights.length > 0, 'A split needs at least one part.');
  invariant(weights.every((weight) => weight >= 0n), 'A weight is negative.');
  if (total < 0n) return splitByWeights(-total, weights).map((part) => -part);
  const whole = weights.reduce((sum, weight) => sum + weight, 0n);
  invariant(whole > 0n, 'All weights are zero.');
  const parts = weights.map((weight) => (total * weight) / whole);
  const fractions = weights.map((weight, index) => ({ index, rest: (total * weight) % whole }));
  let left = total - parts.reduce((sum, part) => sum + part, 0n);
  fractions.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  for (const { index } of fractions) {
    if (left === 0n) break;
    parts[index] = (parts[index] as bigint) + 1n;
    left -= 1n;
  }
  return parts;
}

/** The same for rational weights, brought to one denominator first. */
export function splitByShares(total: bigint, shares: readonly Rational[]): bigint[] {
  const denominator = shares.reduce((product, share) => product * share.d, 1n);
  return splitByWeights(total, shares.map((share) => share.n * (denominator / share.d)));
}
