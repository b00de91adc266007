import { describe, expect, it } from 'vitest';
import { light } from '~/theme/tokens';
import { cashFlowOption, millions } from './cash-flow-option';

describe('the picture of cash over the months', () => {
  const option = cashFlowOption({
    months: ['2028-03-01', '2028-04-01', '2028-05-01'],
    halvings: ['2028-04-11'],
    lines: [
      { name: 'Mining', colour: '#000', dash: 'dashed', values: ['1500000.00', '2500000.00', '3000000.00'] },
      { name: 'Colocation', colour: '#111', dash: 'solid', values: ['-8000000.00', '-7000000.00', '-6000000.00'] },
    ],
    tokens: light,
    words: { halving: 'Halving', amount: (value) => `$${value} M`, month: (text) => text },
  });
  const series = option['series'] as readonly { readonly data: readonly (readonly number[])[]; readonly markLine?: { readonly data: readonly { readonly xAxis?: number }[] } }[];

  it('stands each amount on the first day of its month, in millions', () => {
    expect(series[0]?.data).toEqual([
      [Date.parse('2028-03-01'), 1.5],
      [Date.parse('2028-04-01'), 2.5],
      [Date.parse('2028-05-01'), 3],
    ]);
    expect(millions('-8000000.00')).toBe(-8);
  });

  it('marks the halving once', () => {
    const marked = series.flatMap((one) => one.markLine?.data ?? []).filter((mark) => mark.xAxis !== undefined);
    expect(marked.map((mark) => mark.xAxis)).toEqual([Date.parse('2028-04-11')]);
  });

  it('names month and amount of every line under the pointer', () => {
    const { formatter } = option['tooltip'] as { formatter: (points: { axisValue: number; seriesName: string; value: [number, number] }[]) => string };
    const text = formatter([{ axisValue: Date.parse('2028-04-01'), seriesName: 'Mining', value: [0, 2.5] }]);
    expect(text).toBe('2028-04-01<br>Mining: <b>$2.5 M</b>');
  });
});
