// A Chromium for the browser tests: one that is there, else Debian's package where it may be installed.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Answers `{ executable }`, or `{ reason }` in words why there is none. BUSBAR_CHROMIUM names one by its path. */
export async function findOrInstallChromium(say = () => {}) {
  const present = findChromium();
  if (present) return { executable: present };
  const reason = install(say);
  const installed = findChromium();
  return installed ? { executable: installed } : { reason: `no Chromium was found, and ${reason}. Install one, or name it in BUSBAR_CHROMIUM.` };
}

export function findChromium() {
  const given = process.env.BUSBAR_CHROMIUM;
  if (given) return fs.existsSync(given) ? given : null;
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const name of names) if (fs.existsSync(path.join(folder, name))) return path.join(folder, name);
  }
  const { chromium } = createRequire(import.meta.url)('playwright-core');
  const own = chromium.executablePath();
  return fs.existsSync(own) ? own : null;
}

function install(say) {
  if (process.platform !== 'linux' || spawnSync('apt-get', ['--version']).status !== 0) return 'this system has no apt-get to install it with';
  const asRoot = process.getuid() === 0 ? [] : ['sudo', '-n'];
  if (asRoot.length > 0 && spawnSync('sudo', ['-n', 'true']).status !== 0) return 'only an administrator may install it';
  say('Installing Chromium for the browser tests (apt-get).');
  const aptGet = (...args) => {
    const [program, ...rest] = [...asRoot, 'apt-get', '-q', ...args];
    return spawnSync(program, rest, { encoding: 'utf8', timeout: 300_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  };
  aptGet('update');
  const { status, stderr } = aptGet('install', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation');
  return status === 0 ? 'apt-get installed none' : `apt-get could not install it (${stderr?.trim().split('\n').at(-1) ?? 'no answer in five minutes'})`;
}
