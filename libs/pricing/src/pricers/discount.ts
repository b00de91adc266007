import { decimal, exponentOf, money, rational, times, toScaled } from '@busbar/kernel';
import { splitSigned } from '../split-signed';
import type { DiscountTerm } from '../terms/commercial-terms';
import { amountText, moneyLine, type DraftLine, type Pricer } from '../rating/line';
import { matchesCode } from '../rating/matching-codes';
import { inForce } from '../rating/span';

/**
 * Off named lines, after credits: each discount −round(base × share) on what earlier discounts left of these lines, never more than
 * the base. Source: pricing.md section 5 `discount` and section 8, Credits.
 */
export const discount: Pricer<DiscountTerm> = {
  price: (term, { input, lines }) => {
    const span = inForce(term, input);
    const named = lines.filter((line) => line.relief === undefined && matchesCode(line.code, term.baseCodes));
    if (span === null || named.length === 0) return { lines: [] };
    const left = named.map((line) => remaining(line, lines));
    const base = left.reduce((sum, minor) => sum + minor, 0n);
    const exponent = exponentOf(input.currency);
    const wanted = term.off.kind === 'amount' ? toScaled(decimal(term.off.amount), exponent) : toScaled(times(rational(base, 10n ** BigInt(exponent)), decimal(term.off.share)), exponent);
    const off = wanted < base ? wanted : base;
    if (off <= 0n) return { lines: [] };
    const parts = splitSigned(off, left);
    return {
      lines: [moneyLine({
        term, code: 'discount', rule: '5 discount', amount: money(-off, input.currency), period: span, relief: new Map(named.map((line, index) => [line, parts[index] as bigint])),
        steps: [`${term.off.kind === 'amount' ? term.off.amount : `${term.off.share} of the base`} off ${named.length} lines, of which ${amountText(money(base, input.currency))} remain.`],
      })],
    };
  },
};

/** What earlier discounts left of a line. */
const remaining = (line: DraftLine, lines: readonly DraftLine[]): bigint => lines.reduce((left, other) => left - (other.relief?.get(line) ?? 0n), line.amount.minor);
