import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Actor, anonymous, instantOf, moneyText, NotPermittedError, parseMoney, type Money, systemActor } from '@busbar/kernel';
import { Client } from 'pg';
import { Database } from '@busbar/platform';
import { aModule, type TestModule } from '@busbar/test-kit';
import { accountCodes, accountOf } from '../domain/account';
import { invoiceFinalised, type InvoiceRef } from '../domain/invoice-postings';
import { LedgerBoundError, LedgerKeyReusedError } from '../domain/ledger.errors';
import { creditApplied, paymentSucceeded } from '../domain/payment-postings';
import { credit, debit, type Posting, type PostingDraft } from '../domain/posting';
import { LedgerModule } from '../ledger.module';
import { LedgerRepository } from './ledger.repository';
import { Ledger } from './ledger.service';

const usd = (text: string): Money => parseMoney(text, 'USD');
const books = systemActor('ledger-test');
const staff: Actor = { ...anonymous, kind: 'PERSON', personId: 'prs_staff', organisationId: 'org_staff', organisationKinds: ['STAFF'], role: 'ADMIN', scopes: 'ALL' };
const tenant: Actor = { ...staff, personId: 'prs_tenant', organisationId: 'org_tenant', organisationKinds: ['TENANT'] };
const at = instantOf(Date.parse('2026-04-01T00:00:00Z'));
const ref = (invoice: string): InvoiceRef => ({ invoice, contract: 'ctr_1', tenant: 'org_tenant' });
const issued = (invoice: string, total = '1082.50'): PostingDraft =>
  invoiceFinalised(ref(invoice), { hosts: [{ host: 'org_host', amount: usd(total) }], fee: usd('0.00'), taxes: [] });
const posting = (key: string, draft: PostingDraft): Posting => ({ ...draft, key, effectiveAt: at });

describe('The books', () => {
  let module: TestModule;
  let ledger: Ledger;
  let database: Database;
  const post = (key: string, draft: PostingDraft) => database.transaction(books, () => ledger.post(posting(key, draft)));
  /** Statements as somebody with a SQL prompt would send them: in one transaction, past all code. */
  const sql = async (...statements: string[]) => {
    const client = new Client({ connectionString: module.url });
    await client.connect();
    try {
      await client.query(['begin', ...statements, 'commit'].join('; '));
    } finally {
      await client.end();
    }
  };

  beforeAll(async () => {
    module = await aModule([LedgerModule]);
    ledger = module.get(Ledger);
    database = module.get(Database);
  });
  afterAll(() => module.close());

  it('hold the same chart of accounts as the domain', async () => {
    const rows = await database.read(books, () => database.client.ledgerAccount.findMany({ orderBy: { code: 'asc' } }));
    expect(rows.map(({ code, name, normal, keptBy, bounded }) => ({ code, name, normal, keptBy, bounded }))).toEqual(accountCodes.map((code) => ({ code, ...accountOf(code) })));
  });

  it('take the same posting twice as one', async () => {
    const first = await post('test:twice', issued('inv_twice'));
    const second = await post('test:twice', issued('inv_twice'));
    expect(first.written).toBe(true);
    expect(second).toEqual({ transactionId: first.transactionId, written: false });
    expect(moneyText((await database.read(books, () => ledger.receivables(['inv_twice']))).get('inv_twice') ?? usd('0'))).toBe('1082.50');
  });

  it('refuse another posting under a key that stands', async () => {
    await post('test:reused', issued('inv_reused'));
    await expect(post('test:reused', issued('inv_reused', '1082.51'))).rejects.toThrow(LedgerKeyReusedError);
  });

  it('write one event once when sixteen hands post it at the same time', async () => {
    const posted = await Promise.all(Array.from({ length: 16 }, () => post('test:race', issued('inv_race'))));
    expect(posted.filter(({ written }) => written)).toHaveLength(1);
    expect(new Set(posted.map(({ transactionId }) => transactionId)).size).toBe(1);
  });

  it('refuse a payment that would make a receivable negative, and keep nothing of it', async () => {
    await post('test:paid:issue', issued('inv_paid', '100.00'));
    await post('test:other:issue', issued('inv_other', '100.00'));
    const payment = paymentSucceeded(ref('inv_paid'), { gross: usd('100.00'), processingFee: usd('1.00') });
    await post('test:paid:1', payment);
    await expect(post('test:paid:2', payment)).rejects.toThrow(LedgerBoundError);
    const left = await database.read(books, () => ledger.receivables(['inv_paid', 'inv_other']));
    expect([...left].map(([invoice, amount]) => `${invoice} ${moneyText(amount)}`).sort()).toEqual(['inv_other 100.00', 'inv_paid 0.00']);
  });

  it('refuse to apply a credit that the tenant does not have', async () => {
    await post('test:credit:issue', issued('inv_credit', '5.00'));
    await expect(post('test:credit:applied', creditApplied(ref('inv_credit'), usd('5.00')))).rejects.toMatchObject({ code: 'LEDGER_BALANCE_BELOW_ZERO', details: { account: '2210' } });
  });

  it('are kept whole by the database when the code is passed by: sums, completeness, bounds', async () => {
    const head = (id: string, count: number) =>
      `insert into ledger_transaction (id, posting_key, entries_hash, kind, description, entry_count, effective_at) values ('${id}', '${id}', repeat('0', 64), 'test', '', ${count}, business_now())`;
    const leg = (id: string, position: number, account: string, side: string, amount: number) =>
      `insert into ledger_entry (transaction_id, position, account, side, amount, currency, party, invoice_id) values ('${id}', ${position}, '${account}', '${side}', ${amount}, 'USD', 'org_x', 'inv_x')`;
    await expect(sql(head('lgt_a', 2), leg('lgt_a', 0, '1000', 'DEBIT', 100), leg('lgt_a', 1, '1005', 'CREDIT', 99))).rejects.toThrow(/does not balance in USD/);
    await expect(sql(head('lgt_b', 2), leg('lgt_b', 0, '1000', 'DEBIT', 100))).rejects.toThrow(/has 1 entries of 2/);
    await expect(sql(head('lgt_c', 2), leg('lgt_c', 0, '1000', 'DEBIT', 100), leg('lgt_c', 1, '1100', 'CREDIT', 100))).rejects.toThrow(/below zero/);
    await expect(sql(head('lgt_d', 2), leg('lgt_d', 0, '1000', 'DEBIT', 0), leg('lgt_d', 1, '1005', 'CREDIT', 0))).rejects.toThrow(/amount_check/);
    await sql(head('lgt_e', 2), leg('lgt_e', 0, '1000', 'DEBIT', 100), leg('lgt_e', 1, '1005', 'CREDIT', 100));
    await expect(sql(leg('lgt_e', 2, '1000', 'DEBIT', 1), leg('lgt_e', 3, '1005', 'CREDIT', 1))).rejects.toThrow(/no further entries/);
  });

  it('are never changed, deleted or emptied', async () => {
    await post('test:kept', issued('inv_kept'));
    await expect(sql(`update ledger_entry set amount = amount + 1 where invoice_id = 'inv_kept'`)).rejects.toThrow(/never changed or deleted/);
    await expect(sql(`delete from ledger_entry where invoice_id = 'inv_kept'`)).rejects.toThrow(/never changed or deleted/);
    await expect(sql(`update ledger_transaction set description = 'x' where posting_key = 'test:kept'`)).rejects.toThrow(/never changed or deleted/);
    await expect(sql(`delete from ledger_transaction where posting_key = 'test:kept'`)).rejects.toThrow(/never changed or deleted/);
    await expect(sql('truncate ledger_entry')).rejects.toThrow(/never changed or deleted/);
    await expect(sql(`update ledger_account set bounded = false where code = '1100'`)).rejects.toThrow(/never changed or deleted/);
  });

  it('sum to zero in every currency after many postings at once, and the balances are the sums of the entries', async () => {
    const cents = (n: number): Money => ({ minor: BigInt(n), currency: n % 3 === 0 ? 'EUR' : 'USD' });
    await Promise.all(Array.from({ length: 60 }, (_, n) => post(`test:many:${n}`, { kind: 'test', description: '', entries: [debit('1000', cents(n + 1)), credit('4000', cents(n + 1)), debit('2010', cents(n + 1), { party: `org_${n % 5}` }), credit('2010', cents(n + 1), { party: `org_${n % 5}` })] })));
    const rows = await ledger.trialBalance(staff);
    for (const currency of ['USD', 'EUR']) expect(rows.filter((row) => row.currency === currency).reduce((sum, row) => sum + row.balance.minor, 0n)).toBe(0n);
    expect(await database.read(books, () => module.get(LedgerRepository).drift())).toEqual([]);
  });

  it('are read as of an accounting time', async () => {
    expect(await ledger.trialBalance(staff, instantOf(at.epochMilliseconds - 1))).toEqual([]);
    expect((await ledger.trialBalance(staff, at)).length).toBeGreaterThan(0);
  });

  it('answer the postings of an invoice to staff, page by page, and refuse everyone else', async () => {
    await post('test:page:1', issued('inv_page', '10.00'));
    await post('test:page:2', paymentSucceeded(ref('inv_page'), { gross: usd('10.00'), processingFee: usd('0.30') }));
    const [first] = await ledger.transactionsOf(staff, 'inv_page', 1, null);
    const [second] = await ledger.transactionsOf(staff, 'inv_page', 1, first?.id ?? null);
    expect([first?.kind, second?.kind]).toEqual(['invoice.finalised', 'payment.succeeded']);
    expect(second?.entries.map((entry) => `${entry.side} ${entry.account} ${moneyText(entry.amount)}`)).toEqual(['DEBIT 1005 9.70', 'DEBIT 5000 0.30', 'CREDIT 1100 10.00']);
    expect(() => ledger.transactionsOf(tenant, 'inv_page', 1, null)).toThrow(NotPermittedError);
    expect(() => ledger.trialBalance(tenant)).toThrow(NotPermittedError);
  });
});

describe('The running example', () => {
  it('ends, posted to PostgreSQL, in the same trial balance', async () => {
    const module = await aModule([LedgerModule]);
    const database = module.get(Database);
    const example = JSON.parse(readFileSync(join(__dirname, '../../examples/ledger-example.json'), 'utf8')) as { key: string; entries: { side: 'Dr' | 'Cr'; account: (typeof accountCodes)[number]; amount: string }[] }[];
    const dimensions = { party: 'org_a', invoice: 'inv_a', contract: 'ctr_a', jurisdiction: 'US-TX' };
    for (const [index, row] of example.entries()) {
      const entries = row.entries.map(({ side, account, amount }) => (side === 'Dr' ? debit : credit)(account, usd(amount), dimensions));
      await database.transaction(books, () => module.get(Ledger).post({ key: `example:${index}`, kind: row.key, description: '', effectiveAt: at, entries }));
    }
    const rows = await module.get(Ledger).trialBalance(staff);
    expect(rows.filter(({ balance }) => balance.minor !== 0n).map((row) => `${row.account} ${moneyText(row.balance)}`)).toEqual([
      '1000 15572.06', '1010 500.00', '2000 -758.93', '2010 -11256.91', '2100 -751.35', '2210 -50.00', '4000 -3713.61', '4010 -100.60', '5000 166.56', '5010 30.00', '5020 161.43',
      '5030 200.00', '5100 1.35', '9000 17233.70', '9090 -17233.70',
    ]);
    await module.close();
  });
});
