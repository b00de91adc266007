/** What a rating answers: lines that say how they came about, taxes, and sums that are sums of what is printed. */
import type { Currency, Money } from '@busbar/kernel';
import type { BillingPeriod } from './billing-period';
import type { Payee } from './terms/common';

export const units = ['kWh', 'kW', 'kVA', 'kW-mo', 'kW-h', 'GPU-h', 'Mbit/s', ''] as const;
/** Unit of a line's quantity; money lines have none. */
export type Unit = (typeof units)[number];

/** The intervals behind a quantity. */
export interface IntervalsBehind {
  /** How many of the period were read. */
  readonly count: number;
  /** Start of the first and of the last, epoch milliseconds. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** How many of `count` were measured and how many estimated; the rest is missing and counted as zero energy. */
  readonly measured: number;
  readonly estimated: number;
  readonly missing: number;
  /** measured ÷ count and estimated ÷ count, 4 decimals each. */
  readonly measuredShare: string;
  readonly estimatedShare: string;
}

/** A quantity that is prorated is printed as the product `quantity × numerator/denominator` (R3). */
export interface Fraction {
  readonly numerator: string;
  readonly denominator: string;
}

/** One line. `amount = round(quantity × fraction × unitPrice)` unless `informational`. */
export interface RatedLine {
  /** 1, 2, … in the order of evaluation. */
  readonly number: number;
  /** Code of the component, such as `energy.tou.on_peak`. */
  readonly code: string;
  readonly termId: string;
  readonly trancheId: string | null;
  /** Where the rule is written: section of the specification and the component. */
  readonly rule: string;
  /** Decimal text at the precision it was rounded to. */
  readonly quantity: string;
  readonly fraction: Fraction | null;
  readonly unit: Unit;
  /** Decimal text in major units. */
  readonly unitPrice: string;
  /** The unit price is a blended one for the reader; the amount came from the exact sum over intervals. */
  readonly informational: boolean;
  readonly amount: Money;
  readonly period: BillingPeriod;
  /** Null for lines that no interval stands behind. */
  readonly intervals: IntervalsBehind | null;
  readonly passThrough: boolean;
  /** Empty: the host alone. */
  readonly payees: readonly Payee[];
  /** Part of the amount that tax falls on. */
  readonly taxableFraction: string;
  /** How the quantity came about, in words with the numbers in them, one step each. */
  readonly steps: readonly string[];
}

/** One tax, rounded once (R5). */
export interface TaxLine {
  readonly code: string;
  readonly rate: string;
  /** Exact base as decimal text. */
  readonly base: string;
  readonly amount: Money;
  /** Minor units of `amount` on each line, in the order of `lines`; by largest remainder, stored for later credit notes. */
  readonly allocation: readonly bigint[];
  readonly note: string | null;
}

/** A remark that does not stop the rating, such as IT energy of zero. */
export interface RatingNotice {
  readonly code: string;
  readonly termId: string;
  readonly message: string;
}

/** What the next period's rating needs from this one; stored with the run item. */
export interface CarriedForward {
  readonly termId: string;
  readonly peakKw?: string;
  readonly yearKwh?: string;
  readonly bank?: readonly { readonly kwh: string; readonly price: string; readonly expires: string }[];
  readonly credited?: string;
}

export interface RatedInvoice {
  readonly currency: Currency;
  readonly period: BillingPeriod;
  readonly lines: readonly RatedLine[];
  readonly taxLines: readonly TaxLine[];
  /** Σ lines. */
  readonly subtotal: Money;
  /** Σ tax lines. */
  readonly tax: Money;
  readonly total: Money;
  /** R9: a negative total is issued as a credit note. */
  readonly document: 'INVOICE' | 'CREDIT_NOTE';
  readonly notices: readonly RatingNotice[];
  readonly carriedForward: readonly CarriedForward[];
}
