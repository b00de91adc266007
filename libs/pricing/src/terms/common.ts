/** What every price term has in common. All of it is JSON: decimals and dates are text, nothing is a float. */

/**
 * A plain decimal such as `0.0475`: exact, no exponent.
 * @pattern ^-?\d{1,20}(\.\d{1,20})?$
 */
export type DecimalText = string;

/**
 * A plain decimal that cannot be negative.
 * @pattern ^\d{1,20}(\.\d{1,20})?$
 */
export type PositiveText = string;

/**
 * A calendar day of the contract's zone, `2026-11-21`.
 * @pattern ^\d{4}-\d{2}-\d{2}$
 */
export type LocalDateText = string;

/**
 * A calendar month, `2026-11`.
 * @pattern ^\d{4}-\d{2}$
 */
export type MonthText = string;

/**
 * A point in time, RFC 3339 with offset or Z.
 * @pattern ^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$
 */
export type InstantText = string;

/** Rent in advance and energy in arrears is the norm of the trade; one invoice carries both (pricing.md section 8). */
export const billingCadences = ['ADVANCE', 'ARREARS'] as const;
export type BillingCadence = (typeof billingCadences)[number];

/** Who receives what a line earns, when it is not the host alone. */
export interface Payee {
  readonly organisationId: string;
  /** Share of the line, `0.5` is a half; the shares of a term sum to 1. */
  readonly share: PositiveText;
}

/** The price grows by a fixed rate on each anniversary, always from the base price. */
export interface FixedEscalator {
  readonly kind: 'fixed';
  /** Growth per year, `0.03` is 3 %. */
  readonly rate: DecimalText;
  /** The day whose anniversaries count. */
  readonly effective: LocalDateText;
  /** `FIRST_OF_MONTH_AFTER` moves each anniversary to the first of the following month, as leases of tranches do. */
  readonly on?: 'ANNIVERSARY' | 'FIRST_OF_MONTH_AFTER';
  /** Decimals of the escalated price; 6 unless said. */
  readonly scale?: number;
}

/** The price follows a consumer price series, clamped year by year. */
export interface CpiEscalator {
  readonly kind: 'cpi';
  /** `cpi[].id` of the input. */
  readonly seriesId: string;
  /** The month that the base price stands for. */
  readonly baseMonth: MonthText;
  /** Months between the anniversary's month and the month whose print is read. */
  readonly lagMonths: number;
  readonly print: 'FIRST' | 'REVISED';
  /** Least and greatest growth of one year, such as `0.02` and `0.04`. */
  readonly floor?: DecimalText;
  readonly cap?: DecimalText;
  /** Whether the price may fall below the base price; not unless said. */
  readonly mayFallBelowBase?: boolean;
  readonly effective: LocalDateText;
  readonly on?: 'ANNIVERSARY' | 'FIRST_OF_MONTH_AFTER';
  readonly scale?: number;
}

export type Escalator = FixedEscalator | CpiEscalator;

/** The fields of every term. */
export interface TermBase {
  /** Unique within the contract (`trm_…`); printed with each line. */
  readonly id: string;
  /** How the contract calls it; for people. */
  readonly name?: string;
  /** The tranche whose kW, energy or GPUs are priced; absent: all tranches together. */
  readonly trancheId?: string;
  readonly billedIn: BillingCadence;
  /** Cost handed on without margin: no platform fee is taken of it. False unless said. */
  readonly passThrough?: boolean;
  /** Who receives it; the host alone unless said. Frozen at acceptance (decisions.md 26). */
  readonly payees?: readonly Payee[];
  /** First local day in force; the contract's first day unless said. */
  readonly from?: LocalDateText;
  /** First local day no longer in force. */
  readonly until?: LocalDateText;
  /** Part of the line that tax falls on; `1` unless said. */
  readonly taxableFraction?: PositiveText;
}
