import { Injectable } from '@nestjs/common';
import { type Instant, instantOf } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import type { PackedRows } from '../domain/packed-series';
import type { QuarterHours } from '../domain/quarter-hours';

/** Where a meter's quarter-hours changed: `[from, to)`. */
export interface ChangedRange {
  readonly meterNumber: number;
  readonly from: Instant;
  readonly to: Instant;
  /** How many quarter-hours are new or have another value. */
  readonly count: number;
}

export interface PendingEstimation {
  readonly meterNumber: number;
  readonly from: Instant;
  readonly to: Instant;
}

const numbers = (values: readonly (number | bigint)[]): string => `{${values.join(',')}}`;
const date = (at: Instant): Date => new Date(at.epochMilliseconds);

/** The only reader and writer of the interval tables. */
@Injectable()
export class IntervalsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Makes the given quarter-hours the current ones, all in one statement. What they replace goes to the history by trigger;
   * equal values change nothing. Callers hold the locks of the meters.
   */
  async write(intervals: QuarterHours): Promise<readonly ChangedRange[]> {
    if (intervals.startsMs.length === 0) return [];
    const starts = numbers(intervals.startsMs.map((ms) => ms / 1000));
    await this.database.client.$executeRaw`
      select telemetry.ensure_month(month) from (select distinct date_trunc('month', to_timestamp(s), 'UTC') as month from unnest(${starts}::text::bigint[]) s) months`;
    const rows = await this.database.client.$queryRaw<{ meter: number; from: Date; to: Date; count: number }[]>`
      with changed as (
        insert into telemetry.interval as i (start, meter, energy_mj, quality, changed_at)
        select to_timestamp(start_s), meter, energy_mj, quality, (select business_now())
        from unnest(${starts}::text::bigint[], ${numbers(intervals.meterNumbers)}::text::int[], ${numbers(intervals.energiesMj)}::text::bigint[], ${numbers(intervals.qualities)}::text::int[])
          as sent (start_s, meter, energy_mj, quality)
        order by 1, 2
        on conflict (start, meter) do update set energy_mj = excluded.energy_mj, quality = excluded.quality, changed_at = excluded.changed_at
        where i.energy_mj <> excluded.energy_mj or i.quality <> excluded.quality
        returning start, meter)
      select meter, min(start) as "from", max(start) + interval '15 minutes' as "to", count(*)::int as count from changed group by meter order by meter`;
    return rows.map((row) => ({ meterNumber: row.meter, from: instantOf(row.from.getTime()), to: instantOf(row.to.getTime()), count: row.count }));
  }

  /**
   * The quarter-hours of the meters that begin in `[startMs, startMs + count × 15 min)`, packed by PostgreSQL into one row a
   * meter. A meter without any is not in the answer.
   */
  async packed(meterNumbers: readonly number[], startMs: number, count: number): Promise<ReadonlyMap<number, PackedRows>> {
    const startS = startMs / 1000;
    const rows = await this.database.client.$queryRaw<{ meter: number; slots: Uint8Array; energies: Uint8Array; qualities: Uint8Array }[]>`
      select meter,
        string_agg(int4send(((extract(epoch from start)::bigint - ${startS}::bigint) / 900)::int), '' order by start) as slots,
        string_agg(int8send(energy_mj), '' order by start) as energies,
        string_agg(int2send(quality), '' order by start) as qualities
      from telemetry.interval
      where meter = any(${numbers(meterNumbers)}::text::int[]) and start >= to_timestamp(${startS}::bigint) and start < to_timestamp(${startS + count * 900}::bigint)
      group by meter`;
    return new Map(rows.map((row) => [row.meter, { slots: row.slots, energies: row.energies, qualities: row.qualities }]));
  }

  /** Notes that gaps round these changes are to be looked at; what is noted already keeps its time and grows. */
  async noteForEstimation(changes: readonly ChangedRange[], dueAt: Instant): Promise<void> {
    await this.database.client.$executeRaw`
      insert into telemetry.pending_estimation as p (meter, changed_from, changed_to, due_at)
      select meter, to_timestamp(from_s), to_timestamp(to_s), ${date(dueAt)}
      from unnest(${numbers(changes.map((one) => one.meterNumber))}::text::int[], ${numbers(changes.map((one) => one.from.epochMilliseconds / 1000))}::text::bigint[],
        ${numbers(changes.map((one) => one.to.epochMilliseconds / 1000))}::text::bigint[]) as noted (meter, from_s, to_s)
      on conflict (meter) do update set changed_from = least(p.changed_from, excluded.changed_from), changed_to = greatest(p.changed_to, excluded.changed_to)`;
  }

  async nextEstimationDue(): Promise<Instant | null> {
    const rows = await this.database.client.$queryRaw<{ due: Date | null }[]>`select min(due_at) as due from telemetry.pending_estimation`;
    const due = rows[0]?.due;
    return due ? instantOf(due.getTime()) : null;
  }

  /** Numbers of meters that are due, oldest first. */
  async dueForEstimation(limit: number): Promise<readonly number[]> {
    const rows = await this.database.client.$queryRaw<{ meter: number }[]>`select meter from telemetry.pending_estimation where due_at <= business_now() order by due_at, meter limit ${limit}`;
    return rows.map((row) => row.meter);
  }

  /** Takes the note of a meter off, or null where another worker was faster. Callers hold the meter's lock. */
  async takePending(meterNumber: number): Promise<PendingEstimation | null> {
    const rows = await this.database.client.$queryRaw<{ changed_from: Date; changed_to: Date }[]>`delete from telemetry.pending_estimation where meter = ${meterNumber} returning changed_from, changed_to`;
    const row = rows[0];
    return row ? { meterNumber, from: instantOf(row.changed_from.getTime()), to: instantOf(row.changed_to.getTime()) } : null;
  }

  /** Months that are over and have no index by meter yet; `next` is when the following one will be over. */
  async monthsToIndex(): Promise<{ readonly over: readonly Instant[]; readonly next: Instant | null }> {
    const rows = await this.database.client.$queryRaw<{ first: Date; ends: Date; over: boolean }[]>`
      select first, first + interval '1 month' as ends, first + interval '1 month' <= business_now() as over from telemetry.unindexed_month`;
    const open = rows.find((row) => !row.over);
    return { over: rows.filter((row) => row.over).map((row) => instantOf(row.first.getTime())), next: open ? instantOf(open.ends.getTime()) : null };
  }

  async indexMonth(month: Instant): Promise<void> {
    await this.database.client.$executeRaw`select telemetry.index_month(${date(month)})`;
  }
}
