import { epochMsOf, INTERVAL_MS, parseDate, startOfDay } from '@busbar/kernel';
import { billingPeriodContaining, nextBillingPeriod, type BillingPeriod } from '@busbar/pricing';
import { dayText } from '../../libs/pricing/src/rating/local-day';
import { localGrid } from '../../libs/pricing/src/rating/local-grid';

const zones = Intl.supportedValuesOf('timeZone');
const FIRST = '2015-01-01';
const END = '2035-12-31';
const HOURS_PER_DAY = 24;

/** All periods of a zone from 2015 to 2035. */
function periodsOf(zone: string, billingDay: number): readonly BillingPeriod[] {
  const periods: BillingPeriod[] = [];
  for (let period = billingPeriodContaining(FIRST, billingDay, zone); period.from <= END; period = nextBillingPeriod(period, billingDay, zone)) periods.push(period);
  return periods;
}

describe(`billing periods of ${zones.length} zones from 2015 to 2035`, () => {
  const some = zones.filter((_, index) => index % 8 === 0);
  it.each([[1, zones], [31, zones], [15, some], [29, some], [30, some]] as const)('with billing day %i tile time: no gap, no overlap, every boundary on a quarter-hour', (billingDay, among) => {
    for (const zone of among) {
      const periods = periodsOf(zone, billingDay);
      expect(periods.length).toBeGreaterThanOrEqual(252);
      periods.forEach((period, index) => {
        const next = periods[index + 1];
        if (next && (next.fromMs !== period.toMs || next.from !== period.to)) throw new Error(`${zone}: ${period.to} is not followed by itself`);
        if (period.fromMs % INTERVAL_MS !== 0 || period.toMs <= period.fromMs) throw new Error(`${zone}: ${period.from} does not lie on the grid`);
      });
    }
  }, 300_000);

  it('have whole days but for the change of the clocks, which is at most two hours, three at Casey in Antarctica', () => {
    const odd = new Set<number>();
    const beyondTwoHours = new Set<string>();
    for (const zone of zones)
      for (const period of periodsOf(zone, 1)) {
        const hours = (period.toMs - period.fromMs) / 3_600_000;
        const over = ((hours % HOURS_PER_DAY) + HOURS_PER_DAY) % HOURS_PER_DAY;
        const moved = over > HOURS_PER_DAY / 2 ? over - HOURS_PER_DAY : over;
        odd.add(moved);
        if (Math.abs(moved) > 2) beyondTwoHours.add(`${zone} ${Math.abs(moved)}`);
      }
    // The station at Casey went between UTC+8 and UTC+11 with its seasons (IANA Time Zone Database, antarctica).
    expect([...beyondTwoHours]).toEqual(['Antarctica/Casey 3']);
    expect([...odd]).toEqual(expect.arrayContaining([-1, -0.5, 0, 0.5, 1]));
  }, 300_000);
});

describe('every local midnight of every zone from 2015 to 2035', () => {
  const quarters = [0, 1, 2, 3].map((part) => zones.filter((_, index) => index % 4 === part));
  it.each(quarters.map((some) => [some.length, some] as const))('in %i zones: a day begins where its label is first seen, and is 24 hours from the next unless the clock changes', (_count, some) => {
    const startMs = Date.parse('2014-12-30T00:00:00Z');
    const count = Math.ceil((Date.parse('2036-01-02T00:00:00Z') - startMs) / INTERVAL_MS);
    for (const zone of some) {
      const { day } = localGrid(zone, startMs, INTERVAL_MS, count);
      const label = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
      let lastStart = 0;
      for (let index = 1; index < count; index += 1) {
        if ((day[index] as number) <= (day[index - 1] as number)) {
          if ((day[index] as number) < (day[index - 1] as number)) throw new Error(`${zone}: a day comes back at ${startMs + index * INTERVAL_MS}`);
          continue;
        }
        const ms = startMs + index * INTERVAL_MS;
        const changed = lastStart > 0 && ms - lastStart !== 86_400_000;
        lastStart = ms;
        // Where no clock changes, a day is 24 hours from its neighbour, so that only these and each first of a month need asking.
        const date = dayText(day[index] as number);
        if (!changed && !date.endsWith('-01')) continue;
        if (epochMsOf(startOfDay(parseDate(date), zone)) !== ms) throw new Error(`${zone}: ${date} does not begin at ${ms}`);
        if (label.format(ms) !== date || label.format(ms - 1) >= date) throw new Error(`${zone}: the wall does not show ${date} first at ${ms}`);
      }
    }
  }, 600_000);
});
