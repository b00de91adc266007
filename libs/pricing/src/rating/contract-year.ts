/** Contract years: from anniversary to anniversary of the contract's first day (pricing.md section 8, Tiers and Commitments). */
import { parseDate } from '@busbar/kernel';
import { daysBetween } from '../billing-period';
import type { RatingInput } from '../rating-input';
import { cutSpan, type Span } from './span';

export interface ContractYear {
  readonly from: string;
  /** First day after it: the anniversary, or the contract's end. */
  readonly to: string;
  /** Days of this year, and of a whole one: a stub year has fewer. */
  readonly days: number;
  readonly wholeDays: number;
}

/** The contract year that contains a local day. */
export function contractYearOf(day: string, input: RatingInput): ContractYear {
  const start = parseDate(input.contract.effectiveFrom, 'contract.effectiveFrom');
  let years = Math.max(0, Number(day.slice(0, 4)) - start.year - 1);
  while (start.add({ years: years + 1 }).toString() <= day) years += 1;
  const from = start.add({ years }).toString();
  const anniversary = start.add({ years: years + 1 }).toString();
  const { effectiveUntil } = input.contract;
  const to = effectiveUntil !== undefined && effectiveUntil < anniversary ? effectiveUntil : anniversary;
  return { from, to, days: daysBetween(from, to), wholeDays: daysBetween(from, anniversary) };
}

/** A span cut where a contract year begins and where the contract ends. */
export function cutByContractYear(span: Span, input: RatingInput): readonly Span[] {
  const days: string[] = [];
  for (let year = contractYearOf(span.from, input); year.to < span.to; year = contractYearOf(year.to, input)) {
    days.push(year.to);
    if (year.to === input.contract.effectiveUntil) break;
  }
  return cutSpan(span, days, input.zone);
}
