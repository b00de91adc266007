/** The capacity ledger's rows: steps, reservations and conflicts. What takes capacity is SQL functions of the migration. */
import { Injectable } from '@nestjs/common';
import { type Instant, instantOf, invariant, type Period, type PowerW } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import type { CapacityBound } from '../domain/capacity.errors';
import type { CapacityScope, CapacityStep, Claim, Confidence } from '../domain/capacity';
import type { StageCode } from '../domain/conversion';
import type { Reservation, ReservationKind } from '../domain/reservation';

/** What a function of the ledger answered; amounts are watts or GPUs. */
export interface LedgerAnswer {
  readonly outcome: 'RESERVED' | 'CONVERTED' | 'EXTENDED' | 'SET' | 'EXCEEDED' | 'BELOW_RESERVED' | 'RELEASED' | 'EXPIRED' | 'UNKNOWN';
  readonly bound: CapacityBound | null;
  readonly at: Instant | null;
  readonly capacity: bigint;
  readonly reserved: bigint;
  readonly asked: bigint;
}

/** Where what was asked for is, whose it is, and at which peak PUE it draws on the site. */
export interface Whereabouts {
  readonly siteId: string;
  readonly hostId: string;
  readonly peakPue: string;
}

export interface NewReservation {
  readonly id: string;
  readonly kind: ReservationKind;
  readonly siteId: string | null;
  readonly hallId: string | null;
  readonly clusterId: string | null;
  readonly powerW: PowerW;
  readonly gpus: number;
  readonly from: Instant;
  readonly to: Instant | null;
  readonly expiresAt: Instant | null;
  readonly tenantId: string | null;
  readonly subject: string;
}

export interface NewStep {
  readonly subjectId: string;
  readonly scope: CapacityScope;
  readonly siteId: string;
  readonly from: Instant;
  readonly amount: bigint;
  readonly confidence: Confidence;
  readonly stage: StageCode | null;
  readonly evidence: string;
}

export interface CapacityConflict {
  readonly siteId: string;
  readonly subjectId: string;
  readonly reservationIds: readonly string[];
  readonly at: Instant;
  readonly shortBy: bigint;
}

/** One claim on a site, as each of the three limits counts it. */
export interface SiteClaim {
  readonly hallId: string | null;
  readonly clusterId: string | null;
  readonly powerW: Claim;
  readonly grossW: Claim;
  readonly gpus: Claim;
}

interface ClaimRow {
  readonly site_id: string;
  readonly hall_id: string | null;
  readonly cluster_id: string | null;
  readonly starts_at: Date;
  readonly ends_at: Date | null;
  readonly power_w: bigint;
  readonly gross_w: bigint;
  readonly gpus: number;
}

interface AnswerRow {
  readonly outcome: LedgerAnswer['outcome'];
  readonly bound: CapacityBound | null;
  readonly at: Date | null;
  readonly capacity: bigint | null;
  readonly reserved: bigint | null;
  readonly asked: bigint | null;
}

interface ReservationRow {
  readonly id: string;
  readonly kind: ReservationKind;
  readonly site_id: string;
  readonly hall_id: string | null;
  readonly cluster_id: string | null;
  readonly host_id: string;
  readonly tenant_id: string | null;
  readonly starts_at: Date;
  readonly ends_at: Date | null;
  readonly power_w: bigint;
  readonly gpus: number;
  readonly gross_w: bigint;
  readonly expires_at: Date | null;
  readonly released_at: Date | null;
  readonly release_reason: string | null;
  readonly subject: string;
}

interface StepRow {
  readonly subject_id: string;
  readonly starts_at: Date;
  readonly amount: bigint;
  readonly confidence: Confidence;
}

const dateOf = (at: Instant | null): Date | null => at && new Date(at.epochMilliseconds);
const timeOf = (date: Date): Instant => instantOf(date.getTime());
const timeOrNull = (date: Date | null): Instant | null => date && timeOf(date);

@Injectable()
export class ReservationsRepository {
  constructor(private readonly database: Database) {}

  /** Asks for capacity, and with the answer where it is and whose: one trip, for others may be waiting for the site's lock. */
  async reserve(asked: NewReservation): Promise<LedgerAnswer & Whereabouts> {
    const rows = await this.database.client.$queryRaw<(AnswerRow & { site_id: string | null; host_id: string | null; peak_pue: string | null })[]>`
      select a.outcome, a.bound, a.at, a.capacity, a.reserved, a.asked, s.id as site_id, s.host_id, h.peak_pue::text as peak_pue
      from reserve_capacity(${asked.id}, ${asked.kind}::"ReservationKind", ${asked.siteId}, ${asked.hallId}, ${asked.clusterId},
        ${asked.powerW}::bigint, ${asked.gpus}::integer, ${dateOf(asked.from)}::timestamptz, ${dateOf(asked.to)}::timestamptz, ${dateOf(asked.expiresAt)}::timestamptz, ${asked.tenantId}, ${asked.subject}) a
      left join hall h on h.id = ${asked.hallId} left join site s on s.id = coalesce(h.site_id, ${asked.siteId})`;
    const [row] = rows;
    return { ...answerOf(rows), siteId: row?.site_id ?? '', hostId: row?.host_id ?? '', peakPue: row?.peak_pue ?? '1' };
  }

  async convert(id: string, kind: ReservationKind, subject: string, expiresAt: Instant | null): Promise<LedgerAnswer> {
    return answerOf(await this.database.client.$queryRaw<AnswerRow[]>`
      select outcome, bound, at, capacity, reserved, asked from convert_reservation(${id}, ${kind}::"ReservationKind", ${subject}, ${dateOf(expiresAt)}::timestamptz)`);
  }

  async extend(id: string, to: Instant | null, expiresAt: Instant | null): Promise<LedgerAnswer> {
    return answerOf(await this.database.client.$queryRaw<AnswerRow[]>`
      select outcome, bound, at, capacity, reserved, asked from extend_reservation(${id}, ${dateOf(to)}::timestamptz, ${dateOf(expiresAt)}::timestamptz)`);
  }

  /** Whether the reservation was still claiming when it was released. */
  async release(id: string, reason: string): Promise<boolean> {
    const [row] = await this.database.client.$queryRaw<{ released: boolean }[]>`select release_reservation(${id}, ${reason}) as released`;
    return row?.released === true;
  }

  async setCapacity(step: NewStep): Promise<LedgerAnswer> {
    return answerOf(await this.database.client.$queryRaw<AnswerRow[]>`
      select outcome, bound, at, capacity, reserved, asked from set_capacity(${step.subjectId}, ${step.scope}::"CapacityScope", ${step.siteId}, ${dateOf(step.from)}::timestamptz, ${step.amount}::bigint,
        ${step.confidence}::"Confidence", ${step.stage}::"StageCode", ${step.evidence})`);
  }

  /** Moves the steps that follow a stage; answers the conflicts that this raised. */
  async moveStage(siteId: string, stage: StageCode, to: Instant, done: boolean): Promise<CapacityConflict[]> {
    const rows = await this.database.client.$queryRaw<{ subject_id: string; reservation_ids: string[]; at: Date; short_by: bigint }[]>`
      select subject_id, reservation_ids, at, short_by from move_capacity_stage(${siteId}, ${stage}::"StageCode", ${dateOf(to)}::timestamptz, ${done})`;
    return rows.map((row) => ({ siteId, subjectId: row.subject_id, reservationIds: row.reservation_ids, at: timeOf(row.at), shortBy: row.short_by }));
  }

  async openConflicts(siteId: string): Promise<CapacityConflict[]> {
    const rows = await this.database.client.capacityConflict.findMany({ where: { siteId, resolvedAt: null }, orderBy: { id: 'asc' } });
    return rows.map((row) => ({ siteId, subjectId: row.subjectId, reservationIds: row.reservationIds, at: timeOf(row.at), shortBy: row.shortBy }));
  }

  async find(id: string): Promise<Reservation | null> {
    const found = await this.byIds([id]);
    return found.get(id) ?? null;
  }

  async byIds(ids: readonly string[]): Promise<Map<string, Reservation>> {
    const rows = await this.database.client.$queryRaw<ReservationRow[]>`
      select id, kind, site_id, hall_id, cluster_id, host_id, tenant_id, lower(period) as starts_at, upper(period) as ends_at, power_w, gpus, gross_w, expires_at, released_at, release_reason, subject
      from reservation where id = any(${[...ids]}::text[])`;
    return new Map(rows.map((row) => [row.id, reservationOf(row)]));
  }

  /** Live claims of a site in time order, at most `limit`. */
  async liveOfSite(siteId: string, limit: number): Promise<Reservation[]> {
    const rows = await this.database.client.$queryRaw<ReservationRow[]>`
      select id, kind, site_id, hall_id, cluster_id, host_id, tenant_id, lower(period) as starts_at, upper(period) as ends_at, power_w, gpus, gross_w, expires_at, released_at, release_reason, subject
      from reservation where site_id = ${siteId} and released_at is null and (expires_at is null or expires_at > business_now()) order by lower(period), id limit ${limit}`;
    return rows.map(reservationOf);
  }

  /** The capacity steps of each subject, in order of time. */
  async stepsOf(subjectIds: readonly string[]): Promise<Map<string, CapacityStep[]>> {
    const rows = await this.database.client.$queryRaw<StepRow[]>`
      select subject_id, starts_at, amount, confidence from capacity_step where subject_id = any(${[...subjectIds]}::text[]) order by subject_id, starts_at`;
    const bySubject = new Map<string, CapacityStep[]>();
    for (const row of rows) {
      const steps = bySubject.get(row.subject_id) ?? [];
      steps.push({ from: timeOf(row.starts_at), amount: row.amount, confidence: row.confidence });
      bySubject.set(row.subject_id, steps);
    }
    return bySubject;
  }

  /** Live claims on some sites within a period, by site: gross watts, with the hall's and the cluster's share of each. */
  async claimsWithin(siteIds: readonly string[], period: Period): Promise<Map<string, SiteClaim[]>> {
    const rows = await this.database.client.$queryRaw<ClaimRow[]>`
      select site_id, hall_id, cluster_id, lower(period) as starts_at, upper(period) as ends_at, power_w, gross_w, gpus
      from reservation where site_id = any(${[...siteIds]}::text[]) and period && tstzrange(${dateOf(period.from)}::timestamptz, ${dateOf(period.to)}::timestamptz)
        and released_at is null and (expires_at is null or expires_at > business_now())`;
    const bySite = new Map<string, SiteClaim[]>(siteIds.map((id) => [id, []]));
    for (const row of rows) {
      const span = { from: timeOf(row.starts_at), to: timeOrNull(row.ends_at) };
      const claim = { hallId: row.hall_id, clusterId: row.cluster_id, powerW: { ...span, amount: row.power_w }, grossW: { ...span, amount: row.gross_w }, gpus: { ...span, amount: BigInt(row.gpus) } };
      bySite.get(row.site_id)?.push(claim);
    }
    return bySite;
  }

  async nextExpiry(): Promise<Instant | null> {
    const [row] = await this.database.client.$queryRaw<{ next: Date | null }[]>`select min(expires_at) as next from reservation where released_at is null and expires_at is not null`;
    return timeOrNull(row?.next ?? null);
  }

  /** Releases up to `limit` expired reservations and answers them. */
  async releaseExpired(limit: number): Promise<Reservation[]> {
    const rows = await this.database.client.$queryRaw<{ id: string }[]>`select id from release_expired_reservations(${limit}::integer) as id`;
    const released = await this.byIds(rows.map(({ id }) => id));
    return [...released.values()];
  }
}

function answerOf(rows: readonly AnswerRow[]): LedgerAnswer {
  const [row] = rows;
  invariant(row, 'The capacity ledger did not answer.');
  return { outcome: row.outcome, bound: row.bound, at: timeOrNull(row.at), capacity: row.capacity ?? 0n, reserved: row.reserved ?? 0n, asked: row.asked ?? 0n };
}

const reservationOf = (row: ReservationRow): Reservation => ({
  id: row.id, kind: row.kind, siteId: row.site_id, hallId: row.hall_id, clusterId: row.cluster_id, hostId: row.host_id, tenantId: row.tenant_id,
  from: timeOf(row.starts_at), to: timeOrNull(row.ends_at), powerW: row.power_w, gpus: row.gpus, grossW: row.gross_w,
  expiresAt: timeOrNull(row.expires_at), releasedAt: timeOrNull(row.released_at), releaseReason: row.release_reason, subject: row.subject,
});
