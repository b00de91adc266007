import { plus, rational, rounded, times, toScaled, toText, ZERO } from '@busbar/kernel';
import type { HourlyCapacityTerm } from '../terms/capacity-terms';
import { checkEscalator, escalatedPrice } from '../rating/escalation';
import { line, type Pricer } from '../rating/line';
import { dayStartMs } from '../rating/moment';
import { daysOf, spansOf } from '../rating/span';
import { kwSpans } from '../rating/tranche-kw';

const HOUR_MS = 3_600_000n;

/** Reserved kW per elapsed hour: a day of 25 hours has 25. Source: pricing.md section 5, `capacity.hourly`. */
export const capacityHourly: Pricer<HourlyCapacityTerm> = {
  check: (term, _input, path) => {
    if (term.escalator) checkEscalator(term.escalator, path);
  },
  price: (term, { input }, path) => ({
    lines: spansOf(term, input).map((priced) => {
      const parts = kwSpans(input, term.trancheId, priced).map((part) => ({ ...part, hours: rational(BigInt(part.span.toMs - part.span.fromMs), HOUR_MS) }));
      const kwHours = parts.reduce((sum, { kw, hours }) => plus(sum, times(kw, hours)), ZERO);
      return line(input, {
        term, code: 'capacity.hourly', rule: '5 capacity.hourly', quantity: rounded(kwHours, 3), decimals: 3, unit: 'kW-h', unitPrice: escalatedPrice(term.price, term.escalator, priced.from, input, path), period: priced,
        spread: {
          kind: 'days',
          days: () => parts.flatMap(({ span, kw }) => daysOf(span).map((day, index, days) => ({ day, weight: toScaled(kw, 3) * BigInt((index + 1 < days.length ? dayStartMs(days[index + 1] as string, input.zone) : span.toMs) - dayStartMs(day, input.zone)) }))),
        },
        steps: parts.map(({ span, kw, hours }) => `${toText(kw)} kW from ${span.from} to before ${span.to}: ${toText(hours)} elapsed hours.`),
      });
    }),
  }),
};
