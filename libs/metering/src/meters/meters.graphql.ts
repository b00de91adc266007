import { ArgsType, Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { type Instant, kwText, scaledText } from '@busbar/kernel';
import { ConnectionArgs, connectionType, DecimalScalar, enumOf, InstantScalar } from '@busbar/platform';
import { type Meter, type MeterAssignment, type MeterKind, meterKinds, type MeterRole } from '../domain/meter';
import { MeterRoleEnum } from '../series/series.graphql';

export const MeterKindEnum = enumOf(meterKinds);
registerEnumType(MeterKindEnum, {
  name: 'MeterKind', description: 'What a meter witnesses.',
  valuesMap: {
    UTILITY: { description: "The site's connection." }, HALL: { description: 'A hall.' }, PDU: { description: 'A branch circuit or power distribution unit.' },
    GPU: { description: 'A GPU, by its own telemetry: for attribution, not for billing.' },
  },
});

@ObjectType('Meter', { description: 'A witness of energy.' })
export class MeterObject {
  @Field(() => ID)
  readonly id!: string;

  @Field({ description: "The host's name for it; one at a site." })
  readonly name!: string;

  @Field(() => MeterKindEnum, { description: 'What it witnesses.' })
  readonly kind!: MeterKind;

  @Field(() => String, { nullable: true, description: "The maker's serial number." })
  readonly serial!: string | null;

  @Field(() => ID, { description: 'The site at which it stands.' })
  readonly siteId!: string;

  @Field(() => ID, { nullable: true, description: 'The hall that it measures, where it measures one.' })
  readonly hallId!: string | null;

  @Field(() => DecimalScalar, { description: 'Rated power in kW of what it measures. A reading above 1.1 × this is refused.' })
  readonly ratedKw!: string;
}

@ObjectType('MeterAssignment', { description: 'That a meter counts for a tranche.' })
export class MeterAssignmentObject {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => ID)
  readonly contractId!: string;

  @Field(() => ID)
  readonly trancheId!: string;

  @Field(() => MeterRoleEnum, { description: 'What it counts for.' })
  readonly role!: MeterRole;

  @Field(() => DecimalScalar, { description: "The share of the meter's energy, more than 0 and at most 1." })
  readonly share!: string;

  @Field(() => InstantScalar, { description: 'From when.' })
  readonly from!: Instant;

  @Field(() => InstantScalar, { nullable: true, description: 'Until when; null while it lasts.' })
  readonly to!: Instant | null;
}

export const MeterConnection = connectionType(MeterObject, 'Meter');

@ArgsType()
export class MetersArgs extends ConnectionArgs {
  @Field(() => ID, { nullable: true, description: 'Only meters at this site.' })
  readonly siteId?: string | null;
}

@InputType({ description: 'A new meter.' })
export class AddMeterInput {
  @Field(() => ID, { description: "One of the host's sites." })
  readonly siteId!: string;

  @Field(() => ID, { nullable: true, description: 'The hall that it measures.' })
  readonly hallId?: string | null;

  @Field(() => MeterKindEnum, { description: 'What it measures, by its place in the power path.' })
  readonly kind!: MeterKind;

  @Field({ description: '1 to 80 characters, one at a site.' })
  readonly name!: string;

  @Field(() => String, { nullable: true, description: "The maker's serial number." })
  readonly serial?: string | null;

  @Field(() => DecimalScalar, { description: 'Rated power in kW of what it measures.' })
  readonly ratedKw!: string;
}

@InputType({ description: 'What a meter shall count for.' })
export class AssignMeterInput {
  @Field(() => ID)
  readonly meterId!: string;

  @Field(() => ID, { description: 'A contract that binds both sides.' })
  readonly contractId!: string;

  @Field(() => ID, { description: 'One of its tranches, at the site of the meter.' })
  readonly trancheId!: string;

  @Field(() => MeterRoleEnum, { description: 'IT is billed; HALL_IT and FACILITY give the PUE.' })
  readonly role!: MeterRole;

  @Field(() => DecimalScalar, { defaultValue: '1', description: "Share of the meter's energy, at most 6 decimals. The shares of a meter in the role IT never exceed 1." })
  readonly share!: string;

  @Field(() => InstantScalar, { description: 'From when.' })
  readonly from!: Instant;

  @Field(() => InstantScalar, { nullable: true, description: 'Until when; absent while it lasts.' })
  readonly to?: Instant | null;
}

export const meterObject = (meter: Meter): MeterObject => ({
  id: meter.id, name: meter.name, kind: meter.kind, serial: meter.serial, siteId: meter.siteId, hallId: meter.hallId, ratedKw: kwText(meter.ratedW),
});

export const meterAssignmentObject = (assignment: MeterAssignment): MeterAssignmentObject => ({
  id: assignment.id, contractId: assignment.contractId, trancheId: assignment.trancheId, role: assignment.role, share: scaledText(assignment.shareMillionths, 6).replace(/\.?0+$/, ''), from: assignment.from, to: assignment.to,
});
