/** The simulator's time: wall time plus how far it was moved. Things due are done in their order as it passes. */
export class SimClock {
  private aheadMs: number;
  private readonly due: { readonly atMs: number; readonly order: number; readonly run: () => void }[] = [];
  private order = 0;

  constructor(aheadMs = 0) {
    this.aheadMs = aheadMs;
  }

  /** Epoch seconds, as Stripe counts. */
  get now(): number {
    return Math.floor(this.nowMs / 1000);
  }

  get nowMs(): number {
    return Date.now() + this.aheadMs;
  }

  get ahead(): number {
    return this.aheadMs;
  }

  /** Calls `run` when the time has come, at once if it has already. */
  at(epochSeconds: number, run: () => void): void {
    this.due.push({ atMs: epochSeconds * 1000, order: (this.order += 1), run });
  }

  /** When the next thing falls due, epoch milliseconds, or null. */
  get nextDueMs(): number | null {
    return this.due.reduce<number | null>((least, { atMs }) => (least === null || atMs < least ? atMs : least), null);
  }

  /** Does all that is due by now; answers how much. */
  tick(): number {
    let done = 0;
    for (;;) {
      this.due.sort((a, b) => a.atMs - b.atMs || a.order - b.order);
      const next = this.due[0];
      if (!next || next.atMs > this.nowMs) return done;
      this.due.shift();
      next.run();
      done += 1;
    }
  }

  /** Moves to a moment, from due time to due time, so that what follows from one thing falls due in its turn. */
  moveTo(epochMs: number): void {
    for (;;) {
      this.due.sort((a, b) => a.atMs - b.atMs || a.order - b.order);
      const next = this.due[0];
      if (!next || next.atMs > epochMs) break;
      this.aheadMs = Math.max(this.aheadMs, next.atMs - Date.now());
      if (this.tick() === 0) break;
    }
    this.aheadMs = epochMs - Date.now();
    this.tick();
  }
}

const DAY = 86_400;

/** The same time of day, `days` working days later (Saturday and Sunday do not count). */
export function workingDaysLater(epochSeconds: number, days: number): number {
  let at = epochSeconds;
  for (let left = days; left > 0; ) {
    at += DAY;
    const weekday = new Date(at * 1000).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return at;
}
