import { Module } from '@nestjs/common';
import { ContractsModule } from '@busbar/contracts';
import { LedgerModule } from '@busbar/ledger';
import { MeteringModule } from '@busbar/metering';
import { BillingHandlers } from './billing.handlers';
import { IndicesRepository } from './indices/indices.repository';
import { IndicesResolver } from './indices/indices.resolver';
import { Indices } from './indices/indices.service';
import { ContractInvoicesResolver } from './invoices/contract-invoices.resolver';
import { DrillDowns } from './invoices/drill-down.service';
import { InvoiceLinesRepository } from './invoices/invoice-lines.repository';
import { InvoicesRepository } from './invoices/invoices.repository';
import { InvoiceLinesResolver, InvoicesResolver } from './invoices/invoices.resolver';
import { Invoices } from './invoices/invoices.service';
import { BillableContracts } from './periods/billable-contracts.service';
import { PeriodsRepository } from './periods/periods.repository';
import { Periods } from './periods/periods.service';
import { BillingRunsResolver } from './runs/billing-runs.resolver';
import { Billing } from './runs/billing.service';
import { Issuing } from './runs/issuing.service';
import { Pinning } from './runs/pinning.service';
import { Rating } from './runs/rating.service';
import { RunsRepository } from './runs/runs.repository';

@Module({
  imports: [ContractsModule, MeteringModule, LedgerModule],
  providers: [
    BillableContracts, Periods, PeriodsRepository, Indices, IndicesRepository, IndicesResolver, Billing, BillingRunsResolver, Rating, Issuing, Pinning, RunsRepository, Invoices, InvoicesRepository, InvoiceLinesRepository,
    InvoicesResolver, InvoiceLinesResolver, ContractInvoicesResolver, DrillDowns, BillingHandlers,
  ],
  exports: [Billing, Invoices, Indices],
})
export class BillingModule {}
