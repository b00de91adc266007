/** Money: whole minor units of one currency, exact. Exponents from ISO 4217 (list one, 2024-06-25). */
import { DomainError, InvalidInputError } from './domain-error';
import { decimal, scaledText, toScaled, type Rational, times, rational, equals, rounded } from './rational';

/** The currencies that Busbar settles in, with the number of minor digits of each. */
export const currencies = { USD: 2, EUR: 2, CAD: 2, GBP: 2, NOK: 2, SEK: 2, CHF: 2, AED: 2, JPY: 0, KWD: 3, ISK: 0 } as const;
export type Currency = keyof typeof currencies;
export const currencyCodes = Object.keys(currencies) as readonly Currency[];

/** `minor` whole minor units (cents) of `currency`. */
export interface Money {
  readonly minor: bigint;
  readonly currency: Currency;
}

export class CurrencyMixedError extends DomainError {
  readonly code = 'CURRENCY_MIXED';
  readonly kind = 'INVALID';
  constructor(readonly details: { first: string; second: string }) {
    super(`Amounts in ${details.first} and ${details.second} cannot be combined.`);
  }
}

/** Beyond a signed 64-bit integer, which is what the database holds. */
export class AmountOutOfRangeError extends DomainError {
  readonly code = 'AMOUNT_OUT_OF_RANGE';
  readonly kind = 'INVALID';
  constructor(readonly details: { path?: string; given: string }) {
    super('An amount must fit a signed 64-bit number of minor units.');
  }
}

const LIMIT = 2n ** 63n;
export const isCurrency = (text: string): text is Currency => Object.hasOwn(currencies, text);
export const exponentOf = (currency: Currency): number => currencies[currency];

export function money(minor: bigint, currency: Currency): Money {
  if (minor >= LIMIT || minor < -LIMIT) throw new AmountOutOfRangeError({ given: minor.toString() });
  return { minor, currency };
}
export const zeroMoney = (currency: Currency): Money => ({ minor: 0n, currency });

const sameCurrency = (a: Money, b: Money): void => {
  if (a.currency !== b.currency) throw new CurrencyMixedError({ first: a.currency, second: b.currency });
};
export function addMoney(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return money(a.minor + b.minor, a.currency);
}
export function subtractMoney(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return money(a.minor - b.minor, a.currency);
}
export const negateMoney = (a: Money): Money => money(-a.minor, a.currency);
export const sumMoney = (amounts: Iterable<Money>, currency: Currency): Money => {
  let total = zeroMoney(currency);
  for (const amount of amounts) total = addMoney(total, amount);
  return total;
};
export function compareMoney(a: Money, b: Money): number {
  sameCurrency(a, b);
  return a.minor < b.minor ? -1 : a.minor > b.minor ? 1 : 0;
}

/** Rounds an exact amount in major units once, at the currency's exponent, half away from zero (R2). */
export const toMoney = (amount: Rational, currency: Currency): Money => money(toScaled(amount, exponentOf(currency)), currency);
/** The exact amount in major units. */
export const fromMoney = (amount: Money): Rational => rational(amount.minor, 10n ** BigInt(exponentOf(amount.currency)));
/** `12.50`: exactly the currency's decimals, no symbol. */
export const moneyText = (amount: Money): string => scaledText(amount.minor, exponentOf(amount.currency));

/** Reads `12.50` exactly; more decimals than the currency has are refused rather than rounded. */
export function parseMoney(text: string, currency: Currency, path = 'amount'): Money {
  const value = decimal(text);
  if (!equals(value, rounded(value, exponentOf(currency))))
    throw new InvalidInputError({ path, given: text, expected: `at most ${exponentOf(currency)} decimals in ${currency}` });
  return toMoney(value, currency);
}

/** A share of an amount, rounded once. */
export const shareOfMoney = (amount: Money, share: Rational): Money => toMoney(times(fromMoney(amount), share), amount.currency);
