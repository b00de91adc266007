/** The words of matching: what is compared, what comes out, and why (market.md section 5). */
import type { LocalDate, Money, Period } from '@busbar/kernel';
import type { Listing } from './listing';
import type { FreeStep, Place } from './place';
import type { NormalisedPrice } from './prices';
import type { Quantity } from './product';
import type { Wish } from './request';

export const criteria = [
  'PRODUCT', 'COUNTRY', 'GPU_MODEL', 'COOLING', 'RACK_DENSITY', 'REDUNDANCY', 'CERTIFICATIONS', 'LATENCY', 'CARBON', 'CURTAILMENT', 'NOTICE', 'TERM', 'LOT', 'START', 'QUANTITY', 'PRICE',
] as const;
export type Criterion = (typeof criteria)[number];

export const verdicts = ['MET', 'FAILED'] as const;
export type Verdict = (typeof verdicts)[number];

export const reasonUnits = ['TEXT', 'LIST', 'KW', 'GPU', 'DATE', 'MONTHS', 'MS', 'G_PER_KWH', 'HOURS_PER_YEAR', 'MINUTES', 'PER_IT_KWH', 'PER_KW_MONTH', 'PER_GPU_HOUR'] as const;
export type ReasonUnit = (typeof reasonUnits)[number];

/**
 * One requirement held against one offer, as data: the web finds the words. Values are machine text in `unit` (decimal, ISO
 * date, entries joined by `, `); null: nothing was asked, or nothing is known.
 */
export interface Reason {
  readonly criterion: Criterion;
  readonly unit: ReasonUnit;
  readonly asked: string | null;
  readonly offered: string | null;
  readonly verdict: Verdict;
}

/** An offer with everything that decides, read in one transaction. */
export interface Candidate {
  readonly listing: Listing;
  readonly place: Place;
  /** What is free in the hall (and cluster), in order of time, without gaps, over every start and term that could be asked. */
  readonly free: readonly FreeStep[];
  /** The local day at the site, now: nothing starts before it. */
  readonly today: LocalDate;
}

/** A piece of capacity from a day on for a term. */
export interface Placement {
  readonly quantity: Quantity;
  readonly start: LocalDate;
  readonly termMonths: number;
  readonly period: Period;
}

export interface ScorePart {
  readonly wish: Wish;
  readonly weight: number;
  /** From 0 to 1. */
  readonly value: number;
}

export interface Match {
  readonly listing: Listing;
  readonly place: Place;
  readonly placement: Placement;
  readonly price: NormalisedPrice;
  readonly contractValue: Money;
  readonly reasons: readonly Reason[];
  /** From 0 to 1; a rank within this answer, not a fact about the offer. */
  readonly score: number;
  readonly parts: readonly ScorePart[];
  /** No other match is at least as good on price, start, carbon and redundancy and better on one. */
  readonly pareto: boolean;
}

/** The smallest change of one requirement that would let the offer in, in the criterion's unit; an empty list asks for nothing. */
export interface Relaxation {
  readonly criterion: Criterion;
  readonly unit: ReasonUnit;
  readonly from: string | null;
  readonly to: string;
}

export interface NearMiss {
  readonly listing: Listing;
  readonly place: Place;
  readonly reasons: readonly Reason[];
  /** One or two; applying all of them makes the offer a match. */
  readonly relaxations: readonly Relaxation[];
  /** The placement and price that the relaxed request would get. */
  readonly placement: Placement;
  readonly price: NormalisedPrice;
  readonly contractValue: Money;
}

export interface Matching {
  /** Best first; ties by listing id. */
  readonly matches: readonly Match[];
  /** At most twenty: fewest changes first, the same GPUs before others, then the lower price; ties by listing id. */
  readonly nearMisses: readonly NearMiss[];
}
