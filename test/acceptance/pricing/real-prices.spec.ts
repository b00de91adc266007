import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addMoney, moneyText, zeroMoney } from '@busbar/kernel';
import { drillDown, rate, readRatingDocument, type PriceTerm, type RatedInvoice, type RatingDocument, type RatingInput } from '@busbar/pricing';
import { engineSays, oracleSays, said } from '../../oracle/agreement';
import { midnight } from '../../oracle/wall-clock';

const folder = join(__dirname, 'data');
const readFile = (path: string): string => readFileSync(join(folder, path), 'utf8');
const HOUR_MS = 3_600_000;
const zone = 'America/Chicago';

const terms = (guard: 'identity' | 'floor'): readonly PriceTerm[] => [
  { id: 'index', code: 'energy.index', billedIn: 'ARREARS', indexId: 'hub', lossFactor: '1.0215', passThrough: true, guard: guard === 'floor' ? { kind: 'floor', floor: '0' } : { kind: 'identity' } },
  { id: 'adder', code: 'energy.index_adder', billedIn: 'ARREARS', price: '6.25', per: 'MWh', lossFactor: '1.0215' },
];

/** A month of a contract of about 4 MW on the day-ahead price of the hub, prices from the file. */
function month(year: number, number: number, guard: 'identity' | 'floor' = 'identity'): RatingDocument {
  const from = `${year}-${String(number).padStart(2, '0')}-01`;
  const to = number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, '0')}-01`;
  return {
    contract: { id: 'ctr', effectiveFrom: '2020-01-01', billingDay: 1 }, currency: 'USD', zone, period: { from, to }, terms: terms(guard), tranches: [{ id: 'trn', rentStart: '2020-01-01', segments: [] }],
    energy: [{ trancheId: 'trn', role: 'IT', source: { kind: 'formula', wh: '900000 + (104729*i mod 100000)' } }],
    indices: [{ id: 'hub', version: '1', status: 'FINAL', currency: 'USD', stepSeconds: 3600, source: { kind: 'file', path: `ercot_day_ahead_hub_${year}.csv`, timeColumn: 'hour_starting', perMwhColumn: 'usd_per_mwh' } }],
  };
}

/** The same with every value written out, for the oracle: its own reading of the file and of the formula. */
function writtenOut(document: RatingDocument, year: number): RatingDocument {
  const prices = new Map(readFile(`ercot_day_ahead_hub_${year}.csv`).trim().split('\n').slice(1).map((row) => [Date.parse(row.slice(0, 17)), row.slice(18)] as const));
  const [fromMs, toMs] = [midnight(document.period.from, zone), midnight(document.period.to, zone)];
  const wh = Array.from({ length: (toMs - fromMs) / (HOUR_MS / 4) }, (_, i) => String(900_000 + ((104_729 * i) % 100_000)));
  const perMwh = Array.from({ length: (toMs - fromMs) / HOUR_MS }, (_, hour) => prices.get(fromMs + hour * HOUR_MS) ?? null);
  const startAt = new Date(fromMs).toISOString();
  return {
    ...document, energy: [{ trancheId: 'trn', role: 'IT', source: { kind: 'values', startAt, wh } }],
    indices: (document.indices ?? []).map((index) => ({ ...index, source: { kind: 'values', startAt, perMwh } })),
  };
}

const inputs = new Map<string, RatingInput>();
/** Reading a year's file takes longer than rating a month of it. */
function input(document: RatingDocument): RatingInput {
  const key = JSON.stringify(document);
  const known = inputs.get(key) ?? readRatingDocument(document, readFile);
  inputs.set(key, known);
  return known;
}
const months = Array.from({ length: 12 }, (_, index) => index + 1);

describe.each([2021, 2024])('the day-ahead price of the ERCOT hub, %i', (year) => {
  it('handed through with a margin for a year, the engine and the oracle agree to the cent in each month', () => {
    for (const number of months) {
      const document = month(year, number);
      expect({ number, ...said(rate(input(document))) }).toEqual({ number, ...oracleSays(writtenOut(document, year)) });
    }
  });

  it('bills each hour of the year once, the hours of both clock changes included', () => {
    const counts = months.map((number) => rate(input(month(year, number))).lines[0]?.intervals?.count ?? 0);
    expect(counts[2]).toBe(743 * 4);
    expect(counts[10]).toBe(721 * 4);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe((year === 2024 ? 8784 : 8760) * 4);
  });

  it('comes to the same when written out as when read from the file', () => {
    expect(engineSays(writtenOut(month(year, 3), year))).toEqual(said(rate(input(month(year, 3)))));
  });
});

describe('the winter of 2021', () => {
  const february = input(month(2021, 2));
  const invoice = rate(february);

  it('costs what the hours of 8,995 $/MWh cost: more than the other eleven months together', () => {
    const rest = months.filter((number) => number !== 2).map((number) => rate(input(month(2021, number)))).reduce((sum, { total }) => addMoney(sum, total), zeroMoney('USD'));
    expect(invoice.total.minor).toBeGreaterThan(rest.minor);
  });

  it('shows the days on which it happened, and the days sum to the line', () => {
    const { days, amountMinor } = drillDown(february, 1);
    expect(days).toHaveLength(28);
    expect(days.reduce((sum, day) => sum + day.amountMinor, 0n)).toBe(amountMinor);
    const dearest = [...days].sort((a, b) => (a.amountMinor > b.amountMinor ? -1 : 1)).slice(0, 4).map(({ day }) => day).sort();
    expect(dearest).toEqual(['2021-02-15', '2021-02-16', '2021-02-17', '2021-02-18']);
  });
});

describe('hours below zero', () => {
  const sum = (invoices: readonly RatedInvoice[]): bigint => invoices.reduce((total, invoice) => total + (invoice.lines[0]?.amount.minor ?? 0n), 0n);

  it('are credited, unless the contract has a floor', () => {
    const through = months.map((number) => rate(input(month(2024, number))));
    const floored = months.map((number) => rate(input(month(2024, number, 'floor'))));
    expect(sum(floored)).toBeGreaterThan(sum(through));
    const [april] = [rate(input(month(2024, 4)))];
    expect(moneyText(april.subtotal)).toBe(moneyText(addMoney(april.lines[0]?.amount ?? zeroMoney('USD'), april.lines[1]?.amount ?? zeroMoney('USD'))));
  });
});
