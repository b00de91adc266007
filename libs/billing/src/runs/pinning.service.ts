import { Injectable } from '@nestjs/common';
import { type Actor, instantOf, type IntervalSeries, isMissing, parseDate, type Period, startOfDay } from '@busbar/kernel';
import { Metering, packSeries, unpackSeries } from '@busbar/metering';
import { FileStore } from '@busbar/platform';
import { carryForward, type EnergyRole, type RatingInput } from '@busbar/pricing';
import { type BillableContract, billsEnergy, indicesOf } from '../domain/billable-contract';
import { type CollectingReason, followingPeriod } from '../domain/periods';
import { billableFrom, packColumn, pinnedTerms, ratingInput, unpackColumn, type PinnedIndex, type PinnedSeries, type Pins } from '../domain/pins';
import { Indices } from '../indices/indices.service';
import type { StoredPeriod } from '../periods/periods.repository';
import type { RatedBefore } from './runs.repository';

const SERIES_TYPE = 'application/vnd.busbar.series';
const PRICES_TYPE = 'application/vnd.busbar.prices';

/** Why a period cannot be rated yet. */
export interface Lacking {
  readonly reason: CollectingReason;
  readonly text: string;
}

/** Collects what a rating reads and keeps it as pins; reads it again from them. */
@Injectable()
export class Pinning {
  constructor(private readonly metering: Metering, private readonly indices: Indices, private readonly files: FileStore) {}

  /** Pins everything that the period's rating reads, or says what is lacking. In the transaction of the run item. */
  async pin(actor: Actor, contract: BillableContract, period: StoredPeriod, before: RatedBefore | null): Promise<Pins | Lacking> {
    const { span, opening } = period;
    const following = followingPeriod(contract, span);
    const scope = { period: span, opening, following, advancedBefore: before?.pins.advancedTranches ?? [] };
    const energy = opening || !billsEnergy(contract) ? [] : await this.pinEnergy(actor, contract, { from: instantOf(span.fromMs), to: instantOf(span.toMs) });
    if ('reason' in energy) return energy;
    const indices = opening ? [] : await this.pinIndices(contract, span.fromMs, span.toMs);
    if ('reason' in indices) return indices;
    const history = carryForward(before?.pins.terms.history ?? [], before?.carried ?? []);
    const terms = pinnedTerms(contract, scope);
    return {
      form: 1, versionId: contract.versionId, terms: history.length > 0 ? { ...terms, history } : terms, energy, indices,
      advancedTranches: following ? contract.tranches.filter(({ end }) => end > following.from).map(({ id }) => id) : [],
    };
  }

  /** The input of the rating, from the pins alone. In an open scope. */
  async input(pins: Pins): Promise<RatingInput> {
    const bytes = new Map<string, Uint8Array>();
    for (const { sha256 } of [...pins.energy, ...pins.indices]) if (!bytes.has(sha256)) bytes.set(sha256, (await this.files.get(sha256)).bytes);
    const stored = (sha256: string): Uint8Array => bytes.get(sha256) ?? new Uint8Array();
    return ratingInput(pins, (sha256) => unpackSeries(stored(sha256)), (sha256) => unpackColumn(stored(sha256)));
  }

  private async pinEnergy(actor: Actor, contract: BillableContract, period: Period): Promise<readonly PinnedSeries[] | Lacking> {
    const known = new Map(contract.tranches.map((tranche) => [tranche.id, tranche.rentStart]));
    const pinned: PinnedSeries[] = [];
    let measured = false;
    for (const { trancheId, role, series } of await this.metering.series(actor, contract.id, period)) {
      const rentStart = known.get(trancheId);
      if (rentStart === undefined || !isRole(role)) continue;
      if (role === 'IT') measured ||= knowsAnything(series);
      const billable = billableFrom(series, startOfDay(parseDate(rentStart), contract.zone));
      const { sha256 } = await this.files.put(packSeries(billable), SERIES_TYPE);
      pinned.push({ trancheId, role, sha256 });
    }
    return measured ? pinned : { reason: 'INTERVALS_MISSING', text: 'No meter has told the energy of any quarter-hour of this period.' };
  }

  private async pinIndices(contract: BillableContract, fromMs: number, toMs: number): Promise<readonly PinnedIndex[] | Lacking> {
    const pinned: PinnedIndex[] = [];
    for (const code of indicesOf(contract.terms)) {
      const column = await this.indices.column(code, fromMs, toMs);
      if (!column) return { reason: 'PRICE_MISSING', text: `The index ${code} has no prices.` };
      const { microPerMwh, ...index } = column;
      const { sha256 } = await this.files.put(packColumn(microPerMwh), PRICES_TYPE);
      pinned.push({ ...index, sha256 });
    }
    return pinned;
  }
}

const isRole = (role: string): role is EnergyRole => role === 'IT' || role === 'HALL_IT' || role === 'FACILITY';
const knowsAnything = (series: IntervalSeries): boolean => series.quality.some((bits) => !isMissing(bits));
