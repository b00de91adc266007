/** A host's standing offer of critical kW or GPUs under price terms (market.md section 2). */
import { compare, toText, type Currency, type Instant, type LocalDate } from '@busbar/kernel';
import type { PriceTerm } from '@busbar/pricing';
import { nextListingState, type ListingAction, type ListingState } from './listing-lifecycle';
import { ListingActionRefusedError, ListingExceedsHallError, ListingLotInvalidError, ListingProductMismatchError, ListingTermInvalidError, PriceOutsideRangeError } from './listing.errors';
import type { Place } from './place';
import { comparablePrice, priceOf, referenceRange, referenceTermMonths, type NormalisedPrice } from './prices';
import { amountOf, amountText, checkFirmness, checkWords, type Firmness, type Product, type Quantity } from './product';
import { checkPriceTerms } from './price-terms';

/** What may be taken at once: at least `minimum`, in steps of `increment`; watts, or GPUs of a cluster. */
export interface Lot {
  readonly minimum: bigint;
  readonly increment: bigint;
}

/** Bounds of a term, whole months. */
export interface TermBounds {
  readonly minimumMonths: number;
  readonly maximumMonths: number;
}

/** What a host writes; the service adds who, where and when. */
export interface ListingOffer {
  readonly product: Product;
  readonly title: string;
  readonly description: string;
  readonly quantity: Quantity;
  readonly lot: Lot;
  readonly earliestStart: LocalDate;
  readonly term: TermBounds;
  readonly firmness: Firmness;
  readonly currency: Currency;
  readonly terms: readonly PriceTerm[];
  /** Months of rent asked as deposit. */
  readonly depositMonths: number;
  /** Organisations that may see it; empty: everyone. */
  readonly visibleTo: readonly string[];
  /** Why the price lies outside what the trade pays; null where it does not. */
  readonly priceJustification: string | null;
}

export interface Listing extends ListingOffer {
  readonly id: string;
  readonly hostId: string;
  readonly siteId: string;
  readonly hallId: string;
  readonly clusterId: string | null;
  readonly state: ListingState;
  /** Counts up with each change; what a save compares. */
  readonly version: number;
  readonly createdAt: Instant;
  readonly publishedAt: Instant | null;
  /** The three prices under the reference assumptions (decisions.md 29). */
  readonly referencePrice: NormalisedPrice;
}

export interface ListingMoved {
  readonly type: 'listing.moved';
  readonly listingId: string;
  readonly hostId: string;
  readonly action: ListingAction;
  readonly from: ListingState;
  readonly to: ListingState;
}

/** The refusal that `moveListing` would throw, or null where it would not. */
export function listingActionRefusal(listing: Listing, action: ListingAction): ListingActionRefusedError | null {
  return nextListingState(listing.state, action) ? null : new ListingActionRefusedError({ listingId: listing.id, state: listing.state, action });
}

export function moveListing(listing: Listing, action: ListingAction, at: Instant): [Listing, ListingMoved] {
  const to = nextListingState(listing.state, action);
  if (!to) throw new ListingActionRefusedError({ listingId: listing.id, state: listing.state, action });
  const moved: Listing = { ...listing, state: to, version: listing.version + 1, publishedAt: to === 'PUBLISHED' ? (listing.publishedAt ?? at) : listing.publishedAt };
  return [moved, { type: 'listing.moved', listingId: listing.id, hostId: listing.hostId, action, from: listing.state, to }];
}

/** The three prices that are stored for sorting: the whole offer at full load over the product's usual term. */
export const referencePriceOf = (offer: ListingOffer, place: Place): NormalisedPrice =>
  priceOf({ ...offer, place, start: offer.earliestStart, termMonths: referenceTermMonths(offer.product, offer.term) });

const MOST_NAMED = 100;

/** Refuses an offer that cannot stand, whatever its state: the first thing that is wrong, with what would be right. */
export function checkOffer(offer: ListingOffer, place: Place): NormalisedPrice {
  checkWords(offer.title, 'title', 200);
  checkWords(offer.description, 'description', 5000);
  checkWords(offer.priceJustification ?? '', 'priceJustification', 2000);
  if (offer.visibleTo.length > MOST_NAMED) throw new ListingProductMismatchError({ path: 'visibleTo', given: offer.visibleTo.length, expected: `at most ${MOST_NAMED} organisations` });
  checkProduct(offer, place);
  checkQuantity(offer, place);
  checkLot(offer);
  checkTerm(offer);
  checkFirmness(offer.firmness);
  if (offer.product === 'INTERRUPTIBLE_POWER' && offer.firmness.kind !== 'INTERRUPTIBLE') {
    throw new ListingProductMismatchError({ path: 'firmness.kind', given: offer.firmness.kind, expected: 'INTERRUPTIBLE for interruptible power' });
  }
  checkPriceTerms(offer.terms, offer.product, place);
  const price = referencePriceOf(offer, place);
  checkPriceRange(offer, place, price);
  return price;
}

function checkProduct(offer: ListingOffer, place: Place): void {
  const offersGpus = offer.product === 'GPU_CLUSTER';
  if (offersGpus && !place.cluster) throw new ListingProductMismatchError({ path: 'gpuClusterId', given: null, expected: 'a GPU cluster installed in the hall' });
  if (!offersGpus && offer.quantity.gpus !== null) throw new ListingProductMismatchError({ path: 'gpus', given: offer.quantity.gpus, expected: 'no GPUs: the tenant brings its own' });
  if (offersGpus && offer.quantity.gpus === null) throw new ListingProductMismatchError({ path: 'gpus', given: null, expected: 'a number of GPUs' });
}

function checkQuantity(offer: ListingOffer, place: Place): void {
  const { quantity, product } = offer;
  const path = quantity.gpus === null ? 'quantityKw' : 'gpus';
  const given = amountText(amountOf(quantity), product);
  if (amountOf(quantity) <= 0n) throw new ListingLotInvalidError({ path, given, expected: 'more than nothing' });
  if (place.cluster && quantity.gpus !== null && quantity.gpus > place.cluster.gpus) {
    throw new ListingExceedsHallError({ path, given, expected: `at most ${place.cluster.gpus} GPUs, which is what the cluster has` });
  }
  if (quantity.powerW > place.hall.criticalW) {
    const most = place.cluster && quantity.gpus !== null ? place.hall.criticalW / place.cluster.wPerGpu : place.hall.criticalW;
    throw new ListingExceedsHallError({ path, given, expected: `at most ${amountText(most, product)}, the critical power of the hall` });
  }
}

function checkLot({ lot, quantity, product }: ListingOffer): void {
  const whole = amountOf(quantity);
  const say = (amount: bigint): string => amountText(amount, product);
  if (lot.increment <= 0n) throw new ListingLotInvalidError({ path: 'increment', given: say(lot.increment), expected: 'more than nothing' });
  if (lot.minimum <= 0n || lot.minimum > whole) throw new ListingLotInvalidError({ path: 'minimumLot', given: say(lot.minimum), expected: `from ${say(lot.increment)} to ${say(whole)}` });
  if ((whole - lot.minimum) % lot.increment !== 0n) {
    throw new ListingLotInvalidError({ path: 'increment', given: say(lot.increment), expected: `a step that leads from ${say(lot.minimum)} to ${say(whole)}` });
  }
}

const LONGEST_TERM_MONTHS = 360;

function checkTerm({ term, depositMonths }: ListingOffer): void {
  const { minimumMonths, maximumMonths } = term;
  if (!Number.isInteger(minimumMonths) || minimumMonths < 1) throw new ListingTermInvalidError({ path: 'minimumTermMonths', given: minimumMonths, expected: 'at least 1 month' });
  if (!Number.isInteger(maximumMonths) || maximumMonths < minimumMonths || maximumMonths > LONGEST_TERM_MONTHS) {
    throw new ListingTermInvalidError({ path: 'maximumTermMonths', given: maximumMonths, expected: `from ${minimumMonths} to ${LONGEST_TERM_MONTHS} months` });
  }
  if (!Number.isInteger(depositMonths) || depositMonths < 0 || depositMonths > 24) {
    throw new ListingTermInvalidError({ path: 'depositMonths', given: depositMonths, expected: 'from 0 to 24 months' });
  }
}

const SHORTEST_REASON = 20;

/** Outside what the trade pays is allowed with a written reason, which staff see at review. */
export function checkPriceRange(offer: Pick<ListingOffer, 'product' | 'terms' | 'priceJustification'>, place: Place, price: NormalisedPrice): void {
  const range = referenceRange(offer.product, place);
  const compared = comparablePrice(offer.product, offer.terms, price);
  if (!range || !compared || price.currency !== 'USD') return;
  if (compare(compared, range.low) >= 0 && compare(compared, range.high) <= 0) return;
  if ((offer.priceJustification ?? '').trim().length >= SHORTEST_REASON) return;
  throw new PriceOutsideRangeError({
    path: 'priceTerms',
    given: `${toText(compared, 6)} USD per ${range.unit}`,
    expected: `from ${toText(range.low, 6)} to ${toText(range.high, 6)} USD per ${range.unit}, or a priceJustification of at least ${SHORTEST_REASON} characters`,
  });
}
