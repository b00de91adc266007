/** A small market for the integration specs: two hosts with one hall each, a GPU cluster, three tenants, staff's verification. */
import { type Actor, decimal, type DomainError, kilowatts, type MemberRole, type OrganisationKind, parseDate, parseInstant, systemActor } from '@busbar/kernel';
import { Halls, Sites } from '@busbar/capacity';
import type { PriceTerm } from '@busbar/pricing';
import { aModule, type TestModule } from '@busbar/test-kit';
import { usualWeights, type Requirements } from '../src/domain/request';
import { Listings, type NewListing } from '../src/listings/listings.service';
import { MarketplaceModule } from '../src/marketplace.module';
import { Proposals, type WrittenOffer } from '../src/proposals/proposals.service';
import { Matches } from '../src/requests/matches.service';
import { Requests } from '../src/requests/requests.service';

export const member = (organisationId: string, kinds: readonly OrganisationKind[], role: MemberRole = 'OWNER'): Actor => ({
  kind: 'PERSON', personId: `prs_${organisationId}`, personName: organisationId, organisationId, organisationKinds: kinds, role, signatory: true, scopes: 'ALL', credentialId: null,
});
export const host = member('org_host', ['HOST']);
export const otherHost = member('org_other', ['HOST']);
export const tenant = member('org_tenant', ['TENANT']);
export const otherTenant = member('org_rival', ['TENANT']);
export const newcomer = member('org_newcomer', ['TENANT']);
export const staff = member('org_staff', ['STAFF']);
export const system = systemActor('test');

export const rent = (price: string): readonly PriceTerm[] => [
  { id: 'trm_rent', code: 'capacity.reserved', billedIn: 'ADVANCE', price },
  { id: 'trm_energy', code: 'energy.fixed', billedIn: 'ARREARS', price: '0.05', passThrough: true },
  { id: 'trm_pue', code: 'energy.pue_overhead', billedIn: 'ARREARS', mode: { kind: 'fixed', pue: '1.2' }, energyTermIds: ['trm_energy'] },
];
export const perGpuHour = (price: string): readonly PriceTerm[] => [{ id: 'trm_gpu', code: 'gpu.premium', billedIn: 'ARREARS', sku: 'h100-sxm', price, incrementSeconds: 3600 }];

/** 4 MW for two years from the first days of 2027, anywhere. */
export const requirements: Requirements = {
  product: 'COLOCATION', quantity: { powerW: kilowatts(4_000n), gpus: null }, gpuModels: [], startWindow: { from: parseDate('2027-01-01'), to: parseDate('2027-03-31') }, termMonths: 24,
  countriesAllowed: [], countriesRefused: [], coolings: [], minimumRackW: null, redundancies: [], certifications: [], latency: null, carbonCapGPerKwh: null, curtailmentHours: 0, noticeMinutes: 0,
  currency: 'USD', priceCeiling: { unit: 'IT_KWH', amount: decimal('0.30') },
};

export interface Market extends TestModule {
  readonly listings: Listings;
  readonly requests: Requests;
  readonly matches: Matches;
  readonly proposals: Proposals;
  /** Of the host: 10 MW of liquid-cooled critical power at Big Spring, with 512 GPUs in it. */
  readonly hallId: string;
  readonly clusterId: string;
  /** Of the other host: 6 MW in Norway. */
  readonly otherHallId: string;
}

export async function aMarket(): Promise<Market> {
  const world = await aModule([MarketplaceModule]);
  await world.clock.moveTo('2026-11-22T12:00:00Z');
  await world.database.transaction(system, () => world.database.client.$executeRaw`
    insert into organisation (id, name, country, kinds, verified_at, verified_by) values ('org_host', 'Copper Sage', 'US', '{HOST}', '2026-01-01', 'prs_staff'), ('org_other', 'Nordlys', 'NO', '{HOST}', '2026-01-01', 'prs_staff'),
      ('org_tenant', 'Meridian Loom', 'US', '{TENANT}', '2026-01-01', 'prs_staff'), ('org_rival', 'Cobalt Arc', 'US', '{TENANT}', '2026-01-01', 'prs_staff'), ('org_newcomer', 'Pixelforge', 'CA', '{TENANT}', null, null),
      ('org_staff', 'Busbar', 'IT', '{STAFF}', '2026-01-01', 'prs_staff')`);
  const sites = world.get(Sites);
  const halls = world.get(Halls);
  const from = parseInstant('2026-01-01T00:00:00Z');
  const energised = { from, confidence: 'ENERGISED', stage: null, evidence: 'L5 report' } as const;
  const place = async (actor: Actor, name: string, country: string, timeZone: string, kw: bigint): Promise<string> => {
    const site = await sites.create(actor, {
      name, place: name, adminRegion: '', country, timeZone, grossInterconnectedW: kilowatts(kw * 2n), designPue: '1.2', peakPue: '1.25', firm: true, carbonSiteGPerKwh: country === 'NO' ? '20' : '160',
      energised: [{ from, grossW: kilowatts(kw * 2n), confidence: 'ENERGISED', evidence: 'Energisation letter' }],
    });
    await sites.verify(staff, site.id, parseInstant('2030-01-01T00:00:00Z'), 'Seen.');
    const hall = await halls.add(actor, { siteId: site.id, name: 'Hall A', fitOut: 'AI_READY', cooling: 'DLC', redundancy: 'N_PLUS_1', rackDensityW: kilowatts(132n), criticalW: kilowatts(kw), energised });
    return hall.id;
  };
  const hallId = await place(host, 'Big Spring', 'US', 'America/Chicago', 10_000n);
  const cluster = await halls.addCluster(host, { hallId, name: 'G1', model: 'h100-sxm', gpus: 512, wattsPerGpu: 1_275n, fabric: '', installed: energised });
  const otherHallId = await place(otherHost, 'Mo i Rana', 'NO', 'Europe/Oslo', 6_000n);
  return {
    ...world, listings: world.get(Listings), requests: world.get(Requests), matches: world.get(Matches), proposals: world.get(Proposals), hallId, clusterId: cluster.id, otherHallId,
  };
}

/** 8 MW of the host's hall in steps of 1 MW, for one to ten years. */
export const colocation = (hallId: string, changes: Partial<NewListing> = {}): NewListing => ({
  product: 'COLOCATION', hallId, clusterId: null, title: 'Liquid-ready colocation', description: 'Eight megawatts beside the substation.', quantity: { powerW: kilowatts(8_000n), gpus: null },
  lot: { minimum: kilowatts(1_000n), increment: kilowatts(1_000n) }, earliestStart: parseDate('2027-01-01'), term: { minimumMonths: 12, maximumMonths: 120 },
  firmness: { kind: 'FIRM', curtailableHours: 0, noticeMinutes: 0, retainedPercent: 100 }, currency: 'USD', terms: rent('138'), depositMonths: 2, visibleTo: [], priceJustification: null, ...changes,
});

/** 256 GPUs of the cluster in servers of eight. */
export const gpus = (market: Market, changes: Partial<NewListing> = {}): NewListing => ({
  ...colocation(market.hallId), product: 'GPU_CLUSTER', clusterId: market.clusterId, title: 'H100 by the server', quantity: { powerW: 256n * 1_275n, gpus: 256 }, lot: { minimum: 8n, increment: 8n },
  earliestStart: parseDate('2026-12-01'), term: { minimumMonths: 1, maximumMonths: 36 }, terms: perGpuHour('2.95'), ...changes,
});

export async function published(market: Market, actor: Actor, input: NewListing): Promise<string> {
  const { listing } = await market.listings.create(actor, input);
  await market.listings.perform(actor, 'publish', listing.id);
  return listing.id;
}

export async function opened(market: Market, actor: Actor, changes: Partial<Requirements> = {}, addressedTo: readonly string[] = []): Promise<string> {
  const request = await market.requests.create(actor, {
    title: 'Training block', description: '', requirements: { ...requirements, ...changes }, weights: usualWeights, addressedTo, deadline: parseInstant('2027-03-31T00:00:00Z'),
  });
  await market.requests.perform(actor, 'open', request.id);
  return request.id;
}

/** Why this work was refused; fails where it was not. */
export const refusal = async (work: Promise<unknown>): Promise<Pick<DomainError, 'code' | 'details'>> => {
  const error = await work.then(() => null, (thrown: DomainError) => thrown);
  if (!error) throw new Error('It was not refused.');
  return { code: error.code, details: error.details };
};

/** 4 MW for two years from February 2027 on the terms of the listing. */
export const offer = (changes: Partial<WrittenOffer> = {}): WrittenOffer => ({
  quantity: { powerW: kilowatts(4_000n), gpus: null }, start: parseDate('2027-02-01'), termMonths: 24, terms: null, conditions: '', depositMonths: 2, expiresInHours: null, priceJustification: null, ...changes,
});
