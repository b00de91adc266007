/** The states of a proposal, the two sides of it, and what moves it (market.md section 6). */
export const proposalStates = ['SENT', 'COUNTERED', 'ACCEPTED', 'DECLINED', 'WITHDRAWN', 'EXPIRED', 'LOST'] as const;
export type ProposalState = (typeof proposalStates)[number];
export const proposalActions = ['counter', 'accept', 'decline', 'withdraw', 'expire', 'lose'] as const;
export type ProposalAction = (typeof proposalActions)[number];
export const sides = ['HOST', 'TENANT'] as const;
export type Side = (typeof sides)[number];

const live = { counter: 'COUNTERED', accept: 'ACCEPTED', decline: 'DECLINED', withdraw: 'WITHDRAWN', expire: 'EXPIRED', lose: 'LOST' } as const;

/** The whole lifecycle on one screen. What is not written here cannot happen. */
export const proposalLifecycle = {
  SENT: live,
  COUNTERED: live,
  ACCEPTED: {},
  DECLINED: {},
  WITHDRAWN: {},
  EXPIRED: {},
  LOST: {},
} as const satisfies Record<ProposalState, Partial<Record<ProposalAction, ProposalState>>>;

/** Where the action leads from this state; null where it cannot be asked for. */
export function nextProposalState(state: ProposalState, action: ProposalAction): ProposalState | null {
  const actions: Partial<Record<ProposalAction, ProposalState>> = proposalLifecycle[state];
  return actions[action] ?? null;
}
