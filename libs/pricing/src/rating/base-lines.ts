/** Lines that form the base of a minimum, a credit or a discount. */
import { decimal, exponentOf, toScaled } from '@busbar/kernel';
import type { BillingPeriod } from '../billing-period';
import type { RatingInput } from '../rating-input';
import { historyOf } from './history';
import type { DraftLine } from './line';
import { matchesCode } from './matching-codes';

/** Lines of the named codes that lie within a period: rent billed ahead for the next one is no part of this one's base. */
export const linesWithin = (lines: readonly DraftLine[], codes: readonly string[] | undefined, period: BillingPeriod): readonly DraftLine[] =>
  lines.filter((line) => matchesCode(line.code, codes) && line.period.from < period.to);

export const sumMinor = (lines: readonly DraftLine[]): bigint => lines.reduce((sum, line) => sum + line.amount.minor, 0n);

/** What was billed for this period on earlier invoices, in minor units. */
export const billedBefore = (termId: string, input: RatingInput): bigint => toScaled(decimal(historyOf(termId, input).billedBase ?? '0'), exponentOf(input.currency));
