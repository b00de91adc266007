/** Puts the actor on the request, through Passport. A wrong bearer is refused; a stale cookie is cleared and forgotten. */
import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import passport from 'passport';
import type { Actor } from '@busbar/kernel';
import { anonymous } from '@busbar/kernel';
import { Config, problemOf, type RequestWithActor } from '@busbar/platform';
import { CredentialRefusedError, CrossSiteRefusedError } from '../domain/organisation.errors';
import { clearSessionCookie, tokenInCookie } from './session-cookie';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

@Injectable()
export class AuthenticationMiddleware implements NestMiddleware {
  constructor(private readonly config: Config) {}

  use(request: Request & RequestWithActor, response: Response, next: NextFunction): void {
    request.actor = anonymous;
    const cookie = request.headers.authorization === undefined ? tokenInCookie(request, this.config) : undefined;
    if (request.headers.authorization === undefined && cookie === undefined) return next();
    if (cookie !== undefined) {
      if (!SAFE.has(request.method) && !this.comesFromUs(request)) return this.refuse(response, new CrossSiteRefusedError());
      request.headers.authorization = `Bearer ${cookie}`;
    }
    const decided = (error: unknown, actor: Actor | false | null): void => {
      if (cookie !== undefined) delete request.headers.authorization;
      if (actor) {
        request.actor = actor;
        return next();
      }
      const refusal = error ?? new CredentialRefusedError();
      if (cookie !== undefined && refusal instanceof CredentialRefusedError) {
        clearSessionCookie(response, this.config);
        return next();
      }
      return this.refuse(response, refusal);
    };
    const handler: unknown = passport.authenticate('credential', { session: false }, decided);
    (handler as (request: Request, response: Response, next: NextFunction) => void)(request, response, next);
  }

  /** Browsers say where a request comes from; scripts that send a cookie by hand say nothing and are no cross-site risk. */
  private comesFromUs(request: Request): boolean {
    const origin = request.headers.origin;
    if (origin === undefined) return request.headers['sec-fetch-site'] === undefined || request.headers['sec-fetch-site'] === 'same-origin';
    return origin === new URL(this.config.publicUrl).origin || origin === `${request.protocol}://${request.headers.host ?? ''}`;
  }

  private refuse(response: Response, error: unknown): void {
    const problem = problemOf(error, 'authentication');
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}
