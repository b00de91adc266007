/** A broken assumption of our own: never the caller's fault, always masked and logged. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** States what must hold. `message` says what was found instead, without secrets. */
export function invariant(holds: unknown, message: string): asserts holds {
  if (!holds) throw new InvariantError(message);
}

/** Ends a `switch` over a closed set; the compiler refuses it while a case is missing. */
export function never(value: never): never {
  throw new InvariantError(`Unexpected value ${JSON.stringify(value)}.`);
}
