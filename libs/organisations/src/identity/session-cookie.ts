import type { Request, Response } from 'express';
import type { Config } from '@busbar/platform';
import type { SignedIn } from './sessions.service';

/** `__Host-busbar` where pages are served over https, `busbar` on http (decisions.md 14). */
export const cookieName = (config: Config): string => (config.publicUrl.startsWith('https://') ? '__Host-busbar' : 'busbar');

const attributes = (config: Config) => ({ httpOnly: true, sameSite: 'lax' as const, path: '/', secure: config.publicUrl.startsWith('https://') });

export function setSessionCookie(response: Response, config: Config, session: SignedIn): void {
  response.cookie(cookieName(config), session.token, { ...attributes(config), expires: new Date(session.endsMs) });
}

export function clearSessionCookie(response: Response, config: Config): void {
  response.clearCookie(cookieName(config), attributes(config));
}

/** The session token of the cookie header, if there is one. */
export function tokenInCookie(request: Pick<Request, 'headers'>, config: Config): string | undefined {
  const prefix = `${cookieName(config)}=`;
  const part = request.headers.cookie?.split(';').map((pair) => pair.trim()).find((pair) => pair.startsWith(prefix));
  return part ? decodeURIComponent(part.slice(prefix.length)) : undefined;
}
