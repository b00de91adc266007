// Starts PostgreSQL, brings it up to date, loads the demo world the first time, builds what is stale, runs the Stripe
// simulator, the API and the worker, says where they are, and stops all of it in order on Ctrl-C.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { buildServer, buildWeb, webIsStale } from './build.mjs';
import { pruneCompileCache } from './compile-cache.mjs';
import { dataFolder, dataHome, databaseName, ensureDatabase, root } from './database.mjs';
import { demoSignIns, discardHalfLoaded, loadDemoWorld } from './demo-world.mjs';
import { lockHolder, tryLock } from './lock.mjs';
import { isFree, startPostgres } from './postgres.mjs';
import { Processes } from './processes.mjs';
import { progress, write } from './progress.mjs';
import { readSettings } from './settings.mjs';

const require = createRequire(import.meta.url);
const lockFile = path.join(dataHome, 'start.lock');
const readyFile = path.join(dataHome, 'ready.json');
const compileCache = path.join(root, '.data/compile-cache');
const say = (line) => write(`  ${line}`);

let settings;
let release;
let postgres;
let opening;
let stopping;
let simulating;
const processes = new Processes({ record: path.join(dataHome, 'processes.json'), logs: path.join(dataHome, 'logs'), onUnexpectedEnd });

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => void stop(0));

try {
  settings = readSettings();
  release = takeLock();
  await start();
} catch (error) {
  // Sentences made for people go without their stack; what nobody foresaw keeps it.
  const foreseen = error.constructor !== TypeError && error.constructor !== ReferenceError;
  // Whoever is stopping already has said why.
  if (!stopping) console.error(`\n${foreseen ? error.message : error.stack}`);
  await stop(1);
}

async function start() {
  console.log('Busbar');
  const left = await processes.endLeftOvers();
  if (left.length > 0) say(`An earlier start was killed; ended what it had left running: ${left.join(', ')}.`);
  await refuseTakenPorts();
  pruneCompileCache(compileCache);
  opening = openDatabase();
  const [databaseUrl] = await Promise.all([opening, compile().then(refuseWrongSettings)]);
  const databaseReadyAt = Date.now();
  await migrateDatabase(databaseUrl);
  const env = environment(databaseUrl);
  await Promise.all([settings.demo ? loadDemoWorld(databaseUrl, env, () => startFreshSimulator(env)) : undefined, webIsStale() ? compileWeb() : undefined]);
  await startBusbar(env);
  // For those who wait for it: tests, benchmarks, scripts.
  writeFileSync(readyFile, JSON.stringify({ url: `http://127.0.0.1:${settings.port}`, simulator: env.STRIPE_API_URL ?? null, databaseUrl, databaseReadyAt, signIns: settings.demo ? demoSignIns() : [] }));
  announce(Date.now() - databaseReadyAt);
}

function takeLock() {
  const taken = tryLock(lockFile, settings.publicUrl);
  if (taken) return taken;
  const holder = lockHolder(lockFile);
  throw new Error(`Busbar already runs from this folder: process ${holder?.mark.split(':')[0]}, ${holder?.note}. Stop it with Ctrl-C there first; nothing was changed.`);
}

async function refuseTakenPorts() {
  const wanted = [['PORT', settings.port, 'the API'], ...(settings.simulator ? [['STRIPE_SIM_PORT', settings.simulatorPort, 'the Stripe simulator']] : [])];
  for (const [name, port, whose] of wanted) {
    if (!(await isFree(port))) throw new Error(`Port ${port} for ${whose} is taken by another program. Stop it, or set ${name} to a free port. Nothing was started.`);
  }
}

async function openDatabase() {
  if (settings.databaseUrl) {
    say('Using the PostgreSQL of DATABASE_URL.');
    return settings.databaseUrl;
  }
  const done = progress('Starting PostgreSQL');
  postgres = await startPostgres({ folder: dataFolder, port: settings.postgresPort, say });
  await discardHalfLoaded(postgres.url, databaseName);
  const url = await ensureDatabase(postgres.url);
  done(`127.0.0.1:${postgres.port}`);
  return url;
}

async function compile() {
  const done = progress('Building the server');
  const { compiled } = await buildServer();
  done(compiled === 0 ? 'up to date' : `${compiled} files`);
}

// The API would refuse them too, but only after the database was migrated, and in its log.
function refuseWrongSettings() {
  const { Config } = require('../dist/libs/platform/src/config/config.js');
  new Config(environment(settings.databaseUrl ?? `postgresql://127.0.0.1:${settings.postgresPort}/${databaseName}`));
}

async function compileWeb() {
  const done = progress('Building the web');
  await buildWeb();
  done();
}

async function migrateDatabase(url) {
  const { migrate } = require('../dist/libs/platform/src/database/migrations.js');
  const done = progress('Migrating');
  const applied = await migrate(url, path.join(root, 'prisma/migrations'));
  done(applied.length === 0 ? 'up to date' : `${applied.length} applied`);
}

// The worker begins when the API answers: on two cores they would only keep each other from starting.
async function startBusbar(env) {
  const done = progress(settings.simulator ? 'Starting the API and the Stripe simulator' : 'Starting the API');
  processes.start('api', path.join(root, 'dist/apps/api/src/main.js'), env);
  if (settings.simulator) await startSimulator(env);
  await processes.waitFor('api', `http://127.0.0.1:${settings.port}/readyz`);
  processes.start('worker', path.join(root, 'dist/apps/worker/src/main.js'), env);
  done();
}

function startSimulator(env) {
  simulating ??= (async () => {
    processes.start('stripe-sim', path.join(root, 'dist/apps/stripe-sim/src/main.js'), env);
    await processes.waitFor('stripe-sim', `http://127.0.0.1:${settings.simulatorPort}/healthz`);
  })();
  return simulating;
}

// A world that is told anew has charged nobody yet: what a load that was interrupted left at the simulator would contradict it.
async function startFreshSimulator(env) {
  if (!settings.simulator) return;
  rmSync(env.STRIPE_SIM_JOURNAL, { force: true });
  await startSimulator(env);
}

function environment(databaseUrl) {
  return {
    ...process.env,
    NODE_ENV: process.env.NODE_ENV || 'development',
    // Compiled bytecode of the modules: half of what a start costs.
    NODE_COMPILE_CACHE: compileCache,
    DATABASE_URL: databaseUrl,
    HOST: settings.host,
    PORT: String(settings.port),
    PUBLIC_URL: settings.publicUrl,
    DEMO: String(settings.demo),
    MOVABLE_CLOCK: String(settings.movableClock),
    WEB_ROOT: path.join(root, 'dist/apps/web'),
    ...(settings.simulator ? simulatorEnvironment() : {}),
  };
}

// The simulator's keys are made once for each checkout: they open nothing but the simulator.
function simulatorEnvironment() {
  const file = path.join(dataHome, 'stripe-sim.json');
  if (!existsSync(file)) {
    const secret = (prefix) => `${prefix}_${randomBytes(18).toString('hex')}`;
    mkdirSync(dataHome, { recursive: true });
    writeFileSync(file, JSON.stringify({ key: secret('sk_test'), webhook: secret('whsec'), connect: secret('whsec') }), { mode: 0o600 });
  }
  const { key, webhook, connect } = JSON.parse(readFileSync(file, 'utf8'));
  return {
    STRIPE_SECRET_KEY: key,
    STRIPE_API_URL: `http://127.0.0.1:${settings.simulatorPort}`,
    STRIPE_WEBHOOK_SECRET: webhook,
    STRIPE_CONNECT_WEBHOOK_SECRET: connect,
    STRIPE_SIM_PORT: String(settings.simulatorPort),
    // What was charged and paid out must not be forgotten while the books remember it.
    STRIPE_SIM_JOURNAL: path.join(dataHome, 'stripe-sim.journal'),
  };
}

function announce(sinceReadyMs) {
  const lines = ['', `Busbar is ready at ${settings.publicUrl}`, '', `  web and API   ${settings.publicUrl}   GraphQL at ${settings.publicUrl}/graphql`];
  if (settings.simulator) lines.push(`  Stripe        simulated at http://127.0.0.1:${settings.simulatorPort}`);
  if (postgres) lines.push(`  PostgreSQL    postgresql://postgres@127.0.0.1:${postgres.port}/${databaseName}`);
  lines.push(`  logs          ${path.relative(process.cwd(), path.join(dataHome, 'logs')) || '.'}`);
  if (settings.demo) lines.push('', 'Sign in as', ...demoSignIns().map(({ role, email, password }) => `  ${role.padEnd(7)} ${email.padEnd(34)} ${password}`));
  lines.push('', `Ready ${(sinceReadyMs / 1000).toFixed(1)} s after PostgreSQL. Ctrl-C stops everything and keeps the data.`);
  console.log(lines.join('\n'));
}

function onUnexpectedEnd(name, log) {
  if (stopping) return;
  console.error(`\n${name} ended unexpectedly. Its log, ${path.relative(process.cwd(), log)}, ends with:\n${processes.tail(log)}`);
  void stop(1);
}

// First those who use the database, then the simulator they call, then the database itself.
function stop(status) {
  stopping ??= (async () => {
    if (status === 0) console.log('\nStopping…');
    // Without the lock, what stands in this folder is another start's.
    if (release) rmSync(readyFile, { force: true });
    await processes.stop(['api', 'worker']);
    await processes.stop(['stripe-sim'], 5_000);
    // It may still be starting; left alone, it would outlive this process.
    await opening?.catch(() => undefined);
    await postgres?.stop();
    release?.();
    if (status === 0) console.log('Stopped. The data is kept.');
    process.exit(status);
  })();
  return stopping;
}
