/** A Busbar of its own with the demo world in it: real processes on free ports over a folder that is thrown away. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface DemoBusbar {
  /** Where the web is served, without a slash at its end. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** The demo world is told step by step through the services, and takes its time on a busy machine. */
export const STARTS_WITHIN_MS = 300_000;

export async function startDemoBusbar(root: string): Promise<DemoBusbar> {
  const folder = mkdtempSync(join(tmpdir(), 'busbar-browser-'));
  // PostgreSQL runs as another user where this one is root, and must be able to enter.
  chmodSync(folder, 0o755);
  const [port, simulatorPort, postgresPort] = [await freePort(), await freePort(), await freePort()];
  const { DATABASE_URL: _, ...inherited } = process.env;
  const environment = { ...inherited, BUSBAR_DATA: folder, PORT: String(port), STRIPE_SIM_PORT: String(simulatorPort), BUSBAR_PG_PORT: String(postgresPort), DEMO: 'true', LOG_LEVEL: 'warn', NODE_ENV: 'development' };
  const child = spawn(process.execPath, [join(root, 'tools/start-all.mjs')], { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-8_000)));
  try {
    return { url: await whenReady(child, join(folder, 'ready.json'), () => said), stop: () => stop(child, folder) };
  } catch (error) {
    await stop(child, folder);
    throw error;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('No port was given.'))));
    });
  });
}

async function whenReady(child: ChildProcess, file: string, said: () => string): Promise<string> {
  for (const until = Date.now() + STARTS_WITHIN_MS; Date.now() < until; ) {
    if (child.exitCode !== null) throw new Error(`Busbar did not start.\n${said()}`);
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { url: string }).url;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Busbar did not start within ${STARTS_WITHIN_MS / 1000} s.\n${said()}`);
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
}
