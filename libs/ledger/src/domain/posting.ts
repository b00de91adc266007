/** A posting: entries that sum to zero in every currency, under a key that stands for one economic event. */
import { type Currency, type Instant, invariant, type Money, negateMoney } from '@busbar/kernel';
import { accountOf, type AccountCode, type LedgerSide } from './account';

/** One leg. The amount is positive; the side says which way. */
export interface Entry {
  readonly account: AccountCode;
  readonly side: LedgerSide;
  readonly amount: Money;
  /** `org_…` of the tenant or host whose balance moves; needed wherever the account is kept by party, invoice or contract. */
  readonly party?: string;
  readonly invoice?: string;
  readonly contract?: string;
  /** Tax jurisdiction, such as `US-TX`. */
  readonly jurisdiction?: string;
}

/** What a template makes of an economic event; the caller adds key and time. */
export interface PostingDraft {
  /** Which template: `invoice.finalised`, `payment.succeeded` … (ledger.md section 3). */
  readonly kind: string;
  readonly description: string;
  readonly entries: readonly Entry[];
}

export interface Posting extends PostingDraft {
  /** Names the economic event for ever: `invoice:inv_…:finalised`, `stripe:btx:txn_…`. */
  readonly key: string;
  /** Accounting time (business clock); the time of knowledge is the row's own. */
  readonly effectiveAt: Instant;
  /** The transaction that this one reverses, where it does. */
  readonly reverses?: string;
}

export const debit = (account: AccountCode, amount: Money, dimensions: Omit<Entry, 'account' | 'side' | 'amount'> = {}): Entry => ({ account, side: 'DEBIT', amount, ...dimensions });
export const credit = (account: AccountCode, amount: Money, dimensions: Omit<Entry, 'account' | 'side' | 'amount'> = {}): Entry => ({ account, side: 'CREDIT', amount, ...dimensions });

/**
 * A draft of positive legs: those of nothing are left out (an exempt invoice has no tax leg), and a negative one changes its
 * side (a host's share in a month of negative prices).
 */
export const draft = (kind: string, description: string, entries: readonly Entry[]): PostingDraft => ({
  kind, description, entries: entries.filter(({ amount }) => amount.minor !== 0n).map((entry) => (entry.amount.minor > 0n ? entry : { ...entry, side: otherSide(entry.side), amount: negateMoney(entry.amount) })),
});

const otherSide = (side: LedgerSide): LedgerSide => (side === 'DEBIT' ? 'CREDIT' : 'DEBIT');

/** The same legs with the sides exchanged: what undoes an event whose amounts stand (an ACH return, a failed payout). */
export const reversed = (entries: readonly Entry[]): Entry[] => entries.map((entry) => ({ ...entry, side: otherSide(entry.side) }));

/** Debit is positive, credit negative. */
export const signed = (entry: Pick<Entry, 'side' | 'amount'>): bigint => (entry.side === 'DEBIT' ? entry.amount.minor : -entry.amount.minor);

/** Σ debit − Σ credit of every currency in the entries; all zero in a posting that balances. */
export function imbalances(entries: readonly Entry[]): ReadonlyMap<Currency, bigint> {
  const sums = new Map<Currency, bigint>();
  for (const entry of entries) sums.set(entry.amount.currency, (sums.get(entry.amount.currency) ?? 0n) + signed(entry));
  return sums;
}

const lacking = (entry: Entry): string | null => {
  const { keptBy } = accountOf(entry.account);
  if (keptBy !== 'NONE' && keptBy !== 'JURISDICTION' && !entry.party) return 'party';
  if (keptBy === 'INVOICE' && !entry.invoice) return 'invoice';
  if (keptBy === 'CONTRACT' && !entry.contract) return 'contract';
  return keptBy === 'JURISDICTION' && !entry.jurisdiction ? 'jurisdiction' : null;
};

/**
 * States what every posting must be. A breach is a mistake of ours, never the caller's, so it is an invariant; the
 * database refuses the same at commit.
 */
export function assertPosting(posting: Posting): void {
  invariant(/^[\x21-\x7e]{3,200}$/.test(posting.key), 'A posting key is 3 to 200 printable characters without blanks.');
  invariant(posting.entries.length >= 2 && posting.entries.length <= 200, `A posting has 2 to 200 entries, not ${posting.entries.length}.`);
  for (const entry of posting.entries) {
    invariant(entry.amount.minor > 0n, `An entry on ${entry.account} is not positive.`);
    const missing = lacking(entry);
    invariant(missing === null, `An entry on ${entry.account} names no ${missing ?? ''}.`);
  }
  for (const [currency, sum] of imbalances(posting.entries)) invariant(sum === 0n, `The posting ${posting.key} is out of balance by ${sum} in ${currency}.`);
}

/** The entries as one text, in a fixed order of fields: what the idempotency hash is taken of. */
export const canonicalEntries = (entries: readonly Entry[]): string =>
  JSON.stringify(entries.map((entry) => [entry.account, entry.side, entry.amount.minor.toString(), entry.amount.currency, entry.party ?? '', entry.invoice ?? '', entry.contract ?? '', entry.jurisdiction ?? '']));
