/** What may be proposed: lots, dates, terms, expiry and price held against the listing and the request. */
import { compare, decimal, greatest, Temporal, toText, zeroMoney, type Instant, type LocalDate, type Period } from '@busbar/kernel';
import type { PriceTerm } from '@busbar/pricing';
import { gpuModelId } from './gpu-models';
import { checkPriceRange, type Listing } from './listing';
import { termPeriod, type Place } from './place';
import { checkPriceTerms } from './price-terms';
import { inUnit, maximumOver, priceOf, termsFrom } from './prices';
import { amountOf, amountText, checkWords, type Product, type Quantity } from './product';
import type { Fee, Proposal, ProposalVersion, ProposedTranche } from './proposal';
import type { Side } from './proposal-lifecycle';
import {
  DatesOutsideBoundsError, ExpiryOutsidePolicyError, HoldsCappedError, NotOpenForProposalsError, PriceAboveCeilingError, ProposalMismatchError, ProposalSelfDealingError,
  QuantityNotInIncrementsError,
} from './proposal.errors';
import { requestStateAt, type Request } from './request';

/** How long a version may stand, in hours; the usual where nobody says. Staff's policy, one table (market.md section 6). */
export const expiryHours: Readonly<Record<Product, { readonly least: number; readonly usual: number; readonly most: number }>> = {
  GPU_CLUSTER: { least: 1, usual: 72, most: 168 },
  COLOCATION: { least: 24, usual: 360, most: 1440 },
  INTERRUPTIBLE_POWER: { least: 24, usual: 360, most: 1440 },
};

/** Live proposals that may hold capacity in one hall. */
export const MOST_LIVE_PROPOSALS_A_HALL = 12;

/** The platform's share of what is invoiced and not passed through; the host bears it. */
export const platformFee: Fee = { code: 'platform', paidBy: 'HOST', rate: '0.02' };

/** What one side writes into a version. */
export interface Offer {
  readonly quantity: Quantity;
  readonly start: LocalDate;
  readonly termMonths: number;
  readonly terms: readonly PriceTerm[];
  readonly conditions: string;
  readonly depositMonths: number;
  /** Null: the usual for the product. */
  readonly expiresInHours: number | null;
  readonly priceJustification: string | null;
}

export interface OfferContext {
  readonly listing: Listing;
  readonly request: Request;
  readonly place: Place;
  readonly now: Instant;
}

/** Refuses a proposal between parties or subjects that cannot deal. */
export function checkDeal({ listing, request, place, now }: OfferContext): void {
  if (listing.hostId === request.tenantId) throw new ProposalSelfDealingError({ path: 'requestId', organisationId: listing.hostId });
  if (listing.state !== 'PUBLISHED') throw new NotOpenForProposalsError({ subject: 'listing', id: listing.id, state: listing.state });
  const state = requestStateAt(request, now);
  if (state !== 'OPEN') throw new NotOpenForProposalsError({ subject: 'request', id: request.id, state });
  const { requirements } = request;
  if (listing.product !== requirements.product) throw new ProposalMismatchError({ path: 'listingId', given: listing.product, expected: requirements.product });
  if (listing.currency !== requirements.currency) throw new ProposalMismatchError({ path: 'listingId', given: listing.currency, expected: requirements.currency });
  const model = place.cluster && gpuModelId(place.cluster.model);
  if (listing.product === 'GPU_CLUSTER' && !requirements.gpuModels.some((wanted) => gpuModelId(wanted) === model)) {
    throw new ProposalMismatchError({ path: 'listingId', given: model, expected: requirements.gpuModels.join(', ') });
  }
}

/** Refuses one more live proposal where the hall is parked already. */
export function checkHolds(hallId: string, live: number): void {
  if (live >= MOST_LIVE_PROPOSALS_A_HALL) throw new HoldsCappedError({ hallId, live, most: MOST_LIVE_PROPOSALS_A_HALL });
}

/** Writes a version: everything checked, priced and dated; it holds nothing yet. */
export function writeVersion(ids: { readonly versionId: string; readonly authorId: string | null }, number: number, author: Side, offer: Offer, context: OfferContext): ProposalVersion {
  const { listing, request, place, now } = context;
  const zone = place.site.timeZone;
  checkLot(offer, listing);
  checkDates(offer, listing, now);
  const hours = offer.expiresInHours ?? expiryHours[listing.product].usual;
  const expiresAt = expiryOf(hours, listing.product, now);
  if (!Number.isInteger(offer.depositMonths) || offer.depositMonths < 0 || offer.depositMonths > 24) {
    throw new ProposalMismatchError({ path: 'depositMonths', given: offer.depositMonths, expected: 'from 0 to 24 months' });
  }
  checkWords(offer.conditions, 'conditions', 5000);
  checkPriceTerms(offer.terms, listing.product, place);
  const terms = termsFrom(offer.terms, offer.start);
  const price = priceOf({ ...offer, terms, currency: listing.currency, place });
  checkPriceRange({ product: listing.product, terms, priceJustification: offer.priceJustification ?? listing.priceJustification }, place, price);
  if (author === 'HOST') checkCeiling(request, price);
  const period = termPeriod(offer.start, offer.termMonths, zone);
  const tranche: ProposedTranche = {
    siteId: listing.siteId, hallId: listing.hallId, clusterId: listing.clusterId, quantity: offer.quantity, start: offer.start, termMonths: offer.termMonths, timeZone: zone,
    from: period.from, to: period.to, reservationId: null,
  };
  return {
    id: ids.versionId, number, author, authorId: ids.authorId, sentAt: now, expiresAt, tranches: [tranche], terms, currency: listing.currency, conditions: offer.conditions,
    depositMonths: offer.depositMonths, price, ...boundOf(offer, terms, context, period), fees: [platformFee],
  };
}

/** The most the terms can cost at full load and at the PUE they cap, and which of them have no such bound. */
function boundOf(offer: Offer, terms: readonly PriceTerm[], { listing, place }: OfferContext, period: Period): Pick<ProposalVersion, 'maximumTotal' | 'unboundedCodes'> {
  const bounded = boundedOf(terms);
  const unboundedCodes = terms.filter((term) => !bounded.includes(term)).map(({ code }) => code);
  if (bounded.length === 0) return { maximumTotal: zeroMoney(listing.currency), unboundedCodes };
  const caps = bounded.flatMap((term) => (term.code === 'energy.pue_overhead' && term.mode.kind === 'measured_capped' ? [decimal(term.mode.cap)] : []));
  const worst = caps.reduce(greatest, decimal(place.site.pue));
  const price = priceOf({ ...offer, terms: bounded, currency: listing.currency, place }, { pue: toText(worst) });
  return { maximumTotal: maximumOver(price, offer.quantity, offer.termMonths, period), unboundedCodes };
}

/** Terms without what follows an index or a meter without a cap; of an overhead, the part that takes the index's price. */
function boundedOf(terms: readonly PriceTerm[]): readonly PriceTerm[] {
  const indexed = terms.flatMap(({ code, id }) => (code === 'energy.index' ? [id] : []));
  return terms.flatMap((term): readonly PriceTerm[] => {
    if (term.code === 'energy.index') return [];
    if (term.code !== 'energy.pue_overhead') return [term];
    if (term.mode.kind === 'measured') return [];
    if (term.price !== undefined || !term.energyTermIds?.some((id) => indexed.includes(id))) return [term];
    const energyTermIds = term.energyTermIds.filter((id) => !indexed.includes(id));
    return energyTermIds.length === 0 ? [] : [{ ...term, energyTermIds }];
  });
}

function checkLot({ quantity }: Offer, { product, lot, quantity: whole }: Listing): void {
  const amount = amountOf(quantity);
  const path = product === 'GPU_CLUSTER' ? 'gpus' : 'quantityKw';
  const say = (value: bigint): string => amountText(value, product);
  if ((product === 'GPU_CLUSTER') !== (quantity.gpus !== null)) throw new ProposalMismatchError({ path, given: say(amount), expected: product === 'GPU_CLUSTER' ? 'a number of GPUs' : 'kW' });
  const fits = amount >= lot.minimum && amount <= amountOf(whole) && (amount - lot.minimum) % lot.increment === 0n;
  if (!fits) throw new QuantityNotInIncrementsError({ path, given: say(amount), expected: `${say(lot.minimum)} to ${say(amountOf(whole))} in steps of ${say(lot.increment)}` });
}

function checkDates({ start, termMonths }: Offer, { earliestStart, term }: Listing, now: Instant): void {
  const today = now.toZonedDateTimeISO('UTC').toPlainDate();
  const first = Temporal.PlainDate.compare(earliestStart, today) < 0 ? today : earliestStart;
  if (Temporal.PlainDate.compare(start, first) < 0) throw new DatesOutsideBoundsError({ path: 'start', given: start.toString(), expected: `a day not before ${first.toString()}` });
  const last = today.add({ years: 10 });
  if (Temporal.PlainDate.compare(start, last) > 0) throw new DatesOutsideBoundsError({ path: 'start', given: start.toString(), expected: `a day not after ${last.toString()}` });
  if (!Number.isInteger(termMonths) || termMonths < term.minimumMonths || termMonths > term.maximumMonths) {
    throw new DatesOutsideBoundsError({ path: 'termMonths', given: termMonths, expected: `from ${term.minimumMonths} to ${term.maximumMonths} months` });
  }
}

function expiryOf(hours: number, product: Product, now: Instant): Instant {
  const { least, most } = expiryHours[product];
  if (!Number.isInteger(hours) || hours < least || hours > most) throw new ExpiryOutsidePolicyError({ path: 'expiresInHours', given: hours, expected: `from ${least} to ${most} hours` });
  return now.add({ hours });
}

/** The host's own versions stay under the tenant's ceiling; a tenant may counter above it, and an acceptance is checked again. */
export function checkCeiling({ requirements: { priceCeiling } }: Request, price: ProposalVersion['price']): void {
  const offered = priceCeiling && inUnit(price, priceCeiling.unit);
  if (!priceCeiling || !offered || compare(offered, priceCeiling.amount) <= 0) return;
  throw new PriceAboveCeilingError({ path: 'priceTerms', given: `${toText(offered)} per ${priceCeiling.unit}`, expected: `at most ${toText(priceCeiling.amount)} per ${priceCeiling.unit}` });
}

/** What acceptance hands to the contract: one version, frozen, with the holds that stand behind it. */
export interface AcceptedProposal {
  readonly proposal: Proposal;
  readonly version: ProposalVersion;
  readonly request: Request;
  readonly reservationIds: readonly string[];
}

/** Same tranches: a counter on price alone keeps its hold. */
export const sameCapacity = (a: readonly ProposedTranche[], b: readonly ProposedTranche[]): boolean =>
  a.length === b.length && a.every((tranche, index) => {
    const other = b[index];
    return other !== undefined && tranche.hallId === other.hallId && tranche.clusterId === other.clusterId && amountOf(tranche.quantity) === amountOf(other.quantity)
      && tranche.from.equals(other.from) && tranche.to.equals(other.to);
  });

