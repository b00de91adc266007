import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Instant } from '@busbar/kernel';
import { enumOf, InstantScalar, MoneyObject, moneyObject } from '@busbar/platform';
import { type Charge, chargeStates, type ChargeState, type PaymentMethod, paymentMethodKinds, type PaymentMethodKind, paymentMethodStates, type PaymentMethodState } from '../domain/charge';

export const ChargeStateEnum = enumOf(chargeStates);
export const PaymentMethodKindEnum = enumOf(paymentMethodKinds);
export const PaymentMethodStateEnum = enumOf(paymentMethodStates);
registerEnumType(ChargeStateEnum, { name: 'ChargeState', description: 'Where a charge stands; it never moves back.' });
registerEnumType(PaymentMethodKindEnum, { name: 'PaymentMethodKind', description: 'How money is taken.' });
registerEnumType(PaymentMethodStateEnum, { name: 'PaymentMethodState', description: 'Whether Stripe has taken the method.' });

@ObjectType('PaymentMethod', { description: 'How a tenant pays. Numbers of cards and accounts stay with Stripe.' })
export class PaymentMethodObject {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => PaymentMethodStateEnum, { description: 'Whether it can be charged.' })
  readonly state!: PaymentMethodState;

  @Field(() => PaymentMethodKindEnum, { nullable: true, description: 'Card or debit; null until Stripe has answered.' })
  readonly kind!: PaymentMethodKind | null;

  @Field(() => String, { nullable: true, description: 'Brand or bank and the last four digits.' })
  readonly label!: string | null;

  @Field(() => String, { nullable: true, description: "Stripe's code where it was refused." })
  readonly failureCode!: string | null;
}

@ObjectType('Charge', { description: 'One payment of (a part of) one invoice.' })
export class ChargeObject {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => MoneyObject, { description: 'How much.' })
  readonly amount!: MoneyObject;

  @Field(() => ChargeStateEnum, { description: 'Where it stands.' })
  readonly state!: ChargeState;

  @Field(() => String, { nullable: true, description: "Stripe's code where it failed." })
  readonly failureCode!: string | null;

  @Field(() => InstantScalar, { nullable: true, description: 'When it succeeded, by business time.' })
  readonly succeededAt!: Instant | null;

  @Field(() => String, { nullable: true, description: "Stripe's payment intent." })
  readonly stripePaymentIntent!: string | null;
}

export const chargeObject = (charge: Charge): ChargeObject => ({
  id: charge.id, amount: moneyObject(charge.amount), state: charge.state, failureCode: charge.failureCode, succeededAt: charge.succeededAt, stripePaymentIntent: charge.stripeIntentId,
});
export const paymentMethodObject = ({ id, state, kind, label, failureCode }: PaymentMethod): PaymentMethodObject => ({ id, state, kind, label, failureCode });

@InputType({ description: "A payment method that Stripe's own form made." })
export class AddPaymentMethodInput {
  @Field({ description: "Stripe's id of it, pm_…; one of Stripe's test tokens where the simulator runs." })
  readonly stripePaymentMethod!: string;
}

@InputType({ description: 'Which invoice to pay.' })
export class PayInvoiceInput {
  @Field(() => ID)
  readonly invoiceId!: string;

  @Field({ description: 'The same key pays once.' })
  readonly idempotencyKey!: string;
}
