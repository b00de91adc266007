/**
 * What a rating read, kept for ever: the contract as it stood, the packed series and price columns by their SHA-256.
 * Re-rating, drill-down and disputes read the pins, never the live rows. Source: decisions.md 24.
 */
import { type Instant, type IntervalSeries, intervalSeries, invariant, quality } from '@busbar/kernel';
import {
  drillDown, rate, type BillingPeriod, type DrillDown, type EnergyColumns, type EnergyRole, type PriceIndex, type PriceTerm, type RatedInvoice, type RatingInput,
} from '@busbar/pricing';
import { type BillableContract, firstBillableDay, isRent } from './billable-contract';

/** The part of a rating's input that is JSON. */
export type PinnedTerms = Omit<RatingInput, 'energy' | 'indices'>;

export interface PinnedSeries {
  readonly trancheId: string;
  readonly role: EnergyRole;
  readonly sha256: string;
}
export interface PinnedIndex extends Omit<PriceIndex, 'microPerMwh'> {
  readonly sha256: string;
}
export interface Pins {
  readonly form: 1;
  readonly versionId: string;
  readonly terms: PinnedTerms;
  readonly energy: readonly PinnedSeries[];
  readonly indices: readonly PinnedIndex[];
  /** Tranches whose rent for the following period this invoice bills in advance. */
  readonly advancedTranches: readonly string[];
}

/** What is billed of a contract at the end of a period. */
export interface BillingScope {
  readonly period: BillingPeriod;
  /** Nothing but the first rent in advance is billed. */
  readonly opening: boolean;
  /** The period that terms in advance are rated over; null where the term ends. */
  readonly following: BillingPeriod | null;
  /** Tranches whose rent for `period` an earlier invoice billed in advance. */
  readonly advancedBefore: readonly string[];
}

/** Joins a term and a tranche in the id of a term that is made up for what was not billed in advance. */
const JOINT = '+';

/**
 * The terms as they are rated. A tranche that was handed over after its rent fell due in advance is billed for that period
 * afterwards: its terms are then rated in arrears, on this invoice, each line with its own period.
 */
export function pinnedTerms(contract: BillableContract, { period, opening, following, advancedBefore }: BillingScope): PinnedTerms {
  const first = firstBillableDay(contract);
  invariant(first !== null, 'A contract without an accepted tranche has nothing to bill.');
  const late = contract.tranches.filter(({ id }) => !advancedBefore.includes(id));
  return {
    contract: { id: contract.id, effectiveFrom: first, effectiveUntil: contract.end, billingDay: contract.billingDay },
    currency: contract.currency,
    zone: contract.zone,
    period,
    advance: following,
    terms: opening ? contract.terms.filter(inAdvance) : [...contract.terms, ...contract.terms.flatMap((term) => (inAdvance(term) && isRent(term) ? lateRent(term, late) : []))],
    tranches: contract.tranches.map(({ end: _end, ...tranche }) => tranche),
    allocations: contract.allocations,
    taxes: contract.taxes,
  };
}

const inAdvance = (term: PriceTerm): boolean => term.billedIn === 'ADVANCE';
const lateRent = (term: PriceTerm, late: readonly { readonly id: string }[]): readonly PriceTerm[] =>
  late.filter(({ id }) => term.trancheId === undefined || term.trancheId === id).map(({ id }) => ({ ...term, id: `${term.id}${JOINT}${id}`, trancheId: id, billedIn: 'ARREARS' }));

/** The input again, from the pins and the bytes they name. */
export function ratingInput(pins: Pins, seriesOf: (sha256: string) => IntervalSeries, columnOf: (sha256: string) => BigInt64Array): RatingInput {
  return {
    ...pins.terms,
    energy: pins.energy.map(({ trancheId, role, sha256 }): EnergyColumns => ({ trancheId, role, series: seriesOf(sha256) })),
    indices: pins.indices.map(({ sha256, ...index }): PriceIndex => ({ ...index, microPerMwh: columnOf(sha256) })),
  };
}

/** Rates pinned input; lines name the terms of the contract. Equal pins give equal bytes. */
export function ratePinned(input: RatingInput): RatedInvoice {
  const rated = rate(input);
  return { ...rated, lines: rated.lines.map((line) => ({ ...line, termId: line.termId.split(JOINT)[0] ?? line.termId })) };
}

/** A line opened by local day and interval, from the same pins. */
export const openPinned = (input: RatingInput, lineNumber: number): DrillDown => drillDown(input, lineNumber);

/** Energy before a tranche's rent began is not billed: nobody had accepted the hall. */
export function billableFrom(series: IntervalSeries, at: Instant): IntervalSeries {
  const first = Math.max(0, Math.ceil((at.epochMilliseconds - series.startMs) / series.stepMs));
  if (first === 0) return series;
  const energyMj = series.energyMj.map((energy, index) => (index < first ? 0n : energy));
  return intervalSeries(series.startMs, series.stepMs, energyMj, series.quality.map((bits, index) => (index < first ? quality.VALID : bits)));
}

/** A column of 64-bit integers as bytes, big-endian. */
export function packColumn(column: BigInt64Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(column.length * 8);
  const view = new DataView(bytes.buffer);
  column.forEach((value, index) => view.setBigInt64(index * 8, value));
  return bytes;
}
export function unpackColumn(bytes: Uint8Array): BigInt64Array {
  invariant(bytes.byteLength % 8 === 0, 'A packed column is cut short.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return BigInt64Array.from({ length: bytes.byteLength / 8 }, (_, index) => view.getBigInt64(index * 8));
}
