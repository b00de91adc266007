/** One price, three ways, each with its basis (market.md section 3). */
import type { Currency } from '@busbar/kernel';
import type { CpiSeries, PriceCalendar } from './rating-input';
import type { DecimalText, LocalDateText, PositiveText } from './terms/common';

/** What is assumed so that unlike offers can be compared. A number never leaves without these. */
export interface PriceAssumptions {
  readonly currency: Currency;
  readonly zone: string;
  /** First local day of the synthetic run. */
  readonly startOn: LocalDateText;
  /** Whole months of the term; escalators and one-time costs are averaged over it. */
  readonly termMonths: number;
  /** Contracted IT kW. */
  readonly kw: PositiveText;
  /** Mean IT load ÷ contracted kW, above 0 and at most 1. */
  readonly loadFactor: PositiveText;
  /** Facility ÷ IT energy, at least 1. */
  readonly pue: PositiveText;
  /** Mean price per MWh by index id; an index that a term names and that is absent is refused. */
  readonly indexPerMwh?: Readonly<Record<string, DecimalText>>;
  /** kW of one GPU with its share of the server; absent: no price per GPU-hour. */
  readonly kwPerGpu?: PositiveText;
  /** Model of the GPUs; terms of `gpu.premium` price those. */
  readonly gpuSku?: string;
  /** Calendars and price series that terms name. */
  readonly calendars?: readonly PriceCalendar[];
  readonly cpi?: readonly CpiSeries[];
  /** Costs paid once, spread over the term. */
  readonly oneTimeCosts?: PositiveText;
  /** Where the tenant brings GPUs: adds their cost to the price per GPU-hour, shown as `with your GPUs`. */
  readonly ownGpus?: { readonly pricePerGpu: PositiveText; readonly lifeYears: PositiveText; readonly costOfCapital: PositiveText };
}

/** What the three prices stand on. */
export interface PriceBasis {
  readonly assumptions: PriceAssumptions;
  /** Months and hours the engine was run over, and the kWh it billed as the tenant's IT energy. */
  readonly months: number;
  readonly hours: string;
  readonly itKwh: string;
  /** kWh of one kW in one month: the factor between the two prices. */
  readonly kwhPerKwMonth: string;
  /** `INCLUDED`: a fixed price; `PASSED_THROUGH`: at an index; `NOT_INCLUDED`: rent alone, energy comes on top. */
  readonly energy: 'INCLUDED' | 'PASSED_THROUGH' | 'NOT_INCLUDED';
  readonly gpus: string | null;
  /** Sum before tax over the run, one-time costs included. */
  readonly total: string;
  /** What of the price per GPU-hour is the tenant's own GPUs; null where none were assumed. */
  readonly ownGpuPerHour: string | null;
  /** Terms that cannot be priced without an actual bill, event or payment, and are not in the numbers. */
  readonly termsLeftOut: readonly string[];
}

/** Decimal text at 12 decimals, so that turning one price into another and back is the identity at 6; `perGpuHour` is null where no GPUs are part of the offer or the assumptions. */
export interface NormalisedPrice {
  readonly currency: Currency;
  readonly perItKwh: string;
  readonly perKwMonth: string;
  readonly perGpuHour: string | null;
  readonly basis: PriceBasis;
}
