import { Injectable } from '@nestjs/common';
import { type Instant, instantOf, money, type Money } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import type { Transfer as TransferRow } from '@busbar/platform/prisma';
import { currencyIn } from '../charges/charges.repository';
import type { TransferState } from '../domain/host-release';

export interface Transfer {
  readonly id: string;
  readonly settlementId: string;
  readonly invoiceId: string;
  readonly contractId: string;
  readonly hostId: string;
  readonly amount: Money;
  readonly state: TransferState;
  readonly notBefore: Instant;
  readonly stripeId: string | null;
  readonly failureCode: string | null;
}

const transferOf = (row: TransferRow): Transfer => ({
  id: row.id, settlementId: row.settlementId, invoiceId: row.invoiceId, contractId: row.contractId, hostId: row.hostId, amount: money(row.amount, currencyIn(row.currency)), state: row.state,
  notBefore: instantOf(row.notBefore.getTime()), stripeId: row.stripeId, failureCode: row.failureCode,
});

@Injectable()
export class TransfersRepository {
  constructor(private readonly database: Database) {}

  /** Writes when a paid invoice's shares may move; once an invoice. */
  async schedule(invoiceId: string, releaseAt: Instant, transferAt: Instant): Promise<void> {
    await this.database.client.$executeRaw`
      insert into host_release (invoice_id, release_at, transfer_at) values (${invoiceId}, ${new Date(releaseAt.epochMilliseconds)}, ${new Date(transferAt.epochMilliseconds)}) on conflict do nothing`;
  }

  async nextRelease(): Promise<Instant | null> {
    const row = await this.database.client.hostRelease.findFirst({ where: { releasedAt: null }, orderBy: { releaseAt: 'asc' }, select: { releaseAt: true } });
    return row ? instantOf(row.releaseAt.getTime()) : null;
  }

  /** Takes invoices whose release is due and marks them released in the same statement. */
  async takeReleases(most: number): Promise<{ invoiceId: string; transferAt: Instant }[]> {
    const rows = await this.database.client.$queryRaw<{ invoice_id: string; transfer_at: Date }[]>`
      update host_release set released_at = business_now() where invoice_id in (
        select invoice_id from host_release where released_at is null and release_at <= business_now() order by release_at, invoice_id limit ${most} for update skip locked)
      returning invoice_id, transfer_at`;
    return rows.map((row) => ({ invoiceId: row.invoice_id, transferAt: instantOf(row.transfer_at.getTime()) }));
  }

  async insert(transfer: Transfer): Promise<void> {
    const { id, settlementId, invoiceId, contractId, hostId, amount, state, notBefore } = transfer;
    await this.database.client.transfer.create({ data: { id, settlementId, invoiceId, contractId, hostId, amount: amount.minor, currency: amount.currency, state, notBefore: new Date(notBefore.epochMilliseconds) } });
  }

  /** Locked until the transaction ends. */
  async findForUpdate(id: string): Promise<Transfer | null> {
    await this.database.client.$executeRaw`select 1 from transfer where id = ${id} for update`;
    const row = await this.database.client.transfer.findUnique({ where: { id } });
    return row && transferOf(row);
  }

  async save(transfer: Transfer): Promise<void> {
    const { id, state, stripeId, failureCode } = transfer;
    await this.database.client.transfer.update({ where: { id }, data: { state, stripeId, failureCode } });
  }

  async hasStripeTransfer(stripeId: string): Promise<boolean> {
    return (await this.database.client.transfer.count({ where: { stripeId } })) > 0;
  }

  /** It stays waiting, until then. */
  async postpone(id: string, failureCode: string, notBefore: Instant): Promise<void> {
    await this.database.client.transfer.update({ where: { id }, data: { failureCode, notBefore: new Date(notBefore.epochMilliseconds) } });
  }

  /** Waiting transfers whose gate is open and which are not being asked of Stripe: one predicate (payments.md section 2). */
  async ready(most: number): Promise<{ transfer: Transfer; destination: string; refusals: number }[]> {
    const rows = await this.database.client.$queryRaw<{ id: string; destination: string; refusals: number }[]>`
      select t.id, a.stripe_id as destination, (select count(*)::int from stripe_request r where r.subject = t.id) as refusals from transfer t join payout_account a on a.host_id = t.host_id and a.payouts_enabled and cardinality(a.requirements) = 0
      where t.state = 'PENDING' and t.not_before <= business_now() and not exists (select 1 from stripe_request r where r.subject = t.id and r.state <> 'REJECTED')
      order by t.not_before, t.id limit ${most} for update of t skip locked`;
    const transfers = await this.database.client.transfer.findMany({ where: { id: { in: rows.map(({ id }) => id) } }, orderBy: { id: 'asc' } });
    const asked = new Map(rows.map((row) => [row.id, row]));
    return transfers.map((row) => ({ transfer: transferOf(row), destination: asked.get(row.id)?.destination ?? '', refusals: asked.get(row.id)?.refusals ?? 0 }));
  }

  async nextReady(): Promise<Instant | null> {
    const rows = await this.database.client.$queryRaw<{ at: Date | null }[]>`
      select min(t.not_before) as at from transfer t join payout_account a on a.host_id = t.host_id and a.payouts_enabled and cardinality(a.requirements) = 0
      where t.state = 'PENDING' and not exists (select 1 from stripe_request r where r.subject = t.id and r.state <> 'REJECTED')`;
    const at = rows[0]?.at;
    return at ? instantOf(at.getTime()) : null;
  }

  async ofInvoices(invoiceIds: readonly string[]): Promise<Map<string, Transfer[]>> {
    const rows = await this.database.client.transfer.findMany({ where: { invoiceId: { in: [...invoiceIds] } }, orderBy: { id: 'asc' } });
    const found = new Map<string, Transfer[]>(invoiceIds.map((id) => [id, []]));
    for (const row of rows) found.get(row.invoiceId)?.push(transferOf(row));
    return found;
  }
}
