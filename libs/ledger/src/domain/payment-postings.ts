/** Postings of money that comes in, goes back, or waits. Source: ledger.md section 3. */
import { addMoney, subtractMoney, type Money, zeroMoney } from '@busbar/kernel';
import type { HostShare, InvoiceParts, InvoiceRef } from './invoice-postings';
import { credit, debit, draft, reversed, type Entry, type PostingDraft } from './posting';

/** A payment as Stripe's balance transaction tells it. */
export interface PaymentReceived {
  readonly gross: Money;
  readonly processingFee: Money;
  /** The money can be used at once; otherwise it is pending until the balance transaction's `available_on`. */
  readonly availableAtOnce?: boolean;
}

const dimensions = ({ invoice, contract }: InvoiceRef): { invoice: string; contract: string } => ({ invoice, contract });
const ofTenant = (ref: InvoiceRef): { party: string; invoice: string; contract: string } => ({ party: ref.tenant, ...dimensions(ref) });
const sum = (shares: readonly HostShare[], zero: Money): Money => shares.reduce((total, { amount }) => addMoney(total, amount), zero);

const receipt = (ref: InvoiceRef, { gross, processingFee, availableAtOnce }: PaymentReceived): Entry[] => [
  debit(availableAtOnce ? '1000' : '1005', subtractMoney(gross, processingFee), dimensions(ref)),
  debit('5000', processingFee, dimensions(ref)),
  credit('1100', gross, ofTenant(ref)),
];

export function paymentSucceeded(ref: InvoiceRef, payment: PaymentReceived): PostingDraft {
  return draft('payment.succeeded', `Payment of invoice ${ref.invoice}`, receipt(ref, payment));
}

/** A debit that the bank returned after success had been posted: the exact reversal. The return's own fee is another row. */
export function paymentFailed(ref: InvoiceRef, payment: PaymentReceived): PostingDraft {
  const [cash, fee, receivable] = reversed(receipt(ref, payment));
  return draft('payment.failed', `Payment of invoice ${ref.invoice} returned`, [receivable, cash, fee].filter((entry) => entry !== undefined));
}

export function paymentFailedFee(ref: InvoiceRef, fee: Money): PostingDraft {
  return draft('payment.failed.fee', `Fee for the returned payment of invoice ${ref.invoice}`, [debit('5000', fee, dimensions(ref)), credit('1000', fee, dimensions(ref))]);
}

/** A balance transaction has reached `available_on`. */
export function fundsAvailable(amount: Money): PostingDraft {
  return draft('funds.available', 'Funds became available', [debit('1000', amount), credit('1005', amount)]);
}

export function creditApplied(ref: InvoiceRef, amount: Money): PostingDraft {
  return draft('credit.applied', `Tenant credit applied to invoice ${ref.invoice}`, [debit('2210', amount, ofTenant(ref)), credit('1100', amount, ofTenant(ref))]);
}

/** Security received by bank transfer. */
export function depositTaken(contract: string, tenant: string, amount: Money): PostingDraft {
  return draft('deposit.taken', `Deposit of contract ${contract}`, [debit('1000', amount, { contract }), credit('2200', amount, { party: tenant, contract })]);
}

export function depositApplied(ref: InvoiceRef, amount: Money): PostingDraft {
  return draft('deposit.applied', `Deposit applied to invoice ${ref.invoice}`, [debit('2200', amount, ofTenant(ref)), credit('1100', amount, ofTenant(ref))]);
}

/** The rest of a deposit is due back; it leaves with the refund. */
export function depositReturned(contract: string, tenant: string, amount: Money): PostingDraft {
  return draft('deposit.returned', `Deposit of contract ${contract} due back`, [debit('2200', amount, { party: tenant, contract }), credit('2220', amount, { party: tenant, contract })]);
}

/** Part of a paid invoice is due back after its host was credited. */
export function refundOfPayment(ref: InvoiceRef, parts: InvoiceParts): PostingDraft {
  const total = parts.taxes.reduce((running, { amount }) => addMoney(running, amount), sum(parts.hosts, parts.fee));
  return draft('refund.of_payment', `Refund on invoice ${ref.invoice}`, [
    ...parts.hosts.map(({ host, amount }) => debit('2010', amount, { party: host, ...dimensions(ref) })),
    debit('4000', parts.fee, dimensions(ref)),
    ...parts.taxes.map(({ jurisdiction, amount }) => debit('2100', amount, { jurisdiction, ...dimensions(ref) })),
    credit('2220', total, ofTenant(ref)),
  ]);
}

/** A refund has left the Stripe balance. */
export function refundSucceeded(tenant: string, amount: Money): PostingDraft {
  return draft('refund.succeeded', 'Refund paid', [debit('2220', amount, { party: tenant }), credit('1000', amount)]);
}

/** Money that matches no invoice yet. */
export function unappliedCash(amount: Money): PostingDraft {
  return draft('unapplied_cash', 'Bank transfer that matches no invoice', [debit('1000', amount), credit('2300', amount)]);
}

/** Matched by hand: so much to the invoice, the rest to the tenant's credit. */
export function unappliedCashApplied(ref: InvoiceRef, toInvoice: Money, toCredit: Money): PostingDraft {
  return draft('unapplied_cash.applied', `Bank transfer matched to invoice ${ref.invoice}`, [
    debit('2300', addMoney(toInvoice, toCredit), dimensions(ref)),
    credit('1100', toInvoice, ofTenant(ref)),
    credit('2210', toCredit, ofTenant(ref)),
  ]);
}

/** A foreign invoice settled at another rate than it was booked at, both in the reporting currency. */
export function fxSettlement(ref: InvoiceRef, booked: Money, received: Money): PostingDraft {
  const gain = subtractMoney(received, booked);
  const none = zeroMoney(booked.currency);
  return draft('fx.settlement', `Conversion difference on invoice ${ref.invoice}`, [
    debit('1000', received, dimensions(ref)),
    debit('5100', gain.minor < 0n ? subtractMoney(none, gain) : none, dimensions(ref)),
    credit('4100', gain.minor > 0n ? gain : none, dimensions(ref)),
    credit('1100', booked, ofTenant(ref)),
  ]);
}
