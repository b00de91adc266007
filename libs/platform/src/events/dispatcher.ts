/**
 * Delivers events: claims undelivered rows with SKIP LOCKED under a lease, in the order of each subject, counts the try,
 * runs every handler in its own transaction, and parks what has failed too often, or has ended its process too often.
 * Delivery is at least once; `event_handled` makes each handler's effect happen once.
 */
import { Injectable, Logger } from '@nestjs/common';
import { instantOf, systemActor } from '@busbar/kernel';
import { Database } from '../database/database';
import { EventHandlers } from './event-handlers';
import type { EventData, PublishedEvent } from './outbox';

const BATCH = 20;
const MOST_ATTEMPTS = 5;
const NEVER_ENDED = 'Whatever process handled it ended before it was done.';

interface ClaimedRow {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly subject: string;
  readonly sequence: number;
  readonly actor_id: string | null;
  readonly actor_name: string;
  readonly organisation_id: string | null;
  readonly organisations: string[];
  readonly at: Date;
  readonly data: EventData;
  /** How often its handling was begun before. */
  readonly attempts: number;
  /** Until when it is ours; as PostgreSQL writes it, to be compared there. */
  readonly lease: string;
}

@Injectable()
export class Dispatcher {
  private readonly logger = new Logger(Dispatcher.name);
  private readonly actor = systemActor('outbox');

  constructor(private readonly database: Database, private readonly handlers: EventHandlers) {}

  /** Delivers one batch of what is due; answers how many events left the outbox or were put off. */
  async deliver(): Promise<number> {
    const claimed = await this.claim();
    for (const row of claimed) await this.deliverOne(row);
    return claimed.length;
  }

  /** Events not yet delivered and not parked, for idleness and metrics. */
  async waiting(): Promise<{ waiting: number; parked: number }> {
    return this.database.read(this.actor, async () => {
      const rows = await this.database.client.$queryRaw<{ waiting: bigint; parked: bigint }[]>`
        select count(*) filter (where parked_at is null) as waiting, count(*) filter (where parked_at is not null) as parked from event_outbox`;
      return { waiting: Number(rows[0]?.waiting ?? 0n), parked: Number(rows[0]?.parked ?? 0n) };
    });
  }

  private claim(): Promise<ClaimedRow[]> {
    return this.database.transaction(this.actor, () => this.database.client.$queryRaw<ClaimedRow[]>`
      with due as (
        select o.event_id from event_outbox o
        where o.parked_at is null and o.available_at <= clock_timestamp() and (o.leased_until is null or o.leased_until < clock_timestamp())
          and not exists (select 1 from event_outbox e where e.subject = o.subject and e.sequence < o.sequence and e.parked_at is null)
        order by o.event_id limit ${BATCH} for update of o skip locked),
      leased as (
        update event_outbox o set leased_until = clock_timestamp() + interval '60 seconds' from due where o.event_id = due.event_id
        returning o.event_id, o.attempts, o.leased_until::text as lease)
      select e.id, e.type, e.version, e.subject, e.sequence, e.actor_id, e.actor_name, e.organisation_id, e.organisations, e.at, e.data, l.attempts, l.lease
      from leased l join event e on e.id = l.event_id order by e.id`);
  }

  private async deliverOne(row: ClaimedRow): Promise<void> {
    if (row.attempts >= MOST_ATTEMPTS) return this.putOff(row, row.attempts, new Error(NEVER_ENDED));
    const attempts = await this.begin(row);
    if (attempts === null) return;
    const event: PublishedEvent = {
      id: row.id, type: row.type, version: row.version, subject: row.subject, sequence: row.sequence, actorId: row.actor_id, actorName: row.actor_name,
      organisationId: row.organisation_id, organisations: row.organisations, at: instantOf(row.at.getTime()), data: row.data,
    };
    try {
      for (const { name, handle } of this.handlers.of(row.type)) await this.runHandler(name, event, handle);
      await this.database.transaction(this.actor, () => this.database.client.$executeRaw`delete from event_outbox where event_id = ${row.id}`);
    } catch (error) {
      await this.putOff(row, attempts, error);
    }
  }

  /**
   * Counts the try before the work, in a transaction of its own: a handler that ends the process has then been counted, and
   * nothing else of its batch. Renews the lease; null where somebody else has the event by now.
   */
  private async begin({ id, lease }: ClaimedRow): Promise<number | null> {
    const begun = await this.database.transaction(this.actor, () => this.database.client.$queryRaw<{ attempts: number }[]>`
      update event_outbox set attempts = attempts + 1, leased_until = clock_timestamp() + interval '60 seconds' where event_id = ${id} and leased_until = ${lease}::timestamptz returning attempts`);
    return begun[0]?.attempts ?? null;
  }

  private runHandler(name: string, event: PublishedEvent, handle: (event: PublishedEvent) => Promise<void>): Promise<void> {
    return this.database.transaction(systemActor(name), async () => {
      const fresh = await this.database.client.$executeRaw`insert into event_handled (event_id, handler) values (${event.id}, ${name}) on conflict do nothing`;
      if (fresh === 1) await handle(event);
    });
  }

  private async putOff(row: ClaimedRow, attempts: number, error: unknown): Promise<void> {
    const reason = error instanceof Error ? error.message : String(error);
    const park = attempts >= MOST_ATTEMPTS;
    this.logger.error({ msg: park ? 'An event is parked and waits for a person.' : 'An event could not be handled.', eventId: row.id, type: row.type, attempts, err: error });
    const delaySeconds = Math.min(600, 0.5 * 2 ** attempts);
    await this.database.transaction(this.actor, () => this.database.client.$executeRaw`
      update event_outbox set leased_until = null, last_error = ${reason.slice(0, 500)}, available_at = clock_timestamp() + make_interval(secs => ${delaySeconds}),
        parked_at = case when ${park} then clock_timestamp() end
      where event_id = ${row.id}`);
  }
}
