/** What Stripe left for a person to look at: events that could not be applied, requests of which nobody knows what became. */
import { Injectable } from '@nestjs/common';
import { type Actor, authorise } from '@busbar/kernel';
import { type Connection, Database, decodeCursor, encodeCursor, pageSize, toConnection } from '@busbar/platform';
import { paymentPolicy } from '../domain/payment-policy';
import { type ParkedEvent, StripeInboxRepository } from './stripe-inbox.repository';
import { StripeRequestsRepository, type UnknownRequest } from './stripe-requests.repository';

interface Asked {
  readonly first: number;
  readonly after?: string | null | undefined;
}

const cursorOf = ({ id }: { readonly id: string }): string => encodeCursor([id]);
const idIn = (cursor: string | null | undefined): string | null => {
  const id = decodeCursor(cursor, 1)?.[0];
  return typeof id === 'string' ? id : null;
};

@Injectable()
export class StripeAttention {
  constructor(private readonly database: Database, private readonly inbox: StripeInboxRepository, private readonly requests: StripeRequestsRepository) {}

  /** The latest parked first. Staff only. */
  parkedEvents(actor: Actor, asked: Asked): Promise<Connection<ParkedEvent>> {
    authorise(paymentPolicy.seeStripeAttention, actor, undefined);
    const first = pageSize(asked);
    const after = idIn(asked.after);
    return this.database.read(actor, async () => toConnection(await this.inbox.parked(after, first + 1), first, cursorOf));
  }

  /** The latest first. Staff only. */
  unknownRequests(actor: Actor, asked: Asked): Promise<Connection<UnknownRequest>> {
    authorise(paymentPolicy.seeStripeAttention, actor, undefined);
    const first = pageSize(asked);
    const after = idIn(asked.after);
    return this.database.read(actor, async () => toConnection(await this.requests.unknown(after, first + 1), first, cursorOf));
  }
}
