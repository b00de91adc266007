import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { type Instant, kwText } from '@busbar/kernel';
import { DecimalScalar, enumOf, InstantScalar } from '@busbar/platform';
import type { Confidence, FreeStep } from '../domain/capacity';
import { stageCodes, type StageCode } from '../domain/conversion';
import { type Cooling, firmnesses, type Firmness, type GpuCluster, type Hall, hallFitOuts, type HallFitOut, type PowerBlock, redundancies, type Redundancy } from '../domain/site';
import { ConfidenceEnum, CoolingEnum } from '../sites/sites.graphql';

export const RedundancyEnum = enumOf(redundancies);
registerEnumType(RedundancyEnum, {
  name: 'Redundancy', description: 'What the power path has to spare.',
  valuesMap: { N: { description: 'Nothing.' }, N_PLUS_1: { description: 'One unit.' }, TWO_N: { description: 'A second whole path.' } },
});
export const HallFitOutEnum = enumOf(hallFitOuts);
registerEnumType(HallFitOutEnum, {
  name: 'HallFitOut', description: 'What a hall is fitted for.',
  valuesMap: { AI_READY: { description: 'Racks of computers: critical kW behind UPS and cooling.' }, MINING_SHELL: { description: 'A mining-grade shell: kW at the meter of the utility, interruptible.' } },
});
export const PowerFirmnessEnum = enumOf(firmnesses);
registerEnumType(PowerFirmnessEnum, {
  name: 'PowerFirmness', description: 'Whether power may be taken away.',
  valuesMap: { FIRM: { description: 'Never by the host.' }, CURTAILABLE: { description: 'Within an allowance of hours, with notice.' }, INTERRUPTIBLE: { description: 'At any time.' } },
});
export const StageCodeEnum = enumOf(stageCodes);
registerEnumType(StageCodeEnum, { name: 'ConversionStageCode', description: 'The stages of a conversion, in order; RFS is ready for service.' });

@ObjectType('Hall', { description: 'A room with critical power: what reaches computers, after cooling and losses.' })
export class HallObject {
  @Field(() => ID)
  readonly id!: string;

  readonly siteId!: string;
  readonly hostId!: string;

  @Field({ description: 'Its name on the site.' })
  readonly name!: string;

  @Field(() => HallFitOutEnum, { description: 'What it is fitted for.' })
  readonly fitOut!: HallFitOut;

  @Field(() => CoolingEnum, { description: 'How heat leaves the racks.' })
  readonly cooling!: Cooling;

  @Field(() => RedundancyEnum, { description: 'What the power path has to spare.' })
  readonly redundancy!: Redundancy;

  @Field(() => DecimalScalar, { description: 'The most kW of one rack.' })
  readonly rackDensityKw!: string;

  @Field(() => DecimalScalar, { description: 'PUE of the hottest hour; 1 for a shell that is metered at the utility.' })
  readonly peakPue!: string;

  @Field(() => [String], { description: 'Names of fields that were inferred for the demo world.' })
  readonly derived!: readonly string[];
}

export const hallObject = (hall: Hall): HallObject => ({ ...hall, rackDensityKw: kwText(hall.rackDensityW) });

@ObjectType('PowerBlock', { description: 'A sellable slice of a hall, from a date, with its firmness.' })
export class PowerBlockObject {
  @Field(() => ID)
  readonly id!: string;

  readonly hallId!: string;
  readonly siteId!: string;
  readonly hostId!: string;

  @Field({ description: 'Its name in the hall.' })
  readonly name!: string;

  @Field(() => DecimalScalar, { description: 'Critical kW.' })
  readonly kw!: string;

  @Field(() => InstantScalar, { description: 'From when it can be had.' })
  readonly from!: Instant;

  @Field(() => PowerFirmnessEnum, { description: 'Whether it may be taken away.' })
  readonly firmness!: Firmness;

  @Field(() => Int, { description: 'Hours a year that may be curtailed.' })
  readonly curtailmentHoursPerYear!: number;

  @Field(() => Int, { nullable: true, description: 'Notice in minutes; null where none is promised.' })
  readonly curtailmentNoticeMinutes!: number | null;

  @Field(() => DecimalScalar, { description: 'kW that stay on during a curtailment.' })
  readonly retainedMinimumKw!: string;

  @Field(() => [String], { description: 'Names of fields that were inferred for the demo world.' })
  readonly derived!: readonly string[];
}

export const powerBlockObject = (block: PowerBlock): PowerBlockObject => ({ ...block, kw: kwText(block.powerW), retainedMinimumKw: kwText(block.retainedMinimumW) });

@ObjectType('GpuCluster', { description: 'GPUs of one model in one hall, on its power.' })
export class GpuClusterObject {
  @Field(() => ID)
  readonly id!: string;

  readonly hallId!: string;
  readonly siteId!: string;
  readonly hostId!: string;

  @Field({ description: 'Its name in the hall.' })
  readonly name!: string;

  @Field({ description: 'The model of GPU.' })
  readonly model!: string;

  @Field(() => DecimalScalar, { description: 'Critical kW of one GPU with its share of host, fabric and storage.' })
  readonly kwPerGpu!: string;

  @Field({ description: 'The network between the GPUs.' })
  readonly fabric!: string;

  @Field(() => [String], { description: 'Names of fields that were inferred for the demo world.' })
  readonly derived!: readonly string[];
}

export const gpuClusterObject = (cluster: GpuCluster): GpuClusterObject => ({ ...cluster, kwPerGpu: kwText(cluster.wattsPerGpu) });

@ObjectType('Availability', { description: 'What is free over a period, as columns: entry n holds from from[n] until from[n + 1], the last one until the end of the period.' })
export class AvailabilityObject {
  @Field(() => InstantScalar, { description: 'The end of the period.' })
  readonly to!: Instant;

  @Field(() => [InstantScalar], { description: 'When each step begins.' })
  readonly from!: readonly Instant[];

  @Field(() => [DecimalScalar], { description: 'Capacity: critical kW, or GPUs of a cluster.' })
  readonly capacity!: readonly string[];

  @Field(() => [DecimalScalar], { description: 'Of it reserved, held, optioned or in maintenance.' })
  readonly reserved!: readonly string[];

  @Field(() => [DecimalScalar], { description: "Free: for a hall the lesser of its own and of what the site's connection can still feed at peak PUE; never below 0." })
  readonly free!: readonly string[];

  @Field(() => [ConfidenceEnum], { nullable: 'items', description: 'How sure the capacity is; null where there is none yet.' })
  readonly confidence!: readonly (Confidence | null)[];

  @Field(() => DecimalScalar, { description: 'What is free over all of the period: its least step.' })
  readonly least!: string;
}

/** `text` writes an amount in the unit of the columns. */
export function availabilityObject(steps: readonly FreeStep[], to: Instant, text: (amount: bigint) => string): AvailabilityObject {
  const free = steps.map((step) => (step.free > 0n ? step.free : 0n));
  return {
    to, from: steps.map((step) => step.from), capacity: steps.map((step) => text(step.capacity)), reserved: steps.map((step) => text(step.reserved)), free: free.map(text),
    confidence: steps.map((step) => step.confidence), least: text(free.reduce((least, amount) => (amount < least ? amount : least), free[0] ?? 0n)),
  };
}

@InputType({ description: 'From when capacity is there, and how sure that is.' })
export class EnergisationInput {
  @Field(() => InstantScalar, { description: 'From when.' })
  readonly from!: Instant;

  @Field(() => ConfidenceEnum, { description: 'How sure it is.' })
  readonly confidence!: Confidence;

  @Field({ description: 'What shows it.' })
  readonly evidence!: string;

  @Field(() => StageCodeEnum, { nullable: true, description: 'The stage of the conversion it waits for: when that slips, this moves.' })
  readonly stage?: StageCode | null;
}

@InputType({ description: 'A new hall.' })
export class AddHallInput {
  @Field(() => ID)
  readonly siteId!: string;

  @Field({ description: 'A name that no other hall of the site has.' })
  readonly name!: string;

  @Field(() => HallFitOutEnum, { description: 'What it is fitted for.' })
  readonly fitOut!: HallFitOut;

  @Field(() => CoolingEnum, { description: 'How heat leaves the racks.' })
  readonly cooling!: Cooling;

  @Field(() => RedundancyEnum, { description: 'What the power path has to spare.' })
  readonly redundancy!: Redundancy;

  @Field(() => DecimalScalar, { description: 'The most kW of one rack.' })
  readonly rackDensityKw!: string;

  @Field(() => DecimalScalar, { description: 'Critical kW, at most 3 decimals.' })
  readonly criticalKw!: string;

  @Field(() => DecimalScalar, { nullable: true, description: 'PUE of the hottest hour; that of the site where absent.' })
  readonly peakPue?: string | null;

  @Field(() => EnergisationInput, { description: 'From when the critical kW are there.' })
  readonly energised!: EnergisationInput;
}

@InputType({ description: 'What a hall has from a time on.' })
export class SetHallCapacityInput {
  @Field(() => ID)
  readonly hallId!: string;

  @Field(() => DecimalScalar, { description: 'Critical kW from then on; 0 for none.' })
  readonly criticalKw!: string;

  @Field(() => EnergisationInput, { description: 'From when.' })
  readonly energised!: EnergisationInput;
}

@InputType({ description: 'A new power block.' })
export class AddPowerBlockInput {
  @Field(() => ID)
  readonly hallId!: string;

  @Field({ description: 'A name that no other block of the hall has.' })
  readonly name!: string;

  @Field(() => DecimalScalar, { description: 'Critical kW, at most 3 decimals.' })
  readonly kw!: string;

  @Field(() => InstantScalar, { description: 'From when it can be had.' })
  readonly from!: Instant;

  @Field(() => PowerFirmnessEnum, { description: 'Whether it may be taken away.' })
  readonly firmness!: Firmness;

  @Field(() => Int, { nullable: true, description: 'Hours a year that may be curtailed.' })
  readonly curtailmentHoursPerYear?: number | null;

  @Field(() => Int, { nullable: true, description: 'Notice in minutes.' })
  readonly curtailmentNoticeMinutes?: number | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'kW that stay on during a curtailment.' })
  readonly retainedMinimumKw?: string | null;
}

@InputType({ description: 'A new GPU cluster.' })
export class AddGpuClusterInput {
  @Field(() => ID)
  readonly hallId!: string;

  @Field({ description: 'A name that no other cluster of the hall has.' })
  readonly name!: string;

  @Field({ description: 'The model of GPU.' })
  readonly model!: string;

  @Field(() => Int, { description: 'How many.' })
  readonly gpus!: number;

  @Field(() => DecimalScalar, { description: 'Critical kW of one GPU with its share of host, fabric and storage.' })
  readonly kwPerGpu!: string;

  @Field(() => String, { nullable: true, description: 'The network between the GPUs.' })
  readonly fabric?: string | null;

  @Field(() => EnergisationInput, { description: 'From when they are installed.' })
  readonly installed!: EnergisationInput;
}
