import { decimal, rational, times, toMoney } from '@busbar/kernel';
import { daysBetween } from '../billing-period';
import { refuse } from '../refusals';
import type { LateFeeTerm } from '../terms/commercial-terms';
import { moneyLine, type Pricer } from '../rating/line';
import { inForce } from '../rating/span';

const DAYS_OF_INTEREST_YEAR = 365n;

/** Simple interest on each overdue amount: round(open × annual rate × days ÷ 365); the due date out, the payment date in. Source: pricing.md section 8, Late fee. */
export const feeLate: Pricer<LateFeeTerm> = {
  check: (_term, input) => {
    (input.overdue ?? []).forEach((overdue, index) => {
      if (overdue.until < overdue.dueOn) refuse('RATING_TERMS_CONTRADICT', `overdue[${index}].until`, 'Interest ends before the amount was due.', overdue.until);
    });
  },
  price: (term, { input }) => {
    const span = inForce(term, input);
    if (span === null) return { lines: [] };
    return {
      lines: (input.overdue ?? []).map((overdue) => {
        const days = daysBetween(overdue.dueOn, overdue.until);
        const interest = times(times(decimal(overdue.open), decimal(term.annualRate)), rational(BigInt(days), DAYS_OF_INTEREST_YEAR));
        return moneyLine({
          term, code: 'fee.late', rule: '8 Late fee', amount: toMoney(interest, input.currency), period: span,
          steps: [`${overdue.invoice}: ${overdue.open} open for ${days} days after ${overdue.dueOn}, up to and including ${overdue.until}: × ${term.annualRate} × ${days}/365.`],
        });
      }),
    };
  },
};
