import { toFixed, toKwh } from '@busbar/kernel';
import { refuse } from '../refusals';
import { splitSigned } from '../split-signed';
import type { TimeOfUseEnergyTerm } from '../terms/energy-terms';
import { billableEnergy } from '../rating/billable-energy';
import { bucketsOf, calendarNamed, classify } from '../rating/calendar';
import { intervalsBehind } from '../rating/energy-window';
import { checkEscalator, escalatedPrice } from '../rating/escalation';
import { sumsByClass } from '../rating/exact-sums';
import { kwhOf, line, type Pricer } from '../rating/line';
import { localGrid } from '../rating/local-grid';
import { spansOf } from '../rating/span';

/**
 * Time of use: each interval belongs to the bucket of its wall-clock label; the bucket quantities sum to the rounded total by
 * largest remainder, ties and lines in the contract's order. Source: pricing.md section 5 `energy.tou.B` and section 8, Time of use.
 */
export const energyTou: Pricer<TimeOfUseEnergyTerm> = {
  check: (term, input, path) => {
    const calendar = calendarNamed(input, term.calendarId, path);
    const buckets = bucketsOf(calendar);
    const named = term.prices.map((price) => price.bucket);
    for (const bucket of buckets) if (!named.includes(bucket)) refuse('RATING_PRICE_MISSING', `${path}.prices`, `The calendar has a bucket ${bucket} without a price.`, bucket);
    named.forEach((bucket, index) => {
      if (!buckets.includes(bucket)) refuse('RATING_REFERENCE_UNKNOWN', `${path}.prices[${index}].bucket`, 'The calendar has no such bucket.', bucket);
      if (named.indexOf(bucket) !== index) refuse('RATING_TERMS_CONTRADICT', `${path}.prices[${index}].bucket`, 'A bucket has two prices.', bucket);
    });
    if (term.escalator) checkEscalator(term.escalator, path);
  },
  price: (term, { input }, path) => {
    const calendar = calendarNamed(input, term.calendarId, path);
    const buckets = bucketsOf(calendar);
    const lines = spansOf(term, input).flatMap((span) => {
      const energy = billableEnergy(term, span, input);
      const { window } = energy;
      const classes = classify(calendar, localGrid(input.zone, window.startMs, window.stepMs, window.energyMj.length), path);
      const sums = sumsByClass(window.energyMj, classes, buckets.length);
      const ordered = term.prices.map(({ bucket }) => sums[buckets.indexOf(bucket)] as bigint);
      const quantities = splitSigned(energy.quantity, ordered);
      return term.prices.map(({ bucket, price }, position) => {
        const only = (): readonly bigint[] => Array.from(window.energyMj, (value, index) => (classes[index] === buckets.indexOf(bucket) ? value : 0n));
        return line(input, {
          term, code: `energy.tou.${bucket}`, rule: '5 energy.tou.B', quantity: kwhOf(quantities[position] as bigint), decimals: 3, unit: 'kWh', unitPrice: escalatedPrice(price, term.escalator, span.from, input, path),
          period: span, intervals: intervalsBehind(window, classes, buckets.indexOf(bucket)), spread: { kind: 'intervals', window, weights: only, energyMj: only },
          steps: [...energy.steps, `Of these ${toFixed(toKwh(ordered[position] as bigint), 3)} kWh were metered in ${bucket} (calendar ${calendar.id}, version ${calendar.version}); its part of the rounded total is ${toFixed(kwhOf(quantities[position] as bigint), 3)} kWh.`],
        });
      });
    });
    return { lines };
  },
};
