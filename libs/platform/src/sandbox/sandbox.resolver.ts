import { Args, Field, InputType, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { Actor, Instant } from '@busbar/kernel';
import { Clock } from '../clock/clock';
import { Config } from '../config/config';
import { InstantScalar } from '../graphql/scalars';
import { CurrentActor, Right } from '../rights/right';
import { moveTime, seeTime } from './sandbox-policy';
import { TimeTravel } from './time-travel.service';

@ObjectType('BusinessTime', { description: 'Business time: the time by which holds, deadlines and periods are judged.' })
export class BusinessTimeObject {
  @Field(() => InstantScalar, { description: 'Now, by business time.' })
  readonly now!: Instant;

  @Field({ description: 'Whether this world is a sandbox in which staff may move business time.' })
  readonly movable!: boolean;
}

@InputType({ description: 'Where to move business time.' })
export class AdvanceClockInput {
  @Field(() => InstantScalar, { description: 'The new business time; not before the present one.' })
  readonly to!: Instant;
}

@Resolver()
export class SandboxResolver {
  constructor(private readonly clock: Clock, private readonly config: Config, private readonly timeTravel: TimeTravel) {}

  @Right(seeTime)
  @Query(() => BusinessTimeObject, { description: 'The present business time.' })
  async businessTime(): Promise<BusinessTimeObject> {
    return { now: await this.clock.read(), movable: this.config.movableClock };
  }

  @Right(moveTime)
  @Mutation(() => BusinessTimeObject, { description: 'Moves business time forward, doing everything that falls due on the way. Staff only; refused with CLOCK_NOT_MOVABLE outside demo and tests.' })
  async advanceClock(@CurrentActor() actor: Actor, @Args('input') input: AdvanceClockInput): Promise<BusinessTimeObject> {
    return { now: await this.timeTravel.advance(actor, input.to), movable: this.config.movableClock };
  }
}
