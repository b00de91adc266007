import { quality } from '@busbar/kernel';
import { describe, expect, it } from 'vitest';
import { completenessOf, kwhOf, lineOf, runsOf, slice, type MeterSeries } from './series';

const quarter = 900_000;
/** 1,000 kW for a quarter of an hour is 250 kWh. */
const full = String(250n * 3_600_000_000n);

function seriesOf(bits: readonly number[]): MeterSeries {
  return { startMs: 0, stepMs: quarter, energyMj: bits.map((word) => (word === quality.MISSING ? null : full)), quality: bits };
}

describe('a meter’s quarter-hours as runs of one quality', () => {
  const series = seriesOf([quality.VALID, quality.VALID, quality.MISSING, quality.ESTIMATED_LINEAR, quality.VALID]);

  it('closes each run at its end, so that the last quarter before a change is drawn', () => {
    const [first, , third] = runsOf(series);
    expect(first?.points).toEqual([
      [0, 1000],
      [quarter, 1000],
      [2 * quarter, 1000],
    ]);
    expect(third?.points.at(-1)).toEqual([4 * quarter, 1000]);
  });

  it('never joins what lies on the two sides of a gap', () => {
    const line = lineOf(runsOf(series), 'measured');
    const breaks = line.filter(([, kw]) => kw === null).map(([at]) => at);
    expect(breaks).toEqual([2 * quarter, 5 * quarter]);
  });

  it('gives a gap no point at all, not a zero', () => {
    const gap = runsOf(series).find((run) => run.mark === 'missing');
    expect(gap).toEqual({ mark: 'missing', fromMs: 2 * quarter, toMs: 3 * quarter, points: [] });
  });

  it('tiles the whole time: no interval in two runs, none in none', () => {
    const runs = runsOf(series);
    expect(runs[0]?.fromMs).toBe(0);
    expect(runs.at(-1)?.toMs).toBe(5 * quarter);
    for (const [index, run] of runs.slice(1).entries()) expect(run.fromMs).toBe(runs[index]?.toMs);
  });

  it('has nothing to draw of nothing', () => {
    expect(runsOf(seriesOf([]))).toEqual([]);
  });
});

describe('completeness', () => {
  it('counts what was measured, estimated and never seen, and sums only what is known', () => {
    const counted = completenessOf(seriesOf([quality.VALID, quality.MISSING, quality.ESTIMATED_REFERENCE_DAY]));
    expect(counted).toEqual({ intervals: 3, measured: 1, estimated: 1, missing: 1, energyMj: 500n * 3_600_000_000n });
  });
});

describe('cutting a day out of a month', () => {
  it('keeps the intervals that start in it', () => {
    const cut = slice(seriesOf(Array.from({ length: 8 }, () => quality.VALID)), 2 * quarter, 4 * quarter);
    expect(cut.startMs).toBe(2 * quarter);
    expect(cut.quality).toHaveLength(2);
  });

  it('answers an empty series outside the data', () => {
    expect(slice(seriesOf([quality.VALID]), 10 * quarter, 12 * quarter).quality).toEqual([]);
  });
});

describe('kilowatt-hours of millijoules', () => {
  it.each([
    [3_600_000_000n, '1.000000'],
    [1_800_000n, '0.000500'],
    [-3_600_000_000n, '-1.000000'],
    [48_000_000n * 744n * 3_600_000_000n, '35712000000.000000'],
  ])('%i mJ is %s kWh', (energy, kwh) => {
    expect(kwhOf(energy)).toBe(kwh);
  });
});
