import fc from 'fast-check';
import { INTERVAL_MS, intervalSeries, quality, wattHours, type IntervalSeries } from '@busbar/kernel';
import { estimateLinear, estimatesFor, gapsOf } from './estimation';

const gap = null;
/** A series from Wh; null is a quarter-hour of which nothing is known. */
const seriesOf = (values: readonly (bigint | null)[], marks: Readonly<Record<number, number>> = {}): IntervalSeries =>
  intervalSeries(0, INTERVAL_MS, BigInt64Array.from(values.map((value) => wattHours(value ?? 0n))), Uint16Array.from(values.map((value, index) => marks[index] ?? (value === null ? quality.MISSING : quality.VALID))));

describe('a straight line over a gap', () => {
  it('gives example E22: eight quarter-hours between 250 and 286 kWh', () => {
    const line = estimateLinear(wattHours(250_000n), wattHours(286_000n), 8);
    expect(line).toEqual([254_000n, 258_000n, 262_000n, 266_000n, 270_000n, 274_000n, 278_000n, 282_000n].map(wattHours));
  });

  it('scales example E22 to the register between the ends, by largest remainder in mJ', () => {
    const scaled = estimateLinear(wattHours(250_000n), wattHours(286_000n), 8, wattHours(2_100_000n));
    expect(scaled).toEqual([895_634_328_358n, 909_738_805_970n, 923_843_283_582n, 937_947_761_194n, 952_052_238_806n, 966_156_716_418n, 980_261_194_030n, 994_365_671_642n]);
    expect(scaled.reduce((sum, energy) => sum + energy, 0n)).toBe(wattHours(2_100_000n));
  });

  it('spreads a register difference evenly where the line lies at zero', () => {
    expect(estimateLinear(0n, 0n, 3, 10n)).toEqual([4n, 3n, 3n]);
  });

  it('never leaves the range of its ends by more than the rounding, and sums to the line', () => {
    const energy = fc.bigInt({ min: 0n, max: 10n ** 13n });
    fc.assert(
      fc.property(energy, energy, fc.integer({ min: 1, max: 8 }), (last, next, count) => {
        const line = estimateLinear(last, next, count);
        const [low, high] = last < next ? [last, next] : [next, last];
        expect(line.every((value) => value >= low - 1n && value <= high + 1n)).toBe(true);
        expect(line.reduce((sum, value) => sum + value, 0n)).toBe(((last + next) * BigInt(count)) / 2n);
      }),
    );
  });
});

describe('gaps in a series', () => {
  it('are runs of unknown quarter-hours, those at the edges too', () => {
    expect(gapsOf(seriesOf([gap, 1n, gap, gap, 2n, gap]))).toEqual([{ first: 0, length: 1 }, { first: 2, length: 2 }, { first: 5, length: 1 }]);
  });

  it('are filled when they last two hours, and left when they last a quarter-hour more', () => {
    const two = seriesOf([10n, ...Array.from({ length: 8 }, () => gap), 10n]);
    const more = seriesOf([10n, ...Array.from({ length: 9 }, () => gap), 10n]);
    expect(estimatesFor(two)).toEqual(Array.from({ length: 8 }, (_, index) => ({ startMs: (index + 1) * INTERVAL_MS, energyMj: wattHours(10n) })));
    expect(estimatesFor(more)).toEqual([]);
  });

  it('are not filled at the edges of what is known', () => {
    expect(estimatesFor(seriesOf([gap, 10n, gap]))).toEqual([]);
  });

  it.each([['questionable', quality.QUESTIONABLE | quality.VALID], ['reset', quality.RESET], ['incomplete', quality.INCOMPLETE], ['estimated by reference day', quality.ESTIMATED_REFERENCE_DAY]])(
    'are not filled from an end that is %s',
    (_, bits) => {
      expect(estimatesFor(seriesOf([10n, gap, 20n], { 0: bits }))).toEqual([]);
      expect(estimatesFor(seriesOf([10n, gap, 20n], { 2: bits }))).toEqual([]);
    },
  );

  it('are drawn anew when a reading arrives inside an estimated one', () => {
    const estimated = seriesOf([10n, 20n, 30n, 40n, 50n], { 1: quality.ESTIMATED_LINEAR, 3: quality.ESTIMATED_LINEAR });
    expect(estimatesFor(estimated)).toEqual([{ startMs: INTERVAL_MS, energyMj: wattHours(20n) }, { startMs: 3 * INTERVAL_MS, energyMj: wattHours(40n) }]);
  });

  it('end the same in whatever order the readings come, and however often they are estimated between', () => {
    const drawn = fc.array(fc.option(fc.bigInt({ min: 0n, max: 1_000n }), { nil: null }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(drawn, fc.infiniteStream(fc.nat()), fc.infiniteStream(fc.boolean()), (values, keys, chances) => {
        const energies = new BigInt64Array(values.length);
        const marks = new Uint16Array(values.length).fill(quality.MISSING);
        const estimate = (): void => {
          for (const { startMs, energyMj } of estimatesFor(intervalSeries(0, INTERVAL_MS, energies, marks))) {
            energies[startMs / INTERVAL_MS] = energyMj;
            marks[startMs / INTERVAL_MS] = quality.ESTIMATED_LINEAR;
          }
        };
        const arrivals = values.flatMap((value, index) => (value === null ? [] : [{ value, index, key: keys.next().value as number }])).sort((a, b) => a.key - b.key);
        for (const { value, index } of arrivals) {
          energies[index] = wattHours(value);
          marks[index] = quality.VALID;
          if (chances.next().value as boolean) estimate();
        }
        estimate();
        const inOrder = seriesOf(values);
        const expected = new Map(estimatesFor(inOrder).map(({ startMs, energyMj }) => [startMs / INTERVAL_MS, energyMj]));
        expect([...energies]).toEqual(values.map((value, index) => expected.get(index) ?? wattHours(value ?? 0n)));
      }),
    );
  });
});
