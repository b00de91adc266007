import { parseDate, toMoney } from '@busbar/kernel';
import type { ChargeTerm } from '../terms/commercial-terms';
import { checkEscalator, escalatedPrice } from '../rating/escalation';
import { moneyLine, type Pricer } from '../rating/line';
import { inForce } from '../rating/span';

/** An agreed amount, each period or once on a day. A money line: quantity 1. Source: pricing.md section 8, Lines. */
export const chargeAmount: Pricer<ChargeTerm> = {
  check: (term, _input, path) => {
    if (term.onceOn !== undefined) parseDate(term.onceOn, `${path}.onceOn`);
    if (term.escalator) checkEscalator(term.escalator, path);
  },
  price: (term, { input }, path) => {
    const span = inForce(term, input);
    if (span === null || (term.onceOn !== undefined && (term.onceOn < span.from || term.onceOn >= span.to))) return { lines: [] };
    const amount = toMoney(escalatedPrice(term.amount, term.escalator, span.from, input, path), input.currency);
    return { lines: [moneyLine({ term, code: term.lineCode, rule: '8 Lines, money lines', amount, period: span, steps: [term.onceOn === undefined ? 'Agreed for each period.' : `Agreed once, on ${term.onceOn}.`] })] };
  },
};
