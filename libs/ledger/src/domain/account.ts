/**
 * The chart of accounts, as data: what each account is, which side it grows on, by what its balance is kept, and whether
 * that balance may fall below zero. Source: ledger.md sections 1 and 2. The table `ledger_account` holds the same rows; an
 * integration test compares the two.
 */
export const ledgerSides = ['DEBIT', 'CREDIT'] as const;
export type LedgerSide = (typeof ledgerSides)[number];

/**
 * What tells two balances of one account apart, beside the currency. `INVOICE` and `CONTRACT` include the party. A balance
 * kept by invoice is bounded by invoice: nobody can be credited twice for one bill while another bill is open.
 */
export const ledgerDimensions = ['NONE', 'PARTY', 'INVOICE', 'CONTRACT', 'JURISDICTION'] as const;
export type LedgerDimension = (typeof ledgerDimensions)[number];

export interface Account {
  /** Path in the chart, such as `assets:receivable:tenant`. */
  readonly name: string;
  readonly normal: LedgerSide;
  readonly keptBy: LedgerDimension;
  /** The balance on the normal side may never be below zero once a posting is made. */
  readonly bounded: boolean;
}

const asset = (name: string, keptBy: LedgerDimension = 'NONE', bounded = false): Account => ({ name: `assets:${name}`, normal: 'DEBIT', keptBy, bounded });
const liability = (name: string, keptBy: LedgerDimension = 'NONE', bounded = false): Account => ({ name: `liabilities:${name}`, normal: 'CREDIT', keptBy, bounded });
const income = (name: string): Account => ({ name: `income:${name}`, normal: 'CREDIT', keptBy: 'NONE', bounded: false });
const expense = (name: string): Account => ({ name: `expenses:${name}`, normal: 'DEBIT', keptBy: 'NONE', bounded: false });
const memo = (name: string, normal: LedgerSide): Account => ({ name: `memo:${name}`, normal, keptBy: 'PARTY', bounded: false });

export const accounts = {
  '1000': asset('stripe:available'),
  '1005': asset('stripe:pending'),
  '1010': asset('bank:operating'),
  '1015': asset('bank:in_transit'),
  '1100': asset('receivable:tenant', 'INVOICE', true),
  '1110': asset('receivable:disputed', 'INVOICE', true),
  '1120': asset('receivable:host', 'PARTY', true),
  '1190': { name: 'assets:receivable:allowance', normal: 'CREDIT', keptBy: 'NONE', bounded: false },
  '2000': liability('host:accrued', 'INVOICE'),
  '2010': liability('host:payable', 'PARTY', true),
  '2100': liability('tax', 'JURISDICTION'),
  '2200': liability('tenant:deposit', 'CONTRACT', true),
  '2210': liability('tenant:credit', 'PARTY', true),
  '2220': liability('tenant:refund_payable', 'PARTY', true),
  '2300': liability('unapplied_cash', 'NONE', true),
  '2400': liability('dispute_reserve', 'PARTY'),
  '4000': income('platform_fee'),
  '4010': income('late_fee'),
  '4090': income('rounding'),
  '4100': income('fx_gain'),
  '5000': expense('processing'),
  '5010': expense('dispute_fee'),
  '5020': expense('bad_debt'),
  '5030': expense('sla_platform'),
  '5040': expense('dispute_loss'),
  '5100': expense('fx_loss'),
  '9000': memo('connected:available', 'DEBIT'),
  '9010': memo('connected:paid_out', 'DEBIT'),
  '9090': memo('contra', 'CREDIT'),
} as const satisfies Readonly<Record<string, Account>>;

export type AccountCode = keyof typeof accounts;
export const accountCodes = Object.keys(accounts).sort() as readonly AccountCode[];
export const isAccountCode = (text: string): text is AccountCode => Object.hasOwn(accounts, text);
export const accountOf = (code: AccountCode): Account => accounts[code];
