/** Reconciliation 2 of ledger.md section 4: the ledger's Stripe accounts against Stripe's own balance. */
import { Injectable } from '@nestjs/common';
import { type Actor, authorise, type Currency, isCurrency, type Money, money } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import { Ledger } from '@busbar/ledger';
import { paymentPolicy } from '../domain/payment-policy';
import { StripeGateway } from '../stripe/stripe.gateway';

export interface ReconciledBalance {
  readonly currency: Currency;
  readonly ledgerAvailable: Money;
  readonly ledgerPending: Money;
  readonly stripeAvailable: Money;
  readonly stripePending: Money;
}

@Injectable()
export class Reconciliation {
  constructor(private readonly database: Database, private readonly gateway: StripeGateway, private readonly ledger: Ledger) {}

  /** Per currency of Stripe's balance. Stripe is asked first, outside any transaction. */
  async balances(actor: Actor): Promise<ReconciledBalance[]> {
    authorise(paymentPolicy.reconcile, actor, undefined);
    const balance = await this.gateway.ask((stripe) => stripe.balance.retrieve());
    const currencies = [...new Set([...balance.available, ...balance.pending].map(({ currency }) => currency.toUpperCase()))].filter(isCurrency);
    const at = (list: readonly { amount: number; currency: string }[], currency: Currency): Money => money(BigInt(list.filter((part) => part.currency.toUpperCase() === currency).reduce((sum, { amount }) => sum + amount, 0)), currency);
    return this.database.read(actor, async () => {
      const rows: ReconciledBalance[] = [];
      for (const currency of currencies)
        rows.push({
          currency, ledgerAvailable: await this.ledger.balance({ account: '1000', currency }), ledgerPending: await this.ledger.balance({ account: '1005', currency }), stripeAvailable: at(balance.available, currency),
          stripePending: at(balance.pending, currency),
        });
      return rows;
    });
  }
}
