import type { FixedEnergyTerm } from '../terms/energy-terms';
import { billableEnergy } from '../rating/billable-energy';
import { checkEscalator, escalatedPrice } from '../rating/escalation';
import { kwhOf, line, type Pricer } from '../rating/line';
import { spansOf } from '../rating/span';

/** Energy at one price: round(Σ E, 3) × p. Source: pricing.md section 5, `energy.fixed`. */
export const energyFixed: Pricer<FixedEnergyTerm> = {
  check: (term, _input, path) => {
    if (term.escalator) checkEscalator(term.escalator, path);
  },
  price: (term, { input }, path) => ({
    lines: spansOf(term, input).map((span) => {
      const energy = billableEnergy(term, span, input);
      return line(input, {
        term, code: 'energy.fixed', rule: '5 energy.fixed', quantity: kwhOf(energy.quantity), decimals: 3, unit: 'kWh',
        unitPrice: escalatedPrice(term.price, term.escalator, span.from, input, path), period: span, window: energy.window,
        spread: { kind: 'intervals', window: energy.window, weights: () => energy.window.energyMj }, steps: energy.steps,
      });
    }),
  }),
};
