// Brings the database of DATABASE_URL up to date, and loads the demo world into an empty one where DEMO is true. For
// containers, where nothing else starts before the database is ready.
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from './database.mjs';
import { loadDemoWorld } from './demo-world.mjs';

const { migrate } = createRequire(import.meta.url)('../dist/libs/platform/src/database/migrations.js');
const url = process.env.DATABASE_URL;

try {
  if (!url) throw new Error('DATABASE_URL is not set; an address such as postgresql://user:password@host:5432/busbar is expected.');
  for (const name of await migrate(url, path.join(root, 'prisma/migrations'))) console.log(`applied  ${name}`);
  if (process.env.DEMO === 'true' && process.env.NODE_ENV !== 'production') await loadDemoWorld(url, process.env);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
