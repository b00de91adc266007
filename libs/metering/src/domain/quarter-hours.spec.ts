import fc from 'fast-check';
import { quality } from '@busbar/kernel';
import { quarterHours, splitEvenly } from './quarter-hours';
import type { Reading } from './reading';

const reading = (given: Partial<Reading> = {}): Reading => ({ source: 's', id: 'a', meterId: 'mtr_x', meterNumber: 1, startMs: 0, durationMs: 900_000, energyMj: 10n, quality: quality.VALID, ...given });
const identity = (position: number): number => position;

describe('readings on the quarter-hour grid', () => {
  it('split an hour into four that sum to it, by cumulative floor, each marked as derived', () => {
    const { intervals } = quarterHours([reading({ durationMs: 3_600_000, energyMj: 10n })], identity);
    expect(intervals).toEqual({ meterNumbers: [1, 1, 1, 1], startsMs: [0, 900_000, 1_800_000, 2_700_000], energiesMj: [2n, 3n, 2n, 3n], qualities: Array.from({ length: 4 }, () => quality.VALID | quality.DERIVED) });
  });

  it('lose no millijoule, whatever the energy', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.integer({ min: 1, max: 4 }), (total, parts) => {
      const split = splitEvenly(total, parts);
      expect(split.reduce((sum, part) => sum + part, 0n)).toBe(total);
      expect(split.every((part) => part === total / BigInt(parts) || part === total / BigInt(parts) + 1n)).toBe(true);
    }));
  });

  it('that contradict each other within a batch are refused, naming the other', () => {
    const { refused, intervals } = quarterHours([reading(), reading({ id: 'b', energyMj: 11n })], (position) => position + 2);
    expect(refused).toEqual([{ index: 3, code: 'READING_CONFLICTS', detail: 'Reading 2 gives the same quarter-hour another energy.' }]);
    expect(intervals.energiesMj).toEqual([10n]);
  });

  it('that say the same twice count once; other meters and times are none of their business', () => {
    const { refused, intervals } = quarterHours([reading(), reading({ id: 'b' }), reading({ id: 'c', meterNumber: 2, energyMj: 5n }), reading({ id: 'd', startMs: 900_000, energyMj: 6n })], identity);
    expect(refused).toEqual([]);
    expect(intervals.energiesMj).toEqual([10n, 5n, 6n]);
  });

  it('refuse an hour that overlaps a quarter of another value as a whole', () => {
    const { refused, intervals } = quarterHours([reading({ startMs: 1_800_000, energyMj: 99n }), reading({ id: 'b', durationMs: 3_600_000 })], identity);
    expect(refused.map((one) => one.index)).toEqual([1]);
    expect(intervals.startsMs).toEqual([1_800_000]);
  });
});
