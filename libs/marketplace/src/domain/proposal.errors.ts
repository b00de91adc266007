/** Refusals of proposals. */
import { DomainError, InvalidInputError } from '@busbar/kernel';
import type { ProposalAction, ProposalState, Side } from './proposal-lifecycle';

/** The quantity is no lot of the listing. */
export class QuantityNotInIncrementsError extends InvalidInputError {
  override readonly code = 'QUANTITY_NOT_IN_INCREMENTS';
}

/** Start or term outside what the listing allows, or a range that ends before it begins. */
export class DatesOutsideBoundsError extends InvalidInputError {
  override readonly code = 'DATES_OUTSIDE_BOUNDS';
}

/** The listing and the request are of different products, currencies or models. */
export class ProposalMismatchError extends InvalidInputError {
  override readonly code = 'PROPOSAL_MISMATCH';
}

/** The time to answer is too short or too long for the product. */
export class ExpiryOutsidePolicyError extends InvalidInputError {
  override readonly code = 'PROPOSAL_EXPIRY_OUTSIDE_POLICY';
}

/** Above what the request says the tenant will pay. */
export class PriceAboveCeilingError extends InvalidInputError {
  override readonly code = 'PRICE_ABOVE_CEILING';
}

/** Both sides would be one organisation. */
export class ProposalSelfDealingError extends DomainError {
  readonly code = 'PROPOSAL_SELF_DEALING';
  readonly kind = 'INVALID';
  constructor(readonly details: { path: string; organisationId: string }) {
    super('Host and tenant of a proposal must be two organisations.');
  }
}

export class ProposalActionRefusedError extends DomainError {
  readonly code = 'PROPOSAL_ACTION_REFUSED';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { proposalId: string; state: ProposalState; action: ProposalAction }) {
    super(`A proposal in state ${details.state} cannot be asked to ${details.action}.`);
  }
}

/** It is the other side's turn. */
export class ProposalOutOfTurnError extends DomainError {
  readonly code = 'PROPOSAL_OUT_OF_TURN';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { proposalId: string; turn: Side; action: ProposalAction }) {
    super(`The ${details.turn.toLowerCase()} answers next; the other side waits.`);
  }
}

export class ProposalExpiredError extends DomainError {
  readonly code = 'PROPOSAL_EXPIRED';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { proposalId: string; expiredAt: string }) {
    super('The proposal has expired and holds nothing any more.');
  }
}

/** Neither side may answer a version that is not the last one. */
export class ProposalChangedError extends DomainError {
  readonly code = 'PROPOSAL_CHANGED';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { proposalId: string; versionId?: string }) {
    super('The proposal was changed in the meantime; read the latest version.');
  }
}

/** The request or the listing is not open for proposals. */
export class NotOpenForProposalsError extends DomainError {
  readonly code = 'NOT_OPEN_FOR_PROPOSALS';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { subject: 'listing' | 'request'; id: string; state: string }) {
    super(`The ${details.subject} is ${details.state} and takes no proposals.`);
  }
}

/** A host may not park a hall behind many live proposals. */
export class HoldsCappedError extends DomainError {
  readonly code = 'PROPOSAL_HOLDS_CAPPED';
  readonly kind = 'LIMITED';
  constructor(readonly details: { hallId: string; live: number; most: number }) {
    super(`At most ${details.most} live proposals may hold capacity in one hall.`);
  }
}
