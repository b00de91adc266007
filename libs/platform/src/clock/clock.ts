/**
 * Two times. Business time moves holds, deadlines, periods and effective dates, and may be moved in demo and tests; wall
 * time serves tokens, leases and retries and never moves (decisions.md 17).
 */
import { Injectable } from '@nestjs/common';
import { DomainError, instantOf, before, invariant, type Instant, systemActor } from '@busbar/kernel';
import { Config } from '../config/config';
import { Database } from '../database/database';

export class ClockNotMovableError extends DomainError {
  readonly code = 'CLOCK_NOT_MOVABLE';
  readonly kind = 'CONFLICT';
  readonly details = {};
  constructor() {
    super('Business time is wall time here and cannot be moved.');
  }
}

export class ClockBackwardsError extends DomainError {
  readonly code = 'CLOCK_BACKWARDS';
  readonly kind = 'INVALID';
  constructor(readonly details: { path: string; given: string; now: string }) {
    super('Business time only moves forward.');
  }
}

@Injectable()
export class Clock {
  constructor(private readonly database: Database, private readonly config: Config) {}

  /** Business time: of this scope inside one, else it must be asked with `read`. */
  now(): Instant {
    const now = this.database.scopeNow;
    invariant(now, 'Business time was asked for outside a database scope; use Clock.read().');
    return now;
  }

  /** Business time at this very moment, whatever scope is open: a scope's own time stands still. */
  read(): Promise<Instant> {
    return this.database.businessNow();
  }

  /** Business time as this request sees it: one for all that its answer shows, however many things are in it, and asked once. */
  seen(): Promise<Instant> {
    return this.database.requestNow();
  }

  /** Wall time. */
  wall(): Instant {
    return instantOf(Date.now());
  }

  /** Moves business time forward, or sets it where no movable clock existed. `running` false makes it stand still. */
  async move(to: Instant, running: boolean): Promise<void> {
    if (!this.config.movableClock) throw new ClockNotMovableError();
    await this.database.transaction(systemActor('clock'), async () => {
      const rows = await this.database.client.$queryRaw<{ one: boolean }[]>`select one from business_clock for update`;
      const now = this.now();
      if (rows.length > 0 && before(to, now)) throw new ClockBackwardsError({ path: 'to', given: to.toString(), now: now.toString() });
      const at = new Date(to.epochMilliseconds);
      await this.database.client.$executeRaw`
        insert into business_clock (one, business_base, wall_base, running) values (true, ${at}, clock_timestamp(), ${running})
        on conflict (one) do update set business_base = excluded.business_base, wall_base = excluded.wall_base, running = excluded.running`;
    });
  }
}
