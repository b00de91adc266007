/** Series of the JSON form as columns. */
import {
  decimal, divideRounded, INTERVAL_MS, intervalSeries, localDateOf, instantOf, MJ_PER_KWH, MJ_PER_WH, quality, rational, times, toScaled, type IntervalSeries, type Rational,
} from '@busbar/kernel';
import type { BillingPeriod } from '../billing-period';
import { MISSING_PRICE, type NetworkSamples, type PriceIndex } from '../rating-input';
import { dayStartMs, epochMs } from '../rating/moment';
import { localGrid } from '../rating/local-grid';
import { refuse } from '../refusals';
import { columnOf, parseCsv } from './csv';
import { parseFormula } from './formula';
import type { EnergyDocument, IndexDocument, NetworkDocument, RatingDocument } from './rating-document';

/** Reads a file that a document names; the caller decides which files may be read. */
export type ReadFile = (path: string) => string;

/** More intervals than two years of quarter-hours are refused. */
const MOST_INTERVALS = 2 * 366 * 96;

/** The energy of a document as a column. */
export function energySeries(energy: EnergyDocument, period: BillingPeriod, document: RatingDocument, readFile: ReadFile, path: string): IntervalSeries {
  const { source } = energy;
  switch (source.kind) {
    case 'values': return valuesSeries(source, path);
    case 'total': {
      const series = emptySeries(period, period.fromMs, period.toMs, path);
      series.energyMj[0] = wholeMj(times(decimal(source.kwh), rational(MJ_PER_KWH)), path);
      return series;
    }
    case 'formula': return formulaSeries(source, period, document.zone, path);
    case 'file': return fileSeries(source, readFile, path);
  }
}

function emptySeries(period: BillingPeriod, fromMs: number, toMs: number, path: string): IntervalSeries {
  const startMs = Math.ceil(fromMs / INTERVAL_MS) * INTERVAL_MS;
  const count = Math.ceil((toMs - startMs) / INTERVAL_MS);
  if (count < 1 || count > MOST_INTERVALS) refuse('RATING_INPUT_INVALID', path, `A series has 1 to ${MOST_INTERVALS} intervals; the period is ${period.from} to ${period.to}.`);
  return intervalSeries(startMs, INTERVAL_MS, new BigInt64Array(count), new Uint16Array(count).fill(quality.VALID));
}

function valuesSeries(source: Extract<EnergyDocument['source'], { kind: 'values' }>, path: string): IntervalSeries {
  const given = ([['mj', 1n], ['wh', MJ_PER_WH], ['kwh', MJ_PER_KWH]] as const).filter(([unit]) => source[unit] !== undefined);
  const [only] = given;
  if (!only || given.length !== 1) return refuse('RATING_INPUT_INVALID', path, 'Values come in exactly one of mj, wh and kwh.');
  const [unit, factor] = only;
  const values = source[unit] ?? [];
  if (values.length > MOST_INTERVALS) refuse('RATING_INPUT_INVALID', `${path}.${unit}`, `A series has at most ${MOST_INTERVALS} intervals.`);
  if (source.quality && source.quality.length !== values.length) refuse('RATING_INPUT_INVALID', `${path}.quality`, 'Quality has one word for each value.');
  const energyMj = BigInt64Array.from(values, (value, index) => (value === null ? 0n : wholeMj(times(decimal(value), rational(factor)), `${path}.${unit}[${index}]`)));
  const marks = Uint16Array.from(values, (value, index) => (value === null ? quality.MISSING : (source.quality?.[index] ?? quality.VALID)));
  return intervalSeries(onGrid(source.startAt, path), INTERVAL_MS, energyMj, marks);
}

function onGrid(startAt: string, path: string): number {
  const ms = epochMs(startAt, `${path}.startAt`);
  return ms % INTERVAL_MS === 0 ? ms : refuse('RATING_INPUT_INVALID', `${path}.startAt`, 'A series starts on a quarter-hour.', startAt);
}

function formulaSeries(source: Extract<EnergyDocument['source'], { kind: 'formula' }>, period: BillingPeriod, zone: string, path: string): IntervalSeries {
  const series = emptySeries(period, source.from ? dayStartMs(source.from, zone) : period.fromMs, source.to ? dayStartMs(source.to, zone) : period.toMs, path);
  const wh = parseFormula(source.wh, ['i', 'h', 'd', 'k'], `${path}.wh`);
  const grid = localGrid(zone, series.startMs, INTERVAL_MS, series.energyMj.length);
  const exceptions = (source.except ?? []).map((exception, index) => ({
    fromMs: epochMs(exception.from, `${path}.except[${index}].from`), toMs: epochMs(exception.to, `${path}.except[${index}].to`), wh: parseFormula(exception.wh, ['i', 'h', 'd', 'k'], `${path}.except[${index}].wh`),
  }));
  const dayOfMonth = new Map<number, bigint>();
  for (let index = 0; index < series.energyMj.length; index += 1) {
    const ms = series.startMs + index * INTERVAL_MS;
    const day = grid.day[index] as number;
    const d = dayOfMonth.get(day) ?? BigInt(localDateOf(instantOf(ms), zone).day);
    dayOfMonth.set(day, d);
    const names = { i: BigInt(index), h: BigInt(Math.floor(index / 4)), d, k: BigInt(Math.floor((grid.minute[index] as number) / 15)) };
    const formula = exceptions.find((exception) => ms >= exception.fromMs && ms < exception.toMs)?.wh ?? wh;
    series.energyMj[index] = wholeMj(times(formula(names), rational(MJ_PER_WH)), `${path}.wh`);
  }
  return series;
}

/** Hours (or any multiple of a quarter-hour) of a file, each split evenly over the quarter-hours inside, exactly. */
function fileSeries(source: Extract<EnergyDocument['source'], { kind: 'file' }>, readFile: ReadFile, path: string): IntervalSeries {
  const parts = (source.stepSeconds * 1000) / INTERVAL_MS;
  if (!Number.isInteger(parts) || parts < 1 || parts > 96) refuse('RATING_INPUT_INVALID', `${path}.stepSeconds`, 'A step is a whole number of quarter-hours up to a day.', String(source.stepSeconds));
  const factor = times(decimal(source.factor ?? '1'), rational(MJ_PER_KWH));
  const rows = rowsByTime(source.path, source.timeColumn, source.kwhColumn, source.stepSeconds * 1000, readFile, path);
  const energyMj = new BigInt64Array(rows.values.length * parts);
  const marks = new Uint16Array(energyMj.length).fill(quality.VALID);
  rows.values.forEach((value, row) => {
    const whole = value === null ? rational(0n) : times(value, factor);
    let before = 0n;
    for (let part = 0; part < parts; part += 1) {
      const upTo = divideRounded(whole.n * BigInt(part + 1), whole.d * BigInt(parts));
      energyMj[row * parts + part] = upTo - before;
      if (value === null) marks[row * parts + part] = quality.MISSING;
      before = upTo;
    }
  });
  return intervalSeries(rows.startMs, INTERVAL_MS, energyMj, marks);
}

/** Rows of a CSV file as consecutive steps; a step without a row is null, one with two is refused. */
function rowsByTime(file: string, timeColumn: string, valueColumn: string, stepMs: number, readFile: ReadFile, path: string): { readonly startMs: number; readonly values: readonly (Rational | null)[] } {
  const table = parseCsv(readFile(file), `${path}.path`);
  const starts = columnOf(table, timeColumn, `${path}.timeColumn`).map((text, row) => epochMs(text, `${path}.path[${row + 2}]`));
  const values = columnOf(table, valueColumn, path);
  if (starts.length === 0) return refuse('RATING_INPUT_INVALID', `${path}.path`, 'The file has no rows.', file);
  const startMs = starts.reduce((least, ms) => Math.min(least, ms), Infinity);
  const lastMs = starts.reduce((most, ms) => Math.max(most, ms), -Infinity);
  const count = (lastMs - startMs) / stepMs + 1;
  if (!Number.isInteger(count) || count > MOST_INTERVALS * 3) return refuse('RATING_INPUT_INVALID', `${path}.path`, 'The rows of the file do not lie on one grid.', file);
  const column = new Array<Rational | null>(count).fill(null);
  starts.forEach((ms, row) => {
    const slot = (ms - startMs) / stepMs;
    if (!Number.isInteger(slot) || column[slot] !== null) refuse('RATING_INPUT_INVALID', `${path}.path[${row + 2}]`, 'Two rows of the file stand for one step, or one lies between steps.', file);
    const text = values[row] as string;
    if (text !== '') column[slot] = decimal(text);
  });
  return { startMs, values: column };
}

/** The prices of a document as a column that covers the period. */
export function indexColumn(index: IndexDocument, period: BillingPeriod, readFile: ReadFile, path: string): PriceIndex {
  const stepMs = index.stepSeconds * 1000;
  const common = { id: index.id, version: index.version, status: index.status, currency: index.currency, stepMs };
  const { source } = index;
  switch (source.kind) {
    case 'values': return { ...common, startMs: epochMs(source.startAt, `${path}.startAt`), microPerMwh: BigInt64Array.from(source.perMwh, (value, step) => (value === null ? MISSING_PRICE : micro(decimal(value), `${path}.perMwh[${step}]`))) };
    case 'flat': return { ...common, ...coveringColumn(period, stepMs, () => micro(decimal(source.perMwh), `${path}.perMwh`)) };
    case 'formula': {
      const formula = parseFormula(source.perMwh, ['h', 'i'], `${path}.perMwh`);
      return { ...common, ...coveringColumn(period, stepMs, (step, ms) => micro(formula({ i: BigInt(step), h: BigInt(Math.floor((ms - period.fromMs) / 3_600_000)) }), `${path}.perMwh`)) };
    }
    case 'file': {
      const rows = rowsByTime(source.path, source.timeColumn, source.perMwhColumn, stepMs, readFile, path);
      return { ...common, startMs: rows.startMs, microPerMwh: BigInt64Array.from(rows.values, (value) => (value === null ? MISSING_PRICE : micro(value, path))) };
    }
  }
}

function coveringColumn(period: BillingPeriod, stepMs: number, priceAt: (step: number, ms: number) => bigint): { startMs: number; microPerMwh: BigInt64Array } {
  const startMs = Math.floor(period.fromMs / stepMs) * stepMs;
  const count = Math.ceil((period.toMs - startMs) / stepMs);
  return { startMs, microPerMwh: BigInt64Array.from({ length: count }, (_, step) => priceAt(step, startMs + step * stepMs)) };
}

/** Index prices have 6 decimals per MWh (pricing.md section 1). */
const micro = (value: Rational, path: string): bigint =>
  (value.n * 1_000_000n) % value.d === 0n ? toScaled(value, 6) : refuse('RATING_INPUT_INVALID', path, 'An index price has at most 6 decimals per MWh.');

const wholeMj = (value: Rational, path: string): bigint => {
  if (value.d !== 1n) return refuse('RATING_INPUT_INVALID', path, 'Energy is a whole number of millijoules.');
  return BigInt.asIntN(64, value.n) === value.n ? value.n : refuse('RATING_AMOUNT_OUT_OF_RANGE', path, 'The energy of an interval must fit a signed 64-bit number of millijoules.', value.n.toString());
};

/** Samples of a document; whole Mbit/s, half away from zero. */
export function networkSamples(network: NetworkDocument, path: string): NetworkSamples {
  const tranche = network.trancheId === undefined ? {} : { trancheId: network.trancheId };
  const { source } = network;
  if (source.kind === 'values') return { ...tranche, mbps: source.mbps };
  const formula = parseFormula(source.mbps, ['i'], `${path}.mbps`);
  if (!Number.isInteger(source.samples) || source.samples < 0 || source.samples > 12 * 24 * 62) refuse('RATING_INPUT_INVALID', `${path}.samples`, 'A period has at most two months of five-minute samples.', String(source.samples));
  return { ...tranche, mbps: Array.from({ length: source.samples }, (_, i) => Number(toScaled(formula({ i: BigInt(i) }), 0))) };
}
