import { Module } from '@nestjs/common';
import { OrganisationsModule } from '@busbar/organisations';
import { CapacityHandlers } from './capacity.handlers';
import { ConversionsRepository } from './conversions/conversions.repository';
import { ConversionsResolver } from './conversions/conversions.resolver';
import { Conversions } from './conversions/conversions.service';
import { HallsRepository } from './halls/halls.repository';
import { GpuClustersResolver, HallsResolver, PowerBlocksResolver } from './halls/halls.resolver';
import { Halls } from './halls/halls.service';
import { CapacityLedger } from './reservations/capacity-ledger.service';
import { ReservationsRepository } from './reservations/reservations.repository';
import { ReservationsResolver, SiteClaimsResolver } from './reservations/reservations.resolver';
import { SitesRepository } from './sites/sites.repository';
import { SitesResolver } from './sites/sites.resolver';
import { Sites } from './sites/sites.service';

@Module({
  imports: [OrganisationsModule],
  providers: [
    Sites, SitesRepository, SitesResolver, Halls, HallsRepository, HallsResolver, GpuClustersResolver, PowerBlocksResolver, Conversions, ConversionsRepository, ConversionsResolver, CapacityLedger, ReservationsRepository,
    ReservationsResolver, SiteClaimsResolver, CapacityHandlers,
  ],
  exports: [Sites, Halls, Conversions, CapacityLedger],
})
export class CapacityModule {}
