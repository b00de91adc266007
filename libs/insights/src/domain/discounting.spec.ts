import fc from 'fast-check';
import { decimal, toFixed, toNumber } from '@busbar/kernel';
import { internalRate, netPresentValue, paybackMonths } from './discounting';

/** `count` equal flows after the first. */
const annuity = (first: bigint, each: bigint, count: number): bigint[] => [first, ...Array.from({ length: count }, () => each)];

describe('present value', () => {
  it('is the plain sum at no interest', () => expect(netPresentValue([-100n, 30n, 80n], decimal('0'))).toBe(10n));

  it('of a sum due in twelve months is the sum over one plus the annual rate', () => {
    expect(netPresentValue([...Array.from({ length: 12 }, () => 0n), 11_200n], decimal('0.12'))).toBe(10_000n);
    expect(netPresentValue([...Array.from({ length: 24 }, () => 0n), 12_544n], decimal('0.12'))).toBe(10_000n);
  });

  it('agrees with floating point to the cent on a long annuity', () => {
    const flows = annuity(-1_000_000_00n, 15_000_00n, 119);
    const v = 1.12 ** (-1 / 12);
    const expected = flows.reduce((sum, flow, month) => sum + Number(flow) * v ** month, 0);
    expect(Number(netPresentValue(flows, decimal('0.12')))).toBeCloseTo(expected, -1);
  });

  it('falls as the rate rises, where all flows after the first come in', () => {
    fc.assert(fc.property(fc.array(fc.bigInt({ min: 0n, max: 10n ** 10n }), { minLength: 1, maxLength: 60 }), fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 50 }), (flows, percent, more) => {
      const at = (rate: number) => netPresentValue([-(10n ** 9n), ...flows], decimal((rate / 100).toFixed(2)));
      expect(at(percent) >= at(percent + more)).toBe(true);
    }), { numRuns: 30 });
  });
});

describe('the internal rate', () => {
  it('is the rate at which the present value is nothing', () => {
    const year = [-10_000n, ...Array.from({ length: 11 }, () => 0n), 12_500n];
    expect(toFixed(internalRate(year)!, 4)).toBe('0.2500');
    const flows = annuity(-1_000_000_00n, 20_000_00n, 119);
    const rate = internalRate(flows)!;
    expect(toNumber(rate)).toBeGreaterThan(0.2);
    // The rate is exact to a millionth, so a tenth of a million invested is off by less than ten dollars.
    expect(Math.abs(Number(netPresentValue(flows, rate)))).toBeLessThan(1_000);
  });

  it('may be negative', () => expect(toFixed(internalRate([-10_000n, ...Array.from({ length: 11 }, () => 0n), 9_000n])!, 4)).toBe('-0.1000'));

  it('is not told where nothing was invested, nothing came back, or several rates would do', () => {
    expect(internalRate([100n, 100n])).toBeNull();
    expect(internalRate([-100n, -1n])).toBeNull();
    expect(internalRate([-10_000n, ...Array.from({ length: 11 }, () => 0n), 25_000n, ...Array.from({ length: 11 }, () => 0n), -15_500n])).toBeNull();
  });
});

describe('payback', () => {
  it('is the first month after which the money stays back', () => {
    expect(paybackMonths([-100n, 60n, 60n])).toBe(3);
    expect(paybackMonths([-100n, 120n, -50n, 40n])).toBe(4);
    expect(paybackMonths([-100n, 50n])).toBeNull();
    expect(paybackMonths([10n, 10n])).toBeNull();
  });
});
