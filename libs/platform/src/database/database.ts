/**
 * The one door to PostgreSQL. A use case writes its transaction where it stands; repositories read `client`, which is
 * the open transaction of this very call. There is no shared client to leak one organisation's batch into another's.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import DataLoader from 'dataloader';
import { Pool } from 'pg';
import { type Actor, DomainError, type Instant, instantOf, invariant } from '@busbar/kernel';
import { Config } from '../config/config';
import { type Prisma, PrismaClient } from '../prisma/client';

export type DatabaseClient = Prisma.TransactionClient;

interface Scope {
  readonly actor: Actor;
  readonly kind: 'READ' | 'TRANSACTION';
  readonly client: DatabaseClient;
  /** Business time, fixed when the scope opened. */
  readonly now: Instant;
}

/** One request: its reads share one lazily opened scope, its loaders live as long as it does. */
interface Operation {
  readonly actor: Actor;
  readonly loaders: Map<string, DataLoader<string, unknown>>;
  reading: Reading | undefined;
  /** The response is out or the caller gone: whoever still reads does so in scopes of their own. */
  over: boolean;
}

/** The read scope of an operation: it holds a connection of the pool from its opening to its closing. */
interface Reading {
  readonly scope: Promise<Scope>;
  /** Gives the connection back; answers when it is free. */
  readonly close: () => Promise<void>;
  users: number;
}

export class DatabaseBusyError extends DomainError {
  readonly code = 'DATABASE_BUSY';
  readonly kind = 'UNAVAILABLE';
  readonly details = { retryAfterSeconds: 2 };
  constructor() {
    super('The database cannot take this request now. Nothing was changed; try again in a moment.');
  }
}

/** How long a block may take and wait for a connection, in milliseconds. */
const LIMITS = { transaction: { timeout: 15_000, maxWait: 5_000 }, read: { timeout: 20_000, maxWait: 5_000 } };
const ATTEMPTS = 5;

/** SQLSTATE of a failed statement, wherever the driver put it. */
export function sqlStateOf(error: unknown): string | undefined {
  const seen = new Set<unknown>();
  let current: unknown = error;
  while (typeof current === 'object' && current !== null && !seen.has(current)) {
    seen.add(current);
    const { code, originalCode, meta, cause } = current as { code?: unknown; originalCode?: unknown; meta?: unknown; cause?: unknown };
    if (typeof originalCode === 'string' && /^[0-9A-Z]{5}$/.test(originalCode)) return originalCode;
    if (code === 'P2034') return '40001';
    // Prisma's own codes are P1000 and above; PostgreSQL's class P0 is PL/pgSQL's. EPIPE and its like are no states.
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^P[1-9]\d{3}$|^E[A-Z]{4}$/.test(code)) return code;
    const driver = (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError;
    current = driver ?? cause;
  }
  return undefined;
}

const isConflict = (error: unknown): boolean => ['40001', '40P01'].includes(sqlStateOf(error) ?? '');
/** No connection within the time, a transaction beyond its time, a server that is not there or hung up. */
const UNAVAILABLE_CODES = new Set<unknown>(['P2024', 'P2028', 'P1001', 'P1008', 'P1017', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE']);
/** Lock not granted or statement not done within its time; the server stops, starts or is full. */
const UNAVAILABLE_STATES = new Set(['55P03', '57014', '57P01', '57P02', '57P03', '53300', '08006']);
/** What the driver says of a broken or unavailable connection has no code, only these words. */
const HUNG_UP = /Client has encountered a connection error|Connection terminated|timeout exceeded when trying to connect/;
const isUnavailable = (error: unknown): boolean =>
  UNAVAILABLE_CODES.has((error as { code?: unknown } | null)?.code) || UNAVAILABLE_STATES.has(sqlStateOf(error) ?? '') || (error instanceof Error && HUNG_UP.test(error.message));

@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly scopes = new AsyncLocalStorage<Scope>();
  private readonly operations = new AsyncLocalStorage<Operation>();
  private readonly pool: Pool;
  private readonly prisma: PrismaClient;

  constructor(private readonly config: Config) {
    this.pool = new Pool({
      connectionString: config.databaseUrl,
      max: config.databasePoolSize,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 30_000,
      application_name: 'busbar',
      options: '-c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000 -c default_transaction_isolation=read\\ committed -c timezone=UTC',
    });
    this.pool.on('error', () => undefined);
    this.prisma = new PrismaClient({ adapter: new PrismaPg(this.pool, { disposeExternalPool: false }) });
  }

  /** The transaction of this call. Outside every scope this throws: there is no client without an actor. */
  get client(): DatabaseClient {
    return this.scope().client;
  }

  /** Business time of this scope, or undefined outside one. */
  get scopeNow(): Instant | undefined {
    return this.scopes.getStore()?.now;
  }

  /** The actor of this scope. */
  get actor(): Actor {
    return this.scope().actor;
  }

  /**
   * Runs a use case in one transaction as `actor`. An inner use case joins the outer one. Serialisation failures and
   * deadlocks restart the whole block, so nothing outside the database may be called inside it.
   */
  async transaction<T>(actor: Actor, work: () => Promise<T>): Promise<T> {
    const outer = this.scopes.getStore();
    if (outer?.kind === 'TRANSACTION') {
      this.assertSame(outer.actor, actor);
      return work();
    }
    await this.giveBackReading();
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await this.prisma.$transaction(async (client) => this.scopes.run(await this.open(client, actor, 'TRANSACTION'), work), LIMITS.transaction);
        // What this request loaded before may have been changed by it.
        this.operations.getStore()?.loaders.clear();
        return answer;
      } catch (error) {
        if (isConflict(error) && attempt < ATTEMPTS) {
          await new Promise((resolve) => setTimeout(resolve, 10 * 2 ** attempt * (0.5 + Math.random())));
          continue;
        }
        if (isConflict(error) || isUnavailable(error)) throw new DatabaseBusyError();
        throw error;
      }
    }
  }

  /** Runs reads as `actor`. Inside a transaction it joins that; inside a request it shares the request's read scope. */
  async read<T>(actor: Actor, work: () => Promise<T>): Promise<T> {
    const outer = this.scopes.getStore();
    if (outer) {
      this.assertSame(outer.actor, actor);
      return work();
    }
    const operation = this.operations.getStore();
    try {
      if (!operation || operation.over) return await this.prisma.$transaction(async (client) => this.scopes.run(await this.open(client, actor, 'READ'), work), LIMITS.read);
      this.assertSame(operation.actor, actor);
      return await this.readShared(operation, work);
    } catch (error) {
      if (isUnavailable(error)) throw new DatabaseBusyError();
      throw error;
    }
  }

  /** Marks one request of `actor`, until `end` is called: reads inside share one scope and one set of loaders. */
  beginOperation(actor: Actor, work: () => void): () => void {
    const operation: Operation = { actor, loaders: new Map(), reading: undefined, over: false };
    this.operations.run(operation, work);
    return () => {
      operation.over = true;
      if (operation.reading?.users === 0) void operation.reading.close();
    };
  }

  /**
   * A loader of this request: ids asked for in the same tick become one query. `batch` answers with a map; an id that is
   * not in it loads as null.
   */
  loader<T>(name: string, batch: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>): DataLoader<string, T | null> {
    const operation = this.operations.getStore();
    const actor = this.scopes.getStore()?.actor ?? operation?.actor;
    invariant(actor, 'A loader needs an actor.');
    const make = () => new DataLoader<string, T | null>(async (ids) => {
      const found = await this.read(actor, () => batch(ids));
      return ids.map((id) => found.get(id) ?? null);
    }, { maxBatchSize: 500 });
    if (!operation) return make();
    const known = operation.loaders.get(name) ?? make();
    operation.loaders.set(name, known as DataLoader<string, unknown>);
    return known as DataLoader<string, T | null>;
  }

  /** Business time at this moment, past every open scope. */
  async businessNow(): Promise<Instant> {
    const { rows } = await this.pool.query<{ now: Date }>('select business_clock_now() as now');
    const at = rows[0]?.now;
    invariant(at, 'Business time was not answered.');
    return instantOf(at.getTime());
  }

  /** Business time of this scope, else of this request's shared reads, else at this moment. */
  async requestNow(): Promise<Instant> {
    const operation = this.operations.getStore();
    return this.scopeNow ?? (operation ? this.read(operation.actor, async () => this.scope().now) : this.businessNow());
  }

  /** Answers whether PostgreSQL answers, for readiness. */
  async ping(): Promise<void> {
    await this.pool.query('select 1');
  }

  /** Connections in use, idle and waited for. */
  get poolUse(): { total: number; idle: number; waiting: number } {
    return { total: this.pool.totalCount, idle: this.pool.idleCount, waiting: this.pool.waitingCount };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.prisma.$disconnect();
    if (!this.pool.ended) await this.pool.end();
  }

  private scope(): Scope {
    const scope = this.scopes.getStore();
    invariant(scope, 'The database was asked for a client outside database.transaction and database.read.');
    return scope;
  }

  private assertSame(first: Actor, second: Actor): void {
    const same = first === second || (first.kind === second.kind && first.personId === second.personId && first.organisationId === second.organisationId && first.personName === second.personName);
    invariant(same || second.kind === 'SYSTEM', `A block of ${first.personName} was joined by ${second.personName}.`);
  }

  /** Fixes business time and says whose transaction this is; row-level security will read `app.organisation`. */
  private async open(client: DatabaseClient, actor: Actor, kind: Scope['kind']): Promise<Scope> {
    const rows = await client.$queryRaw<{ now: Date }[]>`
      select set_config('app.now', n.now::text, true), set_config('app.organisation', ${actor.organisationId ?? ''}, true), n.now as now
      from (select business_clock_now() as now) n`;
    const at = rows[0]?.now;
    invariant(at, 'Business time was not answered.');
    return { actor, kind, client, now: instantOf(at.getTime()) };
  }

  private async readShared<T>(operation: Operation, work: () => Promise<T>): Promise<T> {
    operation.reading ??= this.openReading(operation.actor);
    const { reading } = operation;
    reading.users += 1;
    try {
      return await this.scopes.run(await reading.scope, work);
    } finally {
      reading.users -= 1;
      if (operation.over && reading.users === 0) void reading.close();
    }
  }

  /**
   * Gives this request's reading connection back before a transaction asks for one, unless something reads still: requests
   * that each keep one and wait for a second would between them hold the whole pool, and none could go on.
   */
  private async giveBackReading(): Promise<void> {
    const operation = this.operations.getStore();
    if (!operation?.reading || operation.reading.users > 0) return;
    const { reading } = operation;
    operation.reading = undefined;
    await reading.close();
  }

  private openReading(actor: Actor): Reading {
    const done = Promise.withResolvers<void>();
    const scope = Promise.withResolvers<Scope>();
    const closed = this.prisma.$transaction(async (client) => {
      scope.resolve(await this.open(client, actor, 'READ'));
      await done.promise;
    }, LIMITS.read).catch(scope.reject);
    return {
      scope: scope.promise, users: 0,
      close: async () => {
        done.resolve();
        await closed;
      },
    };
  }
}
