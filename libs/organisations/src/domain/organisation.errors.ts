import { DomainError } from '@busbar/kernel';

/** The same answer for an unknown person and a wrong password (C15). */
export class SignInRefusedError extends DomainError {
  readonly code = 'SIGN_IN_REFUSED';
  readonly kind = 'UNAUTHENTICATED';
  readonly details = {};
  constructor() {
    super('The e-mail address or the password is not right.');
  }
}

export class PasswordThrottledError extends DomainError {
  readonly code = 'PASSWORD_THROTTLED';
  readonly kind = 'LIMITED';
  constructor(readonly details: { retryAfterSeconds: number }) {
    super('Too many tries with a wrong password. Wait before the next one.');
  }
}

export class RegistrationThrottledError extends DomainError {
  readonly code = 'REGISTRATION_THROTTLED';
  readonly kind = 'LIMITED';
  constructor(readonly details: { retryAfterSeconds: number }) {
    super('Too many registrations. Wait before the next one.');
  }
}

/** A fresh proof was asked for and the password given does not prove it. */
export class PasswordWrongError extends DomainError {
  readonly code = 'PASSWORD_WRONG';
  readonly kind = 'INVALID';
  readonly details = { path: 'password' };
  constructor() {
    super('The password is not right, so nothing was signed or changed.');
  }
}

export class EmailTakenError extends DomainError {
  readonly code = 'EMAIL_TAKEN';
  readonly kind = 'CONFLICT';
  readonly details = { path: 'email' };
  constructor() {
    super('This e-mail address cannot be registered. If it is yours, sign in.');
  }
}

export class OrganisationRequiredError extends DomainError {
  readonly code = 'ORGANISATION_REQUIRED';
  readonly kind = 'FORBIDDEN';
  readonly details = { header: 'Busbar-Organisation' };
  constructor() {
    super('You are not a member of the organisation that was named.');
  }
}

export class CrossSiteRefusedError extends DomainError {
  readonly code = 'CROSS_SITE_REFUSED';
  readonly kind = 'FORBIDDEN';
  readonly details = {};
  constructor() {
    super('A request with a session cookie must come from our own pages.');
  }
}

export class CredentialRefusedError extends DomainError {
  readonly code = 'CREDENTIAL_REFUSED';
  readonly kind = 'UNAUTHENTICATED';
  readonly details = {};
  constructor() {
    super('The token or API key is unknown, expired or revoked.');
  }
}

export class DemoUnavailableError extends DomainError {
  readonly code = 'DEMO_UNAVAILABLE';
  readonly kind = 'NOT_FOUND';
  readonly details = {};
  constructor() {
    super('There are no demo sign-ins here.');
  }
}

export class AlreadyVerifiedError extends DomainError {
  readonly code = 'ORGANISATION_ALREADY_VERIFIED';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { organisationId: string }) {
    super('This organisation is verified already.');
  }
}
