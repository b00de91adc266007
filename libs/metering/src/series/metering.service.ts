import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, actsFor, earlier, type IntervalSeries, intervalSeries, later, type Period, quality, seesEverything } from '@busbar/kernel';
import { Clock, Database } from '@busbar/platform';
import { type Completeness, completenessOf } from '../domain/completeness';
import { type Meter, type MeterAssignment, type MeterRole, WHOLE_SHARE } from '../domain/meter';
import { SeriesTooLongError } from '../domain/metering.errors';
import { packSeries, seriesOfRows } from '../domain/packed-series';
import { type Part, SERIES_LIMIT, slotsOf, sumOfParts, unknownSeries } from '../domain/series';
import { MetersRepository } from '../meters/meters.repository';
import { lastEnded } from './estimation.service';
import { IntervalsRepository } from './intervals.repository';

/** A tranche's energy in one role over a period, shares applied: a column of what a rating reads. */
export interface TrancheEnergy {
  readonly trancheId: string;
  readonly role: MeterRole;
  readonly meterIds: readonly string[];
  readonly series: IntervalSeries;
}

/** The same as bytes, to be pinned (decisions.md 24): `unpackSeries` gives the series back, `sha256` names the bytes. */
export interface PackedEnergy {
  readonly trancheId: string;
  readonly role: MeterRole;
  readonly meterIds: readonly string[];
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
}

@Injectable()
export class Metering {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly meters: MetersRepository,
    private readonly intervals: IntervalsRepository,
  ) {}

  /**
   * The energy of every tranche of a contract that has meters, role by role, over the quarter-hours that begin in the
   * period; ordered by tranche and role. A tranche without an IT meter is not in the answer: nobody knows its energy.
   * Quarter-hours of which nothing is known are marked MISSING and hold no energy.
   */
  series(actor: Actor, contractId: string, period: Period): Promise<readonly TrancheEnergy[]> {
    return this.database.read(actor, async () => {
      const beside = await this.meters.besideContract(contractId, period);
      const own = beside.filter((one) => one.contractId === contractId && (seesEverything(actor) || actsFor(actor, one.hostId) || actsFor(actor, one.tenantId)));
      const { startMs, count } = slotsOf(period.from.epochMilliseconds, period.to.epochMilliseconds);
      const rows = own.length > 0 ? await this.intervals.packed([...new Set(own.map((one) => one.meterNumber))], startMs, count) : new Map();
      const byMeter = new Map(own.map((one) => [one.meterNumber, seriesOfRows(startMs, count, rows.get(one.meterNumber))]));
      const groups = new Map<string, MeterAssignment[]>();
      for (const one of own) groups.set(`${one.trancheId} ${one.role}`, [...(groups.get(`${one.trancheId} ${one.role}`) ?? []), one]);
      return [...groups.entries()]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([, members]) => {
          const [first] = members;
          if (!first) return [];
          const parts = members.map((member) => partOf(member, beside, byMeter.get(member.meterNumber) ?? unknownSeries(period.from.epochMilliseconds, period.to.epochMilliseconds), period));
          return [{ trancheId: first.trancheId, role: first.role, meterIds: [...new Set(members.map((member) => member.meterId))].sort(), series: summed(parts, period) }];
        });
    });
  }

  /** As `series`, packed for a pin. Equal series give equal bytes. */
  async packed(actor: Actor, contractId: string, period: Period): Promise<readonly PackedEnergy[]> {
    return (await this.series(actor, contractId, period)).map(({ series, ...of }) => {
      const bytes = packSeries(series);
      return { ...of, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
    });
  }

  /** How much of a contract's energy is known in the period, tranche by tranche and role by role. */
  async completeness(actor: Actor, contractId: string, period: Period): Promise<readonly (Completeness & { readonly trancheId: string; readonly role: MeterRole })[]> {
    return (await this.series(actor, contractId, period)).map(({ trancheId, role, series }) => ({ trancheId, role, ...completenessOf(series) }));
  }

  /**
   * One meter's quarter-hours for a reader: up to the last that has ended, at most 36,000. A tenant sees those during which
   * the meter counts for it; the others are MISSING to it. Throws NotFoundError, SeriesTooLongError.
   */
  ofMeter(actor: Actor, meterId: string, period: Period): Promise<IntervalSeries> {
    return this.database.read(actor, async () => {
      const meter = await this.meters.get(actor, meterId);
      const { from, to } = this.readable(period);
      const { startMs, count } = slotsOf(from.epochMilliseconds, to.epochMilliseconds);
      const rows = await this.intervals.packed([meter.number], startMs, count);
      const series = seriesOfRows(startMs, count, rows.get(meter.number));
      return this.ownsOrSeesAll(actor, meter) ? series : masked(series, await this.meters.assignmentsOf(actor, [meterId]));
    });
  }

  /** As `series`, for a reader: up to the last quarter-hour that has ended, at most 36,000. Throws SeriesTooLongError. */
  ofContract(actor: Actor, contractId: string, period: Period): Promise<readonly TrancheEnergy[]> {
    return this.database.read(actor, () => this.series(actor, contractId, this.readable(period)));
  }

  private readable(period: Period): Period {
    const to = earlier(period.to, lastEnded(this.clock.now()));
    const { count } = slotsOf(period.from.epochMilliseconds, to.epochMilliseconds);
    if (count > SERIES_LIMIT) throw new SeriesTooLongError({ points: count, limit: SERIES_LIMIT });
    return { from: period.from, to: later(to, period.from) };
  }

  private ownsOrSeesAll(actor: Actor, meter: Meter): boolean {
    return seesEverything(actor) || actsFor(actor, meter.hostId);
  }
}

/** When an assignment holds within a period. */
const heldIn = (assignment: MeterAssignment, period: Period): Period => ({ from: later(assignment.from, period.from), to: assignment.to ? earlier(assignment.to, period.to) : period.to });

function partOf(assignment: MeterAssignment, beside: readonly MeterAssignment[], series: IntervalSeries, period: Period): Part {
  // A PUE is a ratio: hall and facility meters count whole for every tranche that names them.
  const sharing = assignment.role === 'IT' ? beside.filter((other) => other.meterId === assignment.meterId && other.role === 'IT') : [{ ...assignment, shareMillionths: WHOLE_SHARE }];
  const shares = (atMs: number): { all: readonly bigint[]; own: number } => {
    const holding = sharing.filter((other) => other.from.epochMilliseconds <= atMs && (other.to === null || atMs < other.to.epochMilliseconds));
    return { all: holding.map((other) => other.shareMillionths), own: holding.findIndex((other) => other.id === assignment.id) };
  };
  return { series, held: heldIn(assignment, period), shares };
}

/** One whole meter over the whole period is the sum already: the common case, and the one that must be fast. */
function summed(parts: readonly Part[], period: Period): IntervalSeries {
  const [only] = parts;
  const { from, to } = period;
  const [share, other] = only?.shares(from.epochMilliseconds).all ?? [];
  // A whole share admits no other while it holds, so its first moment speaks for the period.
  const whole = only && parts.length === 1 && only.held.from.equals(from) && only.held.to.equals(to) && share === WHOLE_SHARE && other === undefined;
  return whole ? only.series : sumOfParts(from.epochMilliseconds, to.epochMilliseconds, parts);
}

/** What lies outside the assignments becomes unknown. */
function masked(series: IntervalSeries, assignments: readonly MeterAssignment[]): IntervalSeries {
  const energies = series.energyMj.slice();
  const marks = series.quality.slice();
  for (let index = 0; index < marks.length; index += 1) {
    const atMs = series.startMs + index * series.stepMs;
    if (assignments.some((one) => one.from.epochMilliseconds <= atMs && (one.to === null || atMs < one.to.epochMilliseconds))) continue;
    energies[index] = 0n;
    marks[index] = quality.MISSING;
  }
  return intervalSeries(series.startMs, series.stepMs, energies, marks);
}
