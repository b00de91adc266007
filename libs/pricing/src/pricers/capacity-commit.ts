import { decimal, greatest, minus, rounded, times, toFixed, ZERO } from '@busbar/kernel';
import { daysBetween } from '../billing-period';
import type { CommittedCapacityTerm } from '../terms/capacity-terms';
import { peakOf } from '../rating/demand';
import { checkEscalator, escalatedPrice } from '../rating/escalation';
import { line, type DraftLine, type Pricer } from '../rating/line';
import { daysOf, inForce, nominalDays, spansOf } from '../rating/span';
import { peakDay } from './demand-peak';

/**
 * A committed kW, prorated like reserved capacity, and the peak above it at a multiple, rounded to 3. The overage is always measured
 * over the period that has passed, also where the commit is billed ahead. Source: pricing.md section 5 `capacity.commit/overage`.
 */
export const capacityCommit: Pricer<CommittedCapacityTerm> = {
  check: (term, _input, path) => {
    if (term.escalator) checkEscalator(term.escalator, path);
  },
  price: (term, { input }, path) => {
    const commit = decimal(term.commitKw);
    const denominator = nominalDays(term, input);
    const committed = spansOf(term, input).map((span) => {
      const days = daysBetween(span.from, span.to);
      return line(input, {
        term, code: 'capacity.commit', rule: '5 capacity.commit', quantity: commit, decimals: 3, fraction: { numerator: BigInt(days), denominator: BigInt(denominator) }, unit: 'kW',
        unitPrice: escalatedPrice(term.price, term.escalator, span.from, input, path), period: span, spread: { kind: 'days', days: () => daysOf(span).map((day) => ({ day, weight: 1n })) },
        steps: [`Committed from ${span.from} to before ${span.to}: ${days} of ${denominator} local days.`],
      });
    });
    const passed = inForce({ ...term, billedIn: 'ARREARS' }, input);
    if (passed === null) return { lines: committed };
    const peak = peakOf(input, term.trancheId, passed.fromMs, passed.toMs, { minutes: 15, demandWindow: undefined, estimates: 'WHEN_UNMEASURED' });
    const above = rounded(greatest(minus(peak.kw, commit), ZERO), 3);
    const day = peakDay(peak, passed);
    const overage: DraftLine = line(input, {
      term, code: 'capacity.overage', rule: '5 capacity.overage', quantity: above, decimals: 3, unit: 'kW',
      unitPrice: times(escalatedPrice(term.price, term.escalator, day, input, path), decimal(term.overageMultiplier)), period: passed, window: peak.window, spread: { kind: 'day', day },
      steps: [`Highest quarter-hour: ${toFixed(peak.kw, 3)} kW; above the commit of ${term.commitKw} kW: ${toFixed(above, 3)} kW, at ${term.overageMultiplier} times the price.`],
    });
    return { lines: [...committed, overage] };
  },
};
