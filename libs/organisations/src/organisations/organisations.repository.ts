import { Injectable } from '@nestjs/common';
import { instantOf } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import type { Organisation as OrganisationRow } from '@busbar/platform/prisma';
import type { Organisation } from '../domain/organisation';

export const organisationOf = (row: OrganisationRow): Organisation => ({
  id: row.id, name: row.name, country: row.country, kinds: row.kinds, verifiedAt: row.verifiedAt && instantOf(row.verifiedAt.getTime()), verification: row.verification, fictional: row.fictional,
});

@Injectable()
export class OrganisationsRepository {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<Organisation | null> {
    const row = await this.database.client.organisation.findUnique({ where: { id } });
    return row && organisationOf(row);
  }

  async byIds(ids: readonly string[]): Promise<Map<string, Organisation>> {
    const rows = await this.database.client.organisation.findMany({ where: { id: { in: [...ids] } } });
    return new Map(rows.map((row) => [row.id, organisationOf(row)]));
  }

  /** Up to `take` after the id `after`, in the order of their making. */
  async page(filter: { readonly verified: boolean | undefined; readonly after: string | undefined; readonly take: number }): Promise<Organisation[]> {
    const rows = await this.database.client.organisation.findMany({
      where: { ...(filter.verified === undefined ? {} : { verifiedAt: filter.verified ? { not: null } : null }), ...(filter.after === undefined ? {} : { id: { gt: filter.after } }) },
      orderBy: { id: 'asc' }, take: filter.take,
    });
    return rows.map(organisationOf);
  }

  async insert(organisation: Organisation): Promise<void> {
    const { id, name, country, kinds, fictional } = organisation;
    await this.database.client.organisation.create({ data: { id, name, country, kinds: [...kinds], fictional } });
  }

  async setVerified(organisation: Organisation, by: string): Promise<void> {
    const { id, verifiedAt, verification } = organisation;
    await this.database.client.organisation.update({ where: { id }, data: { verifiedAt: verifiedAt && new Date(verifiedAt.epochMilliseconds), verifiedBy: by, verification } });
  }
}
