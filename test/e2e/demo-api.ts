/** The demo world behind the whole API, with Stripe's simulator beside it: a contract that runs, is metered, billed and paid, and deals half-way. */
import type { AddressInfo } from 'node:net';
import { createServer, Simulator } from '@busbar/stripe-sim';
import { demoSignIns, loadDemoWorld } from '../../prisma/seed';
import { anApi, type Caller, type ServedApi, STRIPE } from './api';

export interface DemoApi extends ServedApi {
  readonly host: Caller;
  readonly tenant: Caller;
  readonly staff: Caller;
  /** The first column of the first row. */
  readonly one: (sql: string, values?: readonly unknown[]) => Promise<string>;
  /** A checksum of every table of the product; what only says that somebody asked is left out. */
  readonly state: () => Promise<Readonly<Record<string, string>>>;
}

/** Written by asking alone: sessions keep when they were last used, keys of commands what they answered, passwords who tried. */
const WRITTEN_BY_ASKING = ['session', 'password_attempt', 'idempotency_key'];

export async function aDemoApi(): Promise<DemoApi> {
  const addresses = { api: '', stripe: '' };
  const endpoint = (name: string): string => `${addresses.api}/v1/stripe/webhooks/${name}`;
  const simulator = new Simulator({
    url: () => addresses.stripe,
    endpoints: [
      { get url() { return endpoint('account'); }, secret: STRIPE.STRIPE_WEBHOOK_SECRET, connect: false },
      { get url() { return endpoint('connect'); }, secret: STRIPE.STRIPE_CONNECT_WEBHOOK_SECRET, connect: true },
    ],
  });
  const stripe = createServer(simulator, { secretKey: STRIPE.STRIPE_SECRET_KEY }).listen(0, '127.0.0.1');
  await new Promise((resolve) => stripe.once('listening', resolve));
  addresses.stripe = `http://127.0.0.1:${(stripe.address() as AddressInfo).port}`;
  const api = await anApi({ STRIPE_API_URL: addresses.stripe });
  await api.app.listen(0, '127.0.0.1');
  addresses.api = `http://127.0.0.1:${(api.http.address() as AddressInfo).port}`;
  await loadDemoWorld(api.app);
  const [host, tenant, staff] = await Promise.all(demoSignIns.map(({ email, password }) => api.enter(email, password)));
  if (!host || !tenant || !staff) throw new Error('The demo world has three sign-ins.');
  const one = async (sql: string, values: readonly unknown[] = []): Promise<string> => {
    const { rows } = await api.sql.query<Record<string, unknown>>(sql, [...values]);
    const [found] = Object.values(rows[0] ?? {});
    if (found === undefined || found === null) throw new Error(`Nothing is found by: ${sql}`);
    return String(found);
  };
  return {
    ...api, host, tenant, staff, one,
    state: async () => {
      const { rows } = await api.sql.query<{ name: string }>(`select tablename as name from pg_tables where schemaname = 'public' and tablename <> all ($1) order by 1`, [WRITTEN_BY_ASKING]);
      const sums = rows.map(({ name }) => `select '${name}' as name, count(*) || ' ' || coalesce(sum(hashtext(t::text)), 0) as sum from "${name}" t`);
      const answer = await api.sql.query<{ name: string; sum: string }>(sums.join(' union all '));
      return Object.fromEntries(answer.rows.map(({ name, sum }) => [name, sum]));
    },
    close: async () => {
      await api.close();
      simulator.stop();
      stripe.closeAllConnections();
      await new Promise((resolve) => stripe.close(resolve));
    },
  };
}
