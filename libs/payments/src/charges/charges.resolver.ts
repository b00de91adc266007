import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { InvoiceObject } from '@busbar/billing';
import type { Actor } from '@busbar/kernel';
import { CurrentActor, Database, Right } from '@busbar/platform';
import { paymentPolicy } from '../domain/payment-policy';
import { AddPaymentMethodInput, ChargeObject, chargeObject, PayInvoiceInput, PaymentMethodObject, paymentMethodObject } from './charges.graphql';
import { Charges } from './charges.service';
import { PaymentMethods } from './payment-methods.service';

@Resolver(() => InvoiceObject)
export class ChargesResolver {
  constructor(private readonly charges: Charges, private readonly methods: PaymentMethods, private readonly database: Database) {}

  @Right(paymentPolicy.seePaymentMethods)
  @Query(() => [PaymentMethodObject], { description: "The tenant's payment methods, the newest first; at most 50." })
  async paymentMethods(@CurrentActor() actor: Actor): Promise<PaymentMethodObject[]> {
    return (await this.methods.mine(actor)).map(paymentMethodObject);
  }

  @Right(paymentPolicy.savePaymentMethod)
  @Mutation(() => PaymentMethodObject, { description: 'Saves a payment method for later debits. Answers PENDING; Stripe confirms within seconds.' })
  async addPaymentMethod(@CurrentActor() actor: Actor, @Args('input') input: AddPaymentMethodInput): Promise<PaymentMethodObject> {
    return paymentMethodObject(await this.methods.add(actor, input.stripePaymentMethod));
  }

  @Right(paymentPolicy.payInvoice)
  @Mutation(() => [ChargeObject], { description: 'Charges what is open on an invoice to the saved method, in as many parts as the rail needs. Twice is refused.' })
  async payInvoice(@CurrentActor() actor: Actor, @Args('input') input: PayInvoiceInput): Promise<ChargeObject[]> {
    const invoiceId = await this.charges.payInvoice(actor, input.invoiceId, input.idempotencyKey);
    return this.of(actor, invoiceId);
  }

  @ResolveField(() => [ChargeObject], { name: 'charges', description: 'Payments of the invoice, in order.' })
  async chargesOf(@Parent() invoice: InvoiceObject): Promise<ChargeObject[]> {
    const charges = await this.database.loader('payments.charges', (ids) => this.charges.ofInvoices(ids)).load(invoice.id);
    return (charges ?? []).map(chargeObject);
  }

  private async of(actor: Actor, invoiceId: string): Promise<ChargeObject[]> {
    const charges = await this.database.read(actor, () => this.charges.ofInvoices([invoiceId]));
    return (charges.get(invoiceId) ?? []).map(chargeObject);
  }
}
