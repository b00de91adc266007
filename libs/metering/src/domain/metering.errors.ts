/** What metering refuses, with codes that never change. Refusals of single readings are data: reading.ts. */
import { DomainError } from '@busbar/kernel';

/** Why one reading of a batch cannot be taken. */
export const readingRefusalCodes = [
  'METER_UNKNOWN',
  'READING_MALFORMED',
  'READING_ENERGY_AMBIGUOUS',
  'READING_NEGATIVE',
  'READING_FROM_FUTURE',
  'READING_TOO_OLD',
  'READING_OFF_QUARTER_HOUR',
  'READING_DURATION',
  'READING_ABOVE_RATED',
  'READING_ID_REUSED',
  'READING_CONFLICTS',
] as const;
export type ReadingRefusalCode = (typeof readingRefusalCodes)[number];

/** `index` counts from 0 in a batch; in a file it is the line number, the header being line 1. */
export interface ReadingRefusal {
  readonly index: number;
  readonly code: ReadingRefusalCode;
  readonly detail: string;
}

/** The most refusals that one answer lists; the count is always exact. */
export const LISTED_REFUSALS = 100;

/** Raised when a batch holds readings that cannot be taken and the caller asked for all or nothing. Nothing was stored. */
export class ReadingsRefusedError extends DomainError {
  readonly code = 'READINGS_REFUSED';
  readonly kind = 'INVALID';
  readonly details: { readonly count: number; readonly refused: readonly ReadingRefusal[] };
  constructor(refused: readonly ReadingRefusal[]) {
    super(`${refused.length} of the readings cannot be taken, so none was stored.`);
    this.details = { count: refused.length, refused: refused.slice(0, LISTED_REFUSALS) };
  }
}

/** Raised when a batch or file is longer than what one call may carry. */
export class IntakeTooLargeError extends DomainError {
  readonly code = 'INTAKE_TOO_LARGE';
  readonly kind = 'INVALID';
  constructor(readonly details: { readonly limit: number; readonly unit: 'readings' | 'bytes' }) {
    super(`One call carries at most ${details.limit} ${details.unit}.`);
  }
}

/** Raised when a body cannot be read as the format its content type names. */
export class IntakeUnreadableError extends DomainError {
  readonly code = 'INTAKE_UNREADABLE';
  readonly kind = 'INVALID';
  constructor(readonly details: { readonly expected: string; readonly found: string }) {
    super(`The body cannot be read: expected ${details.expected}, found ${details.found}.`);
  }
}

/** Raised when the shares of a meter's assignments would exceed the whole at some moment. */
export class MeterOverassignedError extends DomainError {
  readonly code = 'METER_OVERASSIGNED';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { readonly meterId: string; readonly free: string }) {
    super(`Only ${details.free} of this meter is free over the whole of that time.`);
  }
}

/** Raised when the meter counts for this tranche in this role already, at some moment of the asked time. */
export class MeterAlreadyAssignedError extends DomainError {
  readonly code = 'METER_ALREADY_ASSIGNED';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { readonly meterId: string; readonly trancheId: string; readonly assignmentId: string }) {
    super('The meter counts for this tranche in this role already.');
  }
}

/** Raised when a meter shall count for a contract that does not bind both sides: its readings would be shown to a stranger. */
export class ContractNotBindingError extends DomainError {
  readonly code = 'CONTRACT_NOT_BINDING';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { readonly contractId: string; readonly state: string }) {
    super(`A meter counts only for a contract that binds both sides; this one is in state ${details.state}.`);
  }
}

/** Raised when a meter stands at another site than the tranche that it should count for. */
export class MeterElsewhereError extends DomainError {
  readonly code = 'METER_ELSEWHERE';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { readonly meterId: string; readonly trancheId: string }) {
    super('The meter is not at the site of this tranche.');
  }
}

/** Raised when a series is asked for that is longer than one answer carries (decisions.md 11). */
export class SeriesTooLongError extends DomainError {
  readonly code = 'SERIES_TOO_LONG';
  readonly kind = 'LIMITED';
  constructor(readonly details: { readonly points: number; readonly limit: number }) {
    super(`This would be ${details.points} points; one series carries at most ${details.limit}.`);
  }
}
