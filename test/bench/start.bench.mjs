// P13: from PostgreSQL being ready to the market page's query answered, by `npm start` on an installed and built tree.
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { print } from 'graphql';
import { freePort } from '../../tools/postgres.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const runs = 7;

export const id = 'P13';

/** Starts Busbar so often, on data of its own, and answers the row. The first start, which makes the world, is not counted. */
export async function run(say) {
  // What the page itself sends, from the documents that were generated for it when the web was built.
  const { MarketDocument } = await import('../../apps/web/src/gql/graphql.ts');
  const query = print(MarketDocument);
  const data = mkdtempSync(path.join(tmpdir(), 'busbar-bench-'));
  // As open as a checkout is: PostgreSQL runs as another user when root starts it.
  chmodSync(data, 0o755);
  const env = { ...process.env, BUSBAR_DATA: data, PORT: String(await freePort()), STRIPE_SIM_PORT: String(await freePort()), BUSBAR_PG_PORT: String(await freePort()) };
  try {
    await startOnce(env, data, query);
    const pairs = [];
    for (let count = 1; count <= runs; count += 1) {
      const ours = await startOnce(env, data, query);
      say(`start ${count}: ${ours.toFixed(3)} s`);
      pairs.push({ ours, theirs: null });
    }
    const sorted = pairs.map(({ ours }) => ours).sort((a, b) => a - b);
    return {
      what: 'from PostgreSQL being ready to the market page’s query answered',
      ratio: null,
      target: '≤ 4 s',
      stretch: '≤ 2 s',
      ours: sorted[Math.floor(runs / 2)],
      theirs: null,
      unit: 's',
      pairs,
      notes: 'The whole of `npm start` on an installed and built tree with the demo world loaded: migrations checked, Stripe simulator, API and worker started, signed in as the demo tenant, and the query of the market page answered with listings. Sign-in is inside the time.',
    };
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

async function startOnce(env, data, query) {
  const child = spawn(process.execPath, [path.join(root, 'tools/start-all.mjs')], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (said += chunk));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    const ready = await readyFile(path.join(data, 'ready.json'), child, () => said);
    const answeredAt = await askMarket(ready, query);
    return (answeredAt - ready.databaseReadyAt) / 1000;
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

async function readyFile(file, child, said) {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`npm start ended:\n${said()}`);
    try {
      return JSON.parse(readFileSync(file, 'utf8'));
    } catch {
      await sleep(10);
    }
  }
}

async function askMarket({ url, signIns }, query) {
  const tenant = signIns.find(({ role }) => role === 'tenant');
  const post = async (where, body, headers = {}) => {
    const response = await fetch(`${url}${where}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${where} answered ${response.status}: ${await response.text()}`);
    return response.json();
  };
  const { token } = await post('/v1/session', { email: tenant.email, password: tenant.password });
  const { data, errors } = await post('/graphql', { query, variables: { first: 30, sortBy: 'IT_KWH' } }, { authorization: `Bearer ${token}` });
  if (errors) throw new Error(JSON.stringify(errors));
  const { listings } = data;
  if (listings.edges.length === 0) throw new Error('The market answered no listing.');
  return Date.now();
}
