/** Who may ask a contract for what. Lifecycle and policy together are the `actions` that the API shows. */
import { isSystem, managers, refusalOf, rule, writers, type Actor, type DomainError, type Rule } from '@busbar/kernel';
import { sideOf, type Contract, type ContractCommand, type ContractState } from './contract';
import { nextState } from './contract-lifecycle';
import { AlreadySignedError, ContractActionRefusedError, OneSignatoryForBothSidesError, ReviewerNotIndependentError } from './contract.errors';

type Parties = Pick<Contract, 'hostId' | 'tenantId'>;

const isParty = (actor: Actor, contract: Parties): boolean => sideOf(contract, actor.organisationId) !== null;
const isItsTenant = (actor: Actor, contract: Parties): boolean => sideOf(contract, actor.organisationId) === 'TENANT';

/** One rule a command. Strangers never come this far: a contract they may not see is NOT_FOUND. Keys read; only people bind. */
export const contractPolicy = {
  /** Both parties, staff and the platform; the repository narrows to the actor's organisation. */
  read: rule('read contracts', { kinds: 'ANY', scope: 'contracts:read' }),
  acceptProposal: rule('accept a proposal', { kinds: ['HOST', 'TENANT'], roles: writers }),
  revise: rule<Parties>('revise a draft', { kinds: ['HOST', 'TENANT'], roles: writers }, isParty),
  submit: rule<Parties>('submit a contract', { kinds: ['HOST', 'TENANT'], roles: writers }, isParty),
  withdraw: rule<Parties>('withdraw a contract', { kinds: ['HOST', 'TENANT'], roles: managers }, isParty),
  /** Checklist and reviewers' notes are the platform's own: a party learns the decision and its reason. */
  review: rule('read reviews', { kinds: ['STAFF'] }),
  setReviewItem: rule<Parties>('settle a review item', { kinds: ['STAFF'], roles: writers }),
  approve: rule<Parties>('approve a contract', { kinds: ['STAFF'], roles: writers }),
  requestChanges: rule<Parties>('request changes of a contract', { kinds: ['STAFF'], roles: writers }),
  sign: rule<Parties>('sign a contract', { kinds: ['HOST', 'TENANT'], signatory: true }, isParty),
  /** For a security that did not come through the platform. */
  confirmSecurity: rule('confirm a security', { kinds: ['STAFF'], roles: writers }),
  acceptHandover: rule<Parties>('accept a handover', { kinds: ['TENANT'], roles: writers }, isItsTenant),
} as const;

/** Four eyes: the reviewer wrote nothing of it and belongs to neither side. */
export function independenceRefusal(actor: Actor, contract: Contract): ReviewerNotIndependentError | null {
  if (isSystem(actor)) return null;
  if (sideOf(contract, actor.organisationId) !== null) return new ReviewerNotIndependentError({ contractId: contract.id, reason: 'PARTY' });
  if (actor.personId !== null && contract.authorIds.includes(actor.personId)) return new ReviewerNotIndependentError({ contractId: contract.id, reason: 'AUTHOR' });
  return null;
}

/** A reviewer who is a member of a party is refused as a party is, also while acting for staff. */
export function affiliationRefusal(contract: Contract, organisationIds: readonly string[]): ReviewerNotIndependentError | null {
  return organisationIds.some((id) => sideOf(contract, id) !== null) ? new ReviewerNotIndependentError({ contractId: contract.id, reason: 'PARTY' }) : null;
}

/** Why a signature cannot be given now by this actor's side, leaving aside what is typed. */
export function signingRefusal(actor: Actor, contract: Contract): DomainError | null {
  const side = sideOf(contract, actor.organisationId);
  if (side !== null && contract.signatures.some((signature) => signature.side === side)) return new AlreadySignedError({ contractId: contract.id, side });
  if (nextState(contract.state, 'sign') === null) return new ContractActionRefusedError({ contractId: contract.id, state: contract.state, action: 'sign' });
  if (contract.signatures.some((signature) => signature.personId === actor.personId)) return new OneSignatoryForBothSidesError({ contractId: contract.id });
  return null;
}

/** Commands that leave the state as it is, or need not change it, say here where they are possible. */
const possibleIn: Readonly<Record<'revise' | 'acceptHandover', readonly ContractState[]>> = { revise: ['DRAFT'], acceptHandover: ['EFFECTIVE', 'ACTIVE'] };

function stateRefusal(command: Exclude<ContractCommand, 'sign'>, contract: Contract): DomainError | null {
  const possible = command === 'revise' || command === 'acceptHandover' ? possibleIn[command].includes(contract.state) : nextState(contract.state, command) !== null;
  return possible ? null : new ContractActionRefusedError({ contractId: contract.id, state: contract.state, action: command });
}

/**
 * Why this actor cannot ask this of the contract now, or null. Rights come before states, so that nobody learns the state
 * from a refusal that concerns their role. What depends on the checklist or on the input is asked by the command itself.
 */
export function refusalToAct(command: ContractCommand, actor: Actor, contract: Contract): DomainError | null {
  const right: Rule<Parties> = contractPolicy[command];
  const denied = refusalOf(right, actor, contract);
  if (denied) return denied;
  if (command === 'approve' || command === 'requestChanges') return independenceRefusal(actor, contract) ?? stateRefusal(command, contract);
  if (command === 'sign') return signingRefusal(actor, contract);
  return stateRefusal(command, contract);
}

/** Throws the refusal of `refusalToAct`. */
export function requireToAct(command: ContractCommand, actor: Actor, contract: Contract): void {
  const refusal = refusalToAct(command, actor, contract);
  if (refusal) throw refusal;
}
