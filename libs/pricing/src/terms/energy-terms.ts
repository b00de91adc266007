/** Terms that price kilowatt-hours. Prices are in major units of the contract's currency. */
import type { DecimalText, Escalator, PositiveText, TermBase } from './common';

/** One price for every kWh. */
export interface FixedEnergyTerm extends TermBase {
  readonly code: 'energy.fixed';
  /** Per kWh. */
  readonly price: DecimalText;
  /** Metered kWh are multiplied by it; `1` unless said. */
  readonly lossFactor?: PositiveText;
  readonly escalator?: Escalator;
}

/** A slice of a tiered price. The upper bound belongs to the tier; the last tier has none. */
export interface PriceTier {
  /** Upper bound in kWh, inclusive; null in the last tier only. */
  readonly upTo: PositiveText | null;
  /** Per kWh. */
  readonly price: DecimalText;
  /** Added once when the tier is entered. */
  readonly flatFee?: DecimalText;
}

/** Graduated: each slice at its own price, each slice its own line `energy.tier1`, `energy.tier2`, … */
export interface TieredEnergyTerm extends TermBase {
  readonly code: 'energy.tier';
  /** @minItems 1 */
  readonly tiers: readonly PriceTier[];
  /** Whether the slices begin anew each period or each contract year; `PERIOD` unless said. */
  readonly accumulation?: 'PERIOD' | 'CONTRACT_YEAR';
  /** Whether bounds shrink with the days of a short period; not unless said. */
  readonly prorateBounds?: boolean;
  readonly lossFactor?: PositiveText;
  readonly escalator?: Escalator;
}

/** Volume: the whole quantity at the price of the tier that contains it. */
export interface VolumeEnergyTerm extends TermBase {
  readonly code: 'energy.volume';
  /** @minItems 1 */
  readonly tiers: readonly PriceTier[];
  readonly prorateBounds?: boolean;
  readonly lossFactor?: PositiveText;
  readonly escalator?: Escalator;
}

export interface BucketPrice {
  /** A bucket of the calendar. */
  readonly bucket: string;
  /** Per kWh. */
  readonly price: DecimalText;
}

/** Time of use: each bucket of a calendar at its own price, each its own line `energy.tou.<bucket>`. */
export interface TimeOfUseEnergyTerm extends TermBase {
  readonly code: 'energy.tou';
  /** `calendars[].id` of the input. */
  readonly calendarId: string;
  /**
   * In the contract's order, which decides ties and the order of lines.
   * @minItems 1
   */
  readonly prices: readonly BucketPrice[];
  readonly lossFactor?: PositiveText;
  readonly escalator?: Escalator;
}

/** What an index price becomes before loss factor and currency conversion; prices per MWh in the index's currency. */
export type IndexGuard =
  | { readonly kind: 'identity' }
  | { readonly kind: 'floor'; readonly floor: DecimalText }
  | { readonly kind: 'cap'; readonly cap: DecimalText }
  | { readonly kind: 'collar'; readonly floor: DecimalText; readonly cap: DecimalText };

/** A published index handed through: Σ kWh × loss factor × g(price). Negative prices are credited unless a floor forbids it. */
export interface IndexEnergyTerm extends TermBase {
  readonly code: 'energy.index';
  /** `indices[].id` of the input. */
  readonly indexId: string;
  /** `identity` unless said. */
  readonly guard?: IndexGuard;
  readonly lossFactor?: PositiveText;
  /** `fixings[].id`: contract units per index unit; needed where the index is in another currency. */
  readonly fixingId?: string;
}

/** Power bought ahead at a price of its own, used or not. */
export interface FixedPriceBlock {
  /**
   * Part of the line's code: `energy.block.<name>`.
   * @pattern ^[a-z][a-z0-9_]*$
   */
  readonly name: string;
  /** Delivered in every interval of its window; whole watts. */
  readonly kw: PositiveText;
  /** Per kWh. */
  readonly price: DecimalText;
  /** A bucket of a calendar, decided by the wall-clock label of each interval; absent: around the clock. */
  readonly window?: { readonly calendarId: string; readonly bucket: string };
}

/** Blocks at a fixed price next to an index: load above the blocks is bought at the index, what the load leaves of them is sold back at it. */
export interface BlockEnergyTerm extends TermBase {
  readonly code: 'energy.block';
  /**
   * Side by side for the same load, in the order of the lines.
   * @minItems 1
   */
  readonly blocks: readonly FixedPriceBlock[];
  /** `indices[].id` of the input. */
  readonly indexId: string;
  /** On what is bought and what is sold; `identity` unless said. */
  readonly guard?: IndexGuard;
  /** Metered kWh are multiplied by it, blocks are not; `1` unless said. */
  readonly lossFactor?: PositiveText;
  /** `fixings[].id`: contract units per index unit; needed where the index is in another currency. */
  readonly fixingId?: string;
  /** Of the blocks' prices. */
  readonly escalator?: Escalator;
}

/** A margin per kWh on top of the index. */
export interface IndexAdderTerm extends TermBase {
  readonly code: 'energy.index_adder';
  /** Per `per`. */
  readonly price: DecimalText;
  /** `kWh` unless said; a price per MWh is divided by 1000 exactly. */
  readonly per?: 'kWh' | 'MWh';
  readonly lossFactor?: PositiveText;
  readonly escalator?: Escalator;
}

/** Where the PUE comes from. Measured is round(facility ÷ IT, 4), never below 1. */
export type PueMode =
  | { readonly kind: 'fixed'; readonly pue: PositiveText }
  | { readonly kind: 'measured' }
  | { readonly kind: 'measured_capped'; readonly cap: PositiveText };

/** Cooling and losses of the hall: the tenant's IT energy grossed up by the PUE. */
export interface PueOverheadTerm extends TermBase {
  readonly code: 'energy.pue_overhead';
  readonly mode: PueMode;
  /** One PUE for the period, or one for each interval; `PERIOD` unless said. */
  readonly scope?: 'PERIOD' | 'INTERVAL';
  /** A line of its own, or inside the quantities of the energy term it grosses up; `SEPARATE_LINE` unless said. */
  readonly presentation?: 'SEPARATE_LINE' | 'IN_QUANTITY';
  /** Per kWh; absent: the price of the energy terms named below (blended at 12 decimals where they have several). */
  readonly price?: DecimalText;
  /** The energy terms that are grossed up, which give the price (separate line) or take the quantity (in quantity). */
  readonly energyTermIds?: readonly string[];
  readonly escalator?: Escalator;
}

export type EnergyTerm =
  | FixedEnergyTerm | TieredEnergyTerm | VolumeEnergyTerm | TimeOfUseEnergyTerm | IndexEnergyTerm | BlockEnergyTerm | IndexAdderTerm | PueOverheadTerm;
