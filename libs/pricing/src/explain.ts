/** A line in words that a tenant can follow with a pocket calculator. */
import { moneyText } from '@busbar/kernel';
import type { RatedInvoice } from './rated-invoice';
import { refuse } from './refusals';

/** One sentence a row: what the line is, how its quantity came about, the multiplication, what stands behind it. */
export function explain(invoice: RatedInvoice, lineNumber: number): string {
  const line = invoice.lines[lineNumber - 1];
  if (!line) return refuse('RATING_REFERENCE_UNKNOWN', 'lineNumber', `The invoice has lines 1 to ${invoice.lines.length}.`, String(lineNumber));
  const { intervals } = line;
  return [
    `Line ${line.number}: ${line.code}, term ${line.termId}, ${line.period.from} to before ${line.period.to}. Rule: pricing.md section ${line.rule}.`,
    ...line.steps,
    ...(intervals === null ? [] : [
      `Behind it stand ${intervals.count} intervals of ${moment(intervals.firstMs)} to ${moment(intervals.lastMs)} UTC: ${intervals.measured} measured, ${intervals.estimated} estimated, ${intervals.missing} missing.`,
    ]),
    `The line: ${moneyText(line.amount)} ${invoice.currency}.`,
  ].join('\n');
}

const moment = (ms: number): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'UTC', dateStyle: 'short', timeStyle: 'short' }).format(ms);
