import fc from 'fast-check';
import { decimal, rational } from './rational';
import { splitByShares, splitByWeights } from './split';

const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 30 }).filter((parts) => parts.some((part) => part > 0n));
const totals = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });

describe('a split', () => {
  it('loses nothing and makes nothing', () => {
    fc.assert(fc.property(totals, weights, (total, parts) => expect(splitByWeights(total, parts).reduce((sum, part) => sum + part, 0n)).toBe(total)));
  });

  it('gives each part its share, never a whole unit more or less', () => {
    fc.assert(fc.property(totals, weights, (total, parts) => {
      const whole = parts.reduce((sum, part) => sum + part, 0n);
      splitByWeights(total, parts).forEach((part, index) => {
        const error = part * whole - total * (parts[index] as bigint);
        expect(error < whole && error > -whole).toBe(true);
      });
    }));
  });

  it('splits a credit as the negation of the charge', () => {
    fc.assert(fc.property(totals, weights, (total, parts) => expect(splitByWeights(-total, parts)).toEqual(splitByWeights(total, parts).map((part) => -part))));
  });

  it('gives nothing to a weight of zero', () => {
    fc.assert(fc.property(totals, weights, (total, parts) => splitByWeights(total, parts).forEach((part, index) => {
      if (parts[index] === 0n) expect(part).toBe(0n);
    })));
  });

  it('gives leftover units to the largest fractions, to the first on ties: 8 cents over three equal lines', () => {
    expect(splitByWeights(8n, [1n, 1n, 1n])).toEqual([3n, 3n, 2n]);
    expect(splitByWeights(10n, [1n, 3n, 2n])).toEqual([2n, 5n, 3n]);
  });

  it('takes shares as well: 17,318.70 to three hosts by 50, 30 and 20 %', () => {
    expect(splitByShares(1_731_870n, [decimal('0.50'), decimal('0.30'), decimal('0.20')])).toEqual([865_935n, 519_561n, 346_374n]);
    expect(splitByShares(1n, [rational(1n, 3n), rational(2n, 3n)])).toEqual([0n, 1n]);
  });

  it('is refused without parts, with a negative weight, or with weights of zero alone', () => {
    expect(() => splitByWeights(1n, [])).toThrow('at least one part');
    expect(() => splitByWeights(1n, [1n, -1n])).toThrow('negative');
    expect(() => splitByWeights(1n, [0n, 0n])).toThrow('zero');
  });
});
