/** What a page says, read as a person reads it: rows of a table, amounts to the cent, energy to the watt-hour. */
import type { Locator } from 'playwright-core';

/** The rows of a table's body, cell by cell; of this table only, not of one that stands inside a row. */
export async function rowsOf(table: Locator): Promise<readonly (readonly string[])[]> {
  const texts = await table.locator(':scope > tbody > tr').allInnerTexts();
  return texts.map((text) => text.split('\t').map((cell) => cell.trim()));
}

export async function footOf(table: Locator): Promise<readonly string[]> {
  const text = await table.locator(':scope > tfoot > tr').innerText();
  return text.split('\t').map((cell) => cell.trim());
}

/** `$1,234.56` in cents. Throws for anything that is no amount. */
export function cents(text: string): bigint {
  const found = /^(−?)\$([\d,]+)\.(\d{2})$/.exec(text);
  if (!found) throw new Error(`Not an amount in dollars and cents: ${text}`);
  const [, minus, whole = '', fraction = ''] = found;
  const value = BigInt(whole.replaceAll(',', '') + fraction);
  return minus ? -value : value;
}

/** `1,234.567` kWh in watt-hours. Throws for anything that is no energy. */
export function wattHours(text: string): bigint {
  const found = /^([\d,]+)\.(\d{3})$/.exec(text);
  if (!found) throw new Error(`Not kWh with three decimals: ${text}`);
  const [, whole = '', fraction = ''] = found;
  return BigInt(whole.replaceAll(',', '') + fraction);
}

export const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);
