/** Billable kW of tranches over time: segments from rent start, ramped month by month. */
import { decimal, parseDate, times, ZERO, type Rational } from '@busbar/kernel';
import { refuse } from '../refusals';
import type { RatingInput, TrancheInput } from '../rating-input';
import { dayNumber } from './local-day';
import { within, type Span } from './span';

/** kW that do not change within a span. */
export interface KwSpan {
  readonly trancheId: string;
  readonly span: Span;
  /** After the ramp. */
  readonly kw: Rational;
  /** Share of the ramp, where it is not 1. */
  readonly rampShare: string | null;
}

/** The segments of the tranches (one, or all) inside a span, in order of tranche and time. */
export function kwSpans(input: RatingInput, trancheId: string | undefined, span: Span): readonly KwSpan[] {
  return input.tranches.filter((tranche) => trancheId === undefined || tranche.id === trancheId).flatMap((tranche) =>
    tranche.segments.flatMap((segment) =>
      rampOf(tranche).flatMap((step) => {
        const part = within(span, [segment.from, tranche.rentStart, step.from], [segment.until, step.until], input.zone);
        return part ? [{ trancheId: tranche.id, span: part, kw: times(decimal(segment.kw), decimal(step.share)), rampShare: step.share === '1' ? null : step.share }] : [];
      })));
}

/** The ramp as local days: a step holds from its month of rent to the next step. */
function rampOf(tranche: TrancheInput): readonly { readonly from: string; readonly until: string | undefined; readonly share: string }[] {
  const steps = [...(tranche.ramp ?? [])].sort((a, b) => a.fromMonth - b.fromMonth);
  if (steps.length === 0) return [{ from: tranche.rentStart, until: undefined, share: '1' }];
  const start = parseDate(tranche.rentStart, 'tranches.rentStart');
  const dayOf = (month: number): string => start.add({ months: month }).toString();
  return steps.map((step, index) => {
    const next = steps[index + 1];
    return { from: dayOf(step.fromMonth), until: next ? dayOf(next.fromMonth) : undefined, share: step.share };
  });
}

/** Segments of a tranche may not overlap, nor end before they begin; kW and shares cannot be negative. */
export function checkTranches(input: RatingInput): void {
  input.tranches.forEach((tranche, index) => {
    const path = `tranches[${index}]`;
    dayNumber(tranche.rentStart, `${path}.rentStart`);
    const sorted = tranche.segments.map((segment, position) => ({ segment, path: `${path}.segments[${position}]` })).sort((a, b) => (a.segment.from < b.segment.from ? -1 : 1));
    sorted.forEach((current, position) => {
      const next = sorted[position + 1];
      if (decimal(current.segment.kw).n < ZERO.n) refuse('RATING_QUANTITY_NEGATIVE', `${current.path}.kw`, 'The kW of a segment cannot be negative.', current.segment.kw);
      if (current.segment.until !== null && current.segment.until <= current.segment.from) refuse('RATING_TERMS_CONTRADICT', `${current.path}.until`, 'A segment ends after it begins.');
      if (next && (current.segment.until === null || current.segment.until > next.segment.from)) refuse('RATING_TERMS_CONTRADICT', `${next.path}.from`, 'Two segments of one tranche overlap.');
    });
    (tranche.ramp ?? []).forEach((step, position) => {
      if (decimal(step.share).n < 0n) refuse('RATING_QUANTITY_NEGATIVE', `${path}.ramp[${position}].share`, 'A share of the ramp cannot be negative.', step.share);
    });
  });
}
