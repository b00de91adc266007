// Prints the SQL that would bring a database with every migration to what prisma/*.prisma says: the raw material of the
// next migration, to be edited by hand. Works on a database made for it, never on yours.
//   --of <url>   compares that database instead, which must be migrated already, and prints the steps as JSON
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import pg from 'pg';
import { migrate } from '../libs/platform/src/database/migrations.ts';
import { root } from './database.mjs';
import { schemaDiff } from './schema-diff.mjs';
import { acquireTestServer, releaseTestServer } from './test-server.mjs';

const at = process.argv.indexOf('--of');
try {
  if (at > 0) console.log(JSON.stringify(await schemaDiff(process.argv[at + 1])));
  else print(await diffOfMigrations());
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function diffOfMigrations() {
  const { server, prefix } = await acquireTestServer({ template: false });
  try {
    const name = `${prefix}${randomBytes(6).toString('hex')}`;
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(`create database ${client.escapeIdentifier(name)}`);
    await client.end();
    const url = new URL(server);
    url.pathname = `/${name}`;
    await migrate(url.toString(), path.join(root, 'prisma/migrations'));
    return await schemaDiff(url.toString());
  } finally {
    await releaseTestServer();
  }
}

function print(steps) {
  if (steps.length === 0) console.log('-- The migrations and the schema agree.');
  for (const { heading, sql } of steps) console.log(`-- ${heading}\n${sql}\n`);
}
