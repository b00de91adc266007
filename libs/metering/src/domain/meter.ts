/** The words of metering: meters as witnesses of energy, and what they are assigned to. */
import { InvalidInputError, invariant, parseKw, splitByWeights, toScaled, decimal, notAfter, type Instant, type PowerW } from '@busbar/kernel';

/** What a meter witnesses, from the utility's side down to one GPU. Only `UTILITY`, `HALL` and `PDU` meters are fit to bill. */
export const meterKinds = ['UTILITY', 'HALL', 'PDU', 'GPU'] as const;
export type MeterKind = (typeof meterKinds)[number];

/**
 * `IT` energy is billed; `FACILITY` over `HALL_IT` energy of the same quarter-hours gives the PUE, or over the tranche's own
 * IT where no meter has the role `HALL_IT` (decisions.md 26). Only `IT` is divided: the other two are ratios, which several
 * tranches of a hall may share.
 */
export const meterRoles = ['IT', 'HALL_IT', 'FACILITY'] as const;
export type MeterRole = (typeof meterRoles)[number];

export interface Meter {
  readonly id: string;
  /** Identity inside interval tables (decisions.md 7). Given by the database. */
  readonly number: number;
  readonly hostId: string;
  readonly siteId: string;
  readonly hallId: string | null;
  readonly kind: MeterKind;
  readonly name: string;
  readonly serial: string | null;
  /** Rated power of what it measures; a reading above 1.1 × this is refused. */
  readonly ratedW: PowerW;
}

/** Shares are whole millionths of a meter's energy. */
export const WHOLE_SHARE = 1_000_000n;

/** That a meter counts for a tranche, in a role, for a share of its energy, over `[from, to)`; an open end is null. */
export interface MeterAssignment {
  readonly id: string;
  readonly meterId: string;
  readonly meterNumber: number;
  readonly hostId: string;
  readonly tenantId: string;
  readonly contractId: string;
  readonly trancheId: string;
  readonly role: MeterRole;
  readonly shareMillionths: bigint;
  readonly from: Instant;
  readonly to: Instant | null;
}

const NAME = /^\S(?:.{0,78}\S)?$/u;

/** Reads what a host says of a new meter. Throws InvalidInputError naming the field. */
export function meterFacts(input: { readonly name: string; readonly serial: string | null; readonly ratedKw: string }): { name: string; serial: string | null; ratedW: PowerW } {
  if (!NAME.test(input.name)) throw new InvalidInputError({ path: 'name', given: input.name, expected: '1 to 80 characters without blanks at the ends' });
  if (input.serial !== null && !NAME.test(input.serial)) throw new InvalidInputError({ path: 'serial', given: input.serial, expected: '1 to 80 characters, or nothing' });
  const ratedW = parseKw(input.ratedKw, 'ratedKw');
  if (ratedW <= 0n || ratedW > 2_000_000_000n) throw new InvalidInputError({ path: 'ratedKw', given: input.ratedKw, expected: 'more than 0 and at most 2,000,000 kW' });
  return { name: input.name, serial: input.serial, ratedW };
}

/** Reads a share such as `0.25` to the millionth. Throws InvalidInputError. */
export function parseShare(text: string, path = 'share'): bigint {
  const value = decimal(text);
  const millionths = toScaled(value, 6);
  if (millionths <= 0n || millionths > WHOLE_SHARE || millionths * value.d !== value.n * WHOLE_SHARE)
    throw new InvalidInputError({ path, given: text, expected: 'more than 0 and at most 1, with at most 6 decimals' });
  return millionths;
}

/** Whether two assignments hold at some same moment. */
export const overlap = (a: MeterAssignment, b: MeterAssignment): boolean => (b.to === null || !notAfter(b.to, a.from)) && (a.to === null || !notAfter(a.to, b.from));

/**
 * The largest share of a meter's energy already promised at any moment of the new assignment. Assignments change only where one
 * begins, so it is enough to look at the beginnings inside the new one and at its own.
 */
export function promisedShare(existing: readonly MeterAssignment[], wanted: MeterAssignment): bigint {
  if (wanted.role !== 'IT') return 0n;
  const concerned = existing.filter((one) => one.role === 'IT' && overlap(one, wanted));
  const moments = [wanted.from, ...concerned.map((one) => one.from).filter((from) => !notAfter(from, wanted.from))];
  return moments.reduce((most, moment) => {
    const at = concerned.filter((one) => notAfter(one.from, moment) && (one.to === null || !notAfter(one.to, moment)));
    const sum = at.reduce((total, one) => total + one.shareMillionths, 0n);
    return sum > most ? sum : most;
  }, 0n);
}

/**
 * One interval's energy split over the assignments of a meter, largest remainder in mJ (pricing.md section 8, Splits). What
 * is promised to nobody is the host's own and takes part in the split as its last weight, so that Σ parts + rest = meter.
 */
export function attribute(energyMj: bigint, shares: readonly bigint[]): readonly bigint[] {
  const promised = shares.reduce((sum, share) => sum + share, 0n);
  invariant(promised <= WHOLE_SHARE, 'A meter is promised more than once.');
  return splitByWeights(energyMj, [...shares, WHOLE_SHARE - promised]).slice(0, shares.length);
}
