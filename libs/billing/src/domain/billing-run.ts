/** A run over everything that is due. It can be killed at any moment and goes on where it was (reliability.md section 5). */

/** `ISSUING` begins when nothing is left to rate, so that numbers follow the order of contracts however often it was stopped. */
export const billingRunStates = ['RATING', 'ISSUING', 'DONE'] as const;
export type BillingRunState = (typeof billingRunStates)[number];

/** `WAITING`: something is missing and the period goes on collecting. `PARKED`: a person must look. */
export const billingItemStates = ['PENDING', 'RATED', 'ISSUED', 'EMPTY', 'WAITING', 'PARKED'] as const;
export type BillingItemState = (typeof billingItemStates)[number];

export interface BillingRun {
  readonly id: string;
  readonly state: BillingRunState;
}

export interface BillingRunItem {
  readonly id: string;
  readonly runId: string;
  readonly periodId: string;
  readonly contractId: string;
  readonly revision: number;
  readonly state: BillingItemState;
}
