/**
 * The market page and the candidates of a match: one statement each, with the place and, for the page, what is free by the
 * ledger itself. No cache stands between what is shown and what can be booked.
 */
import { Injectable } from '@nestjs/common';
import { type Actor, seesEverything } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import { type Listing as ListingRow, Prisma } from '@busbar/platform/prisma';
import { gpuModelId } from '../domain/gpu-models';
import type { Listing } from '../domain/listing';
import type { ListingState } from '../domain/listing-lifecycle';
import type { Place } from '../domain/place';
import type { FirmnessKind, PriceUnit, Product } from '../domain/product';
import { placeColumns, placeOf, type PlaceRow } from '../places/places.queries';
import { listingOf } from './listings.repository';

/** A listing with its place and what can be taken of it now: throughout its shortest term from its earliest day. */
export interface Offered {
  readonly listing: Listing;
  readonly place: Place;
  /** Watts, or GPUs of a cluster; at most what the listing offers. */
  readonly available: bigint;
}

export interface MarketFilter {
  readonly products?: readonly Product[];
  readonly countries?: readonly string[];
  readonly gpuModel?: string;
  readonly firmness?: readonly FirmnessKind[];
  readonly coolings?: readonly string[];
  /** Watts that must be free now. */
  readonly minimumW?: bigint;
  readonly minimumGpus?: number;
  /** Part of title, site or place, case ignored. */
  readonly text?: string;
  /** The viewer's own listings in every state instead of the market. */
  readonly own?: boolean;
  readonly states?: readonly ListingState[];
  readonly siteId?: string;
}

type MarketRow = ListingColumns & PlaceRow & { available: bigint };
/** The listing's columns under their model names, prefixed so that they do not collide with the place's. */
type ListingColumns = { [Key in keyof ListingRow as `l_${string & Key}`]: ListingRow[Key] };

const listingColumns = Prisma.sql`
  l.id as "l_id", l.host_id as "l_hostId", l.site_id as "l_siteId", l.hall_id as "l_hallId", l.cluster_id as "l_clusterId", l.product::text as "l_product", l.state::text as "l_state",
  l.title as "l_title", l.description as "l_description", l.country as "l_country", l.gpu_model as "l_gpuModel", l.power_w as "l_powerW", l.gpus as "l_gpus",
  l.lot_minimum as "l_lotMinimum", l.lot_increment as "l_lotIncrement", l.earliest_start as "l_earliestStart", l.minimum_term_months as "l_minimumTermMonths",
  l.maximum_term_months as "l_maximumTermMonths", l.firmness::text as "l_firmness", l.curtailable_hours as "l_curtailableHours", l.notice_minutes as "l_noticeMinutes",
  l.retained_percent as "l_retainedPercent", l.currency as "l_currency", l.terms as "l_terms", l.deposit_months as "l_depositMonths", l.visible_to as "l_visibleTo",
  l.price_justification as "l_priceJustification", l.per_it_kwh as "l_perItKwh", l.per_kw_month as "l_perKwMonth", l.per_gpu_hour as "l_perGpuHour",
  l.reference_price as "l_referencePrice", l.version as "l_version", l.created_at as "l_createdAt", l.published_at as "l_publishedAt"`;

const unprefixed = (row: ListingColumns): ListingRow =>
  Object.fromEntries(Object.entries(row).flatMap(([key, value]) => (key.startsWith('l_') ? [[key.slice(2), value]] : []))) as unknown as ListingRow;
const offeredOf = (row: MarketRow): Offered => ({ listing: listingOf(unprefixed(row)), place: placeOf(row), available: row.available });

const priceColumn: Readonly<Record<PriceUnit, Prisma.Sql>> = { IT_KWH: Prisma.sql`l.per_it_kwh`, KW_MONTH: Prisma.sql`l.per_kw_month`, GPU_HOUR: Prisma.sql`l.per_gpu_hour` };

/** What is free throughout the shortest term from the earliest day on, at most what is offered. */
const availability = Prisma.sql`
  cross join lateral (select greatest(business_now(), l.earliest_start::timestamp at time zone h.time_zone) as starts) t
  cross join lateral (select case when l.cluster_id is null
    then least(l.power_w, capacity_free_w(l.hall_id, t.starts, t.starts + make_interval(months => l.minimum_term_months)))
    else least(l.gpus::bigint, capacity_free_gpus(l.cluster_id, t.starts, t.starts + make_interval(months => l.minimum_term_months))) end as available) f`;

@Injectable()
export class MarketQueries {
  constructor(private readonly database: Database) {}

  /** Listings in sight in the order of one of the three prices; one more than `limit` where more follow. */
  async page(actor: Actor, filter: MarketFilter, unit: PriceUnit, limit: number, after: readonly [price: string, id: string] | null): Promise<Offered[]> {
    const price = priceColumn[unit];
    const conditions = [...this.sight(actor, filter), ...filtered(filter), Prisma.sql`${price} is not null`];
    if (after) conditions.push(Prisma.sql`(${price}, l.id) > (${after[0]}::numeric, ${after[1]})`);
    const rows = await this.database.client.$queryRaw<MarketRow[]>`
      select ${listingColumns}, ${placeColumns}, coalesce(f.available, 0)::bigint as available
      from listing l join capacity_hall_v h on h.hall_id = l.hall_id left join capacity_cluster_v c on c.cluster_id = l.cluster_id ${availability}
      where ${Prisma.join(conditions, ' and ')} order by ${price}, l.id limit ${limit}`;
    return rows.map(offeredOf);
  }

  async byIds(ids: readonly string[]): Promise<Map<string, Offered>> {
    const rows = await this.database.client.$queryRaw<MarketRow[]>`
      select ${listingColumns}, ${placeColumns}, coalesce(f.available, 0)::bigint as available
      from listing l join capacity_hall_v h on h.hall_id = l.hall_id left join capacity_cluster_v c on c.cluster_id = l.cluster_id ${availability}
      where l.id = any(${[...ids]}::text[])`;
    return new Map(rows.map((row) => [row.l_id, offeredOf(row)]));
  }

  /** Every published offer of a product that a tenant may see, with its place; at most `limit`, cheapest first. */
  async candidates(tenantId: string, product: Product, hosts: readonly string[], limit: number): Promise<Omit<Offered, 'available'>[]> {
    const addressed = hosts.length === 0 ? Prisma.sql`true` : Prisma.sql`l.host_id = any(${[...hosts]}::text[])`;
    const rows = await this.database.client.$queryRaw<MarketRow[]>`
      select ${listingColumns}, ${placeColumns}, 0::bigint as available
      from listing l join capacity_hall_v h on h.hall_id = l.hall_id left join capacity_cluster_v c on c.cluster_id = l.cluster_id
      where l.state = 'PUBLISHED' and l.product = ${product}::"Product" and l.host_id <> ${tenantId} and ${addressed}
        and (l.visible_to = '{}' or ${tenantId} = any(l.visible_to))
      order by l.per_kw_month, l.id limit ${limit}`;
    return rows.map(offeredOf);
  }

  private sight(actor: Actor, { own, states }: MarketFilter): Prisma.Sql[] {
    const wanted = states && states.length > 0 ? Prisma.sql`l.state::text = any(${[...states]}::text[])` : null;
    if (own) return [Prisma.sql`l.host_id = ${actor.organisationId ?? ''}`, ...(wanted ? [wanted] : [])];
    if (seesEverything(actor)) return [wanted ?? Prisma.sql`l.state = 'PUBLISHED'`];
    const organisation = actor.organisationId ?? '';
    return [Prisma.sql`l.state = 'PUBLISHED'`, Prisma.sql`(l.visible_to = '{}' or l.host_id = ${organisation} or ${organisation} = any(l.visible_to))`, ...(wanted ? [wanted] : [])];
  }
}

/** Text as it is typed: `%` and `_` mean themselves. */
const like = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

function filtered(filter: MarketFilter): Prisma.Sql[] {
  const conditions: Prisma.Sql[] = [];
  const among = (column: Prisma.Sql, values: readonly string[] | undefined): void => {
    if (values && values.length > 0) conditions.push(Prisma.sql`${column} = any(${[...values]}::text[])`);
  };
  if (filter.products && filter.products.length > 0) conditions.push(Prisma.sql`l.product = any(${[...filter.products]}::"Product"[])`);
  among(Prisma.sql`l.country`, filter.countries);
  among(Prisma.sql`l.firmness::text`, filter.firmness);
  among(Prisma.sql`h.cooling::text`, filter.coolings);
  if (filter.gpuModel !== undefined) conditions.push(Prisma.sql`l.gpu_model = ${gpuModelId(filter.gpuModel)}`);
  if (filter.siteId !== undefined) conditions.push(Prisma.sql`l.site_id = ${filter.siteId}`);
  if (filter.text !== undefined && filter.text.trim() !== '') {
    const pattern = like(filter.text.trim());
    conditions.push(Prisma.sql`(l.title ilike ${pattern} or h.site_name ilike ${pattern} or h.place ilike ${pattern})`);
  }
  if (filter.minimumW !== undefined) conditions.push(Prisma.sql`f.available * coalesce(c.watts_per_gpu, 1) >= ${filter.minimumW}`);
  if (filter.minimumGpus !== undefined) conditions.push(Prisma.sql`l.cluster_id is not null and f.available >= ${filter.minimumGpus}`);
  return conditions;
}
