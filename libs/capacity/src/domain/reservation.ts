/** Claims on a hall, a cluster or a site over time, and how they end. */
import { before, type Instant, notAfter, type PowerW } from '@busbar/kernel';
import { grossOf } from './capacity';
import { HoldExpiryNeededError, PeriodEmptyError, ReservationEndedError, ReservationExpiredError } from './capacity.errors';

export const reservationKinds = ['HOLD', 'FIRM', 'OPTION', 'MAINTENANCE', 'MINING'] as const;
/**
 * `HOLD` a live proposal, ends by itself; `FIRM` a signed tranche; `OPTION` an expansion right until its deadline;
 * `MAINTENANCE` power the host takes out of service; `MINING` gross power still mining, claimed on the site.
 */
export type ReservationKind = (typeof reservationKinds)[number];

/** Who claims what, where and for how long. A ramp is several reservations in a row under one subject. */
export interface Reservation {
  readonly id: string;
  readonly kind: ReservationKind;
  readonly hostId: string;
  readonly tenantId: string | null;
  readonly siteId: string;
  /** Null only for `MINING`, which is counted at the site. */
  readonly hallId: string | null;
  readonly clusterId: string | null;
  readonly from: Instant;
  /** Null: until released. */
  readonly to: Instant | null;
  /** Critical watts; gross watts for `MINING`. */
  readonly powerW: PowerW;
  readonly gpus: number;
  /** What it draws at the site at peak PUE, fixed when it was made. */
  readonly grossW: PowerW;
  readonly expiresAt: Instant | null;
  readonly releasedAt: Instant | null;
  readonly releaseReason: string | null;
  /** The proposal, listing or tranche it was made for. */
  readonly subject: string;
}

/** A stored row is `LIVE` until released or until its expiry has come, whether or not the worker has been there. */
export const reservationStates = ['LIVE', 'EXPIRED', 'RELEASED'] as const;
export type ReservationState = (typeof reservationStates)[number];

export function stateOf(reservation: Reservation, now: Instant): ReservationState {
  if (reservation.releasedAt !== null) return 'RELEASED';
  return reservation.expiresAt !== null && notAfter(reservation.expiresAt, now) ? 'EXPIRED' : 'LIVE';
}

/** Throws unless the reservation still claims something at `now`. */
export function assertLive(reservation: Reservation, now: Instant): void {
  const state = stateOf(reservation, now);
  if (state === 'RELEASED') throw new ReservationEndedError({ reservationId: reservation.id });
  if (state === 'EXPIRED') throw new ReservationExpiredError({ reservationId: reservation.id, expiredAt: (reservation.expiresAt as Instant).toString() });
}

/**
 * Gross watts that a claim draws on its site: mining is told in gross watts already, what is out of service draws nothing,
 * all else draws its critical watts at the hall's peak PUE.
 */
export function grossDrawn(kind: ReservationKind, powerW: PowerW, peakPueTenThousandths: bigint): PowerW {
  if (kind === 'MINING') return powerW;
  return kind === 'MAINTENANCE' ? 0n : grossOf(powerW, peakPueTenThousandths);
}

/** Refuses a range that ends before it starts, or at its start: it would claim nothing and hide a mistake. */
export function assertPeriod(period: { readonly from: Instant; readonly to: Instant | null }, path = 'to'): void {
  if (period.to !== null && notAfter(period.to, period.from)) throw new PeriodEmptyError({ path, from: period.from.toString(), to: period.to.toString() });
}

/** A hold ends by itself, in the future; what is firm does not. */
export function assertExpiry(kind: ReservationKind, expiresAt: Instant | null, now: Instant): void {
  const mayExpire = kind === 'HOLD' || kind === 'OPTION';
  if (kind === 'HOLD' && expiresAt === null) throw new HoldExpiryNeededError({ path: 'expiresAt', kind, given: null });
  if (expiresAt !== null && (!mayExpire || !before(now, expiresAt))) throw new HoldExpiryNeededError({ path: 'expiresAt', kind, given: expiresAt.toString() });
}

