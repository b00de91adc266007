import { kilowatts, parseDate, type Period, parseInstant } from '@busbar/kernel';
import { CapacityLedger } from '@busbar/capacity';
import { aMarket, colocation, gpus, host, type Market, offer, opened, otherHost, otherTenant, published, refusal, rent, system, tenant, member } from '../../test/a-market';
import { latestVersion, proposalStateAt } from '../domain/proposal';
import type { WrittenOffer } from './proposals.service';

let market: Market;
let keys = 0;

beforeEach(async () => {
  market = await aMarket();
});
afterEach(() => market?.close());

const send = (requestId: string, listingId: string, changes: Partial<WrittenOffer> = {}, actor = host) => {
  keys += 1;
  return market.proposals.send(actor, { requestId, listingId, offer: offer(changes) }, `proposal-${keys}`);
};
const counter = (actor: typeof host, proposalId: string, versionId: string, changes: Partial<WrittenOffer> = {}) => {
  keys += 1;
  return market.proposals.counter(actor, { proposalId, versionId, offer: offer(changes) }, `counter-${keys}`);
};
const spring2027: Period = { from: parseInstant('2027-03-01T00:00:00Z'), to: parseInstant('2027-04-01T00:00:00Z') };
const freeKw = (): Promise<bigint> => market.database.read(system, async () => ((await market.get(CapacityLedger).availability(market.hallId, spring2027))[0]?.free ?? 0n) / 1000n);

describe('a proposal', () => {
  it('holds its capacity, states its maximum and its fees, and is the tenant\'s to answer', async () => {
    const listingId = await published(market, host, colocation(market.hallId));
    const requestId = await opened(market, tenant);
    const proposal = await send(requestId, listingId);
    const version = latestVersion(proposal);
    expect(proposal).toMatchObject({ state: 'SENT', hostId: 'org_host', tenantId: 'org_tenant' });
    expect(version).toMatchObject({ number: 1, author: 'HOST', unboundedCodes: [], fees: [{ code: 'platform', paidBy: 'HOST', rate: '0.02' }] });
    expect(version.expiresAt.toString()).toBe('2026-12-07T12:00:00Z');
    // Rent of 138 and 0.05 × 1.2 a kWh, over the 17,544 hours of two years with a leap day: 17,467,627.73, told to the next hundred.
    expect(version.maximumTotal).toEqual({ minor: 1_746_770_000n, currency: 'USD' });
    expect(version.tranches[0]).toMatchObject({ hallId: market.hallId, timeZone: 'America/Chicago' });
    expect(version.tranches[0]?.from.toString()).toBe('2027-02-01T06:00:00Z');
    expect(version.tranches[0]?.to.toString()).toBe('2029-02-01T06:00:00Z');
    expect(await freeKw()).toBe(6_000n);
  });

  it('is one proposal however often the same command arrives, and another input under its key is refused', async () => {
    const listingId = await published(market, host, colocation(market.hallId));
    const requestId = await opened(market, tenant);
    const input = { requestId, listingId, offer: offer() };
    const [first, second] = [await market.proposals.send(host, input, 'same-key-1'), await market.proposals.send(host, input, 'same-key-1')];
    expect(second.id).toBe(first.id);
    expect(await freeKw()).toBe(6_000n);

    // The edge gives terms new ids each time they are read; that does not make them others.
    const withTerms = (id: string) => ({ ...input, offer: offer({ terms: rent('120').map((term) => ({ ...term, id: `${term.id}${id}`, ...('energyTermIds' in term && { energyTermIds: [`trm_energy${id}`] }) })) }) });
    const third = await market.proposals.send(host, withTerms('_a'), 'other-key-1');
    expect((await market.proposals.send(host, withTerms('_b'), 'other-key-1')).id).toBe(third.id);
    expect((await refusal(market.proposals.send(host, { ...input, offer: offer({ termMonths: 36 }) }, 'same-key-1'))).code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('cannot promise what another holds, and leaves nothing behind', async () => {
    const listingId = await published(market, host, colocation(market.hallId));
    const [one, two] = [await opened(market, tenant), await opened(market, otherTenant)];
    await send(one, listingId, { quantity: { powerW: kilowatts(7_000n), gpus: null } });
    const refused = await refusal(send(two, listingId));
    expect(refused).toMatchObject({ code: 'CAPACITY_EXCEEDED', details: { asked: '4000', free: '3000' } });
    expect((await market.proposals.page(host, { requestId: two }, 10, null))).toEqual([]);
  });

  it.each<[string, Partial<WrittenOffer>, string, Record<string, unknown>]>([
    ['a quantity between two lots', { quantity: { powerW: kilowatts(4_500n), gpus: null } }, 'QUANTITY_NOT_IN_INCREMENTS', { path: 'quantityKw', given: '4500 kW', expected: '1000 kW to 8000 kW in steps of 1000 kW' }],
    ['a start before the hall can be had', { start: parseDate('2026-12-31') }, 'DATES_OUTSIDE_BOUNDS', { path: 'start', expected: 'a day not before 2027-01-01' }],
    ['a term longer than the listing allows', { termMonths: 121 }, 'DATES_OUTSIDE_BOUNDS', { path: 'termMonths', given: 121, expected: 'from 12 to 120 months' }],
    ['a price above the ceiling', { terms: rent('189') }, 'PRICE_ABOVE_CEILING', { path: 'priceTerms' }],
    ['a price outside what the trade pays, without a reason', { terms: rent('20') }, 'PRICE_OUTSIDE_RANGE', { path: 'priceTerms', given: '20 USD per KW_MONTH' }],
    ['an expiry beyond the policy', { expiresInHours: 1441 }, 'PROPOSAL_EXPIRY_OUTSIDE_POLICY', { path: 'expiresInHours', expected: 'from 24 to 1440 hours' }],
    ['GPUs where none are offered', { quantity: { powerW: kilowatts(4_000n), gpus: 8 } }, 'PROPOSAL_MISMATCH', { path: 'quantityKw' }],
  ])('is refused with %s', async (_what, changes, code, details) => {
    const listingId = await published(market, host, colocation(market.hallId));
    const requestId = await opened(market, tenant);
    expect(await refusal(send(requestId, listingId, changes))).toMatchObject({ code, details });
    expect(await freeKw()).toBe(10_000n);
  });

  it('does not leave an organisation\'s own house', async () => {
    const both = member('org_host', ['HOST', 'TENANT']);
    const listingId = await published(market, host, colocation(market.hallId));
    const requestId = await opened(market, both);
    expect((await refusal(send(requestId, listingId, {}, both))).code).toBe('PROPOSAL_SELF_DEALING');
  });

  it('is as if it did not exist to strangers, as are their requests and listings to it', async () => {
    const listingId = await published(market, host, colocation(market.hallId));
    const requestId = await opened(market, tenant, {}, ['org_host']);
    const proposal = await send(requestId, listingId);
    for (const stranger of [otherHost, otherTenant]) expect((await refusal(market.proposals.get(stranger, proposal.id))).code).toBe('NOT_FOUND');
    expect((await refusal(market.proposals.end(otherTenant, 'decline', proposal.id, ''))).code).toBe('NOT_FOUND');
    const others = await published(market, otherHost, colocation(market.otherHallId, { quantity: { powerW: kilowatts(6_000n), gpus: null } }));
    expect((await refusal(send(requestId, others, {}, otherHost))).code).toBe('NOT_FOUND');
    expect((await refusal(send(requestId, others))).code).toBe('NOT_PERMITTED');
  });

  it('of GPUs stands for three days and holds GPUs', async () => {
    const listingId = await published(market, host, gpus(market));
    const requestId = await opened(market, tenant, { product: 'GPU_CLUSTER', quantity: { powerW: 0n, gpus: 64 }, gpuModels: ['h100-sxm'], priceCeiling: { unit: 'GPU_HOUR', amount: { n: 3n, d: 1n } }, termMonths: 12 });
    const proposal = await send(requestId, listingId, { quantity: { powerW: 64n * 1_275n, gpus: 64 }, start: parseDate('2027-01-01'), termMonths: 12 });
    expect(latestVersion(proposal).expiresAt.toString()).toBe('2026-11-25T12:00:00Z');
    expect(latestVersion(proposal).price.perGpuHour).toBe('2.950000000000');
    const { available } = await market.listings.get(tenant, listingId);
    expect(available).toBe(256n);
    const steps = await market.database.read(system, () => market.get(CapacityLedger).clusterAvailability(market.clusterId, spring2027));
    expect(steps.map(({ free }) => free)).toEqual([448n]);
  });
});

describe('countering', () => {
  it('keeps every version, passes the turn, and moves the hold with what is offered', async () => {
    const listingId = await published(market, host, colocation(market.hallId));
    const requestId = await opened(market, tenant);
    const sent = await send(requestId, listingId);
    const first = latestVersion(sent);
    const countered = await counter(tenant, sent.id, first.id, { terms: rent('120') });
    const second = latestVersion(countered);
    expect(countered).toMatchObject({ state: 'COUNTERED' });
    expect(countered.versions.map(({ author, number }) => [number, author])).toEqual([[1, 'HOST'], [2, 'TENANT']]);
    expect(second.tranches[0]?.reservationId).toBe(first.tranches[0]?.reservationId);
    expect(await freeKw()).toBe(6_000n);
    const again = await counter(host, sent.id, second.id, { quantity: { powerW: kilowatts(8_000n), gpus: null } });
    expect(latestVersion(again).tranches[0]?.reservationId).not.toBe(first.tranches[0]?.reservationId);
    expect(await freeKw()).toBe(2_000n);
  });

  it('is refused out of turn, and on a version that is not the latest', async () => {
    const listingId = await published(market, host, colocation(market.hallId));
    const sent = await send(await opened(market, tenant), listingId);
    const first = latestVersion(sent);
    expect(await refusal(counter(host, sent.id, first.id))).toMatchObject({ code: 'PROPOSAL_OUT_OF_TURN', details: { turn: 'TENANT' } });
    await counter(tenant, sent.id, first.id);
    expect((await refusal(counter(host, sent.id, first.id))).code).toBe('PROPOSAL_CHANGED');
  });

  it('with more than is free is refused, and the standing version keeps its hold', async () => {
    const listingId = await published(market, host, colocation(market.hallId));
    const [one, two] = [await opened(market, tenant), await opened(market, otherTenant)];
    const sent = await send(one, listingId);
    await send(two, listingId);
    const refused = await refusal(counter(tenant, sent.id, latestVersion(sent).id, { quantity: { powerW: kilowatts(7_000n), gpus: null } }));
    expect(refused.code).toBe('CAPACITY_EXCEEDED');
    expect(await freeKw()).toBe(2_000n);
    expect((await market.proposals.get(tenant, sent.id)).versions).toHaveLength(1);
  });
});

describe('the end of a proposal', () => {
  it('frees what it held when the tenant declines or the host withdraws, with the reason kept', async () => {
    const listingId = await published(market, host, colocation(market.hallId));
    const requestId = await opened(market, tenant);
    const [one, two] = [await send(requestId, listingId), await send(requestId, listingId)];
    expect(await freeKw()).toBe(2_000n);
    expect(await market.proposals.end(tenant, 'decline', one.id, 'Too dear.')).toMatchObject({ state: 'DECLINED', reason: 'Too dear.' });
    expect(await market.proposals.end(host, 'withdraw', two.id, '')).toMatchObject({ state: 'WITHDRAWN' });
    expect(await freeKw()).toBe(10_000n);
    expect((await refusal(market.proposals.end(tenant, 'decline', one.id, ''))).code).toBe('PROPOSAL_ACTION_REFUSED');
  });

  it('is not the waiting side\'s to declare', async () => {
    const listingId = await published(market, host, colocation(market.hallId));
    const sent = await send(await opened(market, tenant), listingId);
    expect((await refusal(market.proposals.end(host, 'decline', sent.id, ''))).code).toBe('PROPOSAL_OUT_OF_TURN');
    expect((await refusal(market.proposals.end(tenant, 'withdraw', sent.id, ''))).code).toBe('NOT_PERMITTED');
  });

  it('comes with the clock at once, and with the worker in the books', async () => {
    const listingId = await published(market, host, colocation(market.hallId));
    const sent = await send(await opened(market, tenant), listingId, { expiresInHours: 24 });
    await market.clock.moveTo('2026-11-23T12:00:00Z');
    const seen = await market.proposals.get(tenant, sent.id);
    expect([seen.state, proposalStateAt(seen, parseInstant('2026-11-23T12:00:00Z'))]).toEqual(['SENT', 'EXPIRED']);
    expect((await refusal(market.proposals.markAccepted(tenant, sent.id))).code).toBe('PROPOSAL_EXPIRED');
    expect(await freeKw()).toBe(10_000n);
    await market.worker.drain();
    expect(await market.proposals.get(tenant, sent.id)).toMatchObject({ state: 'EXPIRED' });
  });

  it('comes with the end of its request', async () => {
    const listingId = await published(market, host, colocation(market.hallId));
    const requestId = await opened(market, tenant);
    const sent = await send(requestId, listingId);
    await market.requests.perform(tenant, 'close', requestId);
    await market.worker.drain();
    expect(await market.proposals.get(host, sent.id)).toMatchObject({ state: 'LOST' });
    expect(await freeKw()).toBe(10_000n);
    expect((await refusal(send(requestId, listingId))).code).toBe('NOT_FOUND');
  });
});

describe('acceptance', () => {
  it('freezes the version with its holds, awards the request, and ends the siblings', async () => {
    const listingId = await published(market, host, colocation(market.hallId));
    const others = await published(market, otherHost, colocation(market.otherHallId, { quantity: { powerW: kilowatts(6_000n), gpus: null }, terms: rent('120') }));
    const requestId = await opened(market, tenant);
    const [chosen, sibling] = [await send(requestId, listingId), await send(requestId, others, {}, otherHost)];
    const accepted = await market.proposals.markAccepted(tenant, chosen.id, latestVersion(chosen).id);
    expect(accepted).toMatchObject({ proposal: { state: 'ACCEPTED' }, request: { state: 'AWARDED' }, reservationIds: [latestVersion(chosen).tranches[0]?.reservationId] });
    expect(await market.proposals.get(otherHost, sibling.id)).toMatchObject({ state: 'LOST' });
    const held = await market.database.read(system, () => market.get(CapacityLedger).reservationsByIds([latestVersion(sibling).tranches[0]?.reservationId ?? '', ...accepted.reservationIds]));
    expect([...held.values()].map(({ hostId, releaseReason }) => [hostId, releaseReason]).sort()).toEqual([['org_host', null], ['org_other', 'PROPOSAL_LOST']]);
    expect((await refusal(market.proposals.markAccepted(tenant, sibling.id))).code).toBe('PROPOSAL_ACTION_REFUSED');
  });

  it('is for the side whose turn it is, and for the version it has read', async () => {
    const listingId = await published(market, host, colocation(market.hallId));
    const sent = await send(await opened(market, tenant), listingId);
    expect((await refusal(market.proposals.markAccepted(host, sent.id))).code).toBe('PROPOSAL_OUT_OF_TURN');
    const countered = await counter(tenant, sent.id, latestVersion(sent).id, { terms: rent('120') });
    expect((await refusal(market.proposals.markAccepted(host, sent.id, latestVersion(sent).id))).code).toBe('PROPOSAL_CHANGED');
    expect((await market.proposals.markAccepted(host, sent.id, latestVersion(countered).id)).version.author).toBe('TENANT');
  });

  it('happens once, however many press at the same time', async () => {
    const listingId = await published(market, host, colocation(market.hallId));
    const requestId = await opened(market, tenant);
    const sent = [await send(requestId, listingId), await send(requestId, listingId)];
    const answers = await Promise.allSettled([...sent, ...sent].map(({ id }) => market.proposals.markAccepted(tenant, id)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await freeKw()).toBe(6_000n);
  });
});
