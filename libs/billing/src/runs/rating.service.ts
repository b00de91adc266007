import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, instantOf } from '@busbar/kernel';
import { canonicalJson, Clock, newId } from '@busbar/platform';
import { marketplaceSplit, type RatedInvoice, RatingRefusedError } from '@busbar/pricing';
import type { BillableContract } from '../domain/billable-contract';
import { type CollectingReason, RETRY_HOURS } from '../domain/periods';
import { ratePinned, type Pins } from '../domain/pins';
import { InvoicesRepository } from '../invoices/invoices.repository';
import { BillableContracts } from '../periods/billable-contracts.service';
import { PeriodsRepository, type StoredPeriod } from '../periods/periods.repository';
import { Pinning } from './pinning.service';
import { type RunItem, RunsRepository } from './runs.repository';

/** What a person must look at is looked at again once a week. */
const PARKED_HOURS = 7 * 24;

/** The bytes that a rating is known by: equal pins give an equal hash. */
export const ratedSha256 = (rated: RatedInvoice): string => createHash('sha256').update(canonicalJson(rated)).digest('hex');

/** Rates one period of one contract from pins, and drafts its invoice. */
@Injectable()
export class Rating {
  constructor(
    private readonly clock: Clock,
    private readonly contracts: BillableContracts,
    private readonly periods: PeriodsRepository,
    private readonly runs: RunsRepository,
    private readonly pinning: Pinning,
    private readonly invoices: InvoicesRepository,
  ) {}

  /** Rates an item in its own transaction. What cannot be rated goes on collecting, with the reason. */
  async rateItem(actor: Actor, item: RunItem): Promise<void> {
    const period = await this.periods.get(item.periodId);
    const contract = await this.contracts.at(item.contractId, instantOf(period.span.toMs).subtract({ milliseconds: 1 }));
    if (contract.settlement === 'DIRECT') return this.hold(item, 'SETTLEMENT_UNSUPPORTED', 'The contract is settled directly between the parties, which is not billed here yet.');
    const before = await this.runs.ratedBefore(item.contractId, period.ordinal);
    const pins = await this.pinning.pin(actor, contract, period, before);
    if ('reason' in pins) return this.hold(item, pins.reason, pins.text);
    const rated = await this.attempt(item, pins);
    if (rated) await this.keep(item, contract, period, pins, rated);
  }

  /** The same pins rated again, now: for audits, disputes and tests. In an open scope. */
  async rateAgain(itemId: string): Promise<{ readonly rated: RatedInvoice; readonly sameBytes: boolean } | null> {
    const kept = await this.runs.pinsOf(itemId);
    if (!kept) return null;
    const rated = ratePinned(await this.pinning.input(kept.pins));
    return { rated, sameBytes: ratedSha256(rated) === kept.ratedSha256 };
  }

  /** A defect of ours: the draft, if there is one, is void, and the period waits for a person. */
  async park(item: RunItem): Promise<void> {
    await this.invoices.voidDraftOf(item.id);
    await this.hold(item, 'RATING_REFUSED', 'The contract could not be billed; the cause is in the log.');
  }

  private async attempt(item: RunItem, pins: Pins): Promise<RatedInvoice | null> {
    try {
      return ratePinned(await this.pinning.input(pins));
    } catch (error) {
      if (!(error instanceof RatingRefusedError)) throw error;
      await this.hold(item, error.code === 'RATING_PRICE_MISSING' ? 'PRICE_MISSING' : 'RATING_REFUSED', `${error.message} (${error.details.path})`);
      return null;
    }
  }

  private async keep(item: RunItem, contract: BillableContract, period: StoredPeriod, pins: Pins, rated: RatedInvoice): Promise<void> {
    const empty = rated.lines.length === 0;
    await this.runs.rated(item.id, empty ? 'EMPTY' : 'RATED', pins, ratedSha256(rated), rated.carriedForward);
    await this.periods.become(period.id, empty ? 'CLOSED' : 'RATED');
    if (empty) return;
    const split = marketplaceSplit(rated.lines, contract.hostId, contract.platformFeeRate, contract.currency);
    await this.invoices.draft({ id: newId('invoice'), item, contract, period, rated, split, splitIds: split.hosts.map(() => newId('settlement')) });
  }

  private async hold(item: RunItem, reason: CollectingReason, text: string): Promise<void> {
    const waits = reason === 'PRICE_MISSING' || reason === 'INTERVALS_MISSING';
    await this.runs.become(item.id, waits ? 'WAITING' : 'PARKED', text);
    await this.periods.hold(item.periodId, reason, text, this.clock.now().add({ hours: waits ? RETRY_HOURS : PARKED_HOURS }));
  }
}
