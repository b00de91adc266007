import { ArgsType, Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Instant } from '@busbar/kernel';
import { ConnectionArgs, connectionType, enumOf, InstantScalar, MoneyObject, moneyObject } from '@busbar/platform';
import { accountOf, ledgerSides, type LedgerSide } from '../domain/account';
import type { Entry } from '../domain/posting';
import type { TrialBalanceRow } from '../domain/trial-balance';
import type { RecordedTransaction } from './ledger.repository';

export const LedgerSideEnum = enumOf(ledgerSides);
registerEnumType(LedgerSideEnum, { name: 'LedgerSide', description: 'Which side of an account an entry stands on.' });

@ObjectType('TrialBalanceRow', { description: 'One account in one currency: what was debited, what was credited, and the difference.' })
export class TrialBalanceRowObject {
  @Field({ description: 'Code in the chart of accounts, such as 1100.' })
  readonly account!: string;

  @Field({ description: 'Path in the chart, such as assets:receivable:tenant.' })
  readonly name!: string;

  @Field({ description: 'ISO 4217 code.' })
  readonly currency!: string;

  @Field(() => MoneyObject, { description: 'Everything debited.' })
  readonly debit!: MoneyObject;

  @Field(() => MoneyObject, { description: 'Everything credited.' })
  readonly credit!: MoneyObject;

  @Field(() => MoneyObject, { description: 'Debit less credit; the balances of one currency sum to zero.' })
  readonly balance!: MoneyObject;
}

export const trialBalanceRowObject = (row: TrialBalanceRow): TrialBalanceRowObject => ({
  account: row.account, name: accountOf(row.account).name, currency: row.currency, debit: moneyObject(row.debit), credit: moneyObject(row.credit), balance: moneyObject(row.balance),
});

@ObjectType('LedgerEntry', { description: 'One leg of a transaction.' })
export class LedgerEntryObject {
  @Field({ description: 'Code in the chart of accounts, such as 1100.' })
  readonly account!: string;

  @Field({ description: 'Path in the chart, such as assets:receivable:tenant.' })
  readonly name!: string;

  @Field(() => LedgerSideEnum, { description: 'Debit or credit.' })
  readonly side!: LedgerSide;

  @Field(() => MoneyObject, { description: 'The amount, always positive.' })
  readonly amount!: MoneyObject;

  @Field(() => ID, { nullable: true, description: 'The organisation whose balance moves, where the account is kept by party.' })
  readonly partyId!: string | null;

  @Field(() => ID, { nullable: true, description: 'The invoice it belongs to.' })
  readonly invoiceId!: string | null;

  @Field(() => ID, { nullable: true, description: 'The contract it belongs to.' })
  readonly contractId!: string | null;

  @Field(() => String, { nullable: true, description: 'Tax jurisdiction, such as US-TX.' })
  readonly jurisdiction!: string | null;
}

@ObjectType('LedgerTransaction', { description: 'A posting: immutable entries that sum to zero in every currency.' })
export class LedgerTransactionObject {
  @Field(() => ID, { description: 'lgt_…' })
  readonly id!: string;

  @Field({ description: 'Names the economic event for ever, such as invoice:inv_…:finalised.' })
  readonly key!: string;

  @Field({ description: 'The posting template, such as invoice.finalised.' })
  readonly kind!: string;

  @Field({ description: 'What happened, in a sentence.' })
  readonly description!: string;

  @Field(() => InstantScalar, { description: 'Accounting time.' })
  readonly effectiveAt!: Instant;

  @Field(() => InstantScalar, { description: 'When it became known.' })
  readonly createdAt!: Instant;

  @Field(() => ID, { nullable: true, description: 'The transaction that this one reverses.' })
  readonly reverses!: string | null;

  @Field(() => [LedgerEntryObject], { description: 'The legs, in order.' })
  readonly entries!: readonly LedgerEntryObject[];
}

const entryObject = (entry: Entry): LedgerEntryObject => ({
  account: entry.account, name: accountOf(entry.account).name, side: entry.side, amount: moneyObject(entry.amount),
  partyId: entry.party ?? null, invoiceId: entry.invoice ?? null, contractId: entry.contract ?? null, jurisdiction: entry.jurisdiction ?? null,
});

export const ledgerTransactionObject = (transaction: RecordedTransaction): LedgerTransactionObject => ({
  id: transaction.id, key: transaction.key, kind: transaction.kind, description: transaction.description, effectiveAt: transaction.effectiveAt, createdAt: transaction.createdAt,
  reverses: transaction.reverses ?? null, entries: transaction.entries.map(entryObject),
});

export const LedgerTransactionConnection = connectionType(LedgerTransactionObject, 'LedgerTransaction');

@ArgsType()
export class TrialBalanceArgs {
  @Field(() => InstantScalar, { nullable: true, description: 'Accounting time up to which entries count; now by default.' })
  readonly asOf?: Instant | null;

  @Field(() => InstantScalar, { nullable: true, description: 'Only what was known by this time; everything by default.' })
  readonly knownBy?: Instant | null;
}

@ArgsType()
export class LedgerTransactionsArgs extends ConnectionArgs {
  @Field(() => ID, { description: 'The invoice whose transactions are asked for.' })
  readonly invoiceId!: string;
}
