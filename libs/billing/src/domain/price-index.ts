/** Published prices per MWh: what an index is, and its file. */
import { decimal, equals, InvalidInputError, type Currency, type Instant, parseInstant, rounded, toFixed } from '@busbar/kernel';
import { MISSING_PRICE, type PriceIndex } from '@busbar/pricing';

export const priceIndexStatuses = ['PRELIMINARY', 'FINAL'] as const;
export type PriceIndexStatus = (typeof priceIndexStatuses)[number];

/** Minutes of one published price. */
export const indexSteps = [5, 15, 30, 60] as const;

/** One version of a published index; a correction by its publisher is another version. */
export interface IndexVersion {
  /** `ERCOT_DAM_HB_HUBAVG`. */
  readonly code: string;
  readonly version: string;
  readonly status: PriceIndexStatus;
  readonly currency: Currency;
  readonly stepMinutes: number;
  /** Who published it, and where. */
  readonly source: string;
}

/** A price per MWh from an instant on, for one step; at most 6 decimals. */
export interface IndexPrice {
  readonly start: Instant;
  readonly price: string;
}

/** The most prices of one import: two years of hours. */
export const MOST_PRICES = 20_000;

export function checkIndexVersion(index: IndexVersion): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{1,63}$/.test(index.code)) throw new InvalidInputError({ path: 'code', given: index.code, expected: '2 to 64 letters, digits, dots, dashes or underscores' });
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/.test(index.version)) throw new InvalidInputError({ path: 'version', given: index.version, expected: 'up to 40 letters, digits, dots, dashes or underscores' });
  if (!indexSteps.some((step) => step === index.stepMinutes)) throw new InvalidInputError({ path: 'stepMinutes', given: index.stepMinutes, expected: '5, 15, 30 or 60' });
}

/** Each price lies on the index's own grid, once, and has at most 6 decimals. */
export function checkPrices(index: IndexVersion, prices: readonly IndexPrice[]): void {
  if (prices.length === 0 || prices.length > MOST_PRICES) throw new InvalidInputError({ path: 'prices', given: prices.length, expected: `1 to ${MOST_PRICES} prices` });
  const seen = new Set<number>();
  prices.forEach(({ start, price }, row) => {
    const ms = start.epochMilliseconds;
    if (ms % (index.stepMinutes * 60_000) !== 0) throw new InvalidInputError({ path: `prices[${row}].start`, given: start.toString(), expected: `a multiple of ${index.stepMinutes} minutes` });
    if (seen.has(ms)) throw new InvalidInputError({ path: `prices[${row}].start`, given: start.toString(), expected: 'each time once' });
    const value = decimal(price);
    if (!equals(value, rounded(value, 6)) || toFixed(value, 6).replace('-', '').length > 15) throw new InvalidInputError({ path: `prices[${row}].price`, given: price, expected: 'at most 8 digits before and 6 after the point' });
    seen.add(ms);
  });
}

/** Reads `start,price` with a heading; times with an offset, prices per MWh as plain decimals. */
export function readPriceFile(csv: string): readonly IndexPrice[] {
  const [heading, ...rows] = csv.replace(/^\uFEFF/, '').split(/\r?\n/).filter((line) => line.trim() !== '');
  if (heading?.replaceAll(' ', '').toLowerCase() !== 'start,price') throw new InvalidInputError({ path: 'csv', given: heading?.slice(0, 60), expected: 'the heading start,price' });
  return rows.map((line, row) => {
    const [start, price, ...rest] = line.split(',').map((cell) => cell.trim());
    if (start === undefined || price === undefined || rest.length > 0) throw new InvalidInputError({ path: `csv[${row + 2}]`, given: line.slice(0, 60), expected: 'two cells, start and price' });
    return { start: parseInstant(start, `csv[${row + 2}].start`), price };
  });
}

/** The prices of `[fromMs, toMs)` as a column in millionths; what is not known is marked. */
export function indexColumn(index: IndexVersion, fromMs: number, toMs: number, prices: readonly { readonly startMs: number; readonly micro: bigint }[]): PriceIndex {
  const stepMs = index.stepMinutes * 60_000;
  const startMs = Math.floor(fromMs / stepMs) * stepMs;
  const microPerMwh = new BigInt64Array(Math.ceil((toMs - startMs) / stepMs)).fill(MISSING_PRICE);
  for (const { startMs: at, micro } of prices) microPerMwh[(at - startMs) / stepMs] = micro;
  return { id: index.code, version: index.version, status: index.status, currency: index.currency, startMs, stepMs, microPerMwh };
}

export const isComplete = (index: PriceIndex): boolean => index.microPerMwh.every((micro) => micro !== MISSING_PRICE);
