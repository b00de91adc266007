import { money, moneyText } from '@busbar/kernel';
import { carryForward } from './carry-forward';
import { readRatingDocument } from './document/read-document';
import type { RatingDocument } from './document/rating-document';
import { drawDown } from './prepayment';
import { rate } from './rate';
import type { RatedInvoice } from './rated-invoice';
import type { PriceTerm } from './terms/price-term';

const zone = 'America/Chicago';
/** A document of one tranche with 1,000 kWh in its period, all of it in the first quarter-hour. */
const documentOf = (terms: readonly PriceTerm[], more: Partial<RatingDocument> = {}): RatingDocument => ({
  contract: { id: 'ctr', effectiveFrom: '2025-01-01' }, currency: 'USD', zone, period: { from: '2026-04-01', to: '2026-05-01' }, terms, tranches: [{ id: 'trn', rentStart: '2025-01-01', segments: [{ from: '2025-01-01', until: null, kw: '1000' }] }],
  energy: [{ trancheId: 'trn', role: 'IT', source: { kind: 'total', kwh: '1000' } }], ...more,
});
const rated = (terms: readonly PriceTerm[], more: Partial<RatingDocument> = {}): RatedInvoice => rate(readRatingDocument(documentOf(terms, more)));
const lines = (invoice: RatedInvoice): readonly (readonly string[])[] => invoice.lines.map((line) => [line.code, line.quantity, line.unitPrice, moneyText(line.amount)]);
const power: PriceTerm = { id: 'power', code: 'energy.fixed', billedIn: 'ARREARS', price: '0.05' };

describe('tiers of a contract year', () => {
  const tiers: PriceTerm = { id: 'tiers', code: 'energy.tier', billedIn: 'ARREARS', accumulation: 'CONTRACT_YEAR', tiers: [{ upTo: '5000', price: '0.08' }, { upTo: null, price: '0.06', flatFee: '10' }] };

  it('go on from what the year has used, and charge the fee of a tier when it is entered', () => {
    const invoice = rated([tiers], { history: [{ termId: 'tiers', yearKwh: '4600' }] });
    expect(lines(invoice)).toEqual([['energy.tier1', '400.000', '0.08', '32.00'], ['energy.tier2', '600.000', '0.06', '36.00'], ['energy.tier2', '1', '10.00', '10.00']]);
    expect(invoice.carriedForward).toEqual([{ termId: 'tiers', yearKwh: '5600.000' }]);
    expect(lines(rated([tiers], { history: [{ termId: 'tiers', yearKwh: '5600' }] }))).toEqual([['energy.tier2', '1000.000', '0.06', '60.00']]);
  });

  it('begin anew at the anniversary', () => {
    expect(lines(rated([tiers], { contract: { id: 'ctr', effectiveFrom: '2024-04-01' }, history: [{ termId: 'tiers', yearKwh: '9000' }] }))).toEqual([['energy.tier1', '1000.000', '0.08', '80.00']]);
  });
});

describe('the overhead of a hall inside the quantity', () => {
  const inside = (id: string): PriceTerm => ({ id: 'pue', code: 'energy.pue_overhead', billedIn: 'ARREARS', mode: { kind: 'fixed', pue: '1.25' }, presentation: 'IN_QUANTITY', energyTermIds: [id] });

  it('grosses up the energy line and makes none of its own', () => {
    expect(lines(rated([power, inside('power')]))).toEqual([['energy.fixed', '1250.000', '0.05', '62.50']]);
  });

  it('lets the value of an index grow with the quantity', () => {
    const index: PriceTerm = { id: 'index', code: 'energy.index', billedIn: 'ARREARS', indexId: 'hub' };
    const indices: NonNullable<RatingDocument['indices']> = [{ id: 'hub', version: '1', status: 'FINAL', currency: 'USD', stepSeconds: 3600, source: { kind: 'flat', perMwh: '40' } }];
    expect(lines(rated([index, inside('index')], { indices }))).toEqual([['energy.index', '1250.000', '0.04', '50.00']]);
  });
});

describe('rent in advance and energy in arrears', () => {
  const rent: PriceTerm = { id: 'rent', code: 'capacity.reserved', billedIn: 'ADVANCE', price: '118' };
  const periods = (invoice: RatedInvoice): readonly (readonly string[])[] => invoice.lines.map((line) => [line.code, line.period.from, line.period.to]);

  it('stand on one invoice, each line with its own period', () => {
    expect(periods(rated([power, rent], { advance: { from: '2026-05-01', to: '2026-06-01' } }))).toEqual([['energy.fixed', '2026-04-01', '2026-05-01'], ['capacity.reserved', '2026-05-01', '2026-06-01']]);
  });

  it('the last invoice has nothing in advance', () => expect(periods(rated([power, rent], { advance: null }))).toEqual([['energy.fixed', '2026-04-01', '2026-05-01']]));

  it('rent of the next month is no part of this month’s minimum, rent billed before is', () => {
    const minimum: PriceTerm = { id: 'minimum', code: 'commit.minimum_true_up', billedIn: 'ARREARS', minimum: '120000' };
    const invoice = rated([power, rent, minimum], { advance: { from: '2026-05-01', to: '2026-06-01' }, history: [{ termId: 'minimum', billedBase: '118000' }] });
    expect(lines(invoice).at(-1)).toEqual(['commit.minimum_true_up', '1', '1950.00', '1950.00']);
  });
});

describe('escalators', () => {
  const cpi: NonNullable<RatingDocument['cpi']> = [{ id: 'cpi', prints: [{ month: '2024-01', first: '100', revised: '101' }, { month: '2025-01', first: '101' }, { month: '2026-01', first: '111.1' }] }];
  const term = (more: object): PriceTerm => ({ ...power, escalator: { kind: 'cpi', seriesId: 'cpi', baseMonth: '2024-01', lagMonths: 3, print: 'FIRST', effective: '2024-04-01', ...more } }) as PriceTerm;
  const price = (more: object): string | undefined => rated([term(more)], { cpi, contract: { id: 'ctr', effectiveFrom: '2024-04-01' } }).lines[0]?.unitPrice;

  it('follow the price series year by year', () => expect(price({})).toBe('0.05555'));
  it('hold each year within the collar', () => expect(price({ floor: '0.02', cap: '0.05' })).toBe('0.05355'));
  it('read the revised print where the contract says so', () => expect(price({ print: 'REVISED' })).toBe('0.055'));
  it('never take a price below its base, unless the contract lets them', () => {
    const falling: NonNullable<RatingDocument['cpi']> = [{ id: 'cpi', prints: [{ month: '2024-01', first: '100' }, { month: '2025-01', first: '90' }, { month: '2026-01', first: '80' }] }];
    const fallen = (more: object): string | undefined => rated([term(more)], { cpi: falling }).lines[0]?.unitPrice;
    expect([fallen({}), fallen({ mayFallBelowBase: true })]).toEqual(['0.05', '0.04']);
  });
  it('read the print that lies before the month in which the price begins, and stay above a base with more decimals than they keep', () => {
    const prints = [{ month: '2024-01', first: '100' }, { month: '2024-12', first: '110' }, { month: '2025-01', first: '120' }, { month: '2026-01', first: '120' }];
    const on = (more: object): string | undefined => rated([term({ effective: '2024-03-15', on: 'FIRST_OF_MONTH_AFTER', ...more })], { cpi: [{ id: 'cpi', prints }] }).lines[0]?.unitPrice;
    expect(on({})).toBe('0.06');
    expect(on({ scale: 1, floor: '0', cap: '0' })).toBe('0.1');
    expect(rated([{ ...term({ scale: 2, floor: '0', cap: '0' }), price: '0.0525' } as PriceTerm], { cpi }).lines[0]?.unitPrice).toBe('0.0525');
  });
  it('of a tranche step on the first of the month after the anniversary', () => {
    const step: PriceTerm = { ...power, escalator: { kind: 'fixed', rate: '0.1', effective: '2025-03-15', on: 'FIRST_OF_MONTH_AFTER' } };
    expect(rated([step]).lines.map((line) => [line.period.from, line.unitPrice])).toEqual([['2026-04-01', '0.055']]);
    expect(rated([step], { period: { from: '2026-03-15', to: '2026-04-15' } }).lines.map((line) => [line.period.from, line.unitPrice])).toEqual([['2026-03-15', '0.05']]);
  });
});

describe('take-or-pay', () => {
  const term: PriceTerm = { id: 'top', code: 'commit.take_or_pay', billedIn: 'ARREARS', annualKwh: '10000', share: '0.9', price: '0.06', makeUpMonths: 12 };
  const contract = { id: 'ctr', effectiveFrom: '2025-01-01' };

  it('bills the shortfall on the last invoice of the year and banks it', () => {
    const invoice = rated([term], { contract: { ...contract, effectiveFrom: '2025-05-01' }, history: [{ termId: 'top', yearKwh: '7000', deemedTakenKwh: '400' }] });
    expect(lines(invoice)).toEqual([['commit.shortfall', '600.000', '0.06', '36.00']]);
    expect(invoice.carriedForward).toEqual([{ termId: 'top', yearKwh: '8000.000', bank: [{ kwh: '600.000', price: '0.06', expires: '2027-04-30' }] }]);
  });

  it('is silent within the year', () => expect(lines(rated([term], { contract }))).toEqual([]));

  it('makes up with energy above the level, oldest year first, at what was paid, until the last day', () => {
    const bank = [{ kwh: '999', price: '0.01', expires: '2026-03-31' }, { kwh: '200', price: '0.04', expires: '2026-04-01' }, { kwh: '300', price: '0.05', expires: '2026-06-30' }];
    const invoice = rated([term], { contract, history: [{ termId: 'top', yearKwh: '8600', bank }] });
    expect(lines(invoice)).toEqual([['commit.make_up', '-200.000', '0.04', '-8.00'], ['commit.make_up', '-300.000', '0.05', '-15.00']]);
    expect(invoice.document).toBe('CREDIT_NOTE');
    expect(carryForward([{ termId: 'top', yearKwh: '8600', bank }], invoice.carriedForward)).toEqual([{ termId: 'top', yearKwh: '9600.000', bank: [] }]);
  });

  it('draws on the older year first, even where the younger one expires before it', () => {
    const bank = [{ kwh: '500', price: '0.05', expires: '2026-12-31' }, { kwh: '300', price: '0.04', expires: '2026-06-30' }];
    expect(lines(rated([term], { contract, history: [{ termId: 'top', yearKwh: '8600', bank }] }))).toEqual([['commit.make_up', '-500.000', '0.05', '-25.00'], ['commit.make_up', '-100.000', '0.04', '-4.00']]);
  });

  it('asks of a stub year its days alone', () => {
    const invoice = rated([term], { contract: { id: 'ctr', effectiveFrom: '2026-03-01', effectiveUntil: '2026-05-01' } });
    // 9,000 kWh × 61 of 365 days, less 1,000 kWh.
    expect(lines(invoice)).toEqual([['commit.shortfall', '504.110', '0.06', '30.25']]);
  });
});

describe('demand', () => {
  const demand: PriceTerm = { id: 'demand', code: 'demand.peak', billedIn: 'ARREARS', price: '10', targetPowerFactor: '0.95' };
  const energy = (reactive: string): NonNullable<RatingDocument['energy']> => [{ trancheId: 'trn', role: 'IT', source: { kind: 'formula', wh: '100000' }, reactive: { kind: 'formula', varh: reactive } }];

  it('reads the power factor from the reactive channel, to four decimals', () => {
    // 100 ÷ √(100² + 75²) = 0.8: 400 kW × 0.95 ÷ 0.8
    expect(lines(rated([demand], { energy: energy('75000') }))).toEqual([['demand.peak', '475.000', '10', '4750.00']]);
    expect(lines(rated([demand], { energy: energy('0') }))).toEqual([['demand.peak', '400.000', '10', '4000.00']]);
    expect(lines(rated([{ ...demand, unit: 'kVA' } as PriceTerm], { energy: energy('75000') }))).toEqual([['demand.peak', '500.000', '10', '5000.00']]);
  });

  it('reads coincident peaks from the meter where their kW are not given', () => {
    const transmission: PriceTerm = { id: 'tx', code: 'transmission.4cp', billedIn: 'ARREARS', peakSetId: 'cp', annualRate: '60' };
    const more = { energy: energy('0'), coincidentPeaks: [{ id: 'cp', intervals: ['2026-04-03T20:00:00Z', '2026-04-09T21:15:00Z'] }] };
    expect(rated([transmission], more).lines).toMatchObject([{ quantity: '400.000', fraction: { numerator: '1', denominator: '12' }, unitPrice: '60', amount: { minor: 200_000n } }]);
    expect(() => rated([transmission], { ...more, coincidentPeaks: [{ id: 'cp', intervals: ['2025-08-03T20:00:00Z'] }] })).toThrow('no energy at the coincident peak');
  });
});

describe('curtailment', () => {
  const term: PriceTerm = { id: 'cut', code: 'credit.curtailment', billedIn: 'ARREARS', price: '0.09' };
  const source = (from: string): NonNullable<RatingDocument['energy']> => [{ trancheId: 'trn', role: 'IT', source: { kind: 'formula', wh: '100000', from, to: '2026-05-01', except: [{ from: '2026-04-06T22:00:00Z', to: '2026-04-07T00:00:00Z', wh: '10000' }] } }];
  const events: NonNullable<RatingDocument['events']> = [{ id: 'evt', kind: 'CURTAILMENT', from: '2026-04-06T22:00:00Z', to: '2026-04-07T00:00:00Z' }];

  it('finds its baseline before the period', () => {
    expect(lines(rated([term], { energy: source('2026-03-01'), events }))).toEqual([['credit.curtailment', '-720.000', '0.09', '-64.80']]);
  });

  it('takes what days there are, and credits nothing without any', () => {
    expect(rated([term], { energy: source('2026-04-01'), events }).lines[0]?.steps[0]).toBe('Event evt. Baseline: the mean of 2026-04-03, 2026-04-02, 2026-04-01.');
    expect(rated([term], { energy: source('2026-04-06'), events })).toMatchObject({ lines: [], notices: [{ code: 'CURTAILMENT_WITHOUT_BASELINE' }] });
  });
});

describe('what an invoice says of itself', () => {
  it('keeps the primary energy line at zero, and says that IT energy was missing', () => {
    const overhead: PriceTerm = { id: 'pue', code: 'energy.pue_overhead', billedIn: 'ARREARS', price: '0.05', mode: { kind: 'measured' } };
    const none: NonNullable<RatingDocument['energy']> = [{ trancheId: 'trn', role: 'IT', source: { kind: 'total', kwh: '0' } }, { trancheId: 'trn', role: 'FACILITY', source: { kind: 'total', kwh: '10' } }];
    expect(rated([power, overhead], { energy: none })).toMatchObject({ lines: [{ code: 'energy.fixed', quantity: '0.000' }], notices: [{ code: 'PUE_WITHOUT_IT_ENERGY' }] });
  });
});

describe('settlement of an invoice', () => {
  it('draws a prepayment down as agreed, never beyond balance or invoice', () => {
    const usd = (minor: bigint): ReturnType<typeof money> => money(minor, 'USD');
    const drawn = (balance: bigint, total: bigint, rule: Parameters<typeof drawDown>[2], left = 5): readonly bigint[] => {
      const { drawn: taken, balanceAfter, due } = drawDown(usd(balance), usd(total), rule, left);
      return [taken.minor, balanceAfter.minor, due.minor];
    };
    expect(drawn(10_000n, 1001n, { kind: 'share_of_invoice', share: '0.5' })).toEqual([501n, 9499n, 500n]);
    expect(drawn(100n, 1000n, { kind: 'share_of_invoice', share: '0.5' })).toEqual([100n, 0n, 900n]);
    expect(drawn(10_000n, 1000n, { kind: 'last_invoices', count: 3 }, 4)).toEqual([0n, 10_000n, 1000n]);
    expect(drawn(10_000n, 1000n, { kind: 'last_invoices', count: 3 }, 3)).toEqual([1000n, 9000n, 0n]);
    expect(drawn(10_000n, 1000n, { kind: 'milestone', released: usd(250n) })).toEqual([250n, 9750n, 750n]);
    expect(drawn(10_000n, -500n, { kind: 'milestone', released: usd(250n) })).toEqual([0n, 10_000n, -500n]);
  });
});
