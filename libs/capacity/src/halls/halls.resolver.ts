import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type Actor, authorise, type Instant, kwText, parseKw } from '@busbar/kernel';
import { Clock, CurrentActor, Database, InstantScalar, Right } from '@busbar/platform';
import { capacityPolicy } from '../domain/capacity-policy';
import { CapacityLedger } from '../reservations/capacity-ledger.service';
import { CapacityStepObject, gpuStepObject, powerStepObject, SiteObject, siteObject } from '../sites/sites.graphql';
import { Sites } from '../sites/sites.service';
import {
  AddGpuClusterInput, AddHallInput, AddPowerBlockInput, AvailabilityObject, availabilityObject, type EnergisationInput, GpuClusterObject, gpuClusterObject, HallObject, hallObject, PowerBlockObject,
  powerBlockObject, SetHallCapacityInput,
} from './halls.graphql';
import { Halls } from './halls.service';

const energisationOf = (input: EnergisationInput) => ({ from: input.from, confidence: input.confidence, evidence: input.evidence, stage: input.stage ?? null });

@Resolver(() => HallObject)
export class HallsResolver {
  constructor(private readonly halls: Halls, private readonly sites: Sites, private readonly ledger: CapacityLedger, private readonly database: Database, private readonly clock: Clock) {}

  @Right(capacityPolicy.readSites)
  @Query(() => HallObject, { description: 'One hall of a site in sight.' })
  async hall(@CurrentActor() actor: Actor, @Args('id', { type: () => ID }) id: string): Promise<HallObject> {
    return hallObject(await this.halls.get(actor, id));
  }

  @Right(capacityPolicy.describeSite)
  @Mutation(() => HallObject, { description: "Adds a hall to the host's site. HALL_EXCEEDS_SITE where the connection could not feed it on the hottest afternoon." })
  async addHall(@CurrentActor() actor: Actor, @Args('input') input: AddHallInput): Promise<HallObject> {
    const { siteId, name, fitOut, cooling, redundancy } = input;
    return hallObject(await this.halls.add(actor, {
      siteId, name, fitOut, cooling, redundancy, rackDensityW: parseKw(input.rackDensityKw, 'rackDensityKw'), criticalW: parseKw(input.criticalKw, 'criticalKw'),
      ...(input.peakPue ? { peakPue: input.peakPue } : {}), energised: energisationOf(input.energised),
    }));
  }

  @Right(capacityPolicy.describeSite)
  @Mutation(() => HallObject, { description: 'Sets the critical kW of a hall from a time on. CAPACITY_BELOW_RESERVED where more is promised already.' })
  async setHallCapacity(@CurrentActor() actor: Actor, @Args('input') input: SetHallCapacityInput): Promise<HallObject> {
    return hallObject(await this.halls.setCapacity(actor, input.hallId, parseKw(input.criticalKw, 'criticalKw'), energisationOf(input.energised)));
  }

  @Right(capacityPolicy.describeSite)
  @Mutation(() => PowerBlockObject, { description: 'Adds a sellable block to a hall. BLOCK_EXCEEDS_HALL where it is larger than the hall at that time.' })
  async addPowerBlock(@CurrentActor() actor: Actor, @Args('input') input: AddPowerBlockInput): Promise<PowerBlockObject> {
    const { hallId, name, from, firmness, curtailmentHoursPerYear, curtailmentNoticeMinutes, retainedMinimumKw } = input;
    return powerBlockObject(await this.halls.addBlock(actor, {
      hallId, name, from, firmness, powerW: parseKw(input.kw), curtailmentHoursPerYear: curtailmentHoursPerYear ?? 0, curtailmentNoticeMinutes: curtailmentNoticeMinutes ?? null,
      retainedMinimumW: parseKw(retainedMinimumKw ?? '0', 'retainedMinimumKw'),
    }));
  }

  @Right(capacityPolicy.describeSite)
  @Mutation(() => GpuClusterObject, { description: 'Adds a GPU cluster to a hall. BLOCK_EXCEEDS_HALL where the hall cannot power all of its GPUs.' })
  async addGpuCluster(@CurrentActor() actor: Actor, @Args('input') input: AddGpuClusterInput): Promise<GpuClusterObject> {
    const { hallId, name, model, gpus, fabric } = input;
    return gpuClusterObject(await this.halls.addCluster(actor, { hallId, name, model, gpus, fabric: fabric ?? '', wattsPerGpu: parseKw(input.kwPerGpu, 'kwPerGpu'), installed: energisationOf(input.installed) }));
  }

  @ResolveField(() => SiteObject, { description: 'The site it is on.' })
  async site(@Parent() hall: HallObject): Promise<SiteObject | null> {
    const site = await this.database.loader('capacity.sites', (ids) => this.sites.byIds(ids)).load(hall.siteId);
    return site && siteObject(site, await this.clock.seen());
  }

  @ResolveField(() => [CapacityStepObject], { description: 'Critical kW over time.' })
  async critical(@Parent() hall: HallObject): Promise<CapacityStepObject[]> {
    return ((await this.database.loader('capacity.steps', (ids) => this.halls.stepsOf(ids)).load(hall.id)) ?? []).map(powerStepObject);
  }

  @ResolveField(() => [PowerBlockObject], { description: 'Its power blocks, by name.' })
  async blocks(@Parent() hall: HallObject): Promise<PowerBlockObject[]> {
    return ((await this.database.loader('capacity.blocksOfHall', (ids) => this.halls.blocksOf(ids)).load(hall.id)) ?? []).map(powerBlockObject);
  }

  @ResolveField(() => [GpuClusterObject], { description: 'Its GPU clusters, by name.' })
  async clusters(@Parent() hall: HallObject): Promise<GpuClusterObject[]> {
    return ((await this.database.loader('capacity.clustersOfHall', (ids) => this.halls.clustersOf(ids)).load(hall.id)) ?? []).map(gpuClusterObject);
  }

  @ResolveField(() => AvailabilityObject, { description: 'Critical kW free over a period, from the capacity ledger itself.' })
  async availability(
    @CurrentActor() actor: Actor, @Parent() hall: HallObject,
    @Args('from', { type: () => InstantScalar, description: 'The start of the period.' }) from: Instant,
    @Args('to', { type: () => InstantScalar, description: 'The end of the period, itself outside it.' }) to: Instant,
  ): Promise<AvailabilityObject> {
    authorise(capacityPolicy.readAvailability, actor, undefined);
    const steps = await this.database.read(actor, () => this.ledger.availability(hall.id, { from, to }));
    return availabilityObject(steps, to, kwText);
  }
}

@Resolver(() => GpuClusterObject)
export class GpuClustersResolver {
  constructor(private readonly halls: Halls, private readonly ledger: CapacityLedger, private readonly database: Database) {}

  @ResolveField(() => HallObject, { description: 'The hall it is in.' })
  async hall(@Parent() cluster: GpuClusterObject): Promise<HallObject | null> {
    const hall = await this.database.loader('capacity.halls', (ids) => this.halls.byIds(ids)).load(cluster.hallId);
    return hall && hallObject(hall);
  }

  @ResolveField(() => [CapacityStepObject], { description: 'GPUs installed over time.' })
  async installed(@Parent() cluster: GpuClusterObject): Promise<CapacityStepObject[]> {
    return ((await this.database.loader('capacity.steps', (ids) => this.halls.stepsOf(ids)).load(cluster.id)) ?? []).map(gpuStepObject);
  }

  @ResolveField(() => AvailabilityObject, { description: 'GPUs free over a period. The power of the hall is checked when they are reserved.' })
  async availability(
    @CurrentActor() actor: Actor, @Parent() cluster: GpuClusterObject,
    @Args('from', { type: () => InstantScalar, description: 'The start of the period.' }) from: Instant,
    @Args('to', { type: () => InstantScalar, description: 'The end of the period, itself outside it.' }) to: Instant,
  ): Promise<AvailabilityObject> {
    authorise(capacityPolicy.readAvailability, actor, undefined);
    const steps = await this.database.read(actor, () => this.ledger.clusterAvailability(cluster.id, { from, to }));
    return availabilityObject(steps, to, String);
  }
}

@Resolver(() => PowerBlockObject)
export class PowerBlocksResolver {
  constructor(private readonly halls: Halls, private readonly database: Database) {}

  @ResolveField(() => HallObject, { description: 'The hall it is a slice of.' })
  async hall(@Parent() block: PowerBlockObject): Promise<HallObject | null> {
    const hall = await this.database.loader('capacity.halls', (ids) => this.halls.byIds(ids)).load(block.hallId);
    return hall && hallObject(hall);
  }
}
