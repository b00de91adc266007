import request from 'supertest';
import Stripe from 'stripe';
import { RightsMatrix } from '@busbar/platform';
import { anApi, PASSWORD, type ServedApi } from './api';

let api: ServedApi;
beforeAll(async () => {
  api = await anApi();
});
afterAll(() => api?.close());

describe('rights', () => {
  it('are as reviewed, for every root field and route', () => {
    expect(api.app.get(RightsMatrix).table()).toMatchSnapshot();
  });

  it('deny the anonymous caller everything that is not open to all', async () => {
    expect(await api.anonymous.refusal('{ contracts(first: 1) { edges { node { id } } } }')).toBe('NOT_SIGNED_IN');
    expect(await api.anonymous.refusal('{ __schema { queryType { name } } }')).toBe('NOT_SIGNED_IN');
    expect(await api.anonymous.field('{ viewer { person { id } } }')).toBeNull();
  });
});

describe('signing in over HTTP', () => {
  it('answers an unknown person and a wrong password byte for byte alike', async () => {
    await api.join('HOST');
    const tried = await Promise.all(['owner1@example.com', 'nobody@example.com'].map((email) => request(api.http).post('/v1/session').send({ email, password: 'not the passphrase' })));
    expect(tried.map(({ status }) => status)).toEqual([401, 401]);
    expect(tried[0]?.text).toBe(tried[1]?.text);
    expect(tried[0]?.headers['content-type']).toContain('application/problem+json');
  });

  it('takes text only, never an object or a missing field', async () => {
    for (const body of [{ email: { contains: '@' }, password: PASSWORD }, { email: 'owner1@example.com' }, { email: 'owner1@example.com', password: { not: '' } }]) {
      const { status, body: problem } = await request(api.http).post('/v1/session').send(body);
      expect({ status, code: (problem as { code: string }).code }).toEqual({ status: 400, code: 'INPUT_INVALID' });
    }
  });

  it('sets a cookie that scripts cannot read and other sites cannot use', async () => {
    const signIn = 'mutation ($input: SignInInput!) { signIn(input: $input) { person { email } membership { role } } }';
    const answer = await request(api.http).post('/graphql').set('apollo-require-preflight', 'true').send({ query: signIn, variables: { input: { email: 'owner1@example.com', password: PASSWORD } } });
    const cookie = answer.headers['set-cookie']?.[0] ?? '';
    expect(cookie).toMatch(/^busbar=[\w-]{43}; .*HttpOnly; SameSite=Lax/);
    const withCookie = () => request(api.http).post('/graphql').set('cookie', cookie.split(';')[0] ?? '').set('apollo-require-preflight', 'true').send({ query: '{ viewer { person { email } } }' });
    expect((await withCookie()).body).toMatchObject({ data: { viewer: { person: { email: 'owner1@example.com' } } } });
    const forged = await withCookie().set('origin', 'https://elsewhere.example');
    expect({ status: forged.status, code: (forged.body as { code: string }).code }).toEqual({ status: 403, code: 'CROSS_SITE_REFUSED' });
  });

  it('refuses a bearer that is nobody’s', async () => {
    const answer = await request(api.http).post('/graphql').set('authorization', 'Bearer nobody').set('apollo-require-preflight', 'true').send({ query: '{ viewer { person { id } } }' });
    expect({ status: answer.status, code: (answer.body as { code: string }).code }).toEqual({ status: 401, code: 'CREDENTIAL_REFUSED' });
  });

  it('gives a request with five aliased tries no more than one, and locks the account after five', async () => {
    await api.join('TENANT');
    const tries = Array.from({ length: 5 }, (_, n) => `t${n}: signIn(input: { email: "owner2@example.com", password: "not the passphrase" }) { person { id } }`).join('\n');
    const codes: string[] = [];
    for (let requests = 0; requests < 6; requests += 1) codes.push(await api.anonymous.refusal(`mutation { ${tries} }`));
    expect(codes).toEqual([...Array<string>(5).fill('SIGN_IN_REFUSED'), 'PASSWORD_THROTTLED']);
    const { rows } = await api.sql.query<{ n: string }>(`select count(*) as n from password_attempt where account = 'owner2@example.com'`);
    expect(rows[0]?.n).toBe('6');
  });

  it('has no demo door outside the demo world', async () => {
    expect(await api.anonymous.refusal('mutation { signInDemo(input: { role: STAFF }) { person { id } } }')).toBe('DEMO_UNAVAILABLE');
  });
});

describe('an operation', () => {
  it.each([
    ['too many aliases', `{ ${Array.from({ length: 16 }, (_, n) => `a${n}: __typename businessTime${n}: businessTime { now }`).join(' ')} }`, 'aliases'],
    ['too many root fields', `{ ${['businessTime { now }', 'viewer { person { id } }', 'siteFacets { __typename }', 'revenueClaims { __typename }', 'priceIndices { __typename }', 'sessions { id }'].join(' ')} }`, 'rootFields'],
    ['a nest of lists', '{ sites(first: 100) { edges { node { halls { clusters { id } blocks { id } site { halls { clusters { id name } blocks { id } } } } } } } }', 'cost'],
  ])('with %s is refused before anything runs', async (_what, query, limit) => {
    const { errors } = await api.anonymous.ask(query);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'OPERATION_TOO_LARGE', kind: 'LIMITED', details: { limit } });
  });

  it('with more than 2,000 tokens is refused by the parser', async () => {
    expect(await api.anonymous.refusal(`{ ${'viewer { person { id } } '.repeat(400)} }`)).toBe('GRAPHQL_PARSE_FAILED');
  });

  it('with a wrong field gets no suggestion', async () => {
    const { errors } = await api.anonymous.ask('{ viewr { person { id } } }');
    expect(errors?.[0]?.message).not.toContain('Did you mean');
  });

  it('by a form or without preflight header is refused', async () => {
    expect((await request(api.http).post('/graphql').type('form').send({ query: '{ viewer { person { id } } }' })).status).toBe(400);
    expect((await request(api.http).get('/graphql?query=%7Bviewer%7Bperson%7Bid%7D%7D%7D')).status).toBe(400);
  });
});

describe('the REST edge', () => {
  it('refuses unknown verbs, large bodies and poisoned names', async () => {
    expect((await request(api.http).patch('/graphql')).status).toBe(405);
    expect((await request(api.http).post('/v1/session').send({ email: 'x'.repeat(200_000) })).status).toBe(413);
    expect((await request(api.http).post('/v1/session').type('json').send('{"__proto__":{"polluted":true}}')).status).toBe(400);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('says that it lives, that it is ready, and how it does', async () => {
    expect((await request(api.http).get('/healthz')).body).toEqual({ status: 'ok' });
    expect((await request(api.http).get('/readyz')).body).toEqual({ status: 'ok' });
    expect((await request(api.http).get('/metrics')).text).toContain('busbar_database_connections');
  });

  it('carries the headers that browsers obey', async () => {
    const { headers } = await request(api.http).get('/healthz');
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-powered-by']).toBeUndefined();
  });
});

describe('a webhook', () => {
  const stripe = new Stripe('sk_test_e2e_key');
  const payload = JSON.stringify({ id: 'evt_1', object: 'event', type: 'payment_intent.succeeded', created: 1_630_000_000, data: { object: { id: 'pi_1', object: 'payment_intent' } } });
  const deliver = (endpoint: string, signature: string) => request(api.http).post(`/v1/stripe/webhooks/${endpoint}`).set('stripe-signature', signature).type('json').send(payload);
  const signed = (secret: string, timestamp = Math.floor(Date.now() / 1000)) => stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
  const stored = async () => Number((await api.sql.query<{ n: string }>('select count(*) as n from stripe_event')).rows[0]?.n);

  it('that is forged, old or meant for the other endpoint is refused and not stored', async () => {
    for (const [endpoint, signature] of [['account', signed('whsec_of_somebody_else')], ['account', signed('whsec_e2e_account', Math.floor(Date.now() / 1000) - 301)], ['account', signed('whsec_e2e_connect')], ['connect', signed('whsec_e2e_account')], ['account', 'nonsense']] as const) {
      const { status, body } = await deliver(endpoint, signature);
      expect({ status, code: (body as { code: string }).code }).toEqual({ status: 400, code: 'WEBHOOK_REFUSED' });
    }
    expect(await stored()).toBe(0);
  });

  it('that Stripe signed is stored once, however often it comes', async () => {
    for (let times = 0; times < 3; times += 1) expect((await deliver('account', signed('whsec_e2e_account'))).status).toBe(200);
    expect(await stored()).toBe(1);
  });
});
