import { Args, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '@busbar/kernel';
import { type Connection, CurrentActor, decodeCursor, encodeCursor, pageSize, Right, toConnection } from '@busbar/platform';
import { ledgerPolicy } from '../domain/ledger-policy';
import { LedgerTransactionConnection, LedgerTransactionObject, ledgerTransactionObject, LedgerTransactionsArgs, TrialBalanceArgs, TrialBalanceRowObject, trialBalanceRowObject } from './ledger.graphql';
import { Ledger } from './ledger.service';

@Resolver(() => LedgerTransactionObject)
export class LedgerResolver {
  constructor(private readonly ledger: Ledger) {}

  @Right(ledgerPolicy.trialBalance)
  @Query(() => [TrialBalanceRowObject], { description: 'Every account that was ever posted to, currency by currency; the balances of one currency sum to zero. Staff only.' })
  async trialBalance(@CurrentActor() actor: Actor, @Args() { asOf, knownBy }: TrialBalanceArgs): Promise<TrialBalanceRowObject[]> {
    return (await this.ledger.trialBalance(actor, asOf ?? null, knownBy ?? null)).map(trialBalanceRowObject);
  }

  @Right(ledgerPolicy.transactions)
  @Query(() => LedgerTransactionConnection, { description: 'The postings that name an invoice, oldest first. Staff only.' })
  async ledgerTransactions(@CurrentActor() actor: Actor, @Args() args: LedgerTransactionsArgs): Promise<Connection<LedgerTransactionObject>> {
    const first = pageSize(args);
    const after = decodeCursor(args.after, 1)?.[0];
    const rows = await this.ledger.transactionsOf(actor, args.invoiceId, first + 1, typeof after === 'string' ? after : null);
    return toConnection(rows.map(ledgerTransactionObject), first, ({ id }) => encodeCursor([id]));
  }
}
