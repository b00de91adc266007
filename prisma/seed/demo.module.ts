import { type DynamicModule, Module } from '@nestjs/common';
import { CapacityModule } from '@busbar/capacity';
import { MarketplaceModule } from '@busbar/marketplace';
import { OrganisationsModule } from '@busbar/organisations';
import { PlatformModule } from '@busbar/platform';

/** The product as far as the demo world needs it, without HTTP and without a worker. */
@Module({})
export class DemoModule {
  static with(environment: Readonly<Record<string, string | undefined>>): DynamicModule {
    return { module: DemoModule, imports: [PlatformModule.with(environment), OrganisationsModule, CapacityModule, MarketplaceModule] };
  }
}
