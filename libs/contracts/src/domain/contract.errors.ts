/** The refusals of this context: each code is stable, each sentence says what is the case. */
import { DomainError } from '@busbar/kernel';
import type { ContractAction, ContractCommand, ContractState, ContractSide } from './contract';

export class ContractActionRefusedError extends DomainError {
  readonly code = 'CONTRACT_ACTION_REFUSED';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { contractId: string; state: ContractState; action: ContractAction | ContractCommand }) {
    super(`A contract in state ${details.state} cannot be asked to ${details.action}.`);
  }
}

/** Somebody else changed the contract between reading and saving. */
export class ContractChangedError extends DomainError {
  readonly code = 'CONTRACT_CHANGED';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { contractId: string }) {
    super('The contract was changed by somebody else in the meantime: read it again.');
  }
}

/** Four eyes: neither the author of a version nor a member of a party reviews it. */
export class ReviewerNotIndependentError extends DomainError {
  readonly code = 'REVIEWER_NOT_INDEPENDENT';
  readonly kind = 'FORBIDDEN';
  constructor(readonly details: { contractId: string; reason: 'AUTHOR' | 'PARTY' }) {
    super(details.reason === 'AUTHOR' ? 'The author of a contract version cannot review it.' : 'A member of a party cannot review its contract.');
  }
}

export class ReviewItemsOpenError extends DomainError {
  readonly code = 'REVIEW_ITEMS_OPEN';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { contractId: string; open: readonly number[]; failed: readonly number[] }) {
    super(`Blocking review items are not settled: ${[...details.open, ...details.failed].sort((a, b) => a - b).join(', ')}.`);
  }
}

export class ReviewItemReasonMissingError extends DomainError {
  readonly code = 'REVIEW_ITEM_REASON_MISSING';
  readonly kind = 'INVALID';
  constructor(readonly details: { path: string; item: number; verdict: string }) {
    super(`Item ${details.item} is set to ${details.verdict}, which needs a reason of at least ten characters.`);
  }
}

export class ReviewItemUnknownError extends DomainError {
  readonly code = 'REVIEW_ITEM_UNKNOWN';
  readonly kind = 'INVALID';
  constructor(readonly details: { path: string; given: number; expected: string }) {
    super(`There is no review item ${details.given}.`);
  }
}

export class ReasonMissingError extends DomainError {
  readonly code = 'REASON_MISSING';
  readonly kind = 'INVALID';
  constructor(readonly details: { path: string; expected: string }) {
    super('A reason that both sides can read is needed.');
  }
}

/** The hash that was shown is not the hash of the current version: the signatory saw another document. */
export class SignedDocumentDiffersError extends DomainError {
  readonly code = 'SIGNED_DOCUMENT_DIFFERS';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { contractId: string; path: string; given: string; current: string }) {
    super('The document that was shown is not the current version of the contract.');
  }
}

export class AlreadySignedError extends DomainError {
  readonly code = 'ALREADY_SIGNED';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { contractId: string; side: ContractSide }) {
    super(`The ${details.side.toLowerCase()} has already signed this version.`);
  }
}

export class OneSignatoryForBothSidesError extends DomainError {
  readonly code = 'ONE_SIGNATORY_FOR_BOTH_SIDES';
  readonly kind = 'FORBIDDEN';
  constructor(readonly details: { contractId: string }) {
    super('One person cannot sign for both sides.');
  }
}

export class TypedNameDiffersError extends DomainError {
  readonly code = 'TYPED_NAME_DIFFERS';
  readonly kind = 'INVALID';
  constructor(readonly details: { path: string; expected: string }) {
    super('The typed name is not the name of the person who signs.');
  }
}

export class TrancheAlreadyAcceptedError extends DomainError {
  readonly code = 'TRANCHE_ALREADY_ACCEPTED';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { trancheId: string }) {
    super('The handover of this tranche has already been accepted.');
  }
}

/** A handover after the last day of the tranche has nothing to hand over. */
export class TrancheEndedError extends DomainError {
  readonly code = 'TRANCHE_ENDED';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { trancheId: string; end: string }) {
    super(`The tranche ended on ${details.end}.`);
  }
}

/** Terms that cannot become a contract: what is wrong, and where. All faults at once. */
export class TermsInvalidError extends DomainError {
  readonly code = 'TERMS_INVALID';
  readonly kind = 'INVALID';
  constructor(readonly details: { path: string; faults: readonly { path: string; given: string; expected: string }[] }) {
    super(`The terms are not acceptable: ${details.faults.map((fault) => `${fault.path} must be ${fault.expected}`).join('; ')}.`);
  }
}
