// Brings the database of DATABASE_URL up to date, and loads the demo world into an empty one where DEMO is true. For
// containers, where nothing else starts before the database is ready: the world's payments need the Stripe simulator, which
// runs here while it is told and leaves its journal to the one that runs later.
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './database.mjs';
import { loadDemoWorld } from './demo-world.mjs';
import { Processes } from './processes.mjs';

const { migrate } = createRequire(import.meta.url)('../dist/libs/platform/src/database/migrations.js');
const { DATABASE_URL: url, STRIPE_API_URL: stripe, STRIPE_SIM_PORT: port, STRIPE_SIM_JOURNAL: journal } = process.env;
const processes = new Processes({ record: path.join(tmpdir(), 'prepare-processes.json'), logs: path.join(tmpdir(), 'prepare-logs'), onUnexpectedEnd: (name, log) => console.error(`${name} ended:\n${processes.tail(log)}`) });

try {
  if (!url) throw new Error('DATABASE_URL is not set; an address such as postgresql://user:password@host:5432/busbar is expected.');
  for (const name of await migrate(url, path.join(root, 'prisma/migrations'))) console.log(`applied  ${name}`);
  if (process.env.DEMO === 'true' && process.env.NODE_ENV !== 'production') await loadDemoWorld(url, process.env, simulate);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await processes.stop(['stripe-sim'], 5_000);
}

// Only where the simulator is what Stripe's address means, and never over the journal of a world that was told before.
async function simulate() {
  if (!journal || stripe !== `http://127.0.0.1:${port}`) return;
  rmSync(journal, { force: true });
  processes.start('stripe-sim', path.join(root, 'dist/apps/stripe-sim/src/main.js'), process.env);
  await processes.waitFor('stripe-sim', `${stripe}/healthz`);
}
