/** The whole API in this process over HTTP, on a database of its own, with callers who are signed in. */
import 'reflect-metadata';
import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import type { OrganisationKind } from '@busbar/kernel';
import { WorkerLoop } from '@busbar/platform';
import { aDatabase, type Asking, asking, type HttpServer } from '@busbar/test-kit';
import { Client } from 'pg';
import { createApi } from '../../apps/api/src/application';

export interface Caller extends Asking {
  readonly token: string;
  readonly organisationId: string;
}

export interface ServedApi {
  readonly app: NestExpressApplication;
  readonly http: HttpServer;
  readonly sql: Client;
  readonly anonymous: Asking;
  /** Registers an organisation and signs its owner in; staff are put in by SQL, as nobody may register them. */
  readonly join: (kind: OrganisationKind, name?: string) => Promise<Caller>;
  /** Signs somebody in who is registered. */
  readonly enter: (email: string, password: string) => Promise<Caller>;
  readonly drain: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export const PASSWORD = 'a sound passphrase';
/** What the API shares with Stripe. */
export const STRIPE = { STRIPE_SECRET_KEY: 'sk_test_e2e_key', STRIPE_WEBHOOK_SECRET: 'whsec_e2e_account', STRIPE_CONNECT_WEBHOOK_SECRET: 'whsec_e2e_connect' } as const;

/** `settings` are further entries of the environment. */
export async function anApi(settings: Readonly<Record<string, string>> = {}): Promise<ServedApi> {
  const { url, close: drop } = await aDatabase();
  const app = await createApi({ NODE_ENV: 'test', DATABASE_URL: url, DATABASE_POOL_SIZE: '20', MOVABLE_CLOCK: 'true', LOG_LEVEL: 'silent', ...STRIPE, STRIPE_API_URL: 'http://127.0.0.1:1', ...settings });
  const sql = new Client({ connectionString: url });
  await sql.connect();
  const http = app.getHttpServer();
  const anonymous = asking(http);
  const enter = async (email: string, password: string): Promise<Caller> => {
    const { body } = await request(http).post('/v1/session').send({ email, password });
    const { token } = body as { token: string };
    const { rows } = await sql.query<{ id: string }>('select m.organisation_id as id from membership m join person p on p.id = m.person_id where p.email = $1', [email]);
    return { token, organisationId: rows[0]?.id ?? '', ...asking(http, { authorization: `Bearer ${token}` }) };
  };
  let joined = 0;
  return {
    app, http, sql, anonymous,
    join: async (kind, name) => {
      joined += 1;
      const email = `owner${joined}@example.com`;
      await anonymous.field('mutation ($input: RegisterOrganisationInput!) { registerOrganisation(input: $input) { person { id } } }', {
        input: { organisationName: name ?? `${kind} ${joined}`, country: 'US', kinds: [kind === 'STAFF' ? 'HOST' : kind], personName: 'Ada Example', email, password: PASSWORD },
      });
      if (kind === 'STAFF') await sql.query(`update organisation set kinds = '{STAFF}' where id = (select m.organisation_id from membership m join person p on p.id = m.person_id where p.email = $1)`, [email]);
      return enter(email, PASSWORD);
    },
    enter,
    drain: () => app.get(WorkerLoop).drain(),
    close: async () => {
      await sql.end();
      await app.close();
      await drop();
    },
  };
}
