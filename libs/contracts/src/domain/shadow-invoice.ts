/** Twelve months of drafted terms through the very engine that will bill them (contracts.md section 2). */
import { simulate, type PriceTerm, type Simulation, type TrancheInput } from '@busbar/pricing';
import type { ContractTerms, TrancheTerms } from './contract-terms';

/** What is assumed of use and of prices; shown with the result, never apart from it. */
export interface ShadowAssumptions {
  /** Mean IT load ÷ contracted kW, above 0 and at most 1. */
  readonly loadFactor: string;
  /** Facility ÷ IT energy, at least 1. */
  readonly pue: string;
  /** Mean price per MWh of each index that the terms name. */
  readonly indexPerMwh: Readonly<Record<string, string>>;
}

export const SHADOW_MONTHS = 12;

/** A tranche as the rating engine reads it. `rentStart` is the contract's until a handover has set another. */
export const trancheInput = (tranche: TrancheTerms, rentStart: string = tranche.rentStart): TrancheInput => ({
  id: tranche.id,
  rentStart,
  segments: [{ from: tranche.start, until: tranche.end, kw: tranche.kw }],
  ...(tranche.ramp.length > 0 ? { ramp: tranche.ramp } : {}),
});

/** Ids of the indices that the terms name. */
export const indicesOf = (prices: readonly PriceTerm[]): readonly string[] => [...new Set(prices.flatMap((term) => (term.code === 'energy.index' ? [term.indexId] : [])))];

export const shadowInvoiceOf = (contractId: string, terms: ContractTerms, assumed: ShadowAssumptions): Simulation =>
  simulate({
    contract: { id: contractId, effectiveFrom: terms.start, effectiveUntil: terms.end },
    currency: terms.currency,
    zone: terms.zone,
    billingDay: terms.billingDay,
    terms: terms.prices,
    tranches: terms.tranches.map((tranche) => trancheInput(tranche)),
    months: SHADOW_MONTHS,
    loadFactor: assumed.loadFactor,
    pue: assumed.pue,
    indexPerMwh: assumed.indexPerMwh,
    gpus: terms.tranches.flatMap((tranche) => (tranche.gpuModel === null ? [] : [{ trancheId: tranche.id, sku: tranche.gpuModel, gpus: tranche.gpus }])),
    taxes: terms.taxes,
  });
