import { exponentOf, minus, money, rational, times, toMoney, toText } from '@busbar/kernel';
import { daysBetween } from '../billing-period';
import type { MinimumTerm } from '../terms/commercial-terms';
import { billedBefore, linesWithin, sumMinor } from '../rating/base-lines';
import { checkEscalator, escalatedPrice } from '../rating/escalation';
import { amountText, moneyLine, type Pricer } from '../rating/line';
import { inForce, nominalDays } from '../rating/span';

/**
 * What is missing to a least amount, prorated by local days. Qualifying lines are those priced before it: index lines included,
 * credits, discounts and tax not. Source: pricing.md section 5 `commit.minimum_true_up` and section 8, Commitments.
 */
export const commitMinimum: Pricer<MinimumTerm> = {
  check: (term, _input, path) => {
    if (term.escalator) checkEscalator(term.escalator, path);
  },
  price: (term, { input, lines }, path) => {
    const span = inForce(term, input);
    if (span === null) return { lines: [] };
    const [days, wholeDays] = [daysBetween(span.from, span.to), nominalDays(term, input)];
    const least = times(escalatedPrice(term.minimum, term.escalator, span.from, input, path), rational(BigInt(days), BigInt(wholeDays)));
    const qualifying = money(sumMinor(linesWithin(lines, term.qualifyingCodes, input.period)) + billedBefore(term.id, input), input.currency);
    const missing = toMoney(minus(least, rational(qualifying.minor, 10n ** BigInt(exponentOf(input.currency)))), input.currency);
    if (missing.minor <= 0n) return { lines: [] };
    return {
      lines: [moneyLine({
        term, code: 'commit.minimum_true_up', rule: '5 commit.minimum_true_up', amount: missing, period: span,
        steps: [`The minimum for ${days} of ${wholeDays} days is ${toText(least)}; qualifying lines come to ${amountText(qualifying)}.`],
      })],
    };
  },
};
