import fc from 'fast-check';
import { INTERVAL_MS, quality } from '@busbar/kernel';
import { foldCounter, type CounterSample } from './counter';

const second = 1000;
const sample = (at: number, mj: bigint): CounterSample => ({ atMs: at * second, mj });

/** Example E17: misaligned samples, a reset at 1490 s, DCGM's blank at 2090 s. */
const e17 = [
  sample(-10, 1_000_000_000n), sample(290, 1_210_000_000n), sample(590, 1_420_000_000n), sample(890, 1_630_000_000n), sample(1190, 1_840_000_000n), sample(1490, 45_000_000n),
  sample(1790, 255_000_000n), sample(2090, 9_223_372_036_854_775_792n), sample(2390, 675_000_000n), sample(2690, 885_000_000n), sample(2990, 1_095_000_007n),
];

describe('a counter folded into quarter-hours', () => {
  it('gives example E17 its exact energies, with the reset marked and the blank dropped', () => {
    const { intervals, rejected } = foldCounter(e17);
    const whole = intervals.filter((interval) => (interval.quality & quality.INCOMPLETE) === 0);
    expect(whole.map((interval) => interval.energyMj)).toEqual([630_000_000n, 465_000_000n, 630_000_000n]);
    expect(whole.map((interval) => interval.quality)).toEqual([quality.VALID, quality.RESET, quality.VALID]);
    expect(rejected).toEqual([{ atMs: 2_090_000, reason: 'BLANK' }]);
  });

  it('keeps the partly covered first and last quarter-hours, marked incomplete', () => {
    const { intervals } = foldCounter(e17);
    expect(intervals[0]).toEqual({ startMs: -900_000, energyMj: 7_000_000n, quality: quality.INCOMPLETE });
    expect(intervals.at(-1)).toEqual({ startMs: 2_700_000, energyMj: 203_000_007n, quality: quality.INCOMPLETE });
  });

  it('knows a rollover of 32 bits from a reset, and only where the source counts in 32 bits', () => {
    const samples = [sample(0, 4_294_967_000n), sample(300, 704n)];
    expect(foldCounter(samples, { counter32: true }).intervals).toMatchObject([{ energyMj: 1000n, quality: quality.INCOMPLETE }]);
    expect(foldCounter(samples).intervals).toMatchObject([{ energyMj: 704n, quality: quality.INCOMPLETE | quality.RESET }]);
  });

  it('does not believe a jump above 1.1 × the rated power, and goes on from the sample before it', () => {
    const { intervals, rejected } = foldCounter([sample(0, 0n), sample(300, 331_000n), sample(900, 900_000n)], { ratedW: 1n });
    expect(rejected).toEqual([{ atMs: 300_000, reason: 'ABOVE_RATED' }]);
    expect(intervals).toEqual([{ startMs: 0, energyMj: 900_000n, quality: quality.VALID }]);
  });

  it('marks what it had to draw over more than a quarter-hour, and places nothing over more than two hours', () => {
    const hour = foldCounter([sample(0, 0n), sample(3600, 40n)]);
    expect(hour.intervals.map((interval) => [interval.energyMj, interval.quality])).toEqual(Array.from({ length: 4 }, () => [10n, quality.ESTIMATED_LINEAR]));
    expect(foldCounter([sample(0, 0n), sample(7201, 40n)])).toEqual({ intervals: [], unplacedMj: 40n, rejected: [] });
  });

  it('loses nothing and invents nothing, whatever the order of the samples', () => {
    const rising = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 200_000 }), fc.bigInt({ min: 0n, max: 10n ** 12n })), { selector: ([at]) => at, minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(rising, fc.infiniteStream(fc.nat()), (drawn, keys) => {
        const values = drawn.map(([, mj]) => mj).sort((a, b) => (a < b ? -1 : 1));
        const samples = drawn.map(([at]) => at).sort((a, b) => a - b).map((at, index) => sample(at, values[index] ?? 0n));
        const shuffled = samples.map((one) => ({ one, key: keys.next().value as number })).sort((a, b) => a.key - b.key).map(({ one }) => one);
        const folded = foldCounter(shuffled);
        expect(folded).toEqual(foldCounter(samples));
        const placed = folded.intervals.reduce((sum, interval) => sum + interval.energyMj, 0n);
        expect(placed + folded.unplacedMj).toBe((samples.at(-1)?.mj ?? 0n) - (samples[0]?.mj ?? 0n));
        expect(folded.intervals.every((interval) => interval.startMs % INTERVAL_MS === 0 && interval.energyMj >= 0n)).toBe(true);
      }),
    );
  });
});
