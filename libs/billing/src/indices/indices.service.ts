import { Injectable } from '@nestjs/common';
import { type Actor, authorise } from '@busbar/kernel';
import { Database, Outbox } from '@busbar/platform';
import type { PriceIndex } from '@busbar/pricing';
import { IndexPriceChangedError, IndexVersionDiffersError } from '../domain/billing.errors';
import { billingPolicy } from '../domain/billing-policy';
import { checkIndexVersion, checkPrices, indexColumn, isComplete, type IndexPrice, type IndexVersion } from '../domain/price-index';
import { PeriodsRepository } from '../periods/periods.repository';
import { IndicesRepository } from './indices.repository';

/** Published prices per MWh: imported, and read for a period. */
@Injectable()
export class Indices {
  constructor(private readonly database: Database, private readonly outbox: Outbox, private readonly indices: IndicesRepository, private readonly periods: PeriodsRepository) {}

  /**
   * Adds prices to a version of an index, which is made with its first import. What stands is kept; the same again changes
   * nothing. Periods that wait for a price are looked at again. Staff only.
   *
   * @throws IndexVersionDiffersError the version stands with another currency, step or status.
   * @throws IndexPriceChangedError an hour stands with another price.
   */
  import(actor: Actor, index: IndexVersion, prices: readonly IndexPrice[]): Promise<{ readonly written: number }> {
    authorise(billingPolicy.importIndexPrices, actor, undefined);
    checkIndexVersion(index);
    checkPrices(index, prices);
    return this.database.transaction(actor, async () => {
      refuseAnother(index, await this.indices.keep(index));
      const { written, differing } = await this.indices.keepPrices(index, prices);
      if (differing) throw new IndexPriceChangedError({ index: index.code, version: index.version, start: differing.start.toISOString(), standing: differing.standing, given: differing.given });
      await this.periods.wake('PRICE_MISSING');
      await this.outbox.publish({ type: 'index.imported', subject: `${index.code}@${index.version}`, organisations: [], data: { index: index.code, version: index.version, prices: written } });
      return { written };
    });
  }

  /** The versions that are known. */
  all(actor: Actor, first: number): Promise<IndexVersion[]> {
    authorise(billingPolicy.priceIndices, actor, undefined);
    return this.database.read(actor, () => this.indices.all(first));
  }

  /**
   * The prices of a period: of the latest final version that knows every hour, else of the latest preliminary one that
   * does, else of the latest at all with its gaps marked; null for an index that nobody imported. In an open scope.
   */
  async column(code: string, fromMs: number, toMs: number): Promise<PriceIndex | null> {
    let latest: PriceIndex | null = null;
    for (const version of await this.indices.versionsOf(code)) {
      const stepMs = version.stepMinutes * 60_000;
      const column = indexColumn(version, fromMs, toMs, await this.indices.prices(version, Math.floor(fromMs / stepMs) * stepMs, toMs));
      if (isComplete(column)) return column;
      latest ??= column;
    }
    return latest;
  }
}

function refuseAnother(given: IndexVersion, standing: IndexVersion): void {
  for (const field of ['currency', 'stepMinutes', 'status'] as const)
    if (given[field] !== standing[field]) throw new IndexVersionDiffersError({ index: given.code, version: given.version, field, standing: String(standing[field]), given: String(given[field]) });
}
