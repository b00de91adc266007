/** The contexts of the house, lower ones first. */
import { BillingModule } from '@busbar/billing';
import { CapacityModule } from '@busbar/capacity';
import { ContractsModule } from '@busbar/contracts';
import { InsightsModule } from '@busbar/insights';
import { LedgerModule } from '@busbar/ledger';
import { MarketplaceModule } from '@busbar/marketplace';
import { MeteringModule } from '@busbar/metering';
import { OrganisationsModule } from '@busbar/organisations';
import { PaymentsModule } from '@busbar/payments';

export const contexts = [OrganisationsModule, CapacityModule, MarketplaceModule, ContractsModule, MeteringModule, LedgerModule, BillingModule, PaymentsModule, InsightsModule];
