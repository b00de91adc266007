import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { type Instant, kwText, type LocalDate } from '@busbar/kernel';
import { DecimalScalar, InstantScalar, LocalDateScalar } from '@busbar/platform';
import type { Tranche } from '../domain/handover';

@ObjectType('Tranche', { description: 'One piece of the capacity of a contract, with its own dates.' })
export class TrancheObject {
  @Field(() => ID)
  readonly id!: string;

  readonly tranche!: Tranche;

  @Field(() => Int, { description: 'Place in the contract, from 1.' })
  readonly ordinal!: number;

  @Field(() => DecimalScalar, { description: 'Critical kW.' })
  readonly kw!: string;

  @Field(() => Int, { description: "GPUs; 0 where the tenant brings its own." })
  readonly gpus!: number;

  @Field(() => String, { nullable: true, description: 'Model of the GPUs.' })
  readonly gpuModel!: string | null;

  @Field(() => LocalDateScalar, { description: 'First day reserved.' })
  readonly start!: LocalDate;

  @Field(() => LocalDateScalar, { description: 'First day no longer reserved.' })
  readonly end!: LocalDate;

  @Field(() => LocalDateScalar, { description: 'First day of rent as agreed.' })
  readonly contractRentStart!: LocalDate;

  @Field(() => LocalDateScalar, { nullable: true, description: 'First day of rent in fact; null until the handover is accepted.' })
  readonly rentStart!: LocalDate | null;

  @Field(() => InstantScalar, { nullable: true, description: 'When the tenant accepted the handover.' })
  readonly acceptedAt!: Instant | null;
}

export const trancheObject = (tranche: Tranche): TrancheObject => {
  const { id, ordinal, powerW, gpus, gpuModel, start, end, contractRentStart, rentStart, acceptedAt } = tranche;
  return { id, tranche, ordinal, kw: kwText(powerW), gpus, gpuModel, start, end, contractRentStart, rentStart, acceptedAt };
};

@InputType({ description: 'The acceptance of a handover.' })
export class AcceptHandoverInput {
  @Field(() => ID)
  readonly trancheId!: string;
}
