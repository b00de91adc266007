/** Puts the actor on the request, through Passport. A wrong bearer is refused; a stale cookie is cleared and forgotten. */
import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { anonymous } from '@busbar/kernel';
import { Config, problemOf, type RequestWithActor } from '@busbar/platform';
import { CredentialRefusedError, CrossSiteRefusedError } from '../domain/organisation.errors';
import { PassportService } from './passport.service';
import { SessionCookie } from './session-cookie.service';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

@Injectable()
export class AuthenticationMiddleware implements NestMiddleware {
  constructor(private readonly config: Config, private readonly passport: PassportService, private readonly cookie: SessionCookie) {}

  async use(request: Request & RequestWithActor, response: Response, next: NextFunction): Promise<void> {
    request.actor = anonymous;
    const cookie = request.headers.authorization === undefined ? this.cookie.tokenOf(request) : undefined;
    try {
      if (cookie !== undefined) {
        if (!SAFE.has(request.method) && !this.comesFromUs(request)) throw new CrossSiteRefusedError();
        request.headers.authorization = `Bearer ${cookie}`;
      }
      if (request.headers.authorization !== undefined) request.actor = await this.passport.actorOf(request);
    } catch (error) {
      if (cookie === undefined || !(error instanceof CredentialRefusedError)) return this.refuse(response, error);
      this.cookie.clear(response);
    }
    if (cookie !== undefined) delete request.headers.authorization;
    next();
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
