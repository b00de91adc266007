import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** A database of one's own with every migration and no rows. `close` drops it, even under open connections. */
export interface TestDatabase {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Clones the run's template: one database for each test file, so that files never see each other's rows.
 * Call it in `beforeAll`. What is not closed is dropped when the run ends.
 */
export async function aDatabase(): Promise<TestDatabase> {
  const server = fromSetup('BUSBAR_TEST_SERVER');
  const template = fromSetup('BUSBAR_TEST_TEMPLATE');
  const name = `${fromSetup('BUSBAR_TEST_PREFIX')}${randomBytes(6).toString('hex')}`;
  await onServer(server, `create database "${name}" template "${template}"`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.toString(), close: () => onServer(server, `drop database if exists "${name}" with (force)`) };
}

async function onServer(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server, application_name: 'busbar-test-kit' });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function fromSetup(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: this test needs the global set-up of jest.config.cjs. Name the file *.int.spec.ts or put it in test/.`);
  return value;
}
