import { shifted } from '~/format/numbers';
import type { Tokens } from '~/theme/tokens';
import type { ChartOption } from '~/ui/chart';

interface Line {
  readonly name: string;
  readonly colour: string;
  readonly dash: 'solid' | 'dashed';
  /** US dollars as text, one a month. */
  readonly values: readonly string[];
}

interface Picture {
  /** First days of the months. */
  readonly months: readonly string[];
  readonly halvings: readonly string[];
  readonly lines: readonly Line[];
  readonly tokens: Tokens;
  readonly words: { readonly halving: string; readonly amount: (value: number) => string; readonly month: (text: string) => string };
}

/** Millions of US dollars, for drawing and for tables of millions. */
export function millions(dollars: string): number {
  return Number(shifted(dollars, -6));
}

/** Cumulative cash over the months, one line a scenario, zero and the halvings marked. */
export function cashFlowOption({ months, halvings, lines, tokens, words }: Picture): ChartOption {
  const label = { color: tokens.textMuted, fontSize: 12 };
  return {
    animation: false,
    grid: { left: 8, right: 16, top: 28, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    textStyle: { fontFamily: 'Inter Variable, system-ui, sans-serif' },
    xAxis: {
      type: 'time',
      min: Date.parse(months[0] ?? ''),
      max: Date.parse(months.at(-1) ?? ''),
      axisLine: { onZero: false, lineStyle: { color: tokens.borderStrong } },
      axisTick: { lineStyle: { color: tokens.borderStrong } },
      axisLabel: { ...label, formatter: (ms: number) => String(new Date(ms).getUTCFullYear()), hideOverlap: true },
      minInterval: 365.25 * 86_400_000,
      splitLine: { show: false },
    },
    yAxis: { type: 'value', axisLabel: { ...label, formatter: words.amount }, splitLine: { lineStyle: { color: tokens.border } } },
    tooltip: {
      trigger: 'axis',
      backgroundColor: tokens.sunken,
      borderColor: tokens.borderStrong,
      textStyle: { color: tokens.text, fontSize: 13 },
      axisPointer: { type: 'line', lineStyle: { color: tokens.control } },
      formatter: (points: { axisValue: number; seriesName: string; value: [number, number] }[]) =>
        [words.month(new Date(points[0]?.axisValue ?? 0).toISOString().slice(0, 10)), ...points.map((point) => `${point.seriesName}: <b>${words.amount(point.value[1])}</b>`)].join('<br>'),
    },
    series: lines.map((line, index) => ({
      type: 'line',
      name: line.name,
      showSymbol: false,
      animation: false,
      data: line.values.map((value, month) => [Date.parse(months[month] ?? ''), millions(value)]),
      lineStyle: { color: line.colour, width: 2, type: line.dash },
      itemStyle: { color: line.colour },
      ...(index === 0 ? { markLine: marks(halvings, tokens, words.halving) } : {}),
    })),
  };
}

function marks(halvings: readonly string[], tokens: Tokens, name: string): object {
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    data: [
      ...halvings.map((day) => ({ xAxis: Date.parse(day), name, label: { show: true, formatter: name, color: tokens.textMuted, fontSize: 12, position: 'end', distance: 4, rotate: 0 }, lineStyle: { color: tokens.control, type: 'dotted' } })),
      { yAxis: 0, label: { show: false }, lineStyle: { color: tokens.control, type: 'solid', width: 1 } },
    ],
  };
}
