import fc from 'fast-check';
import { INTERVAL_MS, instantOf, intervalSeries, parseInstant, quality, startOfDay, parseDate, type IntervalSeries } from '@busbar/kernel';
import { completenessOf } from './completeness';
import { packSeries, seriesOfRows, unpackSeries } from './packed-series';
import { commonEnergy, slotsOf, sumOfParts, unknownSeries, type Part } from './series';

const of = (energies: readonly bigint[], marks: readonly number[]): IntervalSeries => intervalSeries(0, INTERVAL_MS, BigInt64Array.from(energies), Uint16Array.from(marks));
const always = { from: instantOf(-10 * INTERVAL_MS), to: instantOf(10 * INTERVAL_MS) };
const whole = () => ({ all: [1_000_000n], own: 0 });
const part = (series: IntervalSeries, given: Partial<Part> = {}): Part => ({ series, held: always, shares: whole, ...given });
const { VALID, MISSING, DERIVED, ESTIMATED_LINEAR, INCOMPLETE, QUESTIONABLE } = quality;

describe('slots of a period', () => {
  it.each([
    ['a day the clocks go forward in Chicago', 'America/Chicago', '2021-03-14', '2021-03-15', 92],
    ['a day the clocks go back in Chicago', 'America/Chicago', '2021-11-07', '2021-11-08', 100],
    ['a day Lord Howe goes back by half an hour', 'Australia/Lord_Howe', '2021-04-04', '2021-04-05', 98],
    ['a day Kathmandu has like any other', 'Asia/Kathmandu', '2021-04-04', '2021-04-05', 96],
  ])('are as many as the quarter-hours of %s', (_, zone, from, to, count) => {
    expect(slotsOf(startOfDay(parseDate(from), zone).epochMilliseconds, startOfDay(parseDate(to), zone).epochMilliseconds).count).toBe(count);
  });

  it('are those that begin inside it', () => {
    expect(slotsOf(1, INTERVAL_MS + 1)).toEqual({ startMs: INTERVAL_MS, count: 1 });
    expect(slotsOf(5, 5)).toEqual({ startMs: INTERVAL_MS, count: 0 });
    expect(unknownSeries(0, 2 * INTERVAL_MS).quality).toEqual(Uint16Array.from([MISSING, MISSING]));
  });
});

describe('the sum of meters', () => {
  it('adds energy, keeps every mark, and is valid only where all are', () => {
    const sum = sumOfParts(0, 3 * INTERVAL_MS, [part(of([1n, 2n, 3n], [VALID, VALID, MISSING])), part(of([10n, 20n, 30n], [VALID | DERIVED, ESTIMATED_LINEAR, VALID]))]);
    expect([...sum.energyMj]).toEqual([11n, 22n, 30n]);
    expect([...sum.quality]).toEqual([VALID | DERIVED, ESTIMATED_LINEAR, INCOMPLETE]);
  });

  it('knows nothing where no meter does, or none is assigned', () => {
    const late = { from: instantOf(INTERVAL_MS), to: instantOf(2 * INTERVAL_MS) };
    const sum = sumOfParts(0, 3 * INTERVAL_MS, [part(of([1n, 0n, 3n], [VALID, MISSING, VALID]), { held: late })]);
    expect([...sum.quality]).toEqual([MISSING, MISSING, MISSING]);
    expect([...sum.energyMj]).toEqual([0n, 0n, 0n]);
  });

  it('shared between tranches returns the meter to the millijoule', () => {
    const shares = fc.array(fc.bigInt({ min: 1n, max: 250_000n }), { minLength: 1, maxLength: 4 });
    fc.assert(fc.property(fc.array(fc.bigInt({ min: 0n, max: 10n ** 15n }), { minLength: 1, maxLength: 20 }), shares, (energies, given) => {
      const rest = 1_000_000n - given.reduce((sum, share) => sum + share, 0n);
      const all = rest > 0n ? [...given, rest] : given;
      const series = of(energies, energies.map(() => VALID));
      const wide = { from: instantOf(0), to: instantOf(energies.length * INTERVAL_MS) };
      const sums = all.map((_, own) => sumOfParts(0, energies.length * INTERVAL_MS, [part(series, { held: wide, shares: () => ({ all, own }) })]));
      energies.forEach((energy, index) => expect(sums.reduce((total, sum) => total + (sum.energyMj[index] ?? 0n), 0n)).toBe(energy));
    }));
  });
});

describe('what PUE is taken from', () => {
  it('is the energy of those quarter-hours that both sides measured', () => {
    const it_ = of([10n, 20n, 30n, 40n], [VALID, VALID, ESTIMATED_LINEAR, MISSING]);
    const facility = of([12n, 0n, 36n, 48n], [VALID, MISSING, VALID, VALID]);
    expect(commonEnergy(it_, facility)).toEqual({ itMj: 10n, facilityMj: 12n, count: 1 });
  });
});

describe('completeness', () => {
  it('counts each quarter-hour once', () => {
    expect(completenessOf(of([1n, 1n, 1n, 0n], [VALID, ESTIMATED_LINEAR, QUESTIONABLE, MISSING]))).toEqual({ expected: 4, measured: 2, estimated: 1, missing: 1, questionable: 1 });
  });
});

describe('a packed series', () => {
  const anySeries = fc
    .array(fc.tuple(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.integer({ min: 0, max: 0xffff })), { maxLength: 200 })
    .chain((rows) => fc.integer({ min: -10_000, max: 3_000_000 }).map((slot) => intervalSeries(slot * INTERVAL_MS, INTERVAL_MS, BigInt64Array.from(rows.map(([energy]) => energy)), Uint16Array.from(rows.map(([, bits]) => bits)))));

  it('comes back as it was', () => {
    fc.assert(fc.property(anySeries, (series) => expect(unpackSeries(packSeries(series))).toEqual(series)));
  });

  it('is read from the middle of a larger buffer too', () => {
    const series = of([1n, 2n], [VALID, MISSING]);
    const packed = packSeries(series);
    const larger = new Uint8Array(packed.length + 3);
    larger.set(packed, 3);
    expect(unpackSeries(larger.subarray(3))).toEqual(series);
  });

  it('of other bytes, or cut short, is a defect', () => {
    expect(() => unpackSeries(new Uint8Array(20))).toThrow('not a packed series');
    expect(() => unpackSeries(packSeries(of([1n], [VALID])).subarray(0, 29))).toThrow('cut short');
  });

  it('is put on its slots, leaving the others missing', () => {
    const column = (size: 2 | 4 | 8, values: readonly number[]): Uint8Array => {
      const bytes = Buffer.alloc(values.length * size);
      values.forEach((value, index) => (size === 8 ? bytes.writeBigInt64BE(BigInt(value), index * 8) : bytes.writeIntBE(value, index * size, size)));
      return bytes;
    };
    const startMs = parseInstant('2021-08-01T05:00:00Z').epochMilliseconds;
    const series = seriesOfRows(startMs, 4, { slots: column(4, [1, 3]), energies: column(8, [10, 30]), qualities: column(2, [VALID, ESTIMATED_LINEAR]) });
    expect([...series.energyMj]).toEqual([0n, 10n, 0n, 30n]);
    expect([...series.quality]).toEqual([MISSING, VALID, MISSING, ESTIMATED_LINEAR]);
    expect(() => seriesOfRows(startMs, 2, { slots: column(4, [2]), energies: column(8, [1]), qualities: column(2, [1]) })).toThrow('outside its period');
  });
});
