/**
 * What is to be asked of Stripe leaves from here: kept in the transaction of the business state, sent by the worker under a
 * deterministic key, its answer applied in a transaction of its own (payments.md section 3).
 */
import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { type Instant, invariant, systemActor } from '@busbar/kernel';
import { canonicalJson, Clock, Database } from '@busbar/platform';
import { StripeGateway, type StripeCall, type StripeOutcome } from './stripe.gateway';
import { type KeptRequest, StripeRequestsRepository } from './stripe-requests.repository';

type Apply = (subject: string, outcome: Exclude<StripeOutcome, { kind: 'RETRY' }>) => Promise<void>;

/** Stripe may prune keys after 24 h; older sends are never repeated blindly. */
const KEY_LIFE_MS = 23 * 3_600_000;
const BATCH = 10;

@Injectable()
export class StripeRequests {
  private readonly logger = new Logger(StripeRequests.name);
  private readonly actor = systemActor('payments.sender');
  private readonly appliers = new Map<StripeCall['kind'], Apply>();

  constructor(private readonly database: Database, private readonly clock: Clock, private readonly gateway: StripeGateway, private readonly requests: StripeRequestsRepository) {}

  /** Who applies the answers of a kind, inside a transaction. */
  onAnswer(kind: StripeCall['kind'], apply: Apply): void {
    invariant(!this.appliers.has(kind), `Answers of ${kind} have two appliers.`);
    this.appliers.set(kind, apply);
  }

  /** Keeps a call in the open transaction. The same key with other parameters is a defect and fails loudly. */
  async keep(idempotencyKey: string, subject: string, call: StripeCall, notBefore: Instant = this.clock.now()): Promise<void> {
    const bodySha256 = createHash('sha256').update(canonicalJson(call.params)).digest('hex');
    const standing = await this.requests.insert({ idempotencyKey, subject, call, bodySha256, notBefore });
    invariant(standing === null || standing === bodySha256, `The Stripe key ${idempotencyKey} stands for other parameters.`);
  }

  nextDue(): Promise<Instant | null> {
    return this.database.read(this.actor, () => this.requests.nextDue());
  }

  /**
   * Sends one batch, side by side, so that all are answered within the lease; answers how many were settled. Where payments
   * are not configured nothing is sent or lost.
   */
  async sendDue(): Promise<number> {
    if (!this.gateway.configured) return 0;
    const claimed = await this.database.transaction(this.actor, () => this.requests.claim(BATCH));
    const settled = await Promise.all(claimed.map((request) => this.sendOne(request)));
    return settled.filter(Boolean).length;
  }

  private async sendOne(request: KeptRequest): Promise<boolean> {
    if (request.firstSentMs !== null && this.clock.wall().epochMilliseconds - request.firstSentMs > KEY_LIFE_MS) {
      this.logger.error({ msg: 'A request to Stripe is too old to be repeated under its key.', idempotencyKey: request.idempotencyKey });
      await this.database.transaction(this.actor, () => this.requests.markUnknown(request.id));
      return true;
    }
    const outcome = await this.gateway.send(request.call, request.idempotencyKey);
    if (outcome.kind === 'RETRY') return this.putOff(request, outcome.message);
    try {
      await this.database.transaction(this.actor, async () => {
        // Another worker may have been told the same meanwhile.
        if (await this.requests.settle(request.id, outcome)) await this.appliers.get(request.call.kind)?.(request.subject, outcome);
      });
      return true;
    } catch (error) {
      // What Stripe did stands, and the same key brings the same answer; the others of the batch are not held up.
      this.logger.error({ msg: "Stripe's answer could not be applied.", idempotencyKey: request.idempotencyKey, err: error });
      return this.putOff(request, error instanceof Error ? error.message : String(error));
    }
  }

  private async putOff(request: KeptRequest, reason: string): Promise<false> {
    this.logger.warn({ msg: 'A request to Stripe is repeated later under the same key.', idempotencyKey: request.idempotencyKey, reason });
    await this.database.transaction(this.actor, () => this.requests.putOff(request.id, reason));
    return false;
  }
}
