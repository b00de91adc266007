/** Differences of earlier periods, as lines of this one (step 13). */
import { decimal, toMoney } from '@busbar/kernel';
import { billingPeriod } from '../billing-period';
import type { RatingInput } from '../rating-input';
import { moneyLine, type DraftLine } from './line';

/** One line for each difference below the threshold of section 7; it is taxed at its own period's rates. */
export const priorPeriodLines = (input: RatingInput): readonly DraftLine[] =>
  (input.adjustments ?? []).map((adjustment) => moneyLine({
    term: { id: adjustment.id, billedIn: 'ARREARS' }, code: 'adjustment.prior_period', rule: '7 Late data', amount: toMoney(decimal(adjustment.amount), input.currency),
    period: billingPeriod(adjustment.period.from, adjustment.period.to, input.zone), steps: [adjustment.reason],
  }));
