import { Injectable } from '@nestjs/common';
import { Database } from '@busbar/platform';
import type { PaymentMethod as PaymentMethodRow } from '@busbar/platform/prisma';
import type { PaymentMethod } from '../domain/charge';

const methodOf = (row: PaymentMethodRow): PaymentMethod => ({ id: row.id, tenantId: row.tenantId, state: row.state, kind: row.kind, label: row.label, stripeId: row.stripeId, failureCode: row.failureCode });

@Injectable()
export class PaymentMethodsRepository {
  constructor(private readonly database: Database) {}

  async customerOf(tenantId: string): Promise<string | null> {
    return (await this.database.client.stripeCustomer.findUnique({ where: { tenantId } }))?.stripeId ?? null;
  }

  async insertCustomer(tenantId: string, stripeId: string): Promise<void> {
    await this.database.client.$executeRaw`insert into stripe_customer (tenant_id, stripe_id) values (${tenantId}, ${stripeId}) on conflict (tenant_id) do nothing`;
  }

  async insert(id: string, tenantId: string): Promise<PaymentMethod> {
    return methodOf(await this.database.client.paymentMethod.create({ data: { id, tenantId, state: 'PENDING' } }));
  }

  /** The newest saved method: the one that is charged. */
  async current(tenantId: string): Promise<PaymentMethod | null> {
    const row = await this.database.client.paymentMethod.findFirst({ where: { tenantId, state: 'SAVED' }, orderBy: { id: 'desc' } });
    return row && methodOf(row);
  }

  /** The newest first; at most 50. */
  async of(tenantId: string): Promise<PaymentMethod[]> {
    return (await this.database.client.paymentMethod.findMany({ where: { tenantId }, orderBy: { id: 'desc' }, take: 50 })).map(methodOf);
  }

  async find(id: string): Promise<PaymentMethod | null> {
    const row = await this.database.client.paymentMethod.findUnique({ where: { id } });
    return row && methodOf(row);
  }

  async byIds(ids: readonly string[]): Promise<Map<string, PaymentMethod>> {
    const rows = await this.database.client.paymentMethod.findMany({ where: { id: { in: [...ids] } } });
    return new Map(rows.map((row) => [row.id, methodOf(row)]));
  }

  async save(method: PaymentMethod): Promise<PaymentMethod> {
    const { id, state, kind, label, stripeId, failureCode } = method;
    return methodOf(await this.database.client.paymentMethod.update({ where: { id }, data: { state, kind, label, stripeId, failureCode } }));
  }
}
