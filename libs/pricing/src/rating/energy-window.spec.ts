import { intervalSeries, moneyText, quality } from '@busbar/kernel';
import { billingPeriod } from '../billing-period';
import { rate } from '../rate';
import type { EnergyColumns, RatingInput } from '../rating-input';
import type { FixedEnergyTerm, TimeOfUseEnergyTerm } from '../terms/energy-terms';
import { energyWindow, intervalsBehind, unmeasured, type EnergyWindow } from './energy-window';

const QUARTER_MS = 900_000;
const KWH = 3_600_000_000n;
const { VALID, MISSING, ESTIMATED_LINEAR, ESTIMATED_REFERENCE_DAY, PROJECTED } = quality;
/** 2 days: 192 quarter-hours. */
const period = billingPeriod('2026-04-01', '2026-04-03', 'America/Chicago');
const price: FixedEnergyTerm = { id: 'energy', code: 'energy.fixed', billedIn: 'ARREARS', price: '0.10' };

/** kWh of consecutive quarter-hours from the first of the period on. */
const columns = (trancheId: string, kwh: readonly number[], marks: readonly number[] = kwh.map(() => VALID), offset = 0): EnergyColumns => ({
  trancheId, role: 'IT', series: intervalSeries(period.fromMs + offset * QUARTER_MS, QUARTER_MS, BigInt64Array.from(kwh, (one) => BigInt(one) * KWH), Uint16Array.from(marks)),
});
const inputOf = (energy: readonly EnergyColumns[], terms: RatingInput['terms'] = [price]): RatingInput => ({
  contract: { id: 'ctr', effectiveFrom: '2026-04-01' }, currency: 'USD', zone: 'America/Chicago', period, terms, energy,
  tranches: [...new Set(['a', ...energy.map(({ trancheId }) => trancheId)])].map((id) => ({ id, rentStart: '2026-04-01', segments: [] })),
});
const amounts = (input: RatingInput): readonly string[] => rate(input).lines.map(({ amount }) => moneyText(amount));
const first = (input: RatingInput, count: number): EnergyWindow => energyWindow(input, 'IT', undefined, period.fromMs, period.fromMs + count * QUARTER_MS);

describe('the energy of tranches', () => {
  it('is billed to each tranche its own, and to a term without one their sum', () => {
    // 10 + 20 = 30 kWh and 5 + 7 = 12 kWh at 0.10: 3.00 and 1.20; together 4.20.
    const terms = [{ ...price, id: 'of-a', trancheId: 'a' }, { ...price, id: 'of-b', trancheId: 'b' }, { ...price, id: 'of-all' }];
    expect(amounts(inputOf([columns('a', [10, 20]), columns('b', [5, 7])], terms))).toEqual(['3.00', '1.20', '4.20']);
    expect(amounts(inputOf([columns('a', [10, 20]), columns('b', [5, 7])], terms.toReversed()))).toEqual(['4.20', '1.20', '3.00']);
  });

  it('is told apart from the sum even where a tranche has an empty name', () => {
    const energy = [columns('a', [10]), columns('', [5])];
    expect(amounts(inputOf(energy, [{ ...price, id: 'all' }, { ...price, id: 'unnamed', trancheId: '' }]))).toEqual(['1.50', '0.50']);
  });

  it('is as good as the worst of its parts, and missing where one of them is', () => {
    // The second tranche begins a quarter-hour later and ends one later.
    const input = inputOf([columns('a', [1, 2, 4], [VALID, VALID, ESTIMATED_LINEAR]), columns('b', [8, 16, 32], [VALID, VALID, MISSING], 1)]);
    const window = first(input, 4);
    expect([...window.energyMj]).toEqual([1n, 10n, 20n, 32n].map((kwh) => kwh * KWH));
    expect([...window.quality]).toEqual([VALID | MISSING, VALID, ESTIMATED_LINEAR | VALID, MISSING]);
  });

  it('is missing, and not a measured nothing, where no column is known', () => {
    const window = energyWindow(inputOf([columns('a', [1, 2])]), 'FACILITY', undefined, period.fromMs, period.fromMs + 3 * QUARTER_MS);
    expect([[...window.energyMj], [...window.quality]]).toEqual([[0n, 0n, 0n], [MISSING, MISSING, MISSING]]);
    // 2 days × 96.
    expect(intervalsBehind(first(inputOf([]), 192))).toEqual(expect.objectContaining({ count: 192, measured: 0, estimated: 0, missing: 192, measuredShare: '0.0000', estimatedShare: '0.0000' }));
  });
});

describe('the intervals behind a quantity', () => {
  const marks = [VALID, ESTIMATED_LINEAR, MISSING, VALID, PROJECTED, VALID, MISSING | ESTIMATED_REFERENCE_DAY];
  const window = first(inputOf([columns('a', [1, 1, 0, 1, 1, 1, 0], marks)]), 7);
  const classes = Uint8Array.of(0, 1, 0, 1, 1, 0, 0);
  const at = (index: number): number => period.fromMs + index * QUARTER_MS;

  it('are counted as measured, estimated or missing; what is missing is not estimated too', () => {
    // 3 of 7 measured: 0.42857…; 2 of 7 estimated: 0.28571….
    expect(intervalsBehind(window)).toEqual({ count: 7, firstMs: at(0), lastMs: at(6), measured: 3, estimated: 2, missing: 2, measuredShare: '0.4286', estimatedShare: '0.2857' });
  });

  it('are those of one class where a bucket of the price is billed', () => {
    // Class 0 are the intervals 0, 2, 5, 6: two measured, two missing. Class 1 are 1, 3, 4: one measured, two estimated.
    expect(intervalsBehind(window, classes, 0)).toEqual({ count: 4, firstMs: at(0), lastMs: at(6), measured: 2, estimated: 0, missing: 2, measuredShare: '0.5000', estimatedShare: '0.0000' });
    expect(intervalsBehind(window, classes, 1)).toEqual({ count: 3, firstMs: at(1), lastMs: at(4), measured: 1, estimated: 2, missing: 0, measuredShare: '0.3333', estimatedShare: '0.6667' });
    expect(intervalsBehind(window, classes)).toEqual(intervalsBehind(window));
  });

  it('stand on the line of each bucket', () => {
    // 2026-04-01 00:00 is hour 0: four of the seven quarter-hours lie before 01:00 and three after it; the other 185 of the two days are without energy.
    const calendar = { id: 'cal', version: '1', holidays: [], observed: 'NONE', rules: [{ bucket: 'early', toHour: 1 }, { bucket: 'late' }] } as const;
    const term: TimeOfUseEnergyTerm = { id: 'tou', code: 'energy.tou', billedIn: 'ARREARS', calendarId: 'cal', prices: [{ bucket: 'early', price: '0.10' }, { bucket: 'late', price: '0.20' }] };
    const { lines } = rate({ ...inputOf([columns('a', [1, 1, 0, 1, 1, 1, 0], marks)], [term]), calendars: [calendar] });
    // Early: 3 kWh; of its 8 quarter-hours on two days 2 are measured and 1 estimated. Late: 2 kWh; of 184, 1 measured and 1 estimated.
    expect(lines.map(({ code, amount, intervals }) => [code, moneyText(amount), intervals?.count, intervals?.measured, intervals?.estimated, intervals?.missing])).toEqual([
      ['energy.tou.early', '0.30', 8, 2, 1, 5], ['energy.tou.late', '0.40', 184, 1, 1, 182],
    ]);
  });

  it('are none where a window or a class has none, rather than a share of nothing', () => {
    expect(intervalsBehind(first(inputOf([columns('a', [1])]), 0))).toBeNull();
    expect(intervalsBehind(window, classes, 2)).toBeNull();
  });

  it('are counted once for all terms that price the same energy', () => {
    const input = inputOf([columns('a', [1, 2], [VALID, MISSING])]);
    expect(first(input, 2)).toBe(first(input, 2));
    expect(unmeasured(first(input, 2))).toBe(unmeasured(first(input, 2)));
    expect(intervalsBehind(first(input, 2))).toBe(intervalsBehind(first(input, 2)));
  });
});

describe('the length of an interval', () => {
  it.each([45, 120, 7])('of %i minutes is refused: it does not divide an hour', (minutes) => {
    const stepMs = minutes * 60_000;
    const series = intervalSeries(Math.ceil(period.fromMs / stepMs) * stepMs, stepMs, BigInt64Array.of(KWH), Uint16Array.of(VALID));
    expect(() => rate(inputOf([{ trancheId: 'a', role: 'IT', series }]))).toThrow(expect.objectContaining({
      code: 'RATING_INPUT_INVALID', details: { path: 'energy[0].series' }, message: 'All energy columns share one interval length that divides an hour, and start on a multiple of it.',
    }));
  });

  it.each([5, 15, 30, 60])('of %i minutes is billed', (minutes) => {
    const series = intervalSeries(period.fromMs, minutes * 60_000, BigInt64Array.of(KWH, KWH), Uint16Array.of(VALID, VALID));
    expect(amounts(inputOf([{ trancheId: 'a', role: 'IT', series }]))).toEqual(['0.20']);
  });
});
