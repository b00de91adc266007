import fc from 'fast-check';
import { billingPeriod } from './billing-period';
import { monthShape } from './month-shape';
import { normalise } from './normalise';
import type { Escalator } from './terms/common';
import type { PriceTerm } from './terms/price-term';

const zones = ['America/Chicago', 'Europe/Oslo', 'Asia/Kolkata', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/Santiago', 'UTC'];
/** Nothing, but of a code whose months are rated one by one. */
const nothing: PriceTerm = { id: 'nothing', code: 'charge.amount', billedIn: 'ARREARS', lineCode: 'charge.none', amount: '0' };

const escalator = fc.record({
  kind: fc.constant('fixed' as const), rate: fc.constantFrom('0.03', '-0.01', '0.0275'), effective: fc.constantFrom('2024-02-29', '2026-01-01', '2026-03-15', '2027-01-31'),
  on: fc.constantFrom('ANNIVERSARY' as const, 'FIRST_OF_MONTH_AFTER' as const), scale: fc.constantFrom(2, 6),
});
const rises = fc.option(escalator, { nil: undefined }).map((one): { escalator?: Escalator } => (one ? { escalator: one } : {}));
const offer = fc.record({ rent: rises, adder: rises, hourly: rises, overhead: fc.constantFrom('measured', 'own price', 'none') }).map(({ rent, adder, hourly, overhead }): readonly PriceTerm[] => [
  { id: 'rent', code: 'capacity.reserved', billedIn: 'ADVANCE', price: '118.37', ...rent },
  { id: 'hourly', code: 'capacity.hourly', billedIn: 'ARREARS', price: '0.0313', ...hourly },
  { id: 'index', code: 'energy.index', billedIn: 'ARREARS', indexId: 'hub', lossFactor: '1.017' },
  { id: 'adder', code: 'energy.index_adder', billedIn: 'ARREARS', price: '0.0065', ...adder },
  ...(overhead === 'none' ? [] : [{ id: 'pue', code: 'energy.pue_overhead' as const, billedIn: 'ARREARS' as const, mode: { kind: 'measured' as const }, ...(overhead === 'measured' ? { energyTermIds: ['index', 'adder'] } : { price: '0.0471' }) }]),
]);

describe('a price over months of one shape', () => {
  it('is what rating each month by itself gives, to the last digit', () => {
    const place = fc.record({ zone: fc.constantFrom(...zones), startOn: fc.constantFrom('2026-01-01', '2026-01-31', '2026-02-15', '2026-03-28', '2027-12-30'), termMonths: fc.integer({ min: 1, max: 40 }), kw: fc.constantFrom('4000', '1234.567', '3.1') });
    fc.assert(fc.property(offer, place, (terms, given) => {
      const assumptions = { currency: 'USD' as const, loadFactor: '0.83', pue: '1.237', indexPerMwh: { hub: '49.45' }, ...given };
      expect(normalise(terms, assumptions)).toEqual(normalise([...terms, nothing], assumptions));
    }), { numRuns: 60 });
  });

  it('is told by hours and days: a month in which the clocks change is another', () => {
    const rent: PriceTerm = { id: 'rent', code: 'capacity.reserved', billedIn: 'ADVANCE', price: '118' };
    const shape = (from: string, to: string, zone = 'America/Chicago'): string | null => monthShape([rent], billingPeriod(from, to, zone));
    expect(shape('2026-05-01', '2026-06-01')).toBe(shape('2026-07-01', '2026-08-01'));
    expect(shape('2026-03-01', '2026-04-01')).not.toBe(shape('2026-05-01', '2026-06-01'));
    expect(shape('2026-04-01', '2026-05-01')).not.toBe(shape('2026-05-01', '2026-06-01'));
    expect(shape('2026-05-01', '2026-06-01')).not.toBe(shape('2026-05-01', '2026-06-01', 'Asia/Kolkata'));
  });

  it('is another after a price has risen, and none where it rises within the month', () => {
    const rent: PriceTerm = { id: 'rent', code: 'capacity.reserved', billedIn: 'ADVANCE', price: '118', escalator: { kind: 'fixed', rate: '0.03', effective: '2025-06-15' } };
    const shape = (from: string, to: string): string | null => monthShape([rent], billingPeriod(from, to, 'UTC'));
    expect(shape('2026-05-01', '2026-06-01')).not.toBe(shape('2026-07-01', '2026-08-01'));
    expect(shape('2026-07-01', '2026-08-01')).toBe(shape('2027-05-01', '2027-06-01'));
    expect(shape('2026-06-01', '2026-07-01')).toBeNull();
    expect(shape('2026-06-15', '2026-07-15')).not.toBeNull();
  });

  it.each<PriceTerm>([
    { id: 't', code: 'energy.fixed', billedIn: 'ARREARS', price: '1' },
    { id: 't', code: 'energy.volume', billedIn: 'ARREARS', tiers: [{ upTo: null, price: '1' }] },
    { id: 't', code: 'energy.index', billedIn: 'ARREARS', indexId: 'hub' },
    { id: 't', code: 'energy.index_adder', billedIn: 'ARREARS', price: '1' },
    { id: 't', code: 'energy.pue_overhead', billedIn: 'ARREARS', mode: { kind: 'measured' }, price: '1' },
    { id: 't', code: 'capacity.reserved', billedIn: 'ADVANCE', price: '1' },
    { id: 't', code: 'capacity.hourly', billedIn: 'ARREARS', price: '1' },
  ])('stands for all months as long, where a term asks only how much and how long', (term) => {
    const [may, july, june] = [['2026-05-01', '2026-06-01'], ['2026-07-01', '2026-08-01'], ['2026-06-01', '2026-07-01']].map(([from, to]) => monthShape([term], billingPeriod(from as string, to as string, 'UTC')));
    expect(may).not.toBeNull();
    expect(july).toBe(may);
    expect(june).not.toBe(may);
  });

  it.each<[string, PriceTerm]>([
    ['reads the clock on the wall', { id: 't', code: 'energy.tou', billedIn: 'ARREARS', calendarId: 'c', prices: [] }],
    ['reads earlier months', { id: 't', code: 'demand.peak', billedIn: 'ARREARS', price: '1' }],
    ['counts seconds since it began', { id: 't', code: 'gpu.premium', billedIn: 'ARREARS', sku: 'H100-SXM', price: '1', incrementSeconds: 60 }],
    ['begins on a day', { id: 't', code: 'energy.fixed', billedIn: 'ARREARS', price: '1', from: '2026-05-10' }],
    ['ends on a day', { id: 't', code: 'energy.fixed', billedIn: 'ARREARS', price: '1', until: '2026-05-10' }],
  ])('is not taken from another month where a term %s', (_, term) => {
    expect(monthShape([term], billingPeriod('2026-05-01', '2026-06-01', 'UTC'))).toBeNull();
  });
});
