import { Injectable } from '@nestjs/common';
import { type Currency, type Instant, instantOf, invariant, isCurrency, money, type Money } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import type { Charge as ChargeRow } from '@busbar/platform/prisma';
import type { Charge } from '../domain/charge';
import type { PaidPart } from '../domain/host-release';

/** A currency column; anything unknown is a defect of ours. */
export function currencyIn(text: string): Currency {
  invariant(isCurrency(text), `The currency ${text} is unknown.`);
  return text;
}

const chargeOf = (row: ChargeRow): Charge => ({
  id: row.id, invoiceId: row.invoiceId, tenantId: row.tenantId, hostId: row.hostId, contractId: row.contractId, ordinal: row.ordinal, amount: money(row.amount, currencyIn(row.currency)), methodId: row.methodId, state: row.state,
  stripeIntentId: row.stripeIntentId, stripeChargeId: row.stripeChargeId, failureCode: row.failureCode, succeededAt: row.succeededAt && instantOf(row.succeededAt.getTime()),
});

@Injectable()
export class ChargesRepository {
  constructor(private readonly database: Database) {}

  /** Two payers of one invoice wait for each other here. */
  async lockInvoice(invoiceId: string): Promise<void> {
    await this.database.client.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`charge:${invoiceId}`}, 0))`;
  }

  async insert(charge: Charge): Promise<void> {
    const { id, invoiceId, tenantId, hostId, contractId, ordinal, amount, methodId, state } = charge;
    await this.database.client.charge.create({ data: { id, invoiceId, tenantId, hostId, contractId, ordinal, amount: amount.minor, currency: amount.currency, methodId, state } });
  }

  /** Locked until the transaction ends: Stripe's answer and its events may come at the same moment. */
  async findForUpdate(id: string): Promise<Charge | null> {
    await this.database.client.$executeRaw`select 1 from charge where id = ${id} for update`;
    return this.find(id);
  }

  async hasStripeCharge(stripeChargeId: string): Promise<boolean> {
    return (await this.database.client.charge.count({ where: { stripeChargeId } })) > 0;
  }

  private async find(id: string): Promise<Charge | null> {
    const row = await this.database.client.charge.findUnique({ where: { id } });
    return row && chargeOf(row);
  }

  /** Locked until the transaction ends, so that two events about one charge follow each other. */
  async findByIntentForUpdate(stripeIntentId: string): Promise<Charge | null> {
    const rows = await this.database.client.$queryRaw<{ id: string }[]>`select id from charge where stripe_intent_id = ${stripeIntentId} for update`;
    const id = rows[0]?.id;
    return id === undefined ? null : this.find(id);
  }

  /** By invoice, in order. */
  async ofInvoices(invoiceIds: readonly string[]): Promise<Map<string, Charge[]>> {
    const rows = await this.database.client.charge.findMany({ where: { invoiceId: { in: [...invoiceIds] } }, orderBy: [{ invoiceId: 'asc' }, { ordinal: 'asc' }] });
    const found = new Map<string, Charge[]>(invoiceIds.map((id) => [id, []]));
    for (const row of rows) found.get(row.invoiceId)?.push(chargeOf(row));
    return found;
  }

  async save(charge: Charge): Promise<void> {
    const { id, state, stripeIntentId, stripeChargeId, failureCode, succeededAt } = charge;
    await this.database.client.charge.update({ where: { id }, data: { state, stripeIntentId, stripeChargeId, failureCode, succeededAt: succeededAt && new Date(succeededAt.epochMilliseconds) } });
  }

  /** How the paid parts of an invoice were paid, for the release rule. */
  async paidParts(invoiceId: string): Promise<PaidPart[]> {
    const rows = await this.database.client.$queryRaw<{ succeeded_at: Date; kind: PaidPart['kind'] }[]>`
      select c.succeeded_at, m.kind from charge c join payment_method m on m.id = c.method_id where c.invoice_id = ${invoiceId} and c.state = 'SUCCEEDED'`;
    return rows.map(({ succeeded_at: at, kind }) => ({ succeededAt: instantOf(at.getTime()), kind }));
  }

  /** Keeps Stripe's booking; false where it stood already. */
  async insertBalanceTransaction(booking: { stripeId: string; type: string; source: string; amount: bigint; fee: bigint; net: bigint; currency: Currency; availableOn: Instant }): Promise<boolean> {
    const inserted = await this.database.client.$executeRaw`
      insert into stripe_balance_transaction (stripe_id, type, source, amount, fee, net, currency, available_on)
      values (${booking.stripeId}, ${booking.type}, ${booking.source}, ${booking.amount}, ${booking.fee}, ${booking.net}, ${booking.currency}, ${new Date(booking.availableOn.epochMilliseconds)}) on conflict do nothing`;
    return inserted === 1;
  }

  async markAvailablePosted(stripeId: string, at: Instant): Promise<void> {
    await this.database.client.stripeBalanceTransaction.update({ where: { stripeId }, data: { availablePostedAt: new Date(at.epochMilliseconds) } });
  }

  /** Pending money that has become available by business time; locked, others' left out. */
  async becomingAvailable(most: number): Promise<{ stripeId: string; net: Money; availableOn: Instant }[]> {
    const rows = await this.database.client.$queryRaw<{ stripe_id: string; net: bigint; currency: string; available_on: Date }[]>`
      select stripe_id, net, currency, available_on from stripe_balance_transaction where available_posted_at is null and available_on <= business_now() order by available_on, stripe_id limit ${most} for update skip locked`;
    return rows.map((row) => ({ stripeId: row.stripe_id, net: money(row.net, currencyIn(row.currency)), availableOn: instantOf(row.available_on.getTime()) }));
  }

  async nextAvailable(): Promise<Instant | null> {
    const row = await this.database.client.stripeBalanceTransaction.findFirst({ where: { availablePostedAt: null }, orderBy: { availableOn: 'asc' }, select: { availableOn: true } });
    return row ? instantOf(row.availableOn.getTime()) : null;
  }
}
