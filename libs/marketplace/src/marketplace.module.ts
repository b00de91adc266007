import { Module } from '@nestjs/common';
import { CapacityModule } from '@busbar/capacity';
import { OrganisationsModule } from '@busbar/organisations';
import { ListingsRepository } from './listings/listings.repository';
import { ListingsResolver } from './listings/listings.resolver';
import { Listings } from './listings/listings.service';
import { MarketQueries } from './listings/market.queries';
import { MarketplaceHandlers } from './marketplace.handlers';
import { PlacesQueries } from './places/places.queries';
import { ProposalsRepository } from './proposals/proposals.repository';
import { ProposalsResolver, RequestProposalsResolver } from './proposals/proposals.resolver';
import { Proposals } from './proposals/proposals.service';
import { Matches } from './requests/matches.service';
import { RequestsRepository } from './requests/requests.repository';
import { RequestsResolver } from './requests/requests.resolver';
import { Requests } from './requests/requests.service';

@Module({
  imports: [OrganisationsModule, CapacityModule],
  providers: [
    Listings, ListingsRepository, ListingsResolver, MarketQueries, PlacesQueries, Requests, RequestsRepository, RequestsResolver, Matches, Proposals, ProposalsRepository, ProposalsResolver,
    RequestProposalsResolver, MarketplaceHandlers,
  ],
  exports: [Listings, Requests, Matches, Proposals],
})
export class MarketplaceModule {}
