/** A Busbar of its own: real processes on free ports over a folder that is thrown away, in a world that is its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Instant } from '@busbar/kernel';
import { seed } from '../../prisma/seed';

/** Where a running Busbar is reached. */
export interface Busbar {
  readonly url: string;
  readonly databaseUrl: string;
  readonly stop: () => Promise<void>;
}

const START_WITHIN_MS = 180_000;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('No port was given.'))));
    });
  });

/** `root` is the folder of the checkout; `asOf` the business time at which the story begins. */
export async function startBusbar(root: string, asOf: Instant): Promise<Busbar> {
  const folder = mkdtempSync(join(tmpdir(), 'busbar-scenario-'));
  // PostgreSQL runs as another user where this one is root, and must be able to enter.
  chmodSync(folder, 0o755);
  const [port, simulatorPort, postgresPort] = [await freePort(), await freePort(), await freePort()];
  const environment = { ...process.env, BUSBAR_DATA: folder, PORT: String(port), STRIPE_SIM_PORT: String(simulatorPort), BUSBAR_PG_PORT: String(postgresPort), DEMO: 'false', MOVABLE_CLOCK: 'true', LOG_LEVEL: 'warn', NODE_ENV: 'development' };
  const child = spawn(process.execPath, [join(root, 'tools/start-all.mjs')], { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-8_000)));
  try {
    const { url, databaseUrl } = await whenReady(child, join(folder, 'ready.json'), () => said);
    // One site of the demo world, seven years earlier: its 48 MW are live, and nobody has rented them yet.
    await seed({ NODE_ENV: 'development', DATABASE_URL: databaseUrl, MOVABLE_CLOCK: 'true', LOG_LEVEL: 'silent' }, { onlySites: ['tx-hearne'], shiftYears: -7, asOf, withoutMarket: true });
    return { url, databaseUrl, stop: () => stop(child, folder) };
  } catch (error) {
    await stop(child, folder);
    throw error;
  }
}

async function whenReady(child: ChildProcess, file: string, said: () => string): Promise<{ url: string; databaseUrl: string }> {
  for (const until = Date.now() + START_WITHIN_MS; Date.now() < until; ) {
    if (child.exitCode !== null) throw new Error(`Busbar did not start.\n${said()}`);
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as { url: string; databaseUrl: string };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Busbar did not start within ${START_WITHIN_MS / 1000} s.\n${said()}`);
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
}
