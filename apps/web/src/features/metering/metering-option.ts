import type { ChartOption } from '~/ui/chart';
import type { Tokens } from '~/theme/tokens';
import { wallClockTicks } from './days';
import { kwOf, lineOf, markOf, runsOf, type Mark, type MeterSeries } from './series';

export interface MeteringWords {
  readonly noData: string;
  readonly contracted: string;
  readonly mark: Readonly<Record<Mark, string>>;
  readonly kw: (value: number) => string;
  readonly axisKw: (value: number) => string;
  readonly tick: (ms: number) => string;
  readonly moment: (ms: number) => string;
}

interface Picture {
  readonly series: MeterSeries;
  readonly fromMs: number;
  readonly toMs: number;
  readonly zone: string;
  readonly contractedKw: number | null;
  readonly tokens: Tokens;
  readonly words: MeteringWords;
}

/**
 * The metering chart: measured is a solid step line, estimated dashed, edited dashed in another rhythm, questionable dotted,
 * and missing a hatched band with its name. A gap is never a zero and never bridged.
 */
export function meteringOption({ series, fromMs, toMs, zone, contractedKw, tokens, words }: Picture): ChartOption {
  const runs = runsOf(series);
  const ticks = wallClockTicks(fromMs, toMs, zone);
  const line = (mark: Mark, type: 'solid' | number[], colour: string): object => ({
    type: 'line',
    step: 'end',
    data: lineOf(runs, mark),
    connectNulls: false,
    showSymbol: false,
    silent: true,
    animation: false,
    lineStyle: { color: colour, width: 2, type },
  });
  return {
    animation: false,
    grid: { left: 8, right: 16, top: 24, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    textStyle: { fontFamily: 'Inter Variable, system-ui, sans-serif' },
    xAxis: {
      type: 'time',
      min: fromMs,
      max: toMs,
      axisLine: { lineStyle: { color: tokens.borderStrong } },
      axisTick: { customValues: ticks, lineStyle: { color: tokens.borderStrong } },
      axisLabel: { customValues: ticks, formatter: words.tick, color: tokens.textMuted, fontSize: 12, hideOverlap: true },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: contractedKw === null ? undefined : ({ max }: { max: number }) => Math.max(max, contractedKw) * 1.05,
      axisLabel: { formatter: words.axisKw, color: tokens.textMuted, fontSize: 12, showMaxLabel: false },
      splitLine: { lineStyle: { color: tokens.border } },
    },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'line', snap: false, lineStyle: { color: tokens.control } },
      backgroundColor: tokens.sunken,
      borderColor: tokens.borderStrong,
      textStyle: { color: tokens.text, fontSize: 13 },
      formatter: (points: { axisValue: number }[]) => tooltip(series, points[0]?.axisValue ?? fromMs, words),
    },
    series: [
      line('measured', 'solid', tokens.series[0]),
      line('estimated', [6, 4], tokens.estimate),
      line('edited', [2, 2], tokens.series[0]),
      line('questionable', [1, 4], tokens.series[0]),
      bands(series, tokens, words),
      ...(contractedKw === null ? [] : [contracted(contractedKw, fromMs, toMs, tokens, words)]),
    ],
  };
}

/** The tooltip asks the series which interval lies under the pointer; the chart's own nearest point would skip over gaps. */
function tooltip(series: MeterSeries, atMs: number, words: MeteringWords): string {
  const index = Math.floor((atMs - series.startMs) / series.stepMs);
  const bits = series.quality[index];
  if (bits === undefined) return words.noData;
  const mark = markOf(bits);
  const value = mark === 'missing' ? words.noData : `<b>${words.kw(kwOf(series.energyMj[index] ?? '0', series.stepMs))}</b> · ${words.mark[mark]}`;
  return `${words.moment(series.startMs + index * series.stepMs)}<br>${value}`;
}

function bands(series: MeterSeries, tokens: Tokens, words: MeteringWords): object {
  const whole = series.stepMs * series.quality.length;
  const gaps = runsOf(series).filter((run) => run.mark === 'missing');
  return {
    type: 'line',
    data: [],
    silent: true,
    markArea: {
      silent: true,
      animation: false,
      itemStyle: { color: hatch(tokens), borderColor: tokens.control, borderWidth: 1 },
      label: { show: true, position: 'inside', color: tokens.text, fontSize: 12, backgroundColor: tokens.surface, padding: [2, 4] },
      data: gaps.map((gap) => [{ xAxis: gap.fromMs, name: words.noData, label: { show: gap.toMs - gap.fromMs > whole / 12 } }, { xAxis: gap.toMs }]),
    },
  };
}

function contracted(kw: number, fromMs: number, toMs: number, tokens: Tokens, words: MeteringWords): object {
  return {
    type: 'line',
    silent: true,
    animation: false,
    showSymbol: false,
    lineStyle: { color: tokens.accentText, width: 2 },
    data: [
      [fromMs, kw],
      [toMs, kw],
    ],
    endLabel: { show: true, formatter: words.contracted, color: tokens.accentText, fontSize: 12, align: 'right', offset: [-8, -10] },
  };
}

/** Diagonal lines on a small canvas, repeated: a grey that cannot be mistaken for a value. */
function hatch(tokens: Tokens): object | string {
  const canvas = document.createElement('canvas');
  canvas.width = 8;
  canvas.height = 8;
  const pen = canvas.getContext('2d');
  if (!pen) return tokens.sunken;
  pen.fillStyle = tokens.sunken;
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = tokens.control;
  pen.lineWidth = 1;
  pen.beginPath();
  for (const offset of [-8, 0, 8]) {
    pen.moveTo(offset, 8);
    pen.lineTo(offset + 8, 0);
  }
  pen.stroke();
  return { image: canvas, repeat: 'repeat' };
}
