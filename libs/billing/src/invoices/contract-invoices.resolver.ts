import { Args, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Actor } from '@busbar/kernel';
import { ContractObject } from '@busbar/contracts';
import { type Connection, ConnectionArgs, CurrentActor } from '@busbar/platform';
import { InvoiceConnection, type InvoiceObject } from './invoices.graphql';
import { invoicePage } from './invoices.resolver';
import { Invoices } from './invoices.service';

/** What billing adds to a contract. */
@Resolver(() => ContractObject)
export class ContractInvoicesResolver {
  constructor(private readonly invoices: Invoices) {}

  @ResolveField('invoices', () => InvoiceConnection, { description: 'The invoices of the contract, the latest first.' })
  invoicesOf(@CurrentActor() actor: Actor, @Parent() contract: ContractObject, @Args() args: ConnectionArgs): Promise<Connection<InvoiceObject>> {
    return invoicePage(this.invoices, actor, contract.id, args);
  }
}
