import { decimal, toFixed, toMoney } from '@busbar/kernel';
import type { RatingInput } from '../rating-input';
import type { CarriedForward } from '../rated-invoice';
import type { PriceTier, TieredEnergyTerm } from '../terms/energy-terms';
import { billableEnergy, type BillableEnergy } from '../rating/billable-energy';
import { contractYearOf, cutByContractYear } from '../rating/contract-year';
import { checkEscalator, escalatedPrice } from '../rating/escalation';
import { historyOf } from '../rating/history';
import { kwhOf, line, moneyLine, type DraftLine, type Pricer } from '../rating/line';
import { spansOf, type Span } from '../rating/span';
import { boundsOf, checkTiers, thousandths, type TierBounds } from '../rating/tiers';

/**
 * Graduated tiers: slices between continuous bounds, the upper bound inclusive, each slice its own line; a flat fee once when a
 * tier is entered. Accumulates over the period or the contract year, in time order; a negative net quantity is priced at tier 1.
 * Source: pricing.md section 5 `energy.tierN` and section 8, Tiers.
 */
export const energyTier: Pricer<TieredEnergyTerm> = {
  check: (term, _input, path) => {
    checkTiers(term.tiers, path);
    if (term.escalator) checkEscalator(term.escalator, path);
  },
  price: (term, { input }, path) => {
    const yearly = term.accumulation === 'CONTRACT_YEAR';
    const spans = spansOf(term, input).flatMap((span) => (yearly ? cutByContractYear(span, input) : [span]));
    const bounds = boundsOf(term, input);
    let before = yearly ? thousandths(decimal(historyOf(term.id, input).yearKwh ?? '0')) : 0n;
    const lines: DraftLine[] = [];
    for (const span of spans) {
      if (yearly && contractYearOf(span.from, input).from === span.from) before = 0n;
      const energy = billableEnergy(term, span, input);
      lines.push(...linesOf(term, input, path, span, energy, bounds, before));
      before += energy.quantity;
    }
    const carried: readonly CarriedForward[] = yearly && spans.length > 0 ? [{ termId: term.id, yearKwh: toFixed(kwhOf(before), 3) }] : [];
    return { lines, carried };
  },
};

function linesOf(term: TieredEnergyTerm, input: RatingInput, path: string, span: Span, energy: BillableEnergy, bounds: readonly TierBounds[], before: bigint): readonly DraftLine[] {
  const after = before + energy.quantity;
  return bounds.flatMap((tier, index) => {
    const code = `energy.tier${index + 1}`;
    const slice = energy.quantity < 0n ? (index === 0 ? energy.quantity : 0n) : clamp(after, tier) - clamp(before, tier);
    const entered = before <= tier.lower && after > tier.lower;
    const agreed = term.tiers[index] as PriceTier;
    const priced = slice === 0n && !(index === 0 && energy.quantity === 0n) ? [] : [
      line(input, {
        term, code, rule: '5 energy.tierN', quantity: kwhOf(slice), decimals: 3, unit: 'kWh', unitPrice: escalatedPrice(agreed.price, term.escalator, span.from, input, path), period: span,
        window: energy.window, spread: { kind: 'intervals', window: energy.window, weights: () => sliceWeights(energy, tier, before), energyMj: () => sliceWeights(energy, tier, before) },
        steps: [...energy.steps, `Before: ${toFixed(kwhOf(before), 3)} kWh; tier ${index + 1} holds what lies above ${toFixed(kwhOf(tier.lower), 3)}${tier.upper === null ? '' : ` up to ${toFixed(kwhOf(tier.upper), 3)}`} kWh: ${toFixed(kwhOf(slice), 3)} kWh.`],
      }),
    ];
    const fee = entered && agreed.flatFee !== undefined
      ? [moneyLine({ term, code, rule: '5 energy.tierN', amount: toMoney(decimal(agreed.flatFee), input.currency), period: span, steps: [`Flat fee of tier ${index + 1}, which was entered.`] })] : [];
    return [...priced, ...fee];
  });
}

const clamp = (quantity: bigint, tier: TierBounds): bigint => (quantity < tier.lower ? tier.lower : tier.upper !== null && quantity > tier.upper ? tier.upper : quantity);

/** Metered energy of each interval that falls into the slice, as the running quantity passes through it. */
function sliceWeights(energy: BillableEnergy, tier: TierBounds, before: bigint): readonly bigint[] {
  if (energy.quantity <= 0n) return Array.from(energy.window.energyMj);
  const toMj = (quantity: bigint): bigint => ((quantity - before) * energy.meteredMj) / energy.quantity;
  const lower = toMj(tier.lower);
  const upper = tier.upper === null ? null : toMj(tier.upper);
  const inside = (running: bigint): bigint => (running < lower ? lower : upper !== null && running > upper ? upper : running);
  let running = 0n;
  return Array.from(energy.window.energyMj, (interval) => {
    const from = inside(running);
    running += interval;
    return inside(running) - from;
  });
}
