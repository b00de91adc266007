/** How many tries are borne: per account and per address, in a sliding window. */
export interface Throttle {
  readonly windowSeconds: number;
  readonly perAccount: number;
  readonly perAddress: number;
}

/** Wrong passwords (C11). */
export const passwordThrottle: Throttle = { windowSeconds: 900, perAccount: 5, perAddress: 60 };

/** Registrations, whether they come about or not (C38): each costs a hash and a row, and tells whether an e-mail address is known. */
export const registrationThrottle: Throttle = { windowSeconds: 900, perAccount: 5, perAddress: 20 };

/** Whether a further try is admitted after so many within the window, the present one included. */
export const admitted = (throttle: Throttle, tries: { readonly account: number; readonly address: number }): boolean => tries.account <= throttle.perAccount && tries.address <= throttle.perAddress;
