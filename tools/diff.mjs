// Prints the SQL that would bring a database with every migration to what prisma/*.prisma says: the raw material of the
// next migration, to be edited by hand. Works on a database made for it, never on yours.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import pg from 'pg';
import { migrate } from '../libs/platform/src/database/migrations.ts';
import { root } from './database.mjs';
import { schemaDiff } from './schema-diff.mjs';
import { acquireTestServer, releaseTestServer } from './test-server.mjs';

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
  const steps = await schemaDiff(url.toString());
  if (steps.length === 0) console.log('-- The migrations and the schema agree.');
  for (const { heading, sql } of steps) console.log(`-- ${heading}\n${sql}\n`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await releaseTestServer();
}
