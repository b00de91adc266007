/** How many wrong passwords are borne: per account and per address, in a sliding quarter of an hour (C11). */
export const throttle = { windowSeconds: 900, perAccount: 5, perAddress: 60 } as const;

/** Whether a further try is admitted after so many unsuccessful ones within the window, the present one included. */
export const admitted = (tries: { readonly account: number; readonly address: number }): boolean => tries.account <= throttle.perAccount && tries.address <= throttle.perAddress;
