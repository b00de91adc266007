// The demo world: loaded once into an empty database, never where NODE_ENV is production.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from './database.mjs';
import { progress } from './progress.mjs';

const require = createRequire(import.meta.url);
const seed = path.join(root, 'dist/prisma/seed/index.js');
const loading = 'busbar demo world: loading';
const complete = 'busbar demo world: complete';

/**
 * Throws away what an interrupted load left in the embedded server's database: it held nothing else yet. A whole world,
 * or somebody's own data, stays.
 */
export async function discardHalfLoaded(serverUrl, name) {
  await inDatabase(serverUrl, async (client) => {
    const { rows } = await client.query(`select shobj_description(oid, 'pg_database') as mark from pg_database where datname = $1`, [name]);
    if (rows[0]?.mark === loading) await client.query(`drop database ${client.escapeIdentifier(name)} with (force)`);
  });
}

/**
 * Loads the world unless the database holds it already, or holds somebody's own data. `prepare` is called first where there
 * is something to load.
 */
export async function loadDemoWorld(url, env, prepare = async () => {}) {
  const state = await inDatabase(url, readState);
  if (state.mark === loading) throw new Error('Loading the demo world into the database of DATABASE_URL was interrupted. Empty that database and start again.');
  if (state.mark === complete || state.inhabited) return;
  const done = progress('Loading the demo world');
  await prepare();
  await inDatabase(url, (client) => mark(client, loading));
  await runSeed(env);
  await inDatabase(url, (client) => mark(client, complete));
  done();
}

/** The three sign-ins of the demo world: `{ role, email, password }`. */
export function demoSignIns() {
  return require(seed).demoSignIns;
}

async function readState(client) {
  const { rows } = await client.query(
    `select shobj_description(oid, 'pg_database') as mark, exists (select 1 from organisation) as inhabited from pg_database where datname = current_database()`,
  );
  return rows[0];
}

// Kept as the database's comment: it goes where the database goes, and needs no table.
async function mark(client, text) {
  const { rows } = await client.query('select current_database() as name');
  await client.query(`comment on database ${client.escapeIdentifier(rows[0].name)} is ${client.escapeLiteral(text)}`);
}

// In a process of its own: the seed assembles the whole of Busbar, and takes its memory with it when it is done. Its input
// says nothing, and ends with whoever started it: a load that nobody waits for any more goes no further.
function runSeed(env) {
  const script = `process.stdin.on('close', () => process.exit(1)).resume().unref(); require(${JSON.stringify(seed)}).seed()`;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--enable-source-maps', '--disable-warning=ExperimentalWarning', '-e', script], { env, stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    child.once('error', reject);
    child.once('exit', (status) => (status === 0 ? resolve() : reject(new Error(`The demo world could not be loaded:\n${said.trim().slice(-3000)}`))));
  });
}

async function inDatabase(url, work) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
