import { decimal, toFixed, toMoney } from '@busbar/kernel';
import type { PriceTier, VolumeEnergyTerm } from '../terms/energy-terms';
import { billableEnergy } from '../rating/billable-energy';
import { checkEscalator, escalatedPrice } from '../rating/escalation';
import { kwhOf, line, moneyLine, type Pricer } from '../rating/line';
import { spansOf } from '../rating/span';
import { boundsOf, checkTiers } from '../rating/tiers';

/** The whole quantity at the price of the tier that contains it, the upper bound inclusive. Source: pricing.md section 5, `energy.volume`. */
export const energyVolume: Pricer<VolumeEnergyTerm> = {
  check: (term, _input, path) => {
    checkTiers(term.tiers, path);
    if (term.escalator) checkEscalator(term.escalator, path);
  },
  price: (term, { input }, path) => {
    const parts = spansOf(term, input).map((span) => ({ span, energy: billableEnergy(term, span, input) }));
    const total = parts.reduce((sum, { energy }) => sum + energy.quantity, 0n);
    const contains = boundsOf(term, input).findIndex((tier) => tier.upper === null || total <= tier.upper);
    const agreed = term.tiers[contains] as PriceTier;
    const lines = parts.map(({ span, energy }) => line(input, {
      term, code: 'energy.volume', rule: '5 energy.volume', quantity: kwhOf(energy.quantity), decimals: 3, unit: 'kWh', unitPrice: escalatedPrice(agreed.price, term.escalator, span.from, input, path),
      period: span, window: energy.window, spread: { kind: 'intervals', window: energy.window, weights: () => energy.window.energyMj },
      steps: [...energy.steps, `The quantity of the period, ${toFixed(kwhOf(total), 3)} kWh, lies in tier ${contains + 1}.`],
    }));
    const [first] = parts;
    if (first === undefined || agreed.flatFee === undefined) return { lines };
    return { lines: [...lines, moneyLine({ term, code: 'energy.volume', rule: '5 energy.volume', amount: toMoney(decimal(agreed.flatFee), input.currency), period: first.span, steps: [`Flat fee of tier ${contains + 1}.`] })] };
  },
};
