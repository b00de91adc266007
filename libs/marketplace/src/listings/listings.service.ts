import { Injectable } from '@nestjs/common';
import { type Actor, authorise, invariant, NotFoundError } from '@busbar/kernel';
import { Organisations } from '@busbar/organisations';
import { Clock, Database, newId, Outbox } from '@busbar/platform';
import { checkOffer, moveListing, type Listing, type ListingOffer } from '../domain/listing';
import type { ListingAction } from '../domain/listing-lifecycle';
import { blockingGaps, completenessOf, type Completeness } from '../domain/listing-completeness';
import { ListingIncompleteError } from '../domain/listing.errors';
import { listingPolicy, seesListing } from '../domain/marketplace-policy';
import type { PriceUnit } from '../domain/product';
import { PlacesQueries } from '../places/places.queries';
import { ListingsRepository } from './listings.repository';
import { type MarketFilter, MarketQueries, type Offered } from './market.queries';

export interface NewListing extends ListingOffer {
  readonly hallId: string;
  readonly clusterId: string | null;
}

@Injectable()
export class Listings {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly listings: ListingsRepository,
    private readonly market: MarketQueries,
    private readonly places: PlacesQueries,
    private readonly organisations: Organisations,
  ) {}

  /** A listing in the actor's sight, with its place and what is free. */
  get(actor: Actor, id: string): Promise<Offered> {
    return this.database.read(actor, async () => {
      const offered = (await this.market.byIds([id])).get(id);
      if (!offered || !seesListing(actor, offered.listing)) throw new NotFoundError('listing', id);
      return offered;
    });
  }

  /** For objects that name a listing which the viewer deals with; whether they do is checked there. */
  byIds(ids: readonly string[]): Promise<Map<string, Offered>> {
    return this.market.byIds(ids);
  }

  /** The market in the order of one of the three prices, or the host's own listings. */
  page(actor: Actor, filter: MarketFilter, unit: PriceUnit, limit: number, after: readonly [price: string, id: string] | null): Promise<Offered[]> {
    return this.database.read(actor, () => this.market.page(actor, filter, unit, limit + 1, after));
  }

  /** What is missing before the listing can be published, and what would help it. */
  completeness(actor: Actor, { listing, place }: Pick<Offered, 'listing' | 'place'>): Promise<Completeness> {
    return this.database.read(actor, async () => completenessOf(listing, place, await this.organisations.isVerified(listing.hostId)));
  }

  /** A draft of the host's own capacity. Refuses what could never stand: larger than its hall, lots that do not go in, prices without a reason. */
  create(actor: Actor, input: NewListing): Promise<Offered> {
    return this.database.transaction(actor, async () => {
      const { hallId, clusterId, ...offer } = input;
      const place = await this.places.find(hallId, clusterId);
      if (!place || place.site.hostId !== actor.organisationId) throw new NotFoundError(clusterId === null ? 'hall' : 'GPU cluster', clusterId ?? hallId);
      authorise(listingPolicy.create, actor, place.site);
      const referencePrice = checkOffer(offer, place);
      const listing: Listing = {
        ...offer, id: newId('listing'), hostId: place.site.hostId, siteId: place.site.siteId, hallId, clusterId, state: 'DRAFT', version: 1, createdAt: this.clock.now(), publishedAt: null, referencePrice,
      };
      await this.listings.insert(listing, place);
      await this.outbox.publish({ type: 'listing.created', subject: listing.id, organisations: [listing.hostId], data: { product: listing.product, hallId, clusterId } });
      return this.read(listing.id);
    });
  }

  /** Moves a listing. Publishing and resuming want it complete. What was proposed or contracted from it stays as it is. */
  perform(actor: Actor, action: ListingAction, id: string): Promise<Offered> {
    return this.database.transaction(actor, async () => {
      const listing = await this.listings.findForChange(id);
      if (!listing || !seesListing(actor, listing)) throw new NotFoundError('listing', id);
      authorise(listingPolicy[action], actor, listing);
      const [moved, event] = moveListing(listing, action, this.clock.now());
      if (moved.state === 'PUBLISHED') await this.refuseIncomplete(listing);
      await this.listings.saveState(moved);
      const { type, listingId: subject, hostId, ...data } = event;
      await this.outbox.publish({ type, subject, organisations: [hostId], data });
      return this.read(id);
    });
  }

  private async refuseIncomplete(listing: Listing): Promise<void> {
    const place = await this.places.find(listing.hallId, listing.clusterId);
    invariant(place, `The hall of ${listing.id} is gone.`);
    const missing = blockingGaps(completenessOf(listing, place, await this.organisations.isVerified(listing.hostId)));
    if (missing.length > 0) throw new ListingIncompleteError({ listingId: listing.id, missing: missing.map(({ code }) => code) });
  }

  private async read(id: string): Promise<Offered> {
    const offered = (await this.market.byIds([id])).get(id);
    invariant(offered, `Listing ${id} was written and is not there.`);
    return offered;
  }
}
