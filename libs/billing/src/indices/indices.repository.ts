import { Injectable } from '@nestjs/common';
import { invariant, isCurrency } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import type { IndexPrice, IndexVersion } from '../domain/price-index';

interface IndexRow {
  code: string;
  version: string;
  status: 'PRELIMINARY' | 'FINAL';
  currency: string;
  stepMinutes: number;
  source: string;
}

const indexOf = ({ code, version, status, currency, stepMinutes, source }: IndexRow): IndexVersion => {
  invariant(isCurrency(currency), `The index ${code} has an unknown currency.`);
  return { code, version, status, currency, stepMinutes, source };
};

@Injectable()
export class IndicesRepository {
  constructor(private readonly database: Database) {}

  /** Keeps the version if it is new, and answers the one that stands. */
  async keep(index: IndexVersion): Promise<IndexVersion> {
    await this.database.client.$executeRaw`
      insert into price_index (code, version, status, currency, step_minutes, source)
      values (${index.code}, ${index.version}, ${index.status}::"PriceIndexStatus", ${index.currency}, ${index.stepMinutes}, ${index.source}) on conflict do nothing`;
    return indexOf(await this.database.client.priceIndex.findUniqueOrThrow({ where: { code_version: { code: index.code, version: index.version } } }));
  }

  /** Keeps the prices that are new; answers how many, and the first that stands with another value. */
  async keepPrices(index: IndexVersion, prices: readonly IndexPrice[]): Promise<{ written: number; differing: { start: Date; standing: string; given: string } | null }> {
    const starts = prices.map(({ start }) => start.toString());
    const values = prices.map(({ price }) => price);
    const written = await this.database.client.$executeRaw`
      insert into index_price (code, version, start_at, price)
      select ${index.code}, ${index.version}, s::timestamptz, p::numeric from unnest(${starts}::text[], ${values}::text[]) as given (s, p) on conflict do nothing`;
    const differing = await this.database.client.$queryRaw<{ start: Date; standing: string; given: string }[]>`
      select i.start_at as start, i.price::text as standing, p as given from unnest(${starts}::text[], ${values}::text[]) as given (s, p)
      join index_price i on i.code = ${index.code} and i.version = ${index.version} and i.start_at = s::timestamptz where i.price <> p::numeric order by i.start_at limit 1`;
    return { written, differing: differing[0] ?? null };
  }

  /** Versions of an index: final ones before preliminary ones, the latest first. */
  async versionsOf(code: string): Promise<IndexVersion[]> {
    return (await this.database.client.priceIndex.findMany({ where: { code }, orderBy: [{ status: 'desc' }, { createdAt: 'desc' }, { version: 'desc' }] })).map(indexOf);
  }

  async all(first: number): Promise<IndexVersion[]> {
    return (await this.database.client.priceIndex.findMany({ orderBy: [{ code: 'asc' }, { createdAt: 'asc' }], take: first })).map(indexOf);
  }

  /** Prices whose step begins in `[fromMs, toMs)`, in millionths of a major unit. */
  async prices({ code, version }: IndexVersion, fromMs: number, toMs: number): Promise<{ startMs: number; micro: bigint }[]> {
    const rows = await this.database.client.$queryRaw<{ start_at: Date; micro: bigint }[]>`
      select start_at, (price * 1000000)::bigint as micro from index_price
      where code = ${code} and version = ${version} and start_at >= ${new Date(fromMs)} and start_at < ${new Date(toMs)} order by start_at`;
    return rows.map((row) => ({ startMs: row.start_at.getTime(), micro: row.micro }));
  }
}
