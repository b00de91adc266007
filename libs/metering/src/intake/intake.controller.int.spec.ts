import { type Actor, anonymous, INTERVAL_MS, instantOf, kilowatts, parseInstant, systemActor } from '@busbar/kernel';
import { Sites } from '@busbar/capacity';
import { Clock, Database } from '@busbar/platform';
import { type Served, served } from '@busbar/test-kit';
import { MeteringModule } from '../metering.module';
import { Meters } from '../meters/meters.service';

const host: Actor = { kind: 'PERSON', personId: 'prs_h', personName: 'host', organisationId: 'org_host', organisationKinds: ['HOST'], role: 'OPERATOR', signatory: false, scopes: 'ALL', credentialId: null };
const key: Actor = { ...host, kind: 'KEY', role: 'OWNER', scopes: ['readings:write'] };
const readingKey: Actor = { ...key, scopes: ['metering:read'] };
const start = parseInstant('2021-08-20T10:00:00Z').epochMilliseconds;

let api: Served;
let actor: Actor = anonymous;
let meterId: string;
let sent = 0;

beforeAll(async () => {
  api = await served([MeteringModule]);
  await api.get(Clock).move(parseInstant('2021-08-20T12:00:00Z'), false);
  const system = systemActor('test');
  const world = api.get(Database);
  await world.transaction(system, () => world.client.$executeRaw`insert into organisation (id, name, country, kinds) values ('org_host', 'Copper Sage', 'US', '{HOST}')`);
  const site = await api.get(Sites).create(host, {
    name: 'Hearne', place: 'Hearne', adminRegion: 'TX', country: 'US', timeZone: 'America/Chicago', grossInterconnectedW: kilowatts(9_000n), designPue: '1.15', peakPue: '1.2', firm: true,
    energised: [{ from: parseInstant('2020-01-01T00:00:00Z'), grossW: kilowatts(9_000n), confidence: 'ENERGISED', evidence: 'Energisation letter' }],
  });
  meterId = (await api.get(Meters).add(host, { siteId: site.id, hallId: null, kind: 'HALL', name: 'Feed 1', serial: null, ratedKw: '4000' })).id;
});
afterAll(() => api?.close());
beforeEach(() => {
  actor = key;
});

const event = (slot: number, energyKwh: string | number = '900', subject = meterId) => ({
  specversion: '1.0', type: 'busbar.reading', source: 'gateway', id: `reading ${(sent += 1)}`, subject, data: { start: instantOf(start + slot * INTERVAL_MS).toString(), energyKwh },
});
const post = (body: object, query = '') => api.as(actor).http.post(`/v1/readings${query}`).send(body);

describe('POST /v1/readings', () => {
  it('takes a batch, and counts one sent again as duplicates', async () => {
    const batch = [event(0), event(1, 901), event(2, '902.5')];
    const first = await post(batch);
    expect([first.status, first.body]).toEqual([202, { batchId: expect.stringMatching(/^upl_/), accepted: 3, duplicates: 0, refused: [] }]);
    const second = await api.as(actor).http.post('/v1/readings').type('application/cloudevents-batch+json').send(JSON.stringify(batch));
    expect([second.status, second.body]).toMatchObject([202, { accepted: 0, duplicates: 3 }]);
  });

  it('takes a single event too', async () => {
    const response = await api.as(actor).http.post('/v1/readings').type('application/cloudevents+json').send(JSON.stringify(event(3)));
    expect([response.status, response.body]).toMatchObject([202, { accepted: 1 }]);
  });

  it('answers a repeated idempotency key as it did first, and refuses it for another batch', async () => {
    const batch = [event(4)];
    const send = (body: object) => post(body).set('idempotency-key', 'batch-0004');
    const first = await send(batch);
    expect((await send(batch)).body).toEqual(first.body);
    expect((await send([event(5)])).body).toMatchObject({ status: 409, code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('refuses a batch with one bad reading as a problem that names it, and takes the rest only when asked to', async () => {
    const batch = [event(5, '905'), event(6, '906', 'mtr_nobody'), event(40, '907')];
    const refused = await post(batch);
    expect(refused.headers['content-type']).toContain('application/problem+json');
    expect(refused.body).toMatchObject({ status: 400, code: 'READINGS_REFUSED', details: { count: 2, refused: [{ index: 1, code: 'METER_UNKNOWN' }, { index: 2, code: 'READING_FROM_FUTURE' }] } });
    const partial = await post(batch, '?partial=true');
    expect([partial.status, partial.body]).toMatchObject([202, { accepted: 1, duplicates: 0, refused: [{ index: 1 }, { index: 2 }] }]);
  });

  it.each([
    ['nobody', anonymous, 401, 'NOT_SIGNED_IN'],
    ['a key that may only read', readingKey, 403, 'NOT_PERMITTED'],
    ['a tenant', { ...host, organisationKinds: ['TENANT'] } as Actor, 403, 'NOT_PERMITTED'],
  ])('is closed to %s', async (_, who, status, code) => {
    actor = who;
    expect((await post([event(0)])).body).toMatchObject({ status, code });
  });

  it.each([
    ['more than a thousand readings', () => post(Array.from({ length: 1_001 }, () => ({}))), 400, 'INTAKE_TOO_LARGE'],
    ['more than a megabyte', () => post([{ blank: 'x'.repeat(1_100_000) }]), 413, 'BODY_TOO_LARGE'],
    ['what is no JSON', () => api.as(actor).http.post('/v1/readings').type('application/json').send('[{'), 400, 'BAD_REQUEST'],
    ['another type', () => api.as(actor).http.post('/v1/readings').type('text/plain').send('900'), 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['a parameter that is neither true nor false', () => post([event(0)], '?partial=perhaps'), 400, 'INPUT_INVALID'],
    ['a parameter given twice', () => post([event(0)], '?partial=true&partial=false'), 400, 'INPUT_INVALID'],
  ])('refuses %s', async (_, send, status, code) => {
    const response = await send();
    expect([response.status, response.body]).toMatchObject([status, { code }]);
  });

  it('takes a thousand readings of a full body in one call', async () => {
    const batch = Array.from({ length: 1_000 }, (_, slot) => event(-1_000 + slot, '800.123456'));
    expect((await post(batch)).body).toMatchObject({ accepted: 1_000 });
  });
});

describe('POST /v1/readings/files', () => {
  const file = (body: string, parameters: string) => api.as(actor).http.post(`/v1/readings/files?${parameters}`).type('text/csv').send(body);

  it('takes rows of a wall clock, hour ending', async () => {
    const response = await file('time,energy_kwh\n2021-08-01 01:00,100\n2021-08-01 02:00,200\n', `meter=${meterId}&zone=America/Chicago&time=ENDING&durationSeconds=3600`);
    expect([response.status, response.body]).toMatchObject([202, { accepted: 2, duplicates: 0 }]);
  });

  it('refuses by line', async () => {
    const response = await file('meter,time,energy_kwh\nmtr_nobody,2021-08-01T00:00:00Z,100\n', '');
    expect(response.body).toMatchObject({ status: 400, code: 'READINGS_REFUSED', details: { refused: [{ index: 2, code: 'METER_UNKNOWN' }] } });
  });

  it('refuses another type and unknown options', async () => {
    expect((await api.as(actor).http.post('/v1/readings/files').type('application/json').send('[]')).body).toMatchObject({ status: 415 });
    expect((await file('time,energy_kwh\n', 'meter=x&zone=Mars/Olympus')).body).toMatchObject({ status: 400, code: 'INPUT_INVALID', details: { path: 'zone' } });
  });
});

describe('a meter over GraphQL', () => {
  it('shows its series as columns, with a gap as a gap and its range named', async () => {
    await post([event(-2_000, '100'), event(-1_998, '300')]);
    const [from, to] = [-2_000, -1_997].map((slot) => instantOf(start + slot * INTERVAL_MS).toString());
    const meter = await api.as(readingKey).field(`{ meter(id: "${meterId}") { name ratedKw series(from: "${from}", to: "${to}") { start stepSeconds energyMj averageKw quality totalKwh gaps { from to intervals } estimates { intervals } completeness { expected measured missing } } } }`);
    expect(meter).toEqual({
      name: 'Feed 1', ratedKw: '4000',
      series: {
        start: from, stepSeconds: 900, energyMj: ['360000000000', null, '1080000000000'], averageKw: ['400.000', null, '1200.000'], quality: [1, 32_768, 1], totalKwh: '400.000',
        gaps: [{ from: instantOf(start - 1_999 * INTERVAL_MS).toString(), to: instantOf(start - 1_998 * INTERVAL_MS).toString(), intervals: 1 }], estimates: [], completeness: { expected: 3, measured: 2, missing: 1 },
      },
    });
  });

  it('has its gap estimated when the operator asks', async () => {
    const [from, to] = [-2_000, -1_997].map((slot) => instantOf(start + slot * INTERVAL_MS).toString());
    const estimated = await api.as(host).field(`mutation { estimateGaps(input: { meterId: "${meterId}", from: "${from}", to: "${to}" }) { series(from: "${from}", to: "${to}") { averageKw quality estimates { intervals } } } }`);
    expect(estimated).toEqual({ series: { averageKw: ['400.000', '800.000', '1200.000'], quality: [1, 8, 1], estimates: [{ intervals: 1 }] } });
  });

  it('of somebody else is as one that does not exist', async () => {
    expect(await api.as({ ...host, organisationId: 'org_other' }).refusal(`{ meter(id: "${meterId}") { name } }`)).toBe('NOT_FOUND');
  });
});
