import { Injectable } from '@nestjs/common';
import { type Actor, decimal, instantOf, parseDate, seesEverything, toText, type Instant } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import type { Prisma, Request as RequestRow } from '@busbar/platform/prisma';
import type { PriceUnit, Product } from '../domain/product';
import type { LatencyLimit, Request, Requirements, Weights } from '../domain/request';
import type { RequestState } from '../domain/request-lifecycle';
import { RequestChangedError } from '../domain/request.errors';
import { currencyOf, documentOf } from '../listings/listings.repository';

/** Requirements as they are stored: whole numbers beyond 2⁵³ and exact decimals as text, days as ISO dates. */
interface RequirementsDocument {
  readonly powerW: string;
  readonly gpus: number | null;
  readonly gpuModels: readonly string[];
  readonly startFrom: string;
  readonly startTo: string;
  readonly termMonths: number;
  readonly countriesAllowed: readonly string[];
  readonly countriesRefused: readonly string[];
  readonly coolings: readonly string[];
  readonly minimumRackW: string | null;
  readonly redundancies: readonly string[];
  readonly certifications: readonly string[];
  readonly latency: LatencyLimit | null;
  readonly carbonCapGPerKwh: number | null;
  readonly curtailmentHours: number;
  readonly noticeMinutes: number;
  readonly currency: string;
  readonly priceCeiling: { readonly unit: PriceUnit; readonly amount: string } | null;
}

function documentFrom(asked: Requirements): RequirementsDocument {
  const { product: _product, quantity, startWindow, minimumRackW, priceCeiling, ...plain } = asked;
  return {
    ...plain, powerW: quantity.powerW.toString(), gpus: quantity.gpus, startFrom: startWindow.from.toString(), startTo: startWindow.to.toString(), minimumRackW: minimumRackW?.toString() ?? null,
    priceCeiling: priceCeiling && { unit: priceCeiling.unit, amount: toText(priceCeiling.amount) },
  };
}

function requirementsOf(product: Product, document: RequirementsDocument): Requirements {
  const { powerW, gpus, startFrom, startTo, minimumRackW, priceCeiling, currency, ...plain } = document;
  return {
    ...plain, product, currency: currencyOf(currency), quantity: { powerW: BigInt(powerW), gpus }, startWindow: { from: parseDate(startFrom), to: parseDate(startTo) },
    minimumRackW: minimumRackW === null ? null : BigInt(minimumRackW), priceCeiling: priceCeiling && { unit: priceCeiling.unit, amount: decimal(priceCeiling.amount) },
  };
}

const requestOf = (row: RequestRow): Request => ({
  id: row.id, tenantId: row.tenantId, title: row.title, description: row.description, state: row.state, version: row.version,
  requirements: requirementsOf(row.product, row.requirements as unknown as RequirementsDocument), weights: row.weights as unknown as Weights, addressedTo: row.addressedTo,
  deadline: instantOf(row.deadline.getTime()), createdAt: instantOf(row.createdAt.getTime()), openedAt: row.openedAt && instantOf(row.openedAt.getTime()),
});

const dateAt = (at: Instant): Date => new Date(at.epochMilliseconds);

@Injectable()
export class RequestsRepository {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<Request | null> {
    const row = await this.database.client.request.findUnique({ where: { id } });
    return row && requestOf(row);
  }

  async findForChange(id: string): Promise<Request | null> {
    await this.database.client.$queryRaw`select id from request where id = ${id} for no key update`;
    return this.find(id);
  }

  async byIds(ids: readonly string[]): Promise<Map<string, Request>> {
    const rows = await this.database.client.request.findMany({ where: { id: { in: [...ids] } } });
    return new Map(rows.map((row) => [row.id, requestOf(row)]));
  }

  /** The tenant's own, and for hosts the open ones addressed to them; newest first. */
  async page(actor: Actor, now: Instant, filter: { readonly states?: readonly RequestState[]; readonly own?: boolean }, limit: number, after: string | null): Promise<Request[]> {
    const rows = await this.database.client.request.findMany({
      where: { AND: [sight(actor, now, filter.own ?? false), filter.states && filter.states.length > 0 ? { state: { in: [...filter.states] } } : {}, after === null ? {} : { id: { lt: after } }] },
      orderBy: { id: 'desc' }, take: limit,
    });
    return rows.map(requestOf);
  }

  async insert(request: Request): Promise<void> {
    const { requirements, weights, addressedTo, deadline, createdAt, openedAt, ...plain } = request;
    await this.database.client.request.create({
      data: {
        ...plain, product: requirements.product, requirements: documentOf(documentFrom(requirements)), weights: documentOf(weights), addressedTo: [...addressedTo], deadline: dateAt(deadline),
        createdAt: dateAt(createdAt), openedAt: openedAt && dateAt(openedAt),
      },
    });
  }

  async saveState(request: Request): Promise<void> {
    const { count } = await this.database.client.request.updateMany({
      where: { id: request.id, version: request.version - 1 }, data: { state: request.state, version: request.version, openedAt: request.openedAt && dateAt(request.openedAt) },
    });
    if (count !== 1) throw new RequestChangedError({ requestId: request.id });
  }

  async nextDeadline(): Promise<Instant | null> {
    const row = await this.database.client.request.findFirst({ where: { state: 'OPEN' }, orderBy: { deadline: 'asc' }, select: { deadline: true } });
    return row && instantOf(row.deadline.getTime());
  }

  /** Open requests whose deadline has come, locked; another worker's are skipped. */
  async pastDeadline(limit: number): Promise<Request[]> {
    const ids = await this.database.client.$queryRaw<{ id: string }[]>`
      select id from request where state = 'OPEN' and deadline <= business_now() order by deadline, id limit ${limit} for no key update skip locked`;
    return [...(await this.byIds(ids.map(({ id }) => id))).values()];
  }
}

function sight(actor: Actor, now: Instant, own: boolean): Prisma.RequestWhereInput {
  const organisation = actor.organisationId ?? '';
  if (own) return { tenantId: organisation };
  if (seesEverything(actor)) return {};
  if (!actor.organisationKinds.includes('HOST')) return { tenantId: organisation };
  return { OR: [{ tenantId: organisation }, { state: 'OPEN', deadline: { gt: dateAt(now) }, OR: [{ addressedTo: { isEmpty: true } }, { addressedTo: { has: organisation } }] }] };
}
