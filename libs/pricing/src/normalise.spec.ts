import fc from 'fast-check';
import { normalise, perItKwhOf, perKwMonthOf } from './normalise';
import type { PriceAssumptions } from './normalised-price';
import { simulate } from './simulate';
import type { PriceTerm } from './terms/price-term';
import { moneyText } from '@busbar/kernel';

const assumptions: PriceAssumptions = { currency: 'USD', zone: 'America/Chicago', startOn: '2026-01-01', termMonths: 12, kw: '4000', loadFactor: '0.8', pue: '1.25', indexPerMwh: { hub: '35' } };
const rent: PriceTerm = { id: 'rent', code: 'capacity.reserved', billedIn: 'ADVANCE', price: '118.00' };
const allIn: PriceTerm = { id: 'power', code: 'energy.fixed', billedIn: 'ARREARS', price: '0.0475' };
const gpu: PriceTerm = { id: 'gpu', code: 'gpu.premium', billedIn: 'ARREARS', sku: 'H100-SXM', price: '1.89', incrementSeconds: 60 };

describe('one price, three ways', () => {
  it('says an all-in price per kWh as it is, and per kW-month by the hours of a mean month', () => {
    const price = normalise([allIn], assumptions);
    expect(price).toMatchObject({ perItKwh: '0.047500000000', perKwMonth: '27.759000000000', perGpuHour: null, basis: { energy: 'INCLUDED', kwhPerKwMonth: '584.400000000000', months: 12 } });
  });

  it('adds rent, index, margin and overhead of the hall into one number', () => {
    const price = normalise([
      rent,
      { id: 'index', code: 'energy.index', billedIn: 'ARREARS', indexId: 'hub' },
      { id: 'adder', code: 'energy.index_adder', billedIn: 'ARREARS', price: '0.0065' },
      { id: 'pue', code: 'energy.pue_overhead', billedIn: 'ARREARS', mode: { kind: 'measured' }, energyTermIds: ['index', 'adder'] },
    ], assumptions);
    // 118 + 584.4 × 0.0415 × 1.25
    expect(price.perKwMonth).toBe('148.315750000000');
    expect(price.basis.energy).toBe('PASSED_THROUGH');
  });

  it('says rent without power for what it is', () => {
    expect(normalise([rent], assumptions)).toMatchObject({ perKwMonth: '118.000000000000', basis: { energy: 'NOT_INCLUDED' } });
  });

  it('gives GPU-hours as they are priced, whole GPUs only', () => {
    const price = normalise([gpu], { ...assumptions, kw: '1000', kwPerGpu: '1.4' });
    expect(price.basis.gpus).toBe('714');
    expect(Number(price.perGpuHour)).toBeCloseTo(1.89, 6);
  });

  it('never shows a landlord’s rent as the price of a GPU-hour, unless the tenant’s own GPUs are in it', () => {
    expect(normalise([rent], { ...assumptions, kwPerGpu: '1.4' }).perGpuHour).toBeNull();
    const own = normalise([rent], { ...assumptions, kw: '1400', kwPerGpu: '1.4', ownGpus: { pricePerGpu: '30000', lifeYears: '5', costOfCapital: '0.10' } });
    // capital recovery 0.263797 × 30,000 ÷ 8,766 h + rent of 1.4 kW at 118 ÷ 730.5 h
    expect(Number(own.perGpuHour)).toBeCloseTo(0.9028 + 0.2261, 3);
    expect(Number(own.basis.ownGpuPerHour)).toBeCloseTo(0.9028, 4);
    const free = normalise([rent], { ...assumptions, kw: '1400', kwPerGpu: '1.4', ownGpus: { pricePerGpu: '8766', lifeYears: '1', costOfCapital: '0' } });
    expect(free.basis.ownGpuPerHour).toBe('1.000000000000');
  });

  it('spreads one-time costs over the term', () => {
    expect(normalise([rent], { ...assumptions, termMonths: 24, oneTimeCosts: '96000' }).perKwMonth).toBe('119.000000000000');
  });

  it('averages an escalator over the term', () => {
    const price = normalise([{ ...rent, price: '100', escalator: { kind: 'fixed', rate: '0.10', effective: '2026-01-01' } }], { ...assumptions, termMonths: 24 });
    expect(price.perKwMonth).toBe('105.000000000000');
  });

  it('leaves out what only an actual bill can price, and says so', () => {
    const cost: PriceTerm = { id: 'bill', code: 'passthrough.cost', billedIn: 'ARREARS', billId: 'b', participantId: 'p' };
    expect(normalise([rent, cost], assumptions).basis).toMatchObject({ termsLeftOut: ['bill'], energy: 'PASSED_THROUGH' });
  });

  it('leaves out transmission by coincident peaks, which are published later, and says so', () => {
    const peak: PriceTerm = { id: 'peak', code: 'transmission.4cp', billedIn: 'ARREARS', peakSetId: 'summer', annualRate: '60' };
    expect(normalise([rent, peak], assumptions)).toMatchObject({ perKwMonth: '118.000000000000', basis: { termsLeftOut: ['peak'] } });
  });

  // 3,200 kW in 8,760 h are 28,032,000 kWh, counted from the day the offer begins.
  it('adds nothing for a take-or-pay level that the assumed load reaches within the contract year', () => {
    const level: PriceTerm = { id: 'level', code: 'commit.take_or_pay', billedIn: 'ARREARS', annualKwh: '28032000', share: '1', price: '0.02' };
    expect(normalise([allIn, level], assumptions).perKwMonth).toBe('27.759000000000');
    expect(Number(normalise([allIn, { ...level, annualKwh: '30000000' }], assumptions).perKwMonth)).toBeGreaterThan(27.759);
  });

  it('refuses what a contract would refuse: overhead of one tranche on the energy of all', () => {
    const overhead: PriceTerm = { id: 'pue', code: 'energy.pue_overhead', billedIn: 'ARREARS', trancheId: 'hall_a', mode: { kind: 'measured' }, energyTermIds: ['power'] };
    expect(() => normalise([allIn, overhead], assumptions)).toThrow('The overhead and the energy term it grosses up price different tranches.');
    expect(normalise([{ ...allIn, trancheId: 'hall_a' }, overhead], assumptions).basis.energy).toBe('INCLUDED');
  });

  it('turns $/kW-month into $/kWh and back without a change at six decimals', () => {
    const price = fc.integer({ min: 1, max: 999_999_999_999 }).map((micro) => (micro / 1e6).toFixed(6));
    fc.assert(fc.property(price, fc.integer({ min: 1, max: 100 }), (perKwMonth, percent) => {
      const { basis } = { basis: { kwhPerKwMonth: (7.305 * percent).toFixed(12) } };
      expect(Number(perKwMonthOf(perItKwhOf(perKwMonth, basis), basis)).toFixed(6)).toBe(Number(perKwMonth).toFixed(6));
    }));
  });

  it.each([
    ['loadFactor', { loadFactor: '1.01' }], ['loadFactor', { loadFactor: '0' }], ['pue', { pue: '0.99' }], ['kw', { kw: '0' }], ['termMonths', { termMonths: 0 }], ['termMonths', { termMonths: 361 }],
    ['kwPerGpu', { kwPerGpu: '0' }], ['kwPerGpu', { kwPerGpu: '4001' }],
  ] as const)('refuses a senseless %s', (path, wrong) => {
    expect(() => normalise([rent], { ...assumptions, ...wrong })).toThrow(expect.objectContaining({ details: expect.objectContaining({ path }) }));
  });

  it('refuses GPU-hours without the kW of a GPU, and an index without a price', () => {
    expect(() => normalise([gpu], assumptions)).toThrow('needs the kW of one GPU');
    expect(() => normalise([{ id: 'i', code: 'energy.index', billedIn: 'ARREARS', indexId: 'unknown' }], assumptions)).toThrow('names an index that the input does not have');
  });
});

describe('shadow invoices', () => {
  const draft = {
    contract: { id: 'ctr_1', effectiveFrom: '2026-01-15' }, currency: 'USD' as const, zone: 'America/Chicago', billingDay: 1, loadFactor: '1', pue: '1.2', terms: [rent, allIn],
    tranches: [{ id: 'trn_1', rentStart: '2026-01-15', segments: [{ from: '2026-01-15', until: null, kw: '1000' }], ramp: [{ fromMonth: 0, share: '0.5' }, { fromMonth: 1, share: '1' }] }],
  };

  it('bill twelve months, the first by days, with the ramp', () => {
    const { invoices, subtotal } = simulate(draft);
    expect(invoices).toHaveLength(12);
    expect(invoices[0]?.lines.find((line) => line.code === 'capacity.reserved')).toMatchObject({ quantity: '500.000', fraction: { numerator: '17', denominator: '31' } });
    expect(invoices[1]?.lines.filter((line) => line.code === 'capacity.reserved').map((line) => [line.quantity, line.fraction?.numerator])).toEqual([['500.000', '14'], ['1000.000', '14']]);
    expect(invoices[2]?.lines.map((line) => [line.code, moneyText(line.amount)])).toEqual([['energy.fixed', '35292.50'], ['capacity.reserved', '118000.00']]);
    expect(subtotal).toBe(moneyText({ minor: invoices.reduce((sum, invoice) => sum + invoice.subtotal.minor, 0n), currency: 'USD' }));
  });

  it('carry a ratchet from month to month', () => {
    const months = simulate({ ...draft, terms: [{ id: 'demand', code: 'demand.peak', billedIn: 'ARREARS', price: '10', ratchet: { share: '0.9' } }], tranches: [{ id: 'trn_1', rentStart: '2026-01-01', segments: [{ from: '2026-01-15', until: '2026-02-01', kw: '1000' }, { from: '2026-02-01', until: null, kw: '100' }] }] });
    expect(months.invoices.map((invoice) => invoice.lines[0]?.quantity)).toEqual(['1000.000', ...Array.from({ length: 11 }, () => '900.000')]);
  });

  it('are refused for a senseless number of months', () => {
    expect(() => simulate({ ...draft, months: 0 })).toThrow('Between 1 and 360 months');
    expect(() => simulate({ ...draft, months: 361 })).toThrow('Between 1 and 360 months');
  });
});
