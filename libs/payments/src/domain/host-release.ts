/** When a host's share of a paid invoice is released and may leave. Source: ledger.md section 5 (release rule), payments.md section 2 (transfer gate). */
import { type Instant, later, Temporal } from '@busbar/kernel';
import type { PaymentMethodKind } from './charge';

/** Banking days in which a debit can still be returned. */
export const RETURN_WINDOW_BANKING_DAYS = 5;
/** Days a card payment is held before it is transferred. */
export const CARD_HOLD_DAYS = 7;

/** The same time, so many banking days (Monday to Friday, UTC) later. */
export function bankingDaysAfter(at: Instant, days: number): Instant {
  let moment = at.toZonedDateTimeISO('UTC');
  for (let left = days; left > 0; ) {
    moment = moment.add({ days: 1 });
    if (moment.dayOfWeek <= 5) left -= 1;
  }
  return moment.toInstant();
}

export interface PaidPart {
  readonly succeededAt: Instant;
  readonly kind: PaymentMethodKind;
}

/** The release waits for the last part's return window; the transfer also for the hold of cards. */
export function releaseTimes(parts: readonly PaidPart[]): { readonly releaseAt: Instant; readonly transferAt: Instant } | null {
  let times: { releaseAt: Instant; transferAt: Instant } | null = null;
  for (const { succeededAt, kind } of parts) {
    const releaseAt = kind === 'CARD' ? succeededAt : bankingDaysAfter(succeededAt, RETURN_WINDOW_BANKING_DAYS);
    const transferAt = kind === 'CARD' ? succeededAt.add(Temporal.Duration.from({ hours: 24 * CARD_HOLD_DAYS })) : releaseAt;
    times = times ? { releaseAt: later(times.releaseAt, releaseAt), transferAt: later(times.transferAt, transferAt) } : { releaseAt, transferAt };
  }
  return times;
}

export const transferStates = ['PENDING', 'SENT', 'REFUSED'] as const;
export type TransferState = (typeof transferStates)[number];
export const payoutStates = ['PENDING', 'IN_TRANSIT', 'PAID', 'FAILED'] as const;
export type PayoutState = (typeof payoutStates)[number];

export interface PayoutAccount {
  readonly hostId: string;
  readonly stripeId: string;
  readonly payoutsEnabled: boolean;
  /** What Stripe still asks of the host, in Stripe's names. */
  readonly requirements: readonly string[];
  readonly bankLabel: string | null;
}

/** Why a transfer waits, or null where the gate is open. */
export function transferGate(account: PayoutAccount | null): 'PAYOUT_ACCOUNT_MISSING' | 'PAYOUT_ACCOUNT_INCOMPLETE' | null {
  if (!account) return 'PAYOUT_ACCOUNT_MISSING';
  return account.payoutsEnabled && account.requirements.length === 0 ? null : 'PAYOUT_ACCOUNT_INCOMPLETE';
}
