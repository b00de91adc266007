import { moneyText } from '@busbar/kernel';
import { simulate } from './simulate';
import type { SimulationInput } from './simulation';
import type { PriceTerm } from './terms/price-term';

const power: SimulationInput = {
  contract: { id: 'ctr', effectiveFrom: '2026-06-01' }, currency: 'USD', zone: 'America/Chicago', billingDay: 1, months: 2, loadFactor: '0.5', pue: '1.2',
  terms: [{ id: 'power', code: 'energy.fixed', billedIn: 'ARREARS', price: '0.10' }],
  tranches: [{ id: 'a', rentStart: '2026-06-01', segments: [{ from: '2026-06-01', until: null, kw: '1000' }] }, { id: 'b', rentStart: '2026-06-01', segments: [{ from: '2026-06-01', until: null, kw: '600' }] }],
};
const totals = (more: Partial<SimulationInput>): readonly string[] => simulate({ ...power, ...more }).invoices.map(({ total }) => moneyText(total));
const cut = (from: string, to: string, more: object = {}): NonNullable<SimulationInput['events']>[number] => ({ id: `${from} ${to}`, kind: 'CURTAILMENT', from: `2026-06-${from}Z`, to: `2026-06-${to}Z`, ...more });

describe('a simulated contract', () => {
  // 800 kW × 0.10 = 80 $ an hour: June 720 hours, July 744.
  it('draws steadily', () => expect(totals({})).toEqual(['57600.00', '59520.00']));

  it('draws nothing while it is curtailed, to the minute', () => {
    expect(totals({ events: [cut('10T18:00', '10T22:00')] })).toEqual(['57280.00', '59520.00']);
    expect(totals({ events: [cut('10T18:15', '10T18:30')] })).toEqual(['57580.00', '59520.00']);
  });

  it('is not curtailed twice at one moment', () => expect(totals({ events: [cut('10T20:00', '10T22:00'), cut('10T18:00', '10T21:00'), cut('10T18:30', '10T19:00')] })).toEqual(['57280.00', '59520.00']));

  it('goes on in the tranche that no event concerns, and through approved maintenance', () => {
    expect(totals({ events: [cut('10T18:00', '10T22:00', { trancheId: 'b', kind: 'OUTAGE' })] })).toEqual(['57480.00', '59520.00']);
    expect(totals({ events: [cut('10T18:00', '10T22:00', { kind: 'APPROVED_MAINTENANCE' })] })).toEqual(['57600.00', '59520.00']);
  });

  it('has the GPUs of a tranche from its rent start on, and others from the first day', () => {
    const gpu: Partial<SimulationInput> = {
      terms: [{ id: 'gpu', code: 'gpu.premium', billedIn: 'ARREARS', sku: 'H100', price: '2', incrementSeconds: 60 }],
      tranches: [power.tranches[0] as SimulationInput['tranches'][number], { id: 'b', rentStart: '2026-07-11', segments: [{ from: '2026-07-11', until: null, kw: '600' }] }],
    };
    // 10 GPUs in all hours; 5 more for 21 days of July, 504 hours.
    expect(totals({ ...gpu, gpus: [{ trancheId: 'a', sku: 'H100', gpus: 10 }, { trancheId: 'b', sku: 'H100', gpus: 5 }] })).toEqual(['14400.00', '19920.00']);
    expect(totals({ ...gpu, gpus: [{ sku: 'H100', gpus: 10 }] })).toEqual(['14400.00', '14880.00']);
  });

  // Steps of 10 hours since 1 June: 720 hours are 72, 1,464 are 147 and 2,208 are 221, so 72, 75 and 74 in the three months.
  it('counts the increments of GPUs from their first hour, not anew in each month', () => {
    const gpu: PriceTerm = { id: 'gpu', code: 'gpu.premium', billedIn: 'ARREARS', sku: 'H100', price: '2', incrementSeconds: 36_000 };
    expect(totals({ months: 3, terms: [gpu], gpus: [{ trancheId: 'a', sku: 'H100', gpus: 1 }] })).toEqual(['1440.00', '1500.00', '1480.00']);
    expect(totals({ months: 3, terms: [gpu], gpus: [{ sku: 'H100', gpus: 1 }] })).toEqual(['1440.00', '1500.00', '1480.00']);
  });

  it('follows consumer prices where its terms do', () => {
    const growing: Partial<SimulationInput> = { terms: [{ id: 'power', code: 'energy.fixed', billedIn: 'ARREARS', price: '0.10', escalator: { kind: 'cpi', seriesId: 'cpi', baseMonth: '2025-04', lagMonths: 3, print: 'FIRST', effective: '2025-07-01' } }] };
    expect(totals({ ...growing, cpi: [{ id: 'cpi', prints: [{ month: '2025-04', first: '200' }, { month: '2026-04', first: '210' }] }] })).toEqual(['57600.00', '62496.00']);
    expect(() => totals(growing)).toThrow('price series');
  });

  // 10 days at 500 kW, 20 at 300: 240 h × 50 $ + 480 h × 30 $; July 744 h × 30 $.
  it('draws by the kW of each day, where they change within the month', () =>
    expect(totals({ tranches: [{ id: 'a', rentStart: '2026-06-01', segments: [{ from: '2026-06-01', until: '2026-06-11', kw: '1000' }, { from: '2026-06-11', until: null, kw: '600' }] }] })).toEqual(['26400.00', '22320.00']));

  // 15 days of July: 360 h × 80 $.
  it('ends when the contract does', () => expect(totals({ contract: { id: 'ctr', effectiveFrom: '2026-06-01', effectiveUntil: '2026-07-16' } })).toEqual(['57600.00', '28800.00']));

  it('leaves out what only a bill or a published peak can price', () => {
    const cost: PriceTerm = { id: 'bill', code: 'passthrough.cost', billedIn: 'ARREARS', billId: 'b', participantId: 'p' };
    const peak: PriceTerm = { id: 'peak', code: 'transmission.4cp', billedIn: 'ARREARS', peakSetId: 'summer', annualRate: '60' };
    expect(totals({ terms: [cost, ...power.terms, peak] })).toEqual(['57600.00', '59520.00']);
  });

  // 800 kW for 12 h by day at 0.10 and 12 h by night at 0.05: 1,440 $ a day.
  it('is cheaper by night where its calendar says so', () => {
    const terms: readonly PriceTerm[] = [{ id: 'tou', code: 'energy.tou', billedIn: 'ARREARS', calendarId: 'clock', prices: [{ bucket: 'day', price: '0.10' }, { bucket: 'night', price: '0.05' }] }];
    expect(totals({ terms, calendars: [{ id: 'clock', version: '1', holidays: [], observed: 'NONE', rules: [{ bucket: 'day', fromHour: 8, toHour: 20 }, { bucket: 'night' }] }] })).toEqual(['43200.00', '44640.00']);
  });

  // 4 h of 720 are 0.56 %: energy of 57,280.00 less a tenth of it.
  it('is credited for an outage', () => {
    const sla: PriceTerm = { id: 'sla', code: 'credit.sla', billedIn: 'ARREARS', baseCodes: ['energy.fixed'], tiers: [{ atLeast: '0.999', credit: '0' }], otherwise: '0.10', cap: '0.5' };
    expect(totals({ terms: [...power.terms, sla], events: [cut('10T18:00', '10T22:00', { kind: 'OUTAGE' })] })).toEqual(['51552.00', '59520.00']);
  });

  it('says of an index that its price is assumed', () => {
    const [line] = simulate({ ...power, terms: [{ id: 'index', code: 'energy.index', billedIn: 'ARREARS', indexId: 'hub' }], indexPerMwh: { hub: '35' } }).invoices[0]?.lines ?? [];
    expect(line?.steps.join(' ')).toContain('at the price of hub (version assumed, preliminary)');
  });

  it('has between 1 and 360 months', () => {
    expect(totals({ months: 360, terms: [], tranches: [] })).toHaveLength(360);
    for (const months of [0, 361, 1.5]) expect(() => totals({ months })).toThrow('Between 1 and 360 months');
    expect(totals({ months: 1 })).toHaveLength(1);
  });
});
