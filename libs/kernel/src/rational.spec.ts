import fc from 'fast-check';
import {
  compare, decimal, divideFloor, divideRounded, equals, greatest, isNegative, isZero, least, minus, negative, NotADecimalError, ONE, over, plus, rational, rounded, scaledText, sumOf, times, toFixed, toNumber, toScaled, toText, ZERO,
} from './rational';

const integers = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
const positives = fc.bigInt({ min: 1n, max: 10n ** 20n });
const rationals = fc.tuple(integers, positives).map(([n, d]) => rational(n, d));

describe('exact rationals', () => {
  it('keep lowest terms and a positive denominator', () => {
    expect(rational(6n, -4n)).toEqual({ n: -3n, d: 2n });
    expect(rational(0n, -7n)).toEqual({ n: 0n, d: 1n });
    fc.assert(fc.property(integers, positives, positives, (n, d, k) => expect(rational(n * k, d * k)).toEqual(rational(n, d))));
  });

  it('refuse a denominator of zero', () => {
    expect(() => rational(1n, 0n)).toThrow(RangeError);
    expect(() => over(ONE, ZERO)).toThrow(RangeError);
    expect(() => divideRounded(1n, 0n)).toThrow(RangeError);
  });

  it('add, multiply and take back as numbers do', () => {
    fc.assert(fc.property(rationals, rationals, rationals, (a, b, c) => {
      expect(plus(a, b)).toEqual(plus(b, a));
      expect(times(a, plus(b, c))).toEqual(plus(times(a, b), times(a, c)));
      expect(minus(plus(a, b), b)).toEqual(a);
      if (!isZero(b)) expect(times(over(a, b), b)).toEqual(a);
      expect(plus(a, negative(a))).toEqual(ZERO);
    }));
  });

  it('compare by value, not by form', () => {
    expect(compare(decimal('0.5'), rational(1n, 2n))).toBe(0);
    expect(equals(decimal('1.50'), decimal('1.5'))).toBe(true);
    fc.assert(fc.property(rationals, rationals, (a, b) => {
      expect(compare(a, b)).toBe(-compare(b, a) + 0);
      expect(compare(least(a, b), greatest(a, b))).toBeLessThanOrEqual(0);
      expect(isNegative(minus(a, b))).toBe(compare(a, b) < 0);
    }));
  });

  it('sum in any order to the same', () => {
    fc.assert(fc.property(fc.array(rationals, { maxLength: 20 }), (values) => expect(sumOf(values)).toEqual(sumOf([...values].reverse()))));
  });
});

describe('decimals', () => {
  it('are read exactly', () => {
    expect(decimal('0.0475')).toEqual({ n: 19n, d: 400n });
    expect(decimal('-12.50')).toEqual({ n: -25n, d: 2n });
    expect(decimal('+3')).toEqual({ n: 3n, d: 1n });
  });

  it.each(['', ' 1', '1,5', '1e3', '.5', '5.', '--1', 'NaN', 'Infinity', '0x10', '1'.repeat(41)])('are refused when they are not plain: "%s"', (text) => {
    expect(() => decimal(text)).toThrow(NotADecimalError);
  });

  it('survive being written and read', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 12 }), (units, scale) => {
      expect(toScaled(decimal(scaledText(units, scale)), scale)).toBe(units);
    }));
    expect(scaledText(-5n, 2)).toBe('-0.05');
    expect(scaledText(7n, 0)).toBe('7');
  });

  it('are written shortest without losing a digit', () => {
    expect(toText(decimal('12.500000'))).toBe('12.5');
    expect(toText(decimal('100'))).toBe('100');
    expect(toText(rational(1n, 3n), 4)).toBe('0.3333');
  });

  it('become floating point for charts alone', () => expect(toNumber(decimal('0.25'))).toBe(0.25));
});

describe('rounding, half away from zero', () => {
  it.each([['0.5', '1'], ['-0.5', '-1'], ['1.5', '2'], ['2.5', '3'], ['-2.5', '-3'], ['2.4999', '2'], ['-0.4', '0']])('%s rounds to %s', (from, to) => {
    expect(toFixed(decimal(from), 0)).toBe(to);
  });

  it('is never further than half a unit, and symmetric in the sign', () => {
    fc.assert(fc.property(rationals, fc.integer({ min: 0, max: 9 }), (value, scale) => {
      const error = minus(value, rounded(value, scale));
      expect(compare(times(error, error), rational(1n, 4n * 10n ** BigInt(2 * scale)))).toBeLessThanOrEqual(0);
      expect(rounded(negative(value), scale)).toEqual(negative(rounded(value, scale)));
    }));
  });

  it('floors towards minus infinity', () => {
    fc.assert(fc.property(integers, positives, (n, d) => {
      const floor = divideFloor(n, d);
      expect(floor * d <= n && n < (floor + 1n) * d).toBe(true);
    }));
    expect(divideFloor(-7n, 2n)).toBe(-4n);
    expect(divideFloor(7n, -2n)).toBe(-4n);
    expect(divideFloor(-8n, 2n)).toBe(-4n);
  });
});
