/** How long a session lives: 12 hours since it was last used, 14 days at most (decisions.md 14). */
export const sessionLife = { slidingMs: 12 * 3_600_000, absoluteMs: 14 * 86_400_000, touchEveryMs: 60_000 } as const;

export interface SessionTimes {
  readonly lastSeenMs: number;
  readonly expiresMs: number;
  readonly endsMs: number;
  readonly revoked: boolean;
}

export const isAlive = (session: SessionTimes, nowMs: number): boolean => !session.revoked && nowMs < session.expiresMs && nowMs < session.endsMs;

/** The new sliding expiry, or null while the last one is fresh enough not to be written again. */
export function slide(session: SessionTimes, nowMs: number): number | null {
  if (nowMs - session.lastSeenMs < sessionLife.touchEveryMs) return null;
  return Math.min(nowMs + sessionLife.slidingMs, session.endsMs);
}
