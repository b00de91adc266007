import { Injectable } from '@nestjs/common';
import { instantOf, invariant, isCurrency, parseDate, type Currency, type LocalDate } from '@busbar/kernel';
import type { PriceTerm } from '@busbar/pricing';
import { Database } from '@busbar/platform';
import type { Listing as ListingRow, Prisma } from '@busbar/platform/prisma';
import { ListingChangedError } from '../domain/listing.errors';
import type { Listing } from '../domain/listing';
import type { Place } from '../domain/place';
import type { NormalisedPrice } from '../domain/prices';

export const currencyOf = (text: string): Currency => {
  invariant(isCurrency(text), `The marketplace holds an unknown currency ${text}.`);
  return text;
};
/** A `date` column is midnight UTC of its day at Prisma's edge. */
export const dayOf = (date: Date): LocalDate => parseDate(date.toISOString().slice(0, 10));
export const dateOf = (day: LocalDate): Date => new Date(`${day.toString()}T00:00:00Z`);
/** A document that is JSON by its type already. */
export const documentOf = (value: unknown): Prisma.InputJsonValue => value as Prisma.InputJsonValue;

export function listingOf(row: ListingRow): Listing {
  return {
    id: row.id, hostId: row.hostId, siteId: row.siteId, hallId: row.hallId, clusterId: row.clusterId, product: row.product, state: row.state, title: row.title, description: row.description,
    quantity: { powerW: row.powerW, gpus: row.gpus }, lot: { minimum: row.lotMinimum, increment: row.lotIncrement }, earliestStart: dayOf(row.earliestStart),
    term: { minimumMonths: row.minimumTermMonths, maximumMonths: row.maximumTermMonths },
    firmness: { kind: row.firmness, curtailableHours: row.curtailableHours, noticeMinutes: row.noticeMinutes, retainedPercent: row.retainedPercent },
    currency: currencyOf(row.currency), terms: row.terms as unknown as readonly PriceTerm[], depositMonths: row.depositMonths, visibleTo: row.visibleTo, priceJustification: row.priceJustification,
    referencePrice: row.referencePrice as unknown as NormalisedPrice, version: row.version, createdAt: instantOf(row.createdAt.getTime()),
    publishedAt: row.publishedAt && instantOf(row.publishedAt.getTime()),
  };
}

@Injectable()
export class ListingsRepository {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<Listing | null> {
    const row = await this.database.client.listing.findUnique({ where: { id } });
    return row && listingOf(row);
  }

  /** The same, locked until the transaction ends, so that two commands on one listing follow each other. */
  async findForChange(id: string): Promise<Listing | null> {
    await this.database.client.$queryRaw`select id from listing where id = ${id} for no key update`;
    return this.find(id);
  }

  async byIds(ids: readonly string[]): Promise<Map<string, Listing>> {
    const rows = await this.database.client.listing.findMany({ where: { id: { in: [...ids] } } });
    return new Map(rows.map((row) => [row.id, listingOf(row)]));
  }

  async insert(listing: Listing, place: Place): Promise<void> {
    const { quantity, lot, term, firmness, referencePrice } = listing;
    await this.database.client.listing.create({
      data: {
        id: listing.id, hostId: listing.hostId, siteId: listing.siteId, hallId: listing.hallId, clusterId: listing.clusterId, product: listing.product, state: listing.state, title: listing.title,
        description: listing.description, country: place.site.country, gpuModel: listing.clusterId === null ? null : (place.cluster?.model ?? null), powerW: quantity.powerW, gpus: quantity.gpus,
        lotMinimum: lot.minimum, lotIncrement: lot.increment, earliestStart: dateOf(listing.earliestStart), minimumTermMonths: term.minimumMonths, maximumTermMonths: term.maximumMonths,
        firmness: firmness.kind, curtailableHours: firmness.curtailableHours, noticeMinutes: firmness.noticeMinutes, retainedPercent: firmness.retainedPercent, currency: listing.currency,
        terms: documentOf(listing.terms), depositMonths: listing.depositMonths, visibleTo: [...listing.visibleTo], priceJustification: listing.priceJustification,
        perItKwh: referencePrice.perItKwh, perKwMonth: referencePrice.perKwMonth, perGpuHour: referencePrice.perGpuHour, referencePrice: documentOf(referencePrice), version: listing.version,
        createdAt: new Date(listing.createdAt.epochMilliseconds), publishedAt: listing.publishedAt && new Date(listing.publishedAt.epochMilliseconds),
      },
    });
  }

  /** Saves a move; the version that was read must still be there. */
  async saveState(listing: Listing): Promise<void> {
    const { count } = await this.database.client.listing.updateMany({
      where: { id: listing.id, version: listing.version - 1 },
      data: { state: listing.state, version: listing.version, publishedAt: listing.publishedAt && new Date(listing.publishedAt.epochMilliseconds) },
    });
    if (count !== 1) throw new ListingChangedError({ listingId: listing.id });
  }
}
