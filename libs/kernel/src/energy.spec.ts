import fc from 'fast-check';
import { InvalidInputError } from './domain-error';
import { kilowattHours, kilowatts, kwhText, kwText, MJ_PER_KWH, parseKw, parseKwh, toKwh, toKw, wattHours } from './energy';
import { intervalSeries, isEstimated, isMissing, quality, totalMj } from './interval-series';
import { rational } from './rational';

describe('energy', () => {
  it('is whole millijoules: 1 Wh is 3,600,000 of them', () => {
    expect(wattHours(1n)).toBe(3_600_000n);
    expect(kilowattHours(1n)).toBe(MJ_PER_KWH);
    expect(toKwh(wattHours(1n))).toEqual(rational(1n, 1000n));
    expect(kwhText(wattHours(1_300_100n))).toBe('1300.100');
  });

  it('is read exactly or refused', () => {
    expect(parseKwh('0.000001')).toBe(3600n);
    expect(() => parseKwh('0.00000000001', 'readings[3].energyKwh')).toThrow(InvalidInputError);
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), (wh) => expect(parseKwh(kwhText(wattHours(wh)))).toBe(wattHours(wh))));
  });
});

describe('power', () => {
  it('is whole watts, read and written as kW', () => {
    expect(parseKw('4000.5')).toBe(4_000_500n);
    expect(kwText(4_000_500n)).toBe('4000.5');
    expect(kwText(kilowatts(4000n))).toBe('4000');
    expect(kwText(0n)).toBe('0');
    expect(toKw(1n)).toEqual(rational(1n, 1000n));
    expect(() => parseKw('1.0005')).toThrow(InvalidInputError);
    expect(parseKw('1000000000')).toBe(10n ** 12n);
    for (const text of ['1000000000.001', '9223372036854775808', '-1000000001']) expect(() => parseKw(text)).toThrow('at most 1000000000 kW');
  });
});

describe('a series of intervals', () => {
  it('sums exactly where a double would not', () => {
    const energyMj = BigInt64Array.from([2n ** 53n, 1n, 1n]);
    expect(totalMj(intervalSeries(0, 900_000, energyMj, new Uint16Array(3)))).toBe(2n ** 53n + 2n);
  });

  it('is refused off its grid, or with columns of different length', () => {
    expect(() => intervalSeries(1, 900_000, new BigInt64Array(1), new Uint16Array(1))).toThrow('multiple of its step');
    expect(() => intervalSeries(0, 900_000, new BigInt64Array(1), new Uint16Array(2))).toThrow('differ in length');
  });

  it('says how each value came about', () => {
    expect(isEstimated(quality.VALID)).toBe(false);
    expect(isEstimated(quality.ESTIMATED_LINEAR | quality.QUESTIONABLE)).toBe(true);
    expect(isMissing(quality.MISSING)).toBe(true);
    expect(isMissing(quality.VALID)).toBe(false);
  });
});
