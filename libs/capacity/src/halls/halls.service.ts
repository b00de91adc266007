import { Injectable } from '@nestjs/common';
import { type Actor, actsFor, authorise, type Instant, InvalidInputError, NotFoundError, notAfter, type PowerW, refusalOf, seesEverything } from '@busbar/kernel';
import { Clock, Database, newId, Outbox } from '@busbar/platform';
import type { CapacityStep, Confidence } from '../domain/capacity';
import { capacityPolicy } from '../domain/capacity-policy';
import type { StageCode } from '../domain/conversion';
import { assertFitsHall, assertHallFitsSite, type GpuCluster, type Hall, isVerified, type PowerBlock, type Site } from '../domain/site';
import { CapacityLedger } from '../reservations/capacity-ledger.service';
import { ReservationsRepository } from '../reservations/reservations.repository';
import { SitesRepository } from '../sites/sites.repository';
import { HallsRepository } from './halls.repository';

/** From when a hall or cluster has how much, how sure that is, and which stage of the conversion it waits for. */
interface Energisation {
  readonly from: Instant;
  readonly confidence: Confidence;
  readonly stage: StageCode | null;
  readonly evidence: string;
}

export interface NewHall extends Pick<Hall, 'siteId' | 'name' | 'fitOut' | 'cooling' | 'redundancy' | 'rackDensityW'> {
  readonly criticalW: PowerW;
  /** The site's where absent. */
  readonly peakPue?: string;
  readonly energised: Energisation;
}

export type NewPowerBlock = Pick<PowerBlock, 'hallId' | 'name' | 'powerW' | 'from' | 'firmness' | 'curtailmentHoursPerYear' | 'curtailmentNoticeMinutes' | 'retainedMinimumW'>;

export interface NewGpuCluster extends Pick<GpuCluster, 'hallId' | 'name' | 'model' | 'wattsPerGpu' | 'fabric'> {
  readonly gpus: number;
  readonly installed: Energisation;
}

@Injectable()
export class Halls {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly halls: HallsRepository,
    private readonly sites: SitesRepository,
    private readonly reservations: ReservationsRepository,
    private readonly ledger: CapacityLedger,
  ) {}

  /** A hall of a site in the actor's sight. */
  get(actor: Actor, id: string): Promise<Hall> {
    return this.database.read(actor, async () => {
      const hall = await this.halls.find(id);
      const site = hall && (await this.sites.find(hall.siteId));
      if (!site || refusalOf(capacityPolicy.readSite, actor, { hostId: site.hostId, verified: isVerified(site, this.clock.now()) })) throw new NotFoundError('hall', id);
      return hall;
    });
  }

  byIds(ids: readonly string[]): Promise<Map<string, Hall>> {
    return this.halls.byIds(ids);
  }

  ofSites(siteIds: readonly string[]): Promise<Map<string, Hall[]>> {
    return this.halls.ofSites(siteIds);
  }

  blocksOf(hallIds: readonly string[]): Promise<Map<string, PowerBlock[]>> {
    return this.halls.blocksOf(hallIds);
  }

  blocksByIds(ids: readonly string[]): Promise<Map<string, PowerBlock>> {
    return this.halls.blocksByIds(ids);
  }

  clustersOf(hallIds: readonly string[]): Promise<Map<string, GpuCluster[]>> {
    return this.halls.clustersOf(hallIds);
  }

  clustersByIds(ids: readonly string[]): Promise<Map<string, GpuCluster>> {
    return this.halls.clustersByIds(ids);
  }

  /** Critical watts or GPUs over time, by hall or cluster. */
  stepsOf(subjectIds: readonly string[]): Promise<Map<string, CapacityStep[]>> {
    return this.reservations.stepsOf(subjectIds);
  }

  /** Adds a hall; throws HALL_EXCEEDS_SITE where the site's connection could not feed it at peak PUE. */
  add(actor: Actor, input: NewHall): Promise<Hall> {
    return this.database.transaction(actor, async () => {
      const site = await this.ownSite(actor, input.siteId);
      const { criticalW, energised, peakPue = site.peakPue, ...said } = input;
      assertName(said.name);
      assertHallFitsSite(criticalW, peakPue, site);
      if (said.rackDensityW <= 0n) throw new InvalidInputError({ path: 'rackDensityKw', expected: 'more than 0 kW' });
      const hall: Hall = { ...said, id: newId('hall'), hostId: site.hostId, peakPue, derived: [] };
      this.refuseSameName((await this.halls.ofSites([site.id])).get(site.id) ?? [], said.name);
      await this.halls.insert(hall);
      await this.ledger.setCapacity({ subjectId: hall.id, scope: 'HALL', siteId: site.id, amount: criticalW, ...energised }, 'criticalKw');
      await this.outbox.publish({ type: 'hall.added', subject: hall.id, organisations: [hall.hostId], data: { siteId: site.id, criticalW: criticalW.toString() } });
      return hall;
    });
  }

  /** Adds a power block; throws BLOCK_EXCEEDS_HALL where the hall has less at the time it begins. */
  addBlock(actor: Actor, input: NewPowerBlock): Promise<PowerBlock> {
    return this.database.transaction(actor, async () => {
      const hall = await this.ownHall(actor, input.hallId);
      assertName(input.name);
      assertFitsHall(input.powerW, await this.amountAt(hall.id, input.from), input.from, 'kw');
      if (input.retainedMinimumW < 0n || input.retainedMinimumW > input.powerW) throw new InvalidInputError({ path: 'retainedMinimumKw', expected: 'between 0 and the block itself' });
      this.refuseSameName((await this.halls.blocksOf([hall.id])).get(hall.id) ?? [], input.name);
      const block: PowerBlock = { ...input, id: newId('powerBlock'), siteId: hall.siteId, hostId: hall.hostId, derived: [] };
      await this.halls.insertBlock(block);
      await this.outbox.publish({ type: 'powerBlock.added', subject: block.id, organisations: [block.hostId], data: { hallId: hall.id, powerW: block.powerW.toString() } });
      return block;
    });
  }

  /** Adds a GPU cluster; throws BLOCK_EXCEEDS_HALL where the hall cannot power all of its GPUs. */
  addCluster(actor: Actor, input: NewGpuCluster): Promise<GpuCluster> {
    return this.database.transaction(actor, async () => {
      const hall = await this.ownHall(actor, input.hallId);
      const { gpus, installed, ...said } = input;
      assertName(said.name);
      if (!Number.isInteger(gpus) || gpus < 1) throw new InvalidInputError({ path: 'gpus', given: gpus, expected: 'a whole number of GPUs, at least 1' });
      assertFitsHall(BigInt(gpus) * said.wattsPerGpu, await this.amountAt(hall.id, installed.from), installed.from, 'gpus');
      this.refuseSameName((await this.halls.clustersOf([hall.id])).get(hall.id) ?? [], said.name);
      const cluster: GpuCluster = { ...said, id: newId('gpuCluster'), siteId: hall.siteId, hostId: hall.hostId, derived: [] };
      await this.halls.insertCluster(cluster);
      await this.ledger.setCapacity({ subjectId: cluster.id, scope: 'CLUSTER', siteId: hall.siteId, amount: BigInt(gpus), ...installed }, 'gpus');
      await this.outbox.publish({ type: 'gpuCluster.added', subject: cluster.id, organisations: [cluster.hostId], data: { hallId: hall.id, model: cluster.model, gpus } });
      return cluster;
    });
  }

  /** Sets what a hall has from an instant on. Throws CAPACITY_BELOW_RESERVED where more is promised already. */
  setCapacity(actor: Actor, hallId: string, criticalW: PowerW, energised: Energisation): Promise<Hall> {
    return this.database.transaction(actor, async () => {
      const hall = await this.ownHall(actor, hallId);
      const site = await this.ownSite(actor, hall.siteId);
      if (criticalW !== 0n) assertHallFitsSite(criticalW, hall.peakPue, site);
      await this.ledger.setCapacity({ subjectId: hall.id, scope: 'HALL', siteId: site.id, amount: criticalW, ...energised }, 'criticalKw');
      await this.outbox.publish({ type: 'hall.capacitySet', subject: hall.id, organisations: [hall.hostId], data: { siteId: site.id, criticalW: criticalW.toString(), from: energised.from.toString() } });
      return hall;
    });
  }

  private async ownSite(actor: Actor, siteId: string): Promise<Site> {
    const site = await this.sites.find(siteId);
    if (!site || !(seesEverything(actor) || actsFor(actor, site.hostId))) throw new NotFoundError('site', siteId);
    authorise(capacityPolicy.describeSite, actor, site);
    return site;
  }

  private async ownHall(actor: Actor, hallId: string): Promise<Hall> {
    const hall = await this.halls.find(hallId);
    if (!hall || !(seesEverything(actor) || actsFor(actor, hall.hostId))) throw new NotFoundError('hall', hallId);
    authorise(capacityPolicy.describeSite, actor, hall);
    return hall;
  }

  private async amountAt(subjectId: string, at: Instant): Promise<bigint> {
    const steps = (await this.reservations.stepsOf([subjectId])).get(subjectId) ?? [];
    return steps.findLast((step) => notAfter(step.from, at))?.amount ?? 0n;
  }

  private refuseSameName(siblings: readonly { readonly name: string }[], name: string): void {
    if (siblings.some((sibling) => sibling.name === name)) throw new InvalidInputError({ path: 'name', given: name, expected: 'a name that nothing else here has' });
  }
}

function assertName(name: string): void {
  if (name.trim() === '' || name.length > 120) throw new InvalidInputError({ path: 'name', given: name.slice(0, 130), expected: 'a name of 1 to 120 characters' });
}
