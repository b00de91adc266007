import { InvalidInputError, parseInstant } from '@busbar/kernel';
import { attribute, meterFacts, parseShare, promisedShare, type MeterAssignment } from './meter';

const day = (number: number) => parseInstant(`2021-08-${String(number).padStart(2, '0')}T00:00:00Z`);
const assignment = (from: number, to: number | null, shareMillionths: bigint): MeterAssignment => ({
  id: `${from}`, meterId: 'mtr_x', meterNumber: 1, hostId: 'org_h', tenantId: 'org_t', contractId: 'ctr_x', trancheId: 'trn_x', role: 'IT', shareMillionths, from: day(from), to: to === null ? null : day(to),
});

describe('a meter', () => {
  it('has a name, a rated power and perhaps a serial', () => {
    expect(meterFacts({ name: 'Hall A, feed 1', serial: null, ratedKw: '4000.5' })).toEqual({ name: 'Hall A, feed 1', serial: null, ratedW: 4_000_500n });
    for (const wrong of [{ name: ' ' }, { name: 'x'.repeat(81) }, { ratedKw: '0' }, { ratedKw: '-4' }, { ratedKw: '2000001' }, { serial: '' }])
      expect(() => meterFacts({ name: 'Hall A', serial: null, ratedKw: '4000', ...wrong })).toThrow(InvalidInputError);
  });

  it('is shared to the millionth', () => {
    expect([parseShare('1'), parseShare('0.25'), parseShare('0.000001')]).toEqual([1_000_000n, 250_000n, 1n]);
    for (const wrong of ['0', '-0.5', '1.000001', '0.0000005']) expect(() => parseShare(wrong)).toThrow(InvalidInputError);
  });

  it('has promised what overlaps at the worst moment, not the sum of all that overlap', () => {
    const half = 500_000n;
    const existing = [assignment(1, 10, half), assignment(10, 20, half), assignment(25, null, half)];
    expect(promisedShare(existing, assignment(5, 15, half))).toBe(half);
    expect(promisedShare([...existing, assignment(8, 12, half)], assignment(5, 15, half))).toBe(1_000_000n);
    expect(promisedShare(existing, assignment(20, 25, half))).toBe(0n);
    expect(promisedShare(existing, assignment(20, null, half))).toBe(half);
  });

  it('is divided in its role IT alone: a hall gives its PUE to every tranche in it', () => {
    const whole = assignment(1, null, 1_000_000n);
    expect(promisedShare([{ ...whole, role: 'FACILITY' }], whole)).toBe(0n);
    expect(promisedShare([whole], { ...whole, role: 'FACILITY' })).toBe(0n);
  });

  it('gives every millijoule to somebody', () => {
    expect(attribute(10n, [333_333n, 333_333n])).toEqual([3n, 3n]);
    expect(attribute(10n, [500_000n, 500_000n])).toEqual([5n, 5n]);
    expect(attribute(1n, [500_000n, 500_000n])).toEqual([1n, 0n]);
  });
});
