// The settings of `npm start` itself. Those of the API and the worker are read and checked by libs/platform's Config.
import path from 'node:path';
import { existsSync } from 'node:fs';
import { postgresPort, root } from './database.mjs';

/** What is wrong with a setting, in words for the person who sets it. */
export class SettingRefusal extends Error {}

/** Reads `.env` where there is one (the environment wins), then the settings; throws SettingRefusal by name. */
export function readSettings() {
  const file = path.join(root, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  const env = process.env;
  const production = env.NODE_ENV === 'production';
  const port = portOf('PORT', 4000);
  const host = env.HOST || '127.0.0.1';
  const ownStripe = Boolean(env.STRIPE_SECRET_KEY);
  const demo = flagOf('DEMO', !production);
  if (production && demo) throw new SettingRefusal('DEMO is true, but the demo world and its sign-ins never exist where NODE_ENV is production.');
  return {
    production,
    demo,
    movableClock: flagOf('MOVABLE_CLOCK', demo),
    host,
    port,
    simulatorPort: portOf('STRIPE_SIM_PORT', 4010),
    postgresPort: env.DATABASE_URL ? null : postgresPort(),
    databaseUrl: env.DATABASE_URL || null,
    publicUrl: env.PUBLIC_URL || `http://localhost:${port}`,
    // Real keys talk to Stripe; and production never runs a simulator, keys or not.
    simulator: !ownStripe && !production,
  };
}

function portOf(name, otherwise) {
  const text = process.env[name];
  if (text === undefined || text === '') return otherwise;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new SettingRefusal(`${name} is "${text}"; a port between 1 and 65535 is expected.`);
}

function flagOf(name, otherwise) {
  const text = process.env[name];
  if (text === undefined || text === '') return otherwise;
  if (text === 'true' || text === 'false') return text === 'true';
  throw new SettingRefusal(`${name} is "${text}"; true or false is expected.`);
}
