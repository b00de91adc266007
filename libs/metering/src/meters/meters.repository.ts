import { Injectable } from '@nestjs/common';
import { type Actor, type Instant, instantOf, NotFoundError, type Period, seesEverything } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import type { Meter, MeterAssignment, MeterKind, MeterRole } from '../domain/meter';

interface MeterRow {
  readonly id: string;
  readonly number: number;
  readonly hostId: string;
  readonly siteId: string;
  readonly hallId: string | null;
  readonly kind: MeterKind;
  readonly name: string;
  readonly serial: string | null;
  readonly ratedW: bigint;
}

interface AssignmentRow {
  readonly id: string;
  readonly meter_id: string;
  readonly number: number;
  readonly host_id: string;
  readonly tenant_id: string;
  readonly contract_id: string;
  readonly tranche_id: string;
  readonly role: MeterRole;
  readonly share_millionths: number;
  readonly from: Date;
  readonly to: Date | null;
}

const columns = { id: true, number: true, hostId: true, siteId: true, hallId: true, kind: true, name: true, serial: true, ratedW: true } as const;
const meterOf = (row: MeterRow): Meter => ({ ...row });
const assignmentOf = (row: AssignmentRow): MeterAssignment => ({
  id: row.id, meterId: row.meter_id, meterNumber: row.number, hostId: row.host_id, tenantId: row.tenant_id, contractId: row.contract_id, trancheId: row.tranche_id, role: row.role,
  shareMillionths: BigInt(row.share_millionths), from: instantOf(row.from.getTime()), to: row.to ? instantOf(row.to.getTime()) : null,
});

/** What the actor may see: everything, or its own meters and those that count or counted for it. */
const inSight = (actor: Actor) => (seesEverything(actor) ? {} : { OR: [{ hostId: actor.organisationId ?? '' }, { assignments: { some: { tenantId: actor.organisationId ?? '' } } }] });
const date = (at: Instant): Date => new Date(at.epochMilliseconds);

@Injectable()
export class MetersRepository {
  constructor(private readonly database: Database) {}

  async add(meter: Omit<Meter, 'number'>): Promise<Meter> {
    return meterOf(await this.database.client.meter.create({ data: meter, select: columns }));
  }

  /** The meter, if the actor may see it. Throws NotFoundError alike for unknown and for foreign ones. */
  async get(actor: Actor, id: string): Promise<Meter> {
    const row = await this.database.client.meter.findFirst({ where: { id, ...inSight(actor) }, select: columns });
    if (!row) throw new NotFoundError('meter', id);
    return meterOf(row);
  }

  async byIds(actor: Actor, ids: readonly string[]): Promise<readonly Meter[]> {
    return (await this.database.client.meter.findMany({ where: { id: { in: [...ids] }, ...inSight(actor) }, select: columns })).map(meterOf);
  }

  /** Up to `limit` meters in sight, by name and then id, after the given key; of one site where one is named. */
  async list(actor: Actor, siteId: string | null, after: { readonly name: string; readonly id: string } | null, limit: number): Promise<readonly Meter[]> {
    const rows = await this.database.client.meter.findMany({
      where: { AND: [inSight(actor), siteId === null ? {} : { siteId }, after === null ? {} : { OR: [{ name: { gt: after.name } }, { name: after.name, id: { gt: after.id } }] }] },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      take: limit,
      select: columns,
    });
    return rows.map(meterOf);
  }

  async nameTaken(siteId: string, name: string): Promise<boolean> {
    return (await this.database.client.meter.count({ where: { siteId, name } })) > 0;
  }

  /** The meter with this number, locked: whoever changes its intervals or assignments holds this. */
  async lock(number: number): Promise<Meter | null> {
    const rows = await this.database.client.$queryRaw<{ id: string }[]>`select id from meter where number = ${number} for no key update`;
    const id = rows[0]?.id;
    const row = id === undefined ? null : await this.database.client.meter.findUnique({ where: { id }, select: columns });
    return row ? meterOf(row) : null;
  }

  async assign(assignment: MeterAssignment): Promise<void> {
    const { id, meterId, hostId, tenantId, contractId, trancheId, role, shareMillionths, from, to } = assignment;
    await this.database.client.$executeRaw`
      insert into meter_assignment (id, meter_id, host_id, tenant_id, contract_id, tranche_id, role, share_millionths, during)
      values (${id}, ${meterId}, ${hostId}, ${tenantId}, ${contractId}, ${trancheId}, ${role}::"MeterRole", ${Number(shareMillionths)}, tstzrange(${date(from)}, ${to ? date(to) : null}))`;
  }

  /** Every assignment of these meters that the actor may see, oldest first. */
  async assignmentsOf(actor: Actor, meterIds: readonly string[]): Promise<readonly MeterAssignment[]> {
    const rows = await this.database.client.$queryRaw<AssignmentRow[]>`
      select a.id, a.meter_id, a.host_id, a.tenant_id, a.contract_id, a.tranche_id, a.role, a.share_millionths, m.number, lower(a.during) as "from", upper(a.during) as "to" from meter_assignment a join meter m on m.id = a.meter_id
      where a.meter_id = any(${[...meterIds]}::text[]) and (${seesEverything(actor)} or ${actor.organisationId ?? ''} in (a.host_id, a.tenant_id)) order by lower(a.during), a.id`;
    return rows.map(assignmentOf);
  }

  /**
   * Every assignment that touches the period of every meter that counts for the contract in it, other contracts' included:
   * a share is only known beside the others.
   */
  async besideContract(contractId: string, period: Period): Promise<readonly MeterAssignment[]> {
    const rows = await this.database.client.$queryRaw<AssignmentRow[]>`
      select a.id, a.meter_id, a.host_id, a.tenant_id, a.contract_id, a.tranche_id, a.role, a.share_millionths, m.number, lower(a.during) as "from", upper(a.during) as "to" from meter_assignment a join meter m on m.id = a.meter_id
      where a.during && tstzrange(${date(period.from)}, ${date(period.to)})
        and a.meter_id in (select meter_id from meter_assignment where contract_id = ${contractId} and during && tstzrange(${date(period.from)}, ${date(period.to)}))
      order by a.id`;
    return rows.map(assignmentOf);
  }

  /** The organisations that these meters count or counted for. */
  async tenantsOf(meterNumbers: readonly number[]): Promise<ReadonlyMap<number, readonly string[]>> {
    const rows = await this.database.client.$queryRaw<{ number: number; tenants: string[] }[]>`
      select m.number, array_agg(distinct a.tenant_id) as tenants from meter_assignment a join meter m on m.id = a.meter_id
      where m.number = any(${`{${meterNumbers.join(',')}}`}::text::int[]) group by m.number`;
    return new Map(rows.map((row) => [row.number, row.tenants]));
  }
}
