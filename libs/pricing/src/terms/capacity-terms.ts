/** Terms that price kilowatts, GPUs and bandwidth: what stands ready rather than what flowed. */
import type { DecimalText, Escalator, PositiveText, TermBase } from './common';

/** Reserved kW per month, by local days in each segment of the tranche: kW × d/D × price. */
export interface ReservedCapacityTerm extends TermBase {
  readonly code: 'capacity.reserved';
  /** Per kW and billing month. */
  readonly price: DecimalText;
  readonly escalator?: Escalator;
}

/** Reserved kW per elapsed hour; a day of 25 hours has 25. */
export interface HourlyCapacityTerm extends TermBase {
  readonly code: 'capacity.hourly';
  /** Per kW and hour. */
  readonly price: DecimalText;
  readonly escalator?: Escalator;
}

/** A committed kW, and what the peak went over it at a multiple: lines `capacity.commit` and `capacity.overage`. */
export interface CommittedCapacityTerm extends TermBase {
  readonly code: 'capacity.commit';
  readonly commitKw: PositiveText;
  /** Per kW and billing month. */
  readonly price: DecimalText;
  /** The overage costs `price × overageMultiplier`. */
  readonly overageMultiplier: PositiveText;
  readonly escalator?: Escalator;
}

/** When a demand counts: local hours `[fromHour, toHour)` on some weekdays. */
export interface DemandWindow {
  /** Part of the line's code: `demand.<name>`. */
  readonly name: string;
  /** 1 Monday … 7 Sunday. */
  readonly weekdays: readonly number[];
  readonly fromHour: number;
  readonly toHour: number;
}

export interface Ratchet {
  /** `0.8`: at least 80 % of the greatest adjusted peak before. */
  readonly share: PositiveText;
  /** How many previous periods count; 11 unless said. */
  readonly months?: number;
}

/** The highest block average of the period. */
export interface DemandTerm extends TermBase {
  readonly code: 'demand.peak';
  /** Per kW (or kVA). */
  readonly price: DecimalText;
  readonly window?: DemandWindow;
  readonly ratchet?: Ratchet;
  readonly minimumKw?: PositiveText;
  /** The measured peak is multiplied by target ÷ power factor where the power factor is below. */
  readonly targetPowerFactor?: PositiveText;
  /** Minutes of a block on the local clock; 15 unless said. */
  readonly demandIntervalMinutes?: 15 | 30 | 60;
  /** Estimated intervals count only where less than 90 % of the window was measured, unless `ALWAYS`. */
  readonly estimatedIntervals?: 'WHEN_UNMEASURED' | 'ALWAYS';
  /** Decimals of the billing kW; 3 unless said. */
  readonly decimals?: 0 | 3;
  readonly unit?: 'kW' | 'kVA';
  readonly escalator?: Escalator;
}

/** Transmission by coincident peak: mean kW at the published intervals × annual rate ÷ 12. Which intervals is data. */
export interface CoincidentPeakTerm extends TermBase {
  readonly code: 'transmission.4cp';
  /** `coincidentPeaks[].id` of the input. */
  readonly peakSetId: string;
  /** Per kW and year. */
  readonly annualRate: DecimalText;
  readonly escalator?: Escalator;
}

/** GPU-hours of allocations, each rounded up to the increment, 4 decimals. */
export interface GpuPremiumTerm extends TermBase {
  readonly code: 'gpu.premium';
  /** The model whose allocations are priced, such as `H100-SXM`. */
  readonly sku: string;
  /** Per GPU and hour. */
  readonly price: DecimalText;
  /** @minimum 1 */
  readonly incrementSeconds: number;
  readonly escalator?: Escalator;
}

/** Bandwidth: the commit is always billed, the 95th percentile above it as `network.burst`. */
export interface NetworkTerm extends TermBase {
  readonly code: 'network.commit';
  /** Whole Mbit/s. */
  readonly commitMbps: PositiveText;
  /** Per Mbit/s and period. */
  readonly price: DecimalText;
  /** Per Mbit/s above the commit; the commit's price unless said. */
  readonly burstPrice?: DecimalText;
  readonly escalator?: Escalator;
}

export type CapacityTerm =
  | ReservedCapacityTerm | HourlyCapacityTerm | CommittedCapacityTerm | DemandTerm | CoincidentPeakTerm | GpuPremiumTerm | NetworkTerm;
