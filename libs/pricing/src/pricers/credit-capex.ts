import { decimal, exponentOf, greatest, minus, money, moneyText, rational, times, toFixed, toScaled, ZERO } from '@busbar/kernel';
import type { CapexCreditTerm } from '../terms/commercial-terms';
import { billedBefore, linesWithin, sumMinor } from '../rating/base-lines';
import { historyOf } from '../rating/history';
import { amountText, moneyLine, type Pricer } from '../rating/line';
import { inForce } from '../rating/span';

/**
 * The tenant paid for works of the host and is credited up to a share of each period's fees until repaid: a line before tax
 * (decisions.md 26). Source: contracts.md section 1, Capex.
 */
export const creditCapex: Pricer<CapexCreditTerm> = {
  price: (term, { input, lines }) => {
    const span = inForce(term, input);
    if (span === null) return { lines: [] };
    const exponent = exponentOf(input.currency);
    const credited = decimal(historyOf(term.id, input).credited ?? '0');
    const owed = toScaled(greatest(minus(decimal(term.funded), credited), ZERO), exponent);
    const base = sumMinor(linesWithin(lines, term.baseCodes, input.period)) + billedBefore(term.id, input);
    const most = base <= 0n ? 0n : toScaled(times(rational(base, 10n ** BigInt(exponent)), decimal(term.shareOfFees)), exponent);
    const credit = most < owed ? most : owed;
    const carried = [{ termId: term.id, credited: toFixed(rational(toScaled(credited, exponent) + credit, 10n ** BigInt(exponent)), exponent) }];
    if (credit === 0n) return { lines: [], carried };
    return {
      lines: [moneyLine({
        term, code: 'credit.capex', rule: '5 credit.capex', amount: money(-credit, input.currency), period: span,
        steps: [`Of ${term.funded} funded, ${moneyText(money(owed, input.currency))} are still owed; at most ${term.shareOfFees} of the fees of ${amountText(money(base, input.currency))}.`],
      })],
      carried,
    };
  },
};
