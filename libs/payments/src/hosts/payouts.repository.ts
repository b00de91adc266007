import { Injectable } from '@nestjs/common';
import { type Instant, instantOf, money, type Money } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import type { PayoutAccount as PayoutAccountRow, Payout as PayoutRow } from '@busbar/platform/prisma';
import { currencyIn } from '../charges/charges.repository';
import type { PayoutAccount, PayoutState } from '../domain/host-release';

export interface Payout {
  readonly id: string;
  readonly hostId: string;
  readonly stripeId: string;
  readonly amount: Money;
  readonly state: PayoutState;
  readonly arrivesAt: Instant;
}

const accountOf = (row: PayoutAccountRow): PayoutAccount => ({ hostId: row.hostId, stripeId: row.stripeId, payoutsEnabled: row.payoutsEnabled, requirements: row.requirements, bankLabel: row.bankLabel });
const payoutOf = (row: PayoutRow): Payout => ({ id: row.id, hostId: row.hostId, stripeId: row.stripeId, amount: money(row.amount, currencyIn(row.currency)), state: row.state, arrivesAt: instantOf(row.arrivesAt.getTime()) });

@Injectable()
export class PayoutsRepository {
  constructor(private readonly database: Database) {}

  async account(hostId: string): Promise<PayoutAccount | null> {
    const row = await this.database.client.payoutAccount.findUnique({ where: { hostId } });
    return row && accountOf(row);
  }

  async accountByStripeId(stripeId: string): Promise<PayoutAccount | null> {
    const row = await this.database.client.payoutAccount.findUnique({ where: { stripeId } });
    return row && accountOf(row);
  }

  async saveAccount(account: PayoutAccount, at: Date): Promise<PayoutAccount> {
    const { hostId, stripeId, payoutsEnabled, bankLabel } = account;
    const data = { stripeId, payoutsEnabled, requirements: [...account.requirements], bankLabel, updatedAt: at };
    return accountOf(await this.database.client.payoutAccount.upsert({ where: { hostId }, create: { hostId, ...data }, update: data }));
  }

  /** Stripe's ids of accounts in their order, after one of them. */
  async stripeAccounts(after: string | null, most: number): Promise<string[]> {
    const rows = await this.database.client.payoutAccount.findMany({ where: after === null ? {} : { stripeId: { gt: after } }, orderBy: { stripeId: 'asc' }, take: most, select: { stripeId: true } });
    return rows.map(({ stripeId }) => stripeId);
  }

  async findByStripeIdForUpdate(stripeId: string): Promise<Payout | null> {
    const rows = await this.database.client.$queryRaw<{ id: string }[]>`select id from payout where stripe_id = ${stripeId} for update`;
    const row = rows[0] && (await this.database.client.payout.findUnique({ where: { id: rows[0].id } }));
    return row ? payoutOf(row) : null;
  }

  async insert(payout: Payout): Promise<void> {
    const { id, hostId, stripeId, amount, state, arrivesAt } = payout;
    await this.database.client.payout.create({ data: { id, hostId, stripeId, amount: amount.minor, currency: amount.currency, state, arrivesAt: new Date(arrivesAt.epochMilliseconds) } });
  }

  async setState(id: string, state: PayoutState): Promise<void> {
    await this.database.client.payout.update({ where: { id }, data: { state } });
  }

  /** Newest first, before the id `before`; a host's own, or all where `hostId` is null. */
  async page(hostId: string | null, before: string | undefined, take: number): Promise<Payout[]> {
    const rows = await this.database.client.payout.findMany({ where: { ...(hostId === null ? {} : { hostId }), ...(before === undefined ? {} : { id: { lt: before } }) }, orderBy: { id: 'desc' }, take });
    return rows.map(payoutOf);
  }
}
