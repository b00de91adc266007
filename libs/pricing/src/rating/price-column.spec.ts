import fc from 'fast-check';
import { MOST_AT_ONCE } from './exact-sums';
import { priceColumn, worth } from './price-column';

const energies = fc.oneof(
  fc.bigInt({ min: 0n, max: 10n ** 12n }),
  fc.constantFrom(0n, -1n, 2n ** 32n - 1n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
);
/** Cents in millionths, as exchanges publish them, and prices of any size, as averages and guards make them. */
const prices = fc.oneof(fc.bigInt({ min: -200_000n, max: 900_000n }).map((cents) => cents * 10_000n), fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }), fc.constantFrom(0n, 1n, -1n));
const plainly = (pairs: readonly (readonly [bigint, bigint])[]): bigint => pairs.reduce((sum, [energy, price]) => sum + energy * price, 0n);
const worthOf = (pairs: readonly (readonly [bigint, bigint])[]): bigint => worth(BigInt64Array.from(pairs, ([energy]) => energy), priceColumn(pairs.map(([, price]) => price)));

describe('what energy is worth at a column of prices', () => {
  it('is exact for any energy and any price', () => {
    fc.assert(fc.property(fc.array(fc.tuple(energies, prices), { maxLength: 120 }), (pairs) => {
      expect(worthOf(pairs)).toBe(plainly(pairs));
    }));
  });

  it('is exact where prices repeat over the intervals of an hour, and are published in cents', () => {
    const hour = fc.tuple(fc.bigInt({ min: -50_000n, max: 900_000n }), fc.array(energies, { minLength: 1, maxLength: 4 }));
    fc.assert(fc.property(fc.array(hour, { maxLength: 60 }), (hours) => {
      const pairs = hours.flatMap(([cents, quarters]) => quarters.map((energy) => [energy, cents * 10_000n] as const));
      expect(worthOf(pairs)).toBe(plainly(pairs));
    }));
  });

  it('holds the largest energies at the largest price that limbs admit, and at the next one', () => {
    const count = 2 ** 10;
    for (const price of [2n ** 27n, 2n ** 27n + 1n])
      for (const energy of [2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n]) {
        const pairs = Array.from({ length: count }, (_, index) => [energy, index % 2 === 0 ? price : price - 1n] as const);
        expect(worthOf(pairs)).toBe(plainly(pairs));
      }
    const column = (most: bigint): Float64Array | null => priceColumn(Array.from({ length: count }, (_, index) => (index === 0 ? 1n : most))).small;
    expect(column(2n ** 27n)).not.toBeNull();
    expect(column(2n ** 27n + 1n)).toBeNull();
    expect(column(-(2n ** 27n) - 1n)).toBeNull();
  });

  it('measures prices in the unit they are published in: of cents, ten thousand times as much fits', () => {
    const column = (most: bigint): Float64Array | null => priceColumn([10_000n, ...new Array<bigint>(2 ** 10 - 1).fill(most * 10_000n)]).small;
    expect(column(2n ** 27n)).not.toBeNull();
    expect(column(2n ** 27n + 1n)).toBeNull();
  });

  it('is exact over more intervals than halves are added at once, though their price is the smallest', () => {
    // An odd number above 2⁵³, which no double holds: 2²¹ + 3 intervals of 2³² − 1 mJ.
    const count = MOST_AT_ONCE + 3;
    expect(worth(new BigInt64Array(count).fill(2n ** 32n - 1n), priceColumn(new Array<bigint>(count).fill(1n)))).toBe((2n ** 21n + 3n) * (2n ** 32n - 1n));
  });

  it('adds intervals of one price before it multiplies', () => {
    const { runs, unit, small } = priceColumn([450_000n, 450_000n, 450_000n, -30_000n, 450_000n]);
    expect(runs).toEqual([{ end: 3, price: 450_000n }, { end: 4, price: -30_000n }, { end: 5, price: 450_000n }]);
    expect([unit, small && [...small]]).toEqual([30_000n, [15, -1, 15]]);
  });

  it('is nothing without intervals, and nothing at a price of zero', () => {
    expect(worthOf([])).toBe(0n);
    expect(worthOf([[2n ** 60n, 0n], [-1n, 0n]])).toBe(0n);
  });
});
