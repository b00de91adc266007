/** Balance transactions: the one place where simulated money changes, for the platform and for each connected account. */
import type { SimClock } from './sim-clock';
import { newStripeId, type Store, type StripeObject } from './store';
import type { Webhooks } from './webhooks';

export interface BalanceTransaction extends StripeObject {
  readonly object: 'balance_transaction';
  readonly amount: number;
  readonly fee: number;
  readonly net: number;
  readonly currency: string;
  readonly available_on: number;
  readonly status: 'pending' | 'available';
  readonly type: string;
  readonly source: string;
}

export class Balance {
  constructor(private readonly store: Store, private readonly clock: SimClock, private readonly webhooks: Webhooks) {}

  /** Books an amount in minor units, net of the fee, available from `availableOn` (epoch seconds). */
  book(entry: { amount: number; fee: number; currency: string; type: string; source: string; availableOn: number; account?: string | undefined; description?: string }): BalanceTransaction {
    const transaction: BalanceTransaction = {
      id: newStripeId('txn'), object: 'balance_transaction', created: this.clock.now, amount: entry.amount, fee: entry.fee, net: entry.amount - entry.fee, currency: entry.currency,
      available_on: entry.availableOn, status: entry.availableOn <= this.clock.now ? 'available' : 'pending', type: entry.type, reporting_category: entry.type, source: entry.source,
      description: entry.description ?? null, exchange_rate: null,
      fee_details: entry.fee > 0 ? [{ amount: entry.fee, application: null, currency: entry.currency, description: 'Stripe processing fees', type: 'stripe_fee' }] : [],
      ...(entry.account ? { _account: entry.account } : {}),
    };
    this.store.put(transaction);
    this.scheduleAvailability(transaction);
    return transaction;
  }

  /** Whoever restarts the simulator finds pending money becoming available as before. */
  resume(): void {
    for (const transaction of this.store.all<BalanceTransaction>('balance_transaction')) this.scheduleAvailability(transaction);
  }

  /** Stripe's balance object of the platform or of one account. */
  of(account: string | undefined): StripeObject {
    const sums = new Map<string, { available: number; pending: number }>();
    for (const transaction of this.store.all<BalanceTransaction>('balance_transaction')) {
      if (transaction._account !== account) continue;
      const sum = sums.get(transaction.currency) ?? { available: 0, pending: 0 };
      sum[transaction.status] += transaction.net;
      sums.set(transaction.currency, sum);
    }
    const list = (state: 'available' | 'pending') => [...(sums.size > 0 ? sums : new Map([['usd', { available: 0, pending: 0 }]]))].map(([currency, sum]) => ({ amount: sum[state], currency, source_types: { card: sum[state] } }));
    return { id: 'balance', object: 'balance', created: this.clock.now, livemode: false, available: list('available'), pending: list('pending') };
  }

  available(account: string | undefined, currency: string): number {
    return this.store.all<BalanceTransaction>('balance_transaction').filter((transaction) => transaction._account === account && transaction.currency === currency && transaction.status === 'available').reduce((sum, { net }) => sum + net, 0);
  }

  private scheduleAvailability(transaction: BalanceTransaction): void {
    if (transaction.status === 'available') return;
    this.clock.at(transaction.available_on, () => {
      if (this.store.get<BalanceTransaction>(transaction.id)?.status !== 'pending') return;
      this.store.change<BalanceTransaction>(transaction.id, { status: 'available' });
      const balance = this.of(transaction._account);
      this.webhooks.emit('balance.available', transaction._account ? { ...balance, _account: transaction._account } : balance);
      this.store.commit();
    });
  }
}
