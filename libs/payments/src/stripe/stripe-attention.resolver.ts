import { Args, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '@busbar/kernel';
import { type Connection, ConnectionArgs, CurrentActor, Right } from '@busbar/platform';
import { paymentPolicy } from '../domain/payment-policy';
import { ParkedStripeEventConnection, type ParkedStripeEventObject, UnknownStripeRequestConnection, type UnknownStripeRequestObject } from './stripe-attention.graphql';
import { StripeAttention } from './stripe-attention.service';

@Resolver()
export class StripeAttentionResolver {
  constructor(private readonly attention: StripeAttention) {}

  @Right(paymentPolicy.seeStripeAttention)
  @Query(() => ParkedStripeEventConnection, { description: 'Events of Stripe that could not be applied and wait for a person, the latest first. Staff only.' })
  parkedStripeEvents(@CurrentActor() actor: Actor, @Args() args: ConnectionArgs): Promise<Connection<ParkedStripeEventObject>> {
    return this.attention.parkedEvents(actor, args);
  }

  @Right(paymentPolicy.seeStripeAttention)
  @Query(() => UnknownStripeRequestConnection, { description: 'Requests to Stripe of which nobody knows whether they were done, the latest first. Staff only.' })
  unknownStripeRequests(@CurrentActor() actor: Actor, @Args() args: ConnectionArgs): Promise<Connection<UnknownStripeRequestObject>> {
    return this.attention.unknownRequests(actor, args);
  }
}
