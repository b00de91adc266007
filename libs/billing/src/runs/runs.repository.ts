import { Injectable } from '@nestjs/common';
import { type Instant, instantOf } from '@busbar/kernel';
import { Database, newId } from '@busbar/platform';
import type { CarriedForward } from '@busbar/pricing';
import type { BillingItemState, BillingRunState } from '../domain/billing-run';
import type { Pins } from '../domain/pins';

export interface RunItem {
  readonly id: string;
  readonly runId: string;
  readonly contractId: string;
  readonly periodId: string;
  readonly revision: number;
  readonly state: BillingItemState;
}

export interface RunSummary {
  readonly id: string;
  readonly state: BillingRunState;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
  /** How many items are in each state. */
  readonly items: Readonly<Record<BillingItemState, number>>;
}

/** What a period's rating left behind: the pins, and what it carries to the next. */
export interface RatedBefore {
  readonly pins: Pins;
  readonly carried: readonly CarriedForward[];
}

interface ItemRow {
  id: string;
  run_id: string;
  contract_id: string;
  period_id: string;
  revision: number;
  state: BillingItemState;
}

const itemOf = (row: ItemRow): RunItem => ({ id: row.id, runId: row.run_id, contractId: row.contract_id, periodId: row.period_id, revision: row.revision, state: row.state });

/** Periods in a run: bounded, so that a run ends; what is left falls to the next. */
const MOST_ITEMS = 20_000;

@Injectable()
export class RunsRepository {
  constructor(private readonly database: Database) {}

  /** The run that is under way, if any. */
  async unfinished(): Promise<string | null> {
    const rows = await this.database.client.$queryRaw<{ id: string }[]>`select id from billing_run where state <> 'DONE'`;
    return rows[0]?.id ?? null;
  }

  /**
   * Begins a run over what is due: of each contract the earliest period that is not closed, if its time has come. Null where
   * nothing is due or another worker was faster.
   */
  async begin(): Promise<string | null> {
    const due = await this.database.client.$queryRaw<{ contract_id: string; period_id: string }[]>`
      select contract_id, id as period_id from (
        select distinct on (contract_id) contract_id, id, state, due_at from billing_period where state <> 'CLOSED' order by contract_id, ordinal) earliest
      where state = 'COLLECTING' and due_at <= business_now() order by contract_id limit ${MOST_ITEMS}`;
    if (due.length === 0) return null;
    const runId = newId('run');
    const began = await this.database.client.$executeRaw`insert into billing_run (id, state, started_at) values (${runId}, 'RATING', business_now()) on conflict do nothing`;
    if (began === 0) return null;
    await this.database.client.$executeRaw`
      insert into billing_run_item (id, run_id, contract_id, period_id, revision, state)
      select i, ${runId}, c, p, 1, 'PENDING' from unnest(${due.map(() => newId('job'))}::text[], ${due.map((one) => one.contract_id)}::text[], ${due.map((one) => one.period_id)}::text[]) as due (i, c, p)
      on conflict do nothing`;
    return runId;
  }

  /** The next item to rate, locked; items that another worker is rating are left to it. */
  async takePending(runId: string): Promise<RunItem | null> {
    const rows = await this.database.client.$queryRaw<ItemRow[]>`
      select id, run_id, contract_id, period_id, revision, state from billing_run_item where run_id = ${runId} and state = 'PENDING' order by contract_id limit 1 for update skip locked`;
    return rows[0] ? itemOf(rows[0]) : null;
  }

  /**
   * Locks the run for issuing, which one worker does at a time. False while somebody is still rating, for numbers follow the
   * order of contracts.
   */
  async lockForIssuing(runId: string): Promise<boolean> {
    await this.database.client.$queryRaw`select id from billing_run where id = ${runId} for update`;
    const rows = await this.database.client.$queryRaw<{ pending: boolean; done: boolean }[]>`
      select r.state = 'DONE' as done, exists (select 1 from billing_run_item i where i.run_id = r.id and i.state = 'PENDING') as pending from billing_run r where r.id = ${runId}`;
    const row = rows[0];
    if (!row || row.done || row.pending) return false;
    await this.database.client.$executeRaw`update billing_run set state = 'ISSUING' where id = ${runId} and state = 'RATING'`;
    return true;
  }

  /** The next rated item in the order of contracts. */
  async nextRated(runId: string): Promise<RunItem | null> {
    const rows = await this.database.client.$queryRaw<ItemRow[]>`
      select id, run_id, contract_id, period_id, revision, state from billing_run_item where run_id = ${runId} and state = 'RATED' order by contract_id limit 1`;
    return rows[0] ? itemOf(rows[0]) : null;
  }

  async finish(runId: string): Promise<void> {
    await this.database.client.$executeRaw`update billing_run set state = 'DONE', finished_at = business_now() where id = ${runId}`;
  }

  /** Keeps what was rated; pins never change afterwards. */
  async rated(itemId: string, state: 'RATED' | 'EMPTY', pins: Pins, ratedSha256: string, carried: readonly CarriedForward[]): Promise<void> {
    await this.database.client.$executeRaw`
      update billing_run_item set state = ${state}::"BillingItemState", pins = ${JSON.stringify(pins)}::jsonb, rated_sha256 = ${ratedSha256}, carried = ${JSON.stringify(carried)}::jsonb where id = ${itemId}`;
  }

  async become(itemId: string, state: 'ISSUED' | 'WAITING' | 'PARKED', reasonText: string | null): Promise<void> {
    await this.database.client.$executeRaw`update billing_run_item set state = ${state}::"BillingItemState", reason_text = ${reasonText} where id = ${itemId}`;
  }

  /** The pins of an item that was rated. */
  async pinsOf(itemId: string): Promise<{ pins: Pins; ratedSha256: string } | null> {
    const rows = await this.database.client.$queryRaw<{ pins: Pins; rated_sha256: string }[]>`select pins, rated_sha256 from billing_run_item where id = ${itemId} and pins is not null`;
    const row = rows[0];
    return row ? { pins: row.pins, ratedSha256: row.rated_sha256 } : null;
  }

  /** What the period before this one left; null where it is the first. */
  async ratedBefore(contractId: string, ordinal: number): Promise<RatedBefore | null> {
    const rows = await this.database.client.$queryRaw<{ pins: Pins; carried: CarriedForward[] }[]>`
      select i.pins, i.carried from billing_run_item i join billing_period p on p.id = i.period_id
      where p.contract_id = ${contractId} and p.ordinal = ${ordinal - 1} and i.pins is not null order by i.revision desc limit 1`;
    return rows[0] ?? null;
  }

  /** Runs, the latest first. */
  async page(first: number, before: string | null): Promise<RunSummary[]> {
    const rows = await this.database.client.$queryRaw<{ id: string; state: BillingRunState; started_at: Date; finished_at: Date | null }[]>`
      select id, state, started_at, finished_at from billing_run where ${before}::text is null or id < ${before} order by id desc limit ${first}`;
    return this.counted(rows);
  }

  async get(runId: string): Promise<RunSummary | null> {
    const rows = await this.database.client.$queryRaw<{ id: string; state: BillingRunState; started_at: Date; finished_at: Date | null }[]>`
      select id, state, started_at, finished_at from billing_run where id = ${runId}`;
    return (await this.counted(rows))[0] ?? null;
  }

  private async counted(rows: readonly { id: string; state: BillingRunState; started_at: Date; finished_at: Date | null }[]): Promise<RunSummary[]> {
    const counts = await this.database.client.$queryRaw<{ run_id: string; state: BillingItemState; items: bigint }[]>`
      select run_id, state, count(*) as items from billing_run_item where run_id = any(${rows.map(({ id }) => id)}::text[]) group by run_id, state`;
    return rows.map((row) => {
      const items: Record<BillingItemState, number> = { PENDING: 0, RATED: 0, ISSUED: 0, EMPTY: 0, WAITING: 0, PARKED: 0 };
      for (const count of counts) if (count.run_id === row.id) items[count.state] = Number(count.items);
      return { id: row.id, state: row.state, startedAt: instantOf(row.started_at.getTime()), finishedAt: row.finished_at && instantOf(row.finished_at.getTime()), items };
    });
  }
}
