// What must be there before anything else runs: the packages of package-lock.json, and the pinned Node among them.
// This file and the few it imports need no package, and run on every Node from 20.19 on.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { withLock } from './lock.mjs';
import { progress } from './progress.mjs';

const root = path.resolve(import.meta.dirname, '..');
const modules = path.join(root, 'node_modules');
const stamp = path.join(modules, '.busbar-installed');
const pinnedNode = path.join(modules, 'node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
const flags = ['--disable-warning=ExperimentalWarning', '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'];

/**
 * Runs `script` of tools/ on the pinned Node with every package installed, with this process's arguments, and ends this
 * process with its exit status. Signals reach the script, which decides what to do with them.
 */
export async function runInstalled(script) {
  try {
    await ensureInstalled();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
  const child = spawn(pinnedNode, [...flags, path.join(import.meta.dirname, script), ...process.argv.slice(2)], { cwd: root, stdio: 'inherit', env: environment() });
  // From the terminal the script gets SIGINT itself, being in the same group; sent to this process alone, it is passed on.
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) child.kill('SIGINT');
  });
  for (const name of ['SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
  child.once('error', (error) => {
    console.error(`The pinned Node could not be started: ${error.message}`);
    process.exit(1);
  });
  child.once('exit', (status, signal) => process.exit(status ?? 128 + os.constants.signals[signal]));
}

/** Runs `npm ci` if package-lock.json or the platform changed since the last time, and only then. */
export async function ensureInstalled() {
  refuseOldNode();
  if (isInstalled()) return;
  await withLock(
    path.join(root, '.data/install.lock'),
    async () => {
      if (isInstalled()) return;
      const done = progress('Installing packages (npm ci)');
      await npmCi();
      done();
      fs.writeFileSync(stamp, wanted());
    },
    { waitMs: 900_000 },
  );
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Error(`Busbar is installed with Node 20.19 or newer; this is ${process.version}. Install a newer Node from nodejs.org and run the command again.`);
}

function isInstalled() {
  if (!fs.existsSync(pinnedNode)) return false;
  const last = fs.existsSync(stamp) ? fs.readFileSync(stamp, 'utf8') : '';
  if (last === wanted()) return true;
  if ((last !== '' && !last.endsWith(` ${process.platform} ${process.arch}\n`)) || !installedByHand()) return false;
  fs.writeFileSync(stamp, wanted());
  return true;
}

/** What an installation is for: the lock file, and the platform whose prebuilt parts it holds. */
function wanted() {
  const lock = createHash('sha256').update(fs.readFileSync(path.join(root, 'package-lock.json'))).digest('hex');
  return `${lock} ${process.platform} ${process.arch}\n`;
}

/** Whether somebody has run npm here: its own record of what it installed then agrees with the lock. */
function installedByHand() {
  try {
    const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8')).packages;
    const record = read(path.join(modules, '.package-lock.json'));
    return Object.entries(read(path.join(root, 'package-lock.json'))).every(([name, entry]) => name === '' || entry.optional || entry.devOptional || record[name]?.version === entry.version);
  } catch {
    return false;
  }
}

// Everything, the development packages too, whatever NODE_ENV says: the pinned Node and the compiler are among them.
function npmCi() {
  const program = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    child.once('error', (error) => reject(new Error(`npm could not be started: ${error.message}`)));
    child.once('exit', (status) => (status === 0 ? resolve() : reject(new Error(`npm ci failed:\n${said.trim().slice(-3000)}`))));
  });
}

function environment() {
  const bin = path.join(modules, '.bin');
  return { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}`, NX_DAEMON: 'false' };
}
