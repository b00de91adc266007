/** Tranches as they are delivered: rows ↔ domain. */
import { Injectable } from '@nestjs/common';
import { type Actor, NotFoundError, seesEverything } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import type { Prisma } from '@busbar/platform/prisma';
import { dateColumn, dateOf, timeColumn, timeOf } from '../contracts/contracts.repository';
import type { Tranche } from '../domain/handover';

type TrancheRow = Prisma.TrancheGetPayload<object>;

@Injectable()
export class TranchesRepository {
  constructor(private readonly database: Database) {}

  async insert(tranches: readonly Tranche[]): Promise<void> {
    await this.database.client.tranche.createMany({
      data: tranches.map(({ id, contractId, hostId, tenantId, ordinal, siteId, hallId, clusterId, powerW, gpus, gpuModel, start, end, contractRentStart, reservationId }) => ({
        id, contractId, hostId, tenantId, ordinal, siteId, hallId, clusterId, powerW, gpus, gpuModel, startDate: dateColumn(start), endDate: dateColumn(end), contractRentStart: dateColumn(contractRentStart), reservationId,
      })),
    });
  }

  /** Only what a handover settles, and only once. */
  async saveAcceptance(tranche: Tranche): Promise<void> {
    await this.database.client.tranche.updateMany({
      where: { id: tranche.id, acceptedAt: null },
      data: { acceptedAt: tranche.acceptedAt && timeColumn(tranche.acceptedAt), acceptedById: tranche.acceptedById, rentStart: tranche.rentStart && dateColumn(tranche.rentStart) },
    });
  }

  /** A new version of a draft may move the day of rent. */
  async saveRentStart(trancheId: string, contractRentStart: Tranche['contractRentStart']): Promise<void> {
    await this.database.client.tranche.updateMany({ where: { id: trancheId, acceptedAt: null }, data: { contractRentStart: dateColumn(contractRentStart) } });
  }

  /** Throws NOT_FOUND for what is not there and for what the actor may not see, alike. */
  async get(actor: Actor, id: string): Promise<Tranche> {
    const own = actor.organisationId ?? '';
    const row = await this.database.client.tranche.findFirst({ where: { id, ...(seesEverything(actor) ? {} : { OR: [{ hostId: own }, { tenantId: own }] }) } });
    if (!row) throw new NotFoundError('tranche', id);
    return trancheOf(row);
  }

  async byIds(ids: readonly string[]): Promise<Map<string, Tranche>> {
    const rows = await this.database.client.tranche.findMany({ where: { id: { in: [...ids] } } });
    return new Map(rows.map((row) => [row.id, trancheOf(row)]));
  }

  /** In the order of the contract. */
  async ofContracts(contractIds: readonly string[]): Promise<Map<string, Tranche[]>> {
    const rows = await this.database.client.tranche.findMany({ where: { contractId: { in: [...contractIds] } }, orderBy: { ordinal: 'asc' } });
    const byContract = new Map<string, Tranche[]>(contractIds.map((id) => [id, []]));
    for (const row of rows) byContract.get(row.contractId)?.push(trancheOf(row));
    return byContract;
  }
}

const trancheOf = (row: TrancheRow): Tranche => ({
  id: row.id,
  contractId: row.contractId,
  hostId: row.hostId,
  tenantId: row.tenantId,
  ordinal: row.ordinal,
  siteId: row.siteId,
  hallId: row.hallId,
  clusterId: row.clusterId,
  powerW: row.powerW,
  gpus: row.gpus,
  gpuModel: row.gpuModel,
  start: dateOf(row.startDate),
  end: dateOf(row.endDate),
  contractRentStart: dateOf(row.contractRentStart),
  rentStart: row.rentStart && dateOf(row.rentStart),
  acceptedAt: row.acceptedAt && timeOf(row.acceptedAt),
  acceptedById: row.acceptedById,
  reservationId: row.reservationId,
});
