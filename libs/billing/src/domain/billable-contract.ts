/** What billing reads of a contract, as values: the contract's own words stay in its context. */
import type { Currency } from '@busbar/kernel';
import type { GpuAllocation, PriceTerm, TaxRule, TermCode, TrancheInput } from '@busbar/pricing';

/** A tranche whose handover the tenant has accepted, so that it can be billed. */
export interface BillableTranche extends TrancheInput {
  /** First day no longer in the tranche. */
  readonly end: string;
}

export interface BillableContract {
  readonly id: string;
  /** The version in force, which the run pins. */
  readonly versionId: string;
  readonly hostId: string;
  readonly tenantId: string;
  /** IANA zone of the billing days, frozen at acceptance (decisions.md 20). */
  readonly zone: string;
  readonly currency: Currency;
  /** First local day of the term, and the first after it. */
  readonly start: string;
  readonly end: string;
  /** 1 … 31. */
  readonly billingDay: number;
  /** Days after issue until an invoice is due. */
  readonly paymentDays: number;
  readonly settlement: 'PLATFORM' | 'DIRECT';
  /** Share of every line that is not passed through: `0.02` is 2 %. */
  readonly platformFeeRate: string;
  readonly terms: readonly PriceTerm[];
  readonly taxes: readonly TaxRule[];
  readonly tranches: readonly BillableTranche[];
  readonly allocations: readonly GpuAllocation[];
}

export const billsInAdvance = ({ terms }: Pick<BillableContract, 'terms'>): boolean => terms.some((term) => term.billedIn === 'ADVANCE');

/** Terms that are rated without any reading; every other code asks what the meters said. */
const withoutReadings: ReadonlySet<TermCode> = new Set([
  'capacity.reserved', 'capacity.hourly', 'gpu.premium', 'network.commit', 'charge.amount', 'commit.minimum_true_up', 'credit.sla', 'discount', 'credit.capex', 'fee.late',
] as const satisfies readonly TermCode[]);

/** Whether some term needs what the meters said. */
export const billsEnergy = ({ terms }: Pick<BillableContract, 'terms'>): boolean => terms.some((term) => !withoutReadings.has(term.code));

/** Rent follows the kW of a tranche, so that a tranche that comes later brings its own; other terms in advance are the contract's. */
export const isRent = (term: PriceTerm): boolean => term.code === 'capacity.reserved' || term.code === 'capacity.hourly';

/** First local day on which anything can be billed: the earliest rent of an accepted tranche; null before any handover. */
export function firstBillableDay(contract: Pick<BillableContract, 'start' | 'tranches'>): string | null {
  const first = contract.tranches.map(({ rentStart }) => rentStart).sort()[0];
  return first === undefined ? null : first > contract.start ? first : contract.start;
}

/** Ids of the price indices that the terms name, in order and once. */
export const indicesOf = (terms: readonly PriceTerm[]): readonly string[] => [...new Set(terms.flatMap((term) => (term.code === 'energy.index' ? [term.indexId] : [])))];
