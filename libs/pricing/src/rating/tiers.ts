/** Bounds of tiers in thousandths of a kWh. */
import { decimal, rational, times, toScaled, type Rational } from '@busbar/kernel';
import { daysBetween } from '../billing-period';
import { refuse } from '../refusals';
import type { RatingInput } from '../rating-input';
import type { PriceTier, TieredEnergyTerm, VolumeEnergyTerm } from '../terms/energy-terms';
import { inForce, nominalDays } from './span';

export interface TierBounds {
  readonly lower: bigint;
  /** Inclusive; null without end. */
  readonly upper: bigint | null;
}

export const thousandths = (kwh: Rational): bigint => toScaled(kwh, 3);

/** Continuous bounds; they shrink with a short period only where the contract says so. */
export function boundsOf(term: TieredEnergyTerm | VolumeEnergyTerm, input: RatingInput): readonly TierBounds[] {
  const span = inForce(term, input);
  const share = term.prorateBounds === true && span !== null ? rational(BigInt(daysBetween(span.from, span.to)), BigInt(nominalDays(term, input))) : rational(1n);
  let lower = 0n;
  return term.tiers.map((tier) => {
    const upper = tier.upTo === null ? null : thousandths(times(decimal(tier.upTo), share));
    const bounds = { lower, upper };
    if (upper !== null) lower = upper;
    return bounds;
  });
}

/** Bounds rise, and the last tier alone has none. */
export function checkTiers(tiers: readonly PriceTier[], path: string): void {
  if (tiers.length === 0) refuse('RATING_TERMS_CONTRADICT', `${path}.tiers`, 'A tiered price has at least one tier.');
  tiers.forEach((tier, index) => {
    const place = `${path}.tiers[${index}].upTo`;
    const last = index === tiers.length - 1;
    if ((tier.upTo === null) !== last) return refuse('RATING_TERMS_CONTRADICT', place, 'The last tier, and only the last, has no upper bound.');
    const before = tiers[index - 1]?.upTo;
    if (tier.upTo !== null && toScaled(decimal(tier.upTo), 3) <= toScaled(decimal(before ?? '0'), 3)) refuse('RATING_TERMS_CONTRADICT', place, 'The bounds of the tiers must rise.', tier.upTo);
  });
}
