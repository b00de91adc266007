/** Who may move money, and who may see it move. */
import { actsFor, isStaff, managers, moneyHandlers, rule } from '@busbar/kernel';

export interface PaidInvoice {
  readonly tenantId: string;
  readonly hostId: string;
}

export const paymentPolicy = {
  savePaymentMethod: rule('save a payment method', { kinds: ['TENANT'], roles: moneyHandlers }),
  seePaymentMethods: rule('see payment methods', { kinds: ['TENANT'], roles: moneyHandlers }),
  payInvoice: rule<PaidInvoice>('pay an invoice', { kinds: ['TENANT'], roles: moneyHandlers }, (actor, invoice) => actsFor(actor, invoice.tenantId)),
  /** Asked with the password again (decisions.md 14). */
  changePayoutAccount: rule('change the payout account', { kinds: ['HOST'], roles: managers }),
  seePayouts: rule('see payouts', { kinds: ['HOST', 'STAFF'] }),
  /** What a host is paid is not the tenant's to see. */
  seeTransfers: rule<{ readonly hostId: string }>('see transfers', { kinds: ['HOST', 'STAFF'] }, (actor, { hostId }) => isStaff(actor) || actsFor(actor, hostId)),
  reconcile: rule('reconcile with Stripe', { kinds: ['STAFF'] }),
  /** Parked events and unknown requests name accounts and objects of everybody's. */
  seeStripeAttention: rule('see what Stripe left for a person', { kinds: ['STAFF'] }),
  /** Stripe itself, known by its signature. */
  deliverWebhook: rule('deliver a webhook', { anonymous: true }),
} as const;
