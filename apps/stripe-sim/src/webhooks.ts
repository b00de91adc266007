/** Events and their signed delivery: at least once, retried with growing waits, in no promised order (payments.md section 4). */
import { createHmac } from 'node:crypto';
import type { SimClock } from './sim-clock';
import { newStripeId, type Store, type StripeObject } from './store';

export interface Endpoint {
  readonly url: string;
  readonly secret: string;
  /** Whether it hears of connected accounts or of the platform's own. */
  readonly connect: boolean;
}

export interface StripeEvent extends StripeObject {
  readonly object: 'event';
  readonly type: string;
  readonly pending_webhooks: number;
}

const RETRY_MS = [0, 500, 2_000, 10_000, 30_000, 60_000, 300_000];
const ANSWER_WITHIN_MS = 10_000;

export class Webhooks {
  private stopped = false;
  private readonly timers = new Set<NodeJS.Timeout>();
  private underWay = 0;

  constructor(private readonly store: Store, private readonly clock: SimClock, private readonly endpoints: readonly Endpoint[]) {}

  /** Stages an event about the object as it is now; it is sent once the request that caused it is kept. */
  emit(type: string, object: StripeObject): void {
    const account = object._account;
    const endpoint = this.endpointOf(account);
    const { _account: _hidden, ...shown } = object;
    const event: StripeEvent = {
      id: newStripeId('evt'), object: 'event', api_version: null, created: this.clock.now, livemode: false, type, data: { object: shown }, pending_webhooks: endpoint ? 1 : 0,
      request: { id: null, idempotency_key: null }, ...(account ? { account, _account: account } : {}),
    };
    this.store.put(event);
    if (endpoint) this.schedule(event.id, 0);
  }

  /** Takes up what an earlier process left undelivered. */
  resume(): void {
    for (const event of this.store.all<StripeEvent>('event')) if (event.pending_webhooks > 0) this.schedule(event.id, 1);
  }

  /** Deliveries that are waiting or under way. */
  get open(): number {
    return this.timers.size + this.underWay;
  }

  stop(): void {
    this.stopped = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  /** `Stripe-Signature` over the bytes: HMAC-SHA256 of `timestamp.body` with the endpoint's secret. */
  static signature(body: string, secret: string, epochSeconds: number): string {
    return `t=${epochSeconds},v1=${createHmac('sha256', secret).update(`${epochSeconds}.${body}`).digest('hex')}`;
  }

  private endpointOf(account: string | undefined): Endpoint | undefined {
    return this.endpoints.find(({ connect }) => connect === (account !== undefined));
  }

  private schedule(eventId: string, attempt: number): void {
    const wait = RETRY_MS[attempt];
    if (wait === undefined || this.stopped) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.underWay += 1;
      void this.deliver(eventId, attempt).finally(() => {
        this.underWay -= 1;
      });
    }, wait);
    this.timers.add(timer);
  }

  private async deliver(eventId: string, attempt: number): Promise<void> {
    const event = this.store.get<StripeEvent>(eventId);
    const endpoint = event && this.endpointOf(event._account);
    if (!event || !endpoint) return;
    const { _account: _hidden, ...shown } = event;
    const body = JSON.stringify(shown);
    try {
      // Signatures carry wall time: the receiver's tolerance is about replay, not about business dates.
      const signature = Webhooks.signature(body, endpoint.secret, Math.floor(Date.now() / 1000));
      const answer = await fetch(endpoint.url, { method: 'POST', headers: { 'content-type': 'application/json', 'stripe-signature': signature }, body, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      if (answer.ok) {
        this.store.change<StripeEvent>(eventId, { pending_webhooks: 0 });
        this.store.commit();
        return;
      }
    } catch {
      // An endpoint that is down is what retries are for.
    }
    this.schedule(eventId, attempt + 1);
  }
}
