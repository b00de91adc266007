/** What one rating reads: all of it pinned, none of it fetched. Equal inputs give equal bytes. */
import type { Currency, IntervalSeries } from '@busbar/kernel';
import type { BillingPeriod } from './billing-period';
import type { RecordedEvent } from './terms/commercial-terms';
import type { DecimalText, InstantText, LocalDateText, MonthText, PositiveText } from './terms/common';
import type { PriceTerm } from './terms/price-term';

/** kW of a tranche between two local days. */
export interface KwSegment {
  readonly from: LocalDateText;
  /** First day no longer in it; null while it lasts. */
  readonly until: LocalDateText | null;
  readonly kw: PositiveText;
}

/** From a month of the tranche on (0 is the first), this share of its kW is billed. */
export interface RampStep {
  /** @minimum 0 */
  readonly fromMonth: number;
  readonly share: PositiveText;
}

export interface TrancheInput {
  readonly id: string;
  /** First day of rent; kW before it are not billed. */
  readonly rentStart: LocalDateText;
  readonly segments: readonly KwSegment[];
  readonly ramp?: readonly RampStep[];
}

/** GPUs given to the tenant between two instants; null while it lasts. */
export interface GpuAllocation {
  readonly id: string;
  readonly trancheId?: string;
  readonly sku: string;
  /** @minimum 0 */
  readonly gpus: number;
  readonly from: InstantText;
  readonly to: InstantText | null;
}

/** `IT` is what the tenant is billed for; `HALL_IT` and `FACILITY` give the PUE (the tenant's own IT where HALL_IT is absent). */
export const energyRoles = ['IT', 'HALL_IT', 'FACILITY'] as const;
export type EnergyRole = (typeof energyRoles)[number];

/** The intervals of a tranche in one role, shares of meters already applied; and the reactive channel where there is one. */
export interface EnergyColumns {
  readonly trancheId: string;
  readonly role: EnergyRole;
  readonly series: IntervalSeries;
  /** Milli-var-seconds, in step with `series`; for the power factor. */
  readonly reactive?: BigInt64Array;
}

/** When a bucket applies: local hours on day types within seasons. The first rule that fits decides. */
export interface BucketRule {
  readonly bucket: string;
  /** Names of seasons; absent: all. */
  readonly seasons?: readonly string[];
  /** 1 Monday … 7 Sunday; absent: all. A holiday is the weekday 7 unless `holidays` says otherwise. */
  readonly weekdays?: readonly number[];
  /** `ONLY` fits holidays alone, `NEVER` no holiday, `AS_SUNDAY` (unless said) treats a holiday as a Sunday, `AS_IS` by its weekday. */
  readonly holidays?: 'ONLY' | 'NEVER' | 'AS_SUNDAY' | 'AS_IS';
  /** Local hour, 0 … 24; `[fromHour, toHour)`; absent: the whole day. */
  readonly fromHour?: number;
  readonly toHour?: number;
}

/** Inclusive local month-days, `06-01` to `09-30`; together the seasons cover the year. */
export interface Season {
  readonly name: string;
  /** @pattern ^\d{2}-\d{2}$ */
  readonly from: string;
  /** @pattern ^\d{2}-\d{2}$ */
  readonly to: string;
}

export interface PriceCalendar {
  readonly id: string;
  readonly version: string;
  readonly holidays: readonly LocalDateText[];
  /** On which day a holiday that falls on a weekend is observed. */
  readonly observed: 'NONE' | 'SUN_TO_MON' | 'SAT_FRI_SUN_MON';
  readonly seasons?: readonly Season[];
  /** The first rule that fits an interval decides its bucket; the last must fit everything. */
  readonly rules: readonly BucketRule[];
}

/** A published price per MWh as a column, in millionths of a major unit; `MISSING_PRICE` where none is known. */
export interface PriceIndex {
  readonly id: string;
  readonly version: string;
  readonly status: 'PRELIMINARY' | 'FINAL';
  readonly currency: Currency;
  readonly startMs: number;
  /** 300,000, 900,000, 1,800,000 or 3,600,000. */
  readonly stepMs: number;
  readonly microPerMwh: BigInt64Array;
}
/** Marks an hour without a price. */
export const MISSING_PRICE = -(2n ** 63n);

/** Currency fixings: contract units per index unit, by the local date they were published for. */
export interface FixingSeries {
  readonly id: string;
  readonly source: string;
  readonly from: Currency;
  readonly to: Currency;
  readonly rates: readonly { readonly date: LocalDateText; readonly rate: PositiveText }[];
}

export interface CpiSeries {
  readonly id: string;
  readonly prints: readonly { readonly month: MonthText; readonly first: PositiveText; readonly revised?: PositiveText }[];
}

/** Coincident-peak intervals published for a year. */
export interface CoincidentPeakSet {
  readonly id: string;
  readonly intervals: readonly InstantText[];
  /** The tenant's kW at them, where they lie before the data of this period (last summer sets this year's charge). */
  readonly kw?: readonly PositiveText[];
}

/** Five-minute samples of max(in, out) in whole Mbit/s; null where missing. */
export interface NetworkSamples {
  readonly trancheId?: string;
  readonly mbps: readonly (number | null)[];
}

/** What earlier periods left behind, by term. */
export interface TermHistory {
  readonly termId: string;
  /** Adjusted peaks of earlier periods in kW, latest first. */
  readonly peaksKw?: readonly PositiveText[];
  /** kWh billed earlier in this contract year. */
  readonly yearKwh?: DecimalText;
  /** kWh deemed taken (curtailed at the host's call) this contract year. */
  readonly deemedTakenKwh?: PositiveText;
  /** Energy paid and not taken, oldest year first; `expires` inclusive. */
  readonly bank?: readonly { readonly kwh: PositiveText; readonly price: DecimalText; readonly expires: LocalDateText }[];
  /** What was billed on earlier invoices for this period (rent in advance) and counts in the base of a minimum or a credit. */
  readonly billedBase?: DecimalText;
  /** Amount credited so far (capex credit). */
  readonly credited?: PositiveText;
}

/** An amount that is overdue. */
export interface OverdueAmount {
  readonly invoice: string;
  readonly open: PositiveText;
  /** Excluded from the days. */
  readonly dueOn: LocalDateText;
  /** Included in the days: the day of payment, or the day up to which interest is billed. */
  readonly until: LocalDateText;
}

/** The difference that a re-rating of an earlier, issued period left (section 7). Taxed at that period's rates. */
export interface PriorPeriodAdjustment {
  readonly id: string;
  readonly period: { readonly from: LocalDateText; readonly to: LocalDateText };
  readonly amount: DecimalText;
  readonly reason: string;
  readonly taxes?: readonly TaxRule[];
}

/** A utility or ISO bill, to be split among those at the site. */
export interface AttachedBill {
  readonly id: string;
  readonly version: string;
  readonly lines: readonly { readonly code: string; readonly amount: DecimalText; readonly key: 'KWH' | 'COINCIDENT_KW' | 'CONTRACTED_KW' | 'FIXED_SHARE' }[];
  /** Everyone who bears a part, the host's own use included. */
  readonly participants: readonly {
    readonly id: string;
    readonly kwh?: PositiveText;
    readonly coincidentKw?: PositiveText;
    readonly contractedKw?: PositiveText;
    readonly fixedShare?: PositiveText;
  }[];
}

/** One tax of the invoice. The order of the list is the order of computation. */
export interface TaxRule {
  /**
   * Code of the tax line, such as `tax.state`.
   * @pattern ^[a-z][a-z0-9_.]*$
   */
  readonly code: string;
  readonly jurisdiction?: string;
  /** `0.0825` is 8.25 %. */
  readonly rate: PositiveText;
  /** `REVERSE_CHARGE` and `EXEMPT` print a line of zero with its note. */
  readonly treatment?: 'STANDARD' | 'REVERSE_CHARGE' | 'EXEMPT';
  /** The lines' amounts already hold this tax. All standard rates of an invoice are inclusive or none is. */
  readonly inclusive?: boolean;
  /** Codes of earlier taxes whose rounded amounts join the base. */
  readonly compoundOn?: readonly string[];
  /** Codes (or beginnings ending in `*`) of lines in the base; all unless said. */
  readonly appliesTo?: readonly string[];
  /** Legal note and article, printed. */
  readonly note?: string;
}

/** The contract's frame. */
export interface ContractFrame {
  readonly id: string;
  /** First local day. */
  readonly effectiveFrom: LocalDateText;
  /** First local day after the end; absent while open. */
  readonly effectiveUntil?: LocalDateText;
  /** 1 … 31; where given, a period that is not a whole tile of it is refused. */
  readonly billingDay?: number;
}

/** Everything one rating reads. Fields that no term asks for may be left out. */
export interface RatingInput {
  readonly contract: ContractFrame;
  readonly currency: Currency;
  /** IANA zone of the contract, frozen at acceptance. */
  readonly zone: string;
  /** What terms in arrears are rated over: the full nominal period, billing day to billing day. */
  readonly period: BillingPeriod;
  /** What terms in advance are rated over; absent: `period` itself; null: nothing in advance on this invoice. */
  readonly advance?: BillingPeriod | null;
  readonly terms: readonly PriceTerm[];
  readonly tranches: readonly TrancheInput[];
  readonly energy?: readonly EnergyColumns[];
  readonly allocations?: readonly GpuAllocation[];
  readonly calendars?: readonly PriceCalendar[];
  readonly indices?: readonly PriceIndex[];
  readonly fixings?: readonly FixingSeries[];
  readonly cpi?: readonly CpiSeries[];
  readonly coincidentPeaks?: readonly CoincidentPeakSet[];
  readonly network?: readonly NetworkSamples[];
  readonly events?: readonly RecordedEvent[];
  readonly history?: readonly TermHistory[];
  /** Measured power factor where there is no reactive channel, 4 decimals. */
  readonly powerFactor?: PositiveText;
  readonly overdue?: readonly OverdueAmount[];
  readonly adjustments?: readonly PriorPeriodAdjustment[];
  readonly bills?: readonly AttachedBill[];
  readonly taxes?: readonly TaxRule[];
}
