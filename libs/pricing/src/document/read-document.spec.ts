import { quality } from '@busbar/kernel';
import { MISSING_PRICE, type EnergyColumns, type PriceIndex } from '../rating-input';
import type { EnergyDocument, IndexDocument, NetworkDocument, RatingDocument } from './rating-document';
import { readRatingDocument } from './read-document';

const WH = 3_600_000n;
const zone = 'America/Chicago';
const base: RatingDocument = { contract: { id: 'ctr', effectiveFrom: '2026-01-01' }, currency: 'USD', zone, period: { from: '2026-04-01', to: '2026-04-02' }, terms: [], tranches: [] };
/** Local midnight of 1 April 2026 in Chicago. */
const START_MS = Date.parse('2026-04-01T05:00:00Z');
const at = (ms: number): string => new Date(ms).toISOString().replace('.000', '');

const readFile = (text: string) => (path: string): string => (path === 'load.csv' ? text : 'nothing,else\n1,2');
const energyOf = (source: EnergyDocument['source'], more: Partial<RatingDocument> = {}, file = '', reactive?: string): EnergyColumns => {
  const entry: EnergyDocument = { trancheId: 'trn', role: 'IT', source, ...(reactive === undefined ? {} : { reactive: { kind: 'formula', varh: reactive } }) };
  return readRatingDocument({ ...base, ...more, energy: [entry] }, readFile(file)).energy?.[0] as EnergyColumns;
};
const wh = (columns: EnergyColumns): readonly bigint[] => Array.from(columns.series.energyMj, (mj) => mj / WH);
const refused = (code: string, path: string, message: string, given?: string): Error => expect.objectContaining({ code, message, details: given === undefined ? { path } : { path, given } });
const invalid = (path: string, message: string, given?: string): Error => refused('RATING_INPUT_INVALID', path, message, given);

describe('a document', () => {
  it('gives what it says as it is, its periods with their instants, and lists even where it has none', () => {
    const input = readRatingDocument({ ...base, advance: { from: '2026-05-01', to: '2026-06-01' }, powerFactor: '0.9', example: { id: 'E', title: 't', expected: { lines: [], tax_lines: [], subtotal: '0', tax: '0', total: '0' } } });
    expect(input).toEqual({
      contract: base.contract, currency: 'USD', zone, terms: [], tranches: [], powerFactor: '0.9', energy: [], indices: [], network: [],
      period: { from: '2026-04-01', to: '2026-04-02', fromMs: START_MS, toMs: START_MS + 86_400_000 },
      advance: { from: '2026-05-01', to: '2026-06-01', fromMs: Date.parse('2026-05-01T05:00:00Z'), toMs: Date.parse('2026-06-01T05:00:00Z') },
    });
    expect('advance' in readRatingDocument(base)).toBe(false);
    expect(readRatingDocument({ ...base, advance: null }).advance).toBeNull();
  });

  it('is refused with the place of what is no day, no period and no zone', () => {
    expect(() => readRatingDocument({ ...base, zone: 'Texas' })).toThrow(invalid('zone', 'The zone is not one of the IANA database.', 'Texas'));
    expect(() => readRatingDocument({ ...base, period: { from: '2026-04-02', to: '2026-04-01' } })).toThrow(expect.objectContaining({ code: 'RATING_INPUT_INVALID', details: { path: 'period' } }));
    expect(() => readRatingDocument({ ...base, advance: { from: '2026-04-31', to: '2026-05-02' } })).toThrow(expect.objectContaining({ code: 'RATING_INPUT_INVALID', details: { path: 'advance' } }));
  });

  it('may read no file unless it is given the files', () => {
    const source = { kind: 'file', path: 'load.csv', timeColumn: 'at', kwhColumn: 'kwh', stepSeconds: 3600 } as const;
    expect(() => readRatingDocument({ ...base, energy: [{ trancheId: 'trn', role: 'IT', source }] })).toThrow(refused('RATING_REFERENCE_UNKNOWN', 'source.path', 'This document may not read files.', 'load.csv'));
  });
});

describe('energy as values', () => {
  const startAt = at(START_MS);

  it('comes in millijoules, Wh or kWh; a value that nobody knows is missing', () => {
    expect(energyOf({ kind: 'values', startAt, mj: ['5', null] }).series).toEqual({ startMs: START_MS, stepMs: 900_000, energyMj: BigInt64Array.of(5n, 0n), quality: Uint16Array.of(quality.VALID, quality.MISSING) });
    expect(energyOf({ kind: 'values', startAt, wh: ['1.5'] }).series.energyMj).toEqual(BigInt64Array.of(5_400_000n));
    expect(energyOf({ kind: 'values', startAt, kwh: ['-2'] }).series.energyMj).toEqual(BigInt64Array.of(-7_200_000_000n));
  });

  it('keeps the quality of each', () => {
    expect(energyOf({ kind: 'values', startAt, wh: ['1', '2', null], quality: [9, 1, 1] }).series.quality).toEqual(Uint16Array.of(9, quality.VALID, quality.MISSING));
    expect(() => energyOf({ kind: 'values', startAt, wh: ['1'], quality: [1, 1] })).toThrow(invalid('energy[0].source.quality', 'Quality has one word for each value.'));
  });

  it('is refused in no unit and in two, off the quarter-hour, and in parts of a millijoule', () => {
    expect(() => energyOf({ kind: 'values', startAt })).toThrow(invalid('energy[0].source', 'Values come in exactly one of mj, wh and kwh.'));
    expect(() => energyOf({ kind: 'values', startAt, mj: ['1'], kwh: ['1'] })).toThrow(invalid('energy[0].source', 'Values come in exactly one of mj, wh and kwh.'));
    expect(() => energyOf({ kind: 'values', startAt: '2026-04-01T05:00:01Z', mj: ['1'] })).toThrow(invalid('energy[0].source.startAt', 'A series starts on a quarter-hour.', '2026-04-01T05:00:01Z'));
    expect(() => energyOf({ kind: 'values', startAt: 'today', mj: ['1'] })).toThrow(expect.objectContaining({ code: 'RATING_INPUT_INVALID' }));
    expect(() => energyOf({ kind: 'values', startAt, mj: ['1', '0.5'] })).toThrow(invalid('energy[0].source.mj[1]', 'Energy is a whole number of millijoules.'));
  });

  it('fits a signed 64-bit column or is refused', () => {
    expect(energyOf({ kind: 'values', startAt, mj: ['9223372036854775807'] }).series.energyMj[0]).toBe(2n ** 63n - 1n);
    expect(() => energyOf({ kind: 'values', startAt, mj: ['9223372036854775808'] })).toThrow(refused('RATING_AMOUNT_OUT_OF_RANGE', 'energy[0].source.mj[0]', 'The energy of an interval must fit a signed 64-bit number of millijoules.', '9223372036854775808'));
  });

  it('has at most two years of quarter-hours', () => {
    const most = 2 * 366 * 96;
    expect(energyOf({ kind: 'values', startAt, mj: new Array<null>(most).fill(null) }).series.energyMj).toHaveLength(most);
    expect(() => energyOf({ kind: 'values', startAt, mj: new Array<null>(most + 1).fill(null) })).toThrow(invalid('energy[0].source.mj', 'A series has at most 70272 intervals.'));
  });
});

describe('energy as a total', () => {
  it('lies in the first quarter-hour of a period that is covered whole', () => {
    const { series } = energyOf({ kind: 'total', kwh: '1000.5' });
    expect([series.startMs, series.energyMj.length, series.energyMj[0], series.energyMj[1]]).toEqual([START_MS, 96, 3_601_800_000_000n, 0n]);
    expect([...series.quality].every((word) => word === quality.VALID)).toBe(true);
  });
});

describe('energy as a formula', () => {
  it('counts quarter-hours and hours from the start, the quarter-hour of the day and the day of the month on the wall', () => {
    const source = (text: string): EnergyDocument['source'] => ({ kind: 'formula', wh: text, from: '2026-03-31' });
    expect(wh(energyOf(source('i'))).slice(0, 3)).toEqual([0n, 1n, 2n]);
    expect(wh(energyOf(source('h'))).slice(3, 9)).toEqual([0n, 1n, 1n, 1n, 1n, 2n]);
    expect(wh(energyOf(source('d'))).slice(94, 98)).toEqual([31n, 31n, 1n, 1n]);
    expect(wh(energyOf(source('k'))).slice(94, 98)).toEqual([94n, 95n, 0n, 1n]);
  });

  it('shows the label of the wall where the clock goes forward: two is skipped on 8 March', () => {
    const march = energyOf({ kind: 'formula', wh: 'k' }, { period: { from: '2026-03-08', to: '2026-03-09' } });
    expect(march.series.energyMj).toHaveLength(92);
    expect(wh(march).slice(6, 10)).toEqual([6n, 7n, 12n, 13n]);
  });

  it('covers the period unless it says from when and until when', () => {
    const { series } = energyOf({ kind: 'formula', wh: '7', from: '2026-03-30', to: '2026-04-03' });
    expect([series.startMs, series.energyMj.length]).toEqual([START_MS - 2 * 86_400_000, 4 * 96]);
    expect(energyOf({ kind: 'formula', wh: '7' }).series.energyMj).toHaveLength(96);
  });

  it('has exceptions from their first instant to before their last', () => {
    const except = [{ from: at(START_MS + 900_000), to: at(START_MS + 2_700_000), wh: '1000 + k' }];
    expect(wh(energyOf({ kind: 'formula', wh: '5', except })).slice(0, 5)).toEqual([5n, 1001n, 1002n, 5n, 5n]);
  });

  it('is refused without an interval, with more than two years of them, and where it makes no whole millijoule', () => {
    const sentence = 'A series has 1 to 70272 intervals; the period is 2026-04-01 to 2026-04-02.';
    expect(() => energyOf({ kind: 'formula', wh: '1', from: '2026-04-02' })).toThrow(invalid('energy[0].source', sentence));
    expect(() => energyOf({ kind: 'formula', wh: '1', from: '2024-03-30' })).toThrow(invalid('energy[0].source', sentence));
    expect(energyOf({ kind: 'formula', wh: '1', from: '2024-03-31' }).series.energyMj).toHaveLength(732 * 96);
    expect(() => energyOf({ kind: 'formula', wh: '1 / 7' })).toThrow(invalid('energy[0].source.wh', 'Energy is a whole number of millijoules.'));
    expect(() => energyOf({ kind: 'formula', wh: 'x' })).toThrow(expect.objectContaining({ details: { path: 'energy[0].source.wh', given: 'x' } }));
    expect(() => energyOf({ kind: 'formula', wh: '1', except: [{ from: at(START_MS), to: at(START_MS), wh: 'x' }] })).toThrow(expect.objectContaining({ details: { path: 'energy[0].source.except[0].wh', given: 'x' } }));
    for (const name of ['from', 'to']) expect(() => energyOf({ kind: 'formula', wh: '1', except: [{ from: at(START_MS), to: at(START_MS), wh: '1', [name]: 'noon' }] })).toThrow(expect.objectContaining({ code: 'RATING_INPUT_INVALID' }));
  });

  it('may have a reactive channel in step with it, rounded to the millivar-second', () => {
    const { reactive } = energyOf({ kind: 'formula', wh: '1' }, {}, '', '(i + 1) / 7');
    // 3,600,000 ÷ 7 = 514,285.71…; 7,200,000 ÷ 7 = 1,028,571.43…
    expect([reactive?.length, reactive?.[0], reactive?.[1], reactive?.[6]]).toEqual([96, 514_286n, 1_028_571n, 3_600_000n]);
    expect('reactive' in energyOf({ kind: 'formula', wh: '1' })).toBe(false);
    expect(() => energyOf({ kind: 'formula', wh: '1' }, {}, '', 'h')).toThrow(expect.objectContaining({ details: { path: 'energy[0].reactive.varh', given: 'h' } }));
  });
});

describe('energy of a file', () => {
  const file = { kind: 'file', path: 'load.csv', timeColumn: 'at', kwhColumn: 'kwh', stepSeconds: 3600 } as const;

  it('is spread evenly over the quarter-hours inside, exactly; a step without a row or value is missing', () => {
    // 1 kWh × 0.0000000025 are 9 mJ: 2.25, 4.5, 6.75 and 9 of them after each quarter-hour, so 2, 5, 7, 9.
    const { series } = energyOf({ ...file, factor: '0.0000000025' }, {}, 'at,kwh\n2026-04-01T08:00:00Z,2\n2026-04-01T05:00:00Z,1\n2026-04-01T06:00:00Z,\n');
    expect(series.startMs).toBe(START_MS);
    expect(series.energyMj).toEqual(BigInt64Array.of(2n, 3n, 2n, 2n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 5n, 4n, 5n, 4n));
    expect([...series.quality].map((word) => word === quality.MISSING)).toEqual([false, false, false, false, true, true, true, true, true, true, true, true, false, false, false, false]);
    expect(series.quality[0]).toBe(quality.VALID);
  });

  it('is taken as it is without a factor', () => {
    expect(wh(energyOf({ ...file, stepSeconds: 900 }, {}, 'at,kwh\n2026-04-01T05:00:00Z,1.5\n'))).toEqual([1500n]);
    expect(wh(energyOf({ ...file, stepSeconds: 86_400 }, {}, 'at,kwh\n2026-04-01T05:00:00Z,96\n'))).toEqual(Array.from({ length: 96 }, () => 1000n));
  });

  it('may hold years, with what lies between two rows missing', () => {
    // Three hundred days of 96 quarter-hours, and the one that the last row begins.
    const columns = energyOf({ ...file, stepSeconds: 900 }, {}, `at,kwh\n${at(START_MS)},1\n${at(START_MS + 300 * 86_400_000)},2\n`);
    expect([columns.series.energyMj.length, columns.series.energyMj.at(-1), columns.series.quality[1]]).toEqual([28_801, 2000n * WH, quality.MISSING]);
  });

  it.each([0, 450, 1000, 87_300, -900])('is refused with a step of %i seconds', (stepSeconds) => {
    expect(() => energyOf({ ...file, stepSeconds }, {}, 'at,kwh\n2026-04-01T05:00:00Z,1\n')).toThrow(invalid('energy[0].source.stepSeconds', 'A step is a whole number of quarter-hours up to a day.', String(stepSeconds)));
  });

  it.each([
    ['without a row', 'at,kwh\n', 'energy[0].source.path', 'The file has no rows.'],
    ['with rows off the grid', 'at,kwh\n2026-04-01T05:00:00Z,1\n2026-04-01T05:20:00Z,1\n', 'energy[0].source.path', 'The rows of the file do not lie on one grid.'],
    ['with rows that lie years apart', 'at,kwh\n1990-04-01T05:00:00Z,1\n2026-04-01T05:00:00Z,1\n', 'energy[0].source.path', 'The rows of the file do not lie on one grid.'],
    ['with two rows for one hour', 'at,kwh\n2026-04-01T05:00:00Z,1\n2026-04-01T06:00:00Z,1\n2026-04-01T05:00:00Z,2\n', 'energy[0].source.path[4]', 'Two rows of the file stand for one step, or one lies between steps.'],
    ['with a row between two hours', 'at,kwh\n2026-04-01T05:00:00Z,1\n2026-04-01T05:15:00Z,1\n2026-04-01T06:00:00Z,2\n', 'energy[0].source.path[3]', 'Two rows of the file stand for one step, or one lies between steps.'],
  ])('is refused %s', (_what, text, path, sentence) => expect(() => energyOf(file, {}, text)).toThrow(invalid(path, sentence, 'load.csv')));

  it('is refused without its columns, and where a time or a number is none', () => {
    expect(() => energyOf({ ...file, timeColumn: 'when' }, {}, 'at,kwh\n')).toThrow(expect.objectContaining({ code: 'RATING_REFERENCE_UNKNOWN', details: { path: 'energy[0].source.timeColumn', given: 'when' } }));
    expect(() => energyOf({ ...file, kwhColumn: 'wh' }, {}, 'at,kwh\n')).toThrow(expect.objectContaining({ code: 'RATING_REFERENCE_UNKNOWN', details: { path: 'energy[0].source', given: 'wh' } }));
    expect(() => energyOf(file, {}, 'at,kwh\nnoon,1\n')).toThrow(expect.objectContaining({ code: 'RATING_INPUT_INVALID' }));
    expect(() => energyOf(file, {}, 'at,kwh\n2026-04-01T05:00:00Z,much\n')).toThrow(expect.objectContaining({ code: 'RATING_INPUT_INVALID' }));
    expect(() => energyOf(file, {}, 'at,kwh\n2026-04-01T05:00:00Z\n')).toThrow(invalid('energy[0].source.path[2]', 'A row of the file has not as many cells as its header.'));
  });
});

describe('prices of a document', () => {
  const index = (source: IndexDocument['source'], more: Partial<IndexDocument> = {}, file = ''): PriceIndex =>
    readRatingDocument({ ...base, indices: [{ id: 'hub', version: '2', status: 'FINAL', currency: 'EUR', stepSeconds: 3600, source, ...more }] }, readFile(file)).indices?.[0] as PriceIndex;
  const common = { id: 'hub', version: '2', status: 'FINAL', currency: 'EUR', stepMs: 3_600_000 };

  it('written out are kept in millionths; one that is not known is missing', () => {
    expect(index({ kind: 'values', startAt: at(START_MS), perMwh: ['31.25', '-0.000001', null] })).toEqual({ ...common, startMs: START_MS, microPerMwh: BigInt64Array.of(31_250_000n, -1n, MISSING_PRICE) });
    expect(() => index({ kind: 'values', startAt: at(START_MS), perMwh: ['1', '0.0000001'] })).toThrow(invalid('indices[0].source.perMwh[1]', 'An index price has at most 6 decimals per MWh.'));
    expect(() => index({ kind: 'values', startAt: 'noon', perMwh: [] })).toThrow(expect.objectContaining({ code: 'RATING_INPUT_INVALID' }));
  });

  it('that do not change cover the period', () => {
    expect(index({ kind: 'flat', perMwh: '40' })).toEqual({ ...common, startMs: START_MS, microPerMwh: new BigInt64Array(24).fill(40_000_000n) });
    expect(() => index({ kind: 'flat', perMwh: 'h' })).toThrow(expect.objectContaining({ code: 'RATING_INPUT_INVALID', details: { path: 'indices[0].source', given: 'h' } }));
    expect(() => index({ kind: 'flat', perMwh: '0.0000001' })).toThrow(invalid('indices[0].source.perMwh', 'An index price has at most 6 decimals per MWh.'));
  });

  it('by a formula count hours of the period and steps', () => {
    const prices = index({ kind: 'formula', perMwh: '100 * h + i' }, { stepSeconds: 1800 });
    expect([prices.stepMs, prices.microPerMwh.length, ...prices.microPerMwh.slice(0, 4)]).toEqual([1_800_000, 48, 0n, 1_000_000n, 102_000_000n, 103_000_000n]);
    expect(() => index({ kind: 'formula', perMwh: 'k' })).toThrow(expect.objectContaining({ details: { path: 'indices[0].source.perMwh', given: 'k' } }));
    expect(() => index({ kind: 'formula', perMwh: '1 / 7' })).toThrow(invalid('indices[0].source.perMwh', 'An index price has at most 6 decimals per MWh.'));
  });

  it('begin with the hour that holds the first midnight, where midnight lies inside an hour', () => {
    // Midnight in Kolkata is 18:30 UTC: the hour from 18:00 to 19:00 belongs to the day too.
    const prices = readRatingDocument({ ...base, zone: 'Asia/Kolkata', indices: [{ id: 'hub', version: '2', status: 'FINAL', currency: 'EUR', stepSeconds: 3600, source: { kind: 'formula', perMwh: 'i' } }] }).indices?.[0];
    expect([prices?.startMs, prices?.microPerMwh.length]).toEqual([Date.parse('2026-03-31T18:00:00Z'), 25]);
  });

  it('of a file stand where their rows stand', () => {
    const source = { kind: 'file', path: 'load.csv', timeColumn: 'at', perMwhColumn: 'usd' } as const;
    expect(index(source, {}, 'at,usd\n2026-04-01T07:00:00Z,31.5\n2026-04-01T05:00:00Z,-4\n')).toEqual({ ...common, startMs: START_MS, microPerMwh: BigInt64Array.of(-4_000_000n, MISSING_PRICE, 31_500_000n) });
    expect(() => index(source, {}, 'at,usd\n2026-04-01T05:00:00Z,0.0000001\n')).toThrow(invalid('indices[0].source', 'An index price has at most 6 decimals per MWh.'));
  });
});

describe('bandwidth of a document', () => {
  const samples = (source: NetworkDocument['source'], trancheId?: string): unknown => readRatingDocument({ ...base, network: [{ source, ...(trancheId === undefined ? {} : { trancheId }) }] }).network?.[0];

  it('is as written, or by a formula in whole Mbit/s, half away from zero', () => {
    expect(samples({ kind: 'values', mbps: [1.5, null] }, 'trn')).toEqual({ trancheId: 'trn', mbps: [1.5, null] });
    expect(samples({ kind: 'formula', mbps: 'i / 2', samples: 4 })).toEqual({ mbps: [0, 1, 1, 2] });
    const endless = '1'.repeat(41);
    expect(() => samples({ kind: 'formula', mbps: endless, samples: 4 })).toThrow(expect.objectContaining({ code: 'RATING_INPUT_INVALID', details: { path: 'network[0].source', given: endless } }));
    expect(() => samples({ kind: 'formula', mbps: 'h', samples: 4 })).toThrow(expect.objectContaining({ details: { path: 'network[0].source.mbps', given: 'h' } }));
  });

  it('has at most two months of samples', () => {
    expect(samples({ kind: 'formula', mbps: '0', samples: 0 })).toEqual({ mbps: [] });
    expect((samples({ kind: 'formula', mbps: '7', samples: 17_856 }) as { mbps: readonly number[] }).mbps).toHaveLength(17_856);
    for (const count of [17_857, -1, 1.5]) expect(() => samples({ kind: 'formula', mbps: '0', samples: count })).toThrow(invalid('network[0].source.samples', 'A period has at most two months of five-minute samples.', String(count)));
  });
});
