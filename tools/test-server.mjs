// One fast PostgreSQL for all test runs of this checkout. The first run starts it, runs beside it share it, the last one
// stops it. TEST_DATABASE_URL names another server instead (a superuser's URL; databases are made and dropped on it).
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { migrate, readMigrations } from '../libs/platform/src/database/migrations.ts';
import { lives, processMark, withLock } from './lock.mjs';
import { runningPostgres, startPostgres, stopProcess } from './postgres.mjs';

const root = path.resolve(import.meta.dirname, '..');
const home = path.join(root, '.data/test');
const folder = path.join(home, 'pg');
const leases = path.join(home, 'leases');
const lock = path.join(home, 'server.lock');
const migrations = path.join(root, 'prisma/migrations');

/** What a template's name begins with; the rest is a hash of the migrations it holds. */
const templatePrefix = 'busbar_template_';

/**
 * Makes sure that the server runs and holds a template of the current migrations.
 * Answers `{ server, template, prefix }`: the URL of its maintenance database, the template's name, and what the names of
 * this run's databases begin with. A caller that only wants the server says `template: false`.
 */
export async function acquireTestServer({ template: wanted = true } = {}) {
  fs.mkdirSync(leases, { recursive: true });
  return withLock(lock, async () => {
    fs.writeFileSync(path.join(leases, String(process.pid)), processMark(process.pid));
    const server = process.env.TEST_DATABASE_URL ?? (await runningOrNew());
    const template = await withClient(server, async (client) => {
      await dropLeftOvers(client);
      return wanted ? ensureTemplate(server, client) : null;
    });
    return { server, template, prefix: `busbar_test_${process.pid}_` };
  });
}

/** Drops what this run left, and stops the server if nobody else uses it. */
export async function releaseTestServer() {
  await withLock(lock, async () => {
    fs.rmSync(path.join(leases, String(process.pid)), { force: true });
    const running = runningPostgres(folder);
    const server = process.env.TEST_DATABASE_URL ?? (running && urlOf(running.port));
    if (server) await withClient(server, dropLeftOvers);
    if (running && livingLeases().length === 0) await stopProcess(running.pid);
  });
}

const urlOf = (port) => `postgresql://postgres@127.0.0.1:${port}/postgres`;

async function runningOrNew() {
  const running = runningPostgres(folder);
  if (running && (await responds(urlOf(running.port)))) return urlOf(running.port);
  try {
    return (await startPostgres({ folder, durable: false })).url;
  } catch {
    // Nothing in it is worth keeping: without fsync a crash of the machine may have spoilt it.
    fs.rmSync(fs.existsSync(folder) ? fs.realpathSync(folder) : folder, { recursive: true, force: true });
    return (await startPostgres({ folder, durable: false })).url;
  }
}

async function responds(url) {
  try {
    await withClient(url, (client) => client.query('select 1'));
    return true;
  } catch {
    return false;
  }
}

function livingLeases() {
  return fs.readdirSync(leases).filter((name) => {
    const file = path.join(leases, name);
    if (lives(fs.readFileSync(file, 'utf8'))) return true;
    fs.rmSync(file, { force: true });
    return false;
  });
}

// Databases are named for the process that made them; those whose process is gone are nobody's.
async function dropLeftOvers(client) {
  const alive = new Set(livingLeases());
  const { rows } = await client.query(`select datname from pg_database where datname like 'busbar\\_test\\_%'`);
  for (const { datname } of rows) {
    if (!alive.has(datname.split('_')[2])) await client.query(`drop database if exists ${client.escapeIdentifier(datname)} with (force)`);
  }
}

async function ensureTemplate(server, client) {
  const hash = createHash('sha256');
  for (const { name, checksum } of readMigrations(migrations)) hash.update(`${name} ${checksum}\n`);
  const name = `${templatePrefix}${hash.digest('hex').slice(0, 16)}`;
  // Allowing no connections comes last: a template that was being built when its run died still allows them.
  const { rows } = await client.query('select datallowconn from pg_database where datname = $1', [name]);
  if (rows[0]?.datallowconn === false) return name;
  await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`);
  await dropOldTemplates(client);
  await client.query(`create database ${client.escapeIdentifier(name)}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  await migrate(url.toString(), migrations);
  await client.query(`alter database ${client.escapeIdentifier(name)} allow_connections false`);
  return name;
}

// The few newest stay, for runs that began before a migration was edited.
async function dropOldTemplates(client) {
  const { rows } = await client.query(`select datname from pg_database where datname like 'busbar\\_template\\_%' order by oid desc offset 6`);
  for (const { datname } of rows) await client.query(`drop database if exists ${client.escapeIdentifier(datname)} with (force)`);
}

async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url, application_name: 'busbar-test-server' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
