import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type Actor, NotFoundError } from '@busbar/kernel';
import { OrganisationObject, organisationObject, Organisations } from '@busbar/organisations';
import { ActionObject, actionsFor, Clock, type Connection, ConnectionArgs, CurrentActor, Database, decodeCursor, encodeCursor, pageSize, Right, toConnection } from '@busbar/platform';
import { proposalPolicy } from '../domain/marketplace-policy';
import { proposalActionRefusal, sideOf } from '../domain/proposal';
import { quantityFrom } from '../listings/listing-input.graphql';
import { ListingObject, listingObject } from '../listings/listings.graphql';
import { Listings } from '../listings/listings.service';
import type { Offered } from '../listings/market.queries';
import { priceTermsOf } from '../prices/price-terms.graphql';
import { RequestObject, requestObject } from '../requests/requests.graphql';
import { Requests } from '../requests/requests.service';
import { CounterProposalInput, EndProposalInput, type OfferInput, ProposalConnection, ProposalObject, proposalObject, ProposalsArgs, SendProposalInput } from './proposals.graphql';
import type { ProposalFilter } from './proposals.repository';
import { Proposals, type WrittenOffer } from './proposals.service';

@Resolver(() => ProposalObject)
export class ProposalsResolver {
  constructor(
    private readonly proposals: Proposals,
    private readonly listings: Listings,
    private readonly requests: Requests,
    private readonly organisations: Organisations,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Right(proposalPolicy.read)
  @Query(() => ProposalObject, { description: "One proposal that the viewer's organisation is a side of." })
  async proposal(@CurrentActor() actor: Actor, @Args('id', { type: () => ID }) id: string): Promise<ProposalObject> {
    return proposalObject(await this.proposals.get(actor, id), await this.clock.read());
  }

  @Right(proposalPolicy.read)
  @Query(() => ProposalConnection, { name: 'proposals', description: "Proposals that the viewer's organisation is a side of, newest first." })
  proposalPage(@CurrentActor() actor: Actor, @Args() args: ProposalsArgs): Promise<Connection<ProposalObject>> {
    const { requestId, listingId, states } = args;
    return this.page(actor, args, { ...(requestId && { requestId }), ...(listingId && { listingId }), ...(states && { states }) });
  }

  @Right(proposalPolicy.send)
  @Mutation(() => ProposalObject, { description: 'Answers an open request and holds the capacity. CAPACITY_EXCEEDED where it is not free, QUANTITY_NOT_IN_INCREMENTS, DATES_OUTSIDE_BOUNDS, PRICE_ABOVE_CEILING, PROPOSAL_SELF_DEALING.' })
  async sendProposal(@CurrentActor() actor: Actor, @Args('input') input: SendProposalInput): Promise<ProposalObject> {
    const { requestId, listingId, idempotencyKey } = input;
    const offer = offerOf(input, await this.listings.get(actor, listingId));
    return proposalObject(await this.proposals.send(actor, { requestId, listingId, offer }, idempotencyKey), await this.clock.read());
  }

  @Right(proposalPolicy.counter)
  @Mutation(() => ProposalObject, { description: 'Answers the latest version with another. The hold follows; PROPOSAL_OUT_OF_TURN for the side that waits.' })
  async counterProposal(@CurrentActor() actor: Actor, @Args('input') input: CounterProposalInput): Promise<ProposalObject> {
    const { proposalId, versionId, idempotencyKey } = input;
    const proposal = await this.proposals.get(actor, proposalId);
    const offered = (await this.database.read(actor, () => this.listings.byIds([proposal.listingId]))).get(proposal.listingId);
    if (!offered) throw new NotFoundError('proposal', proposalId);
    const offer = offerOf(input, offered);
    return proposalObject(await this.proposals.counter(actor, { proposalId, versionId, offer }, idempotencyKey), await this.clock.read());
  }

  @Right(proposalPolicy.decline)
  @Mutation(() => ProposalObject, { description: 'Declines the latest version; by the side whose turn it is.' })
  async declineProposal(@CurrentActor() actor: Actor, @Args('input') input: EndProposalInput): Promise<ProposalObject> {
    return proposalObject(await this.proposals.end(actor, 'decline', input.proposalId, input.reason ?? ''), await this.clock.read());
  }

  @Right(proposalPolicy.withdraw)
  @Mutation(() => ProposalObject, { description: 'Withdraws a live proposal; by its host at any time.' })
  async withdrawProposal(@CurrentActor() actor: Actor, @Args('input') input: EndProposalInput): Promise<ProposalObject> {
    return proposalObject(await this.proposals.end(actor, 'withdraw', input.proposalId, input.reason ?? ''), await this.clock.read());
  }

  @ResolveField(() => RequestObject, { description: 'The request it answers.' })
  async request(@Parent() { requestId }: ProposalObject): Promise<RequestObject | null> {
    const request = await this.database.loader('marketplace.requests', (ids) => this.requests.byIds(ids)).load(requestId);
    return request && requestObject(request, await this.clock.seen());
  }

  @ResolveField(() => ListingObject, { description: 'The listing it was made from, as it is today.' })
  async listing(@Parent() { listingId }: ProposalObject): Promise<ListingObject | null> {
    const offered = await this.database.loader('marketplace.listings', (ids) => this.listings.byIds(ids)).load(listingId);
    return offered && listingObject(offered);
  }

  @ResolveField(() => OrganisationObject, { description: 'The host.' })
  host(@Parent() { hostId }: ProposalObject): Promise<OrganisationObject | null> {
    return this.organisation(hostId);
  }

  @ResolveField(() => OrganisationObject, { description: 'The tenant.' })
  tenant(@Parent() { tenantId }: ProposalObject): Promise<OrganisationObject | null> {
    return this.organisation(tenantId);
  }

  @ResolveField(() => [ActionObject], { description: 'What the viewer may do with it now.' })
  async actions(@CurrentActor() actor: Actor, @Parent() { proposal }: ProposalObject): Promise<ActionObject[]> {
    const now = await this.clock.seen();
    const side = sideOf(proposal, actor.organisationId);
    return (['counter', 'accept', 'decline', 'withdraw'] as const).flatMap((name) => actionsFor(actor, proposal, [{ name, right: proposalPolicy[name], refusal: proposalActionRefusal(proposal, name, side, now) }]));
  }

  /** A page of those in sight; `request { proposals }` asks for those of one request. */
  async page(actor: Actor, args: ConnectionArgs, filter: ProposalFilter): Promise<Connection<ProposalObject>> {
    const first = pageSize(args);
    const after = decodeCursor(args.after, 1);
    const proposals = await this.proposals.page(actor, filter, first, after && String(after[0]));
    const now = await this.clock.read();
    return toConnection(proposals.map((proposal) => proposalObject(proposal, now)), first, ({ id }) => encodeCursor([id]));
  }

  private async organisation(id: string): Promise<OrganisationObject | null> {
    const organisation = await this.database.loader('marketplace.organisations', (ids) => this.organisations.byIds(ids)).load(id);
    return organisation && organisationObject(organisation);
  }
}

/** What a side wrote, as the domain's values; what it left out is the listing's. */
function offerOf(input: OfferInput, { listing, place }: Offered): WrittenOffer {
  return {
    quantity: quantityFrom(input, listing.product === 'GPU_CLUSTER', place.cluster?.wPerGpu ?? null), start: input.start, termMonths: input.termMonths,
    terms: input.priceTerms ? priceTermsOf(input.priceTerms, input.start, place.cluster?.model ?? null) : null, conditions: (input.conditions ?? '').trim(),
    depositMonths: input.depositMonths ?? listing.depositMonths, expiresInHours: input.expiresInHours ?? null, priceJustification: input.priceJustification?.trim() ?? null,
  };
}

/** Proposals seen from the request they answer. */
@Resolver(() => RequestObject)
export class RequestProposalsResolver {
  constructor(private readonly resolver: ProposalsResolver) {}

  @ResolveField(() => ProposalConnection, { description: "Answers to it that the viewer's organisation is a side of, newest first." })
  proposals(@CurrentActor() actor: Actor, @Parent() { id }: RequestObject, @Args() args: ConnectionArgs): Promise<Connection<ProposalObject>> {
    return this.resolver.page(actor, args, { requestId: id });
  }
}
