/**
 * One price, three ways (market.md section 3): the rating engine run over a synthetic profile. Listings store theirs under
 * the reference assumptions below, so that the market can sort by them; whoever reads may ask for others.
 */
import {
  compare, decimal, divideFloor, fromMoney, greatest, InvalidInputError, ONE, over, rational, secondsIn, times, toKw, toMoney, toText, type Currency, type LocalDate, type Money, type Period,
  type Rational,
} from '@busbar/kernel';
import { normalise, type NormalisedPrice, type PriceAssumptions, type PriceTerm } from '@busbar/pricing';
import { gpuModelOf } from './gpu-models';
import type { Place } from './place';
import type { PriceUnit, Product, Quantity } from './product';

export type { NormalisedPrice } from '@busbar/pricing';

/**
 * What an index is taken to cost on average, per MWh in its own currency, where nobody says otherwise: the mean of three yearly means
 * from 2022 to 2024. Printed with the basis of every price that used it; what is billed is the index itself, hour by hour.
 */
export const expectedIndexPerMwh: Readonly<Record<string, string>> = { ERCOT_DAM_HB_HUBAVG: '49.45' };
/** For an index whose hours Busbar does not have. */
export const expectedPerMwhElsewhere = '45.00';

/** Months over which a product's reference price is taken, within what the listing allows: the usual term of its trade. */
const referenceMonths: Readonly<Record<Product, number>> = { COLOCATION: 120, GPU_CLUSTER: 12, INTERRUPTIBLE_POWER: 12 };
export const referenceTermMonths = (product: Product, term: { readonly minimumMonths: number; readonly maximumMonths: number }): number =>
  Math.min(Math.max(referenceMonths[product], term.minimumMonths), term.maximumMonths);

/** What a reader may assume instead of the reference: full load, the site's design PUE, the usual term. */
export interface ReaderAssumptions {
  /** Mean IT load ÷ contracted kW, above 0 and at most 1. */
  readonly loadFactor?: string;
  readonly pue?: string;
  readonly termMonths?: number;
  /** Mean price per MWh of the index that energy is passed through at. */
  readonly indexPerMwh?: string;
}

export const atFullLoad: ReaderAssumptions = {};

/** Refuses assumptions under which no price could be computed. */
export function checkAssumptions(given: ReaderAssumptions, path = 'assumptions'): void {
  if (given.loadFactor !== undefined) {
    const value = decimal(given.loadFactor);
    if (value.n <= 0n || compare(value, rational(1n)) > 0) throw new InvalidInputError({ path: `${path}.loadFactor`, given: given.loadFactor, expected: 'above 0 and at most 1' });
  }
  if (given.pue !== undefined) {
    const value = decimal(given.pue);
    if (compare(value, rational(1n)) < 0 || compare(value, rational(3n)) > 0) throw new InvalidInputError({ path: `${path}.pue`, given: given.pue, expected: 'from 1 to 3' });
  }
  const months = given.termMonths;
  if (months !== undefined && (!Number.isInteger(months) || months < 1 || months > 360)) {
    throw new InvalidInputError({ path: `${path}.termMonths`, given: months, expected: 'whole months from 1 to 360' });
  }
}

export interface Priced {
  readonly terms: readonly PriceTerm[];
  readonly currency: Currency;
  readonly place: Place;
  readonly quantity: Quantity;
  readonly start: LocalDate;
  readonly termMonths: number;
}

/** Terms whose yearly growth counts from the start of the term: a price that is offered does not age before it is taken. */
export const termsFrom = (terms: readonly PriceTerm[], start: LocalDate): readonly PriceTerm[] =>
  terms.map((term) => ('escalator' in term && term.escalator ? { ...term, escalator: { ...term.escalator, effective: start.toString() } } : term));

const indicesOf = (terms: readonly PriceTerm[], given: ReaderAssumptions): Readonly<Record<string, string>> =>
  Object.fromEntries(terms.flatMap((term) => (term.code === 'energy.index' ? [[term.indexId, given.indexPerMwh ?? expectedIndexPerMwh[term.indexId] ?? expectedPerMwhElsewhere]] : [])));

/** The three prices of a quantity over a term, with what they stand on. Exact until the sixth decimal. */
export function priceOf(priced: Priced, given: ReaderAssumptions = atFullLoad): NormalisedPrice {
  const { place, quantity } = priced;
  const terms = termsFrom(priced.terms, priced.start);
  const assumptions: PriceAssumptions = {
    currency: priced.currency,
    zone: place.site.timeZone,
    startOn: priced.start.toString(),
    termMonths: given.termMonths ?? priced.termMonths,
    kw: toText(rational(quantity.powerW, 1000n), 3),
    loadFactor: given.loadFactor ?? '1',
    pue: given.pue ?? place.site.pue,
    indexPerMwh: indicesOf(terms, given),
    ...(place.cluster && quantity.gpus !== null ? { kwPerGpu: toText(rational(place.cluster.wPerGpu, 1000n), 3), gpuSku: place.cluster.model } : {}),
  };
  return remembered(JSON.stringify([terms, assumptions]), () => normalise(terms, assumptions));
}

/**
 * A long term with an escalator is rated month by month, a tenth of a second each; a match asks for the same prices again and
 * again. Equal questions have equal answers, so the last ones are kept.
 */
const MOST_REMEMBERED = 2_000;
const known = new Map<string, NormalisedPrice>();

function remembered(question: string, answer: () => NormalisedPrice): NormalisedPrice {
  const before = known.get(question);
  if (before) return before;
  const price = answer();
  const [oldest] = known.keys();
  if (known.size >= MOST_REMEMBERED && oldest !== undefined) known.delete(oldest);
  known.set(question, price);
  return price;
}

/** The price in the unit asked for; null where the offer has none (no GPUs are part of it). */
export function inUnit(price: NormalisedPrice, unit: PriceUnit): Rational | null {
  if (unit === 'GPU_HOUR') return price.perGpuHour === null ? null : decimal(price.perGpuHour);
  return decimal(unit === 'IT_KWH' ? price.perItKwh : price.perKwMonth);
}

/** What a quantity would cost over a term at its price, before tax: price × kW × months, rounded once. A month has 730.5 hours. */
export const contractValue = (price: NormalisedPrice, quantity: Quantity, termMonths: number): Money =>
  toMoney(times(decimal(price.perKwMonth), times(toKw(quantity.powerW), rational(BigInt(termMonths)))), price.currency);

/**
 * The most that bounded terms can cost over a period. Months are of unequal length, so that a term may have a few hours more
 * than the price counts with; the whole is raised by their share and then to the next full hundred, which is more than the
 * rounding of its lines can add.
 */
export function maximumOver(price: NormalisedPrice, quantity: Quantity, termMonths: number, period: Period): Money {
  const hours = rational(BigInt(Math.round(secondsIn(period))), 3600n);
  const counted = times(rational(1461n, 2n), rational(BigInt(termMonths)));
  const value = times(fromMoney(contractValue(price, quantity, termMonths)), greatest(ONE, over(hours, counted)));
  return toMoney(rational((divideFloor(value.n, value.d * 100n) + 1n) * 100n), price.currency);
}

/** Prices that the trade pays, USD: outside them a listing gives its reason (contracts.md section 4, item 22). */
const tradeRanges: Readonly<Record<Exclude<Product, 'GPU_CLUSTER'>, { readonly unit: PriceUnit; readonly low: Rational; readonly high: Rational }>> = {
  COLOCATION: { unit: 'KW_MONTH', low: decimal('100'), high: decimal('190') },
  INTERRUPTIBLE_POWER: { unit: 'IT_KWH', low: decimal('0.05'), high: decimal('0.085') },
};

export interface PriceRange {
  readonly unit: PriceUnit;
  readonly low: Rational;
  readonly high: Rational;
}

/** The reference range that an offer is held against, or null where none is known. */
export function referenceRange(product: Product, place: Place): PriceRange | null {
  if (product !== 'GPU_CLUSTER') return tradeRanges[product];
  const range = place.cluster ? (gpuModelOf(place.cluster.model)?.range ?? null) : null;
  return range && { unit: 'GPU_HOUR', ...range };
}

/**
 * The number that is held against the range: for colocation the rent alone (energy is passed through and another matter),
 * for the others the whole price.
 */
export function comparablePrice(product: Product, terms: readonly PriceTerm[], price: NormalisedPrice): Rational | null {
  if (product === 'GPU_CLUSTER') return inUnit(price, 'GPU_HOUR');
  if (product === 'INTERRUPTIBLE_POWER') return inUnit(price, 'IT_KWH');
  const rents = terms.flatMap((term) => (term.code === 'capacity.reserved' ? [decimal(term.price)] : []));
  return rents.length === 0 ? inUnit(price, 'KW_MONTH') : rents.reduce((sum, rent) => rational(sum.n * rent.d + rent.n * sum.d, sum.d * rent.d));
}
