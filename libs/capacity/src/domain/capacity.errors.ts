import { DomainError, type RefusalKind } from '@busbar/kernel';

/** Which limit binds: the hall's critical power, the site's gross power, or the GPUs installed. */
export const capacityBounds = ['HALL_POWER', 'SITE_GROSS', 'CLUSTER_GPUS'] as const;
export type CapacityBound = (typeof capacityBounds)[number];

const boundNames: Readonly<Record<CapacityBound, string>> = { HALL_POWER: 'the hall', SITE_GROSS: "the site's grid connection", CLUSTER_GPUS: 'the cluster' };

/** Asked, free and the first instant at which it is least, in kW (gross kW for `SITE_GROSS`) or GPUs as text. */
export interface CapacityExceededDetails {
  readonly path: string;
  readonly bound: CapacityBound;
  readonly siteId: string;
  readonly hallId: string | null;
  readonly unit: 'KW' | 'GPU';
  readonly asked: string;
  readonly free: string;
  readonly at: string;
  readonly [name: string]: unknown;
}

/** The double booking: somewhere in the asked period less is free than was asked for. */
export class CapacityExceededError extends DomainError {
  readonly code = 'CAPACITY_EXCEEDED';
  readonly kind = 'CONFLICT';
  constructor(readonly details: CapacityExceededDetails) {
    super(`Only ${details.free} ${details.unit === 'KW' ? 'kW' : 'GPUs'} of ${boundNames[details.bound]} are free at ${details.at}; ${details.asked} were asked for.`);
  }
}

/** A host's own change that would leave less than what is already promised. */
export class CapacityBelowReservedError extends DomainError {
  readonly code = 'CAPACITY_BELOW_RESERVED';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { path: string; bound: CapacityBound; capacity: string; reserved: string; at: string }) {
    super(`${details.reserved} is reserved at ${details.at}, so capacity cannot fall to ${details.capacity}.`);
  }
}

export class PeriodEmptyError extends DomainError {
  readonly code = 'PERIOD_EMPTY';
  readonly kind = 'INVALID';
  constructor(readonly details: { path: string; from: string; to: string }) {
    super('A period must end after it starts.');
  }
}

export class HallExceedsSiteError extends DomainError {
  readonly code = 'HALL_EXCEEDS_SITE';
  readonly kind = 'INVALID';
  constructor(readonly details: { path: string; givenKw: string; mostKw: string; grossKw: string; peakPue: string }) {
    super(`A hall of ${details.givenKw} kW needs more than the site's ${details.grossKw} gross kW at a peak PUE of ${details.peakPue}; at most ${details.mostKw} kW fit.`);
  }
}

export class BlockExceedsHallError extends DomainError {
  readonly code = 'BLOCK_EXCEEDS_HALL';
  readonly kind = 'INVALID';
  constructor(readonly details: { path: string; givenKw: string; hallKw: string; at: string }) {
    super(`The hall has ${details.hallKw} kW at ${details.at}; a block or cluster of ${details.givenKw} kW does not fit in it.`);
  }
}

export class HoldExpiryNeededError extends DomainError {
  readonly code = 'HOLD_EXPIRY_INVALID';
  readonly kind = 'INVALID';
  constructor(readonly details: { path: string; kind: string; given: string | null }) {
    super('A hold needs an expiry in the future; only holds and options expire.');
  }
}

export class ReservationExpiredError extends DomainError {
  readonly code = 'RESERVATION_EXPIRED';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { reservationId: string; expiredAt: string }) {
    super(`The hold expired at ${details.expiredAt} and its capacity is free again.`);
  }
}

export class ReservationEndedError extends DomainError {
  readonly code = 'RESERVATION_RELEASED';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { reservationId: string }) {
    super('The reservation was released and claims nothing any more.');
  }
}

export class MilestoneDatesError extends DomainError {
  readonly code = 'MILESTONE_DATES_INVALID';
  readonly kind = 'INVALID';
  constructor(readonly details: { path: string; given: string | null; expected: string }) {
    super(`${details.path} is not acceptable: expected ${details.expected}.`);
  }
}

export class SiteStateError extends DomainError {
  readonly code = 'SITE_ALREADY_VERIFIED';
  readonly kind: RefusalKind = 'CONFLICT';
  constructor(readonly details: { siteId: string; verifiedUntil: string }) {
    super(`The site is already verified until ${details.verifiedUntil}.`);
  }
}
