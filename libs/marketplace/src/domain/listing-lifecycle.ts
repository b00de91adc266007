/** The states of a listing and what moves it between them (market.md section 2). */
export const listingStates = ['DRAFT', 'PUBLISHED', 'PAUSED', 'WITHDRAWN'] as const;
export type ListingState = (typeof listingStates)[number];
export const listingActions = ['publish', 'pause', 'resume', 'withdraw'] as const;
export type ListingAction = (typeof listingActions)[number];

/** The whole lifecycle on one screen. What is not written here cannot happen. */
export const listingLifecycle = {
  DRAFT: { publish: 'PUBLISHED', withdraw: 'WITHDRAWN' },
  PUBLISHED: { pause: 'PAUSED', withdraw: 'WITHDRAWN' },
  PAUSED: { resume: 'PUBLISHED', withdraw: 'WITHDRAWN' },
  WITHDRAWN: {},
} as const satisfies Record<ListingState, Partial<Record<ListingAction, ListingState>>>;

/** Where the action leads from this state; null where it cannot be asked for. */
export function nextListingState(state: ListingState, action: ListingAction): ListingState | null {
  const actions: Partial<Record<ListingAction, ListingState>> = listingLifecycle[state];
  return actions[action] ?? null;
}
