// Which database a command speaks to: DATABASE_URL, else the embedded one of this checkout, started if it is not running.
import path from 'node:path';
import { PostgresRefusal, runningPostgres, startPostgres } from './postgres.mjs';

export const root = path.resolve(import.meta.dirname, '..');
/** Everything `npm start` keeps: BUSBAR_DATA, or .data in the checkout. Another folder and other ports make another Busbar. */
export const dataHome = process.env.BUSBAR_DATA ? path.resolve(root, process.env.BUSBAR_DATA) : path.join(root, '.data');
export const dataFolder = path.join(dataHome, 'pg');
export const defaultPostgresPort = 54329;
export const databaseName = 'busbar';

/** The port of the embedded server: BUSBAR_PG_PORT or 54329. */
export function postgresPort() {
  const wanted = process.env.BUSBAR_PG_PORT;
  if (wanted === undefined || wanted === '') return defaultPostgresPort;
  const port = Number(wanted);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new PostgresRefusal(`BUSBAR_PG_PORT is "${wanted}"; a port between 1 and 65535 is expected.`);
  return port;
}

/** Makes the database `name` if the server has none; answers its URL. */
export async function ensureDatabase(serverUrl, name = databaseName) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.toString();
}

/** Runs the work with a database URL; an embedded server that was started for it is stopped afterwards. */
export async function withDatabase(work, say = console.error) {
  if (process.env.DATABASE_URL) return work(process.env.DATABASE_URL);
  const running = runningPostgres(dataFolder);
  if (running) return work(await ensureDatabase(`postgresql://postgres@127.0.0.1:${running.port}/postgres`));
  const server = await startPostgres({ folder: dataFolder, port: postgresPort(), say });
  try {
    return await work(await ensureDatabase(server.url));
  } finally {
    await server.stop();
  }
}
