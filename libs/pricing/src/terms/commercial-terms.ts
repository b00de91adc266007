/** Terms about money and obligations: minimums, credits, discounts, costs handed on. */
import type { DecimalText, Escalator, InstantText, LocalDateText, PositiveText, TermBase } from './common';

/** A fixed amount each period, or once on a day: set-up, remote hands, an add-on. The line's code is the contract's own word. */
export interface ChargeTerm extends TermBase {
  readonly code: 'charge.amount';
  /**
   * Code of the line, such as `charge.setup`.
   * @pattern ^[a-z][a-z0-9_.]*$
   */
  readonly lineCode: string;
  readonly amount: DecimalText;
  /** Billed only in the period that contains this day; absent: every period. */
  readonly onceOn?: LocalDateText;
  readonly escalator?: Escalator;
}

/** Annual take-or-pay on kWh: `commit.shortfall` at the end of the contract year, `commit.make_up` as the bank is used. */
export interface TakeOrPayTerm extends TermBase {
  readonly code: 'commit.take_or_pay';
  readonly annualKwh: PositiveText;
  /** `0.85`: at least 85 % of the annual quantity is paid. */
  readonly share: PositiveText;
  /** Per kWh, in force at the year's end. */
  readonly price: DecimalText;
  /** Months after the year's end until which a shortfall can be made up (inclusive); absent: no make-up. */
  readonly makeUpMonths?: number;
  readonly escalator?: Escalator;
}

/** A least amount for the period, before credits, discounts and tax; prorated by local days. */
export interface MinimumTerm extends TermBase {
  readonly code: 'commit.minimum_true_up';
  readonly minimum: DecimalText;
  /** Codes (or beginnings ending in `*`) of lines that count; all priced lines unless said. */
  readonly qualifyingCodes?: readonly string[];
  readonly escalator?: Escalator;
}

/** A credit for energy not taken during a curtailment, against a baseline of like days. */
export interface CurtailmentCreditTerm extends TermBase {
  readonly code: 'credit.curtailment';
  /** Credit per kWh. */
  readonly price: PositiveText;
  /** Workdays; a holiday of this calendar is none. */
  readonly calendarId?: string;
  /** Latest eligible days whose mean is the baseline; 10 unless said. */
  readonly baselineDays?: number;
  /** Bounds of the day-of adjustment; 0.8 and 1.2 unless said. */
  readonly adjustmentFloor?: PositiveText;
  readonly adjustmentCap?: PositiveText;
}

export interface ServiceLevelTier {
  /** Availability at or above this share … */
  readonly atLeast: PositiveText;
  /** … earns this share of the base. */
  readonly credit: PositiveText;
}

/** A credit for lost availability, capped over the month. */
export interface ServiceLevelTerm extends TermBase {
  readonly code: 'credit.sla';
  /**
   * From the highest to the lowest availability.
   * @minItems 1
   */
  readonly tiers: readonly ServiceLevelTier[];
  /** Below every tier. */
  readonly otherwise: PositiveText;
  /** Greatest sum of a month's service credits, as a share of the base. */
  readonly cap: PositiveText;
  /** Codes (or beginnings ending in `*`) of lines that form the base; all priced lines unless said. */
  readonly baseCodes?: readonly string[];
}

/** A percentage or an amount off named lines, after credits, on what remains; never below zero. */
export interface DiscountTerm extends TermBase {
  readonly code: 'discount';
  readonly off: { readonly kind: 'percentage'; readonly share: PositiveText } | { readonly kind: 'amount'; readonly amount: PositiveText };
  /** Codes (or beginnings ending in `*`); all priced lines unless said. */
  readonly baseCodes?: readonly string[];
}

/** The tenant funded works of the host and is credited up to a share of each month's fees until repaid (a line before tax). */
export interface CapexCreditTerm extends TermBase {
  readonly code: 'credit.capex';
  /** The whole amount to be credited. */
  readonly funded: PositiveText;
  /** Greatest part of the period's base that is credited. */
  readonly shareOfFees: PositiveText;
  readonly baseCodes?: readonly string[];
}

/** Simple interest on what is overdue. */
export interface LateFeeTerm extends TermBase {
  readonly code: 'fee.late';
  /** Per year, `0.08` is 8 %. */
  readonly annualRate: PositiveText;
}

/** Lines of an attached utility or ISO bill, each allocated to the tenant by the key it names. */
export interface PassThroughCostTerm extends TermBase {
  readonly code: 'passthrough.cost';
  /** `bills[].id` of the input that this contract takes part in. */
  readonly billId: string;
  /** The participant of the bill that this contract is. */
  readonly participantId: string;
}

export type CommercialTerm =
  | ChargeTerm | TakeOrPayTerm | MinimumTerm | CurtailmentCreditTerm | ServiceLevelTerm | DiscountTerm | CapexCreditTerm | LateFeeTerm | PassThroughCostTerm;

/** An interruption or curtailment as recorded. */
export interface RecordedEvent {
  readonly id: string;
  readonly kind: 'CURTAILMENT' | 'OUTAGE' | 'APPROVED_MAINTENANCE';
  /** Absent: the whole contract. */
  readonly trancheId?: string;
  readonly from: InstantText;
  readonly to: InstantText;
}
