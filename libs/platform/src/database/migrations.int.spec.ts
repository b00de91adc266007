import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { aDatabase, type TestDatabase } from '@busbar/test-kit';
import { migrate, pendingMigrations } from './migrations';

describe('migrations', () => {
  let database: TestDatabase;
  let client: Client;
  let folder: string;

  beforeEach(async () => {
    database = await aDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
    // The template's own migrations are none of these tests' business.
    await client.query('drop schema public cascade; create schema public');
    folder = mkdtempSync(join(tmpdir(), 'busbar-migrations-'));
    write('20260101000000_first', 'create table first (id int primary key);');
    write('20260102000000_second', `create function second() returns int language plpgsql as $$ begin perform 1; return 2; end $$; insert into first values (1);`);
  });

  afterEach(async () => {
    await client.end();
    await database.close();
    rmSync(folder, { recursive: true });
  });

  const write = (name: string, sql: string): void => {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'migration.sql'), sql);
  };
  const present = async (table: string): Promise<boolean> => (await client.query<{ readonly is: boolean }>('select to_regclass($1) is not null as is', [table])).rows[0]?.is === true;

  it('are applied in order, whole, once, and recorded as Prisma records them', async () => {
    expect(await migrate(database.url, folder)).toEqual(['20260101000000_first', '20260102000000_second']);
    expect(await migrate(database.url, folder)).toEqual([]);
    const { rows } = await client.query('select migration_name, checksum, applied_steps_count, finished_at is not null as finished, rolled_back_at, logs from _prisma_migrations order by 1');
    const checksum = createHash('sha256').update('create table first (id int primary key);').digest('hex');
    expect(rows[0]).toEqual({ migration_name: '20260101000000_first', checksum, applied_steps_count: 1, finished: true, rolled_back_at: null, logs: null });
    expect(rows).toHaveLength(2);
  });

  it('are named while they are pending, and asking changes nothing', async () => {
    expect(await pendingMigrations(database.url, folder)).toEqual(['20260101000000_first', '20260102000000_second']);
    expect(await present('_prisma_migrations')).toBe(false);
    await migrate(database.url, folder);
    write('20260103000000_third', 'select 1;');
    expect(await pendingMigrations(database.url, folder)).toEqual(['20260103000000_third']);
  });

  it('are refused by name when one was changed after it was applied, and nothing new is applied', async () => {
    await migrate(database.url, folder);
    write('20260101000000_first', 'create table first (id bigint primary key);');
    write('20260103000000_third', 'create table third ();');
    await expect(migrate(database.url, folder)).rejects.toThrow('Migration 20260101000000_first was changed after it was applied.');
    expect(await present('third')).toBe(false);
  });

  it('are refused by name when the file of an applied one is gone', async () => {
    await migrate(database.url, folder);
    renameSync(join(folder, '20260101000000_first'), join(folder, '20260101000000_renamed'));
    await expect(pendingMigrations(database.url, folder)).rejects.toThrow('Migration 20260101000000_first was applied to this database, but its file is missing.');
  });

  it('leave nothing behind when one does not run, and say where; those before it stay', async () => {
    write('20260103000000_third', 'create table third (id int);\nselect nonsense;');
    await expect(migrate(database.url, folder)).rejects.toThrow(/^Migration 20260103000000_third did not run and left nothing behind: column "nonsense" does not exist \(line 2\)$/);
    expect(await present('third')).toBe(false);
    expect(await present('first')).toBe(true);
    expect(await pendingMigrations(database.url, folder)).toEqual(['20260103000000_third']);
  });

  it('are refused when another tool began one and never finished it', async () => {
    await migrate(database.url, folder);
    await client.query(`update _prisma_migrations set finished_at = null where migration_name like '%second'`);
    await expect(migrate(database.url, folder)).rejects.toThrow('Migration 20260102000000_second was begun on this database and never finished.');
  });

  it('are applied once when four processes ask at once', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => migrate(database.url, folder)));
    expect(answers.map(({ length }) => length).sort()).toEqual([0, 0, 0, 2]);
  });
});
