import { Injectable } from '@nestjs/common';
import { instantOf } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import type { GpuCluster as ClusterRow, Hall as HallRow, PowerBlock as BlockRow } from '@busbar/platform/prisma';
import type { GpuCluster, Hall, PowerBlock } from '../domain/site';

@Injectable()
export class HallsRepository {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<Hall | null> {
    return (await this.byIds([id])).get(id) ?? null;
  }

  async byIds(ids: readonly string[]): Promise<Map<string, Hall>> {
    const rows = await this.database.client.hall.findMany({ where: { id: { in: [...ids] } } });
    return new Map(rows.map((row) => [row.id, hallOf(row)]));
  }

  async ofSites(siteIds: readonly string[]): Promise<Map<string, Hall[]>> {
    const rows = await this.database.client.hall.findMany({ where: { siteId: { in: [...siteIds] } }, orderBy: [{ name: 'asc' }, { id: 'asc' }] });
    return grouped(rows.map(hallOf), (hall) => hall.siteId);
  }

  async blocksByIds(ids: readonly string[]): Promise<Map<string, PowerBlock>> {
    const rows = await this.database.client.powerBlock.findMany({ where: { id: { in: [...ids] } } });
    return new Map(rows.map((row) => [row.id, blockOf(row)]));
  }

  async blocksOf(hallIds: readonly string[]): Promise<Map<string, PowerBlock[]>> {
    const rows = await this.database.client.powerBlock.findMany({ where: { hallId: { in: [...hallIds] } }, orderBy: [{ name: 'asc' }, { id: 'asc' }] });
    return grouped(rows.map(blockOf), (block) => block.hallId);
  }

  async clustersByIds(ids: readonly string[]): Promise<Map<string, GpuCluster>> {
    const rows = await this.database.client.gpuCluster.findMany({ where: { id: { in: [...ids] } } });
    return new Map(rows.map((row) => [row.id, clusterOf(row)]));
  }

  async clustersOf(hallIds: readonly string[]): Promise<Map<string, GpuCluster[]>> {
    const rows = await this.database.client.gpuCluster.findMany({ where: { hallId: { in: [...hallIds] } }, orderBy: [{ name: 'asc' }, { id: 'asc' }] });
    return grouped(rows.map(clusterOf), (cluster) => cluster.hallId);
  }

  async insert(hall: Hall): Promise<void> {
    await this.database.client.hall.create({ data: { ...hall, derived: [...hall.derived] } });
  }

  async insertBlock(block: PowerBlock): Promise<void> {
    const { from, ...plain } = block;
    await this.database.client.powerBlock.create({ data: { ...plain, startsAt: new Date(from.epochMilliseconds), derived: [...block.derived] } });
  }

  async insertCluster(cluster: GpuCluster): Promise<void> {
    await this.database.client.gpuCluster.create({ data: { ...cluster, derived: [...cluster.derived] } });
  }
}

function grouped<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
}

const hallOf = (row: HallRow): Hall => ({
  id: row.id, siteId: row.siteId, hostId: row.hostId, name: row.name, fitOut: row.fitOut, cooling: row.cooling, redundancy: row.redundancy,
  rackDensityW: row.rackDensityW, peakPue: row.peakPue.toFixed(), derived: row.derived,
});

const blockOf = (row: BlockRow): PowerBlock => ({
  id: row.id, hallId: row.hallId, siteId: row.siteId, hostId: row.hostId, name: row.name, powerW: row.powerW, from: instantOf(row.startsAt.getTime()), firmness: row.firmness,
  curtailmentHoursPerYear: row.curtailmentHoursPerYear, curtailmentNoticeMinutes: row.curtailmentNoticeMinutes, retainedMinimumW: row.retainedMinimumW, derived: row.derived,
});

const clusterOf = (row: ClusterRow): GpuCluster => ({
  id: row.id, hallId: row.hallId, siteId: row.siteId, hostId: row.hostId, name: row.name, model: row.model, wattsPerGpu: row.wattsPerGpu, fabric: row.fabric, derived: row.derived,
});
