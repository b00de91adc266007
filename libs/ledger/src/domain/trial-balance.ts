/** Balances out of entries: the trial balance and the bounds, as arithmetic over values. */
import { type Currency, money, type Money } from '@busbar/kernel';
import { accountCodes, accountOf, type AccountCode } from './account';
import { signed, type Entry } from './posting';

/** One account in one currency. Debit is positive and credit negative, as accountants print it. */
export interface TrialBalanceRow {
  readonly account: AccountCode;
  readonly currency: Currency;
  readonly debit: Money;
  readonly credit: Money;
  /** Σ debit − Σ credit. */
  readonly balance: Money;
}

/** Every account that was ever posted to, in the order of the chart, currency by currency. */
export function trialBalance(entries: readonly Entry[]): TrialBalanceRow[] {
  const sums = new Map<string, { debit: bigint; credit: bigint }>();
  for (const entry of entries) {
    const key = `${entry.account} ${entry.amount.currency}`;
    const sum = sums.get(key) ?? { debit: 0n, credit: 0n };
    sums.set(key, entry.side === 'DEBIT' ? { ...sum, debit: sum.debit + entry.amount.minor } : { ...sum, credit: sum.credit + entry.amount.minor });
  }
  const used = [...new Set(entries.map((entry) => entry.amount.currency))].sort();
  return used.flatMap((currency) =>
    accountCodes.flatMap((account) => {
      const sum = sums.get(`${account} ${currency}`);
      return sum ? [{ account, currency, debit: money(sum.debit, currency), credit: money(sum.credit, currency), balance: money(sum.debit - sum.credit, currency) }] : [];
    }),
  );
}

/** Which balance an entry moves: the account's dimension decides (ledger.md section 2). */
export function balanceKey(entry: Entry): string {
  const { keptBy } = accountOf(entry.account);
  const party = keptBy === 'PARTY' || keptBy === 'INVOICE' || keptBy === 'CONTRACT' ? (entry.party ?? '') : '';
  const subject = keptBy === 'INVOICE' ? (entry.invoice ?? '') : keptBy === 'CONTRACT' ? (entry.contract ?? '') : keptBy === 'JURISDICTION' ? (entry.jurisdiction ?? '') : '';
  return [entry.account, entry.amount.currency, party, subject].join(' ');
}

/** A bounded balance that stands below zero on its normal side. */
export interface BrokenBound {
  readonly key: string;
  readonly balance: bigint;
}

/** The bounded balances that are below zero after these entries; none in a sound ledger. */
export function brokenBounds(entries: readonly Entry[]): BrokenBound[] {
  const balances = new Map<string, bigint>();
  for (const entry of entries) {
    const { bounded, normal } = accountOf(entry.account);
    if (!bounded) continue;
    const key = balanceKey(entry);
    balances.set(key, (balances.get(key) ?? 0n) + (normal === 'DEBIT' ? signed(entry) : -signed(entry)));
  }
  return [...balances].filter(([, balance]) => balance < 0n).map(([key, balance]) => ({ key, balance }));
}
