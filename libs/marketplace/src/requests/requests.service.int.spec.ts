import { decimal, kilowatts, parseDate, parseInstant } from '@busbar/kernel';
import { CapacityLedger } from '@busbar/capacity';
import { served, statementsOf } from '@busbar/test-kit';
import { aMarket, colocation, host, type Market, newcomer, opened, otherHost, otherTenant, published, refusal, rent, requirements, staff, tenant } from '../../test/a-market';
import { usualWeights, type Requirements } from '../domain/request';
import { MarketplaceModule } from '../marketplace.module';

let market: Market;
beforeAll(async () => {
  market = await aMarket();
});
afterAll(() => market?.close());

const draft = (changes: Partial<Requirements> = {}, actor = tenant) =>
  market.requests.create(actor, { title: 'Training block', description: '', requirements: { ...requirements, ...changes }, weights: usualWeights, addressedTo: [], deadline: parseInstant('2027-03-31T00:00:00Z') });

describe('a request', () => {
  it('is kept exactly as it was asked', async () => {
    const asked: Requirements = {
      ...requirements, minimumRackW: kilowatts(40n), countriesAllowed: ['US', 'NO'], coolings: ['DLC', 'RDHX'], redundancies: ['N_PLUS_1'], certifications: ['ISO 27001'], latency: { hub: 'Dallas', maximumMs: 12 },
      carbonCapGPerKwh: 300, curtailmentHours: 40, noticeMinutes: 30, priceCeiling: { unit: 'KW_MONTH', amount: decimal('181.83') },
    };
    const { id } = await draft(asked);
    expect((await market.requests.get(tenant, id)).requirements).toEqual(asked);
  });

  it.each<[string, Partial<Requirements>, Record<string, unknown>]>([
    ['a window that ends before it begins', { startWindow: { from: parseDate('2027-03-01'), to: parseDate('2027-02-28') } }, { path: 'startTo', given: '2027-02-28', expected: 'a day not before 2027-03-01' }],
    ['a window in the past', { startWindow: { from: parseDate('2026-01-01'), to: parseDate('2026-02-01') } }, { path: 'startTo' }],
    ['a model nobody knows', { product: 'GPU_CLUSTER', quantity: { powerW: 0n, gpus: 8 }, gpuModels: ['h900'], priceCeiling: null }, { path: 'gpuModels', given: 'h900' }],
    ['GPUs without a number', { product: 'GPU_CLUSTER', gpuModels: ['h100-sxm'], priceCeiling: null }, { path: 'gpus', given: null }],
    ['a country both wanted and refused', { countriesAllowed: ['US'], countriesRefused: ['US'] }, { path: 'countriesRefused', given: 'US' }],
    ['a hub that is not on the map', { latency: { hub: 'Atlantis', maximumMs: 10 } }, { path: 'latency.hub', given: 'Atlantis' }],
    ['a price per GPU-hour of its own GPUs', { priceCeiling: { unit: 'GPU_HOUR', amount: decimal('2') } }, { path: 'priceCeiling.unit', given: 'GPU_HOUR' }],
    ['nothing at all', { quantity: { powerW: 0n, gpus: null } }, { path: 'quantityKw' }],
  ])('is refused for %s, naming the field', async (_what, changes, details) => {
    expect(await refusal(draft(changes))).toMatchObject({ code: 'REQUIREMENT_INVALID', details });
  });

  it('is opened by a verified organisation alone', async () => {
    const { id } = await draft({}, newcomer);
    expect(await refusal(market.requests.perform(newcomer, 'open', id))).toMatchObject({ code: 'ORGANISATION_NOT_VERIFIED', details: { organisationId: 'org_newcomer' } });
    expect((await refusal(draft({}, host))).code).toBe('NOT_PERMITTED');
  });

  it('is seen by the hosts it is addressed to once it is open, and by no other tenant', async () => {
    const { id } = await draft();
    expect((await refusal(market.requests.get(host, id))).code).toBe('NOT_FOUND');
    const addressed = await opened(market, tenant, {}, ['org_host']);
    expect((await market.requests.get(host, addressed)).tenantId).toBe('org_tenant');
    for (const stranger of [otherHost, otherTenant]) {
      expect((await refusal(market.requests.get(stranger, addressed))).code).toBe('NOT_FOUND');
      expect((await market.requests.page(stranger, {}, 100, null)).map((request) => request.id)).not.toContain(addressed);
    }
    expect((await market.requests.page(host, {}, 100, null)).map((request) => request.id)).toEqual([addressed]);
    expect((await refusal(market.requests.perform(host, 'close', addressed))).code).toBe('NOT_PERMITTED');
    expect((await market.requests.page(staff, {}, 100, null)).map((request) => request.id)).toEqual(expect.arrayContaining([id, addressed]));
  });
});

describe('matching a request', () => {
  it('finds what is free now, tells the host its own, and sees a reservation the moment it is made', async () => {
    const texas = await published(market, host, colocation(market.hallId));
    const norway = await published(market, otherHost, colocation(market.otherHallId, { quantity: { powerW: kilowatts(6_000n), gpus: null }, terms: rent('120') }));
    const requestId = await opened(market, tenant);
    const request = await market.requests.get(tenant, requestId);
    const ids = async (actor = tenant) => (await market.matches.of(actor, request)).matches.map(({ listing }) => listing.id);
    expect(await ids()).toEqual([norway, texas]);
    expect(await ids(host)).toEqual([texas]);
    await market.get(CapacityLedger).reserve(otherHost, {
      kind: 'FIRM', hallId: market.otherHallId, powerW: kilowatts(3_000n), from: parseInstant('2027-02-01T00:00:00Z'), to: parseInstant('2027-06-01T00:00:00Z'), subject: 'trn_1',
    });
    const { matches, nearMisses } = await market.matches.of(tenant, request);
    expect(matches.map(({ listing }) => listing.id)).toEqual([texas]);
    expect(nearMisses).toMatchObject([{ listing: { id: norway }, relaxations: [{ criterion: 'START', from: '2027-01-01/2027-03-31', to: '2027-01-01/2027-06-02' }] }]);
  });

  it('looks only at the hosts that were asked, and never at offers meant for others', async () => {
    const hidden = await published(market, host, colocation(market.hallId, { title: 'For the rival alone', visibleTo: ['org_rival'], terms: rent('100') }));
    const requestId = await opened(market, tenant, {}, ['org_host']);
    const { matches, nearMisses } = await market.matches.of(tenant, await market.requests.get(tenant, requestId));
    expect(new Set([...matches, ...nearMisses].map(({ listing }) => listing.hostId))).toEqual(new Set(['org_host']));
    expect(matches.map(({ listing }) => listing.id)).not.toContain(hidden);
  });

  it('takes as many statements for many offers as for few, also over GraphQL with what each offer says of its place', async () => {
    const own = await aMarket();
    const api = await served([MarketplaceModule], own.url);
    try {
      const places = [[host, own.hallId], [otherHost, own.otherHallId]] as const;
      for (const [actor, hallId] of places) await published(own, actor, colocation(hallId, { title: 'The first', quantity: { powerW: kilowatts(5_000n), gpus: null } }));
      const requestId = await opened(own, tenant);
      const request = await own.requests.get(tenant, requestId);
      const query = 'query ($id: ID!) { request(id: $id) { matches { price { perItKwh } listing { title availableKw site { name } hall { name } host { name } actions { name allowed } } } nearMisses { listing { title site { name } } } } }';
      const counted = async () => ({
        offers: (await own.matches.of(tenant, request)).matches.length,
        service: await statementsOf(() => own.matches.of(tenant, request)),
        graphql: await statementsOf(() => api.as(tenant).field(query, { id: requestId })),
      });
      expect(await counted()).toEqual({ offers: 2, service: 5, graphql: 10 });
      for (const [actor, hallId] of places) for (let further = 2; further <= 7; further += 1) await published(own, actor, colocation(hallId, { title: `Number ${further}`, quantity: { powerW: kilowatts(5_000n), gpus: null } }));
      expect(await counted()).toEqual({ offers: 14, service: 5, graphql: 10 });
    } finally {
      await api.close();
      await own.close();
    }
  });
});

describe('the deadline', () => {
  it('ends an open request by the clock, and in the books with the worker', async () => {
    const own = await aMarket();
    try {
      const requestId = await opened(own, tenant);
      await own.clock.moveTo('2027-03-31T00:00:00Z');
      expect(await refusal(own.requests.perform(tenant, 'close', requestId))).toMatchObject({ code: 'REQUEST_ACTION_REFUSED', details: { state: 'EXPIRED' } });
      await own.worker.drain();
      expect((await own.requests.get(tenant, requestId)).state).toBe('EXPIRED');
    } finally {
      await own.close();
    }
  });
});
