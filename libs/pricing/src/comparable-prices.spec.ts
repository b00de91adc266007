import { moneyText } from '@busbar/kernel';
import { normalise } from './normalise';
import type { NormalisedPrice, PriceAssumptions } from './normalised-price';
import { drawDown } from './prepayment';
import { simulate } from './simulate';
import type { PriceTerm } from './terms/price-term';

/** 4,000 kW at 80 % for a year; a month has 730.5 hours, so that a kW takes 584.4 kWh in it. */
const assumptions: PriceAssumptions = { currency: 'USD', zone: 'America/Chicago', startOn: '2026-01-01', termMonths: 12, kw: '4000', loadFactor: '0.8', pue: '1.25' };
const rent: PriceTerm = { id: 'rent', code: 'capacity.reserved', billedIn: 'ADVANCE', price: '118' };
const power: PriceTerm = { id: 'power', code: 'energy.fixed', billedIn: 'ARREARS', price: '0.05' };
const gpu: PriceTerm = { id: 'gpu', code: 'gpu.premium', billedIn: 'ARREARS', sku: 'H100', price: '2', incrementSeconds: 60 };
const priced = (terms: readonly PriceTerm[], more: Partial<PriceAssumptions> = {}): NormalisedPrice => normalise(terms, { ...assumptions, ...more });
const monthsOver = (...terms: readonly PriceTerm[]): number => priced(terms, { termMonths: 24 }).basis.months;
const refused = (path: string, message: string, given?: string): Error => expect.objectContaining({ code: 'RATING_INPUT_INVALID', message, details: given === undefined ? { path } : { path, given } });

describe('what a price per kWh stands on', () => {
  it('is told with it', () => {
    // 584.4 × 0.05 = 29.22 per kW-month, × 4,000 kW × 12; 8,760 h × 3,200 kW.
    expect(priced([power])).toEqual({
      currency: 'USD', perItKwh: '0.050000000000', perKwMonth: '29.220000000000', perGpuHour: null,
      basis: { assumptions, months: 12, hours: '8760.00', itKwh: '28032000.000', kwhPerKwMonth: '584.400000000000', energy: 'INCLUDED', gpus: null, total: '1402560.00', ownGpuPerHour: null, termsLeftOut: [] },
    });
  });

  it('is rent for what it is, and hours of kW by a mean month', () => {
    expect(priced([rent]).basis).toMatchObject({ energy: 'NOT_INCLUDED', total: '5664000.00' });
    expect(priced([{ id: 'hourly', code: 'capacity.hourly', billedIn: 'ARREARS', price: '0.01' }]).perKwMonth).toBe('7.305000000000');
  });

  it('includes energy where any term prices it, and hands it through where any term does', () => {
    expect(priced([rent, power]).basis.energy).toBe('INCLUDED');
    expect(priced([rent, gpu], { kwPerGpu: '1' }).basis.energy).toBe('INCLUDED');
    expect(priced([rent, { id: 'index', code: 'energy.index', billedIn: 'ARREARS', indexId: 'hub' }], { indexPerMwh: { hub: '30' } }).basis.energy).toBe('PASSED_THROUGH');
  });

  it('does not mind what a term calls its tranche', () => expect(priced([{ ...power, trancheId: 'trn_7' }, { ...rent, trancheId: 'trn_8' }]).perKwMonth).toBe('147.220000000000'));

  it('reads the calendars and the consumer prices that terms name', () => {
    const calendars = [{ id: 'cal', version: '1', holidays: [], observed: 'NONE', rules: [{ bucket: 'all' }] }] as const;
    expect(priced([{ id: 'tou', code: 'energy.tou', billedIn: 'ARREARS', calendarId: 'cal', prices: [{ bucket: 'all', price: '0.05' }] }], { calendars }).perItKwh).toBe('0.050000000000');
    const cpi = [{ id: 'cpi', prints: [{ month: '2025-10', first: '100' }, { month: '2026-10', first: '110' }] }];
    const following: PriceTerm = { ...rent, price: '100', escalator: { kind: 'cpi', seriesId: 'cpi', baseMonth: '2025-10', lagMonths: 3, print: 'FIRST', effective: '2026-01-01' } };
    expect(priced([following], { cpi, termMonths: 24 }).perKwMonth).toBe('105.000000000000');
  });
});

describe('how long the engine is run', () => {
  it('is a year where nothing changes, and never longer than the term', () => {
    expect([monthsOver(rent, power), priced([rent], { termMonths: 7 }).basis.months]).toEqual([12, 7]);
    expect(monthsOver({ id: 'hands', code: 'charge.amount', billedIn: 'ARREARS', lineCode: 'charge.hands', amount: '1' })).toBe(12);
    expect(monthsOver({ ...rent, escalator: undefined } as unknown as PriceTerm)).toBe(12);
  });

  it.each<[string, PriceTerm]>([
    ['grows', { ...rent, escalator: { kind: 'fixed', rate: '0.1', effective: '2026-01-01' } }], ['begins later', { ...rent, from: '2027-01-01' }], ['ends before', { ...rent, until: '2027-01-01' }],
    ['is billed once', { id: 'setup', code: 'charge.amount', billedIn: 'ARREARS', lineCode: 'charge.setup', amount: '24', onceOn: '2027-03-01' }], ['is repaid', { id: 'capex', code: 'credit.capex', billedIn: 'ARREARS', funded: '1', shareOfFees: '0.1' }],
  ])('is the whole term where one of its prices %s', (_what, term) => expect(monthsOver(power, term)).toBe(24));

  it('spreads what is billed once over the term', () => {
    // 96,000 in the second year over 24 months and 4,000 kW.
    expect(priced([{ id: 'setup', code: 'charge.amount', billedIn: 'ARREARS', lineCode: 'charge.setup', amount: '96000', onceOn: '2027-03-01' }], { termMonths: 24 }).perKwMonth).toBe('1.000000000000');
  });
});

describe('a price per GPU-hour', () => {
  it('is that of whole GPUs, told where GPUs are rented beside other terms too', () => {
    // 4,000 GPUs at 2.00, and rent of 118 ÷ 730.5 for the kW of each.
    expect(priced([rent, gpu], { kwPerGpu: '1' })).toMatchObject({ perGpuHour: '2.161533196441', basis: { gpus: '4000' } });
    expect(priced([gpu], { kwPerGpu: '1', gpuSku: 'H100' }).perGpuHour).toBe('2.000000000000');
    expect(priced([gpu], { kwPerGpu: '1', gpuSku: 'H200' }).perGpuHour).toBe('0.000000000000');
  });

  it('is none where no GPUs are assumed, whatever the tenant would bring', () => {
    expect(priced([rent], { ownGpus: { pricePerGpu: '8766', lifeYears: '1', costOfCapital: '0' } })).toMatchObject({ perGpuHour: null, basis: { gpus: null, ownGpuPerHour: '1.000000000000' } });
  });

  it('recovers the tenant’s own GPUs over one to thirty whole years', () => {
    const own = (lifeYears: string, costOfCapital = '0'): string | null => priced([rent], { ownGpus: { pricePerGpu: '262980', lifeYears, costOfCapital } }).basis.ownGpuPerHour;
    // 262,980 ÷ 8,766 = 30 an hour over one year and 1 over thirty; with 10 % over one year 33.
    expect([own('1'), own('30'), own('1', '0.1')]).toEqual(['30.000000000000', '1.000000000000', '33.000000000000']);
    for (const lifeYears of ['0', '31', '1.5']) expect(() => own(lifeYears)).toThrow(refused('ownGpus.lifeYears', 'The life of GPUs is a whole number of years from 1 to 30.', lifeYears));
  });
});

describe('assumptions are refused', () => {
  it('in words, where they are senseless, and taken at their bounds', () => {
    expect(() => priced([rent], { kw: '0' })).toThrow(refused('kw', 'kw must be above zero.', '0'));
    expect(() => priced([rent], { kwPerGpu: '0' })).toThrow(refused('kwPerGpu', 'kwPerGpu must be above zero.', '0'));
    expect(() => priced([rent], { loadFactor: '0' })).toThrow(refused('loadFactor', 'loadFactor must be above zero.', '0'));
    expect(() => priced([rent], { loadFactor: '1.0001' })).toThrow(refused('loadFactor', 'A load factor is at most 1.', '1.0001'));
    expect(() => priced([rent], { pue: '0.9999' })).toThrow(refused('pue', 'A PUE is at least 1.', '0.9999'));
    for (const termMonths of [0, 361, 1.5]) expect(() => priced([rent], { termMonths })).toThrow(refused('termMonths', 'A term has 1 to 360 months.', String(termMonths)));
    expect(() => priced([gpu])).toThrow(refused('kwPerGpu', 'An offer with GPU-hours needs the kW of one GPU to be compared.'));
    expect(() => priced([rent], { kwPerGpu: '4000.1' })).toThrow(refused('kwPerGpu', 'The kW carry no whole GPU.', '4000.1'));
    expect(() => priced([rent], { startOn: '2026-02-30' })).toThrow(expect.objectContaining({ message: expect.stringContaining('startOn') }));
    for (const bound of [{ loadFactor: '1' }, { pue: '1' }, { termMonths: 1 }, { termMonths: 360 }, { kwPerGpu: '4000' }]) expect(priced([rent], bound).perKwMonth).toBe('118.000000000000');
  });
});

describe('a prepayment', () => {
  it('draws nothing for a credit note or an invoice of nothing, whatever its rule', () => {
    const usd = (minor: bigint): Parameters<typeof drawDown>[0] => ({ minor, currency: 'USD' });
    for (const total of [-500n, 0n]) for (const rule of [{ kind: 'share_of_invoice', share: '0.5' }, { kind: 'last_invoices', count: 9 }, { kind: 'milestone', released: usd(100n) }] as const)
      expect(drawDown(usd(1000n), usd(total), rule, 1)).toEqual({ drawn: usd(0n), balanceAfter: usd(1000n), due: usd(total) });
  });
});

describe('shadow invoices', () => {
  const draft = { contract: { id: 'ctr', effectiveFrom: '2026-01-01' }, currency: 'USD', zone: 'America/Chicago', billingDay: 1, loadFactor: '1', pue: '1', terms: [rent], tranches: [{ id: 'trn', rentStart: '2026-01-01', segments: [{ from: '2026-01-01', until: null, kw: '10' }] }] } as const;

  it('are as many as asked, taxes included in the total alone', () => {
    const shadow = simulate({ ...draft, months: 2, taxes: [{ code: 'tax', rate: '0.1' }] });
    expect([shadow.invoices.length, shadow.subtotal, shadow.total]).toEqual([2, '2360.00', '2596.00']);
    expect(shadow.invoices.map((invoice) => [invoice.document, moneyText(invoice.total)])).toEqual([['INVOICE', '1298.00'], ['INVOICE', '1298.00']]);
  });

  it('give GPUs without a tranche to the first, and one without any to the offer', () => {
    const used = (more: object): string | undefined => simulate({ ...draft, months: 1, terms: [{ ...gpu, trancheId: 'trn' }], gpus: [{ sku: 'H100', gpus: 1 }], ...more }).invoices[0]?.lines[0]?.quantity;
    expect(used({})).toBe('744.0000');
    expect(used({ gpus: [{ trancheId: 'trn_2', sku: 'H100', gpus: 1 }], tranches: [...draft.tranches, { ...draft.tranches[0], id: 'trn_2' }] })).toBeUndefined();
    expect(simulate({ ...draft, months: 1, terms: [gpu], tranches: [], gpus: [{ sku: 'H100', gpus: 1 }] }).invoices[0]?.lines[0]?.quantity).toBe('744.0000');
  });

  it.each([0, 361, 1.5])('are refused for %s months', (months) => {
    expect(() => simulate({ ...draft, months })).toThrow(refused('months', 'Between 1 and 360 months are simulated.', String(months)));
  });
});
