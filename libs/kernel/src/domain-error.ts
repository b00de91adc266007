/** How a caller should react to a refusal; the HTTP status of each is in decisions.md 9. */
export type RefusalKind = 'INVALID' | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'NOT_FOUND' | 'CONFLICT' | 'LIMITED' | 'UNAVAILABLE';

/** What a refusal may say: names and values without secrets. `path` names the field that was wrong. */
export type RefusalDetails = Readonly<Record<string, unknown>> & { readonly path?: string };

/**
 * A refusal that the caller can understand. The code never changes once published; the kind says how to react; the
 * message is one sentence that says what is the case. Anything else that is thrown is a defect and is masked.
 */
export abstract class DomainError extends Error {
  abstract readonly code: string;
  abstract readonly kind: RefusalKind;
  abstract readonly details: RefusalDetails;
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** Input that cannot be taken: which field, what was given, what would be right. */
export class InvalidInputError extends DomainError {
  readonly code: string = 'INPUT_INVALID';
  readonly kind = 'INVALID';
  constructor(readonly details: { path: string; given?: unknown; expected: string }) {
    super(`${details.path} is not acceptable: expected ${details.expected}.`);
  }
}

/** The one answer for what does not exist and for what the caller may not know to exist. */
export class NotFoundError extends DomainError {
  readonly code = 'NOT_FOUND';
  readonly kind = 'NOT_FOUND';
  readonly details: { subject: string; id: string };
  constructor(subject: string, id: string) {
    super(`There is no ${subject} with this id.`);
    this.details = { subject, id };
  }
}
