import { shifted } from './numbers';

/**
 * Σ of decimal texts, exact: what a reader adds up by hand must agree to the last digit, and doubles do not.
 *
 * @example exactSum(['0.1', '0.2']) === '0.3'
 */
export function exactSum(texts: readonly string[]): string {
  const places = Math.max(0, ...texts.map((text) => text.split('.')[1]?.length ?? 0));
  const total = texts.reduce((sum, text) => sum + BigInt(shifted(text, places)), 0n);
  return shifted(total.toString(), -places);
}

/** Whether two decimal texts are the same number: `12.5` and `12.50` are. */
export function sameNumber(one: string, other: string): boolean {
  return exactSum([one]) === exactSum([other]);
}
