import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import { Strategy } from 'passport-local';
import { InvalidInputError } from '@busbar/kernel';
import { Sessions, type SignedIn } from './sessions.service';

/** E-mail address and password on the REST edge; both must be text (C21). */
@Injectable()
export class PasswordStrategy extends PassportStrategy(Strategy, 'password') {
  constructor(private readonly sessions: Sessions) {
    super({ usernameField: 'email', passwordField: 'password', passReqToCallback: true, session: false });
  }

  validate(request: Request, email: unknown, password: unknown): Promise<SignedIn> {
    if (typeof email !== 'string') throw new InvalidInputError({ path: 'email', expected: 'text' });
    if (typeof password !== 'string') throw new InvalidInputError({ path: 'password', expected: 'text' });
    return this.sessions.signIn({ email, password }, deviceOf(request));
  }
}

/** Address as the trusted proxies tell it, and the browser's name for itself. */
export const deviceOf = (request: Pick<Request, 'ip' | 'headers'>): { address: string; userAgent: string } => ({ address: request.ip ?? 'unknown', userAgent: request.headers['user-agent'] ?? 'unknown' });
