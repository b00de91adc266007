/** Opens a line by day and by interval; the parts always sum to the line. */
import type { DrillDown, DrillDownDay, DrillDownInterval } from './drill-down';
import { draft } from './rate';
import type { RatingInput } from './rating-input';
import { refuse } from './refusals';
import { dayText } from './rating/local-day';
import { localGrid } from './rating/local-grid';
import type { DraftLine } from './rating/line';
import { taxed } from './rating/tax';
import { cumulativeParts } from './cumulative-parts';

/** The line of that number as its days and intervals. The rating is run again over the same pins, so that it cannot differ. */
export function drillDown(input: RatingInput, lineNumber: number): DrillDown {
  const line = taxed(draft(input).drafts, input).lines[lineNumber - 1];
  if (!line) return refuse('RATING_REFERENCE_UNKNOWN', 'lineNumber', 'The invoice has no line of this number.', String(lineNumber));
  return { lineNumber, currency: input.currency, amountMinor: line.amount.minor, days: daysOfLine(line, input.zone) };
}

function daysOfLine(line: DraftLine, zone: string): readonly DrillDownDay[] {
  const { spread } = line;
  if (spread.kind === 'day') return [{ day: spread.day, energyMj: 0n, amountMinor: line.amount.minor, intervals: [] }];
  if (spread.kind === 'days') {
    const days = spread.days();
    const parts = cumulativeParts(line.amount.minor, days.map(({ weight }) => weight));
    return days.map(({ day }, index) => ({ day, energyMj: 0n, amountMinor: parts[index] as bigint, intervals: [] }));
  }
  const { window } = spread;
  const parts = cumulativeParts(line.amount.minor, spread.weights());
  const energyMj = spread.energyMj?.() ?? window.energyMj;
  const grid = localGrid(zone, window.startMs, window.stepMs, window.energyMj.length);
  const days = new Map<number, DrillDownInterval[]>();
  parts.forEach((amountMinor, index) => {
    const day = grid.day[index] as number;
    const interval = { startMs: window.startMs + index * window.stepMs, energyMj: energyMj[index] as bigint, quality: window.quality[index] as number, amountMinor };
    const known = days.get(day);
    if (known) known.push(interval);
    else days.set(day, [interval]);
  });
  return [...days].map(([day, intervals]) => ({
    day: dayText(day), intervals,
    energyMj: intervals.reduce((sum, interval) => sum + interval.energyMj, 0n),
    amountMinor: intervals.reduce((sum, interval) => sum + interval.amountMinor, 0n),
  }));
}
