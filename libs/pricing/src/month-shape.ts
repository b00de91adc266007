/** Which months of a steady run cost the same, so that one of them is rated and the others follow it. */
import { daysBetween, type BillingPeriod } from './billing-period';
import { escalationDatesWithin, escalationsBy } from './rating/escalation';
import type { PriceTerm, TermCode } from './terms/price-term';

const HOUR_MS = 3_600_000;

/** Priced by how much and how long alone: no clock on the wall, no peak, no earlier month, no other invoice. */
const byLength: ReadonlySet<TermCode> = new Set(['energy.fixed', 'energy.volume', 'energy.index', 'energy.index_adder', 'energy.pue_overhead', 'capacity.reserved', 'capacity.hourly']);

/**
 * At a steady load and flat indices two months of one shape have the same lines but for their dates: they are equally long in
 * hours and in days, begin at the same minute of an hour (which hourly intervals they hold hangs on it), and every price has
 * risen as often. Null where a month must be rated by itself: a term reads more than the length, begins or ends on a day, or
 * changes its price within the month.
 */
export function monthShape(terms: readonly PriceTerm[], period: BillingPeriod): string | null {
  const risen: number[] = [];
  for (const term of terms) {
    if (!byLength.has(term.code) || term.from !== undefined || term.until !== undefined) return null;
    if (!('escalator' in term) || term.escalator === undefined) continue;
    if (escalationDatesWithin(term.escalator, period.from, period.to).length > 0) return null;
    risen.push(escalationsBy(term.escalator, period.from));
  }
  return [period.toMs - period.fromMs, daysBetween(period.from, period.to), period.fromMs % HOUR_MS, ...risen].join(' ');
}
