import { type DynamicModule, Module } from '@nestjs/common';
import { BillingModule } from '@busbar/billing';
import { CapacityModule } from '@busbar/capacity';
import { ContractsModule } from '@busbar/contracts';
import { LedgerModule } from '@busbar/ledger';
import { MarketplaceModule } from '@busbar/marketplace';
import { MeteringModule } from '@busbar/metering';
import { OrganisationsModule } from '@busbar/organisations';
import { PaymentsModule } from '@busbar/payments';
import { PlatformModule } from '@busbar/platform';

/** The product as far as the demo world needs it: its commands and what follows from them, without the public API. */
@Module({})
export class DemoModule {
  static with(environment: Readonly<Record<string, string | undefined>>): DynamicModule {
    const contexts = [OrganisationsModule, CapacityModule, MarketplaceModule, ContractsModule, MeteringModule, LedgerModule, BillingModule, PaymentsModule];
    return { module: DemoModule, imports: [PlatformModule.with(environment), ...contexts] };
  }
}
