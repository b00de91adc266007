import { Injectable } from '@nestjs/common';
import { type Actor, type Instant, instantOf, invariant, seesEverything } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import { Prisma, type Site as SiteRow } from '@busbar/platform/prisma';
import type { Certification, Cooling, Site } from '../domain/site';

export interface SiteFilter {
  readonly countries?: readonly string[];
  readonly coolings?: readonly Cooling[];
  readonly verified?: boolean;
  /** Part of the name or place, case ignored. */
  readonly text?: string;
  /** Only this host's. */
  readonly hostId?: string;
}

export interface SiteFacet {
  readonly name: 'country' | 'cooling';
  readonly value: string;
  readonly count: number;
}

const toDate = (at: Instant | null): Date | null => at && new Date(at.epochMilliseconds);

@Injectable()
export class SitesRepository {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<Site | null> {
    return (await this.byIds([id])).get(id) ?? null;
  }

  async byIds(ids: readonly string[]): Promise<Map<string, Site>> {
    const rows = await this.database.client.site.findMany({ where: { id: { in: [...ids] } } });
    return new Map(rows.map((row) => [row.id, siteOf(row)]));
  }

  /** Sites the actor may see, by name, up to `limit` after the key. */
  async page(actor: Actor, now: Instant, filter: SiteFilter, limit: number, after: readonly [name: string, id: string] | null): Promise<Site[]> {
    const beyond: Prisma.SiteWhereInput = after ? { OR: [{ name: { gt: after[0] } }, { name: after[0], id: { gt: after[1] } }] } : {};
    const rows = await this.database.client.site.findMany({ where: { AND: [this.sight(actor, now), filtered(filter, now), beyond] }, orderBy: [{ name: 'asc' }, { id: 'asc' }], take: limit });
    return rows.map(siteOf);
  }

  /** How many of the sites in sight have each country and each cooling. */
  async facets(actor: Actor, now: Instant): Promise<SiteFacet[]> {
    const everything = seesEverything(actor);
    const rows = await this.database.client.$queryRaw<{ name: SiteFacet['name']; value: string; count: bigint }[]>`
      with seen as (
        select s.id, s.country from site s
        where ${everything} or s.host_id = ${actor.organisationId ?? ''} or (s.verified_at <= ${toDate(now)} and (s.verified_until is null or s.verified_until > ${toDate(now)}))
      )
      select 'country' as name, seen.country as value, count(*) as count from seen group by seen.country
      union all
      select 'cooling', h.cooling::text, count(distinct h.site_id) from hall h join seen on seen.id = h.site_id where h.fit_out = 'AI_READY' group by h.cooling
      order by 1, 3 desc, 2`;
    return rows.map((row) => ({ name: row.name, value: row.value, count: Number(row.count) }));
  }

  async insert(site: Site): Promise<void> {
    const { energyMix, certifications, carriers, derived, verifiedAt, verifiedUntil, ...plain } = site;
    await this.database.client.site.create({
      data: {
        ...plain,
        energyMix: { ...energyMix },
        certifications: certifications.map((each) => ({ ...each })),
        carriers: [...carriers],
        derived: [...derived],
        verifiedAt: toDate(verifiedAt),
        verifiedUntil: toDate(verifiedUntil),
      },
    });
  }

  /** Saves staff's verification, where nobody changed the site meanwhile. */
  async saveVerification(site: Site): Promise<void> {
    const { count } = await this.database.client.site.updateMany({
      where: { id: site.id, version: site.version },
      data: { verifiedAt: toDate(site.verifiedAt), verifiedUntil: toDate(site.verifiedUntil), version: { increment: 1 } },
    });
    invariant(count === 1, `Site ${site.id} changed while its lock was held.`);
  }

  /** Locks the row, as everything that takes or moves its capacity does. */
  async lock(id: string): Promise<void> {
    await this.database.client.$queryRaw`select id from site where id = ${id} for no key update`;
  }

  private sight(actor: Actor, now: Instant): Prisma.SiteWhereInput {
    if (seesEverything(actor)) return {};
    return { OR: [verifiedAt(now), { hostId: actor.organisationId ?? '' }] };
  }
}

const verifiedAt = (now: Instant): Prisma.SiteWhereInput => {
  const date = new Date(now.epochMilliseconds);
  return { verifiedAt: { lte: date }, OR: [{ verifiedUntil: null }, { verifiedUntil: { gt: date } }] };
};

function filtered(filter: SiteFilter, now: Instant): Prisma.SiteWhereInput {
  const parts: Prisma.SiteWhereInput[] = [];
  if (filter.countries?.length) parts.push({ country: { in: [...filter.countries] } });
  if (filter.coolings?.length) parts.push({ halls: { some: { cooling: { in: [...filter.coolings] } } } });
  if (filter.hostId) parts.push({ hostId: filter.hostId });
  if (filter.text) parts.push({ OR: [{ name: { contains: filter.text, mode: 'insensitive' } }, { place: { contains: filter.text, mode: 'insensitive' } }] });
  if (filter.verified !== undefined) parts.push(filter.verified ? verifiedAt(now) : { NOT: verifiedAt(now) });
  return { AND: parts };
}

const timeOrNull = (date: Date | null): Instant | null => date && instantOf(date.getTime());

const siteOf = (row: SiteRow): Site => ({
  id: row.id, hostId: row.hostId, name: row.name, description: row.description, place: row.place, adminRegion: row.adminRegion, country: row.country,
  latitude: row.latitude?.toFixed() ?? null, longitude: row.longitude?.toFixed() ?? null, timeZone: row.timeZone, utility: row.utility, gridRegion: row.gridRegion,
  grossInterconnectedW: row.grossInterconnectedW, designPue: row.designPue.toFixed(), peakPue: row.peakPue.toFixed(), measuredPue: row.measuredPue?.toFixed() ?? null,
  firm: row.firm, curtailmentHoursPerYear: row.curtailmentHoursPerYear, curtailmentNoticeMinutes: row.curtailmentNoticeMinutes,
  carbonSiteGPerKwh: row.carbonSiteGPerKwh?.toFixed() ?? null, carbonGridGPerKwh: row.carbonGridGPerKwh?.toFixed() ?? null,
  energyMix: row.energyMix as Record<string, number>, carriers: row.carriers, fibreRoutes: row.fibreRoutes, certifications: row.certifications as unknown as Certification[],
  verifiedAt: timeOrNull(row.verifiedAt), verifiedUntil: timeOrNull(row.verifiedUntil), derived: row.derived, version: row.version,
});
