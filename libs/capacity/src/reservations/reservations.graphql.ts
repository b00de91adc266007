import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { type Instant, isId, kwText } from '@busbar/kernel';
import { DecimalScalar, enumOf, InstantScalar } from '@busbar/platform';
import { type Reservation, reservationKinds, type ReservationKind, reservationStates, type ReservationState, stateOf } from '../domain/reservation';
import type { CapacityConflict } from './reservations.repository';

export const ReservationKindEnum = enumOf(reservationKinds);
registerEnumType(ReservationKindEnum, {
  name: 'ReservationKind', description: 'What a claim on capacity is for.',
  valuesMap: {
    HOLD: { description: 'A live proposal or booking; ends by itself.' }, FIRM: { description: 'A signed tranche.' }, OPTION: { description: 'An expansion right, until its deadline.' },
    MAINTENANCE: { description: 'Power the host takes out of service.' }, MINING: { description: 'Gross power that still mines.' },
  },
});
export const ReservationStateEnum = enumOf(reservationStates);
registerEnumType(ReservationStateEnum, { name: 'ReservationState', description: 'Whether a claim counts: live; expired by the clock; released.' });

@ObjectType('Reservation', { description: 'A claim on kW, and where there are any on GPUs, over time.' })
export class ReservationObject {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => ReservationKindEnum, { description: 'What it is for.' })
  readonly kind!: ReservationKind;

  @Field(() => ReservationStateEnum, { description: 'Whether it counts now.' })
  readonly state!: ReservationState;

  @Field(() => InstantScalar, { description: 'From when.' })
  readonly from!: Instant;

  @Field(() => InstantScalar, { nullable: true, description: 'Until when, not included; null until it is released.' })
  readonly to!: Instant | null;

  @Field(() => DecimalScalar, { description: 'Critical kW; gross kW for mining.' })
  readonly kw!: string;

  @Field(() => Int, { description: 'GPUs; 0 where only power is claimed.' })
  readonly gpus!: number;

  @Field(() => DecimalScalar, { description: 'Gross kW it draws at the site at peak PUE.' })
  readonly grossKw!: string;

  @Field(() => InstantScalar, { nullable: true, description: 'When it ends by itself.' })
  readonly expiresAt!: Instant | null;
}

export const reservationObject = (reservation: Reservation, now: Instant): ReservationObject => ({
  ...reservation, state: stateOf(reservation, now), kw: kwText(reservation.powerW), grossKw: kwText(reservation.grossW),
});

@ObjectType('CapacityConflict', { description: 'A milestone slipped behind what was reserved on it: known, told to both sides, and not resolved.' })
export class CapacityConflictObject {
  @Field(() => InstantScalar, { description: 'The first instant at which more is promised than there is.' })
  readonly at!: Instant;

  @Field(() => DecimalScalar, { description: 'By how much: kW, or GPUs where a cluster is late.' })
  readonly shortBy!: string;

  @Field({ description: 'Whether GPUs are short rather than power.' })
  readonly inGpus!: boolean;

  @Field(() => [ID], { description: 'The reservations that stand on it.' })
  readonly reservationIds!: readonly string[];
}

export const capacityConflictObject = ({ at, shortBy, subjectId, reservationIds }: CapacityConflict): CapacityConflictObject => {
  const inGpus = isId('gpu', subjectId);
  return { at, inGpus, shortBy: inGpus ? `${shortBy}` : kwText(shortBy), reservationIds };
};

@InputType({ description: 'Gross megawatts that go on mining at a site.' })
export class RecordMiningInput {
  @Field(() => ID)
  readonly siteId!: string;

  @Field(() => DecimalScalar, { description: 'Gross kW at the meter of the utility.' })
  readonly grossKw!: string;

  @Field(() => InstantScalar, { description: 'From when.' })
  readonly from!: Instant;

  @Field(() => InstantScalar, { nullable: true, description: 'Until when; absent until released.' })
  readonly to?: Instant | null;

  @Field({ description: 'The same key makes the same command happen once.' })
  readonly idempotencyKey!: string;
}

@InputType({ description: 'Critical power of a hall taken out of service.' })
export class RecordMaintenanceInput {
  @Field(() => ID)
  readonly hallId!: string;

  @Field(() => DecimalScalar, { description: 'Critical kW.' })
  readonly kw!: string;

  @Field(() => InstantScalar, { description: 'From when.' })
  readonly from!: Instant;

  @Field(() => InstantScalar, { description: 'Until when.' })
  readonly to!: Instant;

  @Field({ description: 'What is done.' })
  readonly note!: string;

  @Field({ description: 'The same key makes the same command happen once.' })
  readonly idempotencyKey!: string;
}

@InputType({ description: "The end of the host's own mining or maintenance." })
export class ReleaseReservationInput {
  @Field(() => ID)
  readonly reservationId!: string;

  @Field({ description: 'Why.' })
  readonly reason!: string;
}
