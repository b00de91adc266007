/** Announcing what happened, in the transaction in which it happened. The event table is also the audit trail. */
import { Injectable } from '@nestjs/common';
import type { Instant } from '@busbar/kernel';
import { Database } from '../database/database';
import { newId } from '../database/ids';

/** JSON that an event may carry: ids and states; handlers read the rest again. */
export type EventData = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export interface NewEvent {
  /** Past tense with the subject in front: `contract.moved`. */
  readonly type: string;
  /** Additive changes keep the version; anything else is a new one. */
  readonly version?: number;
  /** Id of what it happened to; events of one subject are numbered in order. */
  readonly subject: string;
  /** The organisations that may know of it. */
  readonly organisations: readonly string[];
  readonly data: EventData;
}

export interface PublishedEvent extends Required<NewEvent> {
  readonly id: string;
  readonly sequence: number;
  readonly actorName: string;
  readonly actorId: string | null;
  readonly organisationId: string | null;
  /** Business time. */
  readonly at: Instant;
}

@Injectable()
export class Outbox {
  constructor(private readonly database: Database) {}

  /** Writes the event and its delivery in the open transaction; NOTIFY reaches the worker at commit. */
  async publish(event: NewEvent): Promise<string> {
    const id = newId('event');
    const { actor, client } = this.database;
    await client.$queryRaw`
      select publish_event(${id}, ${event.type}, ${event.version ?? 1}, ${event.subject}, ${actor.kind}, ${actor.personId}, ${actor.personName},
        ${actor.credentialId}, ${actor.organisationId}, ${[...new Set(event.organisations)]}::text[], ${JSON.stringify(event.data)}::jsonb)`;
    return id;
  }
}
