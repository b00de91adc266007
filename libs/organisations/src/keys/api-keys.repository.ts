import { Injectable } from '@nestjs/common';
import { Database } from '@busbar/platform';
import type { ApiKey as ApiKeyRow, Organisation as OrganisationRow } from '@busbar/platform/prisma';
import { checkedScopes, type ApiKey } from '../domain/api-key';
import type { Organisation } from '../domain/organisation';
import { organisationOf } from '../organisations/organisations.repository';

const keyOf = (row: ApiKeyRow): ApiKey => ({
  id: row.id, organisationId: row.organisationId, name: row.name, scopes: checkedScopes(row.scopes), createdBy: row.createdBy, createdAtMs: row.createdAt.getTime(),
  lastUsedAtMs: row.lastUsedAt?.getTime() ?? null, revokedAtMs: row.revokedAt?.getTime() ?? null,
});

@Injectable()
export class ApiKeysRepository {
  constructor(private readonly database: Database) {}

  async insert(key: { id: string; organisationId: string; createdBy: string; name: string; secretHash: string; scopes: string[] }): Promise<ApiKey> {
    const { id, organisationId, createdBy, name, secretHash, scopes } = key;
    return keyOf(await this.database.client.apiKey.create({ data: { id, organisationId, createdBy, name, secretHash, scopes } }));
  }

  async findWithSecret(id: string): Promise<{ key: ApiKey; secretHash: string; organisation: Organisation } | null> {
    const row: (ApiKeyRow & { organisation: OrganisationRow }) | null = await this.database.client.apiKey.findUnique({ where: { id }, include: { organisation: true } });
    return row && { key: keyOf(row), secretHash: row.secretHash, organisation: organisationOf(row.organisation) };
  }

  /** The organisation's keys, the newest first; at most 100. */
  async of(organisationId: string): Promise<ApiKey[]> {
    const rows = await this.database.client.apiKey.findMany({ where: { organisationId }, orderBy: { id: 'desc' }, take: 100 });
    return rows.map(keyOf);
  }

  async touch(id: string, at: Date): Promise<void> {
    await this.database.client.apiKey.update({ where: { id }, data: { lastUsedAt: at } });
  }

  async revoke(id: string, organisationId: string, at: Date): Promise<boolean> {
    const { count } = await this.database.client.apiKey.updateMany({ where: { id, organisationId, revokedAt: null }, data: { revokedAt: at } });
    return count > 0;
  }
}
