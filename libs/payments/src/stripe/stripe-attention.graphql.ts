import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Instant } from '@busbar/kernel';
import { connectionType, enumOf, InstantScalar } from '@busbar/platform';
import { stripeCallNames, type StripeCallName } from '../domain/stripe-call';

export const StripeCallEnum = enumOf(Object.values(stripeCallNames));
registerEnumType(StripeCallEnum, { name: 'StripeCall', description: 'What was asked of Stripe.' });

@ObjectType('ParkedStripeEvent', { description: 'An event of Stripe that could not be applied and waits for a person. Nothing of it is posted.' })
export class ParkedStripeEventObject {
  @Field(() => ID, { description: "Stripe's id of the event." })
  readonly id!: string;

  @Field({ description: "Stripe's name of what happened, such as payment_intent.succeeded." })
  readonly type!: string;

  @Field({ description: "Stripe's id of what it happened to." })
  readonly stripeObject!: string;

  @Field(() => String, { nullable: true, description: "The host's account with Stripe; null on the platform's own." })
  readonly stripeAccount!: string | null;

  @Field(() => InstantScalar, { description: 'When it happened at Stripe.' })
  readonly createdAt!: Instant;

  @Field(() => InstantScalar, { description: 'When it was given up.' })
  readonly parkedAt!: Instant;

  @Field(() => Int, { description: 'How often it was tried.' })
  readonly attempts!: number;

  @Field({ description: 'Why it could not be applied, the last time.' })
  readonly reason!: string;
}

@ObjectType('UnknownStripeRequest', { description: 'Something asked of Stripe of which nobody knows whether it was done: never answered, and too old to be repeated. A person looks at Stripe first.' })
export class UnknownStripeRequestObject {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => StripeCallEnum, { description: 'What was asked.' })
  readonly call!: StripeCallName;

  @Field({ description: 'Our id of what it is about: a charge, a transfer or a payment method.' })
  readonly subject!: string;

  @Field({ description: 'The key under which it was sent, by which Stripe shows what became of it.' })
  readonly idempotencyKey!: string;

  @Field(() => InstantScalar, { description: 'When it was sent first.' })
  readonly firstSentAt!: Instant;

  @Field(() => Int, { description: 'How often it was sent.' })
  readonly attempts!: number;

  @Field(() => String, { nullable: true, description: 'What went wrong the last time; null where nothing came back.' })
  readonly reason!: string | null;
}

export const ParkedStripeEventConnection = connectionType(ParkedStripeEventObject, 'ParkedStripeEvent');
export const UnknownStripeRequestConnection = connectionType(UnknownStripeRequestObject, 'UnknownStripeRequest');
