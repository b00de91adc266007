import { Injectable } from '@nestjs/common';
import { type Instant, instantOf } from '@busbar/kernel';
import { Database } from '@busbar/platform';

export interface InboxEvent {
  readonly id: string;
  readonly type: string;
  readonly account: string | null;
  /** Id of the object it is about; the object itself is fetched again. */
  readonly objectId: string;
  readonly attempts: number;
}

/** An event that could not be applied. */
export interface ParkedEvent {
  readonly id: string;
  readonly type: string;
  readonly stripeObject: string;
  readonly stripeAccount: string | null;
  readonly createdAt: Instant;
  readonly parkedAt: Instant;
  readonly attempts: number;
  readonly reason: string;
}

@Injectable()
export class StripeInboxRepository {
  constructor(private readonly database: Database) {}

  /** One insert; a repeated delivery changes nothing and answers false. */
  async insert(event: { id: string; type: string; account: string | null; objectId: string; created: Date; payload: string }): Promise<boolean> {
    const inserted = await this.database.client.$executeRaw`
      insert into stripe_event (id, account, type, object_id, created, payload) values (${event.id}, ${event.account}, ${event.type}, ${event.objectId}, ${event.created}, ${event.payload}::jsonb) on conflict (id) do nothing`;
    return inserted === 1;
  }

  async due(most: number): Promise<InboxEvent[]> {
    return this.database.client.$queryRaw<InboxEvent[]>`
      select id, type, account, object_id as "objectId", attempts from stripe_event where handled_at is null and parked_at is null and retry_at <= clock_timestamp() order by created, id limit ${most}`;
  }

  /** Locks the event; false where another worker has handled it meanwhile. */
  async lockUnhandled(id: string): Promise<boolean> {
    const rows = await this.database.client.$queryRaw<{ id: string }[]>`select id from stripe_event where id = ${id} and handled_at is null for update`;
    return rows.length === 1;
  }

  async markHandled(id: string): Promise<void> {
    await this.database.client.$executeRaw`update stripe_event set handled_at = clock_timestamp(), last_error = null where id = ${id}`;
  }

  /** Tried again after growing waits; after so many tries it is parked with the reason, for a person to see. Answers whether it is. */
  async putOff(id: string, reason: string, mostAttempts: number): Promise<boolean> {
    const rows = await this.database.client.$queryRaw<{ parked: boolean }[]>`
      update stripe_event set attempts = attempts + 1, last_error = ${reason.slice(0, 300)}, retry_at = clock_timestamp() + make_interval(secs => 2 ^ least(attempts, 9)),
        parked_at = case when attempts + 1 >= ${mostAttempts} then clock_timestamp() end
      where id = ${id} and handled_at is null returning parked_at is not null as parked`;
    return rows[0]?.parked ?? false;
  }

  /** Tried again soon: what failed was not the event's fault and is not counted against it. */
  async wait(id: string, reason: string, seconds: number): Promise<void> {
    await this.database.client.$executeRaw`
      update stripe_event set last_error = ${reason.slice(0, 300)}, retry_at = clock_timestamp() + make_interval(secs => ${seconds}::int) where id = ${id} and handled_at is null`;
  }

  /** The latest parked first, after the event `after`, which a page ended with; at most `most`. */
  async parked(after: string | null, most: number): Promise<ParkedEvent[]> {
    const rows = await this.database.client.$queryRaw<(Omit<ParkedEvent, 'createdAt' | 'parkedAt'> & { readonly createdAt: Date; readonly parkedAt: Date })[]>`
      select id, type, object_id as "stripeObject", account as "stripeAccount", created as "createdAt", parked_at as "parkedAt", attempts, coalesce(last_error, '') as reason
      from stripe_event
      where parked_at is not null and (${after}::text is null or (parked_at, id) < (select parked_at, id from stripe_event where id = ${after}))
      order by parked_at desc, id desc limit ${most}`;
    return rows.map((row) => ({ ...row, createdAt: instantOf(row.createdAt.getTime()), parkedAt: instantOf(row.parkedAt.getTime()) }));
  }
}
