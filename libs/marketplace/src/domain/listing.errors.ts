/** Refusals of listings. Codes never change once published. */
import { DomainError, InvalidInputError } from '@busbar/kernel';
import type { GapCode } from './listing-gap';
import type { ListingAction, ListingState } from './listing-lifecycle';

/** A listing that offers more than its hall or its cluster holds. */
export class ListingExceedsHallError extends InvalidInputError {
  override readonly code = 'LISTING_EXCEEDS_HALL';
}

/** Quantity, least lot and increment do not go into each other. */
export class ListingLotInvalidError extends InvalidInputError {
  override readonly code = 'LISTING_LOT_INVALID';
}

export class ListingTermInvalidError extends InvalidInputError {
  override readonly code = 'LISTING_TERM_INVALID';
}

/** The product and what is offered do not belong together: GPUs without a cluster, terms that price nothing the product has. */
export class ListingProductMismatchError extends InvalidInputError {
  override readonly code = 'LISTING_PRODUCT_MISMATCH';
}

/** Outside what the trade pays, and no reason given. */
export class PriceOutsideRangeError extends InvalidInputError {
  override readonly code = 'PRICE_OUTSIDE_RANGE';
}

export class PriceTermsInvalidError extends InvalidInputError {
  override readonly code = 'PRICE_TERMS_INVALID';
}

export class ListingActionRefusedError extends DomainError {
  readonly code = 'LISTING_ACTION_REFUSED';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { listingId: string; state: ListingState; action: ListingAction }) {
    super(`A listing in state ${details.state} cannot be asked to ${details.action}.`);
  }
}

export class ListingIncompleteError extends DomainError {
  readonly code = 'LISTING_INCOMPLETE';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { listingId: string; missing: readonly GapCode[] }) {
    super(`The listing cannot be published yet: ${details.missing.join(', ')}.`);
  }
}

/** Somebody changed it in between; read it again and decide anew. */
export class ListingChangedError extends DomainError {
  readonly code = 'LISTING_CHANGED';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { listingId: string }) {
    super('The listing was changed by somebody else in the meantime.');
  }
}
