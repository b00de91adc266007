import { Injectable } from '@nestjs/common';
import { type Actor, instantOf, money, parseDate, parseInstant, seesEverything, type Instant } from '@busbar/kernel';
import type { PriceTerm } from '@busbar/pricing';
import { Database } from '@busbar/platform';
import type { Prisma } from '@busbar/platform/prisma';
import type { NormalisedPrice } from '../domain/prices';
import { isLive, latestVersion, type Fee, type Proposal, type ProposalVersion, type ProposedTranche } from '../domain/proposal';
import type { ProposalState } from '../domain/proposal-lifecycle';
import { ProposalChangedError } from '../domain/proposal.errors';
import { currencyOf, documentOf } from '../listings/listings.repository';

/** A tranche as it is stored: watts as text, days and instants in ISO form; the hold is a row of its own. */
interface TrancheDocument {
  readonly siteId: string;
  readonly hallId: string;
  readonly clusterId: string | null;
  readonly powerW: string;
  readonly gpus: number | null;
  readonly start: string;
  readonly termMonths: number;
  readonly timeZone: string;
  readonly from: string;
  readonly to: string;
}

const documentFrom = ({ quantity, start, from, to, reservationId: _held, ...plain }: ProposedTranche): TrancheDocument => ({
  ...plain, powerW: quantity.powerW.toString(), gpus: quantity.gpus, start: start.toString(), from: from.toString(), to: to.toString(),
});
const trancheOf = ({ powerW, gpus, start, from, to, ...plain }: TrancheDocument, reservationId: string | null): ProposedTranche => ({
  ...plain, quantity: { powerW: BigInt(powerW), gpus }, start: parseDate(start), from: parseInstant(from), to: parseInstant(to), reservationId,
});

const withVersions = { versions: { orderBy: { number: 'asc' }, include: { holds: true } } } as const satisfies Prisma.ProposalInclude;
type ProposalRow = Prisma.ProposalGetPayload<{ include: typeof withVersions }>;
type VersionRow = ProposalRow['versions'][number];

const versionOf = (row: VersionRow): ProposalVersion => {
  const holds = new Map(row.holds.map(({ tranche, reservationId }) => [tranche, reservationId]));
  const currency = currencyOf(row.currency);
  return {
    id: row.id, number: row.number, author: row.author, authorId: row.authorId, sentAt: instantOf(row.sentAt.getTime()), expiresAt: instantOf(row.expiresAt.getTime()),
    tranches: (row.tranches as unknown as readonly TrancheDocument[]).map((tranche, index) => trancheOf(tranche, holds.get(index) ?? null)), terms: row.terms as unknown as readonly PriceTerm[],
    currency, conditions: row.conditions, depositMonths: row.depositMonths, price: row.price as unknown as NormalisedPrice, maximumTotal: money(row.maximumTotal, currency),
    unboundedCodes: row.unboundedCodes, fees: row.fees as unknown as readonly Fee[],
  };
};

const proposalOf = (row: ProposalRow): Proposal => ({
  id: row.id, requestId: row.requestId, listingId: row.listingId, hostId: row.hostId, tenantId: row.tenantId, product: row.product, state: row.state, versions: row.versions.map(versionOf),
  reason: row.reason, createdAt: instantOf(row.createdAt.getTime()), endedAt: row.endedAt && instantOf(row.endedAt.getTime()), revision: row.revision,
});

const dateAt = (at: Instant): Date => new Date(at.epochMilliseconds);
const liveStates: ProposalState[] = (['SENT', 'COUNTERED'] as const).filter(isLive);

export interface ProposalFilter {
  readonly requestId?: string;
  readonly listingId?: string;
  readonly states?: readonly ProposalState[];
}

@Injectable()
export class ProposalsRepository {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<Proposal | null> {
    return (await this.byIds([id])).get(id) ?? null;
  }

  async findForChange(id: string): Promise<Proposal | null> {
    await this.database.client.$queryRaw`select id from proposal where id = ${id} for no key update`;
    return this.find(id);
  }

  async byIds(ids: readonly string[]): Promise<Map<string, Proposal>> {
    const rows = await this.database.client.proposal.findMany({ where: { id: { in: [...ids] } }, include: withVersions });
    return new Map(rows.map((row) => [row.id, proposalOf(row)]));
  }

  /** Those of the actor's organisation on either side, newest first. */
  async page(actor: Actor, filter: ProposalFilter, limit: number, after: string | null): Promise<Proposal[]> {
    const organisation = actor.organisationId ?? '';
    const { requestId, listingId, states } = filter;
    const rows = await this.database.client.proposal.findMany({
      where: {
        AND: [
          seesEverything(actor) ? {} : { OR: [{ hostId: organisation }, { tenantId: organisation }] },
          requestId === undefined ? {} : { requestId }, listingId === undefined ? {} : { listingId },
          states && states.length > 0 ? { state: { in: [...states] } } : {}, after === null ? {} : { id: { lt: after } },
        ],
      },
      orderBy: { id: 'desc' }, take: limit, include: withVersions,
    });
    return rows.map(proposalOf);
  }

  /** Live proposals to a request, locked: what an acceptance or the end of the request ends. */
  async liveOf(requestId: string): Promise<Proposal[]> {
    const ids = await this.database.client.$queryRaw<{ id: string }[]>`
      select id from proposal where request_id = ${requestId} and state in ('SENT', 'COUNTERED') order by id for no key update`;
    const found = await this.byIds(ids.map(({ id }) => id));
    return ids.flatMap(({ id }) => found.get(id) ?? []);
  }

  countLiveInHall(hallId: string): Promise<number> {
    return this.database.client.proposal.count({ where: { hallId, state: { in: liveStates } } });
  }

  async insert(proposal: Proposal, hallId: string): Promise<void> {
    const { versions: _versions, createdAt, endedAt, ...plain } = proposal;
    await this.database.client.proposal.create({
      data: { ...plain, hallId, expiresAt: dateAt(latestVersion(proposal).expiresAt), createdAt: dateAt(createdAt), endedAt: endedAt && dateAt(endedAt) },
    });
  }

  /** Writes a version and the holds behind it; neither is ever changed. */
  async insertVersion(proposal: Proposal, version: ProposalVersion): Promise<void> {
    const { hostId, tenantId, id: proposalId } = proposal;
    const { tranches, terms, price, fees, maximumTotal, sentAt, expiresAt, unboundedCodes, ...plain } = version;
    await this.database.client.proposalVersion.create({
      data: {
        ...plain, proposalId, hostId, tenantId, sentAt: dateAt(sentAt), expiresAt: dateAt(expiresAt), tranches: documentOf(tranches.map(documentFrom)), terms: documentOf(terms), price: documentOf(price),
        fees: documentOf(fees), maximumTotal: maximumTotal.minor, unboundedCodes: [...unboundedCodes],
        holds: { create: tranches.flatMap(({ reservationId }, tranche) => (reservationId === null ? [] : [{ tranche, reservationId, hostId, tenantId }])) },
      },
    });
  }

  async saveState(proposal: Proposal): Promise<void> {
    const { count } = await this.database.client.proposal.updateMany({
      where: { id: proposal.id, revision: proposal.revision - 1 },
      data: { state: proposal.state, revision: proposal.revision, reason: proposal.reason, expiresAt: dateAt(latestVersion(proposal).expiresAt), endedAt: proposal.endedAt && dateAt(proposal.endedAt) },
    });
    if (count !== 1) throw new ProposalChangedError({ proposalId: proposal.id });
  }

  async nextExpiry(): Promise<Instant | null> {
    const row = await this.database.client.proposal.findFirst({ where: { state: { in: liveStates } }, orderBy: { expiresAt: 'asc' }, select: { expiresAt: true } });
    return row && instantOf(row.expiresAt.getTime());
  }

  /** Live proposals whose time has come, locked; another worker's are skipped. */
  async pastExpiry(limit: number): Promise<Proposal[]> {
    const ids = await this.database.client.$queryRaw<{ id: string }[]>`
      select id from proposal where state in ('SENT', 'COUNTERED') and expires_at <= business_now() order by expires_at, id limit ${limit} for no key update skip locked`;
    return [...(await this.byIds(ids.map(({ id }) => id))).values()];
  }
}
