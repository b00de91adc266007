import { isZero, over, rational, times, toFixed, toText, ZERO } from '@busbar/kernel';
import type { IndexEnergyTerm } from '../terms/energy-terms';
import { billableEnergy } from '../rating/billable-energy';
import { checkIndexTerm, indexNamed, indexValue, meanPerMwh } from '../rating/index-price';
import { blendedPrice, kwhOf, line, type Pricer } from '../rating/line';
import { spansOf } from '../rating/span';

/**
 * A published index handed through: round(Σ m × LF × g(P) ÷ 1000, currency), one rounding over the exact sum. Where the
 * overhead of the hall is inside the quantity, the value grows with it. Source: pricing.md section 5, `energy.index`.
 */
export const energyIndex: Pricer<IndexEnergyTerm> = {
  check: checkIndexTerm,
  price: (term, { input }, path) => ({
    lines: spansOf(term, input).map((span) => {
      const energy = billableEnergy(term, span, input);
      const index = indexNamed(input, term.indexId, path);
      const { value, weights } = indexValue(term, energy.window, input, path);
      const metered = rational(energy.meteredMj * energy.lossFactor.n, energy.lossFactor.d);
      const grossUp = energy.overheadInside && !isZero(metered) ? over(times(kwhOf(energy.quantity), rational(3_600_000_000n)), metered) : rational(1n);
      const exact = isZero(value) ? ZERO : times(times(value, energy.lossFactor), grossUp);
      return line(input, {
        term, code: 'energy.index', rule: '5 energy.index', quantity: kwhOf(energy.quantity), decimals: 3, unit: 'kWh', unitPrice: blendedPrice(exact, kwhOf(energy.quantity)), exact,
        period: span, window: energy.window, spread: { kind: 'intervals', window: energy.window, weights },
        steps: [
          ...energy.steps,
          `Each interval at the price of ${index.id} (version ${index.version}, ${index.status.toLowerCase()}); weighted by energy the mean is ${toFixed(meanPerMwh(value, energy.meteredMj), 6)} per MWh; Σ kWh × price ÷ 1000 = ${toText(value, 14)} before losses.`,
        ],
      });
    }),
  }),
};
