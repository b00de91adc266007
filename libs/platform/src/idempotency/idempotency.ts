/** One effect per idempotency key: same key and same input give the same answer, another input is refused (C27). */
import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { type Actor, DomainError, InvalidInputError, systemActor } from '@busbar/kernel';
import { Database } from '../database/database';

export class IdempotencyKeyReusedError extends DomainError {
  readonly code = 'IDEMPOTENCY_KEY_REUSED';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { path: string; operation: string }) {
    super('This idempotency key was used before with another input. Use a new key for a new command.');
  }
}

export class IdempotencyInFlightError extends DomainError {
  readonly code = 'IDEMPOTENCY_IN_FLIGHT';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { operation: string; retryAfterSeconds: number }) {
    super('A request with this idempotency key is being carried out now. Ask again in a moment.');
  }
}

const LEASE_SECONDS = 60;
const KEEP_DAYS = 30;

/** JSON with sorted keys, so that equal inputs have equal hashes; bigints as text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'bigint') return part.toString();
    if (part !== null && typeof part === 'object' && !Array.isArray(part) && !(part as { toJSON?: unknown }).toJSON)
      return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
    return part;
  });
}

@Injectable()
export class Idempotency {
  private readonly logger = new Logger(Idempotency.name);

  constructor(private readonly database: Database) {}

  /**
   * Runs `work` once for the actor's organisation, operation and key. The key is claimed in a transaction of its own; the
   * result, which must be JSON (store ids, read the rest again), is kept in the same transaction as the effect.
   * Throws IDEMPOTENCY_KEY_REUSED for another input and IDEMPOTENCY_IN_FLIGHT while the first is under way. Whoever lost its
   * lease to another (it was thought dead) has no effect either: the lease fences the commit.
   */
  async once<T>(actor: Actor, operation: string, key: string, input: unknown, work: () => Promise<T>): Promise<T> {
    if (!/^[\x21-\x7e]{8,100}$/.test(key)) throw new InvalidInputError({ path: 'idempotencyKey', expected: '8 to 100 visible ASCII characters' });
    const organisation = actor.organisationId ?? actor.personId ?? actor.kind;
    const hash = createHash('sha256').update(canonicalJson(input)).digest('hex');
    const claimed = await this.claim(organisation, operation, key, hash);
    if ('result' in claimed) return claimed.result as T;
    const { lease } = claimed;
    try {
      return await this.database.transaction(actor, async () => {
        const result = await work();
        const kept = await this.database.client.$executeRaw`
          update idempotency_key set done = true, result = ${JSON.stringify(result ?? null)}::jsonb
          where organisation_id = ${organisation} and operation = ${operation} and key = ${key} and not done and leased_until = ${lease}`;
        if (kept !== 1) throw new IdempotencyInFlightError({ operation, retryAfterSeconds: 1 });
        return result;
      });
    } catch (error) {
      await this.free(organisation, operation, key, lease);
      throw error;
    }
  }

  /** Forgets keys older than 30 days. */
  async forgetOld(): Promise<number> {
    return this.database.transaction(systemActor('idempotency'), () => this.database.client.$executeRaw`
      delete from idempotency_key where created_at < clock_timestamp() - make_interval(days => ${KEEP_DAYS}::int)`);
  }

  /** What failed may be tried again at once with the same key; where the database is gone, after the lease. */
  private async free(organisation: string, operation: string, key: string, lease: Date): Promise<void> {
    try {
      await this.database.transaction(systemActor('idempotency'), () => this.database.client.$executeRaw`
        delete from idempotency_key where organisation_id = ${organisation} and operation = ${operation} and key = ${key} and not done and leased_until = ${lease}`);
    } catch (error) {
      this.logger.warn({ msg: 'An idempotency key stays taken until its lease ends.', operation, err: error });
    }
  }

  private claim(organisation: string, operation: string, key: string, hash: string): Promise<{ readonly lease: Date } | { readonly result: unknown }> {
    return this.database.transaction(systemActor('idempotency'), async () => {
      const taken = await this.database.client.$queryRaw<{ leased_until: Date }[]>`
        insert into idempotency_key (organisation_id, operation, key, input_hash, leased_until)
        values (${organisation}, ${operation}, ${key}, ${hash}, clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}))
        on conflict (organisation_id, operation, key) do update set leased_until = excluded.leased_until
        where not idempotency_key.done and idempotency_key.leased_until < clock_timestamp() and idempotency_key.input_hash = excluded.input_hash
        returning leased_until`;
      if (taken[0]) return { lease: taken[0].leased_until };
      const rows = await this.database.client.$queryRaw<{ input_hash: string; done: boolean; result: unknown }[]>`
        select input_hash, done, result from idempotency_key where organisation_id = ${organisation} and operation = ${operation} and key = ${key}`;
      const row = rows[0];
      if (row && row.input_hash !== hash) throw new IdempotencyKeyReusedError({ path: 'idempotencyKey', operation });
      if (!row?.done) throw new IdempotencyInFlightError({ operation, retryAfterSeconds: 1 });
      return { result: row.result };
    });
  }
}
