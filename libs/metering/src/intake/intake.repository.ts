import { Injectable } from '@nestjs/common';
import type { Instant } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import type { RatedMeter, Reading } from '../domain/reading';

/** A meter as intake needs it, locked for this transaction. */
export interface IntakeMeter extends RatedMeter {
  readonly id: string;
  readonly hostId: string;
}

export interface TakenBatch {
  readonly id: string;
  readonly hostId: string;
  readonly channel: 'REST' | 'FILE';
  readonly fileSha256: string | null;
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: number;
  readonly receivedAt: Instant;
}

/** Columns as PostgreSQL array literals: one text a column, whatever the number of rows. */
const numbers = (values: readonly (number | bigint)[]): string => `{${values.join(',')}}`;

@Injectable()
export class IntakeRepository {
  constructor(private readonly database: Database) {}

  /**
   * Those of the meters that are this host's, locked in the order of their numbers: two batches of one meter follow each
   * other, and two batches of many meters cannot wait for each other.
   */
  async lockMeters(ids: readonly string[], hostId: string | null): Promise<ReadonlyMap<string, IntakeMeter>> {
    const rows = await this.database.client.$queryRaw<{ id: string; number: number; rated_w: bigint; host_id: string }[]>`
      select id, number, rated_w, host_id from meter where id = any(${[...ids]}::text[]) and (${hostId}::text is null or host_id = ${hostId}) order by number for no key update`;
    return new Map(rows.map((row) => [row.id, { id: row.id, number: row.number, ratedW: row.rated_w, hostId: row.host_id }]));
  }

  /** Which of the readings are known by their (source, id) already, by position, and whether they say the same as then. */
  async known(readings: readonly Reading[]): Promise<ReadonlyMap<number, { readonly same: boolean }>> {
    const rows = await this.database.client.$queryRaw<{ position: number; same: boolean }[]>`
      select sent.position::int - 1 as position,
        (r.start = to_timestamp(sent.start_s) and r.duration_s = sent.duration_s and r.energy_mj = sent.energy_mj and r.quality = sent.quality) as same
      from unnest(${numbers(readings.map((one) => one.meterNumber))}::text::int[], ${readings.map((one) => one.source)}::text[], ${readings.map((one) => one.id)}::text[],
        ${numbers(readings.map((one) => one.startMs / 1000))}::text::bigint[], ${numbers(readings.map((one) => one.durationMs / 1000))}::text::int[],
        ${numbers(readings.map((one) => one.energyMj))}::text::bigint[], ${numbers(readings.map((one) => one.quality))}::text::int[]) with ordinality
        as sent (meter, source, event_id, start_s, duration_s, energy_mj, quality, position)
      join telemetry.reading r on r.meter = sent.meter and r.source = sent.source and r.event_id = sent.event_id`;
    return new Map(rows.map((row) => [row.position, { same: row.same }]));
  }

  /** Keeps the readings as they came. */
  async keep(readings: readonly Reading[], batchId: string): Promise<void> {
    await this.database.client.$executeRaw`
      insert into telemetry.reading (meter, source, event_id, start, duration_s, energy_mj, quality, batch_id, received_at)
      select meter, source, event_id, to_timestamp(start_s), duration_s, energy_mj, quality, ${batchId}, (select business_now())
      from unnest(${numbers(readings.map((one) => one.meterNumber))}::text::int[], ${readings.map((one) => one.source)}::text[], ${readings.map((one) => one.id)}::text[],
        ${numbers(readings.map((one) => one.startMs / 1000))}::text::bigint[], ${numbers(readings.map((one) => one.durationMs / 1000))}::text::int[],
        ${numbers(readings.map((one) => one.energyMj))}::text::bigint[], ${numbers(readings.map((one) => one.quality))}::text::int[])
        as sent (meter, source, event_id, start_s, duration_s, energy_mj, quality)`;
  }

  async record(batch: TakenBatch): Promise<void> {
    await this.database.client.intakeBatch.create({ data: { ...batch, receivedAt: new Date(batch.receivedAt.epochMilliseconds) } });
  }
}
