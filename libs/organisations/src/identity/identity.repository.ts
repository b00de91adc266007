/** People, memberships, sessions and password attempts. */
import { Injectable } from '@nestjs/common';
import { Database } from '@busbar/platform';
import type { Membership as MembershipRow, Organisation as OrganisationRow } from '@busbar/platform/prisma';
import type { Membership, Person } from '../domain/organisation';
import type { SessionTimes } from '../domain/session-life';
import { organisationOf } from '../organisations/organisations.repository';

export interface SessionRecord extends SessionTimes {
  readonly id: string;
  readonly person: Person;
  readonly userAgent: string;
  readonly address: string;
  readonly createdMs: number;
}

export interface NewSession {
  readonly id: string;
  readonly personId: string;
  readonly tokenHash: string;
  readonly userAgent: string;
  readonly address: string;
  readonly nowMs: number;
  readonly expiresMs: number;
  readonly endsMs: number;
}

const membershipOf = (row: MembershipRow & { organisation: OrganisationRow }): Membership => ({ id: row.id, organisation: organisationOf(row.organisation), role: row.role, signatory: row.signatory });

@Injectable()
export class IdentityRepository {
  constructor(private readonly database: Database) {}

  async personByEmail(email: string): Promise<(Person & { passwordHash: string; demo: boolean }) | null> {
    return this.database.client.person.findUnique({ where: { email }, select: { id: true, email: true, name: true, passwordHash: true, demo: true } });
  }

  /** Of two registrations of one address at once, the second waits and then sees the first. */
  async lockEmail(email: string): Promise<void> {
    await this.database.client.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`email:${email}`}, 0))`;
  }

  async passwordHashOf(personId: string): Promise<string | null> {
    const row = await this.database.client.person.findUnique({ where: { id: personId }, select: { passwordHash: true } });
    return row?.passwordHash ?? null;
  }

  async personById(id: string): Promise<Person | null> {
    return this.database.client.person.findUnique({ where: { id }, select: { id: true, email: true, name: true } });
  }

  /** The first demo person in an organisation of the kind. */
  async demoPerson(kind: 'HOST' | 'TENANT' | 'STAFF'): Promise<Person | null> {
    return this.database.client.person.findFirst({
      where: { demo: true, memberships: { some: { organisation: { kinds: { has: kind } } } } }, orderBy: { email: 'asc' }, select: { id: true, email: true, name: true },
    });
  }

  async insertPerson(person: Person & { passwordHash: string; demo: boolean }): Promise<void> {
    await this.database.client.person.create({ data: { id: person.id, email: person.email, name: person.name, passwordHash: person.passwordHash, demo: person.demo } });
  }

  async insertMembership(membership: { id: string; organisationId: string; personId: string; role: MembershipRow['role']; signatory: boolean }): Promise<void> {
    const { id, organisationId, personId, role, signatory } = membership;
    await this.database.client.membership.create({ data: { id, organisationId, personId, role, signatory } });
  }

  /** At most 50, by organisation name: what the workspace switcher shows. */
  async membershipsOf(personId: string): Promise<Membership[]> {
    const rows = await this.database.client.membership.findMany({ where: { personId }, include: { organisation: true }, orderBy: { organisation: { name: 'asc' } }, take: 50 });
    return rows.map(membershipOf);
  }

  async insertSession(session: NewSession): Promise<void> {
    await this.database.client.session.create({
      data: {
        id: session.id, personId: session.personId, tokenHash: session.tokenHash, userAgent: session.userAgent, address: session.address,
        lastSeenAt: new Date(session.nowMs), expiresAt: new Date(session.expiresMs), endsAt: new Date(session.endsMs),
      },
    });
  }

  async sessionByHash(tokenHash: string): Promise<SessionRecord | null> {
    const row = await this.database.client.session.findUnique({ where: { tokenHash }, include: { person: true } });
    return row && sessionOf(row);
  }

  async liveSessionsOf(personId: string, now: Date): Promise<SessionRecord[]> {
    const rows = await this.database.client.session.findMany({ where: { personId, revokedAt: null, expiresAt: { gt: now }, endsAt: { gt: now } }, include: { person: true }, orderBy: { lastSeenAt: 'desc' }, take: 50 });
    return rows.map(sessionOf);
  }

  async touchSession(id: string, seenMs: number, expiresMs: number): Promise<void> {
    await this.database.client.session.update({ where: { id }, data: { lastSeenAt: new Date(seenMs), expiresAt: new Date(expiresMs) } });
  }

  /** Answers whether a live session of this person was revoked. */
  async revokeSession(id: string, personId: string, now: Date): Promise<boolean> {
    const { count } = await this.database.client.session.updateMany({ where: { id, personId, revokedAt: null }, data: { revokedAt: now } });
    return count > 0;
  }

  async deleteSessionsEndedBefore(moment: Date): Promise<number> {
    const { count } = await this.database.client.session.deleteMany({ where: { OR: [{ endsAt: { lt: moment } }, { revokedAt: { lt: moment } }] } });
    return count;
  }

  /** Records a try first and counts after it, under locks of the account and of the address, so that parallel tries all count. */
  async recordAttempt(account: string, address: string, windowSeconds: number): Promise<{ account: number; address: number }> {
    await this.database.client.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`password:${account}`}, 0))`;
    await this.database.client.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`address:${address}`}, 0))`;
    await this.database.client.passwordAttempt.create({ data: { account, address } });
    const rows = await this.database.client.$queryRaw<{ account: bigint; address: bigint }[]>`
      select (select count(*) from password_attempt where account = ${account} and created_at > clock_timestamp() - make_interval(secs => ${windowSeconds})) as account,
             (select count(*) from password_attempt where address = ${address} and created_at > clock_timestamp() - make_interval(secs => ${windowSeconds})) as address`;
    return { account: Number(rows[0]?.account ?? 0n), address: Number(rows[0]?.address ?? 0n) };
  }

  async forgetAttempts(account: string): Promise<void> {
    await this.database.client.passwordAttempt.deleteMany({ where: { account } });
  }

  async deleteAttemptsBefore(moment: Date): Promise<number> {
    const { count } = await this.database.client.passwordAttempt.deleteMany({ where: { createdAt: { lt: moment } } });
    return count;
  }
}

function sessionOf(row: { id: string; person: Person; userAgent: string; address: string; createdAt: Date; lastSeenAt: Date; expiresAt: Date; endsAt: Date; revokedAt: Date | null }): SessionRecord {
  return {
    id: row.id, person: { id: row.person.id, email: row.person.email, name: row.person.name }, userAgent: row.userAgent, address: row.address, createdMs: row.createdAt.getTime(),
    lastSeenMs: row.lastSeenAt.getTime(), expiresMs: row.expiresAt.getTime(), endsMs: row.endsAt.getTime(), revoked: row.revokedAt !== null,
  };
}
