import { Args, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Actor } from '@busbar/kernel';
import { ContractObject } from '@busbar/contracts';
import { type Connection, ConnectionArgs, CurrentActor, Database } from '@busbar/platform';
import { BillingPeriodObject, billingPeriodObject } from '../periods/periods.graphql';
import { Periods } from '../periods/periods.service';
import { InvoiceConnection, type InvoiceObject } from './invoices.graphql';
import { invoicePage } from './invoices.resolver';
import { Invoices } from './invoices.service';

/** What billing adds to a contract. Whoever sees the contract sees its bills. */
@Resolver(() => ContractObject)
export class ContractInvoicesResolver {
  constructor(private readonly database: Database, private readonly invoices: Invoices, private readonly periods: Periods) {}

  @ResolveField('invoices', () => InvoiceConnection, { description: 'The invoices of the contract, the latest first.' })
  invoicesOf(@CurrentActor() actor: Actor, @Parent() contract: ContractObject, @Args() args: ConnectionArgs): Promise<Connection<InvoiceObject>> {
    return invoicePage(this.invoices, actor, contract.id, args);
  }

  @ResolveField(() => [BillingPeriodObject], { description: 'The billing periods so far, in order, with what holds one up.' })
  async billingPeriods(@Parent() contract: ContractObject): Promise<BillingPeriodObject[]> {
    const periods = await this.database.loader('billing.periods', (ids) => this.periods.ofContracts(ids)).load(contract.id);
    return (periods ?? []).map(billingPeriodObject);
  }
}
