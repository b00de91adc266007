/** Reading Stripe's form encoding: everything arrives as text, nested by brackets. */
import { invalid } from './stripe-error';

export type Fields = Readonly<Record<string, unknown>>;

export function text(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw invalid(`Invalid string: ${name}`, name);
  return value;
}

export function requiredText(fields: Fields, name: string): string {
  const value = text(fields, name);
  if (value === undefined) throw invalid(`Missing required param: ${name}.`, name, 'parameter_missing');
  return value;
}

export function wholeNumber(fields: Fields, name: string): number {
  const value = requiredText(fields, name);
  if (!/^\d{1,15}$/.test(value)) throw invalid(`Invalid integer: ${value}`, name, 'parameter_invalid_integer');
  return Number(value);
}

export function texts(fields: Fields, name: string): readonly string[] | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  const list: unknown[] = Array.isArray(value) ? value : typeof value === 'object' && value !== null ? Object.values(value) : [value];
  if (!list.every((part): part is string => typeof part === 'string')) throw invalid(`Invalid array: ${name}`, name);
  return list;
}

export function record(fields: Fields, name: string): Readonly<Record<string, string>> {
  const value = fields[name];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

export const truth = (fields: Fields, name: string): boolean => text(fields, name) === 'true';

/** Currencies without minor units: an amount of eight digits is then that many whole units. */
const MOST_DIGITS = 8;

/** An amount in minor units as Stripe takes it: at least 50, at most eight digits. */
export function chargeAmount(fields: Fields): number {
  const amount = wholeNumber(fields, 'amount');
  if (String(amount).length > MOST_DIGITS) throw invalid('Amount must be no more than $999,999.99', 'amount', 'amount_too_large');
  if (amount < 50) throw invalid('Amount must be at least $0.50 usd', 'amount', 'amount_too_small');
  return amount;
}
