import { Injectable } from '@nestjs/common';
import { type Actor, authorise, type Instant, isSystem } from '@busbar/kernel';
import { Clock, Database, newId, Outbox } from '@busbar/platform';
import { meteringPolicy } from '../domain/metering-policy';
import { type ReadingRefusal, ReadingsRefusedError } from '../domain/metering.errors';
import { quarterHours } from '../domain/quarter-hours';
import { intakeWindow, judgeReading, type Reading } from '../domain/reading';
import type { Submitted } from '../domain/submission';
import { MetersRepository } from '../meters/meters.repository';
import { type ChangedRange, IntervalsRepository } from '../series/intervals.repository';
import { type IntakeMeter, IntakeRepository } from './intake.repository';

export interface IntakeOptions {
  /** Take what can be taken and list the rest, rather than all or nothing. */
  readonly partial: boolean;
  /** SHA-256 of the file that the readings come from; null for a batch. */
  readonly fileSha256: string | null;
}

/** What became of a batch. `accepted + duplicates + refused = submitted`. */
export interface IntakeResult {
  readonly batchId: string;
  /** Readings that are new and now count. */
  readonly accepted: number;
  /** Readings that had been taken before, word for word. */
  readonly duplicates: number;
  /** In the order of their index; empty unless the caller asked for a partial intake. */
  readonly refused: readonly ReadingRefusal[];
}

/** Gaps are left an hour for late readings before a line is drawn over them. */
const ESTIMATE_AFTER = { hours: 1 };

interface Numbered {
  readonly index: number;
  readonly reading: Reading;
}

@Injectable()
export class Intake {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly intake: IntakeRepository,
    private readonly intervals: IntervalsRepository,
    private readonly meters: MetersRepository,
  ) {}

  /**
   * Takes readings of the actor's own meters. Sending again is harmless: a known (source, id) counts as a duplicate, and is
   * refused where it now says something else. A new id for a known quarter-hour is a correction: the former value goes to
   * the history. Throws ReadingsRefusedError, with nothing stored, unless `partial`.
   */
  take(actor: Actor, submitted: readonly Submitted[], options: IntakeOptions): Promise<IntakeResult> {
    return this.database.transaction(actor, async () => {
      authorise(meteringPolicy.send, actor, undefined);
      const ids = [...new Set(submitted.flatMap(({ sent }) => (sent ? [sent.meterId] : [])))];
      const meters = await this.intake.lockMeters(ids, isSystem(actor) ? null : (actor.organisationId ?? ''));
      const judged = this.judge(submitted, meters);
      const sorted = await this.sortOut(judged.readings);
      const { intervals, refused: contradicting } = quarterHours(sorted.fresh.map(({ reading }) => reading), (position) => sorted.fresh[position]?.index ?? position);
      const refused = [...judged.refused, ...sorted.refused, ...contradicting].sort((a, b) => a.index - b.index);
      if (refused.length > 0 && !options.partial) throw new ReadingsRefusedError(refused);

      const contradicted = new Set(contradicting.map(({ index }) => index));
      const accepted = sorted.fresh.filter(({ index }) => !contradicted.has(index)).map(({ reading }) => reading);
      const batchId = newId('upload');
      const hostId = actor.organisationId ?? [...meters.values()][0]?.hostId;
      if (accepted.length > 0) await this.intake.keep(accepted, batchId);
      const changes = await this.intervals.write(intervals);
      if (hostId !== undefined) await this.record(batchId, hostId, options, { accepted: accepted.length, duplicates: sorted.duplicates, refused: refused.length }, this.clock.now());
      await this.announce(changes, [...meters.values()]);
      return { batchId, accepted: accepted.length, duplicates: sorted.duplicates, refused };
    });
  }

  private judge(submitted: readonly Submitted[], meters: ReadonlyMap<string, IntakeMeter>): { readings: readonly Numbered[]; refused: readonly ReadingRefusal[] } {
    const window = intakeWindow(this.clock.now());
    const readings: Numbered[] = [];
    const refused: ReadingRefusal[] = [];
    for (const { index, sent, refusal: unreadable } of submitted) {
      const { reading, refusal } = sent ? judgeReading(sent, meters.get(sent.meterId), window) : { reading: undefined, refusal: unreadable };
      if (reading) readings.push({ index, reading });
      else refused.push({ index, ...refusal });
    }
    return { readings, refused };
  }

  /** Parts what is new from what was sent before, and from what bears a used id and says something else. */
  private async sortOut(readings: readonly Numbered[]): Promise<{ fresh: readonly Numbered[]; duplicates: number; refused: readonly ReadingRefusal[] }> {
    const known = readings.length > 0 ? await this.intake.known(readings.map(({ reading }) => reading)) : new Map<number, { same: boolean }>();
    const first = new Map<string, Reading>();
    const fresh: Numbered[] = [];
    const refused: ReadingRefusal[] = [];
    let duplicates = 0;
    readings.forEach(({ index, reading }, position) => {
      const key = JSON.stringify([reading.meterNumber, reading.source, reading.id]);
      const inBatch = first.get(key);
      const same = known.get(position)?.same ?? (inBatch ? saysTheSame(inBatch, reading) : undefined);
      if (same === undefined) {
        first.set(key, reading);
        fresh.push({ index, reading });
      } else if (same) duplicates += 1;
      else refused.push({ index, code: 'READING_ID_REUSED', detail: 'A reading with this source and id was sent before and said something else; a correction needs an id of its own.' });
    });
    return { fresh, duplicates, refused };
  }

  private async record(id: string, hostId: string, options: IntakeOptions, counts: { accepted: number; duplicates: number; refused: number }, receivedAt: Instant): Promise<void> {
    await this.intake.record({ id, hostId, channel: options.fileSha256 === null ? 'REST' : 'FILE', fileSha256: options.fileSha256, ...counts, receivedAt });
    await this.outbox.publish({ type: 'metering.readings.taken', subject: id, organisations: [hostId], data: counts });
  }

  private async announce(changes: readonly ChangedRange[], meters: readonly IntakeMeter[]): Promise<void> {
    if (changes.length === 0) return;
    await this.intervals.noteForEstimation(changes, this.clock.now().add(ESTIMATE_AFTER));
    const tenants = await this.meters.tenantsOf(changes.map((change) => change.meterNumber));
    for (const change of changes) {
      const meter = meters.find(({ number }) => number === change.meterNumber);
      if (!meter) continue;
      await this.outbox.publish({
        type: 'metering.intervals.changed',
        subject: meter.id,
        organisations: [meter.hostId, ...(tenants.get(change.meterNumber) ?? [])],
        data: { meterId: meter.id, from: change.from.toString(), to: change.to.toString(), intervals: change.count, cause: 'READINGS' },
      });
    }
  }
}

const saysTheSame = (a: Reading, b: Reading): boolean => a.startMs === b.startMs && a.durationMs === b.durationMs && a.energyMj === b.energyMj && a.quality === b.quality;
