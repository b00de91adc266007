// Prisma's command line without its native schema engine, which would have to be downloaded.
//   node tools/prisma.mjs generate              the client, only if the schema changed since (--force: always)
//   node tools/prisma.mjs validate | format     as Prisma's own
// Whatever needs the engine itself has a command of ours: db:migrate, db:diff.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';

const root = path.resolve(import.meta.dirname, '..');
const client = path.join(root, 'libs/platform/src/prisma');
const stamp = path.join(root, '.data/prisma-client.sha256');

/** Makes the typed client where the schema has changed since it was last made; answers whether it had to. */
export async function generateClient({ force = false } = {}) {
  fs.mkdirSync(path.join(root, '.data'), { recursive: true });
  return withLock(path.join(root, '.data/prisma-client.lock'), () => {
    const hash = schemaHash();
    if (!force && fs.existsSync(path.join(client, 'client.ts')) && fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === hash) return false;
    const { status, stdout, stderr } = prisma(['generate'], 'pipe');
    if (status !== 0) throw new Error(`The Prisma client could not be generated.\n${stdout}${stderr}`);
    fs.writeFileSync(stamp, hash);
    return true;
  });
}

/** Every file that says what the client looks like, and the generator's version. */
function schemaHash() {
  const hash = createHash('sha256');
  const models = path.join(root, 'prisma/models');
  const files = [path.join(root, 'prisma/schema.prisma'), ...fs.readdirSync(models).filter((name) => name.endsWith('.prisma')).sort().map((name) => path.join(models, name))];
  for (const file of files) hash.update(path.relative(root, file)).update('\0').update(fs.readFileSync(file)).update('\0');
  return hash.update(createRequire(import.meta.url)('prisma/package.json').version).digest('hex');
}

// These commands only look whether the engine's file exists, and never speak to it; so any program will do.
function prisma(args, stdio) {
  const cli = createRequire(import.meta.url).resolve('prisma/build/index.js');
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' };
  return spawnSync(process.execPath, [cli, ...args], { cwd: root, stdio, encoding: 'utf8', env });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [command, ...rest] = process.argv.slice(2);
  if (command === 'generate') {
    const made = await generateClient({ force: rest.includes('--force') });
    console.log(made ? 'The Prisma client was generated.' : 'The Prisma client is up to date.');
  } else if (command === 'validate' || command === 'format') {
    process.exitCode = prisma([command, ...rest], 'inherit').status ?? 1;
  } else {
    console.error('Known here: generate, validate, format. To migrate use npm run db:migrate, to author a migration npm run db:diff.');
    process.exitCode = 1;
  }
}
