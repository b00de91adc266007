import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';

/** One folder `prisma/migrations/<time>_<context>_<what>` with its `migration.sql`. */
export interface MigrationFile {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file's bytes in lower-case hex, as Prisma records it. */
  readonly checksum: string;
}

interface AppliedMigration {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: Date | null;
  readonly rolled_back_at: Date | null;
}

/** A migration that was applied and then changed, removed or left half-done: nothing is applied until a person has looked. */
export class MigrationRefusedError extends Error {
  override readonly name = 'MigrationRefusedError';
}

// Any number does, so long as every process that migrates uses the same one; Prisma's own is 72707369.
const advisoryLock = 72_707_369;

// The table as Prisma's own `migrate deploy` makes it, so that it can take over on the same database.
const createRecord = `
  create table if not exists _prisma_migrations (
    id                  varchar(36) primary key not null,
    checksum            varchar(64) not null,
    finished_at         timestamptz,
    migration_name      varchar(255) not null,
    logs                text,
    rolled_back_at      timestamptz,
    started_at          timestamptz not null default now(),
    applied_steps_count integer not null default 0
  )`;

/**
 * Brings the database up to the folder's migrations and answers the names of those it applied, in order.
 * Two processes may ask at once: the second waits and finds nothing to do. Each file runs whole in one transaction
 * with the row that records it, so that a migration is applied and recorded, or neither.
 *
 * @throws MigrationRefusedError when an applied migration's file has changed or is missing, or a file does not run.
 */
export async function migrate(url: string, folder: string): Promise<readonly string[]> {
  return withClient(url, async (client) => {
    await client.query('select pg_advisory_lock($1)', [advisoryLock]);
    await client.query(createRecord);
    const pending = notYetApplied(readMigrations(folder), await readApplied(client));
    for (const migration of pending) await apply(client, migration);
    return pending.map(({ name }) => name);
  });
}

/**
 * The names of the migrations in the folder that the database does not have yet. Changes nothing, not even on an empty database.
 *
 * @throws MigrationRefusedError as `migrate` does.
 */
export async function pendingMigrations(url: string, folder: string): Promise<readonly string[]> {
  return withClient(url, async (client) => notYetApplied(readMigrations(folder), await readApplied(client)).map(({ name }) => name));
}

/** The folder's migrations in the order of their names, which begin with their time. */
export function readMigrations(folder: string): readonly MigrationFile[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const bytes = readFileSync(join(folder, name, 'migration.sql'));
      return { name, sql: bytes.toString('utf8'), checksum: createHash('sha256').update(bytes).digest('hex') };
    });
}

function notYetApplied(files: readonly MigrationFile[], applied: readonly AppliedMigration[]): readonly MigrationFile[] {
  const standing = applied.filter((row) => row.rolled_back_at === null);
  const byName = new Map(files.map((file) => [file.name, file]));
  for (const row of standing) {
    const file = byName.get(row.migration_name);
    if (!file) throw new MigrationRefusedError(`Migration ${row.migration_name} was applied to this database, but its file is missing.`);
    if (row.finished_at === null) throw new MigrationRefusedError(`Migration ${row.migration_name} was begun on this database and never finished.`);
    if (row.checksum !== file.checksum) {
      throw new MigrationRefusedError(`Migration ${row.migration_name} was changed after it was applied. Restore the file and write a new migration instead.`);
    }
  }
  const done = new Set(standing.map((row) => row.migration_name));
  return files.filter((file) => !done.has(file.name));
}

async function readApplied(client: Client): Promise<readonly AppliedMigration[]> {
  const { rows: found } = await client.query<{ readonly present: boolean }>(`select to_regclass('_prisma_migrations') is not null as present`);
  if (!found[0]?.present) return [];
  const { rows } = await client.query<AppliedMigration>('select migration_name, checksum, finished_at, rolled_back_at from _prisma_migrations');
  return rows;
}

async function apply(client: Client, { name, sql, checksum }: MigrationFile): Promise<void> {
  try {
    await client.query('begin');
    // Sent as one simple query: splitting at semicolons would cut the bodies of functions.
    await client.query(sql);
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       values ($1, $2, $3, transaction_timestamp(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    const said = error instanceof Error ? error.message : String(error);
    throw new MigrationRefusedError(`Migration ${name} did not run and left nothing behind: ${said}${place(error, sql)}`, { cause: error });
  }
}

/** Where in the file PostgreSQL stumbled, counted in lines from 1. */
function place(error: unknown, sql: string): string {
  const position = typeof error === 'object' && error !== null && 'position' in error ? Number(error.position) : Number.NaN;
  return Number.isFinite(position) ? ` (line ${sql.slice(0, position).split('\n').length})` : '';
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'busbar-migrate' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
