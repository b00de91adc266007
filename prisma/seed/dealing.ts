/** How two residents of the demo world come to a contract: the same steps, through the same services, as anybody else's. */
import { type Actor, type Instant, invariant, kilowatts, type LocalDate } from '@busbar/kernel';
import { type Contract, Contracts, Formation, Reviews, Signing, Submission } from '@busbar/contracts';
import { type NewRequest, type Proposal, Proposals, Requests } from '@busbar/marketplace';
import type { PriceTerm } from '@busbar/pricing';
import { Database } from '@busbar/platform';
import { hallId } from './capacity';
import { demoSignIns } from './organisations';
import { reviewer } from './people';
import { seedActor, type World } from './world';

export interface Wish {
  readonly title: string;
  readonly description: string;
  /** Whose colocation hall, by the id of the data file. */
  readonly site: string;
  readonly kw: number;
  readonly start: LocalDate;
  readonly termMonths: number;
}

/** Every red item must be answered before staff can approve; where data objects to one, the reason says why it passes. */
const SEEN = 'Seen in the data room of the demo world.';
/** Colocation proposals may stand for sixty days: long enough for visitors of the demo to find them. */
const LONGEST_EXPIRY_HOURS = 1_440;

/** Whether the tenant has asked this already, in an earlier load. */
export function isTold(world: World, tenant: Actor, { title }: Pick<Wish, 'title'>): Promise<boolean> {
  return world.together(async (client) => (await client.request.count({ where: { tenantId: tenant.organisationId ?? '', title } })) > 0);
}

/** The tenant asks, the host proposes; `terms` null takes those of the listing. */
export async function propose(world: World, parties: { readonly host: Actor; readonly tenant: Actor }, wish: Wish, terms: readonly PriceTerm[] | null, deadline: Instant): Promise<Proposal> {
  const { host, tenant } = parties;
  const requests = world.app.get(Requests);
  const request = await requests.create(tenant, requestOf(wish, deadline));
  await requests.perform(tenant, 'open', request.id);
  const offer = {
    quantity: { powerW: kilowatts(BigInt(wish.kw)), gpus: null }, start: wish.start, termMonths: wish.termMonths, terms, conditions: '', depositMonths: 0, expiresInHours: LONGEST_EXPIRY_HOURS, priceJustification: null,
  };
  return world.app.get(Proposals).send(host, { requestId: request.id, listingId: await listingOf(world, wish.site), offer }, `demo-${request.id}`);
}

/** The tenant accepts: the terms are frozen into a draft, completed where `complete` has something to add, and handed to staff. */
export async function submit(world: World, tenant: Actor, proposal: Proposal, complete: (draft: Contract) => Promise<unknown> = () => Promise.resolve()): Promise<Contract> {
  const draft = await world.app.get(Formation).acceptProposal(tenant, { proposalId: proposal.id }, `demo-${proposal.id}`);
  await complete(draft);
  return world.app.get(Submission).submit(tenant, draft.id);
}

/** Staff work through the checklist and approve. */
export async function approve(world: World, contract: Contract): Promise<Contract> {
  const reviews = world.app.get(Reviews);
  const review = (await world.app.get(Database).read(seedActor, () => reviews.ofContracts([contract.id]))).get(contract.id)?.[0];
  invariant(review, `The contract ${contract.id} is not before staff.`);
  for (const { number, verdict } of review.items) if (verdict !== 'PASS') await reviews.setItem(reviewer, contract.id, { number, verdict: 'PASS', evidence: SEEN, reason: SEEN });
  return reviews.approve(reviewer, contract.id, 'Complete.');
}

/** Both sign, each with the password again. */
export async function sign(world: World, parties: { readonly host: Actor; readonly tenant: Actor }, contract: Contract): Promise<void> {
  const password = demoSignIns[0].password;
  for (const party of [parties.host, parties.tenant]) {
    await world.app.get(Signing).sign(party, contract.id, { sha256: contract.sha256, typedName: party.personName, password });
  }
}

/** The contract's only tranche. */
export async function trancheOf(world: World, contract: Contract): Promise<string> {
  const contracts = world.app.get(Contracts);
  const tranche = (await world.app.get(Database).read(seedActor, () => contracts.tranches([contract.id]))).get(contract.id)?.[0];
  invariant(tranche, `The contract ${contract.id} has no tranche.`);
  return tranche.id;
}

async function listingOf(world: World, site: string): Promise<string> {
  const listing = await world.together((client) => client.listing.findFirst({ where: { hallId: hallId(site, 'colocation') }, select: { id: true } }));
  invariant(listing, `Nothing is listed in the colocation hall of ${site}.`);
  return listing.id;
}

const requestOf = ({ title, description, kw, start, termMonths }: Wish, deadline: Instant): NewRequest => ({
  title, description, weights: { PRICE: 3, START: 2, CARBON: 0, REDUNDANCY: 0 }, addressedTo: [], deadline,
  requirements: {
    product: 'COLOCATION', quantity: { powerW: kilowatts(BigInt(kw)), gpus: null }, gpuModels: [], startWindow: { from: start, to: start.add({ days: 60 }) }, termMonths, countriesAllowed: ['US'], countriesRefused: [], coolings: [],
    minimumRackW: null, redundancies: [], certifications: [], latency: null, carbonCapGPerKwh: null, curtailmentHours: 500, noticeMinutes: 5, currency: 'USD', priceCeiling: null,
  },
});
