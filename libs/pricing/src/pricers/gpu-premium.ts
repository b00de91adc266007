import { rational, rounded } from '@busbar/kernel';
import { refuse } from '../refusals';
import type { GpuAllocation, RatingInput } from '../rating-input';
import type { GpuPremiumTerm } from '../terms/capacity-terms';
import { checkEscalator, escalatedPrice } from '../rating/escalation';
import { line, type Pricer } from '../rating/line';
import { dayStartMs, epochMs } from '../rating/moment';
import { daysOf, spansOf, type Span } from '../rating/span';

/**
 * GPU-hours: Σ over allocations of GPUs × increments, 4 decimals, × p. Cumulative per allocation, so that an allocation cut at a
 * period's end is never rounded twice: billed = ceil(to the end) − ceil(to the start). Source: pricing.md section 5
 * `gpu.premium` and section 8, GPU hours.
 */
export const gpuPremium: Pricer<GpuPremiumTerm> = {
  check: (term, input, path) => {
    if (!Number.isInteger(term.incrementSeconds) || term.incrementSeconds < 1) refuse('RATING_INPUT_INVALID', `${path}.incrementSeconds`, 'The increment is a whole number of seconds, at least 1.');
    if (term.escalator) checkEscalator(term.escalator, path);
    (input.allocations ?? []).forEach((allocation, index) => checkAllocation(allocation, `allocations[${index}]`));
  },
  price: (term, { input }, path) => ({
    lines: spansOf(term, input).map((span) => {
      const billed = allocationsOf(term, input).map((allocation) => ({ allocation, increments: incrementsIn(allocation, term.incrementSeconds, span.fromMs, span.toMs) })).filter(({ increments }) => increments > 0n);
      const gpuIncrements = billed.reduce((sum, { allocation, increments }) => sum + BigInt(allocation.gpus) * increments, 0n);
      const hours = rounded(rational(gpuIncrements * BigInt(term.incrementSeconds), 3600n), 4);
      return line(input, {
        term, code: 'gpu.premium', rule: '5 gpu.premium', quantity: hours, decimals: 4, unit: 'GPU-h', unitPrice: escalatedPrice(term.price, term.escalator, span.from, input, path), period: span,
        spread: { kind: 'days', days: () => gpuDays(term, input, span) },
        steps: billed.map(({ allocation, increments }) => `${allocation.gpus} × ${term.sku} for ${increments} increments of ${term.incrementSeconds} s (${allocation.from} to ${allocation.to ?? 'open'}, cut at the period).`),
      });
    }),
  }),
};

const allocationsOf = (term: GpuPremiumTerm, input: RatingInput): readonly GpuAllocation[] =>
  (input.allocations ?? []).filter((allocation) => allocation.sku === term.sku && (term.trancheId === undefined || allocation.trancheId === term.trancheId));

/** Increments begun between two instants, counted from the allocation's start. */
function incrementsIn(allocation: GpuAllocation, incrementSeconds: number, fromMs: number, toMs: number): bigint {
  const startMs = epochMs(allocation.from, 'allocations.from');
  const endMs = allocation.to === null ? toMs : Math.min(toMs, epochMs(allocation.to, 'allocations.to'));
  const begun = (ms: number): number => Math.ceil(Math.max(0, ms - startMs) / (incrementSeconds * 1000));
  return BigInt(Math.max(0, begun(endMs) - begun(Math.min(fromMs, endMs))));
}

/** Increments of each local day, as weights. */
const gpuDays = (term: GpuPremiumTerm, input: RatingInput, span: Span): readonly { day: string; weight: bigint }[] => {
  const days = daysOf(span);
  const starts = [...days.map((day) => dayStartMs(day, input.zone)), span.toMs];
  return days.map((day, index) => ({
    day,
    weight: allocationsOf(term, input).reduce((sum, allocation) => sum + BigInt(allocation.gpus) * incrementsIn(allocation, term.incrementSeconds, starts[index] as number, starts[index + 1] as number), 0n),
  }));
};

function checkAllocation(allocation: GpuAllocation, path: string): void {
  if (!Number.isInteger(allocation.gpus) || allocation.gpus < 0) refuse('RATING_QUANTITY_NEGATIVE', `${path}.gpus`, 'An allocation has a whole number of GPUs that is not negative.', String(allocation.gpus));
  if (allocation.to !== null && epochMs(allocation.to, `${path}.to`) < epochMs(allocation.from, `${path}.from`)) refuse('RATING_TERMS_CONTRADICT', `${path}.to`, 'An allocation ends before it begins.');
}
