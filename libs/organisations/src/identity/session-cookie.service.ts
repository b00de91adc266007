import { Injectable } from '@nestjs/common';
import type { CookieOptions, Request, Response } from 'express';
import { Config } from '@busbar/platform';
import type { SignedIn } from './sessions.service';

/** The session's cookie: `__Host-busbar` where pages are served over https, `busbar` on http (decisions.md 14). */
@Injectable()
export class SessionCookie {
  private readonly name: string;
  private readonly attributes: CookieOptions;

  constructor(config: Config) {
    const secure = config.publicUrl.startsWith('https://');
    this.name = secure ? '__Host-busbar' : 'busbar';
    this.attributes = { httpOnly: true, sameSite: 'lax', path: '/', secure };
  }

  set(response: Response, session: SignedIn): void {
    response.cookie(this.name, session.token, { ...this.attributes, expires: new Date(session.endsMs) });
  }

  clear(response: Response): void {
    response.clearCookie(this.name, this.attributes);
  }

  /** The token of the request's cookie header, if there is one. */
  tokenOf(request: Pick<Request, 'headers'>): string | undefined {
    const prefix = `${this.name}=`;
    const part = request.headers.cookie?.split(';').map((pair) => pair.trim()).find((pair) => pair.startsWith(prefix));
    return part?.slice(prefix.length);
  }
}
