import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Actor } from '@busbar/kernel';
import { type Connection, CurrentActor, decodeCursor, encodeCursor, pageSize, Right, toConnection } from '@busbar/platform';
import { meteringPolicy } from '../domain/metering-policy';
import { Estimation } from '../series/estimation.service';
import { Metering } from '../series/metering.service';
import { EnergySeriesObject, energySeriesObject, EstimateGapsInput, SeriesArgs } from '../series/series.graphql';
import { AddMeterInput, AssignMeterInput, MeterAssignmentObject, meterAssignmentObject, MeterConnection, MeterObject, meterObject, MetersArgs } from './meters.graphql';
import { Meters } from './meters.service';

@Resolver(() => MeterObject)
export class MetersResolver {
  constructor(
    private readonly meters: Meters,
    private readonly metering: Metering,
    private readonly estimation: Estimation,
  ) {}

  @Right(meteringPolicy.see)
  @Query(() => MeterObject, { description: "One meter: a host's own, or one that counts for the tenant. NOT_FOUND for any other." })
  async meter(@CurrentActor() actor: Actor, @Args('id', { type: () => ID }) id: string): Promise<MeterObject> {
    return meterObject(await this.meters.get(actor, id));
  }

  @Right(meteringPolicy.see)
  @Query(() => MeterConnection, { name: 'meters', description: "Meters in sight, by name: a host's own, or those that count for the tenant. Staff see all." })
  async meterPage(@CurrentActor() actor: Actor, @Args() args: MetersArgs): Promise<Connection<MeterObject>> {
    const first = pageSize(args);
    const after = decodeCursor(args.after, 2);
    const meters = await this.meters.list(actor, args.siteId ?? null, after && { name: String(after[0]), id: String(after[1]) }, first);
    return toConnection(meters.map(meterObject), first, (meter) => encodeCursor([meter.name, meter.id]));
  }

  @ResolveField(() => [MeterAssignmentObject], { description: 'What it counts and counted for, oldest first, as far as the viewer is a party.' })
  async assignments(@CurrentActor() actor: Actor, @Parent() meter: MeterObject): Promise<MeterAssignmentObject[]> {
    return (await this.meters.assignmentsOf(actor, meter.id)).map(meterAssignmentObject);
  }

  @ResolveField(() => EnergySeriesObject, { description: 'Its quarter-hours, whole, without shares. A tenant sees the time during which the meter counts for it; the rest is missing to it.' })
  async series(@CurrentActor() actor: Actor, @Parent() meter: MeterObject, @Args() args: SeriesArgs): Promise<EnergySeriesObject> {
    return energySeriesObject(await this.metering.ofMeter(actor, meter.id, args));
  }

  @Right(meteringPolicy.add)
  @Mutation(() => MeterObject, { description: "Adds a meter at one of the host's sites." })
  async addMeter(@CurrentActor() actor: Actor, @Args('input') input: AddMeterInput): Promise<MeterObject> {
    const { siteId, hallId = null, kind, name, serial = null, ratedKw } = input;
    return meterObject(await this.meters.add(actor, { siteId, hallId, kind, name, serial, ratedKw }));
  }

  @Right(meteringPolicy.assign)
  @Mutation(() => MeterObject, { description: 'Lets a meter count for a tranche of a contract that binds both sides, at the same site. The tenant sees it from then on.' })
  async assignMeter(@CurrentActor() actor: Actor, @Args('input') input: AssignMeterInput): Promise<MeterObject> {
    return meterObject(await this.meters.assign(actor, { ...input, to: input.to ?? null }));
  }

  @Right(meteringPolicy.estimate)
  @Mutation(() => MeterObject, { description: 'Draws the straight line over gaps of up to two hours at once, rather than an hour after the readings round them. Longer gaps stay missing.' })
  async estimateGaps(@CurrentActor() actor: Actor, @Args('input') input: EstimateGapsInput): Promise<MeterObject> {
    return meterObject((await this.estimation.estimate(actor, input.meterId, input)).meter);
  }
}
