import fc from 'fast-check';
import { instantOf, localDateOf, secondsIn, startOfDay, parseDate } from '@busbar/kernel';
import type { BillingPeriod, PriceTerm } from '@busbar/pricing';
import { firstPeriod, followingPeriod, GRACE_HOURS, openingPeriod, periodsFor, ratableAt } from './periods';

const rent: PriceTerm = { id: 'trm_rent', code: 'capacity.reserved', billedIn: 'ADVANCE', price: '118.00' };
const energy: PriceTerm = { id: 'trm_energy', code: 'energy.fixed', billedIn: 'ARREARS', price: '0.05' };
const contract = (zone: string, start: string, end: string, billingDay = 1, rentStart = start, terms: readonly PriceTerm[] = [energy]) => ({
  zone, start, end, billingDay, terms, tranches: [{ id: 'trn_1', rentStart, end, segments: [{ from: start, until: end, kw: '4000' }] }],
});
const days = (periods: readonly BillingPeriod[]): string[] => periods.map(({ from, to }) => `${from} ${to}`);
const hours = ({ fromMs, toMs }: BillingPeriod): number => secondsIn({ from: instantOf(fromMs), to: instantOf(toMs) }) / 3600;

describe('The periods of a contract', () => {
  it('run from local midnight to local midnight and tile the term', () =>
    expect(days(periodsFor(contract('America/Chicago', '2021-07-01', '2021-10-01')))).toEqual(['2021-07-01 2021-08-01', '2021-08-01 2021-09-01', '2021-09-01 2021-10-01']));

  it('are nominal: a contract that begins inside one does not shorten it, for its days are the denominator of rent (E13)', () => {
    const [first] = periodsFor(contract('America/New_York', '2028-02-11', '2028-05-01'));
    expect(first).toMatchObject({ from: '2028-02-01', to: '2028-03-01' });
    expect(hours(first as BillingPeriod) / 24).toBe(29);
  });

  it('fall to the last day of shorter months with a billing day of 29 to 31, and return to the nominal day', () =>
    expect(days(periodsFor(contract('Europe/Rome', '2027-01-31', '2027-05-31', 31)))).toEqual(['2027-01-31 2027-02-28', '2027-02-28 2027-03-31', '2027-03-31 2027-04-30', '2027-04-30 2027-05-31']));

  it('have 743 hours in a March that springs forward and 721 in a November that falls back', () => {
    const periods = periodsFor(contract('America/Chicago', '2021-01-01', '2022-01-01'));
    expect(hours(periods[2] as BillingPeriod)).toBe(743);
    expect(hours(periods[10] as BillingPeriod)).toBe(721);
  });

  it('begin at the first instant of a day whose midnight does not exist, and at the first of a midnight that occurs twice', () => {
    const santiago = periodsFor(contract('America/Santiago', '2019-09-08', '2019-10-08', 8))[0] as BillingPeriod;
    expect(instantOf(santiago.fromMs).toString()).toBe('2019-09-08T04:00:00Z');
    const havana = periodsFor(contract('America/Havana', '2025-11-02', '2025-12-02', 2))[0] as BillingPeriod;
    expect(instantOf(havana.fromMs).toString()).toBe('2025-11-02T04:00:00Z');
  });

  it('tile time in every zone with odd midnights, whatever the billing day: no gap, no overlap, whole quarter-hours', () => {
    const zones = ['America/Santiago', 'America/Havana', 'Africa/Cairo', 'America/Asuncion', 'Atlantic/Azores', 'Asia/Amman', 'Asia/Beirut', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia', 'Europe/Rome', 'America/Chicago'];
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 2015, max: 2034 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }), (zone, year, month, billingDay) => {
        const start = `${year}-${String(month).padStart(2, '0')}-15`;
        const end = `${year + 1}-${String(month).padStart(2, '0')}-15`;
        const periods = periodsFor(contract(zone, start, end, billingDay));
        periods.slice(1).forEach((period, index) => {
          const before = periods[index] as BillingPeriod;
          expect([period.from, period.fromMs]).toEqual([before.to, before.toMs]);
        });
        for (const { from, fromMs, toMs } of periods) {
          expect(fromMs % 900_000).toBe(0);
          expect(toMs).toBeGreaterThan(fromMs);
          expect(localDateOf(instantOf(fromMs), zone).toString()).toBe(from);
          expect(startOfDay(parseDate(from), zone).epochMilliseconds).toBe(fromMs);
        }
        expect((periods[0] as BillingPeriod).from <= start && (periods.at(-1) as BillingPeriod).to >= end).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('begin with the first day of rent, where the handover came later than the term', () =>
    expect(firstPeriod(contract('America/Chicago', '2021-07-01', '2021-10-01', 1, '2021-08-20'))).toMatchObject({ from: '2021-08-01' }));
  it('are none before a handover, and none where rent would begin after the term', () => {
    expect(periodsFor({ ...contract('America/Chicago', '2021-07-01', '2021-10-01'), tranches: [] })).toEqual([]);
    expect(periodsFor(contract('America/Chicago', '2021-07-01', '2021-10-01', 1, '2021-10-01'))).toEqual([]);
  });
  it('end with the term', () => expect(followingPeriod(contract('America/Chicago', '2021-07-01', '2021-09-01'), periodsFor(contract('America/Chicago', '2021-07-01', '2021-09-01')).at(-1) as BillingPeriod)).toBeNull());

  it('are preceded by an opening period where rent is billed in advance, and only there', () => {
    expect(openingPeriod(contract('America/Chicago', '2021-08-01', '2022-08-01', 1, '2021-08-01', [rent, energy]))).toMatchObject({ from: '2021-07-01', to: '2021-08-01' });
    expect(openingPeriod(contract('America/Chicago', '2021-08-01', '2022-08-01'))).toBeNull();
  });

  it('may be rated 72 hours after their end; an opening one as soon as the contract is active, but not before its end', () => {
    const [august] = periodsFor(contract('America/Chicago', '2021-08-01', '2021-09-01'));
    const period = august as BillingPeriod;
    expect(ratableAt(period, false, instantOf(0)).epochMilliseconds).toBe(period.toMs + GRACE_HOURS * 3_600_000);
    expect(ratableAt(period, true, instantOf(0)).epochMilliseconds).toBe(period.toMs);
    expect(ratableAt(period, true, instantOf(period.toMs + 5_000)).epochMilliseconds).toBe(period.toMs + 5_000);
  });
});
