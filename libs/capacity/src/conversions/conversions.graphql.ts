import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { kwText, type LocalDate } from '@busbar/kernel';
import { DecimalScalar, enumOf, LocalDateScalar } from '@busbar/platform';
import { type Conversion, currentStage, slipDays, stageStates, type StageCode, type StageState } from '../domain/conversion';
import { StageCodeEnum } from '../halls/halls.graphql';

export const StageStateEnum = enumOf(stageStates);
registerEnumType(StageStateEnum, { name: 'ConversionStageState', description: 'Whether a stage is to come, under way or done.' });

@ObjectType('ConversionStage', { description: 'One stage of a conversion with its planned, forecast and actual dates.' })
export class ConversionStageObject {
  @Field(() => StageCodeEnum, { description: 'Which stage.' })
  readonly code!: StageCode;

  @Field(() => StageStateEnum, { description: 'To come, under way or done.' })
  readonly state!: StageState;

  @Field(() => LocalDateScalar, { description: 'Planned start, at the site.' })
  readonly plannedStart!: LocalDate;

  @Field(() => LocalDateScalar, { description: 'Planned end.' })
  readonly plannedEnd!: LocalDate;

  @Field(() => LocalDateScalar, { description: 'The end as it is expected now; the actual one when done.' })
  readonly forecastEnd!: LocalDate;

  @Field(() => LocalDateScalar, { nullable: true, description: 'The actual end; null until done.' })
  readonly actualEnd!: LocalDate | null;

  @Field(() => Int, { description: 'Progress in percent.' })
  readonly progressPct!: number;

  @Field(() => Int, { description: 'Days by which the forecast is later than the plan; negative when early.' })
  readonly slipDays!: number;
}

@ObjectType('Conversion', { description: 'The project that turns a mining site, or part of it, into AI capacity.' })
export class ConversionObject {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => LocalDateScalar, { description: 'When it started.' })
  readonly startedOn!: LocalDate;

  @Field(() => DecimalScalar, { description: 'Critical kW of AI capacity when it is done.' })
  readonly plannedAiKw!: string;

  @Field(() => StageCodeEnum, { description: 'The first stage that is not done; RFS when all are.' })
  readonly stage!: StageCode;

  @Field(() => LocalDateScalar, { description: 'When it is expected to be ready for service, or was.' })
  readonly readyForService!: LocalDate;

  @Field(() => [ConversionStageObject], { description: 'The stages in order.' })
  readonly stages!: readonly ConversionStageObject[];
}

export const conversionObject = (conversion: Conversion): ConversionObject => {
  const stages = conversion.stages.map((stage) => ({ ...stage, slipDays: slipDays(stage) }));
  const { id, startedOn, plannedAiW } = conversion;
  const last = conversion.stages.at(-1);
  return { id, startedOn, plannedAiKw: kwText(plannedAiW), stage: currentStage(conversion.stages), readyForService: last?.forecastEnd ?? startedOn, stages };
};

@InputType({ description: 'What the host reports on one stage. Fields that are absent stay as they are.' })
export class UpdateMilestoneInput {
  @Field(() => ID)
  readonly siteId!: string;

  @Field(() => StageCodeEnum, { description: 'Which stage.' })
  readonly stage!: StageCode;

  @Field(() => LocalDateScalar, { nullable: true, description: 'The end as it is expected now.' })
  readonly forecastEnd?: LocalDate | null;

  @Field(() => LocalDateScalar, { nullable: true, description: 'The day it was done.' })
  readonly actualEnd?: LocalDate | null;

  @Field(() => Int, { nullable: true, description: 'Progress, 0 to 99.' })
  readonly progressPct?: number | null;

  @Field({ description: 'What shows it: letter, report, test record.' })
  readonly evidence!: string;
}
