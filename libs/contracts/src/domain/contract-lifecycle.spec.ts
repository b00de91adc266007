import { contractActions, contractStates, type ContractAction, type ContractState } from './contract';
import { lifecycle, move, nextState } from './contract-lifecycle';
import { ContractActionRefusedError } from './contract.errors';
import { aContract, at } from '../../test/a-contract';

/** What the specification draws, written a second time: from, action, to. */
const drawn: readonly (readonly [ContractState, ContractAction, ContractState])[] = [
  ['DRAFT', 'submit', 'IN_REVIEW'],
  ['DRAFT', 'withdraw', 'WITHDRAWN'],
  ['IN_REVIEW', 'approve', 'APPROVED'],
  ['IN_REVIEW', 'requestChanges', 'DRAFT'],
  ['IN_REVIEW', 'withdraw', 'WITHDRAWN'],
  ['APPROVED', 'sign', 'APPROVED'],
  ['APPROVED', 'countersign', 'SIGNED'],
  ['APPROVED', 'withdraw', 'WITHDRAWN'],
  ['SIGNED', 'takeEffect', 'EFFECTIVE'],
  ['EFFECTIVE', 'commence', 'ACTIVE'],
];

describe('The lifecycle of a contract', () => {
  it.each(contractStates.flatMap((state) => contractActions.map((action) => [state, action] as const)))('in %s answers %s as drawn, and nothing else', (state, action) => {
    const to = drawn.find(([from, asked]) => from === state && asked === action)?.[2] ?? null;
    expect(nextState(state, action)).toBe(to);
    const contract = aContract({ state });
    if (to === null) {
      expect(() => move(contract, action, at)).toThrow(ContractActionRefusedError);
      return;
    }
    const [moved, event] = move(contract, action, at);
    expect(moved).toEqual({ ...contract, state: to });
    expect(event).toEqual({ type: 'contract.moved', contractId: contract.id, action, from: state, to, at });
  });

  it('has an entry for every state of the specification, reached or not', () => {
    expect(Object.keys(lifecycle).sort()).toEqual([...contractStates].sort());
  });

  it('never leads from a bound contract back to an unbound one', () => {
    const bound = new Set<ContractState>(['SIGNED', 'EFFECTIVE', 'ACTIVE', 'SUSPENDED']);
    for (const state of bound) for (const action of contractActions) expect([null, ...bound, 'TERMINATED', 'EXPIRED']).toContain(nextState(state, action));
  });

  it('reaches SIGNED only through a review and both signatures, and ACTIVE only once in effect', () => {
    const waysTo = (goal: ContractState, without: ContractAction): boolean => {
      const seen = new Set<ContractState>(['DRAFT']);
      const open: ContractState[] = ['DRAFT'];
      for (let state = open.pop(); state !== undefined; state = open.pop()) {
        for (const action of contractActions.filter((candidate) => candidate !== without)) {
          const to = nextState(state, action);
          if (to && !seen.has(to)) open.push(to);
          if (to) seen.add(to);
        }
      }
      return seen.has(goal);
    };
    expect(waysTo('SIGNED', 'approve')).toBe(false);
    expect(waysTo('SIGNED', 'countersign')).toBe(false);
    expect(waysTo('ACTIVE', 'takeEffect')).toBe(false);
    expect(waysTo('ACTIVE', 'withdraw')).toBe(true);
  });
});
