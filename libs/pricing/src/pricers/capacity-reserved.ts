import { daysBetween } from '../billing-period';
import type { ReservedCapacityTerm } from '../terms/capacity-terms';
import { checkEscalator, escalatedPrice } from '../rating/escalation';
import { line, type Pricer } from '../rating/line';
import { daysOf, nominalDays, spansOf } from '../rating/span';
import { kwSpans } from '../rating/tranche-kw';

/**
 * Reserved kW by local days: kW × d/D × p for each segment, priced exactly and printed as that product. D are the days of the
 * full nominal period. Source: pricing.md section 5 `capacity.reserved`, R3.
 */
export const capacityReserved: Pricer<ReservedCapacityTerm> = {
  check: (term, _input, path) => {
    if (term.escalator) checkEscalator(term.escalator, path);
  },
  price: (term, { input }, path) => {
    const denominator = nominalDays(term, input);
    const lines = spansOf(term, input).flatMap((priced) =>
      kwSpans(input, term.trancheId, priced).map(({ trancheId, span, kw, rampShare }) => {
        const days = daysBetween(span.from, span.to);
        return line(input, {
          term: { ...term, trancheId }, code: 'capacity.reserved', rule: '5 capacity.reserved', quantity: kw, decimals: 3,
          fraction: { numerator: BigInt(days), denominator: BigInt(denominator) }, unit: 'kW-mo', unitPrice: escalatedPrice(term.price, term.escalator, priced.from, input, path), period: span,
          spread: { kind: 'days', days: () => daysOf(span).map((day) => ({ day, weight: 1n })) },
          steps: [`Reserved from ${span.from} to before ${span.to}: ${days} of ${denominator} local days${rampShare === null ? '' : `; the ramp bills ${rampShare} of the kW`}.`],
        });
      }));
    return { lines };
  },
};
