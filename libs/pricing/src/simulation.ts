/** The shadow invoices of a contract before anyone signs: twelve months as they would be billed. */
import type { Currency } from '@busbar/kernel';
import type { RatedInvoice } from './rated-invoice';
import type { ContractFrame, CpiSeries, PriceCalendar, TaxRule, TrancheInput } from './rating-input';
import type { RecordedEvent } from './terms/commercial-terms';
import type { DecimalText, PositiveText } from './terms/common';
import type { PriceTerm } from './terms/price-term';

/** The contract as drafted, and what is assumed of use and prices. */
export interface SimulationInput {
  readonly contract: ContractFrame;
  readonly currency: Currency;
  readonly zone: string;
  /** 1 … 31. */
  readonly billingDay: number;
  readonly terms: readonly PriceTerm[];
  readonly tranches: readonly TrancheInput[];
  /** Months to simulate; 12 unless said. */
  readonly months?: number;
  /** Mean IT load ÷ kW of the tranche. */
  readonly loadFactor: PositiveText;
  /** Facility ÷ IT energy, at least 1. */
  readonly pue: PositiveText;
  /** Mean price per MWh by index id. */
  readonly indexPerMwh?: Readonly<Record<string, DecimalText>>;
  /** GPUs in use by model, for terms of `gpu.premium`; those of a tranche from its rent start on. */
  readonly gpus?: readonly { readonly trancheId?: string; readonly sku: string; readonly gpus: number }[];
  readonly calendars?: readonly PriceCalendar[];
  readonly cpi?: readonly CpiSeries[];
  /** What is assumed to happen; while a curtailment or an outage lasts, nothing is drawn. */
  readonly events?: readonly RecordedEvent[];
  readonly taxes?: readonly TaxRule[];
}

export interface Simulation {
  readonly invoices: readonly RatedInvoice[];
  /** Σ subtotals and Σ totals, decimal text in major units. */
  readonly subtotal: string;
  readonly total: string;
}
