import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type Actor, authorise, InvalidInputError, NotFoundError, parseKw } from '@busbar/kernel';
import { type GpuCluster, GpuClusterObject, gpuClusterObject, HallObject, hallObject, Halls, SiteObject, siteObject, Sites } from '@busbar/capacity';
import { OrganisationObject, organisationObject, Organisations } from '@busbar/organisations';
import { ActionObject, actionsFor, Clock, type Connection, CurrentActor, Database, decodeCursor, encodeCursor, pageSize, Right, toConnection } from '@busbar/platform';
import { listingActionRefusal } from '../domain/listing';
import { listingActions, type ListingAction } from '../domain/listing-lifecycle';
import { listingPolicy } from '../domain/marketplace-policy';
import { checkAssumptions, priceOf, referenceTermMonths } from '../domain/prices';
import { assumptionsOf, NormalisedPriceObject, normalisedPriceObject, PriceAssumptionsInput } from '../prices/prices.graphql';
import { newListingOf } from './listing-input.graphql';
import { CompletenessObject, CreateListingInput, ListingConnection, type ListingFilterInput, ListingObject, listingObject, ListingsArgs } from './listings.graphql';
import { Listings } from './listings.service';
import type { MarketFilter } from './market.queries';

@Resolver(() => ListingObject)
export class ListingsResolver {
  constructor(
    private readonly listings: Listings,
    private readonly sites: Sites,
    private readonly halls: Halls,
    private readonly organisations: Organisations,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Right(listingPolicy.read)
  @Query(() => ListingObject, { description: 'One listing. NOT_FOUND also for one that is not published and not yours.' })
  async listing(@CurrentActor() actor: Actor, @Args('id', { type: () => ID }) id: string): Promise<ListingObject> {
    return listingObject(await this.listings.get(actor, id));
  }

  @Right(listingPolicy.read)
  @Query(() => ListingConnection, { name: 'listings', description: "The market: published listings by one of their three reference prices, lowest first; or the viewer's own. What is free comes from the ledger in the same query." })
  async listingPage(@CurrentActor() actor: Actor, @Args() args: ListingsArgs): Promise<Connection<ListingObject>> {
    const first = pageSize(args);
    const after = decodeCursor(args.after, 2);
    const { sortBy } = args;
    const offers = await this.listings.page(actor, filterOf(args.filter ?? {}), sortBy, first, after && [priceText(after[0]), String(after[1])]);
    return toConnection(offers.map(listingObject), first, ({ id, offered }) => encodeCursor([cursorPrice(offered.listing.referencePrice, sortBy), id]));
  }

  @Right(listingPolicy.create)
  @Mutation(() => ListingObject, { description: 'Drafts a listing. Refused where it could not stand: LISTING_EXCEEDS_HALL, LISTING_LOT_INVALID, PRICE_TERMS_INVALID, PRICE_OUTSIDE_RANGE.' })
  async createListing(@CurrentActor() actor: Actor, @Args('input') input: CreateListingInput): Promise<ListingObject> {
    return listingObject(await this.listings.create(actor, newListingOf(input, await this.ownCluster(actor, input.gpuClusterId ?? null))));
  }

  @Right(listingPolicy.publish)
  @Mutation(() => ListingObject, { description: 'Publishes a draft. LISTING_INCOMPLETE names what is missing, such as the verification of the site.' })
  publishListing(@CurrentActor() actor: Actor, @Args('id', { type: () => ID }) id: string): Promise<ListingObject> {
    return this.perform(actor, 'publish', id);
  }

  @Right(listingPolicy.pause)
  @Mutation(() => ListingObject, { description: 'Takes a published listing off the market for a while. Proposals made from it stand.' })
  pauseListing(@CurrentActor() actor: Actor, @Args('id', { type: () => ID }) id: string): Promise<ListingObject> {
    return this.perform(actor, 'pause', id);
  }

  @Right(listingPolicy.resume)
  @Mutation(() => ListingObject, { description: 'Puts a paused listing back on the market.' })
  resumeListing(@CurrentActor() actor: Actor, @Args('id', { type: () => ID }) id: string): Promise<ListingObject> {
    return this.perform(actor, 'resume', id);
  }

  @Right(listingPolicy.withdraw)
  @Mutation(() => ListingObject, { description: 'Withdraws a listing for good. Proposals made from it stand until they end.' })
  withdrawListing(@CurrentActor() actor: Actor, @Args('id', { type: () => ID }) id: string): Promise<ListingObject> {
    return this.perform(actor, 'withdraw', id);
  }

  @ResolveField(() => NormalisedPriceObject, { description: 'One price in three units with its basis: under the reference assumptions by which the market is sorted, or under those of a reader who is signed in.' })
  prices(
    @CurrentActor() actor: Actor, @Parent() { offered }: ListingObject,
    @Args('assumptions', { type: () => PriceAssumptionsInput, nullable: true, description: 'What the reader assumes of use and prices; the reference assumptions where absent.' }) given: PriceAssumptionsInput | null,
  ): NormalisedPriceObject {
    const { listing, place } = offered;
    if (!given) return normalisedPriceObject(listing.referencePrice);
    authorise(listingPolicy.reckon, actor, undefined);
    const assumptions = assumptionsOf(given);
    checkAssumptions(assumptions);
    const { terms, currency, quantity, earliestStart: start, product, term } = listing;
    return normalisedPriceObject(priceOf({ terms, currency, place, quantity, start, termMonths: referenceTermMonths(product, term) }, assumptions));
  }

  @ResolveField(() => SiteObject, { description: 'The site.' })
  async site(@Parent() { siteId }: ListingObject): Promise<SiteObject | null> {
    const site = await this.database.loader('marketplace.sites', (ids) => this.sites.byIds(ids)).load(siteId);
    return site && siteObject(site, await this.clock.seen());
  }

  @ResolveField(() => HallObject, { description: 'The hall.' })
  async hall(@Parent() { hallId }: ListingObject): Promise<HallObject | null> {
    const hall = await this.database.loader('marketplace.halls', (ids) => this.halls.byIds(ids)).load(hallId);
    return hall && hallObject(hall);
  }

  @ResolveField(() => GpuClusterObject, { nullable: true, description: 'The GPU cluster, where GPUs are offered.' })
  async cluster(@Parent() { clusterId }: ListingObject): Promise<GpuClusterObject | null> {
    const cluster = clusterId === null ? null : await this.database.loader('marketplace.clusters', (ids) => this.halls.clustersByIds(ids)).load(clusterId);
    return cluster && gpuClusterObject(cluster);
  }

  @ResolveField(() => OrganisationObject, { description: 'The host.' })
  async host(@Parent() { hostId }: ListingObject): Promise<OrganisationObject | null> {
    const host = await this.database.loader('marketplace.organisations', (ids) => this.organisations.byIds(ids)).load(hostId);
    return host && organisationObject(host);
  }

  @ResolveField(() => CompletenessObject, { nullable: true, description: 'What it lacks; for its host alone.' })
  async completeness(@CurrentActor() actor: Actor, @Parent() { hostId, offered }: ListingObject): Promise<CompletenessObject | null> {
    return actor.organisationId === hostId ? this.listings.completeness(actor, offered) : null;
  }

  @ResolveField(() => [ActionObject], { description: 'What the viewer may do with it now.' })
  actions(@CurrentActor() actor: Actor, @Parent() { offered: { listing } }: ListingObject): ActionObject[] {
    return listingActions.flatMap((name) => actionsFor(actor, listing, [{ name, right: listingPolicy[name], refusal: listingActionRefusal(listing, name) }]));
  }

  /** The cluster whose kW and model the input leaves unsaid; somebody else's is as unknown as one that is not there. */
  private async ownCluster(actor: Actor, id: string | null): Promise<GpuCluster | null> {
    if (id === null) return null;
    const cluster = (await this.database.read(actor, () => this.halls.clustersByIds([id]))).get(id);
    if (!cluster || cluster.hostId !== actor.organisationId) throw new NotFoundError('GPU cluster', id);
    return cluster;
  }

  private async perform(actor: Actor, action: ListingAction, id: string): Promise<ListingObject> {
    return listingObject(await this.listings.perform(actor, action, id));
  }
}

const priceText = (part: string | number | null | undefined): string => {
  if (typeof part === 'string' && /^\d{1,8}(\.\d{1,12})?$/.test(part)) return part;
  throw new InvalidInputError({ path: 'after', given: part, expected: 'a cursor of the same query' });
};

const cursorPrice = (price: { readonly perItKwh: string; readonly perKwMonth: string; readonly perGpuHour: string | null }, unit: ListingsArgs['sortBy']): string | null =>
  unit === 'GPU_HOUR' ? price.perGpuHour : unit === 'IT_KWH' ? price.perItKwh : price.perKwMonth;

function filterOf({ products, countries, gpuModel, firmness, coolings, minKw, minGpus, text, siteId, own, states }: ListingFilterInput): MarketFilter {
  return {
    ...(products && { products }), ...(countries && { countries }), ...(gpuModel != null && { gpuModel }), ...(firmness && { firmness }), ...(coolings && { coolings }),
    ...(minKw != null && { minimumW: parseKw(minKw, 'filter.minKw') }), ...(minGpus != null && { minimumGpus: minGpus }), ...(text != null && { text }), ...(siteId != null && { siteId }),
    ...(own && { own }), ...(states && { states }),
  };
}
