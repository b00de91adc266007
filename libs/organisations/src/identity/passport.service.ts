/** Passport, one instance an application: its global one would let two applications of a process share their strategies. */
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { Passport } from 'passport';
import { Strategy as BearerStrategy } from 'passport-http-bearer';
import { Strategy as LocalStrategy } from 'passport-local';
import { type Actor, InvalidInputError } from '@busbar/kernel';
import { CredentialRefusedError } from '../domain/organisation.errors';
import { ApiKeys } from '../keys/api-keys.service';
import { type Device, Sessions, type SignedIn } from './sessions.service';

type Done = (error: unknown, found?: unknown) => void;
type Handler = (request: Request, response: unknown, next: (error?: unknown) => void) => void;

/** Address as the trusted proxies tell it, and the browser's name for itself. */
export const deviceOf = (request: Pick<Request, 'ip' | 'headers'>): Device => ({ address: request.ip ?? 'unknown', userAgent: request.headers['user-agent'] ?? 'unknown' });

@Injectable()
export class PassportService {
  private readonly passport = new Passport();

  constructor(private readonly sessions: Sessions, private readonly keys: ApiKeys) {
    const settle = (found: Promise<unknown>, done: Done): void => void found.then((value) => done(null, value), done);
    // The one bearer of the API: a session's token or an API key, told apart by its prefix.
    this.passport.use('credential', new BearerStrategy({ passReqToCallback: true }, (request: Request, token: string, done: Done) => {
      settle(token.startsWith('bb_') ? this.keys.authenticate(token) : this.sessions.authenticate(token, request.header('busbar-organisation')), done);
    }));
    this.passport.use('password', new LocalStrategy({ usernameField: 'email', passwordField: 'password', passReqToCallback: true, session: false }, (request, email, password, done) => {
      settle(this.sessions.signIn({ email, password }, deviceOf(request)), done as Done);
    }));
  }

  /** The actor of the request's bearer. Throws CREDENTIAL_REFUSED. */
  async actorOf(request: Request): Promise<Actor> {
    return (await this.authenticate('credential', request)) as Actor;
  }

  /** A session from e-mail address and password in the body; both must be text, never an object (C21). */
  async signIn(request: Request): Promise<SignedIn> {
    const body: unknown = request.body;
    for (const path of ['email', 'password']) {
      if (typeof body !== 'object' || body === null || typeof (body as Record<string, unknown>)[path] !== 'string' || (body as Record<string, unknown>)[path] === '') throw new InvalidInputError({ path, expected: 'text' });
    }
    return (await this.authenticate('password', request)) as SignedIn;
  }

  private authenticate(strategy: 'credential' | 'password', request: Request): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const decided: Done = (error, found) => {
        if (error) reject(error as Error);
        else if (found) resolve(found);
        else reject(new CredentialRefusedError());
      };
      const handler = this.passport.authenticate(strategy, { session: false }, decided) as Handler;
      handler(request, undefined, (error) => reject((error as Error | undefined) ?? new CredentialRefusedError()));
    });
  }
}
