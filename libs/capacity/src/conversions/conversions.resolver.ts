import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { Actor } from '@busbar/kernel';
import { CurrentActor, Right } from '@busbar/platform';
import { capacityPolicy } from '../domain/capacity-policy';
import { ConversionObject, conversionObject, UpdateMilestoneInput } from './conversions.graphql';
import { Conversions } from './conversions.service';

@Resolver(() => ConversionObject)
export class ConversionsResolver {
  constructor(private readonly conversions: Conversions) {}

  @Right(capacityPolicy.reportMilestone)
  @Mutation(() => ConversionObject, {
    description: 'Reports on a stage of the conversion, with evidence. Capacity that waits for the stage moves with its date; what was reserved on the old date is raised as a conflict, never silently oversold.',
  })
  async updateMilestone(@CurrentActor() actor: Actor, @Args('input') input: UpdateMilestoneInput): Promise<ConversionObject> {
    const { forecastEnd, actualEnd, progressPct } = input;
    const report = { ...(forecastEnd ? { forecastEnd } : {}), ...(actualEnd ? { actualEnd } : {}), ...(progressPct === undefined || progressPct === null ? {} : { progressPct }) };
    return conversionObject(await this.conversions.report(actor, input.siteId, input.stage, report, input.evidence));
  }
}
