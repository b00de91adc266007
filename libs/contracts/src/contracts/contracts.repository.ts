/** Contracts, their versions and what is in force: rows ↔ domain. */
import { Injectable } from '@nestjs/common';
import { type Actor, type Currency, type Instant, instantOf, type LocalDate, NotFoundError, parseDate, seesEverything } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import type { Prisma } from '@busbar/platform/prisma';
import type { Contract, ContractState, Signature } from '../domain/contract';
import { ContractChangedError } from '../domain/contract.errors';
import type { ContractTerms } from '../domain/contract-terms';

/** One immutable version with its terms. */
export interface ContractVersion {
  readonly id: string;
  readonly contractId: string;
  readonly number: number;
  readonly terms: ContractTerms;
  /** SHA-256 of the rendered document, hexadecimal. */
  readonly sha256: string;
  readonly authorId: string | null;
  readonly authorName: string;
  readonly writtenAt: Instant;
}

export interface ContractFilter {
  readonly states?: readonly ContractState[] | undefined;
}

export const dateColumn = (date: LocalDate): Date => new Date(`${date.toString()}T00:00:00Z`);
export const dateOf = (column: Date): LocalDate => parseDate(column.toISOString().slice(0, 10));
export const timeColumn = (at: Instant): Date => new Date(at.epochMilliseconds);
export const timeOf = (column: Date): Instant => instantOf(column.getTime());

const withVersion = {
  version: { include: { signatures: { orderBy: { signedAt: 'asc' } } } },
  reviews: { select: { versionId: true, submittedById: true } },
} as const satisfies Prisma.ContractInclude;
type ContractRow = Prisma.ContractGetPayload<{ include: typeof withVersion }>;
type SignatureRow = ContractRow['version']['signatures'][number];
type VersionRow = Prisma.ContractVersionGetPayload<object>;

/** Rows in the actor's sight: those of its organisation, or all for staff and the platform. */
const inSight = (actor: Actor): Prisma.ContractWhereInput => {
  if (seesEverything(actor)) return {};
  const own = actor.organisationId ?? '';
  return { OR: [{ hostId: own }, { tenantId: own }] };
};

@Injectable()
export class ContractsRepository {
  constructor(private readonly database: Database) {}

  /** Throws NOT_FOUND for what is not there and for what the actor may not see, alike. */
  async get(actor: Actor, id: string): Promise<Contract> {
    const row = await this.database.client.contract.findFirst({ where: { AND: [{ id }, inSight(actor)] }, include: withVersion });
    if (!row) throw new NotFoundError('contract', id);
    return contractOf(row);
  }

  /** As `get`, and nobody else moves the contract until this transaction ends. */
  async lock(actor: Actor, id: string): Promise<Contract> {
    await this.database.client.$queryRaw`select id from contract where id = ${id} for update`;
    return this.get(actor, id);
  }

  async byIds(ids: readonly string[]): Promise<Map<string, Contract>> {
    const rows = await this.database.client.contract.findMany({ where: { id: { in: [...ids] } }, include: withVersion });
    return new Map(rows.map((row) => [row.id, contractOf(row)]));
  }

  async ofProposals(proposalIds: readonly string[]): Promise<Map<string, Contract>> {
    const rows = await this.database.client.contract.findMany({ where: { proposalId: { in: [...proposalIds] } }, include: withVersion });
    return new Map(rows.map((row) => [row.proposalId, contractOf(row)]));
  }

  /** Newest first, one more than `first`. */
  async page(actor: Actor, filter: ContractFilter, first: number, after: string | null): Promise<Contract[]> {
    const rows = await this.database.client.contract.findMany({
      where: { AND: [inSight(actor), filter.states ? { state: { in: [...filter.states] } } : {}, after === null ? {} : { id: { lt: after } }] },
      orderBy: { id: 'desc' },
      take: first + 1,
      include: withVersion,
    });
    return rows.map(contractOf);
  }

  async inState(states: readonly ContractState[]): Promise<Contract[]> {
    const rows = await this.database.client.contract.findMany({ where: { state: { in: [...states] } }, orderBy: { id: 'asc' }, include: withVersion });
    return rows.map(contractOf);
  }

  async insert(contract: Contract, version: ContractVersion): Promise<void> {
    const { id, proposalId, hostId, tenantId, state, revision, versionId, zone, currency, securityRequired } = contract;
    await this.database.client.contract.create({
      data: { id, proposalId, hostId, tenantId, state, revision, versionId, zone, currency, securityRequired, startDate: dateColumn(contract.start), endDate: dateColumn(contract.end), draftedAt: timeColumn(contract.draftedAt) },
    });
    await this.insertVersion(contract, version);
  }

  async insertVersion({ hostId, tenantId }: Pick<Contract, 'hostId' | 'tenantId'>, version: ContractVersion): Promise<void> {
    const { id, contractId, number, sha256, authorId, authorName } = version;
    const terms = version.terms as unknown as Prisma.InputJsonObject;
    await this.database.client.contractVersion.create({ data: { id, contractId, hostId, tenantId, number, terms, sha256, authorId, authorName, writtenAt: timeColumn(version.writtenAt) } });
  }

  /** Saves state and current version where nobody else did since; throws ContractChangedError otherwise. */
  async save(contract: Contract): Promise<Contract> {
    const { state, versionId, zone, currency, securityRequired } = contract;
    const { count } = await this.database.client.contract.updateMany({
      where: { id: contract.id, revision: contract.revision },
      data: { state, versionId, zone, currency, securityRequired, startDate: dateColumn(contract.start), endDate: dateColumn(contract.end), revision: { increment: 1 } },
    });
    if (count !== 1) throw new ContractChangedError({ contractId: contract.id });
    return { ...contract, revision: contract.revision + 1 };
  }

  async noteSecurity(contractId: string, at: Instant): Promise<void> {
    await this.database.client.contract.updateMany({ where: { id: contractId, securityReceivedAt: null }, data: { securityReceivedAt: timeColumn(at) } });
  }

  async securityReceivedAt(contractId: string): Promise<Instant | null> {
    const row = await this.database.client.contract.findUnique({ where: { id: contractId }, select: { securityReceivedAt: true } });
    return row?.securityReceivedAt ? timeOf(row.securityReceivedAt) : null;
  }

  /** From `from` on the version is what billing reads. The database refuses a second one at the same time. */
  async putInForce(contract: Contract, from: Instant): Promise<void> {
    const { versionId, id: contractId, hostId, tenantId } = contract;
    await this.database.client.versionInForce.create({ data: { versionId, contractId, hostId, tenantId, validFrom: timeColumn(from) } });
  }

  async versionsByIds(ids: readonly string[]): Promise<Map<string, ContractVersion>> {
    const rows = await this.database.client.contractVersion.findMany({ where: { id: { in: [...ids] } } });
    return new Map(rows.map((row) => [row.id, versionOf(row)]));
  }

  /** Oldest first. */
  async versionsOf(contractIds: readonly string[]): Promise<Map<string, ContractVersion[]>> {
    const rows = await this.database.client.contractVersion.findMany({ where: { contractId: { in: [...contractIds] } }, orderBy: { number: 'asc' } });
    const byContract = new Map<string, ContractVersion[]>(contractIds.map((id) => [id, []]));
    for (const row of rows) byContract.get(row.contractId)?.push(versionOf(row));
    return byContract;
  }

  /** The version in force at an instant, for each contract that has one. */
  async inForceAt(contractIds: readonly string[], at: Instant): Promise<Map<string, ContractVersion>> {
    const moment = timeColumn(at);
    const rows = await this.database.client.versionInForce.findMany({
      where: { contractId: { in: [...contractIds] }, validFrom: { lte: moment }, OR: [{ validTo: null }, { validTo: { gt: moment } }] },
      include: { version: true },
    });
    return new Map(rows.map((row) => [row.contractId, versionOf(row.version)]));
  }
}

const signatureFrom = (row: SignatureRow): Signature => ({
  id: row.id,
  versionId: row.versionId,
  side: row.side,
  organisationId: row.organisationId,
  personId: row.personId,
  personName: row.personName,
  typedName: row.typedName,
  sha256: row.sha256,
  consentVersion: row.consentVersion,
  signedAt: timeOf(row.signedAt),
});

function contractOf(row: ContractRow): Contract {
  const submitters = row.reviews.filter((review) => review.versionId === row.versionId).map((review) => review.submittedById);
  const authors = [row.version.authorId, ...submitters].filter((id) => id !== null);
  return {
    id: row.id,
    proposalId: row.proposalId,
    hostId: row.hostId,
    tenantId: row.tenantId,
    state: row.state,
    revision: row.revision,
    versionId: row.versionId,
    versionNumber: row.version.number,
    sha256: row.version.sha256,
    zone: row.zone,
    currency: row.currency as Currency,
    start: dateOf(row.startDate),
    end: dateOf(row.endDate),
    securityRequired: row.securityRequired,
    authorIds: [...new Set(authors)],
    signatures: row.version.signatures.map(signatureFrom),
    draftedAt: timeOf(row.draftedAt),
  };
}

/** Terms were checked before they were written, and the row is never changed: they are read as they are. */
const versionOf = (row: VersionRow): ContractVersion => ({
  id: row.id,
  contractId: row.contractId,
  number: row.number,
  terms: row.terms as unknown as ContractTerms,
  sha256: row.sha256,
  authorId: row.authorId,
  authorName: row.authorName,
  writtenAt: timeOf(row.writtenAt),
});
