/** Busbar's own processes on free ports over a folder that is thrown away, as a scenario and a browser need them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where a running Busbar is reached. */
export interface Busbar {
  /** Where the web is served, without a slash at its end. */
  readonly url: string;
  readonly databaseUrl: string;
  /** Whom the demo world lets in; nobody where there is none. */
  readonly signIns: readonly { readonly role: string; readonly email: string; readonly password: string }[];
  readonly stop: () => Promise<void>;
}

/** `root` is the folder of the checkout; `settings` are further entries of the environment. */
export async function startProcesses(root: string, settings: Readonly<Record<string, string>>, withinMs: number): Promise<Busbar> {
  const folder = mkdtempSync(join(tmpdir(), 'busbar-'));
  // PostgreSQL runs as another user where this one is root, and must be able to enter.
  chmodSync(folder, 0o755);
  const [port, simulatorPort, postgresPort] = [await freePort(), await freePort(), await freePort()];
  // Another's database is not ours to fill, nor to throw away.
  const { DATABASE_URL: _, ...inherited } = process.env;
  const environment = { ...inherited, BUSBAR_DATA: folder, PORT: String(port), STRIPE_SIM_PORT: String(simulatorPort), BUSBAR_PG_PORT: String(postgresPort), LOG_LEVEL: 'warn', NODE_ENV: 'development', ...settings };
  const child = spawn(process.execPath, [join(root, 'tools/start-all.mjs')], { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-8_000)));
  try {
    return { ...(await whenReady(child, join(folder, 'ready.json'), withinMs, () => said)), stop: () => stop(child, folder) };
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

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

async function whenReady(child: ChildProcess, file: string, withinMs: number, said: () => string): Promise<Omit<Busbar, 'stop'>> {
  for (const until = Date.now() + withinMs; Date.now() < until; ) {
    if (hasEnded(child)) throw new Error(`Busbar did not start.\n${said()}`);
    if (existsSync(file)) {
      const { url, databaseUrl, signIns } = JSON.parse(readFileSync(file, 'utf8')) as Omit<Busbar, 'stop'>;
      return { url, databaseUrl, signIns };
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Busbar did not start within ${withinMs / 1000} s.\n${said()}`);
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  if (!hasEnded(child)) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
}
