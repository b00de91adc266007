/** When a term is in force within its period, cut where its price changes. */
import { billingPeriod, daysBetween, type BillingPeriod } from '../billing-period';
import type { RatingInput } from '../rating-input';
import type { Escalator, TermBase } from '../terms/common';
import { escalationDatesWithin } from './escalation';
import { dayNumber, dayText } from './local-day';

/** Part of a period over which a price does not change. */
export type Span = BillingPeriod;

/** The period a term is rated over; null where it is billed in advance and nothing lies ahead. */
export function periodOf(term: TermBase, input: RatingInput): BillingPeriod | null {
  if (term.billedIn === 'ARREARS' || input.advance === undefined) return input.period;
  return input.advance;
}

/** The part of its period in which the term and the contract are in force; null where they are not. */
export function inForce(term: TermBase, input: RatingInput): Span | null {
  const period = periodOf(term, input);
  if (period === null) return null;
  return within(period, [input.contract.effectiveFrom, term.from], [input.contract.effectiveUntil, term.until], input.zone);
}

/** A period cut by first days and first days after. */
export function within(period: BillingPeriod, firsts: readonly (string | undefined)[], ends: readonly (string | null | undefined)[], zone: string): Span | null {
  let { from, to } = period;
  for (const first of firsts) if (first !== undefined && first > from) from = first;
  for (const end of ends) if (end !== undefined && end !== null && end < to) to = end;
  if (from >= to) return null;
  return from === period.from && to === period.to ? period : billingPeriod(from, to, zone);
}

/** The spans of a term: in force, and cut at each escalation date (an anniversary inside a period splits lines). */
export function spansOf(term: TermBase & { readonly escalator?: Escalator }, input: RatingInput): readonly Span[] {
  const whole = inForce(term, input);
  return whole === null ? [] : cutSpan(whole, term.escalator ? escalationDatesWithin(term.escalator, whole.from, whole.to) : [], input.zone);
}

/** Cuts a span at local days inside it. */
export function cutSpan(span: Span, days: readonly string[], zone: string): readonly Span[] {
  const inside = [...new Set(days)].filter((day) => day > span.from && day < span.to).sort();
  if (inside.length === 0) return [span];
  const edges = [span.from, ...inside, span.to];
  return edges.slice(1).map((to, index) => billingPeriod(edges[index] as string, to, zone));
}

/** Days of the full nominal period: the denominator of every proration. */
export const nominalDays = (term: TermBase, input: RatingInput): number => {
  const period = periodOf(term, input) ?? input.period;
  return daysBetween(period.from, period.to);
};

/** The local days of a span, in order. */
export function daysOf(span: Span): readonly string[] {
  const first = dayNumber(span.from);
  return Array.from({ length: dayNumber(span.to) - first }, (_, day) => dayText(first + day));
}
