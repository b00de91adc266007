import { Args, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '@busbar/kernel';
import { CurrentActor, Right } from '@busbar/platform';
import { contractPolicy } from '../domain/contract-policy';
import { assumptionsOf, ShadowInvoiceArgs, ShadowInvoiceObject, shadowInvoiceObject } from './shadow-invoice.graphql';
import { ShadowInvoices } from './shadow-invoices.service';

@Resolver(() => ShadowInvoiceObject)
export class ShadowInvoiceResolver {
  constructor(private readonly shadows: ShadowInvoices) {}

  @Right(contractPolicy.read)
  @Query(() => ShadowInvoiceObject, { description: 'Twelve months of a contract as they would be billed under stated assumptions. For its parties and staff.' })
  async shadowInvoice(@CurrentActor() actor: Actor, @Args() { contractId, assumptions }: ShadowInvoiceArgs): Promise<ShadowInvoiceObject> {
    return shadowInvoiceObject(await this.shadows.of(actor, contractId, assumptionsOf(assumptions ?? {})));
  }
}
