import { Injectable } from '@nestjs/common';
import { type Currency, type Instant, instantOf, invariant, isCurrency, money, type Money } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import { isAccountCode, type AccountCode, type LedgerSide } from '../domain/account';
import type { Entry, Posting } from '../domain/posting';
import type { TrialBalanceRow } from '../domain/trial-balance';

/** A transaction as it was recorded. */
export interface RecordedTransaction extends Posting {
  readonly id: string;
  /** Wall time at which it became known. */
  readonly createdAt: Instant;
}

/** Which balances of an account: all of it, one party's, or one invoice's or contract's (`subject`). */
export interface BalanceQuestion {
  readonly account: AccountCode;
  readonly currency: Currency;
  readonly party?: string;
  readonly subject?: string;
}

interface TransactionRow {
  id: string;
  posting_key: string;
  kind: string;
  description: string;
  reverses: string | null;
  effective_at: Date;
  created_at: Date;
}

interface EntryRow {
  transactionId: string;
  account: string;
  side: LedgerSide;
  amount: bigint;
  currency: string;
  party: string | null;
  invoiceId: string | null;
  contractId: string | null;
  jurisdiction: string | null;
}

const currencyOf = (text: string): Currency => {
  invariant(isCurrency(text), `The ledger holds an unknown currency ${text}.`);
  return text;
};
const accountOf = (text: string): AccountCode => {
  invariant(isAccountCode(text), `The ledger holds an unknown account ${text}.`);
  return text;
};
const entryOf = (row: EntryRow): Entry => ({
  account: accountOf(row.account),
  side: row.side,
  amount: money(row.amount, currencyOf(row.currency)),
  ...(row.party !== null && { party: row.party }),
  ...(row.invoiceId !== null && { invoice: row.invoiceId }),
  ...(row.contractId !== null && { contract: row.contractId }),
  ...(row.jurisdiction !== null && { jurisdiction: row.jurisdiction }),
});

@Injectable()
export class LedgerRepository {
  constructor(private readonly database: Database) {}

  /** Writes the head; false where the key is taken, after waiting for whoever is writing it. */
  async claim(id: string, posting: Posting, entriesHash: string): Promise<boolean> {
    const written = await this.database.client.$executeRaw`
      insert into ledger_transaction (id, posting_key, entries_hash, kind, description, entry_count, reverses, effective_at)
      values (${id}, ${posting.key}, ${entriesHash}, ${posting.kind}, ${posting.description}, ${posting.entries.length}, ${posting.reverses ?? null}, ${new Date(posting.effectiveAt.epochMilliseconds)})
      on conflict (posting_key) do nothing`;
    return written === 1;
  }

  /** Writes the legs; the balances follow by trigger, locked in the order of their keys. */
  async writeEntries(transactionId: string, entries: readonly Entry[]): Promise<void> {
    await this.database.client.ledgerEntry.createMany({
      data: entries.map((entry, position) => ({
        transactionId, position, account: entry.account, side: entry.side, amount: entry.amount.minor, currency: entry.amount.currency,
        party: entry.party ?? null, invoiceId: entry.invoice ?? null, contractId: entry.contract ?? null, jurisdiction: entry.jurisdiction ?? null,
      })),
    });
  }

  /** The first bounded balance touched by the transaction that stands below zero now. */
  async brokenBound(transactionId: string): Promise<{ account: string; currency: Currency; subject: string; balance: Money } | null> {
    const rows = await this.database.client.$queryRaw<{ account: string; currency: string; subject: string; balance: bigint }[]>`
      select b.account, b.currency, b.subject, b.balance from ledger_balance b join ledger_account a on a.code = b.account
      where a.bounded and b.balance < 0 and exists (
        select 1 from ledger_entry e where e.transaction_id = ${transactionId} and e.account = b.account and e.currency = b.currency
          and (a.kept_by = 'NONE' or e.party = b.party) and (a.kept_by <> 'INVOICE' or e.invoice_id = b.subject) and (a.kept_by <> 'CONTRACT' or e.contract_id = b.subject))
      order by b.account, b.currency, b.party, b.subject limit 1`;
    const row = rows[0];
    if (!row) return null;
    const currency = currencyOf(row.currency);
    return { account: row.account, currency, subject: row.subject, balance: money(row.balance, currency) };
  }

  async headOf(key: string): Promise<{ id: string; entriesHash: string } | null> {
    return this.database.client.ledgerTransaction.findUnique({ where: { postingKey: key }, select: { id: true, entriesHash: true } });
  }

  async get(id: string): Promise<RecordedTransaction | null> {
    const rows = await this.database.client.$queryRaw<TransactionRow[]>`
      select id, posting_key, kind, description, reverses, effective_at, created_at from ledger_transaction where id = ${id}`;
    return (await this.withEntries(rows))[0] ?? null;
  }

  /** Transactions that name the invoice, oldest first, after the given id. */
  async ofInvoice(invoiceId: string, first: number, after: string | null): Promise<RecordedTransaction[]> {
    const rows = await this.database.client.$queryRaw<TransactionRow[]>`
      select id, posting_key, kind, description, reverses, effective_at, created_at from ledger_transaction t
      where exists (select 1 from ledger_entry e where e.transaction_id = t.id and e.invoice_id = ${invoiceId}) and (${after}::text is null or t.id > ${after})
      order by t.id limit ${first}`;
    return this.withEntries(rows);
  }

  /** On the account's normal side. */
  async balance({ account, currency, party, subject }: BalanceQuestion): Promise<Money> {
    const rows = await this.database.client.$queryRaw<{ balance: bigint }[]>`
      select coalesce(sum(balance), 0)::bigint as balance from ledger_balance
      where account = ${account} and currency = ${currency} and (${party ?? null}::text is null or party = ${party ?? null}) and (${subject ?? null}::text is null or subject = ${subject ?? null})`;
    return money(rows[0]?.balance ?? 0n, currency);
  }

  /** What is still owed on each invoice, by invoice; an invoice that was never posted is absent. */
  async receivables(invoiceIds: readonly string[]): Promise<Map<string, Money>> {
    const rows = await this.database.client.$queryRaw<{ subject: string; currency: string; balance: bigint }[]>`
      select subject, currency, sum(balance)::bigint as balance from ledger_balance where account = '1100' and subject = any(${[...invoiceIds]}::text[]) group by subject, currency`;
    return new Map(rows.map((row) => [row.subject, money(row.balance, currencyOf(row.currency))]));
  }

  /** Σ of the entries by account and currency: effective by `asOf`, and known by `knownBy` (wall time) where it is given. */
  async trialBalance(asOf: Instant, knownBy: Instant | null): Promise<TrialBalanceRow[]> {
    const known = knownBy && new Date(knownBy.epochMilliseconds);
    const rows = await this.database.client.$queryRaw<{ account: string; currency: string; debit: bigint; credit: bigint }[]>`
      select e.account, e.currency, coalesce(sum(e.amount) filter (where e.side = 'DEBIT'), 0)::bigint as debit, coalesce(sum(e.amount) filter (where e.side = 'CREDIT'), 0)::bigint as credit
      from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
      where t.effective_at <= ${new Date(asOf.epochMilliseconds)} and (${known}::timestamptz is null or t.created_at <= ${known})
      group by e.account, e.currency order by e.currency, e.account`;
    return rows.map((row) => {
      const currency = currencyOf(row.currency);
      return { account: accountOf(row.account), currency, debit: money(row.debit, currency), credit: money(row.credit, currency), balance: money(row.debit - row.credit, currency) };
    });
  }

  /** Accounts whose balance rows differ from the sum of their entries; none in a sound ledger (ledger.md section 4, 1). */
  async drift(): Promise<{ account: string; currency: string }[]> {
    return this.database.client.$queryRaw<{ account: string; currency: string }[]>`
      with posted as (select e.account, e.currency, sum(case when e.side = a.normal then e.amount else -e.amount end) as total
                      from ledger_entry e join ledger_account a on a.code = e.account group by e.account, e.currency),
           kept as (select account, currency, sum(balance) as total from ledger_balance group by account, currency)
      select account, currency from posted full join kept using (account, currency) where posted.total is distinct from kept.total`;
  }

  private async withEntries(rows: readonly TransactionRow[]): Promise<RecordedTransaction[]> {
    const entries: EntryRow[] = await this.database.client.ledgerEntry.findMany({ where: { transactionId: { in: rows.map(({ id }) => id) } }, orderBy: [{ transactionId: 'asc' }, { position: 'asc' }] });
    return rows.map((row) => ({
      id: row.id, key: row.posting_key, kind: row.kind, description: row.description, effectiveAt: instantOf(row.effective_at.getTime()), createdAt: instantOf(row.created_at.getTime()),
      ...(row.reverses !== null && { reverses: row.reverses }),
      entries: entries.filter(({ transactionId }) => transactionId === row.id).map(entryOf),
    }));
  }
}
