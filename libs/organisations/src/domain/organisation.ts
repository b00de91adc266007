/** The words of people and organisations, and what a name, an address or a password must be. */
import { type Actor, InvalidInputError, type Instant, type MemberRole, type OrganisationKind } from '@busbar/kernel';

export interface Organisation {
  readonly id: string;
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly kinds: readonly OrganisationKind[];
  /** When staff verified it; null while unverified. */
  readonly verifiedAt: Instant | null;
  /** What the verification rests on, in the reviewer's words. */
  readonly verification: string | null;
  /** True for the companies of the demo world, none of which exists. */
  readonly fictional: boolean;
}

export interface Person {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

export interface Membership {
  readonly id: string;
  readonly organisation: Organisation;
  readonly role: MemberRole;
  readonly signatory: boolean;
}

/** The shortest and longest password; length is what counts, so nothing else is asked (NIST SP 800-63B, 3.1.1.2). */
export const passwordLength = { least: 12, most: 200 } as const;

const CONTROL = /\p{Cc}/u;

export function checkedEmail(given: string): string {
  const email = given.trim().toLowerCase();
  if (email.length > 254 || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) || CONTROL.test(email)) throw new InvalidInputError({ path: 'email', given: given.slice(0, 260), expected: 'an e-mail address such as ada@example.com' });
  return email;
}

/** Counts characters as PostgreSQL does, by code point. */
export function checkedName(given: string, path: string): string {
  const name = given.trim().replace(/\s+/g, ' ');
  const length = [...name].length;
  if (length < 2 || length > 120 || CONTROL.test(name)) throw new InvalidInputError({ path, given: given.slice(0, 130), expected: '2 to 120 characters without control characters' });
  return name;
}

export function checkedCountry(given: string): string {
  if (!/^[A-Z]{2}$/.test(given)) throw new InvalidInputError({ path: 'country', given, expected: 'a country code of two capitals such as US' });
  return given;
}

export function checkedPassword(given: string): string {
  if (given.length < passwordLength.least || given.length > passwordLength.most) throw new InvalidInputError({ path: 'password', expected: `${passwordLength.least} to ${passwordLength.most} characters` });
  return given;
}

/** The actor of a person in one of their organisations, or in none. */
export function actorOf(person: Person, membership: Membership | null, credentialId: string): Actor {
  return {
    kind: 'PERSON', personId: person.id, personName: person.name, organisationId: membership?.organisation.id ?? null, organisationKinds: membership?.organisation.kinds ?? [],
    role: membership?.role ?? null, signatory: membership?.signatory ?? false, scopes: 'ALL', credentialId,
  };
}
