import type { Instant } from '@busbar/kernel';
import type { Contract, ContractAction, ContractMoved, ContractState } from './contract';
import { ContractActionRefusedError } from './contract.errors';

/**
 * The whole lifecycle on one screen. What is not written here cannot happen. The states without actions are either final
 * or not reached yet; changes that staff ask for return the contract to its draft.
 */
export const lifecycle = {
  DRAFT: { submit: 'IN_REVIEW', withdraw: 'WITHDRAWN' },
  NEGOTIATION: {},
  IN_REVIEW: { approve: 'APPROVED', requestChanges: 'DRAFT', withdraw: 'WITHDRAWN' },
  CONDITIONAL: {},
  APPROVED: { sign: 'APPROVED', countersign: 'SIGNED', withdraw: 'WITHDRAWN' },
  SIGNED: { takeEffect: 'EFFECTIVE' },
  EFFECTIVE: { commence: 'ACTIVE' },
  ACTIVE: {},
  SUSPENDED: {},
  TERMINATED: {},
  EXPIRED: {},
  REJECTED: {},
  WITHDRAWN: {},
  LAPSED: {},
} as const satisfies Record<ContractState, Partial<Record<ContractAction, ContractState>>>;

/** Where an action leads from a state, or null where it cannot be asked. */
export function nextState(state: ContractState, action: ContractAction): ContractState | null {
  const actions: Partial<Record<ContractAction, ContractState>> = lifecycle[state];
  return actions[action] ?? null;
}

/** Moves a contract by the table, or throws ContractActionRefusedError. Returns the moved contract and what happened. */
export function move(contract: Contract, action: ContractAction, at: Instant): [Contract, ContractMoved] {
  const to = nextState(contract.state, action);
  if (!to) throw new ContractActionRefusedError({ contractId: contract.id, state: contract.state, action });
  return [{ ...contract, state: to }, { type: 'contract.moved', contractId: contract.id, action, from: contract.state, to, at }];
}
