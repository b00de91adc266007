import { kilowatts, parseDate, parseInstant } from '@busbar/kernel';
import { CapacityLedger } from '@busbar/capacity';
import { statementsOf } from '@busbar/test-kit';
import { aMarket, colocation, gpus, host, type Market, otherHost, otherTenant, published, refusal, rent, staff, tenant } from '../../test/a-market';
import { listingStates } from '../domain/listing-lifecycle';
import { firmnessKinds, products } from '../domain/product';
import { proposalStates, sides } from '../domain/proposal-lifecycle';
import { requestStates } from '../domain/request-lifecycle';
import type { MarketFilter } from './market.queries';
import type { NewListing } from './listings.service';

let market: Market;
beforeAll(async () => {
  market = await aMarket();
});
afterAll(() => market?.close());

const found = async (filter: MarketFilter, actor = tenant): Promise<string[]> => (await market.listings.page(actor, filter, 'KW_MONTH', 100, null)).map(({ listing }) => listing.title);

it('the words of the database are the words of the domain', async () => {
  const rows = await market.database.read(staff, () => market.database.client.$queryRaw<{ name: string; words: string[] }[]>`
    select t.typname::text as name, array_agg(e.enumlabel::text order by e.enumsortorder) as words from pg_type t join pg_enum e on e.enumtypid = t.oid
    where t.typname in ('Product', 'ListingState', 'RequestState', 'ProposalState', 'ProposalSide', 'Firmness') group by 1`);
  expect(Object.fromEntries(rows.map(({ name, words }) => [name, words]))).toEqual({
    Product: products, ListingState: listingStates, RequestState: requestStates, ProposalState: proposalStates, ProposalSide: sides, Firmness: firmnessKinds,
  });
});

describe('drafting a listing', () => {
  it.each<[string, Partial<NewListing>, string, Record<string, unknown>]>([
    ['more than its hall holds', { quantity: { powerW: kilowatts(10_001n), gpus: null } }, 'LISTING_EXCEEDS_HALL', { path: 'quantityKw', given: '10001 kW', expected: 'at most 10000 kW, the critical power of the hall' }],
    ['steps that do not lead to the whole', { lot: { minimum: kilowatts(1_000n), increment: kilowatts(3_000n) } }, 'LISTING_LOT_INVALID', { path: 'increment', given: '3000 kW' }],
    ['a longest term shorter than the shortest', { term: { minimumMonths: 24, maximumMonths: 12 } }, 'LISTING_TERM_INVALID', { path: 'maximumTermMonths', given: 12, expected: 'from 24 to 360 months' }],
    ['a rent no one pays, without a reason', { terms: rent('19.90') }, 'PRICE_OUTSIDE_RANGE', { path: 'priceTerms', given: '19.9 USD per KW_MONTH' }],
    ['a price below zero', { terms: rent('-138') }, 'PRICE_TERMS_INVALID', { path: 'priceTerms.0.price', given: '-138', expected: 'no price below zero' }],
    ['firm power with hours of curtailment', { firmness: { kind: 'FIRM', curtailableHours: 40, noticeMinutes: 0, retainedPercent: 100 } }, 'INPUT_INVALID', { path: 'firmness.curtailableHours', expected: '0 for firm power' }],
    ['GPUs without a cluster', { product: 'GPU_CLUSTER', quantity: { powerW: 1n, gpus: 8 } }, 'LISTING_PRODUCT_MISMATCH', { path: 'gpuClusterId' }],
    ['firm interruptible power', { product: 'INTERRUPTIBLE_POWER' }, 'LISTING_PRODUCT_MISMATCH', { path: 'firmness.kind' }],
  ])('refuses %s, naming the field and what would be right', async (_what, changes, code, details) => {
    expect(await refusal(market.listings.create(host, colocation(market.hallId, changes)))).toMatchObject({ code, details });
  });

  it('takes a price outside the range with its reason', async () => {
    const { listing } = await market.listings.create(host, colocation(market.hallId, { terms: rent('95'), priceJustification: 'A single power path with nothing to spare.' }));
    expect(listing).toMatchObject({ state: 'DRAFT', priceJustification: 'A single power path with nothing to spare.' });
  });

  it('refuses more GPUs than the cluster has', async () => {
    expect(await refusal(market.listings.create(host, gpus(market, { quantity: { powerW: 520n * 1_275n, gpus: 520 } })))).toMatchObject({ code: 'LISTING_EXCEEDS_HALL', details: { path: 'gpus', expected: 'at most 512 GPUs, which is what the cluster has' } });
  });

  it('knows another host\'s hall no better than one that does not exist', async () => {
    const theirs = await refusal(market.listings.create(host, colocation(market.otherHallId)));
    const nobodys = await refusal(market.listings.create(host, colocation('hall_00000000000000000000000000')));
    expect([theirs.code, nobodys.code]).toEqual(['NOT_FOUND', 'NOT_FOUND']);
    expect((await refusal(market.listings.create({ ...host, role: 'VIEWER' }, colocation(market.hallId)))).code).toBe('NOT_PERMITTED');
  });

  it('computes the three prices under the reference, with their basis', async () => {
    const { listing } = await market.listings.create(host, colocation(market.hallId));
    const { perItKwh, perKwMonth, perGpuHour, basis } = listing.referencePrice;
    // 138 a month, and 0.05 × 1.2 a kWh for 730.5 hours: 181.83; by the hour 0.24891.
    expect([perKwMonth, perItKwh, perGpuHour]).toEqual(['181.830000000000', '0.248911704312', null]);
    expect(basis).toMatchObject({ energy: 'INCLUDED', assumptions: { loadFactor: '1', pue: '1.2', termMonths: 120, kw: '8000' } });
  });
});

describe('publishing', () => {
  it('wants a verified site and a date on which the hall is ready, and says what is missing', async () => {
    const { listing } = await market.listings.create(host, colocation(market.hallId, { earliestStart: parseDate('2025-12-01'), title: 'X' }));
    expect(await refusal(market.listings.perform(host, 'publish', listing.id))).toMatchObject({ code: 'LISTING_INCOMPLETE', details: { missing: ['TITLE_MISSING', 'START_BEFORE_READY'] } });
  });

  it('follows the lifecycle and announces each step', async () => {
    const { listing } = await market.listings.create(host, colocation(market.hallId, { title: 'Lifecycle' }));
    for (const action of ['publish', 'pause', 'resume', 'withdraw'] as const) await market.listings.perform(host, action, listing.id);
    expect(await refusal(market.listings.perform(host, 'resume', listing.id))).toMatchObject({ code: 'LISTING_ACTION_REFUSED', details: { state: 'WITHDRAWN', action: 'resume' } });
    const events = await market.database.read(staff, () => market.database.client.event.findMany({ where: { subject: listing.id }, orderBy: { sequence: 'asc' } }));
    expect(events.map(({ type, data }) => [type, (data as { to?: string }).to])).toEqual([
      ['listing.created', undefined], ['listing.moved', 'PUBLISHED'], ['listing.moved', 'PAUSED'], ['listing.moved', 'PUBLISHED'], ['listing.moved', 'WITHDRAWN'],
    ]);
  });

  it('is the host\'s alone, and to strangers a draft does not exist', async () => {
    const { listing } = await market.listings.create(host, colocation(market.hallId, { title: 'Secret' }));
    for (const stranger of [otherHost, tenant]) {
      expect((await refusal(market.listings.get(stranger, listing.id))).code).toBe('NOT_FOUND');
      expect((await refusal(market.listings.perform(stranger, 'publish', listing.id))).code).toBe('NOT_FOUND');
    }
    await market.listings.perform(host, 'publish', listing.id);
    expect((await refusal(market.listings.perform(otherHost, 'pause', listing.id))).code).toBe('NOT_PERMITTED');
    expect((await market.listings.get(staff, listing.id)).listing.state).toBe('PUBLISHED');
    await market.listings.perform(host, 'withdraw', listing.id);
  });
});

describe('the market page', () => {
  let fresh: Market;
  beforeAll(async () => {
    fresh = await aMarket();
    await published(fresh, host, colocation(fresh.hallId, { title: 'Texas by the megawatt' }));
    await published(fresh, host, gpus(fresh, { title: 'H100 by the server' }));
    await published(fresh, otherHost, colocation(fresh.otherHallId, { title: 'Fjord power', quantity: { powerW: kilowatts(6_000n), gpus: null }, terms: rent('110') }));
    await published(fresh, otherHost, colocation(fresh.otherHallId, { title: '100% for the rival', quantity: { powerW: kilowatts(2_000n), gpus: null }, visibleTo: ['org_rival'] }));
    await fresh.listings.create(host, colocation(fresh.hallId, { title: 'A draft' }));
    [market, fresh] = [fresh, market];
  });
  afterAll(() => fresh?.close());

  it('shows what is published to all and to the reader, cheapest first', async () => {
    expect(await found({})).toEqual(['Fjord power', 'Texas by the megawatt', 'H100 by the server']);
    expect(await found({}, otherTenant)).toEqual(['Fjord power', 'Texas by the megawatt', '100% for the rival', 'H100 by the server']);
    expect(await found({ own: true }, host)).toEqual(expect.arrayContaining(['A draft', 'H100 by the server']));
    expect(await found({ states: ['DRAFT'] })).toEqual([]);
    expect(await found({ states: ['DRAFT'] }, staff)).toEqual(['A draft']);
  });

  it.each<[string, MarketFilter, string[]]>([
    ['a product', { products: ['GPU_CLUSTER'] }, ['H100 by the server']],
    ['a country', { countries: ['NO'] }, ['Fjord power']],
    ['a model, by id or by name', { gpuModel: 'H100 SXM5 80GB' }, ['H100 by the server']],
    ['power that is free', { minimumW: kilowatts(7_000n) }, ['Texas by the megawatt']],
    ['GPUs that are free', { minimumGpus: 257 }, []],
    ['words, wherever they stand', { text: 'big SPRING' }, ['Texas by the megawatt', 'H100 by the server']],
    ['a sign that means something to SQL', { text: '100%' }, []],
    ['a firmness', { firmness: ['INTERRUPTIBLE'] }, []],
  ])('is narrowed by %s', async (_what, filter, titles) => {
    expect(await found(filter)).toEqual(titles);
  });

  it('goes on after a page where it ended, in the order of the unit', async () => {
    const first = await market.listings.page(tenant, {}, 'IT_KWH', 1, null);
    expect(first.map(({ listing }) => listing.title)).toEqual(['Fjord power', 'Texas by the megawatt']);
    const { referencePrice, id } = (first[0] as (typeof first)[number]).listing;
    expect((await market.listings.page(tenant, {}, 'IT_KWH', 1, [referencePrice.perItKwh, id])).map(({ listing }) => listing.title)).toEqual(['Texas by the megawatt', 'H100 by the server']);
    expect((await market.listings.page(tenant, {}, 'GPU_HOUR', 10, null)).map(({ listing }) => listing.title)).toEqual(['H100 by the server']);
  });

  it('shows what is free by the ledger the moment it is taken', async () => {
    const available = async () => (await market.listings.page(tenant, { countries: ['NO'] }, 'KW_MONTH', 1, null)).map((offered) => offered.available);
    expect(await available()).toEqual([kilowatts(6_000n)]);
    await market.get(CapacityLedger).reserve(otherHost, {
      kind: 'FIRM', hallId: market.otherHallId, powerW: kilowatts(1_500n), from: parseInstant('2027-06-01T00:00:00Z'), to: parseInstant('2027-07-01T00:00:00Z'), subject: 'trn_1',
    });
    expect(await available()).toEqual([kilowatts(4_500n)]);
    expect(await found({ minimumW: kilowatts(5_000n), countries: ['NO'] })).toEqual([]);
  });

  it('reads listings, places and what is free in one statement', async () => {
    expect(await statementsOf(() => market.listings.page(tenant, {}, 'KW_MONTH', 20, null), 'from listing l')).toBe(1);
  });
});
