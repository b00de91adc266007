/** The one JSON form of a rating: what `rate` reads, with series as values, as a formula or as a file. */
import type { Currency } from '@busbar/kernel';
import type {
  AttachedBill, CoincidentPeakSet, ContractFrame, CpiSeries, EnergyRole, FixingSeries, GpuAllocation, OverdueAmount, PriceCalendar, PriorPeriodAdjustment, TaxRule, TermHistory, TrancheInput,
} from '../rating-input';
import type { RecordedEvent } from '../terms/commercial-terms';
import type { DecimalText, InstantText, LocalDateText, PositiveText } from '../terms/common';
import type { PriceTerm } from '../terms/price-term';

/** A period by its local days; the instants follow from the zone. */
export interface PeriodDocument {
  readonly from: LocalDateText;
  readonly to: LocalDateText;
}

/** Other values in part of a formula's range, such as a curtailment. */
export interface FormulaException {
  readonly from: InstantText;
  readonly to: InstantText;
  /** Wh of each interval. */
  readonly wh: string;
}

/** Where the energy of quarter-hours comes from. */
export type EnergySource =
  /** One value an interval, in exactly one unit; null where nothing is known. */
  | { readonly kind: 'values'; readonly startAt: InstantText; readonly mj?: readonly (DecimalText | null)[]; readonly wh?: readonly (DecimalText | null)[]; readonly kwh?: readonly (DecimalText | null)[]; readonly quality?: readonly number[] }
  /** All of it in the first interval of the period. */
  | { readonly kind: 'total'; readonly kwh: DecimalText }
  /**
   * Wh of each interval by arithmetic: `i` counts intervals and `h` hours from the start, `d` is the local day of the month, `k`
   * the local quarter-hour of the day.
   */
  | { readonly kind: 'formula'; readonly wh: string; readonly from?: LocalDateText; readonly to?: LocalDateText; readonly except?: readonly FormulaException[] }
  /** A CSV file with a header: RFC 3339 starts in one column, kWh of the `stepSeconds` from there in another, spread evenly over the quarter-hours inside. */
  | { readonly kind: 'file'; readonly path: string; readonly timeColumn: string; readonly kwhColumn: string; readonly stepSeconds: number; readonly factor?: PositiveText };

export interface EnergyDocument {
  readonly trancheId: string;
  readonly role: EnergyRole;
  readonly source: EnergySource;
  /** Reactive energy in varh, where there is a channel; same range as the source. */
  readonly reactive?: { readonly kind: 'formula'; readonly varh: string };
}

/** Where an index's prices per MWh come from. */
export type PriceSource =
  | { readonly kind: 'values'; readonly startAt: InstantText; readonly perMwh: readonly (DecimalText | null)[] }
  | { readonly kind: 'flat'; readonly perMwh: DecimalText }
  /** `h` counts hours of the period, `i` steps. */
  | { readonly kind: 'formula'; readonly perMwh: string }
  | { readonly kind: 'file'; readonly path: string; readonly timeColumn: string; readonly perMwhColumn: string };

export interface IndexDocument {
  readonly id: string;
  readonly version: string;
  readonly status: 'PRELIMINARY' | 'FINAL';
  readonly currency: Currency;
  readonly stepSeconds: 300 | 900 | 1800 | 3600;
  readonly source: PriceSource;
}

/** Five-minute samples of max(in, out) in Mbit/s. */
export interface NetworkDocument {
  readonly trancheId?: string;
  readonly source: { readonly kind: 'values'; readonly mbps: readonly (number | null)[] } | { readonly kind: 'formula'; readonly mbps: string; readonly samples: number };
}

/** What a document is expected to give, where it is a worked example; `rate` does not read it. */
export interface WorkedExample {
  readonly id: string;
  readonly title: string;
  readonly expected: {
    readonly lines: readonly {
      readonly code: string;
      readonly quantity: string | { readonly value: string; readonly numerator: string; readonly denominator: string };
      readonly unit: string;
      /** A number, or words with a blended price for information. */
      readonly unit_price: string;
      readonly amount: string;
    }[];
    readonly tax_lines: readonly { readonly code: string; readonly rate: string; readonly base: string; readonly amount: string }[];
    readonly subtotal: string;
    readonly tax: string;
    readonly total: string;
    /** Minor units of the first tax on each line. */
    readonly tax_allocation?: readonly number[];
  };
}

/** A rating as a file. */
export interface RatingDocument {
  readonly example?: WorkedExample;
  readonly contract: ContractFrame;
  readonly currency: Currency;
  readonly zone: string;
  readonly period: PeriodDocument;
  readonly advance?: PeriodDocument | null;
  readonly terms: readonly PriceTerm[];
  readonly tranches: readonly TrancheInput[];
  readonly energy?: readonly EnergyDocument[];
  readonly allocations?: readonly GpuAllocation[];
  readonly calendars?: readonly PriceCalendar[];
  readonly indices?: readonly IndexDocument[];
  readonly fixings?: readonly FixingSeries[];
  readonly cpi?: readonly CpiSeries[];
  readonly coincidentPeaks?: readonly CoincidentPeakSet[];
  readonly network?: readonly NetworkDocument[];
  readonly events?: readonly RecordedEvent[];
  readonly history?: readonly TermHistory[];
  readonly powerFactor?: PositiveText;
  readonly overdue?: readonly OverdueAmount[];
  readonly adjustments?: readonly PriorPeriodAdjustment[];
  readonly bills?: readonly AttachedBill[];
  readonly taxes?: readonly TaxRule[];
}
