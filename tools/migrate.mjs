// Brings the database up to prisma/migrations. `--status` only names what is missing and exits 1 if anything is.
import path from 'node:path';
import { migrate, pendingMigrations } from '../libs/platform/src/database/migrations.ts';
import { root, withDatabase } from './database.mjs';

const folder = path.join(root, 'prisma/migrations');

try {
  await withDatabase(async (url) => {
    if (process.argv.includes('--status')) {
      const pending = await pendingMigrations(url, folder);
      for (const name of pending) console.log(`pending  ${name}`);
      if (pending.length === 0) console.log('The database has every migration.');
      else process.exitCode = 1;
      return;
    }
    const applied = await migrate(url, folder);
    for (const name of applied) console.log(`applied  ${name}`);
    if (applied.length === 0) console.log('The database has every migration.');
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
