/**
 * Rights as values: one rule a command, in the domain, checked by the service and listed in the generated matrix of root
 * fields and roles (decisions.md 15). Deny is the default: a rule says who may, and then on what.
 */
import { isStaff, isSystem, type Actor, type MemberRole, type OrganisationKind } from './actor';
import { DomainError } from './domain-error';

/** Who may ask at all, before any subject is known. The columns of the rights matrix come from evaluating this. */
export interface Audience {
  /** Callers without a session: with nothing else said, everybody; else besides those whom the rest names. */
  readonly anonymous?: boolean;
  /** Any signed-in person or key with an organisation. */
  readonly kinds?: readonly OrganisationKind[] | 'ANY';
  /** Roles within the organisation; absent means every role, VIEWER included. */
  readonly roles?: readonly MemberRole[];
  /** Scope an API key must carry; absent means that keys are refused. */
  readonly scope?: string;
  /** Only people with signatory authority. */
  readonly signatory?: boolean;
}

/** One right: a stable name, who may ask, and on which subjects. */
export interface Rule<Subject = void> {
  readonly name: string;
  readonly audience: Audience;
  /** Whether this actor may do it to this subject; asked only of actors in the audience. */
  readonly holds: (actor: Actor, subject: Subject) => boolean;
}

export const rule = <Subject = void>(name: string, audience: Audience, holds: (actor: Actor, subject: Subject) => boolean = () => true): Rule<Subject> => ({ name, audience, holds });

/** Roles that may change things; VIEWER may not. */
export const writers: readonly MemberRole[] = ['OWNER', 'ADMIN', 'OPERATOR'];
export const managers: readonly MemberRole[] = ['OWNER', 'ADMIN'];
export const moneyHandlers: readonly MemberRole[] = ['OWNER', 'ADMIN', 'FINANCE'];

export class NotSignedInError extends DomainError {
  readonly code = 'NOT_SIGNED_IN';
  readonly kind = 'UNAUTHENTICATED';
  readonly details = {};
  constructor() {
    super('Sign in, or send an API key, to do this.');
  }
}

export class NotPermittedError extends DomainError {
  readonly code = 'NOT_PERMITTED';
  readonly kind = 'FORBIDDEN';
  constructor(readonly details: { action: string }) {
    super(`Your role does not permit ${details.action}.`);
  }
}

/** Whether the actor belongs to the audience, whatever the subject. */
export function inAudience(audience: Audience, actor: Actor): boolean {
  if (isSystem(actor)) return true;
  if (actor.kind === 'ANONYMOUS') return audience.anonymous === true;
  if (audience.anonymous && audience.kinds === undefined) return true;
  if (actor.kind === 'KEY' && (audience.scope === undefined || (actor.scopes !== 'ALL' && !actor.scopes.includes(audience.scope)))) return false;
  if (audience.kinds === undefined) return false;
  if (audience.kinds !== 'ANY' && !audience.kinds.some((kind) => actor.organisationKinds.includes(kind))) return false;
  // A key has no role: its scope, which a manager gave it, says what it may.
  if (audience.roles && actor.kind !== 'KEY' && (actor.role === null || !audience.roles.includes(actor.role))) return false;
  return !(audience.signatory && !actor.signatory);
}

/** Why an actor may not, or null where it may. Data for `actions { refusal }`; `authorise` throws the same. */
export function refusalOf<Subject>(right: Rule<Subject>, actor: Actor, subject: Subject): NotSignedInError | NotPermittedError | null {
  if (isSystem(actor)) return null;
  if (!inAudience(right.audience, actor)) return actor.kind === 'ANONYMOUS' ? new NotSignedInError() : new NotPermittedError({ action: right.name });
  return right.holds(actor, subject) ? null : new NotPermittedError({ action: right.name });
}

/** Throws unless the actor may. Services load the subject within the actor's sight first, so that strangers get NOT_FOUND. */
export function authorise<Subject>(right: Rule<Subject>, actor: Actor, subject: Subject): void {
  const refusal = refusalOf(right, actor, subject);
  if (refusal) throw refusal;
}

/** Staff and the system see every organisation's rows; everyone else only rows that carry their own. */
export const seesEverything = (actor: Actor): boolean => isSystem(actor) || isStaff(actor);
