/** Refusals of requests. */
import { DomainError, InvalidInputError } from '@busbar/kernel';
import type { RequestAction, RequestState } from './request-lifecycle';

/** A requirement that no offer could meet, or that contradicts another. */
export class RequirementInvalidError extends InvalidInputError {
  override readonly code = 'REQUIREMENT_INVALID';
}

export class RequestActionRefusedError extends DomainError {
  readonly code = 'REQUEST_ACTION_REFUSED';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { requestId: string; state: RequestState; action: RequestAction }) {
    super(`A request in state ${details.state} cannot be asked to ${details.action}.`);
  }
}

/** Somebody changed it in between; read it again and decide anew. */
export class RequestChangedError extends DomainError {
  readonly code = 'REQUEST_CHANGED';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { requestId: string }) {
    super('The request was changed by somebody else in the meantime.');
  }
}

/** Staff have not verified the organisation yet; until then it deals with nobody. */
export class OrganisationNotVerifiedError extends DomainError {
  readonly code = 'ORGANISATION_NOT_VERIFIED';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { organisationId: string }) {
    super('The organisation has not been verified yet.');
  }
}
