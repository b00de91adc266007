/**
 * Exact rationals on `bigint`: the one arithmetic of prices, quantities and shares. Nothing here rounds unless its name
 * says so, and rounding is half away from zero everywhere (pricing.md section 6, R1).
 */
import { DomainError } from './domain-error';

/** A fraction in lowest terms; `d` is always positive. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

const DECIMAL = /^([+-]?)(\d{1,40})(?:\.(\d{1,40}))?$/;

/** Raised when a text is not a plain decimal such as `-12.50`. Exponents, blanks and separators are refused. */
export class NotADecimalError extends DomainError {
  readonly code = 'NOT_A_DECIMAL';
  readonly kind = 'INVALID';
  constructor(readonly details: { given: string; path?: string }) {
    super(`"${details.given.slice(0, 60)}" is not a plain decimal number such as 12.50.`);
  }
}

const gcd = (a: bigint, b: bigint): bigint => {
  let x = a < 0n ? -a : a;
  let y = b < 0n ? -b : b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
};

/** `n / d` in lowest terms. Division by zero is a defect of the caller and throws a RangeError. */
export function rational(n: bigint, d: bigint = 1n): Rational {
  if (d === 0n) throw new RangeError('A rational cannot have a denominator of zero.');
  if (d === 1n) return { n, d };
  const sign = d < 0n ? -1n : 1n;
  const divisor = gcd(n, d) || 1n;
  return { n: (sign * n) / divisor, d: (sign * d) / divisor };
}

export const ZERO: Rational = { n: 0n, d: 1n };
export const ONE: Rational = { n: 1n, d: 1n };

/** Reads a plain decimal exactly: `decimal('0.0475')` is 19/400. */
export function decimal(text: string): Rational {
  const match = DECIMAL.exec(text);
  if (!match) throw new NotADecimalError({ given: text });
  const [, sign, whole = '0', fraction = ''] = match;
  const n = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  return rational(n, 10n ** BigInt(fraction.length));
}

export const plus = (a: Rational, b: Rational): Rational => a.d === b.d ? rational(a.n + b.n, a.d) : rational(a.n * b.d + b.n * a.d, a.d * b.d);
export const minus = (a: Rational, b: Rational): Rational => plus(a, negative(b));
export const times = (a: Rational, b: Rational): Rational => rational(a.n * b.n, a.d * b.d);
export const over = (a: Rational, b: Rational): Rational => rational(a.n * b.d, a.d * b.n);
export const negative = (a: Rational): Rational => ({ n: -a.n, d: a.d });
export const isZero = (a: Rational): boolean => a.n === 0n;
export const isNegative = (a: Rational): boolean => a.n < 0n;
export const equals = (a: Rational, b: Rational): boolean => a.n === b.n && a.d === b.d;
/** Negative, zero or positive, as `a` is below, at or above `b`. */
export const compare = (a: Rational, b: Rational): number => {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};
export const least = (a: Rational, b: Rational): Rational => (compare(a, b) <= 0 ? a : b);
export const greatest = (a: Rational, b: Rational): Rational => (compare(a, b) >= 0 ? a : b);
export const sumOf = (values: Iterable<Rational>): Rational => {
  let total = ZERO;
  for (const value of values) total = plus(total, value);
  return total;
};

/** `n / d` to a whole number, half away from zero (R1), as PostgreSQL's `round(numeric)` does. */
export function divideRounded(n: bigint, d: bigint): bigint {
  if (d === 0n) throw new RangeError('Division by zero.');
  const negativeResult = n < 0n !== d < 0n;
  const a = n < 0n ? -n : n;
  const b = d < 0n ? -d : d;
  const quotient = (2n * a + b) / (2n * b);
  return negativeResult ? -quotient : quotient;
}

/** `n / d` towards minus infinity. */
export function divideFloor(n: bigint, d: bigint): bigint {
  const quotient = n / d;
  return n % d !== 0n && n < 0n !== d < 0n ? quotient - 1n : quotient;
}

/** The value in units of 10⁻ˢᶜᵃˡᵉ, half away from zero: `toScaled(1.2345, 3)` is 1235n. */
export const toScaled = (value: Rational, scale: number): bigint => divideRounded(value.n * 10n ** BigInt(scale), value.d);
/** The same number rounded to `scale` decimals, half away from zero. */
export const rounded = (value: Rational, scale: number): Rational => rational(toScaled(value, scale), 10n ** BigInt(scale));

/** An integer in units of 10⁻ˢᶜᵃˡᵉ as decimal text: `scaledText(-5n, 2)` is `-0.05`. */
export function scaledText(units: bigint, scale: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return units < 0n ? `-${text}` : text;
}

/** The number with exactly `scale` decimals, rounded half away from zero. */
export const toFixed = (value: Rational, scale: number): string => scaledText(toScaled(value, scale), scale);

/** The shortest exact decimal (at most `most` decimals, rounded there): `12.5`, not `12.500000`. */
export function toText(value: Rational, most = 12): string {
  const text = toFixed(value, most);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** A floating-point value for charts and scores only; never for money or energy that is stored or billed. */
export const toNumber = (value: Rational): number => Number(toFixed(value, 15));
