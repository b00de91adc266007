import { describe, expect, it } from 'vitest';
import { exactSum, sameNumber } from './exact-sum';

describe('a sum that a reader can check by hand', () => {
  it('adds what doubles would smear', () => {
    expect(exactSum(['0.1', '0.2'])).toBe('0.3');
    expect(exactSum(Array.from({ length: 2976 }, () => '0.01'))).toBe('29.76');
  });

  it('mixes scales and signs', () => {
    expect(exactSum(['100', '-0.005', '-99.995'])).toBe('0');
    expect(exactSum([])).toBe('0');
  });

  it('knows 12.5 and 12.50 as one number and -0.01 as another', () => {
    expect(sameNumber('12.50', '12.5')).toBe(true);
    expect(sameNumber('-0.01', '0.01')).toBe(false);
  });
});
