import fc from 'fast-check';
import { isAlive, sessionLife, slide, type SessionTimes } from './session-life';

const hour = 3_600_000;
const begun = (at: number): SessionTimes => ({ lastSeenMs: at, expiresMs: at + sessionLife.slidingMs, endsMs: at + sessionLife.absoluteMs, revoked: false });

describe('a session', () => {
  it('dies at twelve hours without use, to the millisecond', () => {
    expect(isAlive(begun(0), 12 * hour - 1)).toBe(true);
    expect(isAlive(begun(0), 12 * hour)).toBe(false);
  });

  it('that was revoked is dead at once', () => expect(isAlive({ ...begun(0), revoked: true }, 0)).toBe(false));

  it('is written again once a minute at most', () => {
    expect(slide(begun(0), 59_999)).toBeNull();
    expect(slide(begun(0), 60_000)).toBe(60_000 + 12 * hour);
  });

  it('whatever its use, lives on within twelve hours of it (less the minute that is not written) and never beyond fourteen days', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 13 * hour }), { maxLength: 80 }), (pauses) => {
      let session = begun(0);
      let now = 0;
      let used = 0;
      for (const pause of pauses) {
        now += pause;
        const alive = isAlive(session, now);
        if (now >= 14 * 24 * hour) expect(alive).toBe(false);
        else if (now - used < 12 * hour - sessionLife.touchEveryMs) expect(alive).toBe(true);
        else if (now - used >= 12 * hour) expect(alive).toBe(false);
        if (!alive) return;
        used = now;
        const expiresMs = slide(session, now);
        if (expiresMs !== null) {
          expect(expiresMs).toBeLessThanOrEqual(session.endsMs);
          expect(expiresMs).toBeGreaterThanOrEqual(session.expiresMs);
          session = { ...session, lastSeenMs: now, expiresMs };
        }
      }
    }));
  });

  it('used every hour lasts its fourteen days and not an hour more', () => {
    let session = begun(0);
    let hours = 0;
    while (isAlive(session, (hours + 1) * hour)) {
      hours += 1;
      session = { ...session, lastSeenMs: hours * hour, expiresMs: slide(session, hours * hour) ?? session.expiresMs };
    }
    expect(hours).toBe(14 * 24 - 1);
  });
});
