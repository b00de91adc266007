import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

interface Ready {
  readonly url: string;
  readonly databaseUrl: string;
  readonly signIns: readonly { readonly role: string; readonly email: string; readonly password: string }[];
}

interface Started {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly ended: Promise<number | null>;
}

const root = join(__dirname, '../..');
const within = 300_000;
let data: string;
let env: NodeJS.ProcessEnv;
const running = new Set<Started>();

/** Runs `npm start`'s own script on a data folder and ports of its own. */
function start(changes: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(process.execPath, [join(root, 'tools/start-all.mjs')], { cwd: root, env: { ...env, ...changes }, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const started: Started = { child, said: () => text, ended: once(child, 'exit').then(([status]: (number | null)[]) => status ?? null) };
  running.add(started);
  void started.ended.then(() => running.delete(started));
  return started;
}

/** Waits until everything is up, or fails with what was said. */
async function ready({ child, said }: Started): Promise<Ready> {
  const file = join(data, 'ready.json');
  const deadline = Date.now() + within - 20_000;
  while (!existsSync(file)) {
    if (Date.now() > deadline) throw new Error(`It was not ready in time:\n${said()}`);
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`It ended:\n${said()}`);
    await pause(50);
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Ready;
}

async function stop({ child, ended }: Started, signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
  child.kill(signal);
  return ended;
}

async function count(url: string, table: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ readonly count: string }>(`select count(*) from ${client.escapeIdentifier(table)}`);
  await client.end();
  return Number(rows[0]?.count);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function listening(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : 0 };
}

async function freePort(): Promise<number> {
  const { server, port } = await listening();
  server.close();
  await once(server, 'close');
  return port;
}

beforeAll(async () => {
  const parent = mkdtempSync(join(tmpdir(), 'busbar-start-'));
  data = join(parent, 'data');
  // As open as a checkout is: PostgreSQL runs as another user when root starts it.
  rmSync(parent, { recursive: true });
  mkdirSync(data, { recursive: true, mode: 0o755 });
  const { NODE_OPTIONS: _jestOnly, DATABASE_URL: _theirs, ...inherited } = process.env;
  env = { ...inherited, NODE_ENV: 'development', BUSBAR_DATA: data, PORT: String(await freePort()), STRIPE_SIM_PORT: String(await freePort()), BUSBAR_PG_PORT: String(await freePort()) };
}, within);

afterAll(async () => {
  for (const started of running) await stop(started);
  rmSync(data, { recursive: true, force: true });
}, within);

// One story: each chapter begins with the data the last one left.
describe('npm start', () => {
  let organisations: number;

  it('makes the demo world the first time, serves the web, and stops cleanly on Ctrl-C', async () => {
    const first = start();
    const { url, databaseUrl, signIns } = await ready(first);
    expect(signIns.map(({ role }) => role).sort()).toEqual(['host', 'staff', 'tenant']);
    for (const { email, password } of signIns) expect((await post(`${url}/v1/session`, { email, password })).status).toBe(201);
    expect((await fetch(url)).headers.get('content-type')).toContain('text/html');
    organisations = await count(databaseUrl, 'organisation');
    expect(organisations).toBeGreaterThan(2);
    expect(await stop(first)).toBe(0);
    expect(first.said()).toContain('Stopped. The data is kept.');
    await expect(fetch(url)).rejects.toThrow();
    expect(existsSync(join(data, 'pg/postmaster.pid'))).toBe(false);
  }, within);

  it('keeps the data the second time, takes seconds, and refuses a second start beside it', async () => {
    const begin = performance.now();
    const second = start();
    const { url, databaseUrl } = await ready(second);
    expect(performance.now() - begin).toBeLessThan(40_000);
    expect(second.said()).not.toContain('Loading the demo world');
    expect(await count(databaseUrl, 'organisation')).toBe(organisations);

    const beside = start();
    expect(await beside.ended).toBe(1);
    expect(beside.said()).toMatch(/Busbar already runs from this folder: process \d+, .*Stop it with Ctrl-C there first; nothing was changed\./);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(await stop(second, 'SIGTERM')).toBe(0);
  }, within);

  it('cleans up after a start that was killed, and recovers a database that was killed', async () => {
    const killed = start();
    await ready(killed);
    await stop(killed, 'SIGKILL');
    rmSync(join(data, 'ready.json'));
    process.kill(Number(readFileSync(join(data, 'pg/postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');

    const after = start();
    const { databaseUrl } = await ready(after);
    const left = /An earlier start was killed; ended what it had left running: (.*)\./.exec(after.said())?.[1];
    expect(left?.split(', ').sort()).toEqual(['api', 'stripe-sim', 'worker']);
    expect(after.said()).toContain('it recovers from its log');
    expect(await count(databaseUrl, 'organisation')).toBe(organisations);
    expect(await stop(after)).toBe(0);
  }, within);

  it('ends in order, and says whose log to read, when the API dies under it', async () => {
    const orphaned = start();
    await ready(orphaned);
    const record = JSON.parse(readFileSync(join(data, 'processes.json'), 'utf8')) as { name: string; mark: string }[];
    process.kill(Number(record.find(({ name }) => name === 'api')?.mark.split(':')[0]), 'SIGKILL');
    expect(await orphaned.ended).toBe(1);
    expect(orphaned.said()).toContain('api ended unexpectedly. Its log,');
    expect(existsSync(join(data, 'pg/postmaster.pid'))).toBe(false);
  }, within);

  it.each(['PORT', 'STRIPE_SIM_PORT', 'BUSBAR_PG_PORT'])('refuses a taken %s by its name, and starts nothing', async (setting) => {
    const { server, port } = await listening();
    const refused = start({ [setting]: String(port) });
    expect(await refused.ended).toBe(1);
    expect(refused.said()).toMatch(new RegExp(`Port ${port} for .* is taken by another program\\. Stop it, or set ${setting} to a free port\\.`));
    server.close();
    expect(existsSync(join(data, 'processes.json'))).toBe(false);
  }, within);

  it('refuses a data folder of another major version and leaves it as it is', async () => {
    writeFileSync(join(data, 'pg/PG_VERSION'), '16\n');
    const refused = start();
    expect(await refused.ended).toBe(1);
    expect(refused.said()).toContain('was made by PostgreSQL 16; this Busbar carries PostgreSQL 18. Nothing was changed.');
    writeFileSync(join(data, 'pg/PG_VERSION'), '18\n');
  }, within);

  it.each([
    [{ PORT: 'four' }, 'PORT is "four"; a port between 1 and 65535 is expected.'],
    [{ DEMO: 'perhaps' }, 'DEMO is "perhaps"; true or false is expected.'],
    [{ DATABASE_URL: 'mysql://elsewhere/busbar' }, 'DATABASE_URL: expected a PostgreSQL address such as postgresql://user:password@host:5432/busbar'],
    [{ STRIPE_SECRET_KEY: 'sk_live_something' }, 'STRIPE_WEBHOOK_SECRET: expected the signing secret (whsec_…) of Stripe'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL: expected'],
    [{ NODE_ENV: 'production', DEMO: 'true' }, 'DEMO is true, but the demo world and its sign-ins never exist where NODE_ENV is production.'],
  ])('refuses the settings %j in a sentence', async (settings, sentence) => {
    const refused = start(settings);
    expect(await refused.ended).toBe(1);
    expect(refused.said()).toContain(sentence);
  }, within);

  it('has everything still there after all of this', async () => {
    const last = start();
    const { databaseUrl } = await ready(last);
    expect(await count(databaseUrl, 'organisation')).toBe(organisations);
    expect(await stop(last)).toBe(0);
  }, within);
});

function post(url: string, body: unknown): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}
