// @vitest-environment jsdom
import { quality } from '@busbar/kernel';
import { describe, expect, it } from 'vitest';
import { light } from '~/theme/tokens';
import { meteringOption, type MeteringWords } from './metering-option';

const words: MeteringWords = {
  noData: 'No data',
  contracted: 'Contracted 4 MW',
  mark: { measured: 'Measured', estimated: 'Estimated', edited: 'Edited', questionable: 'Questionable', missing: 'No data' },
  kw: (value) => `${value} kW`,
  axisKw: String,
  tick: String,
  moment: (ms) => new Date(ms).toISOString(),
};
const quarter = 900_000;
const series = {
  startMs: 0,
  stepMs: quarter,
  energyMj: ['900000000', null, '1800000000'],
  quality: [quality.VALID, quality.MISSING, quality.ESTIMATED_LINEAR],
};

interface Drawn {
  readonly data: readonly (readonly [number, number | null])[];
  readonly connectNulls?: boolean;
  readonly lineStyle?: { readonly type?: unknown };
  readonly markArea?: { readonly data: readonly unknown[] };
}

const option = meteringOption({ series, fromMs: 0, toMs: 3 * quarter, zone: 'UTC', contractedKw: 4, tokens: light, words });
const drawn = option['series'] as readonly Drawn[];

describe('the metering chart', () => {
  it('draws a gap as a band of its own, from its first quarter to its last', () => {
    const bands = drawn.find((one) => one.markArea !== undefined);
    expect(bands?.markArea?.data).toEqual([[{ xAxis: quarter, name: 'No data', label: { show: true } }, { xAxis: 2 * quarter }]]);
  });

  it('draws no point in the gap and joins nothing across it', () => {
    for (const line of drawn.filter((one) => one.lineStyle?.type !== undefined)) {
      expect(line.connectNulls).toBe(false);
      expect(line.data.filter(([at, kw]) => kw !== null && at > quarter && at < 2 * quarter)).toEqual([]);
      expect(line.data.every(([, kw]) => kw !== 0)).toBe(true);
    }
  });

  it('draws the estimate dashed and the measurement solid', () => {
    const [measured, estimated] = drawn;
    expect(measured?.lineStyle?.type).toBe('solid');
    expect(measured?.data).toEqual([[0, 1], [quarter, 1], [quarter, null]]);
    expect(estimated?.lineStyle?.type).toEqual([6, 4]);
    expect(estimated?.data).toEqual([[2 * quarter, 2], [3 * quarter, 2], [3 * quarter, null]]);
  });

  it('says "No data" under the pointer in a gap, not the nearest value', () => {
    const { formatter } = option['tooltip'] as { formatter: (points: { axisValue: number }[]) => string };
    expect(formatter([{ axisValue: 1.5 * quarter }])).toContain('No data');
    expect(formatter([{ axisValue: 2.5 * quarter }])).toContain('Estimated');
  });
});
