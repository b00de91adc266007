/** Bad input over HTTP against the demo world: each a clear refusal, and nothing half-done. What needs no world is in edge.spec.ts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import request from 'supertest';
import { RightsMatrix } from '@busbar/platform';
import type { GraphqlAnswer } from '@busbar/test-kit';
import { type Caller, PASSWORD } from './api';
import { aDemoApi, type DemoApi } from './demo-api';
import { operationAt, type Place, placesOf, type Plausible } from './generated-documents';
import { visitor } from './visitor';

const schema = buildSchema(readFileSync(join(__dirname, '../../apps/api/schema.graphql'), 'utf8'));
/** Only staff may ask these, and they see everything; that others may not is in the rights matrix. */
const STAFF_ONLY = ['ledgerTransactions', 'approveContract', 'confirmSecurity', 'requestContractChanges', 'setReviewItem', 'verifyOrganisation', 'verifySite'];
/** Whom an offer or a request is meant for: a name on an envelope, which is kept as it is and never looked up for the sender. */
const ADDRESSED = ['visibleTo', 'addressedTo'];
const places = placesOf(schema).filter(({ field, path, type }) => type === 'ID' && path.at(-1) !== 'versionId' && !STAFF_ONLY.includes(field) && !ADDRESSED.includes(path.at(-1) ?? ''));
const nameOf = ({ operation, field, path }: Place): string => `${operation}.${field}(${path.join('.')})`;
const TERMS = [{ code: 'CAPACITY_RESERVED', price: '150', billedIn: 'ARREARS' }, { code: 'ENERGY_FIXED', price: '0.05', billedIn: 'ARREARS' }];
/** What a place's id is of: by its own name, or by the field where that is only `id`. */
const subjectOf = ({ field, path }: Place): string => {
  const name = path.at(-1) ?? '';
  return name === 'id' ? (/site|hall|invoice|listing|meter|organisation|proposal|request|contract/i.exec(field)?.[0] ?? field).toLowerCase() : name.slice(0, -2);
};

let api: DemoApi;
let strangers: { readonly host: Caller; readonly tenant: Caller };
/** Ids of others by what they are of, none of which a stranger may see. */
let foreign: Readonly<Record<string, string>>;
/** What else the commands need: the stranger's own, so that the foreign id is the only fault. */
let plausible: Plausible;
let matrix: readonly string[];

beforeAll(async () => {
  api = await aDemoApi();
  strangers = { host: await api.join('HOST', 'Stranger Power'), tenant: await api.join('TENANT', 'Stranger AI') };
  await api.sql.query(`update organisation set verified_at = now(), verified_by = 'Test', verification = 'Register extract' where id = any ($1)`, [[strangers.host.organisationId, strangers.tenant.organisationId]]);
  foreign = await theirs();
  plausible = await ours(strangers.host);
  matrix = api.app.get(RightsMatrix).table().split('\n');
}, 240_000);
afterAll(() => api?.close());

async function theirs(): Promise<Readonly<Record<string, string>>> {
  await api.host.field('mutation { createApiKey(input: { name: "Gateway", scopes: ["readings:write"] }) { text } }');
  const hidden = `from site s where not exists (select from listing l where l.site_id = s.id and l.state = 'PUBLISHED') limit 1`;
  const site = await api.one(`select s.id ${hidden}`);
  // Verified sites are on the market for all to see; this one is taken back.
  await api.sql.query('update site set verified_at = null, verified_until = null where id = $1', [site]);
  const invoice = await api.one(`select id from invoice where state = 'ISSUED' limit 1`);
  const contract = await api.one('select contract_id from invoice where id = $1', [invoice]);
  return {
    site, invoice, contract,
    hall: await api.one('select id from hall where site_id = $1 limit 1', [site]),
    gpucluster: await api.one('select id from gpu_cluster limit 1'),
    reservation: await api.one('select id from reservation where released_at is null limit 1'),
    listing: await api.one(`update listing set state = 'PAUSED' where id = (select id from listing where state = 'PUBLISHED' order by id desc limit 1) returning id`),
    request: await api.one(`select id from request where state <> 'OPEN' limit 1`),
    proposal: await api.one('select id from proposal limit 1'),
    tranche: await api.one('select id from tranche where contract_id = $1', [contract]),
    meter: await api.one('select id from meter limit 1'),
    organisation: api.host.organisationId,
    apikey: await api.one('select id from api_key limit 1'),
    session: await api.one('select id from session limit 1'),
  };
}

async function ours(host: Caller): Promise<Plausible> {
  const energised = { from: '2026-01-01T00:00:00Z', confidence: 'ENERGISED', evidence: 'Energisation letter' };
  const site = await host.field<{ id: string }>('mutation ($input: CreateSiteInput!) { createSite(input: $input) { id } }', {
    input: { name: 'Stranger’s site', place: 'Hearne', adminRegion: 'TX', country: 'US', timeZone: 'America/Chicago', grossInterconnectedKw: '9000', designPue: '1.15', peakPue: '1.2', firm: true, energised: [{ ...energised, grossKw: '9000' }] },
  });
  const hall = await host.field<{ id: string }>('mutation ($input: AddHallInput!) { addHall(input: $input) { id } }', {
    input: { siteId: site.id, name: 'A', criticalKw: '5000', cooling: 'AIR', fitOut: 'AI_READY', rackDensityKw: '40', redundancy: 'N_PLUS_1', energised },
  });
  const meter = await host.field<{ id: string }>('mutation ($input: AddMeterInput!) { addMeter(input: $input) { id } }', { input: { siteId: site.id, hallId: hall.id, kind: 'HALL', name: 'Feed', ratedKw: '5000' } });
  return {
    siteId: site.id, hallId: hall.id, meterId: meter.id, requestId: await api.one(`select id from request where state = 'OPEN' limit 1`), installed: energised, energised, stage: 'ASSESSMENT', first: 5, password: PASSWORD, idempotencyKey: 'asked-by-a-stranger', quantityKw: '500', minimumLot: '500', increment: '500', priceTerms: TERMS,
  };
}

describe('another organisation’s id is as if it did not exist, at', () => {
  it.each(places.map((place) => [nameOf(place), place] as const))('%s', async (_name, place) => {
    const id = foreign[subjectOf(place).toLowerCase()];
    if (id === undefined) throw new Error(`The world has no ${subjectOf(place)}.`);
    const nobodys = `${id.slice(0, -10)}0000000000`;
    const rights = matrix.find((line) => line.startsWith(`${place.operation}.${place.field} `)) ?? '';
    const callers = (['host', 'tenant'] as const).filter((kind) => rights.includes(' everyone') || rights.includes(`${kind}.owner`)).map((kind) => strangers[kind]);
    expect(callers).not.toEqual([]);
    for (const caller of callers) {
      const ask = (given: string) => {
        const { query, variables } = operationAt(schema, place, given, plausible);
        return caller.ask(query, variables);
      };
      const before = place.operation === 'Mutation' ? await api.state() : {};
      const [foreigners, none] = [await ask(id), await ask(nobodys)];
      expect(JSON.parse(JSON.stringify(foreigners).replaceAll(id, nobodys))).toEqual(none);
      expect(said(foreigners)).toMatch(/^(NOT_FOUND NOT_FOUND|an empty page)$/);
      if (place.operation === 'Mutation') expect(await api.state()).toEqual(before);
    }
  });
});

function said({ data, errors }: GraphqlAnswer): string {
  const [first] = errors ?? [];
  if (first) return `${first.extensions.code} ${first.extensions.kind}${first.extensions.code === 'NOT_FOUND' ? '' : ` ${first.message}`}`;
  const [field] = Object.values(data ?? {}) as { readonly edges?: readonly unknown[] }[];
  return field?.edges?.length === 0 ? 'an empty page' : `answered ${JSON.stringify(field)}`;
}

describe('readings', () => {
  let meter: string;
  let latest: number;
  beforeAll(async () => {
    meter = await api.one(`select id from meter where name = 'Feed of the 4 MW tranche'`);
    latest = Date.parse((await api.host.field<{ now: string }>('{ businessTime { now } }')).now);
  });
  let sent = 0;
  const event = (hoursAgo: number, energyKwh: string, subject = meter) => {
    const start = new Date(Math.floor(latest / 900_000) * 900_000 - hoursAgo * 3_600_000).toISOString();
    return { specversion: '1.0', type: 'busbar.reading', source: 'hostile', id: `hostile ${(sent += 1)}`, subject, data: { start, energyKwh } };
  };
  const refusedWith = async (batch: readonly object[], caller: Caller = api.host) => {
    const before = await api.state();
    const { status, body, headers } = await request(api.http).post('/v1/readings').set('authorization', `Bearer ${caller.token}`).send([...batch]);
    expect(headers['content-type']).toContain('application/problem+json');
    expect(await api.state()).toEqual(before);
    const problem = body as { code: string; kind: string; details: { count: number; refused: readonly { index: number; code: string; detail: string }[] } };
    return { status, code: problem.code, refused: problem.details.refused.map(({ index, code }) => [index, code]), details: problem.details };
  };

  it('of an unknown meter are refused, and those of somebody else’s meter just so', async () => {
    const nobodys = `${meter.slice(0, -10)}0000000000`;
    const unknown = await refusedWith([event(1, '900', nobodys)], strangers.host);
    const foreigners = await refusedWith([event(1, '900')], strangers.host);
    expect(unknown).toMatchObject({ status: 400, code: 'READINGS_REFUSED', refused: [[0, 'METER_UNKNOWN']] });
    expect(JSON.parse(JSON.stringify(foreigners).replaceAll(meter, nobodys))).toEqual(unknown);
  });

  it('are refused as a whole for one that is bad, and the answer names it', async () => {
    expect(await refusedWith([event(3, '900'), event(2, '-1'), event(1, '900')])).toMatchObject({ status: 400, code: 'READINGS_REFUSED', refused: [[1, 'READING_NEGATIVE']], details: { count: 1 } });
  });

  it('from the future are refused', async () => {
    expect(await refusedWith([event(-1, '900')])).toMatchObject({ status: 400, code: 'READINGS_REFUSED', refused: [[0, 'READING_FROM_FUTURE']] });
  });
});

describe('at the edge', () => {
  it('a file of 100,000 rows, another content type or no list of readings is refused, and nothing is stored', async () => {
    const before = await api.state();
    const send = (path: string) => request(api.http).post(path).set('authorization', `Bearer ${api.host.token}`);
    const rows = `time,energy_kwh\n${'2026-11-20T10:00:00Z,900\n'.repeat(100_000)}`;
    const answers = [
      await send(`/v1/readings/files?meter=${await api.one('select id from meter limit 1')}&durationSeconds=900`).type('text/csv').send(rows),
      await send('/v1/readings/files').type('application/pdf').send(rows.slice(0, 100)),
      await send('/v1/readings').type('text/plain').send('[]'),
      await send('/v1/readings').send(['none', 7, null]),
    ];
    expect(answers.map(({ status, body }) => [status, (body as { code: string }).code])).toEqual([[400, 'INTAKE_TOO_LARGE'], [415, 'MEDIA_TYPE_UNSUPPORTED'], [415, 'MEDIA_TYPE_UNSUPPORTED'], [400, 'READINGS_REFUSED']]);
    expect(await api.state()).toEqual(before);
  });

  it('a key of a command is its actor’s and its operation’s own, and never serves another command', async () => {
    const mine = (grossKw: string) => ({ input: { siteId: plausible['siteId'], grossKw, from: '2027-01-01T00:00:00Z', idempotencyKey: 'one-key-for-all' } });
    const mining = 'mutation ($input: RecordMiningInput!) { recordMining(input: $input) { id } }';
    const first = await strangers.host.field<{ id: string }>(mining, mine('100'));
    expect(await strangers.host.field(mining, mine('100'))).toEqual(first);
    const before = await api.state();
    expect((await strangers.host.ask(mining, mine('200'))).errors?.[0]?.extensions).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', kind: 'CONFLICT' });
    expect(await api.host.refusal(mining, mine('100'))).toBe('NOT_FOUND');
    expect(await api.state()).toEqual(before);
    await strangers.host.field('mutation ($input: ReleaseReservationInput!) { releaseReservation(input: $input) { id } }', { input: { reservationId: first.id, reason: 'Never meant.' } });
  });
});

describe('a deal', () => {
  const listing = (kw: string) => ({
    input: {
      title: 'Colocation of a stranger', product: 'COLOCATION', hallId: plausible['hallId'], quantityKw: kw, minimumLot: '500', increment: '500', earliestStart: '2027-01-01', minimumTermMonths: 12, maximumTermMonths: 180,
      firmness: { kind: 'FIRM' }, priceTerms: TERMS,
    },
  });
  const createListing = 'mutation ($input: CreateListingInput!) { createListing(input: $input) { id } }';
  const refusalFrom = async (caller: Caller, query: string, variables: object) => {
    const before = await api.state();
    const { errors } = await caller.ask(query, variables);
    expect(await api.state()).toEqual(before);
    return errors?.[0]?.extensions;
  };

  it('larger than its hall is not listed', async () => {
    expect(await refusalFrom(strangers.host, createListing, listing('5500'))).toMatchObject({ code: 'LISTING_EXCEEDS_HALL', kind: 'INVALID', details: { path: 'quantityKw', expected: expect.stringContaining('5000') } });
  });

  it('books the same kW once: the loser is told what is free, and has nothing', async () => {
    const { id: listingId } = await strangers.host.field<{ id: string }>(createListing, listing('5000'));
    await api.staff.field('mutation ($input: VerifySiteInput!) { verifySite(input: $input) { id } }', { input: { siteId: plausible['siteId'], note: 'Seen on site by two of staff.', until: '2028-06-01T00:00:00Z' } });
    await strangers.host.field('mutation ($id: ID!) { publishListing(id: $id) { id } }', { id: listingId });
    const requests: string[] = [];
    for (const title of ['First block', 'Second block']) {
      const { id } = await strangers.tenant.field<{ id: string }>('mutation ($input: CreateRequestInput!) { createRequest(input: $input) { id } }', {
        input: { title, product: 'COLOCATION', quantityKw: '3000', startFrom: '2027-03-01', startTo: '2027-04-01', termMonths: 24 },
      });
      await strangers.tenant.field('mutation ($id: ID!) { openRequest(id: $id) { id } }', { id });
      requests.push(id);
    }
    const propose = (requestId: string, index: number) =>
      strangers.host.ask('mutation ($input: SendProposalInput!) { sendProposal(input: $input) { id state } }', { input: { requestId, listingId, quantityKw: '3000', start: '2027-03-01', termMonths: 24, idempotencyKey: `double-booking-${index}` } });
    const answers = await Promise.all(requests.map(propose));
    const refused = answers.flatMap(({ errors }) => errors ?? []);
    expect(refused.map(({ extensions }) => extensions)).toMatchObject([{ code: 'CAPACITY_EXCEEDED', kind: 'CONFLICT', details: { asked: '3000', free: '2000', unit: 'KW', bound: 'HALL_POWER' } }]);
    expect(refused[0]?.message).toContain('Only 2000 kW');
    expect(await api.one('select count(*) from proposal where listing_id = $1', [listingId])).toBe('1');
    expect(await api.one('select count(*) || $2 || sum(power_w) from reservation where hall_id = $1 and released_at is null', [plausible['hallId'], ' × '])).toBe('1 × 3000000');
  });

  it('is not approved by its author, even where the author has come to work for staff, nor by a party', async () => {
    const id = await api.one(`select id from contract where state = 'IN_REVIEW'`);
    const approve = 'mutation ($input: ApproveContractInput!) { approveContract(input: $input) { id } }';
    expect(await refusalFrom(api.host, approve, { input: { contractId: id } })).toMatchObject({ code: 'NOT_PERMITTED', kind: 'FORBIDDEN' });
    const author = await api.one('select p.email from contract_version v join person p on p.id = v.author_id where v.contract_id = $1', [id]);
    await api.sql.query(`update membership set organisation_id = $2 where person_id = (select id from person where email = $1)`, [author, api.staff.organisationId]);
    const turned = await api.enter(author, 'busbar-demo');
    expect(await refusalFrom(turned, approve, { input: { contractId: id } })).toMatchObject({ code: 'REVIEWER_NOT_INDEPENDENT', kind: 'FORBIDDEN', details: { contractId: id, reason: 'AUTHOR' } });
  });

  it('is not paid twice: not at the same moment, not later, not when it is settled', async () => {
    const pay = 'mutation ($input: PayInvoiceInput!) { payInvoice(input: $input) { id state } }';
    const open = await api.one(`select id from invoice i where state = 'ISSUED' and not exists (select from charge c where c.invoice_id = i.id)`);
    const together = await Promise.all([1, 2, 3].map((key) => api.tenant.ask(pay, { input: { invoiceId: open, idempotencyKey: `at-once-${key}` } })));
    const refusals = together.flatMap(({ errors }) => errors?.map(({ extensions }) => extensions) ?? []);
    expect(refusals).toEqual(Array(2).fill(expect.objectContaining({ code: 'PAYMENT_UNDER_WAY', kind: 'CONFLICT', details: { invoiceId: open } })));
    await api.drain();
    expect(await refusalFrom(api.tenant, pay, { input: { invoiceId: open, idempotencyKey: 'once-more' } })).toMatchObject({ code: 'PAYMENT_UNDER_WAY', kind: 'CONFLICT' });
    expect(await api.one('select count(*) from charge where invoice_id = $1', [open])).toBe('1');
    const settled = await api.one(`select invoice_id from charge where state = 'SUCCEEDED'`);
    expect(await refusalFrom(api.tenant, pay, { input: { invoiceId: settled, idempotencyKey: 'paid-already' } })).toMatchObject({ code: 'INVOICE_NOT_PAYABLE', kind: 'CONFLICT', details: { reason: 'NOTHING_OPEN' } });
  });
});

describe('a visitor', () => visitor(() => api));
