import { Injectable } from '@nestjs/common';
import { type Instant, instantOf, invariant, parseDate } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import type { BillingPeriod } from '@busbar/pricing';
import { type BillingPeriodState, type CollectingReason, statesBefore } from '../domain/periods';

/** A period of a contract as it is stored. */
export interface StoredPeriod {
  readonly id: string;
  readonly contractId: string;
  readonly hostId: string;
  readonly tenantId: string;
  /** Position in the contract: 0 is the opening period, 1 the first. */
  readonly ordinal: number;
  readonly opening: boolean;
  readonly span: BillingPeriod;
  readonly state: BillingPeriodState;
  /** When it is to be looked at next. */
  readonly dueAt: Instant;
  readonly reason: CollectingReason | null;
  readonly reasonText: string | null;
}

export type NewPeriod = Omit<StoredPeriod, 'reason' | 'reasonText'>;

interface PeriodRow {
  id: string;
  contractId: string;
  hostId: string;
  tenantId: string;
  ordinal: number;
  opening: boolean;
  fromDate: Date;
  toDate: Date;
  fromAt: Date;
  toAt: Date;
  state: BillingPeriodState;
  dueAt: Date;
  reason: CollectingReason | null;
  reasonText: string | null;
}

const dayOf = (column: Date): string => column.toISOString().slice(0, 10);
const dayColumn = (day: string): Date => new Date(`${parseDate(day).toString()}T00:00:00Z`);
const periodOf = ({ fromDate, toDate, fromAt, toAt, dueAt, ...row }: PeriodRow): StoredPeriod => ({
  ...row, span: { from: dayOf(fromDate), to: dayOf(toDate), fromMs: fromAt.getTime(), toMs: toAt.getTime() }, dueAt: instantOf(dueAt.getTime()),
});

@Injectable()
export class PeriodsRepository {
  constructor(private readonly database: Database) {}

  /** Two who open or turn the periods of one contract follow each other. */
  async lockContract(contractId: string): Promise<void> {
    await this.database.client.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${`billing:${contractId}`}, 0))::text`;
  }

  async insert(period: NewPeriod): Promise<void> {
    const { span, dueAt, ...row } = period;
    await this.database.client.billingPeriod.create({
      data: { ...row, fromDate: dayColumn(span.from), toDate: dayColumn(span.to), fromAt: new Date(span.fromMs), toAt: new Date(span.toMs), dueAt: new Date(dueAt.epochMilliseconds) },
    });
  }

  async get(id: string): Promise<StoredPeriod> {
    return periodOf(await this.database.client.billingPeriod.findUniqueOrThrow({ where: { id } }));
  }

  async byIds(ids: readonly string[]): Promise<Map<string, StoredPeriod>> {
    const rows = await this.database.client.billingPeriod.findMany({ where: { id: { in: [...ids] } } });
    return new Map(rows.map((row) => [row.id, periodOf(row)]));
  }

  async ofContracts(contractIds: readonly string[]): Promise<StoredPeriod[]> {
    return (await this.database.client.billingPeriod.findMany({ where: { contractId: { in: [...contractIds] } }, orderBy: [{ contractId: 'asc' }, { ordinal: 'asc' }] })).map(periodOf);
  }

  /** Open periods that have ended, oldest first; locked, those that another worker holds are left to it. */
  async ended(limit: number): Promise<StoredPeriod[]> {
    const rows = await this.database.client.$queryRaw<{ id: string }[]>`
      select id from billing_period where state = 'OPEN' and to_at <= business_now() order by to_at, id limit ${limit} for update skip locked`;
    const periods = await this.byIds(rows.map(({ id }) => id));
    return rows.flatMap(({ id }) => periods.get(id) ?? []);
  }

  async collect(id: string, dueAt: Instant): Promise<void> {
    await this.move(id, 'COLLECTING', { dueAt: new Date(dueAt.epochMilliseconds) });
  }

  /** It cannot be rated or issued yet: why, and when it is looked at again. */
  async hold(id: string, reason: CollectingReason, reasonText: string, dueAt: Instant): Promise<void> {
    await this.move(id, 'COLLECTING', { reason, reasonText, dueAt: new Date(dueAt.epochMilliseconds) });
  }

  async become(id: string, state: 'RATED' | 'CLOSED'): Promise<void> {
    await this.move(id, state, { reason: null, reasonText: null });
  }

  /** What waited for this reason is looked at again at once. */
  async wake(reason: CollectingReason): Promise<number> {
    return this.database.client.$executeRaw`
      update billing_period set due_at = business_now() where state = 'COLLECTING' and reason = ${reason}::"CollectingReason" and due_at > business_now()`;
  }

  /**
   * When the next open period ends, or the next collecting one is to be rated. One that waits behind an earlier period of its
   * contract is not due, whatever its own time.
   */
  async nextDue(): Promise<Instant | null> {
    const rows = await this.database.client.$queryRaw<{ due: Date | null }[]>`
      select min(due_at) as due from (
        select due_at from billing_period where state = 'OPEN'
        union all
        select due_at from (select distinct on (contract_id) state, due_at from billing_period where state <> 'CLOSED' order by contract_id, ordinal) earliest where state = 'COLLECTING') next`;
    const due = rows[0]?.due;
    return due ? instantOf(due.getTime()) : null;
  }

  private async move(id: string, state: BillingPeriodState, data: { reason?: CollectingReason | null; reasonText?: string | null; dueAt?: Date }): Promise<void> {
    const { count } = await this.database.client.billingPeriod.updateMany({ where: { id, state: { in: [...statesBefore(state)] } }, data: { ...data, state } });
    invariant(count === 1, `The billing period ${id} cannot become ${state}.`);
  }
}
