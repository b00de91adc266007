/** Postings of the hosts' money, of the platform's sweeps and of disputes. Source: ledger.md section 3. */
import { addMoney, type Money } from '@busbar/kernel';
import type { HostShare, InvoiceParts, InvoiceRef } from './invoice-postings';
import { credit, debit, draft, reversed, type PostingDraft } from './posting';

const dimensions = ({ invoice, contract }: InvoiceRef): { invoice: string; contract: string } => ({ invoice, contract });
const ofTenant = (ref: InvoiceRef): { party: string; invoice: string; contract: string } => ({ party: ref.tenant, ...dimensions(ref) });

const release = (ref: InvoiceRef, shares: readonly HostShare[]) =>
  shares.flatMap(({ host, amount }) => [debit('2000', amount, { party: host, ...dimensions(ref) }), credit('2010', amount, { party: host, ...dimensions(ref) })]);

/** Pay when paid: the invoice is collected and past its return window, so the hosts' shares may be transferred. */
export function hostReleased(ref: InvoiceRef, shares: readonly HostShare[]): PostingDraft {
  return draft('host.released', `Host shares of invoice ${ref.invoice} released`, release(ref, shares));
}

/** What a host owes is netted from what he is owed, before the transfer. */
export function hostRecovered(host: string, amount: Money): PostingDraft {
  return draft('host.recovered', 'Host receivable netted from the release', [debit('2010', amount, { party: host }), credit('1120', amount, { party: host })]);
}

/** Money to a host's connected account. The memo accounts follow what lies there; it is the host's, off the balance sheet. */
export function transferCreated(host: string, amount: Money, ref?: Pick<InvoiceRef, 'invoice' | 'contract'>): PostingDraft {
  const of = ref ? { invoice: ref.invoice, contract: ref.contract } : {};
  return draft('transfer.created', 'Transfer to a host', [debit('2010', amount, { party: host, ...of }), credit('1000', amount, of)]);
}
export function transferCreatedMemo(host: string, amount: Money): PostingDraft {
  return draft('transfer.created.memo', 'Connected balance after a transfer', [debit('9000', amount, { party: host }), credit('9090', amount, { party: host })]);
}
export function transferReversed(host: string, amount: Money): PostingDraft {
  return draft('transfer.reversed', 'Transfer taken back from a host', [debit('1000', amount), credit('2010', amount, { party: host })]);
}
export function transferReversedMemo(host: string, amount: Money): PostingDraft {
  return draft('transfer.reversed.memo', 'Connected balance after a reversal', [debit('9090', amount, { party: host }), credit('9000', amount, { party: host })]);
}

/** A connected account was paid out to the host's bank: no platform cash moves. */
export function payoutPaidMemo(host: string, amount: Money): PostingDraft {
  return draft('payout.paid.memo', 'Payout to a host', [debit('9010', amount, { party: host }), credit('9000', amount, { party: host })]);
}
export function payoutFailedMemo(host: string, amount: Money): PostingDraft {
  const [toBank, fromStripe] = reversed(payoutPaidMemo(host, amount).entries);
  return draft('payout.failed.memo', 'Payout to a host returned by the bank', [fromStripe, toBank].filter((entry) => entry !== undefined));
}

/** The platform sweeps its own money to its bank: on the way, then matched on the statement. */
export function platformPayoutCreated(amount: Money): PostingDraft {
  return draft('platform.payout.created', 'Sweep to the operating bank account', [debit('1015', amount), credit('1000', amount)]);
}
export function platformPayoutPaid(amount: Money): PostingDraft {
  return draft('platform.payout.paid', 'Sweep arrived at the bank', [debit('1010', amount), credit('1015', amount)]);
}

/** A dispute takes the money and a fee out of the Stripe balance while it is open. */
export function disputeFundsWithdrawn(ref: InvoiceRef, disputed: Money, fee: Money): PostingDraft {
  return draft('dispute.funds_withdrawn', `Dispute of the payment of invoice ${ref.invoice}`, [
    debit('1110', disputed, ofTenant(ref)),
    debit('5010', fee, dimensions(ref)),
    credit('1000', addMoney(disputed, fee), dimensions(ref)),
  ]);
}
/** Same group: the hosts' shares go back from payable to accrued, so that they cannot be transferred. */
export function disputeHold(ref: InvoiceRef, shares: readonly HostShare[]): PostingDraft {
  return draft('dispute.hold', `Host shares of invoice ${ref.invoice} held`, shares.flatMap(({ host, amount }) => [debit('2010', amount, { party: host, ...dimensions(ref) }), credit('2000', amount, { party: host, ...dimensions(ref) })]));
}
export function disputeWon(ref: InvoiceRef, disputed: Money): PostingDraft {
  return draft('dispute.won', `Dispute of invoice ${ref.invoice} won`, [debit('1000', disputed, dimensions(ref)), credit('1110', disputed, ofTenant(ref))]);
}
export function disputeWonRelease(ref: InvoiceRef, shares: readonly HostShare[]): PostingDraft {
  return draft('dispute.won.release', `Host shares of invoice ${ref.invoice} released after a dispute`, release(ref, shares));
}
/** The dispute is lost and the host bears his share; tax is reclaimable and the platform loses its fee. */
export function disputeLost(ref: InvoiceRef, parts: InvoiceParts): PostingDraft {
  const total = [...parts.hosts, ...parts.taxes].reduce((sum, { amount }) => addMoney(sum, amount), parts.fee);
  return draft('dispute.lost', `Dispute of invoice ${ref.invoice} lost`, [
    ...parts.hosts.map(({ host, amount }) => debit('2000', amount, { party: host, ...dimensions(ref) })),
    ...parts.taxes.map(({ jurisdiction, amount }) => debit('2100', amount, { jurisdiction, ...dimensions(ref) })),
    debit('4000', parts.fee, dimensions(ref)),
    credit('1110', total, ofTenant(ref)),
  ]);
}
