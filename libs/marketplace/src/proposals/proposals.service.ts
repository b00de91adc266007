import { Injectable } from '@nestjs/common';
import { type Actor, authorise, invariant, NotFoundError, systemActor, type Instant } from '@busbar/kernel';
import { assertLive, CapacityLedger } from '@busbar/capacity';
import { Clock, Database, Idempotency, newId, Outbox } from '@busbar/platform';
import type { Listing } from '../domain/listing';
import { proposalPolicy, seesListing, seesProposal, seesRequest } from '../domain/marketplace-policy';
import type { Place } from '../domain/place';
import { counterWith, latestVersion, moveProposal, proposalActionRefusal, sideOf, type Proposal, type ProposalMoved, type ProposalVersion } from '../domain/proposal';
import type { Side } from '../domain/proposal-lifecycle';
import { checkCeiling, checkDeal, checkHolds, sameCapacity, writeVersion, type AcceptedProposal, type Offer } from '../domain/proposal-offer';
import { NotOpenForProposalsError, ProposalChangedError } from '../domain/proposal.errors';
import { checkWords } from '../domain/product';
import { requestStateAt, type Request } from '../domain/request';
import { ListingsRepository } from '../listings/listings.repository';
import { PlacesQueries } from '../places/places.queries';
import { Requests } from '../requests/requests.service';
import { type ProposalFilter, ProposalsRepository } from './proposals.repository';

/** An offer as it is written by hand; terms that are left out are the listing's. */
export type WrittenOffer = Omit<Offer, 'terms'> & { readonly terms: Offer['terms'] | null };

const clockwork = systemActor('marketplace.expireProposals');
const EXPIRED_BATCH = 100;

@Injectable()
export class Proposals {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly idempotency: Idempotency,
    private readonly proposals: ProposalsRepository,
    private readonly listings: ListingsRepository,
    private readonly requests: Requests,
    private readonly places: PlacesQueries,
    private readonly ledger: CapacityLedger,
  ) {}

  /** A proposal that the actor's organisation is a side of. */
  get(actor: Actor, id: string): Promise<Proposal> {
    return this.database.read(actor, async () => {
      const proposal = await this.proposals.find(id);
      if (!proposal || !seesProposal(actor, proposal)) throw new NotFoundError('proposal', id);
      return proposal;
    });
  }

  /** For objects that name a proposal which the viewer deals with; whether they do is checked there. */
  byIds(ids: readonly string[]): Promise<Map<string, Proposal>> {
    return this.proposals.byIds(ids);
  }

  page(actor: Actor, filter: ProposalFilter, limit: number, after: string | null): Promise<Proposal[]> {
    return this.database.read(actor, () => this.proposals.page(actor, filter, limit + 1, after));
  }

  /** Answers a request from one of the host's listings, and holds what it offers until it expires. */
  async send(actor: Actor, input: { readonly requestId: string; readonly listingId: string; readonly offer: WrittenOffer }, idempotencyKey: string): Promise<Proposal> {
    const id = await this.idempotency.once(actor, 'sendProposal', idempotencyKey, written(input), async () => {
      const request = await this.requests.locked(input.requestId);
      if (!seesRequest(actor, request)) throw new NotFoundError('request', input.requestId);
      const listing = await this.listings.find(input.listingId);
      if (!listing || !seesListing(actor, listing)) throw new NotFoundError('listing', input.listingId);
      authorise(proposalPolicy.send, actor, listing);
      const place = await this.placeOf(listing);
      const context = { listing, request, place, now: this.clock.now() };
      checkDeal(context);
      checkHolds(listing.hallId, await this.proposals.countLiveInHall(listing.hallId));
      const draft: Proposal = {
        id: newId('proposal'), requestId: request.id, listingId: listing.id, hostId: listing.hostId, tenantId: request.tenantId, product: listing.product, state: 'SENT', versions: [], reason: null,
        createdAt: context.now, endedAt: null, revision: 1,
      };
      const version = await this.held(actor, draft, writeVersion(authorship(actor), 1, 'HOST', complete(input.offer, listing.terms), context));
      const proposal = { ...draft, versions: [version] };
      await this.proposals.insert(proposal, listing.hallId);
      await this.proposals.insertVersion(proposal, version);
      await this.outbox.publish({
        type: 'proposal.sent', subject: proposal.id, organisations: [proposal.hostId, proposal.tenantId],
        data: { requestId: request.id, listingId: listing.id, versionId: version.id, expiresAt: version.expiresAt.toString() },
      });
      return proposal.id;
    });
    return this.get(actor, id);
  }

  /** Answers the other side's version with one of one's own. The hold follows the new version; where it does not fit, nothing changes. */
  async counter(actor: Actor, input: { readonly proposalId: string; readonly versionId: string; readonly offer: WrittenOffer }, idempotencyKey: string): Promise<Proposal> {
    const id = await this.idempotency.once(actor, 'counterProposal', idempotencyKey, written(input), async () => {
      const { proposal, request } = await this.forChange(actor, input.proposalId);
      authorise(proposalPolicy.counter, actor, proposal);
      const side = this.sideOf(actor, proposal);
      const now = this.clock.now();
      const refusal = proposalActionRefusal(proposal, 'counter', side, now);
      if (refusal) throw refusal;
      const before = latestVersion(proposal);
      if (before.id !== input.versionId) throw new ProposalChangedError({ proposalId: proposal.id, versionId: before.id });
      const listing = await this.listings.find(proposal.listingId);
      invariant(listing, `The listing of ${proposal.id} is gone.`);
      const context = { listing, request, place: await this.placeOf(listing), now };
      const version = writeVersion(authorship(actor), before.number + 1, side, complete(input.offer, before.terms), context);
      const kept = await this.heldAgain(actor, proposal, before, version);
      const [countered, event] = counterWith(proposal, kept, now);
      await this.proposals.saveState(countered);
      await this.proposals.insertVersion(countered, kept);
      await this.announce(event);
      return proposal.id;
    });
    return this.get(actor, id);
  }

  /** Ends a live proposal and frees what it held: declined by the side whose turn it is, withdrawn by the host. */
  end(actor: Actor, action: 'decline' | 'withdraw', proposalId: string, reason: string): Promise<Proposal> {
    return this.database.transaction(actor, async () => {
      const { proposal } = await this.forChange(actor, proposalId);
      authorise(proposalPolicy[action], actor, proposal);
      checkWords(reason, 'reason', 2000);
      return this.finish(actor, proposal, action, this.sideOf(actor, proposal), reason);
    });
  }

  /**
   * Accepts the latest version for the side whose turn it is, inside the caller's transaction: awards the request, ends the
   * other live proposals as lost and frees their holds. The holds of the accepted one stay for the caller to convert.
   * Throws PROPOSAL_CHANGED where `versionId` is not the latest, PROPOSAL_EXPIRED, PROPOSAL_OUT_OF_TURN, NOT_OPEN_FOR_PROPOSALS.
   */
  markAccepted(actor: Actor, proposalId: string, versionId?: string): Promise<AcceptedProposal> {
    return this.database.transaction(actor, async () => {
      const { proposal, request } = await this.forChange(actor, proposalId);
      authorise(proposalPolicy.accept, actor, proposal);
      const now = this.clock.now();
      const version = latestVersion(proposal);
      const [accepted, event] = moveProposal(proposal, 'accept', this.sideOf(actor, proposal), now);
      if (versionId !== undefined && version.id !== versionId) throw new ProposalChangedError({ proposalId, versionId: version.id });
      const state = requestStateAt(request, now);
      if (state !== 'OPEN') throw new NotOpenForProposalsError({ subject: 'request', id: request.id, state });
      if (version.author === 'HOST') checkCeiling(request, version.price);
      const reservationIds = holdsOf(version);
      const holds = await this.ledger.reservationsByIds(reservationIds);
      for (const id of reservationIds) {
        const hold = holds.get(id);
        invariant(hold, `The hold ${id} of ${proposalId} is gone.`);
        assertLive(hold, now);
      }
      await this.proposals.saveState(accepted);
      await this.announce(event);
      const awarded = await this.requests.award(request);
      await this.endThoseOf(actor, request.id);
      return { proposal: accepted, version, request: awarded, reservationIds };
    });
  }

  /** Ends every live proposal to a request that is over, and frees what they held. */
  endThoseOf(actor: Actor, requestId: string): Promise<void> {
    return this.database.transaction(actor, async () => {
      for (const proposal of await this.proposals.liveOf(requestId)) {
        const lost = proposalActionRefusal(proposal, 'lose', null, this.clock.now()) === null;
        await this.finish(actor, proposal, lost ? 'lose' : 'expire', null, null);
      }
    });
  }

  nextExpiry(): Promise<Instant | null> {
    return this.database.read(clockwork, () => this.proposals.nextExpiry());
  }

  /** Ends a batch of proposals whose time has come. They held nothing since: a hold stops counting at its expiry. */
  expireDue(): Promise<number> {
    return this.database.transaction(clockwork, async () => {
      const due = await this.proposals.pastExpiry(EXPIRED_BATCH);
      for (const proposal of due) await this.finish(clockwork, proposal, 'expire', null, null);
      return due.length;
    });
  }

  /** The proposal and its request, locked in that order's reverse: the request first, as every command on it does. */
  private async forChange(actor: Actor, proposalId: string): Promise<{ readonly proposal: Proposal; readonly request: Request }> {
    const seen = await this.proposals.find(proposalId);
    if (!seen || !seesProposal(actor, seen)) throw new NotFoundError('proposal', proposalId);
    const request = await this.requests.locked(seen.requestId);
    const proposal = await this.proposals.findForChange(proposalId);
    invariant(proposal, `The proposal ${proposalId} is gone.`);
    return { proposal, request };
  }

  private sideOf(actor: Actor, proposal: Proposal): Side {
    const side = sideOf(proposal, actor.organisationId);
    invariant(side, `${actor.personName} acts on ${proposal.id} for neither side.`);
    return side;
  }

  private async finish(actor: Actor, proposal: Proposal, action: 'decline' | 'withdraw' | 'expire' | 'lose', side: Side | null, reason: string | null): Promise<Proposal> {
    const [ended, event] = moveProposal(proposal, action, side, this.clock.now(), reason);
    await this.proposals.saveState(ended);
    for (const id of holdsOf(latestVersion(proposal))) await this.ledger.release(actor, id, `PROPOSAL_${ended.state}`);
    await this.announce(event);
    return ended;
  }

  /** The version with a hold behind each tranche; CAPACITY_EXCEEDED where one does not fit, and nothing is kept. */
  private async held(actor: Actor, proposal: Proposal, version: ProposalVersion): Promise<ProposalVersion> {
    const tranches = [];
    for (const tranche of version.tranches) {
      const { hallId, clusterId, quantity, from, to } = tranche;
      const hold = await this.ledger.reserve(actor, {
        kind: 'HOLD', hallId, clusterId, ...(quantity.gpus === null ? { powerW: quantity.powerW } : { gpus: quantity.gpus }), from, to, expiresAt: version.expiresAt, tenantId: proposal.tenantId,
        subject: proposal.id,
      });
      tranches.push({ ...tranche, reservationId: hold.id });
    }
    return { ...version, tranches };
  }

  /** The same capacity keeps its hold with the new expiry; another is released first, so that the new one may overlap it. */
  private async heldAgain(actor: Actor, proposal: Proposal, before: ProposalVersion, version: ProposalVersion): Promise<ProposalVersion> {
    if (!sameCapacity(before.tranches, version.tranches)) {
      for (const id of holdsOf(before)) await this.ledger.release(actor, id, 'PROPOSAL_COUNTERED');
      return this.held(actor, proposal, version);
    }
    for (const id of holdsOf(before)) await this.ledger.extend(actor, id, { expiresAt: version.expiresAt });
    return { ...version, tranches: version.tranches.map((tranche, index) => ({ ...tranche, reservationId: before.tranches[index]?.reservationId ?? null })) };
  }

  private async placeOf(listing: Listing): Promise<Place> {
    const place = await this.places.find(listing.hallId, listing.clusterId);
    invariant(place, `The hall of ${listing.id} is gone.`);
    return place;
  }

  private async announce({ type, proposalId, hostId, tenantId, ...data }: ProposalMoved): Promise<void> {
    await this.outbox.publish({ type, subject: proposalId, organisations: [hostId, tenantId], data });
  }
}

const holdsOf = (version: ProposalVersion): readonly string[] => version.tranches.flatMap(({ reservationId }) => reservationId ?? []);
const authorship = (actor: Actor): { readonly versionId: string; readonly authorId: string | null } => ({ versionId: newId('version'), authorId: actor.personId });
const complete = (offer: WrittenOffer, usual: Offer['terms']): Offer => ({ ...offer, terms: offer.terms ?? usual });
/** What an idempotency key stands for: the command as it was written, without the ids that the edge gave its terms. */
const written = ({ offer, ...rest }: { readonly offer: WrittenOffer }): unknown => ({
  ...rest, offer: { ...offer, start: offer.start.toString(), terms: offer.terms?.map((term) => ({ ...term, id: '', ...('energyTermIds' in term && { energyTermIds: [] }) })) ?? null },
});
