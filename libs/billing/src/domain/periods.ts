/**
 * Billing periods: local midnight of the billing day to the next one, in the contract's zone, converted once to UTC and
 * stored. They tile time. Source: pricing.md section 1; decisions.md 25.
 */
import { type Instant, instantOf, later, parseDate } from '@busbar/kernel';
import { billingPeriodContaining, nextBillingPeriod, type BillingPeriod } from '@busbar/pricing';
import { billsInAdvance, firstBillableDay, type BillableContract } from './billable-contract';

/** `OPEN` while it runs; `COLLECTING` while late readings and prices are waited for; `RATED` with a draft; `CLOSED` when issued. */
export const billingPeriodStates = ['OPEN', 'COLLECTING', 'RATED', 'CLOSED'] as const;
export type BillingPeriodState = (typeof billingPeriodStates)[number];

/** The whole lifecycle. What cannot be rated goes on collecting; so does a draft that cannot be issued. */
const lifecycle = {
  OPEN: ['COLLECTING'],
  COLLECTING: ['COLLECTING', 'RATED', 'CLOSED'],
  RATED: ['CLOSED', 'COLLECTING'],
  CLOSED: [],
} as const satisfies Readonly<Record<BillingPeriodState, readonly BillingPeriodState[]>>;

/** States in which a period may stand before it becomes `to`: what the row must say for the move to happen. */
export const statesBefore = (to: BillingPeriodState): readonly BillingPeriodState[] =>
  billingPeriodStates.filter((from) => (lifecycle[from] as readonly BillingPeriodState[]).includes(to));

/** How long late readings and prices are waited for after the end of a period (pricing.md section 7). */
export const GRACE_HOURS = 72;
/** When a period that could not be rated is looked at again, if nothing wakes it before. */
export const RETRY_HOURS = 24;

/** Why a period whose time has come is still collecting. */
export const collectingReasons = ['PRICE_MISSING', 'INTERVALS_MISSING', 'RATING_REFUSED', 'SETTLEMENT_UNSUPPORTED'] as const;
export type CollectingReason = (typeof collectingReasons)[number];

type Billed = Pick<BillableContract, 'start' | 'end' | 'billingDay' | 'zone' | 'tranches' | 'terms'>;

/** The period in which the first billable day lies; null before any handover, or where that day lies after the term. */
export function firstPeriod(contract: Billed): BillingPeriod | null {
  const day = firstBillableDay(contract);
  return day === null || day >= contract.end ? null : billingPeriodContaining(day, contract.billingDay, contract.zone);
}

/**
 * The period before the first one, whose invoice bills the first rent in advance and nothing else; null where nothing is
 * billed in advance.
 */
export function openingPeriod(contract: Billed): BillingPeriod | null {
  const first = billsInAdvance(contract) ? firstPeriod(contract) : null;
  return first && billingPeriodContaining(dayBefore(first.from), contract.billingDay, contract.zone);
}

/** The period after this one, or null where the term is over. */
export const followingPeriod = (contract: Pick<BillableContract, 'end' | 'billingDay' | 'zone'>, period: BillingPeriod): BillingPeriod | null =>
  period.to >= contract.end ? null : nextBillingPeriod(period, contract.billingDay, contract.zone);

/** Every period in which the contract bills, first to last. Nominal ones: a contract that begins inside one does not shorten it. */
export function periodsFor(contract: Billed): readonly BillingPeriod[] {
  const periods: BillingPeriod[] = [];
  for (let period = firstPeriod(contract); period; period = followingPeriod(contract, period)) periods.push(period);
  return periods;
}

/** When a period that has ended may be rated: after the grace, or for an opening period at once, for it waits for nothing. */
export function ratableAt(period: Pick<BillingPeriod, 'toMs'>, opening: boolean, now: Instant): Instant {
  return opening ? later(instantOf(period.toMs), now) : instantOf(period.toMs).add({ hours: GRACE_HOURS });
}

const dayBefore = (day: string): string => parseDate(day).subtract({ days: 1 }).toString();
