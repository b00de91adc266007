import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { instantOf, moneyText, parseMoney, type Money } from '@busbar/kernel';
import { accountOf, type AccountCode, type LedgerSide } from './account';
import * as host from './host-postings';
import * as invoices from './invoice-postings';
import type { InvoiceParts, InvoiceRef } from './invoice-postings';
import * as payments from './payment-postings';
import { assertPosting, type Entry, imbalances, type PostingDraft } from './posting';
import { brokenBounds, trialBalance } from './trial-balance';

interface ExampleRow {
  readonly key: string;
  readonly title: string;
  readonly entries: readonly { readonly side: 'Dr' | 'Cr'; readonly account: AccountCode; readonly name: string; readonly amount: string }[];
}
const example = JSON.parse(readFileSync(join(__dirname, '../../examples/ledger-example.json'), 'utf8')) as readonly ExampleRow[];

const usd = (text: string): Money => parseMoney(text, 'USD');
const invoice = (number: number): InvoiceRef => ({ invoice: `inv_${number}`, contract: 'ctr_1', tenant: 'org_tenant' });
const share = (amount: string, name = 'org_host'): { host: string; amount: Money } => ({ host: name, amount: usd(amount) });
const parts = (hosts: readonly { host: string; amount: Money }[], fee: string, tax: string): InvoiceParts => ({ hosts, fee: usd(fee), taxes: [{ jurisdiction: 'US-TX', amount: usd(tax) }] });
const three = [share('8659.35'), share('5195.61', 'org_second'), share('3463.74', 'org_third')];

/** The running example of ledger.md section 3, row by row, played through the templates. */
const story: readonly (readonly PostingDraft[])[] = [
  [invoices.invoiceFinalised(invoice(1), parts(three, '1446.73', '1183.52'))],
  [payments.paymentSucceeded(invoice(1), { gross: usd('19948.95'), processingFee: usd('5.00') })],
  [host.hostReleased(invoice(1), three)],
  [payments.fundsAvailable(usd('19943.95'))],
  three.map(({ host: name, amount }) => host.transferCreated(name, amount, invoice(1))),
  three.map(({ host: name, amount }) => host.transferCreatedMemo(name, amount)),
  [host.payoutPaidMemo('org_host', usd('8659.35'))],
  [host.payoutFailedMemo('org_host', usd('8659.35'))],
  [host.platformPayoutCreated(usd('2000.00'))],
  [host.platformPayoutPaid(usd('2000.00'))],
  [invoices.invoiceFinalised(invoice(2), parts([share('8500.00')], '1500.00', '825.00'))],
  [payments.paymentSucceeded(invoice(2), { gross: usd('10825.00'), processingFee: usd('5.00') })],
  [payments.paymentFailed(invoice(2), { gross: usd('10825.00'), processingFee: usd('5.00') })],
  [payments.paymentFailedFee(invoice(2), usd('4.00'))],
  [invoices.lateFeeCharged(invoice(2), usd('100.60'))],
  [invoices.creditNoteUnpaid(invoice(2), parts([share('850.00')], '150.00', '82.50'))],
  [invoices.creditNotePaid(invoice(1), parts([share('153.31')], '27.05', '14.88'))],
  [invoices.slaCreditByHost(invoice(2), parts([share('425.00')], '75.00', '41.25'))],
  [invoices.slaCreditByPlatform(invoice(2), usd('200.00'), [{ jurisdiction: 'US-TX', amount: usd('16.50') }])],
  [payments.creditApplied(invoice(2), usd('195.24'))],
  [payments.depositTaken('ctr_1', 'org_tenant', usd('50000.00'))],
  [payments.depositApplied(invoice(2), usd('8890.11'))],
  [host.hostReleased(invoice(2), [share('7225.00')])],
  [payments.depositReturned('ctr_1', 'org_tenant', usd('41109.89'))],
  [payments.refundSucceeded('org_tenant', usd('41109.89'))],
  [invoices.invoiceFinalised(invoice(3), parts([share('3400.00')], '600.00', '330.00'))],
  [payments.paymentSucceeded(invoice(3), { gross: usd('4330.00'), processingFee: usd('125.87') })],
  [host.hostReleased(invoice(3), [share('3400.00')])],
  [host.hostRecovered('org_host', usd('153.31'))],
  [payments.fundsAvailable(usd('4204.13'))],
  [host.disputeFundsWithdrawn(invoice(3), usd('4330.00'), usd('15.00'))],
  [host.disputeHold(invoice(3), [share('3400.00')])],
  [host.disputeWon(invoice(3), usd('4330.00'))],
  [host.disputeWonRelease(invoice(3), [share('3400.00')])],
  [invoices.invoiceFinalised(invoice(4), parts([share('850.00')], '150.00', '82.50'))],
  [payments.paymentSucceeded(invoice(4), { gross: usd('1082.50'), processingFee: usd('31.69'), availableAtOnce: true })],
  [host.hostReleased(invoice(4), [share('850.00')])],
  [host.disputeFundsWithdrawn(invoice(4), usd('1082.50'), usd('15.00'))],
  [host.disputeHold(invoice(4), [share('850.00')])],
  [host.disputeLost(invoice(4), parts([share('850.00')], '150.00', '82.50'))],
  [invoices.invoiceFinalised(invoice(5), parts([share('1700.00')], '300.00', '165.00'))],
  [invoices.writtenOff(invoice(5), parts([share('1700.00')], '300.00', '165.00'))],
  [invoices.writeOffRecovered(invoice(5), usd('1000.00'), parts([share('1700.00')], '300.00', '165.00'))],
  [host.hostReleased(invoice(5), [share('785.22')])],
  [payments.refundOfPayment(invoice(3), parts([share('85.00')], '15.00', '8.25'))],
  [payments.refundSucceeded('org_tenant', usd('108.25'))],
  [host.transferReversed('org_host', usd('85.00'))],
  [host.transferReversedMemo('org_host', usd('85.00'))],
  [invoices.invoiceFinalised(invoice(6), { hosts: [share('552.50')], fee: usd('97.50'), taxes: [] })],
  [payments.unappliedCash(usd('700.00'))],
  [payments.unappliedCashApplied(invoice(6), usd('650.00'), usd('50.00'))],
  [invoices.taxRemitted('US-TX', usd('1500.00'))],
  [invoices.invoiceFinalised(invoice(7), { hosts: [share('206.43')], fee: usd('36.43'), taxes: [] })],
  [payments.fxSettlement(invoice(7), usd('242.86'), usd('241.51'))],
];

/** One line a side and account, in the order of first appearance, which is how the example prints a row. */
function printed(drafts: readonly PostingDraft[]): string[] {
  const sums = new Map<string, bigint>();
  for (const { side, account, amount } of drafts.flatMap(({ entries }) => entries)) {
    const key = `${side === 'DEBIT' ? 'Dr' : 'Cr'} ${account} ${accountOf(account).name}`;
    sums.set(key, (sums.get(key) ?? 0n) + amount.minor);
  }
  return [...sums].map(([key, minor]) => `${key} ${moneyText({ minor, currency: 'USD' })}`);
}
const balanceOf = (entries: readonly Entry[], account: AccountCode): bigint => trialBalance(entries).find((row) => row.account === account)?.balance.minor ?? 0n;

describe('The postings of the running example', () => {
  it('has a call of a template for every row', () => expect(story).toHaveLength(example.length));

  it.each(example.map((row, index) => [index + 1, row.key, row.title, row] as const))('row %i, %s: %s', (number, key, _title, row) => {
    const drafts = story[number - 1] ?? [];
    expect(new Set(drafts.map(({ kind }) => kind))).toEqual(new Set([key]));
    expect(printed(drafts)).toEqual(row.entries.map((entry) => `${entry.side} ${entry.account} ${entry.name} ${entry.amount}`));
    for (const each of drafts) assertPosting({ ...each, key: `example:${number}`, effectiveAt: instantOf(0) });
  });

  it('never lets a bounded balance or the Stripe balance fall below zero, after any row', () => {
    const booked: Entry[] = [];
    story.forEach((drafts, index) => {
      booked.push(...drafts.flatMap(({ entries }) => entries));
      expect({ row: index + 1, broken: brokenBounds(booked) }).toEqual({ row: index + 1, broken: [] });
      expect(balanceOf(booked, '1000')).toBeGreaterThanOrEqual(0n);
      expect(balanceOf(booked, '1005')).toBeGreaterThanOrEqual(0n);
      expect([...imbalances(booked).values()]).toEqual([0n]);
    });
  });

  it('ends in the trial balance that an independent implementation found', () => {
    const rows = trialBalance(story.flatMap((drafts) => drafts.flatMap(({ entries }) => entries)));
    expect(Object.fromEntries(rows.filter((row) => row.balance.minor !== 0n).map((row) => [row.account, moneyText(row.balance)]))).toEqual({
      '1000': '15572.06', '1010': '500.00', '2000': '-758.93', '2010': '-11256.91', '2100': '-751.35', '2210': '-50.00', '4000': '-3713.61', '4010': '-100.60',
      '5000': '166.56', '5010': '30.00', '5020': '161.43', '5030': '200.00', '5100': '1.35', '9000': '17233.70', '9090': '-17233.70',
    });
    expect(rows.reduce((sum, row) => sum + row.balance.minor, 0n)).toBe(0n);
  });
});

describe('A posting', () => {
  const at = instantOf(0);
  const leg = (side: LedgerSide, account: AccountCode, amount: Money): Entry => ({ side, account, amount });
  const posting = (entries: readonly Entry[]) => () => assertPosting({ key: 'test:1', kind: 'test', description: '', effectiveAt: at, entries });

  it('that is out of balance by a cent is refused', () => expect(posting([leg('DEBIT', '1000', usd('1.00')), leg('CREDIT', '1005', usd('0.99'))])).toThrow(/out of balance by 1 in USD/));
  it('balances in each currency, not over currencies', () =>
    expect(posting([leg('DEBIT', '1000', usd('1.00')), leg('CREDIT', '1005', parseMoney('1.00', 'EUR'))])).toThrow(/out of balance/));
  it('has positive amounts only', () => expect(posting([leg('DEBIT', '1000', usd('-1.00')), leg('CREDIT', '1005', usd('-1.00'))])).toThrow(/not positive/));
  it('has at least two legs', () => expect(posting([])).toThrow(/2 to 200 entries/));
  it('names the invoice of a receivable and the party of a payable', () => {
    expect(posting([{ ...leg('DEBIT', '1100', usd('1.00')), party: 'org_a' }, leg('CREDIT', '4000', usd('1.00'))])).toThrow(/1100 names no invoice/);
    expect(posting([leg('DEBIT', '2010', usd('1.00')), leg('CREDIT', '1000', usd('1.00'))])).toThrow(/2010 names no party/);
  });
  it('leaves out the legs of nothing: an exempt invoice has no tax leg', () => expect(invoices.invoiceFinalised(invoice(6), parts([share('552.50')], '97.50', '0.00')).entries.map(({ account }) => account)).toEqual(['1100', '2000', '4000']));
  it('puts a negative share on the other side: a host bears negative prices, and the posting still balances', () => {
    const { entries } = invoices.invoiceFinalised(invoice(8), parts([share('-20.00')], '50.00', '0.00'));
    expect(entries.map((entry) => `${entry.side} ${entry.account} ${moneyText(entry.amount)}`)).toEqual(['DEBIT 1100 30.00', 'DEBIT 2000 20.00', 'CREDIT 4000 50.00']);
    posting(entries)();
  });
  it('shows which balance would fall below zero', () =>
    expect(brokenBounds(payments.creditApplied(invoice(2), usd('5.00')).entries).map(({ key, balance }) => `${key} ${balance}`)).toEqual(['2210 USD org_tenant  -500', '1100 USD org_tenant inv_2 -500']));
});
