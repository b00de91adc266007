/** Plain JSON of what the engine reads and answers: decimals as text, columns as text, keys in one order. */
import { moneyText, type Money } from '@busbar/kernel';
import type { RatedInvoice } from './rated-invoice';
import type { RatingInput } from './rating-input';

/** JSON values. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** The invoice as JSON: amounts as decimal text in the invoice's currency. */
export function invoiceJson(invoice: RatedInvoice): { readonly [name: string]: Json } {
  return {
    document: invoice.document, currency: invoice.currency, period: plain(invoice.period),
    lines: invoice.lines.map((line) => plain({ ...line, amount: moneyText(line.amount) })),
    taxLines: invoice.taxLines.map((tax) => plain({ ...tax, amount: moneyText(tax.amount) })),
    subtotal: moneyText(invoice.subtotal), tax: moneyText(invoice.tax), total: moneyText(invoice.total),
    notices: plain(invoice.notices), carriedForward: plain(invoice.carriedForward),
  };
}

/**
 * Everything a rating read, as one text that is equal exactly when the inputs are: keys sorted, columns as decimal numbers. Its hash
 * names the pins.
 */
export const pinText = (input: RatingInput): string => JSON.stringify(sorted(plain(input)));

/** Values as JSON; bigints become text, typed columns become lists. */
function plain(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof BigInt64Array) return Array.from(value, String);
  if (value instanceof Uint16Array) return Array.from(value);
  if (Array.isArray(value)) return value.map(plain);
  if (isMoney(value)) return moneyText(value);
  return Object.fromEntries(Object.entries(value as object).filter(([, item]) => item !== undefined).map(([name, item]) => [name, plain(item)]));
}

const isMoney = (value: unknown): value is Money => typeof value === 'object' && value !== null && 'minor' in value && 'currency' in value && Object.keys(value).length === 2;

function sorted(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map(sorted);
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, item]) => [name, sorted(item)]));
}
const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
