/** Charges: (part of) an invoice taken by one payment intent, and how its state may move. Source: payments.md sections 2, 4 and 6. */
import type { Instant, Money } from '@busbar/kernel';

export const chargeStates = ['PENDING', 'PROCESSING', 'SUCCEEDED', 'FAILED'] as const;
export type ChargeState = (typeof chargeStates)[number];
export const paymentMethodKinds = ['CARD', 'US_BANK_ACCOUNT', 'SEPA_DEBIT'] as const;
export type PaymentMethodKind = (typeof paymentMethodKinds)[number];
export const paymentMethodStates = ['PENDING', 'SAVED', 'REFUSED'] as const;
export type PaymentMethodState = (typeof paymentMethodStates)[number];

export interface PaymentMethod {
  readonly id: string;
  readonly tenantId: string;
  readonly state: PaymentMethodState;
  readonly kind: PaymentMethodKind | null;
  /** Brand or bank and the last four digits, as Stripe shows them. */
  readonly label: string | null;
  readonly stripeId: string | null;
  readonly failureCode: string | null;
}

export interface Charge {
  readonly id: string;
  readonly invoiceId: string;
  readonly tenantId: string;
  readonly hostId: string;
  readonly contractId: string;
  /** 1, 2, …: counts tries and parts of one invoice; with the invoice it makes Stripe's idempotency key. */
  readonly ordinal: number;
  readonly amount: Money;
  readonly methodId: string;
  readonly state: ChargeState;
  readonly stripeIntentId: string | null;
  readonly stripeChargeId: string | null;
  readonly failureCode: string | null;
  readonly succeededAt: Instant | null;
}

/** A PaymentIntent takes at most eight digits (payments.md section 6). */
export const RAIL_LIMIT_MINOR = 99_999_999n;
/** And at least this much, in minor units: Stripe's minimum in dollars and euros. */
export const RAIL_LEAST_MINOR = 50n;
/** Cards cost by the hundred; above this (minor units) only debits are taken. */
export const CARD_LIMIT_MINOR = 1_000_000n;
/** Parts of one invoice; beyond this an invoice is settled directly. */
export const MOST_PARTS = 40;

/**
 * Splits what is owed into payments that the rail takes, as few as possible; null where even the most would not do. A rest
 * too small for the rail is filled up from the part before it, or the last cents of an invoice could never be charged.
 */
export function partsOf(open: Money): readonly Money[] | null {
  const parts: Money[] = [];
  for (let left = open.minor; left > 0n; ) {
    if (parts.length === MOST_PARTS) return null;
    const rest = left - RAIL_LIMIT_MINOR;
    const minor = rest <= 0n ? left : rest < RAIL_LEAST_MINOR ? left - RAIL_LEAST_MINOR : RAIL_LIMIT_MINOR;
    parts.push({ minor, currency: open.currency });
    left -= minor;
  }
  return parts;
}

const rank: Readonly<Record<ChargeState, number>> = { PENDING: 0, PROCESSING: 1, FAILED: 2, SUCCEEDED: 3 };

/** Whether a state that Stripe tells may replace the one we hold: late and repeated events never move a charge back. */
export const advances = (held: ChargeState, told: ChargeState): boolean => rank[told] > rank[held];

/** Stripe's payment intent states in our words; null where nothing follows yet. */
export function stateOfIntent(status: string, lastChargeFailed: boolean): ChargeState | null {
  switch (status) {
    case 'succeeded': return 'SUCCEEDED';
    case 'processing': return 'PROCESSING';
    case 'canceled': return 'FAILED';
    case 'requires_payment_method': return lastChargeFailed ? 'FAILED' : null;
    default: return null;
  }
}
