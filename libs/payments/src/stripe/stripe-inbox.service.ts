/** Webhooks in: verified, stored, answered; then handled from the table, with the object fetched again (payments.md section 4). */
import { Injectable, Logger } from '@nestjs/common';
import type Stripe from 'stripe';
import { systemActor } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import { isOutOfReach, StripeGateway } from './stripe.gateway';
import { type InboxEvent, StripeInboxRepository } from './stripe-inbox.repository';

/** Fetches what the event is about, outside any transaction, and answers how to apply it inside one. */
export type InboxHandler = (event: InboxEvent, stripe: Stripe) => Promise<() => Promise<void>>;

const BATCH = 20;
const MOST_ATTEMPTS = 5;
const OUT_OF_REACH_WAIT_SECONDS = 10;

@Injectable()
export class StripeInbox {
  private readonly logger = new Logger(StripeInbox.name);
  private readonly actor = systemActor('payments.inbox');
  private readonly handlers = new Map<string, InboxHandler>();

  constructor(private readonly database: Database, private readonly gateway: StripeGateway, private readonly inbox: StripeInboxRepository) {}

  on(types: readonly string[], handler: InboxHandler): void {
    for (const type of types) this.handlers.set(type, handler);
  }

  /** Stores a verified event. Throws WEBHOOK_REFUSED for anything that Stripe did not sign. */
  async receive(body: unknown, signature: string | undefined, endpoint: 'account' | 'connect'): Promise<void> {
    await this.store(this.gateway.verify(body, signature, endpoint));
  }

  /** Keeps an event that came from Stripe beyond doubt; false where it is here already. */
  store(event: Stripe.Event): Promise<boolean> {
    const object = event.data.object as { id?: string };
    return this.database.transaction(this.actor, () => this.inbox.insert({
      id: event.id, type: event.type, account: event.account ?? null, objectId: object.id ?? '', created: new Date(event.created * 1000), payload: JSON.stringify(event),
    }));
  }

  /** Handles one batch; answers how many are done. Types that nobody waits for are done at once. */
  async handleDue(): Promise<number> {
    const events = await this.database.read(this.actor, () => this.inbox.due(BATCH));
    let done = 0;
    for (const event of events) done += await this.handleOne(event);
    return done;
  }

  private async handleOne(event: InboxEvent): Promise<number> {
    try {
      const handler = this.handlers.get(event.type);
      const apply = handler && (await handler(event, this.gateway.api));
      await this.database.transaction(this.actor, async () => {
        if (!(await this.inbox.lockUnhandled(event.id))) return;
        await apply?.();
        await this.inbox.markHandled(event.id);
      });
      return 1;
    } catch (error) {
      await this.putOff(event, error);
      return 0;
    }
  }

  /** An event that cannot be applied is parked after a few tries, so that it neither blocks the others nor is forgotten. */
  private async putOff(event: InboxEvent, error: unknown): Promise<void> {
    const reason = error instanceof Error ? error.message : String(error);
    if (isOutOfReach(error)) {
      this.logger.warn({ msg: 'A Stripe event waits until Stripe can be asked.', eventId: event.id, type: event.type, reason });
      return this.database.transaction(this.actor, () => this.inbox.wait(event.id, reason, OUT_OF_REACH_WAIT_SECONDS));
    }
    const parked = await this.database.transaction(this.actor, () => this.inbox.putOff(event.id, reason, MOST_ATTEMPTS));
    this.logger.error({ msg: parked ? 'A Stripe event is parked: a person must look.' : 'A Stripe event could not be handled and will be tried again.', eventId: event.id, type: event.type, err: error });
  }
}
