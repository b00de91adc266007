import fc from 'fast-check';
import { anyNegative, joined, MOST_AT_ONCE, sumOf, sumsByClass } from './exact-sums';

const edges = [0n, 1n, -1n, 2n ** 31n, -(2n ** 31n), 2n ** 32n - 1n, 2n ** 32n, -(2n ** 32n), 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 2n ** 63n - 1n, -(2n ** 63n)];
const value = fc.oneof(fc.constantFrom(...edges), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: 0n, max: 10n ** 12n }));
const plainly = (values: Iterable<bigint>): bigint => [...values].reduce((sum, one) => sum + one, 0n);

describe('the sum of a column of energy', () => {
  it('is exact for any 64-bit values, as if each were added as a whole number', () => {
    fc.assert(fc.property(fc.array(value, { maxLength: 300 }), (values) => {
      expect(sumOf(BigInt64Array.from(values))).toBe(plainly(values));
    }));
  });

  it.each([
    ['nothing', [], 0n],
    ['what a double cannot hold', [2n ** 53n, 1n], 2n ** 53n + 1n],
    ['more than the column itself could hold', [2n ** 63n - 1n, 2n ** 63n - 1n], 2n ** 64n - 2n],
    ['the least values there are', [-(2n ** 63n), -(2n ** 63n)], -(2n ** 64n)],
    ['a correction that takes everything back', [2n ** 62n, -(2n ** 62n)], 0n],
    ['one millijoule below nothing', [-1n], -1n],
  ] as const)('holds %s', (_, values, sum) => {
    expect(sumOf(BigInt64Array.from(values))).toBe(sum);
  });

  it('of the longest piece at its largest halves stays within what a double holds', () => {
    expect(MOST_AT_ONCE * (2 ** 32 - 1)).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER);
    expect(MOST_AT_ONCE * 2 ** 31).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER);
  });

  it('goes on where a piece ends: a column longer than one piece loses nothing', () => {
    const length = MOST_AT_ONCE + 3;
    expect(sumOf(new BigInt64Array(length).fill(2n ** 63n - 1n))).toBe(BigInt(length) * (2n ** 63n - 1n));
    expect(sumOf(new BigInt64Array(length).fill(-1n))).toBe(BigInt(-length));
  });

  it('reads a part of a longer column where it lies', () => {
    expect(sumOf(BigInt64Array.of(5n, 7n, 2n ** 40n, -9n).subarray(1, 3))).toBe(2n ** 40n + 7n);
  });
});

describe('the sums by class', () => {
  it('are those of the values of each class, and together the whole', () => {
    fc.assert(fc.property(fc.array(fc.tuple(value, fc.integer({ min: 0, max: 3 })), { maxLength: 300 }), (pairs) => {
      const column = BigInt64Array.from(pairs, ([energy]) => energy);
      const sums = sumsByClass(column, Uint8Array.from(pairs, ([, of]) => of), 4);
      expect(sums).toEqual([0, 1, 2, 3].map((of) => plainly(pairs.filter((pair) => pair[1] === of).map(([energy]) => energy))));
      expect(plainly(sums)).toBe(sumOf(column));
    }));
  });

  it('go on where a piece ends', () => {
    const length = MOST_AT_ONCE + 1;
    const classes = new Uint8Array(length);
    classes[length - 1] = 1;
    expect(sumsByClass(new BigInt64Array(length).fill(-(2n ** 63n)), classes, 3)).toEqual([BigInt(MOST_AT_ONCE) * -(2n ** 63n), -(2n ** 63n), 0n]);
  });
});

describe('halves', () => {
  it('join to the value they were cut from', () => {
    expect(joined(-(2 ** 31), 0)).toBe(-(2n ** 63n));
    expect(joined(2 ** 31 - 1, 2 ** 32 - 1)).toBe(2n ** 63n - 1n);
    expect(joined(-1, 2 ** 32 - 1)).toBe(-1n);
  });
});

describe('a column below zero', () => {
  it('is known by one value', () => {
    expect(anyNegative(BigInt64Array.of(0n, 2n ** 63n - 1n, 2n ** 32n - 1n))).toBe(false);
    expect(anyNegative(BigInt64Array.of(5n, -1n))).toBe(true);
    expect(anyNegative(BigInt64Array.of(-(2n ** 63n), 5n))).toBe(true);
    expect(anyNegative(new BigInt64Array(0))).toBe(false);
  });
});
