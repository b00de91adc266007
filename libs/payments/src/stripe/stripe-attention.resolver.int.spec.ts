import { Client } from 'pg';
import { type Actor, anonymous, type OrganisationKind } from '@busbar/kernel';
import { aDatabase, type Served, served, type TestDatabase } from '@busbar/test-kit';
import { PaymentsModule } from '../payments.module';

const member = (kind: OrganisationKind): Actor => ({
  ...anonymous, kind: 'PERSON', personId: `prs_${kind}`, personName: kind, organisationId: `org_${kind}`, organisationKinds: [kind], role: 'OWNER', scopes: 'ALL',
});
const [host, tenant, staff] = [member('HOST'), member('TENANT'), member('STAFF')];
const parked = 'query ($first: Int!, $after: String) { parkedStripeEvents(first: $first, after: $after) { edges { node { id type stripeObject stripeAccount createdAt parkedAt attempts reason } } pageInfo { hasNextPage endCursor } } }';
const unknown = 'query ($first: Int!, $after: String) { unknownStripeRequests(first: $first, after: $after) { edges { node { id call subject idempotencyKey firstSentAt attempts reason } } pageInfo { hasNextPage endCursor } } }';
type Page = { readonly edges: readonly { readonly node: { readonly id: string } }[]; readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string } };

let own: TestDatabase;
let sql: Client;
let api: Served;
beforeAll(async () => {
  own = await aDatabase();
  sql = new Client({ connectionString: own.url });
  await sql.connect();
  await sql.query(`
    insert into stripe_event (id, account, type, object_id, created, payload, attempts, handled_at, parked_at, last_error) values
      ('evt_z_first', null, 'payment_intent.succeeded', 'pi_1', '2021-09-06T10:00:00Z', '{}', 5, null, '2021-09-06T11:00:00Z', 'Stripe booked 1 usd for chg_1.'),
      ('evt_a_second', 'acct_1', 'payout.failed', 'po_1', '2021-09-06T10:30:00Z', '{}', 5, null, '2021-09-06T12:00:00Z', 'No payout po_1.'),
      ('evt_b_second', 'acct_1', 'payout.paid', 'po_1', '2021-09-06T10:30:00Z', '{}', 5, null, '2021-09-06T12:00:00Z', 'No payout po_1.'),
      ('evt_waiting', null, 'payout.paid', 'po_2', '2021-09-06T10:00:00Z', '{}', 4, null, null, 'Not yet.'),
      ('evt_done', null, 'payout.paid', 'po_3', '2021-09-06T10:00:00Z', '{}', 0, '2021-09-06T10:00:01Z', null, null)`);
  await sql.query(`
    insert into stripe_request (id, idempotency_key, kind, subject, body, body_sha256, state, attempts, not_before, first_sent_at, failure_text) values
      ('job_1', 'bb:pi:inv_1:1', 'paymentIntent', 'chg_1', '{}', repeat('0', 64), 'UNKNOWN', 40, '2021-09-06T10:00:00Z', '2021-09-06T10:00:00Z', 'The line broke.'),
      ('job_2', 'bb:tr:stl_1:org_1', 'transfer', 'trf_1', '{}', repeat('0', 64), 'UNKNOWN', 2, '2021-09-06T10:00:00Z', '2021-09-07T10:00:00Z', null),
      ('job_3', 'bb:tr:stl_2:org_1', 'transfer', 'trf_2', '{}', repeat('0', 64), 'SENT', 2, '2021-09-06T10:00:00Z', '2021-09-07T10:00:00Z', null)`);
  api = await served([PaymentsModule], own.url);
});
afterAll(async () => {
  await api?.close();
  await sql?.end();
  await own?.close();
});

describe('What Stripe left for a person', () => {
  it('is shown to staff: parked events, the latest first, with the reason', async () => {
    expect(await api.as(staff).field(parked, { first: 10 })).toMatchObject({
      edges: [
        { node: { id: 'evt_b_second' } },
        { node: { id: 'evt_a_second', type: 'payout.failed', stripeObject: 'po_1', stripeAccount: 'acct_1', attempts: 5, reason: 'No payout po_1.' } },
        { node: { id: 'evt_z_first', type: 'payment_intent.succeeded', stripeAccount: null, createdAt: '2021-09-06T10:00:00Z', parkedAt: '2021-09-06T11:00:00Z', reason: 'Stripe booked 1 usd for chg_1.' } },
      ],
      pageInfo: { hasNextPage: false },
    });
  });

  it('is shown to staff: requests of which nobody knows what became, with the key by which Stripe knows them', async () => {
    expect(await api.as(staff).field(unknown, { first: 10 })).toMatchObject({
      edges: [
        { node: { id: 'job_2', call: 'TRANSFER', subject: 'trf_1', reason: null } },
        { node: { id: 'job_1', call: 'PAYMENT_INTENT', subject: 'chg_1', idempotencyKey: 'bb:pi:inv_1:1', firstSentAt: '2021-09-06T10:00:00Z', attempts: 40, reason: 'The line broke.' } },
      ],
    });
  });

  it.each([['parked events', parked, 3], ['unknown requests', unknown, 2]])('comes page by page, none twice and none left out: %s', async (_, query, count) => {
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const page: Page = await api.as(staff).field<Page>(query, { first: 1, after });
      seen.push(...page.edges.map(({ node }) => node.id));
      [after, more] = [page.pageInfo.endCursor, page.pageInfo.hasNextPage];
    }
    const whole = await api.as(staff).field<Page>(query, { first: 100 });
    expect(seen).toHaveLength(count);
    expect(seen).toEqual(whole.edges.map(({ node }) => node.id));
    expect(await api.as(staff).refusal(query, { first: 101 })).toBe('INPUT_INVALID');
    expect(await api.as(staff).refusal(query, { first: 1, after: 'no cursor' })).toBe('INPUT_INVALID');
  });

  it.each([['a host', host, 'NOT_PERMITTED'], ['a tenant', tenant, 'NOT_PERMITTED'], ['nobody in particular', anonymous, 'NOT_SIGNED_IN']])('is refused to %s', async (_, who, code) => {
    expect(await api.as(who).refusal(parked, { first: 1 })).toBe(code);
    expect(await api.as(who).refusal(unknown, { first: 1 })).toBe(code);
  });
});
