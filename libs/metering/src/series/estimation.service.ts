import { Injectable } from '@nestjs/common';
import { type Actor, authorise, type Instant, InvalidInputError, INTERVAL_MS, before, instantOf, invariant, type Period, quality, systemActor } from '@busbar/kernel';
import { Database, Outbox } from '@busbar/platform';
import { ESTIMATION_MARGIN_MS, estimatesFor } from '../domain/estimation';
import type { Meter } from '../domain/meter';
import { meteringPolicy } from '../domain/metering-policy';
import { SeriesTooLongError } from '../domain/metering.errors';
import { seriesOfRows } from '../domain/packed-series';
import { SERIES_LIMIT, slotsOf } from '../domain/series';
import { MetersRepository } from '../meters/meters.repository';
import { IntervalsRepository } from './intervals.repository';

const WORKER = systemActor('metering.estimation');
/** Meters looked at in one run of due work. */
const BATCH = 50;

/** Draws the straight line over gaps of up to two hours, marked as estimated; longer ones are left as they are. */
@Injectable()
export class Estimation {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly meters: MetersRepository,
    private readonly intervals: IntervalsRepository,
  ) {}

  /** Estimates the gaps of a meter that touch the period, at once. Answers the meter and how many quarter-hours changed. */
  estimate(actor: Actor, meterId: string, period: Period): Promise<{ readonly meter: Meter; readonly estimated: number }> {
    return this.database.transaction(actor, async () => {
      const meter = await this.meters.get(actor, meterId);
      authorise(meteringPolicy.estimate, actor, { meter });
      if (!before(period.from, period.to)) throw new InvalidInputError({ path: 'to', given: period.to.toString(), expected: 'a time after from' });
      const { count } = slotsOf(period.from.epochMilliseconds, period.to.epochMilliseconds);
      if (count > SERIES_LIMIT) throw new SeriesTooLongError({ points: count, limit: SERIES_LIMIT });
      await this.meters.lock(meter.number);
      return { meter, estimated: await this.drawOver(meter, period) };
    });
  }

  nextDue(): Promise<Instant | null> {
    return this.database.read(WORKER, () => this.intervals.nextEstimationDue());
  }

  /** Estimates round the changes that are due, one transaction a meter. Answers how many meters were looked at. */
  async runDue(): Promise<number> {
    const due = await this.database.read(WORKER, () => this.intervals.dueForEstimation(BATCH));
    for (const number of due) {
      await this.database.transaction(WORKER, async () => {
        const meter = await this.meters.lock(number);
        const pending = await this.intervals.takePending(number);
        if (!pending) return;
        invariant(meter, 'A change was noted for a meter that does not exist.');
        await this.drawOver(meter, pending);
      });
    }
    return due.length;
  }

  private async drawOver(meter: Meter, period: Period): Promise<number> {
    const { startMs, count } = slotsOf(period.from.epochMilliseconds - ESTIMATION_MARGIN_MS, period.to.epochMilliseconds + ESTIMATION_MARGIN_MS);
    const rows = await this.intervals.packed([meter.number], startMs, count);
    const estimates = estimatesFor(seriesOfRows(startMs, count, rows.get(meter.number)));
    const [change] = await this.intervals.write({
      meterNumbers: estimates.map(() => meter.number),
      startsMs: estimates.map((estimate) => estimate.startMs),
      energiesMj: estimates.map((estimate) => estimate.energyMj),
      qualities: estimates.map(() => quality.ESTIMATED_LINEAR),
    });
    if (!change) return 0;
    const tenants = await this.meters.tenantsOf([meter.number]);
    await this.outbox.publish({
      type: 'metering.intervals.changed',
      subject: meter.id,
      organisations: [meter.hostId, ...(tenants.get(meter.number) ?? [])],
      data: { meterId: meter.id, from: change.from.toString(), to: change.to.toString(), intervals: change.count, cause: 'ESTIMATION' },
    });
    return change.count;
  }
}

/** The quarter-hour that is running at this time has not ended: series for readers stop before it. */
export const lastEnded = (now: Instant): Instant => instantOf(Math.floor(now.epochMilliseconds / INTERVAL_MS) * INTERVAL_MS);
