import { over, rational } from '@busbar/kernel';
import type { IndexAdderTerm } from '../terms/energy-terms';
import { billableEnergy } from '../rating/billable-energy';
import { checkEscalator, escalatedPrice } from '../rating/escalation';
import { kwhOf, line, type Pricer } from '../rating/line';
import { spansOf } from '../rating/span';

/** A margin on the index: round(Σ E × LF, 3) × a; a margin per MWh is divided by 1000 exactly. Source: pricing.md section 5, `energy.index_adder`. */
export const energyIndexAdder: Pricer<IndexAdderTerm> = {
  check: (term, _input, path) => {
    if (term.escalator) checkEscalator(term.escalator, path);
  },
  price: (term, { input }, path) => ({
    lines: spansOf(term, input).map((span) => {
      const energy = billableEnergy(term, span, input);
      const agreed = escalatedPrice(term.price, term.escalator, span.from, input, path);
      return line(input, {
        term, code: 'energy.index_adder', rule: '5 energy.index_adder', quantity: kwhOf(energy.quantity), decimals: 3, unit: 'kWh',
        unitPrice: term.per === 'MWh' ? over(agreed, rational(1000n)) : agreed, period: span, window: energy.window,
        spread: { kind: 'intervals', window: energy.window, weights: () => energy.window.energyMj }, steps: energy.steps,
      });
    }),
  }),
};
