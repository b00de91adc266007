/**
 * Who holds which kilowatts and GPUs, from when to when. Contexts above call this inside their own command's transaction
 * and have authorised that command; the ledger decides only whether there is room, and remembers.
 */
import { Injectable } from '@nestjs/common';
import { type Actor, authorise, earlier, InvalidInputError, type Instant, kwText, later, NotFoundError, type Period, type PowerW, refusalOf } from '@busbar/kernel';
import { Clock, Database, newId, Outbox } from '@busbar/platform';
import { availability, type FreeStep, underSite } from '../domain/capacity';
import { CapacityBelowReservedError, CapacityExceededError, type CapacityBound, ReservationEndedError, ReservationExpiredError } from '../domain/capacity.errors';
import { capacityPolicy } from '../domain/capacity-policy';
import { assertExpiry, assertPeriod, grossDrawn, type Reservation, type ReservationKind } from '../domain/reservation';
import { type Hall, pueTenThousandths } from '../domain/site';
import { HallsRepository } from '../halls/halls.repository';
import { SitesRepository } from '../sites/sites.repository';
import { type CapacityConflict, type LedgerAnswer, type NewStep, ReservationsRepository } from './reservations.repository';

/** What a reservation is asked for: watts of a hall, or GPUs of a cluster in it; for `MINING`, gross watts of a site. */
export interface ReservationRequest {
  readonly kind: ReservationKind;
  /** The hall; null for `MINING` alone. */
  readonly hallId: string | null;
  /** For `MINING`; otherwise the hall says it. */
  readonly siteId?: string;
  readonly clusterId?: string | null;
  /** Critical watts; not needed with GPUs, whose watts the cluster knows. */
  readonly powerW?: PowerW;
  readonly gpus?: number;
  readonly from: Instant;
  /** Null: until released. */
  readonly to: Instant | null;
  /** Needed for a hold, allowed for an option. */
  readonly expiresAt?: Instant | null;
  readonly tenantId?: string | null;
  /** The proposal, listing or tranche that it is for. */
  readonly subject: string;
}

/** What is free where and when; GPUs only where a cluster is named. */
export interface FreeQuestion {
  readonly hallId: string;
  readonly clusterId: string | null;
  readonly period: Period;
}

/** What a host and staff see of a site's ledger. */
export interface SiteClaims {
  readonly reservations: readonly Reservation[];
  readonly conflicts: readonly CapacityConflict[];
}

export interface Free {
  readonly power: FreeStep[];
  readonly gpus: FreeStep[] | null;
}

/** How far ahead availability is answered at most: longer than any lease in the trade. */
const MOST_YEARS = 40;
const EXPIRED_BATCH = 100;
const MOST_CLAIMS = 500;

@Injectable()
export class CapacityLedger {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly reservations: ReservationsRepository,
    private readonly halls: HallsRepository,
    private readonly sites: SitesRepository,
  ) {}

  /**
   * Takes capacity or takes nothing. Throws CAPACITY_EXCEEDED with what is free and the first instant at which it is
   * least, PERIOD_EMPTY, HOLD_EXPIRY_INVALID, or NOT_FOUND for an unknown hall or cluster.
   */
  reserve(actor: Actor, request: ReservationRequest): Promise<Reservation> {
    return this.database.transaction(actor, async () => {
      const { kind, hallId, from, to, gpus = 0, powerW = 0n, clusterId = null, expiresAt = null, tenantId = null, subject } = request;
      assertPeriod({ from, to });
      assertExpiry(kind, expiresAt, this.clock.now());
      assertQuantity(clusterId, gpus, powerW);
      const id = newId('reservation');
      const asked = { id, kind, hallId, clusterId, gpus, from, to, expiresAt, tenantId, subject };
      const answer = await this.reservations.reserve({ ...asked, powerW, siteId: request.siteId ?? null });
      if (answer.outcome === 'UNKNOWN') throw new NotFoundError(clusterId ? 'GPU cluster' : hallId ? 'hall' : 'site', clusterId ?? hallId ?? request.siteId ?? '');
      const { siteId, hostId, asked: taken } = answer;
      if (answer.outcome === 'EXCEEDED') throw exceeded(answer, siteId, hallId);
      const made: Reservation = { ...asked, siteId, hostId, powerW: taken, grossW: grossDrawn(kind, taken, pueTenThousandths(answer.peakPue)), releasedAt: null, releaseReason: null };
      await this.announce(made, 'reservation.made');
      return made;
    });
  }

  /** Turns a live hold into a firm claim or an option (or an option into a firm claim) for another subject. Throws RESERVATION_EXPIRED or RESERVATION_RELEASED. */
  convert(actor: Actor, reservationId: string, kind: ReservationKind, subject: string, expiresAt: Instant | null = null): Promise<Reservation> {
    return this.database.transaction(actor, async () => {
      assertExpiry(kind, expiresAt, this.clock.now());
      const before = await this.existing(reservationId);
      refuseEnded(await this.reservations.convert(reservationId, kind, subject, expiresAt), before);
      return this.announced(reservationId, 'reservation.converted');
    });
  }

  /** Moves the end or the expiry of a live reservation; only the added time needs room. */
  extend(actor: Actor, reservationId: string, change: { readonly to?: Instant; readonly expiresAt?: Instant }): Promise<Reservation> {
    return this.database.transaction(actor, async () => {
      const before = await this.existing(reservationId);
      if (change.to) assertPeriod({ from: before.from, to: change.to });
      if (change.expiresAt) assertExpiry(before.kind, change.expiresAt, this.clock.now());
      const answer = await this.reservations.extend(reservationId, change.to ?? null, change.expiresAt ?? null);
      refuseEnded(answer, before);
      if (answer.outcome === 'EXCEEDED') throw exceeded(answer, before.siteId, before.hallId);
      return this.announced(reservationId, 'reservation.extended');
    });
  }

  /** Ends a reservation. Releasing one that has ended already changes nothing, so that a retry frees nothing twice. */
  release(actor: Actor, reservationId: string, reason: string): Promise<Reservation> {
    return this.database.transaction(actor, async () => {
      const before = await this.existing(reservationId);
      const released = await this.reservations.release(before.id, reason);
      return released ? this.announced(before.id, 'reservation.released') : before;
    });
  }

  /** Records megawatts that go on mining, or power taken out for maintenance, by the host itself. */
  recordOwnUse(actor: Actor, request: ReservationRequest & { readonly kind: 'MINING' | 'MAINTENANCE' }): Promise<Reservation> {
    return this.database.transaction(actor, async () => {
      const hall = request.hallId === null ? null : await this.halls.find(request.hallId);
      if (request.hallId !== null && !hall) throw new NotFoundError('hall', request.hallId);
      const siteId = hall?.siteId ?? request.siteId ?? '';
      const site = await this.sites.find(siteId);
      if (!site || (actor.organisationId !== null && actor.organisationId !== site.hostId)) throw new NotFoundError(hall ? 'hall' : 'site', hall?.id ?? siteId);
      authorise(capacityPolicy.recordOwnUse, actor, site);
      return this.reserve(actor, request);
    });
  }

  /** Ends the host's own mining or maintenance. What was promised to a tenant ends with its proposal or contract alone. */
  endOwnUse(actor: Actor, reservationId: string, reason: string): Promise<Reservation> {
    return this.database.transaction(actor, async () => {
      const before = await this.reservations.find(reservationId);
      const own = before && (before.kind === 'MINING' || before.kind === 'MAINTENANCE') && (actor.organisationId === null || actor.organisationId === before.hostId);
      if (!own) throw new NotFoundError('reservation', reservationId);
      authorise(capacityPolicy.recordOwnUse, actor, before);
      return this.release(actor, reservationId, reason);
    });
  }

  /** What is free in a hall over a period, under its own limit and the site's; from the ledger itself, never from a cache. */
  async availability(hallId: string, period: Period): Promise<FreeStep[]> {
    const [free] = await this.free([{ hallId, clusterId: null, period }]);
    return free?.power ?? [];
  }

  /** GPUs of a cluster over a period. The hall's and the site's power are checked when they are reserved. */
  async clusterAvailability(clusterId: string, period: Period): Promise<FreeStep[]> {
    const cluster = (await this.halls.clustersByIds([clusterId])).get(clusterId);
    if (!cluster) throw new NotFoundError('GPU cluster', clusterId);
    const [free] = await this.free([{ hallId: cluster.hallId, clusterId, period }]);
    return free?.gpus ?? [];
  }

  /** The same for many halls and clusters in three queries, in the order asked: what matching looks at. */
  async free(asked: readonly FreeQuestion[]): Promise<Free[]> {
    const [first] = asked;
    if (!first) return [];
    for (const { period } of asked) assertHorizon(period);
    const halls = await this.halls.byIds(asked.map(({ hallId }) => hallId));
    const missing = asked.find(({ hallId }) => !halls.has(hallId));
    if (missing) throw new NotFoundError('hall', missing.hallId);
    const siteIds = [...new Set([...halls.values()].map(({ siteId }) => siteId))];
    const hull = asked.reduce(({ from, to }, { period }) => ({ from: earlier(from, period.from), to: later(to, period.to) }), first.period);
    const steps = await this.reservations.stepsOf([...halls.keys(), ...siteIds, ...asked.flatMap(({ clusterId }) => clusterId ?? [])]);
    const claims = await this.reservations.claimsWithin(siteIds, hull);
    return asked.map(({ hallId, clusterId, period }) => {
      const hall = halls.get(hallId) as Hall;
      const onSite = claims.get(hall.siteId) ?? [];
      const ofHall = availability(steps.get(hallId) ?? [], onSite.filter((claim) => claim.hallId === hallId).map((claim) => claim.powerW), period);
      const ofSite = availability(steps.get(hall.siteId) ?? [], onSite.map((claim) => claim.grossW), period);
      const gpus = clusterId === null ? null : availability(steps.get(clusterId) ?? [], onSite.filter((claim) => claim.clusterId === clusterId).map((claim) => claim.gpus), period);
      return { power: underSite(ofHall, ofSite, pueTenThousandths(hall.peakPue)), gpus };
    });
  }

  /** Sets what a site, hall or cluster has from an instant on. Throws CAPACITY_BELOW_RESERVED where more is promised already. */
  async setCapacity(step: NewStep, path: string): Promise<void> {
    const answer = await this.reservations.setCapacity(step);
    if (answer.outcome !== 'BELOW_RESERVED') return;
    const text = (amount: bigint): string => (answer.bound === 'CLUSTER_GPUS' ? `${amount}` : kwText(amount));
    throw new CapacityBelowReservedError({ path, bound: answer.bound as CapacityBound, capacity: text(answer.capacity), reserved: text(answer.reserved), at: String(answer.at) });
  }

  /** The live claims on a site, and the conflicts that a slipped milestone left on it; null for whoever may not read them. */
  claims(actor: Actor, siteId: string): Promise<SiteClaims | null> {
    return this.database.read(actor, async () => {
      const site = await this.sites.find(siteId);
      if (!site || refusalOf(capacityPolicy.readReservations, actor, site)) return null;
      return { reservations: await this.reservations.liveOfSite(siteId, MOST_CLAIMS), conflicts: await this.reservations.openConflicts(siteId) };
    });
  }

  /** Reservations by id, whatever their state; whether the viewer deals with them is checked where their subject is. */
  reservationsByIds(ids: readonly string[]): Promise<Map<string, Reservation>> {
    return this.reservations.byIds(ids);
  }

  nextExpiry(): Promise<Instant | null> {
    return this.reservations.nextExpiry();
  }

  /** Marks a batch of expired holds and options as released, and announces each. They stopped counting at their expiry. */
  releaseExpired(actor: Actor): Promise<number> {
    return this.database.transaction(actor, async () => {
      const released = await this.reservations.releaseExpired(EXPIRED_BATCH);
      for (const reservation of released) await this.announce(reservation, 'reservation.expired');
      return released.length;
    });
  }

  private async existing(reservationId: string): Promise<Reservation> {
    const reservation = await this.reservations.find(reservationId);
    if (!reservation) throw new NotFoundError('reservation', reservationId);
    return reservation;
  }

  private async announced(reservationId: string, type: string): Promise<Reservation> {
    const reservation = await this.existing(reservationId);
    await this.announce(reservation, type);
    return reservation;
  }

  private async announce(reservation: Reservation, type: string): Promise<void> {
    const { id, kind, hostId, tenantId, siteId, hallId, subject } = reservation;
    await this.outbox.publish({ type, subject: id, organisations: tenantId ? [hostId, tenantId] : [hostId], data: { kind, siteId, hallId, for: subject } });
  }
}

function exceeded(answer: LedgerAnswer, siteId: string, hallId: string | null): CapacityExceededError {
  const bound = answer.bound as CapacityBound;
  const free = answer.capacity > answer.reserved ? answer.capacity - answer.reserved : 0n;
  const gpus = bound === 'CLUSTER_GPUS';
  return new CapacityExceededError({
    path: gpus ? 'gpus' : 'kw', bound, siteId, hallId, unit: gpus ? 'GPU' : 'KW',
    asked: gpus ? `${answer.asked}` : kwText(answer.asked), free: gpus ? `${free}` : kwText(free), at: String(answer.at),
  });
}

function refuseEnded(answer: LedgerAnswer, reservation: Reservation): void {
  if (answer.outcome === 'RELEASED') throw new ReservationEndedError({ reservationId: reservation.id });
  if (answer.outcome === 'EXPIRED') throw new ReservationExpiredError({ reservationId: reservation.id, expiredAt: String(reservation.expiresAt) });
}

function assertQuantity(clusterId: string | null, gpus: number, powerW: PowerW): void {
  if (clusterId !== null && (!Number.isInteger(gpus) || gpus < 1 || gpus > 10_000_000)) throw new InvalidInputError({ path: 'gpus', given: gpus, expected: 'a whole number of GPUs, at least 1' });
  if (clusterId === null && gpus !== 0) throw new InvalidInputError({ path: 'gpus', given: gpus, expected: 'no GPUs without a cluster' });
  if (clusterId === null && powerW <= 0n) throw new InvalidInputError({ path: 'kw', given: kwText(powerW), expected: 'more than 0 kW' });
}

function assertHorizon(period: Period): void {
  assertPeriod(period);
  const most = period.from.add({ hours: MOST_YEARS * 8_784 });
  if (period.to.epochMilliseconds > most.epochMilliseconds) throw new InvalidInputError({ path: 'to', given: period.to.toString(), expected: `at most ${MOST_YEARS} years after its start` });
}
