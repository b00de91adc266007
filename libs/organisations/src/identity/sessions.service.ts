/** Signing in and out: one opaque token of 256 bits, stored hashed, sliding 12 hours, 14 days at most. */
import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, authorise, invariant, NotFoundError, systemActor } from '@busbar/kernel';
import { Clock, Config, Database, newId, Outbox } from '@busbar/platform';
import { actorOf, checkedEmail, type Membership, type Person } from '../domain/organisation';
import { CredentialRefusedError, DemoUnavailableError, OrganisationRequiredError, SignInRefusedError } from '../domain/organisation.errors';
import { organisationPolicy } from '../domain/organisation-policy';
import { isAlive, sessionLife, slide } from '../domain/session-life';
import { IdentityRepository, type SessionRecord } from './identity.repository';
import { Passwords } from './passwords.service';

export interface Device {
  readonly address: string;
  readonly userAgent: string;
}

/** A fresh sign-in: the token is known to the caller alone. */
export interface SignedIn {
  readonly token: string;
  readonly endsMs: number;
  readonly actor: Actor;
}

export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex');

@Injectable()
export class Sessions {
  private readonly system = systemActor('sessions');

  constructor(
    private readonly database: Database, private readonly clock: Clock, private readonly config: Config, private readonly identities: IdentityRepository,
    private readonly passwords: Passwords, private readonly outbox: Outbox,
  ) {}

  /** Throws SIGN_IN_REFUSED alike for an unknown person and a wrong password, PASSWORD_THROTTLED after too many. */
  async signIn(given: { readonly email: string; readonly password: string }, device: Device): Promise<SignedIn> {
    const email = checkedEmail(given.email);
    const person = await this.database.read(this.system, () => this.identities.personByEmail(email));
    if (!(await this.passwords.check(email, device.address, person?.passwordHash ?? null, given.password)) || !person) throw new SignInRefusedError();
    return this.open(person, device);
  }

  /** One click into the demo world. Throws DEMO_UNAVAILABLE wherever that world is not. */
  async signInDemo(kind: 'HOST' | 'TENANT' | 'STAFF', device: Device): Promise<SignedIn> {
    if (!this.config.demo || this.config.production) throw new DemoUnavailableError();
    const person = await this.database.read(this.system, () => this.identities.demoPerson(kind));
    if (!person) throw new DemoUnavailableError();
    return this.open(person, device);
  }

  /** The actor of a token, acting for the named organisation, or for the only or first one. */
  async authenticate(token: string, organisationId: string | undefined): Promise<Actor> {
    const now = this.clock.wall().epochMilliseconds;
    const found = await this.database.read(this.system, async () => {
      const session = await this.identities.sessionByHash(hashOfToken(token));
      return session && { session, memberships: await this.identities.membershipsOf(session.person.id) };
    });
    if (!found || !isAlive(found.session, now)) throw new CredentialRefusedError();
    const { session, memberships } = found;
    const expiresMs = slide(session, now);
    if (expiresMs !== null) await this.database.transaction(this.system, () => this.identities.touchSession(session.id, now, expiresMs));
    return actorOf(session.person, chosen(memberships, organisationId), session.id);
  }

  /** Ends the actor's own session; a caller without one has nothing to end. */
  async signOut(actor: Actor): Promise<void> {
    const { personId, credentialId } = actor;
    if (actor.kind !== 'PERSON' || personId === null || credentialId === null) return;
    await this.database.transaction(actor, async () => {
      if (!(await this.identities.revokeSession(credentialId, personId, new Date(this.clock.wall().epochMilliseconds)))) return;
      await this.outbox.publish({ type: 'session.ended', subject: credentialId, organisations: [], data: { personId } });
    });
  }

  /** The actor's live sessions, the latest first. */
  mine(actor: Actor): Promise<SessionRecord[]> {
    authorise(organisationPolicy.manageSessions, actor, undefined);
    const { personId } = actor;
    invariant(personId, 'A session belongs to a person.');
    return this.database.read(actor, () => this.identities.liveSessionsOf(personId, new Date(this.clock.wall().epochMilliseconds)));
  }

  /** Ends one of the actor's own sessions. Somebody else's is not found. */
  revoke(actor: Actor, sessionId: string): Promise<void> {
    authorise(organisationPolicy.manageSessions, actor, undefined);
    const { personId } = actor;
    invariant(personId, 'A session belongs to a person.');
    return this.database.transaction(actor, async () => {
      if (!(await this.identities.revokeSession(sessionId, personId, new Date(this.clock.wall().epochMilliseconds)))) throw new NotFoundError('session', sessionId);
      await this.outbox.publish({ type: 'session.ended', subject: sessionId, organisations: [], data: { personId } });
    });
  }

  /** Removes sessions and attempts that ended more than 30 days ago. */
  async forgetOld(): Promise<void> {
    const moment = new Date(this.clock.wall().epochMilliseconds - 30 * 86_400_000);
    await this.database.transaction(this.system, async () => {
      await this.identities.deleteSessionsEndedBefore(moment);
      await this.identities.deleteAttemptsBefore(moment);
    });
  }

  private async open(person: Person, device: Device): Promise<SignedIn> {
    const token = randomBytes(32).toString('base64url');
    const nowMs = this.clock.wall().epochMilliseconds;
    const id = newId('session');
    const endsMs = nowMs + sessionLife.absoluteMs;
    const signedIn = actorOf(person, null, id);
    return this.database.transaction(signedIn, async () => {
      await this.identities.insertSession({
        id, personId: person.id, tokenHash: hashOfToken(token), userAgent: device.userAgent.slice(0, 200), address: device.address, nowMs, expiresMs: nowMs + sessionLife.slidingMs, endsMs,
      });
      const membership = (await this.identities.membershipsOf(person.id))[0] ?? null;
      await this.outbox.publish({ type: 'session.started', subject: id, organisations: membership ? [membership.organisation.id] : [], data: { personId: person.id } });
      return { token, endsMs, actor: actorOf(person, membership, id) };
    });
  }
}

function chosen(memberships: readonly Membership[], organisationId: string | undefined): Membership | null {
  if (organisationId === undefined) return memberships[0] ?? null;
  const membership = memberships.find(({ organisation }) => organisation.id === organisationId);
  if (!membership) throw new OrganisationRequiredError();
  return membership;
}
