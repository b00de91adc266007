/** The states of a request and what moves it between them (market.md section 4). */
export const requestStates = ['DRAFT', 'OPEN', 'AWARDED', 'CLOSED', 'EXPIRED'] as const;
export type RequestState = (typeof requestStates)[number];
export const requestActions = ['open', 'close', 'award', 'expire'] as const;
export type RequestAction = (typeof requestActions)[number];

/** The whole lifecycle on one screen. What is not written here cannot happen. */
export const requestLifecycle = {
  DRAFT: { open: 'OPEN', close: 'CLOSED' },
  OPEN: { award: 'AWARDED', close: 'CLOSED', expire: 'EXPIRED' },
  AWARDED: {},
  CLOSED: {},
  EXPIRED: {},
} as const satisfies Record<RequestState, Partial<Record<RequestAction, RequestState>>>;

/** Where the action leads from this state; null where it cannot be asked for. */
export function nextRequestState(state: RequestState, action: RequestAction): RequestState | null {
  const actions: Partial<Record<RequestAction, RequestState>> = requestLifecycle[state];
  return actions[action] ?? null;
}
