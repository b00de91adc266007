/** The words of a contract: its states, what can be asked of it, and what is announced when it moves. */
import type { Currency, Instant, LocalDate } from '@busbar/kernel';

/** Every state a contract can ever be in; the lifecycle table says which are reached today. */
export const contractStates = [
  'DRAFT',
  'NEGOTIATION',
  'IN_REVIEW',
  'CONDITIONAL',
  'APPROVED',
  'SIGNED',
  'EFFECTIVE',
  'ACTIVE',
  'SUSPENDED',
  'TERMINATED',
  'EXPIRED',
  'REJECTED',
  'WITHDRAWN',
  'LAPSED',
] as const;
export type ContractState = (typeof contractStates)[number];

/**
 * What moves a contract. `sign` is the first side's signature, which leaves the contract approved; `countersign` is the
 * second side's, which binds both. `takeEffect` follows the receipt of the security, `commence` the first handover.
 */
export const contractActions = ['submit', 'approve', 'requestChanges', 'sign', 'countersign', 'takeEffect', 'commence', 'withdraw'] as const;
export type ContractAction = (typeof contractActions)[number];

/** What a person can ask of a contract, in the order in which a deal meets it. */
export const contractCommands = ['revise', 'submit', 'approve', 'requestChanges', 'sign', 'acceptHandover', 'withdraw'] as const;
export type ContractCommand = (typeof contractCommands)[number];

/** The two sides of a contract. */
export const contractSides = ['HOST', 'TENANT'] as const;
export type ContractSide = (typeof contractSides)[number];

/** A signature on exactly one version, by its hash. Never changed, never removed. */
export interface Signature {
  readonly id: string;
  readonly versionId: string;
  readonly side: ContractSide;
  readonly organisationId: string;
  readonly personId: string;
  /** The name of the person as known to the platform when the signature was given. */
  readonly personName: string;
  /** The name as it was typed by the signatory. */
  readonly typedName: string;
  /** SHA-256 of the document that was shown, hexadecimal. */
  readonly sha256: string;
  readonly consentVersion: string;
  readonly signedAt: Instant;
}

/** A contract with its current version. The terms themselves are the version's. */
export interface Contract {
  readonly id: string;
  readonly proposalId: string;
  readonly hostId: string;
  readonly tenantId: string;
  readonly state: ContractState;
  /** Counts saved changes; a save of an older count is refused. */
  readonly revision: number;
  readonly versionId: string;
  readonly versionNumber: number;
  /** SHA-256 of the current version's document, hexadecimal. */
  readonly sha256: string;
  /** IANA zone of billing days, frozen at acceptance (decisions.md 20). */
  readonly zone: string;
  readonly currency: Currency;
  readonly start: LocalDate;
  /** The first day after the term. */
  readonly end: LocalDate;
  readonly securityRequired: boolean;
  /** People who wrote or submitted the current version; none of them may approve it. */
  readonly authorIds: readonly string[];
  /** Signatures on the current version. */
  readonly signatures: readonly Signature[];
  readonly draftedAt: Instant;
}

/** Announced on every move, and by that the audit trail's row. */
export interface ContractMoved {
  readonly type: 'contract.moved';
  readonly contractId: string;
  readonly action: ContractAction;
  readonly from: ContractState;
  readonly to: ContractState;
  readonly at: Instant;
}

/** The side an organisation has in a contract, or null for a stranger. */
export function sideOf(contract: Pick<Contract, 'hostId' | 'tenantId'>, organisationId: string | null): ContractSide | null {
  if (organisationId === null) return null;
  if (organisationId === contract.hostId) return 'HOST';
  return organisationId === contract.tenantId ? 'TENANT' : null;
}
