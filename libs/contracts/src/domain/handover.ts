/** The simple handover: the tenant accepts a tranche, and its rent can begin (contracts.md section 5a). */
import { localDateOf, Temporal, type Instant, type LocalDate, type PowerW } from '@busbar/kernel';
import type { Contract } from './contract';
import { TrancheAlreadyAcceptedError, TrancheEndedError } from './contract.errors';

/** A tranche of a contract as it is delivered. */
export interface Tranche {
  readonly id: string;
  readonly contractId: string;
  readonly hostId: string;
  readonly tenantId: string;
  /** Place in the contract, from 1. */
  readonly ordinal: number;
  readonly siteId: string;
  readonly hallId: string;
  readonly clusterId: string | null;
  /** Critical watts. */
  readonly powerW: PowerW;
  readonly gpus: number;
  readonly gpuModel: string | null;
  /** `[start, end)` in local days of the contract's zone. */
  readonly start: LocalDate;
  readonly end: LocalDate;
  /** First day of rent under the contract. */
  readonly contractRentStart: LocalDate;
  /** First day of rent in fact; null until the handover is accepted. */
  readonly rentStart: LocalDate | null;
  readonly acceptedAt: Instant | null;
  readonly acceptedById: string | null;
  readonly reservationId: string;
}

/** Rent begins on the contract's day, or on the local day of acceptance where that is later. */
export function acceptTranche(tranche: Tranche, contract: Pick<Contract, 'zone'>, personId: string | null, at: Instant): Tranche {
  if (tranche.acceptedAt !== null) throw new TrancheAlreadyAcceptedError({ trancheId: tranche.id });
  const today = localDateOf(at, contract.zone);
  if (Temporal.PlainDate.compare(today, tranche.end) >= 0) throw new TrancheEndedError({ trancheId: tranche.id, end: tranche.end.toString() });
  const rentStart = Temporal.PlainDate.compare(today, tranche.contractRentStart) > 0 ? today : tranche.contractRentStart;
  return { ...tranche, acceptedAt: at, acceptedById: personId, rentStart };
}
