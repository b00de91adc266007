/** Postings of invoices and what corrects them. Source: ledger.md section 3, agent presentation: income is the fee only. */
import { addMoney, invariant, splitByWeights, type Money, zeroMoney } from '@busbar/kernel';
import { credit, debit, draft, type Entry, type PostingDraft } from './posting';

/** A host's part of an amount. */
export interface HostShare {
  readonly host: string;
  readonly amount: Money;
}
export interface TaxShare {
  readonly jurisdiction: string;
  readonly amount: Money;
}
/** How an invoiced amount divides: what hosts earn, what the platform keeps, what goes to the tax authorities. */
export interface InvoiceParts {
  readonly hosts: readonly HostShare[];
  readonly fee: Money;
  readonly taxes: readonly TaxShare[];
}
/** The invoice an amount belongs to, and who owes it. */
export interface InvoiceRef {
  readonly invoice: string;
  readonly contract: string;
  readonly tenant: string;
}

const totalOf = ({ hosts, fee, taxes }: InvoiceParts): Money => [...hosts, ...taxes].reduce((sum, part) => addMoney(sum, part.amount), fee);
const dimensions = ({ invoice, contract }: InvoiceRef): { invoice: string; contract: string } => ({ invoice, contract });
const ofTenant = (ref: InvoiceRef): { party: string; invoice: string; contract: string } => ({ party: ref.tenant, ...dimensions(ref) });

/** The tenant owes the total; the hosts have earned their shares but are paid when the tenant has paid. */
export function invoiceFinalised(ref: InvoiceRef, parts: InvoiceParts): PostingDraft {
  return draft('invoice.finalised', `Invoice ${ref.invoice} issued`, [
    debit('1100', totalOf(parts), ofTenant(ref)),
    ...parts.hosts.map(({ host, amount }) => credit('2000', amount, { party: host, ...dimensions(ref) })),
    credit('4000', parts.fee, dimensions(ref)),
    ...parts.taxes.map(({ jurisdiction, amount }) => credit('2100', amount, { jurisdiction, ...dimensions(ref) })),
  ]);
}

/** A credit on an invoice that is not paid reduces the receivable; every part gives back its own. */
export function creditNoteUnpaid(ref: InvoiceRef, parts: InvoiceParts): PostingDraft {
  return draft('credit_note.unpaid', `Credit note on invoice ${ref.invoice}, not paid`, reducing(ref, parts));
}

/** A credit on a paid invoice is kept as the tenant's credit; a host who has been paid out owes his part. */
export function creditNotePaid(ref: InvoiceRef, parts: InvoiceParts): PostingDraft {
  return draft('credit_note.paid', `Credit note on invoice ${ref.invoice}, paid`, [
    ...parts.hosts.map(({ host, amount }) => debit('1120', amount, { party: host, ...dimensions(ref) })),
    debit('4000', parts.fee, dimensions(ref)),
    ...taxesBack(ref, parts),
    credit('2210', totalOf(parts), ofTenant(ref)),
  ]);
}

/** A service credit for which the site answers: host and platform forgo their parts. */
export function slaCreditByHost(ref: InvoiceRef, parts: InvoiceParts): PostingDraft {
  return draft('sla_credit.host', `Service credit on invoice ${ref.invoice}, the site's fault`, reducing(ref, parts));
}

/** A service credit for which the platform answers: the host is kept whole. */
export function slaCreditByPlatform(ref: InvoiceRef, net: Money, taxes: readonly TaxShare[]): PostingDraft {
  const parts = { hosts: [], fee: net, taxes };
  return draft('sla_credit.platform', `Service credit on invoice ${ref.invoice}, the platform's fault`, [
    debit('5030', net, dimensions(ref)),
    ...taxesBack(ref, parts),
    credit('1100', totalOf(parts), ofTenant(ref)),
  ]);
}

export function lateFeeCharged(ref: InvoiceRef, amount: Money): PostingDraft {
  return draft('late_fee.charged', `Late fee on invoice ${ref.invoice}`, [debit('1100', amount, ofTenant(ref)), credit('4010', amount, dimensions(ref))]);
}

/** Nobody pays any more: the hosts' shares are not owed (pay when paid), tax relief is claimed, the fee is a bad debt. */
export function writtenOff(ref: InvoiceRef, parts: InvoiceParts): PostingDraft {
  return draft('write_off', `Invoice ${ref.invoice} written off`, [
    ...parts.hosts.map(({ host, amount }) => debit('2000', amount, { party: host, ...dimensions(ref) })),
    ...taxesBack(ref, parts),
    debit('5020', parts.fee, dimensions(ref)),
    credit('1100', totalOf(parts), ofTenant(ref)),
  ]);
}

/** Money for an invoice that was written off: it revives the parts in the proportion in which they were written off. */
export function writeOffRecovered(ref: InvoiceRef, received: Money, written: InvoiceParts): PostingDraft {
  const parts = [...written.hosts, ...written.taxes, { amount: written.fee }];
  invariant(parts.every(({ amount }) => amount.currency === received.currency), 'A recovery is in the currency that was written off.');
  const shares = splitByWeights(received.minor, parts.map(({ amount }) => amount.minor)).map((minor) => ({ minor, currency: received.currency }));
  const share = (index: number): Money => shares[index] ?? zeroMoney(received.currency);
  return draft('write_off.recovered', `Recovery of invoice ${ref.invoice}, which was written off`, [
    debit('1000', received, dimensions(ref)),
    ...written.hosts.map(({ host }, index) => credit('2000', share(index), { party: host, ...dimensions(ref) })),
    ...written.taxes.map(({ jurisdiction }, index) => credit('2100', share(written.hosts.length + index), { jurisdiction, ...dimensions(ref) })),
    credit('5020', share(parts.length - 1), dimensions(ref)),
  ]);
}

/** Tax handed to the authority from the platform's bank. */
export function taxRemitted(jurisdiction: string, amount: Money): PostingDraft {
  return draft('tax.remitted', `Tax remitted to ${jurisdiction}`, [debit('2100', amount, { jurisdiction }), credit('1010', amount)]);
}

const taxesBack = (ref: InvoiceRef, { taxes }: InvoiceParts): Entry[] => taxes.map(({ jurisdiction, amount }) => debit('2100', amount, { jurisdiction, ...dimensions(ref) }));

const reducing = (ref: InvoiceRef, parts: InvoiceParts): Entry[] => [
  ...parts.hosts.map(({ host, amount }) => debit('2000', amount, { party: host, ...dimensions(ref) })),
  debit('4000', parts.fee, dimensions(ref)),
  ...taxesBack(ref, parts),
  credit('1100', totalOf(parts), ofTenant(ref)),
];
