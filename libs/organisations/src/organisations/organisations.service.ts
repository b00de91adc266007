import { Injectable } from '@nestjs/common';
import { type Actor, authorise, InvalidInputError, NotFoundError, type OrganisationKind, refusalOf, systemActor } from '@busbar/kernel';
import { Clock, type Connection, Database, decodeCursor, encodeCursor, newId, Outbox, pageSize, toConnection } from '@busbar/platform';
import { checkedCountry, checkedEmail, checkedName, checkedPassword, type Organisation } from '../domain/organisation';
import { AlreadyVerifiedError, EmailTakenError, RegistrationThrottledError } from '../domain/organisation.errors';
import { organisationPolicy } from '../domain/organisation-policy';
import { admitted, registrationThrottle } from '../domain/throttle';
import { IdentityRepository } from '../identity/identity.repository';
import { Passwords } from '../identity/passwords.service';
import { OrganisationsRepository } from './organisations.repository';

export interface Registration {
  readonly organisationName: string;
  readonly country: string;
  readonly kinds: readonly OrganisationKind[];
  readonly personName: string;
  readonly email: string;
  readonly password: string;
}

@Injectable()
export class Organisations {
  private readonly system = systemActor('registration');

  constructor(
    private readonly database: Database, private readonly clock: Clock, private readonly outbox: Outbox, private readonly organisations: OrganisationsRepository,
    private readonly identities: IdentityRepository, private readonly passwords: Passwords,
  ) {}

  /** One that the actor may see; anything else is not found. */
  get(actor: Actor, id: string): Promise<Organisation> {
    return this.database.read(actor, async () => {
      const organisation = await this.organisations.find(id);
      if (!organisation || refusalOf(organisationPolicy.see, actor, organisation)) throw new NotFoundError('organisation', id);
      return organisation;
    });
  }

  /** For upper contexts whose objects name an organisation that the viewer deals with; whether they do is checked there. */
  byIds(ids: readonly string[]): Promise<Map<string, Organisation>> {
    return this.organisations.byIds(ids);
  }

  /** Joins the caller's scope. */
  async isVerified(id: string): Promise<boolean> {
    return ((await this.organisations.find(id))?.verifiedAt ?? null) !== null;
  }

  /** Every organisation a person is a member of, whichever one they act for now: what independence is judged by. Joins the caller's scope. */
  async organisationIdsOf(personId: string): Promise<string[]> {
    return (await this.identities.membershipsOf(personId)).map(({ organisation }) => organisation.id);
  }

  list(actor: Actor, page: { readonly first: number; readonly after?: string | null | undefined; readonly verified?: boolean | null | undefined }): Promise<Connection<Organisation>> {
    authorise(organisationPolicy.list, actor, undefined);
    const first = pageSize(page);
    const after = decodeCursor(page.after, 1)?.[0];
    return this.database.read(actor, async () => {
      const rows = await this.organisations.page({ verified: page.verified ?? undefined, after: typeof after === 'string' ? after : undefined, take: first + 1 });
      return toConnection(rows, first, ({ id }) => encodeCursor([id]));
    });
  }

  /**
   * A new organisation with its owner, asked for from a network address. Throws INPUT_INVALID with the path, EMAIL_TAKEN, or
   * REGISTRATION_THROTTLED after too many of the e-mail address or from the network address, whatever became of them.
   */
  async register(given: Registration, address: string): Promise<{ organisationId: string; personId: string }> {
    const email = checkedEmail(given.email);
    const kinds = [...new Set(given.kinds)];
    if (kinds.length === 0 || kinds.includes('STAFF')) throw new InvalidInputError({ path: 'kinds', given: kinds, expected: 'HOST, TENANT or both' });
    const organisation: Organisation = {
      id: newId('organisation'), name: checkedName(given.organisationName, 'organisationName'), country: checkedCountry(given.country), kinds, verifiedAt: null, verification: null, fictional: false,
    };
    const person = { id: newId('person'), email, name: checkedName(given.personName, 'personName'), demo: false };
    const password = checkedPassword(given.password);
    await this.countRegistration(email, address);
    const passwordHash = await this.passwords.hash(password);
    return this.database.transaction(this.system, async () => {
      await this.identities.lockEmail(email);
      if (await this.identities.personByEmail(email)) throw new EmailTakenError();
      await this.organisations.insert(organisation);
      await this.identities.insertPerson({ ...person, passwordHash });
      await this.identities.insertMembership({ id: newId('membership'), organisationId: organisation.id, personId: person.id, role: 'OWNER', signatory: true });
      await this.outbox.publish({ type: 'organisation.registered', subject: organisation.id, organisations: [organisation.id], data: { kinds, country: organisation.country, personId: person.id } });
      return { organisationId: organisation.id, personId: person.id };
    });
  }

  /** Staff set the flag that lets a host publish and a tenant send requests. */
  verify(actor: Actor, id: string, evidence: string): Promise<Organisation> {
    return this.database.transaction(actor, async () => {
      const organisation = await this.organisations.find(id);
      if (!organisation) throw new NotFoundError('organisation', id);
      authorise(organisationPolicy.verify, actor, organisation);
      if (organisation.verifiedAt) throw new AlreadyVerifiedError({ organisationId: id });
      const verified: Organisation = { ...organisation, verifiedAt: this.clock.now(), verification: checkedName(evidence, 'evidence') };
      await this.organisations.setVerified(verified, actor.personId ?? actor.personName);
      await this.outbox.publish({ type: 'organisation.verified', subject: id, organisations: [id], data: { evidence: verified.verification } });
      return verified;
    });
  }

  /** Counted in a transaction of its own, before the work that it saves; apart from tries with a password, which it must not use up. */
  private async countRegistration(email: string, address: string): Promise<void> {
    const { windowSeconds } = registrationThrottle;
    const tries = await this.database.transaction(this.system, () => this.identities.recordAttempt(`registration:${email}`, `registration:${address}`, windowSeconds));
    if (!admitted(registrationThrottle, tries)) throw new RegistrationThrottledError({ retryAfterSeconds: windowSeconds });
  }
}
