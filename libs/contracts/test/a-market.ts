/** A market on a real database: a host with a hall, a tenant with a request, staff, and what they agree on. */
import { type Actor, instantOf, kilowatts, type OrganisationKind, parseDate, parseInstant, systemActor } from '@busbar/kernel';
import { CapacityLedger, Halls, Sites } from '@busbar/capacity';
import { Listings, Proposals, Requests, type Proposal } from '@busbar/marketplace';
import { Organisations } from '@busbar/organisations';
import { aModule, type TestModule } from '@busbar/test-kit';
import { ContractsModule } from '../src/contracts.module';
import { Contracts } from '../src/contracts/contracts.service';
import { Revision } from '../src/contracts/revision.service';
import { Withdrawal } from '../src/contracts/withdrawal.service';
import type { Contract } from '../src/domain/contract';
import { checklist } from '../src/domain/review-checklist';
import { Formation } from '../src/formation/formation.service';
import { Handover } from '../src/handover/handover.service';
import { Reviews } from '../src/reviews/reviews.service';
import { Submission } from '../src/reviews/submission.service';
import { Signing } from '../src/signing/signing.service';

export const PASSWORD = 'correct horse battery staple';
const system = systemActor('test');

export interface Market extends TestModule {
  readonly host: Actor;
  readonly tenant: Actor;
  readonly reviewer: Actor;
  readonly stranger: Actor;
  readonly hallId: string;
  readonly contracts: Contracts;
  readonly formation: Formation;
  readonly reviews: Reviews;
  readonly submission: Submission;
  readonly signing: Signing;
  readonly handover: Handover;
  readonly revision: Revision;
  readonly withdrawal: Withdrawal;
  readonly capacity: CapacityLedger;
  /** A host's live proposal to a new request of the tenant. */
  aProposal(asked?: { readonly kw?: bigint; readonly depositMonths?: number }): Promise<Proposal>;
  aDraft(asked?: { readonly kw?: bigint; readonly depositMonths?: number }): Promise<Contract>;
  anApproved(asked?: { readonly depositMonths?: number }): Promise<Contract>;
  sign(actor: Actor, contract: Contract): Promise<Contract>;
  /** What is free in the hall in July 2021, kW. */
  freeKw(): Promise<bigint>;
  /** Types of the events about a subject, in order. */
  eventsOf(subject: string): Promise<string[]>;
}

export async function aMarket(): Promise<Market> {
  const world = await aModule([ContractsModule]);
  await world.clock.moveTo('2021-06-01T12:00:00Z');
  const organisations = world.get(Organisations);
  let people = 0;
  const join = async (organisationName: string, personName: string, kinds: readonly OrganisationKind[]): Promise<Actor> => {
    const given = { organisationName, country: 'US', kinds: kinds.filter((kind) => kind !== 'STAFF'), personName, email: `person${(people += 1)}@example.com`, password: PASSWORD };
    const { organisationId, personId } = await organisations.register(given.kinds.length > 0 ? given : { ...given, kinds: ['TENANT'] }, '127.0.0.1');
    return { kind: 'PERSON', personId, personName, organisationId, organisationKinds: kinds, role: 'OWNER', signatory: true, scopes: 'ALL', credentialId: null };
  };
  const host = await join('Larkspur Digital Power', 'Hanna Holt', ['HOST']);
  const tenant = await join('Meridian Models', 'Tara Tennant', ['TENANT']);
  const stranger = await join('Quiet Compute', 'Sam Stranger', ['TENANT']);
  const reviewer = await join('Busbar', 'Rosa Rewe', ['STAFF']);
  for (const { organisationId } of [host, tenant]) await organisations.verify(reviewer, organisationId ?? '', 'Register extract of June 2021');
  const hallId = await aHall(world, host, reviewer);
  const [contracts, formation, reviews, submission, signing] = [world.get(Contracts), world.get(Formation), world.get(Reviews), world.get(Submission), world.get(Signing)];
  const [listings, requests, proposals, capacity] = [world.get(Listings), world.get(Requests), world.get(Proposals), world.get(CapacityLedger)];
  const listing = await aListing(listings, host, hallId);
  let keys = 0;
  const key = (): string => `key-${(keys += 1).toString().padStart(8, '0')}`;

  const market: Market = {
    ...world, host, tenant, reviewer, stranger, hallId, contracts, formation, reviews, submission, signing, capacity,
    handover: world.get(Handover), revision: world.get(Revision), withdrawal: world.get(Withdrawal),
    async aProposal({ kw = 1000n, depositMonths = 0 } = {}) {
      const request = await aRequest(requests, tenant, kw);
      const offer = {
        quantity: { powerW: kilowatts(kw), gpus: null }, start: parseDate('2021-07-01'), termMonths: 24, terms: null, conditions: 'The rail spur stays open.', depositMonths, expiresInHours: null, priceJustification: null,
      };
      return proposals.send(host, { requestId: request, listingId: listing, offer }, key());
    },
    async aDraft(asked) {
      return formation.acceptProposal(tenant, { proposalId: (await market.aProposal(asked)).id }, key());
    },
    async anApproved(asked) {
      const draft = await market.aDraft(asked);
      await submission.submit(tenant, draft.id);
      for (const { number, red } of checklist) if (red) await reviews.setItem(reviewer, draft.id, { number, verdict: 'PASS', reason: null, evidence: 'Seen.' });
      return reviews.approve(reviewer, draft.id, null);
    },
    sign: (actor, contract) => signing.sign(actor, contract.id, { sha256: contract.sha256, typedName: actor.personName, password: PASSWORD }),
    async freeKw() {
      const steps = await world.database.read(system, () => capacity.availability(hallId, { from: parseInstant('2021-07-10T00:00:00Z'), to: parseInstant('2021-07-11T00:00:00Z') }));
      return (steps[0]?.free ?? 0n) / 1000n;
    },
    async eventsOf(subject) {
      const events = await world.database.read(system, () => world.database.client.event.findMany({ where: { subject }, orderBy: { sequence: 'asc' } }));
      return events.map(({ type, data }) => {
        const action = typeof data === 'object' && data !== null && !Array.isArray(data) ? data['action'] : undefined;
        return typeof action === 'string' ? `${type} ${action}` : type;
      });
    },
  };
  return market;
}

/** A verified site of 30 gross MW with one hall of 20 MW, energised. */
async function aHall(world: TestModule, host: Actor, reviewer: Actor): Promise<string> {
  const [sites, halls] = [world.get(Sites), world.get(Halls)];
  const from = instantOf(Date.UTC(2021, 0, 1));
  const site = await sites.create(host, {
    name: 'Brazos Fork Campus', place: 'Hearne', adminRegion: 'TX', country: 'US', timeZone: 'America/Chicago', grossInterconnectedW: kilowatts(30_000n), designPue: '1.19', peakPue: '1.3', firm: true,
    energised: [{ from, grossW: kilowatts(30_000n), confidence: 'ENERGISED', evidence: 'Energisation letter' }],
  });
  await sites.verify(reviewer, site.id, parseInstant('2026-01-01T00:00:00Z'), 'Visited.');
  const hall = await halls.add(host, {
    siteId: site.id, name: 'Hall A', fitOut: 'AI_READY', cooling: 'DLC', redundancy: 'N_PLUS_1', rackDensityW: kilowatts(132n), criticalW: kilowatts(20_000n), energised: { from, confidence: 'ENERGISED', stage: null, evidence: 'L5 report' },
  });
  return hall.id;
}

async function aListing(listings: Listings, host: Actor, hallId: string): Promise<string> {
  const { listing } = await listings.create(host, {
    hallId, clusterId: null, product: 'COLOCATION', title: 'Liquid-ready colocation', description: 'Twenty megawatts of liquid-ready colocation.', quantity: { powerW: kilowatts(20_000n), gpus: null },
    lot: { minimum: kilowatts(1000n), increment: kilowatts(500n) }, earliestStart: parseDate('2021-06-15'), term: { minimumMonths: 12, maximumMonths: 120 },
    firmness: { kind: 'FIRM', curtailableHours: 0, noticeMinutes: 0, retainedPercent: 100 }, currency: 'USD',
    terms: [
      { id: 'trm_rent', code: 'capacity.reserved', price: '158', billedIn: 'ADVANCE' },
      { id: 'trm_index', code: 'energy.index', indexId: 'ercot-hub', billedIn: 'ARREARS', passThrough: true },
      { id: 'trm_adder', code: 'energy.index_adder', price: '0.004', billedIn: 'ARREARS' },
    ],
    depositMonths: 0, visibleTo: [], priceJustification: null,
  });
  await listings.perform(host, 'publish', listing.id);
  return listing.id;
}

async function aRequest(requests: Requests, tenant: Actor, kw: bigint): Promise<string> {
  const request = await requests.create(tenant, {
    title: 'Training capacity', description: 'Power for a training cluster.',
    requirements: {
      product: 'COLOCATION', quantity: { powerW: kilowatts(kw), gpus: null }, gpuModels: [], startWindow: { from: parseDate('2021-06-15'), to: parseDate('2021-09-01') }, termMonths: 24, countriesAllowed: [], countriesRefused: [],
      coolings: [], minimumRackW: null, redundancies: [], certifications: [], latency: null, carbonCapGPerKwh: null, curtailmentHours: 0, noticeMinutes: 0, currency: 'USD', priceCeiling: null,
    },
    weights: { PRICE: 1, START: 1, CARBON: 0, REDUNDANCY: 0 }, addressedTo: [], deadline: parseInstant('2021-08-01T00:00:00Z'),
  });
  await requests.perform(tenant, 'open', request.id);
  return request.id;
}
