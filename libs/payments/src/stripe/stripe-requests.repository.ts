import { Injectable } from '@nestjs/common';
import { type Instant, instantOf, invariant } from '@busbar/kernel';
import { Database, newId } from '@busbar/platform';
import type { StripeRequest as StripeRequestRow } from '@busbar/platform/prisma';
import { stripeCallNames, type StripeCallName } from '../domain/stripe-call';
import type { StripeCall, StripeOutcome } from './stripe.gateway';

export interface KeptRequest {
  readonly id: string;
  readonly idempotencyKey: string;
  /** `chg_…`, `trf_…` or `pme_…`: what the answer belongs to. */
  readonly subject: string;
  readonly call: StripeCall;
  readonly attempts: number;
  readonly firstSentMs: number | null;
}

/** A request that was never answered and is too old to be repeated. */
export interface UnknownRequest {
  readonly id: string;
  readonly call: StripeCallName;
  readonly subject: string;
  readonly idempotencyKey: string;
  readonly firstSentAt: Instant;
  readonly attempts: number;
  readonly reason: string | null;
}

const LEASE_SECONDS = 90;

const keptOf = (row: Pick<StripeRequestRow, 'id' | 'idempotencyKey' | 'subject' | 'kind' | 'body' | 'attempts' | 'firstSentAt'>): KeptRequest => ({
  id: row.id, idempotencyKey: row.idempotencyKey, subject: row.subject, call: { kind: row.kind, params: row.body } as unknown as StripeCall, attempts: row.attempts, firstSentMs: row.firstSentAt?.getTime() ?? null,
});

@Injectable()
export class StripeRequestsRepository {
  constructor(private readonly database: Database) {}

  /** Answers the hash under which the key stands already, or null where it was new and is now kept. */
  async insert(request: { idempotencyKey: string; subject: string; call: StripeCall; bodySha256: string; notBefore: Instant }): Promise<string | null> {
    const { idempotencyKey, subject, call, bodySha256, notBefore } = request;
    const inserted = await this.database.client.$executeRaw`
      insert into stripe_request (id, idempotency_key, kind, subject, body, body_sha256, state, not_before)
      values (${newId('job')}, ${idempotencyKey}, ${call.kind}, ${subject}, ${JSON.stringify(call.params)}::jsonb, ${bodySha256}, 'PENDING', ${new Date(notBefore.epochMilliseconds)})
      on conflict (idempotency_key) do nothing`;
    if (inserted === 1) return null;
    const row = await this.database.client.stripeRequest.findUnique({ where: { idempotencyKey }, select: { bodySha256: true } });
    return row?.bodySha256 ?? null;
  }

  /** Takes what is due by business time and not leased by another worker. */
  async claim(most: number): Promise<KeptRequest[]> {
    const rows = await this.database.client.$queryRaw<{ id: string }[]>`
      update stripe_request r set state = 'SENT', leased_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}), attempts = attempts + 1, first_sent_at = coalesce(first_sent_at, clock_timestamp())
      where r.id in (
        select id from stripe_request where state in ('PENDING', 'SENT') and not_before <= business_now() and retry_at <= clock_timestamp() and (leased_until is null or leased_until < clock_timestamp())
        order by id limit ${most} for update skip locked)
      returning r.id`;
    const claimed = await this.database.client.stripeRequest.findMany({ where: { id: { in: rows.map(({ id }) => id) } }, orderBy: { id: 'asc' } });
    return claimed.map(keptOf);
  }

  /** When the next request may be sent by business time, or null. Requests that wait for a retry are not due before it. */
  async nextDue(): Promise<Instant | null> {
    const rows = await this.database.client.$queryRaw<{ at: Date | null }[]>`
      select min(not_before) as at from stripe_request where state in ('PENDING', 'SENT') and retry_at <= clock_timestamp() and (leased_until is null or leased_until < clock_timestamp())`;
    const at = rows[0]?.at;
    return at ? instantOf(at.getTime()) : null;
  }

  /** Writes Stripe's answer; false where another worker has written it already. */
  async settle(id: string, outcome: Exclude<StripeOutcome, { kind: 'RETRY' }>): Promise<boolean> {
    const done = outcome.kind === 'DONE';
    const { count } = await this.database.client.stripeRequest.updateMany({
      where: { id, state: 'SENT' },
      data: { state: done ? 'DONE' : 'REJECTED', leasedUntil: null, objectId: outcome.objectId, failureCode: done ? null : outcome.code, failureText: done ? null : outcome.message.slice(0, 300) },
    });
    return count === 1;
  }

  /** To be sent again later, after growing waits. */
  async putOff(id: string, reason: string): Promise<void> {
    await this.database.client.$executeRaw`
      update stripe_request set leased_until = null, failure_text = ${reason.slice(0, 300)}, retry_at = clock_timestamp() + make_interval(secs => least(600, 0.5 * 2 ^ least(attempts, 12))) where id = ${id} and state = 'SENT'`;
  }

  /** Stripe may have pruned the key: nobody knows whether the object exists, so a person or reconciliation looks first. */
  async markUnknown(id: string): Promise<void> {
    await this.database.client.stripeRequest.updateMany({ where: { id, state: 'SENT' }, data: { state: 'UNKNOWN', leasedUntil: null } });
  }

  /** The latest kept first, after the id `after`; at most `most`. */
  async unknown(after: string | null, most: number): Promise<UnknownRequest[]> {
    const rows = await this.database.client.stripeRequest.findMany({ where: { state: 'UNKNOWN', ...(after === null ? {} : { id: { lt: after } }) }, orderBy: { id: 'desc' }, take: most });
    return rows.map(({ id, kind, subject, idempotencyKey, firstSentAt, attempts, failureText }) => {
      invariant(firstSentAt, 'A request becomes unknown only after it was sent.');
      return { id, call: stripeCallNames[kind as StripeCall['kind']], subject, idempotencyKey, firstSentAt: instantOf(firstSentAt.getTime()), attempts, reason: failureText };
    });
  }
}
