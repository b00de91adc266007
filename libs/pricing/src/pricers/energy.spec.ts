import { moneyText } from '@busbar/kernel';
import type { RatingDocument } from '../document/rating-document';
import { readRatingDocument } from '../document/read-document';
import { drillDown } from '../open-line';
import { rate } from '../rate';
import type { RatedInvoice } from '../rated-invoice';
import type { PriceTerm } from '../terms/price-term';

type Energy = NonNullable<RatingDocument['energy']>;
type Index = NonNullable<RatingDocument['indices']>[number];

/** Two days of April 2026 in Chicago with 1 kWh in each quarter-hour: 192 kWh, 96 a day. */
const metered: Energy[number] = { trancheId: 'trn', role: 'IT', source: { kind: 'formula', wh: '1000' } };
const documentOf = (terms: readonly PriceTerm[], more: Partial<RatingDocument> = {}): RatingDocument => ({
  contract: { id: 'ctr', effectiveFrom: '2025-01-01' }, currency: 'USD', zone: 'America/Chicago', period: { from: '2026-04-01', to: '2026-04-03' }, terms,
  tranches: [{ id: 'trn', rentStart: '2025-01-01', segments: [] }, { id: 'trn_2', rentStart: '2025-01-01', segments: [] }], energy: [metered], ...more,
});
const rated = (terms: readonly PriceTerm[], more: Partial<RatingDocument> = {}): RatedInvoice => rate(readRatingDocument(documentOf(terms, more)));
const told = (terms: readonly PriceTerm[], more: Partial<RatingDocument> = {}): readonly (readonly string[])[] => rated(terms, more).lines.map((line) => [line.code, line.quantity, line.unitPrice, moneyText(line.amount)]);
const total = (kwh: string): Partial<RatingDocument> => ({ energy: [{ trancheId: 'trn', role: 'IT', source: { kind: 'total', kwh } }] });
/** Of a line: each day's kWh and minor units. */
const days = (terms: readonly PriceTerm[], line = 1, more: Partial<RatingDocument> = {}): readonly (readonly unknown[])[] => drillDown(readRatingDocument(documentOf(terms, more)), line).days.map((day) => [day.day, Number(day.energyMj) / 3.6e9, day.amountMinor]);
const refused = (code: string, path: string, message: string, given?: string): Error => expect.objectContaining({ code, message, details: given === undefined ? { path } : { path, given } });
const onTheSecond = { kind: 'fixed', rate: '0.1', effective: '2025-04-02' } as const;
const power: PriceTerm = { id: 'power', code: 'energy.fixed', billedIn: 'ARREARS', price: '0.05' };

describe('energy at one price', () => {
  it('is metered kWh × loss factor × price, each rounded once', () => {
    expect(rated([power]).lines[0]).toMatchObject({ code: 'energy.fixed', rule: '5 energy.fixed', quantity: '192.000', unit: 'kWh', amount: { minor: 960n }, intervals: { count: 192, measured: 192 }, steps: ['Metered energy of 192 intervals: 192.000 kWh.', '192.000 kWh × 0.05 = 9.6, rounded to 9.60 USD.'] });
    // 192 × 1.02 = 195.84; × 0.05 = 9.792
    expect(rated([{ ...power, lossFactor: '1.02' }]).lines[0]).toMatchObject({ quantity: '195.840', amount: { minor: 979n }, steps: ['Metered energy of 192 intervals: 192.000 kWh; × loss factor 1.02 = 195.840 kWh.', '195.840 kWh × 0.05 = 9.792, rounded to 9.79 USD.'] });
  });

  it('is split where the price changes, and lies on the days on which it flowed', () => {
    expect(told([{ ...power, escalator: onTheSecond }])).toEqual([['energy.fixed', '96.000', '0.05', '4.80'], ['energy.fixed', '96.000', '0.055', '5.28']]);
    expect(days([power])).toEqual([['2026-04-01', 96, 480n], ['2026-04-02', 96, 480n]]);
  });
});

describe('graduated tiers', () => {
  const tiers: PriceTerm = { id: 'tiers', code: 'energy.tier', billedIn: 'ARREARS', tiers: [{ upTo: '100', price: '0.10', flatFee: '3' }, { upTo: '150', price: '0.08', flatFee: '5' }, { upTo: null, price: '0.06' }] };
  const yearly: PriceTerm = { ...tiers, accumulation: 'CONTRACT_YEAR' };

  it('are slices of their own, each with its fee when it is entered', () => {
    expect(rated([tiers]).lines.map((line) => [line.code, line.quantity, moneyText(line.amount), line.rule, ...line.steps])).toEqual([
      ['energy.tier1', '100.000', '10.00', '5 energy.tierN', 'Metered energy of 192 intervals: 192.000 kWh.', 'Before: 0.000 kWh; tier 1 holds what lies above 0.000 up to 100.000 kWh: 100.000 kWh.', '100.000 kWh × 0.1 = 10, rounded to 10.00 USD.'],
      ['energy.tier1', '1', '3.00', '5 energy.tierN', 'Flat fee of tier 1, which was entered.', 'Amount: 3.00 USD.'],
      ['energy.tier2', '50.000', '4.00', '5 energy.tierN', 'Metered energy of 192 intervals: 192.000 kWh.', 'Before: 0.000 kWh; tier 2 holds what lies above 100.000 up to 150.000 kWh: 50.000 kWh.', '50.000 kWh × 0.08 = 4, rounded to 4.00 USD.'],
      ['energy.tier2', '1', '5.00', '5 energy.tierN', 'Flat fee of tier 2, which was entered.', 'Amount: 5.00 USD.'],
      ['energy.tier3', '42.000', '2.52', '5 energy.tierN', 'Metered energy of 192 intervals: 192.000 kWh.', 'Before: 0.000 kWh; tier 3 holds what lies above 150.000 kWh: 42.000 kWh.', '42.000 kWh × 0.06 = 2.52, rounded to 2.52 USD.'],
    ]);
    expect(rated([tiers]).carriedForward).toEqual([]);
  });

  it('hold their upper bound: 100 kWh lie in the first, and a thousandth more enters the second', () => {
    expect(told([tiers], total('100'))).toEqual([['energy.tier1', '100.000', '0.1', '10.00'], ['energy.tier1', '1', '3.00', '3.00']]);
    expect(told([tiers], total('100.001'))).toHaveLength(3);
  });

  it('price nothing as nothing and energy given back at the first tier, without a fee', () => {
    expect(told([tiers], total('0'))).toEqual([['energy.tier1', '0.000', '0.1', '0.00']]);
    expect(told([tiers], total('-10'))).toEqual([['energy.tier1', '-10.000', '0.1', '-1.00']]);
    expect(days([tiers], 1, total('-10'))).toEqual([['2026-04-01', -10, -100n], ['2026-04-02', 0, 0n]]);
  });

  it('are filled in time order, and open into the quarter-hours that filled them', () => {
    // The first 96 kWh flowed on the 1st; the first tier takes four more on the 2nd.
    expect([days([tiers]), days([tiers], 3), days([tiers], 5)]).toEqual([
      [['2026-04-01', 96, 960n], ['2026-04-02', 4, 40n]], [['2026-04-01', 0, 0n], ['2026-04-02', 50, 400n]], [['2026-04-01', 0, 0n], ['2026-04-02', 42, 252n]],
    ]);
    // With a loss factor of 2 the first 50 kWh metered fill the first tier.
    expect(days([{ ...tiers, lossFactor: '2' }])).toEqual([['2026-04-01', 50, 1000n], ['2026-04-02', 0, 0n]]);
    expect(told([{ ...tiers, escalator: onTheSecond }]).map((line) => line.slice(0, 3))).toEqual([
      ['energy.tier1', '96.000', '0.1'], ['energy.tier1', '1', '3.00'], ['energy.tier1', '4.000', '0.11'], ['energy.tier2', '50.000', '0.088'], ['energy.tier2', '1', '5.00'], ['energy.tier3', '42.000', '0.066'],
    ]);
  });

  it('of a contract year go on from what it has used, and open accordingly', () => {
    const history = [{ termId: 'tiers', yearKwh: '60' }];
    expect(told([yearly], { history }).map((line) => line.slice(0, 2))).toEqual([['energy.tier1', '40.000'], ['energy.tier2', '50.000'], ['energy.tier2', '1'], ['energy.tier3', '102.000']]);
    expect([days([yearly], 1, { history }), days([yearly], 2, { history }), days([yearly], 4, { history })]).toEqual([
      [['2026-04-01', 40, 400n], ['2026-04-02', 0, 0n]], [['2026-04-01', 50, 400n], ['2026-04-02', 0, 0n]], [['2026-04-01', 6, 36n], ['2026-04-02', 96, 576n]],
    ]);
    expect(rated([yearly], { history }).carriedForward).toEqual([{ termId: 'tiers', yearKwh: '252.000' }]);
    expect(rated([yearly]).carriedForward).toEqual([{ termId: 'tiers', yearKwh: '192.000' }]);
    // A tier whose lower bound was just reached is entered now.
    expect(told([yearly], { history: [{ termId: 'tiers', yearKwh: '100' }] }).map((line) => line.slice(0, 2))).toEqual([['energy.tier2', '50.000'], ['energy.tier2', '1'], ['energy.tier3', '142.000']]);
    expect(told([tiers], { history })).toHaveLength(5);
    expect(rated([{ ...yearly, until: '2026-04-01' }], { history })).toMatchObject({ lines: [], carriedForward: [] });
  });

  it('of a contract year begin anew inside a period', () => {
    const invoice = rated([yearly], { contract: { id: 'ctr', effectiveFrom: '2025-04-02' }, history: [{ termId: 'tiers', yearKwh: '90' }] });
    expect(invoice.lines.filter((line) => line.unit === 'kWh').map((line) => [line.period.from, line.code, line.quantity])).toEqual([['2026-04-01', 'energy.tier1', '10.000'], ['2026-04-01', 'energy.tier2', '50.000'], ['2026-04-01', 'energy.tier3', '36.000'], ['2026-04-02', 'energy.tier1', '96.000']]);
    expect(invoice.carriedForward).toEqual([{ termId: 'tiers', yearKwh: '96.000' }]);
  });

  it('shrink with a short period only where that was agreed', () => {
    const short = { contract: { id: 'ctr', effectiveFrom: '2026-04-02' } };
    const kwh = (term: PriceTerm): readonly string[] => rated([term], short).lines.filter((line) => line.unit === 'kWh').map((line) => line.quantity);
    expect(kwh(tiers)).toEqual(['96.000']);
    expect(kwh({ ...tiers, prorateBounds: false })).toEqual(['96.000']);
    // One of two days: 50 and 75.
    expect(kwh({ ...tiers, prorateBounds: true })).toEqual(['50.000', '25.000', '21.000']);
    expect(told([{ ...tiers, prorateBounds: true, until: '2026-04-01' }])).toEqual([]);
  });

  it('are refused without a tier, with bounds that do not rise from zero, and with a bound at the end', () => {
    const of = (...bounds: readonly (string | null)[]): PriceTerm => ({ id: 'tiers', code: 'energy.tier', billedIn: 'ARREARS', tiers: bounds.map((upTo) => ({ upTo, price: '1' })) });
    expect(() => rated([of()])).toThrow(refused('RATING_TERMS_CONTRADICT', 'terms[0].tiers', 'A tiered price has at least one tier.'));
    for (const bound of ['0', '0.0001']) expect(() => rated([of(bound, null)])).toThrow(refused('RATING_TERMS_CONTRADICT', 'terms[0].tiers[0].upTo', 'The bounds of the tiers must rise.', bound));
    expect(() => rated([of('2', '1', null)])).toThrow(refused('RATING_TERMS_CONTRADICT', 'terms[0].tiers[1].upTo', 'The bounds of the tiers must rise.', '1'));
    expect(() => rated([of('1')])).toThrow(refused('RATING_TERMS_CONTRADICT', 'terms[0].tiers[0].upTo', 'The last tier, and only the last, has no upper bound.'));
    expect(() => rated([of('0.001', '0.002', null)])).not.toThrow();
  });
});

describe('a price by volume', () => {
  const volume = (bound: string, flatFee?: string): PriceTerm => ({ id: 'volume', code: 'energy.volume', billedIn: 'ARREARS', tiers: [{ upTo: bound, price: '0.05' }, { upTo: null, price: '0.04', ...(flatFee === undefined ? {} : { flatFee }) }] });

  it('is that of the tier in which the whole lies, the upper bound inclusive', () => {
    expect(told([volume('192')])).toEqual([['energy.volume', '192.000', '0.05', '9.60']]);
    expect(rated([volume('191.999', '7')]).lines.map((line) => [line.quantity, moneyText(line.amount), line.rule, ...line.steps])).toEqual([
      ['192.000', '7.68', '5 energy.volume', 'Metered energy of 192 intervals: 192.000 kWh.', 'The quantity of the period, 192.000 kWh, lies in tier 2.', '192.000 kWh × 0.04 = 7.68, rounded to 7.68 USD.'],
      ['1', '7.00', '5 energy.volume', 'Flat fee of tier 2.', 'Amount: 7.00 USD.'],
    ]);
    expect(rated([volume('191.999', '7')]).lines[1]?.code).toBe('energy.volume');
    expect(told([volume('192', '7')])).toHaveLength(1);
  });

  it('is one tier for the period, also where its price changes inside', () => {
    expect(told([{ ...volume('191', '7'), escalator: onTheSecond } as PriceTerm])).toEqual([['energy.volume', '96.000', '0.04', '3.84'], ['energy.volume', '96.000', '0.044', '4.22'], ['energy.volume', '1', '7.00', '7.00']]);
    expect(rated([{ ...volume('191', '7'), escalator: onTheSecond } as PriceTerm]).lines[2]?.period).toMatchObject({ from: '2026-04-01', to: '2026-04-02' });
    expect(days([volume('192')])).toEqual([['2026-04-01', 96, 480n], ['2026-04-02', 96, 480n]]);
    expect(told([{ ...volume('191', '7'), until: '2026-04-01' } as PriceTerm])).toEqual([]);
  });

  it('asks for no fee where it is not in force', () => {
    expect(told([{ id: 'power', code: 'energy.volume', billedIn: 'ARREARS', tiers: [{ upTo: null, price: '0.05', flatFee: '10' }], until: '2026-04-01' }])).toEqual([]);
  });

  it('is refused like tiers', () => expect(() => rated([{ ...volume('0') }])).toThrow(refused('RATING_TERMS_CONTRADICT', 'terms[0].tiers[0].upTo', 'The bounds of the tiers must rise.', '0')));
});

describe('time of use', () => {
  const calendars: NonNullable<RatingDocument['calendars']> = [{ id: 'cal', version: '3', holidays: [], observed: 'NONE', rules: [{ bucket: 'peak', weekdays: [1, 2, 3, 4, 5], fromHour: 7, toHour: 9 }, { bucket: 'rest' }] }];
  const tou: PriceTerm = { id: 'tou', code: 'energy.tou', billedIn: 'ARREARS', calendarId: 'cal', prices: [{ bucket: 'peak', price: '0.2' }, { bucket: 'rest', price: '0.05' }] };

  it('prices each bucket by itself, and shows the intervals that are in it', () => {
    // Wednesday and Thursday: 2 × 8 quarter-hours of peak.
    expect(rated([tou], { calendars }).lines).toMatchObject([
      { code: 'energy.tou.peak', rule: '5 energy.tou.B', quantity: '16.000', unit: 'kWh', amount: { minor: 320n }, intervals: { count: 16, firstMs: Date.parse('2026-04-01T12:00:00Z'), lastMs: Date.parse('2026-04-02T13:45:00Z') }, steps: ['Metered energy of 192 intervals: 192.000 kWh.', 'Of these 16.000 kWh were metered in peak (calendar cal, version 3); its part of the rounded total is 16.000 kWh.', '16.000 kWh × 0.2 = 3.2, rounded to 3.20 USD.'] },
      { code: 'energy.tou.rest', quantity: '176.000', amount: { minor: 880n }, intervals: { count: 176 } },
    ]);
    expect(days([tou], 1, { calendars })).toEqual([['2026-04-01', 8, 160n], ['2026-04-02', 8, 160n]]);
    expect(drillDown(readRatingDocument(documentOf([tou], { calendars })), 1).days[0]?.intervals.filter((interval) => interval.amountMinor !== 0n).map((interval) => interval.startMs)).toEqual(Array.from({ length: 8 }, (_, quarter) => Date.parse('2026-04-01T12:00:00Z') + quarter * 900_000));
  });

  it('splits the rounded total by largest remainder, lines in the order of the contract', () => {
    // 192.0768 kWh are 192.077; of them 16.0064 and 176.0704 have the rests .4167 and .5833 of a thousandth.
    const more = { calendars, energy: [{ ...metered, source: { kind: 'formula', wh: '1000.4' } }] as const };
    expect(told([{ ...tou, prices: [{ bucket: 'rest', price: '0.05' }, { bucket: 'peak', price: '0.2' }] }], more).map((line) => line.slice(0, 2))).toEqual([['energy.tou.rest', '176.071'], ['energy.tou.peak', '16.006']]);
  });
});

describe('an index handed through', () => {
  const index: PriceTerm = { id: 'index', code: 'energy.index', billedIn: 'ARREARS', indexId: 'hub' };
  const hub = (source: Index['source'], more: Partial<Index> = {}): Partial<RatingDocument> => ({ period: { from: '2026-04-01', to: '2026-04-02' }, indices: [{ id: 'hub', version: '1', status: 'FINAL', currency: 'USD', stepSeconds: 3600, source, ...more }] });
  /** 0 to 23 per MWh in the hours of the day. */
  const rising = hub({ kind: 'formula', perMwh: 'h' });

  it('is the exact sum of kWh × price, rounded once; the blended price is for information', () => {
    // 4 kWh × (0 + … + 23) ÷ 1000 = 1.104
    expect(rated([index], rising).lines[0]).toMatchObject({ code: 'energy.index', rule: '5 energy.index', quantity: '96.000', unit: 'kWh', unitPrice: '0.0115', informational: true, amount: { minor: 110n }, steps: [
      'Metered energy of 96 intervals: 96.000 kWh.', 'Each interval at the price of hub (version 1, final); weighted by energy the mean is 11.500000 per MWh; Σ kWh × price ÷ 1000 = 1.104 before losses.', 'The exact sum 1.104 is rounded once: 1.10 USD. The blended price 0.0115 is for information.',
    ] });
    expect(told([{ ...index, lossFactor: '2' }], rising)).toEqual([['energy.index', '192.000', '0.0115', '2.21']]);
  });

  it('is held within what was agreed before anything else', () => {
    const amount = (guard: object): string | undefined => told([{ ...index, guard } as PriceTerm], rising)[0]?.[3];
    expect(amount({ kind: 'identity' })).toBe('1.10');
    // Sums of 291, 270 and 285 in place of 276.
    expect(amount({ kind: 'floor', floor: '5' })).toBe('1.16');
    expect(amount({ kind: 'cap', cap: '20' })).toBe('1.08');
    expect(amount({ kind: 'collar', floor: '5', cap: '20' })).toBe('1.14');
    expect(amount({ kind: 'collar', floor: '50', cap: '50' })).toBe('4.80');
    // A price below zero is below every cap: 96 kWh × −0.01.
    expect(told([{ ...index, guard: { kind: 'cap', cap: '20' } }], hub({ kind: 'flat', perMwh: '-10' }))).toEqual([['energy.index', '96.000', '-0.01', '-0.96']]);
    // Two terms of one index are each held by their own agreement.
    expect(told([{ ...index, guard: { kind: 'floor', floor: '5' } }, { ...index, id: 'second', guard: { kind: 'cap', cap: '20' } }], rising).map((line) => line[3])).toEqual(['1.16', '1.08']);
  });

  it('is repeated where it is coarser than the quarter-hour, and averaged where it is finer', () => {
    // 48 half-hours of two quarter-hours: 2 × 1,128; 288 five minutes by threes: 41,328 ÷ 3.
    expect(told([index], hub({ kind: 'formula', perMwh: 'i' }, { stepSeconds: 1800 }))[0]?.[3]).toBe('2.26');
    expect(told([index], hub({ kind: 'formula', perMwh: 'i' }, { stepSeconds: 300 }))[0]?.[3]).toBe('13.78');
    expect(told([index], hub({ kind: 'formula', perMwh: 'i' }, { stepSeconds: 900 }))[0]?.[3]).toBe('4.56');
  });

  it('lies on the hours that cost it', () => {
    const at23 = { startAt: '2026-04-01T05:00:00Z', perMwh: Array.from({ length: 24 }, (_, hour) => (hour === 7 ? '100' : hour === 23 ? '-50' : '0')) };
    const { days: [day], amountMinor } = drillDown(readRatingDocument(documentOf([index], hub({ kind: 'values', ...at23 }))), 1);
    expect(amountMinor).toBe(20n);
    expect(day?.intervals.flatMap((interval, place) => (interval.amountMinor === 0n ? [] : [[place, interval.amountMinor]]))).toEqual([[28, 10n], [29, 10n], [30, 10n], [31, 10n], [92, -5n], [93, -5n], [94, -5n], [95, -5n]]);
  });

  it('in another currency takes the last fixing not after each local day', () => {
    const foreign = { ...hub({ kind: 'flat', perMwh: '100' }, { currency: 'EUR' }), period: { from: '2026-04-01', to: '2026-04-03' } };
    const fixings: NonNullable<RatingDocument['fixings']> = [{ id: 'other', source: 'b', from: 'EUR', to: 'USD', rates: [] }, { id: 'fx', source: 'b', from: 'EUR', to: 'USD', rates: [{ date: '2026-04-02', rate: '1.2' }, { date: '2026-03-27', rate: '9' }, { date: '2026-03-30', rate: '1.1' }, { date: '2026-04-03', rate: '7' }] }];
    const term: PriceTerm = { ...index, fixingId: 'fx' };
    // 9.60 EUR a day: 10.56 and 11.52.
    expect(told([term], { ...foreign, fixings })).toEqual([['energy.index', '192.000', '0.115', '22.08']]);
    expect(days([term], 1, { ...foreign, fixings })).toEqual([['2026-04-01', 96, 1056n], ['2026-04-02', 96, 1152n]]);
    expect(() => rated([{ ...term, fixingId: 'none' }], { ...foreign, fixings })).toThrow(refused('RATING_REFERENCE_UNKNOWN', 'terms[0].fixingId', 'The term names a fixing that the input does not have.', 'none'));
    expect(() => rated([term], { ...foreign, fixings: [{ id: 'fx', source: 'b', from: 'EUR', to: 'GBP', rates: [] }] })).toThrow(refused('RATING_CURRENCY_MIXED', 'terms[0].fixingId', 'The fixing turns EUR into GBP; the term needs EUR into USD.'));
    expect(() => rated([term], { ...foreign, fixings: [{ id: 'fx', source: 'b', from: 'GBP', to: 'USD', rates: [] }] })).toThrow(refused('RATING_CURRENCY_MIXED', 'terms[0].fixingId', 'The fixing turns GBP into USD; the term needs EUR into USD.'));
    expect(() => rated([term], { ...foreign, fixings: [{ id: 'fx', source: 'b', from: 'EUR', to: 'USD', rates: [{ date: '2026-04-02', rate: '1' }] }] })).toThrow(refused('RATING_PRICE_MISSING', 'terms[0].fixingId', 'The fixing fx has no rate for 2026-04-01 or before.', '2026-04-01'));
    expect(told([{ ...index, fixingId: 'none' }], rising)).toHaveLength(1);
  });

  it('in another currency lies on the hours that cost it', () => {
    // 1 kWh × 100 ÷ 1000 EUR × 1.2 is 0.12 USD in each quarter-hour from 07:00; 0.06 USD in those from 23:00.
    const perMwh = Array.from({ length: 24 }, (_, hour) => (hour === 7 ? '100' : hour === 23 ? '50' : '0'));
    const foreign: Partial<RatingDocument> = { ...hub({ kind: 'values', startAt: '2026-04-01T05:00:00Z', perMwh }, { currency: 'EUR' }), fixings: [{ id: 'fx', source: 'b', from: 'EUR', to: 'USD', rates: [{ date: '2026-04-01', rate: '1.2' }] }] };
    const { days: [day], amountMinor } = drillDown(readRatingDocument(documentOf([{ ...index, fixingId: 'fx' }], foreign)), 1);
    expect(amountMinor).toBe(72n);
    expect(day?.intervals.flatMap((interval, place) => (interval.amountMinor === 0n ? [] : [[place, interval.amountMinor]]))).toEqual([[28, 12n], [29, 12n], [30, 12n], [31, 12n], [92, 6n], [93, 6n], [94, 6n], [95, 6n]]);
  });

  it('is refused at the hour without a price', () => {
    expect(() => rated([index], hub({ kind: 'values', startAt: '2026-04-01T06:00:00Z', perMwh: [] }))).toThrow(refused('RATING_PRICE_MISSING', 'terms[0]', 'The index hub (version 1) has no price at 2026-04-01 05:00 UTC.', '1775019600000'));
    expect(() => rated([{ ...index, guard: { kind: 'collar', floor: '5', cap: '4.999999' } }], rising)).toThrow(refused('RATING_TERMS_CONTRADICT', 'terms[0].guard', 'The collar has its floor above its cap.'));
  });

  it('is priced before the quantity is rounded', () => {
    // 1.0004 kWh at 50 a kWh; 1.000 is printed, and 50.02 ÷ 1.000 as its blended price.
    expect(told([index], { ...hub({ kind: 'flat', perMwh: '50000' }), ...total('1.0004') })).toEqual([['energy.index', '1.000', '50.02', '50.02']]);
  });

  it('grows with its losses and with the overhead of the hall inside, each once', () => {
    const inside: PriceTerm = { id: 'pue', code: 'energy.pue_overhead', billedIn: 'ARREARS', mode: { kind: 'fixed', pue: '1.25' }, presentation: 'IN_QUANTITY', energyTermIds: ['index'] };
    // A day: 96 × 1.02 × 1.25 = 122.4 kWh at 50 a MWh; no energy costs nothing.
    expect(told([{ ...index, lossFactor: '1.02' } as PriceTerm, inside], hub({ kind: 'flat', perMwh: '50' }))).toEqual([['energy.index', '122.400', '0.05', '6.12']]);
    expect(told([{ ...index, lossFactor: '1.02' } as PriceTerm, inside], { ...hub({ kind: 'flat', perMwh: '50' }), ...total('0') })).toEqual([['energy.index', '0.000', '0', '0.00']]);
  });

  it('of no energy is nothing', () => expect(told([index], { ...rising, ...total('0') })).toEqual([['energy.index', '0.000', '0', '0.00']]));

  it('may have a margin per kWh or MWh', () => {
    const adder: PriceTerm = { id: 'adder', code: 'energy.index_adder', billedIn: 'ARREARS', price: '6.5', per: 'MWh' };
    expect(rated([adder]).lines[0]).toMatchObject({ code: 'energy.index_adder', rule: '5 energy.index_adder', quantity: '192.000', unit: 'kWh', unitPrice: '0.0065', amount: { minor: 125n }, intervals: { count: 192 } });
    expect(told([{ ...adder, per: 'kWh', price: '0.01' }])).toEqual([['energy.index_adder', '192.000', '0.01', '1.92']]);
    expect(told([{ ...adder, escalator: onTheSecond }]).map((line) => line[2])).toEqual(['0.0065', '0.00715']);
    expect(days([adder])).toEqual([['2026-04-01', 96, 63n], ['2026-04-02', 96, 62n]]);
  });
});

describe('the overhead of a hall', () => {
  const overhead = (mode: object, more: object = {}): PriceTerm => ({ id: 'pue', code: 'energy.pue_overhead', billedIn: 'ARREARS', price: '0.05', mode, ...more }) as PriceTerm;
  const measured = { kind: 'measured' };
  const hall = (wh: string, role: 'FACILITY' | 'HALL_IT' = 'FACILITY'): Energy[number] => ({ trancheId: 'trn', role, source: { kind: 'formula', wh } });
  /** `day1` Wh in each quarter-hour of the first day, `day2` in those of the second; nothing known of a day without. */
  const byDay = (role: 'IT' | 'FACILITY' | 'HALL_IT', day1: string | null, day2: string | null): Energy[number] => ({ trancheId: 'trn', role, source: { kind: 'values', startAt: '2026-04-01T05:00:00Z', wh: Array.from({ length: 192 }, (_, place) => (place < 96 ? day1 : day2)) } });
  const kwh = (term: PriceTerm, ...energy: Energy): string | undefined => rated([term], { energy: [metered, ...energy] }).lines[0]?.quantity;

  it('is a line of its own: 25 % of 192 kWh', () => {
    expect(rated([overhead({ kind: 'fixed', pue: '1.25' })]).lines[0]).toMatchObject({ code: 'energy.pue_overhead', rule: '5 energy.pue_overhead', quantity: '48.000', unit: 'kWh', amount: { minor: 240n }, intervals: { count: 192 }, steps: ['The agreed PUE is 1.25.', '240.000 kWh with overhead − 192.000 kWh of IT = 48.000 kWh.', '48.000 kWh × 0.05 = 2.4, rounded to 2.40 USD.'] });
    expect(days([overhead({ kind: 'fixed', pue: '1.25' })])).toEqual([['2026-04-01', 96, 120n], ['2026-04-02', 96, 120n]]);
    expect(rated([overhead({ kind: 'fixed', pue: '1.0005' })], total('1')).lines[0]?.steps[1]).toBe('1.001 kWh with overhead − 1.000 kWh of IT = 0.001 kWh.');
    expect(rated([overhead({ kind: 'fixed', pue: '1.5' })], total('-0.01')).lines[0]).toMatchObject({ quantity: '-0.005' });
    expect(told([overhead({ kind: 'fixed', pue: '1.25' }, { escalator: onTheSecond })])).toEqual([['energy.pue_overhead', '24.000', '0.05', '1.20'], ['energy.pue_overhead', '24.000', '0.055', '1.32']]);
  });

  it('is measured as facility ÷ IT to four decimals, at least 1 and at most the cap', () => {
    expect(rated([overhead(measured)], { energy: [metered, hall('1252.086')] }).lines[0]).toMatchObject({ quantity: '48.403', steps: ['PUE: 240.401 kWh of the facility ÷ 192.000 kWh of IT = 1.2521; applied 1.2521.', '240.403 kWh with overhead − 192.000 kWh of IT = 48.403 kWh.', '48.403 kWh × 0.05 = 2.42015, rounded to 2.42 USD.'] });
    expect(rated([overhead({ kind: 'measured_capped', cap: '1.2' })], { energy: [metered, hall('1250')] }).lines[0]).toMatchObject({ quantity: '38.400', steps: expect.arrayContaining(['PUE: 240.000 kWh of the facility ÷ 192.000 kWh of IT = 1.2500; applied 1.2000.']) });
    expect(kwh(overhead({ kind: 'measured_capped', cap: '1.3' }), hall('1250'))).toBe('48.000');
    // A facility below its IT: the PUE is 1, and a line of nothing is left only because it is the first of energy.
    expect(kwh(overhead(measured), hall('900'))).toBe('0.000');
  });

  it('takes the IT of the whole hall where that is metered', () => expect(kwh(overhead(measured), hall('3000'), hall('2000', 'HALL_IT'))).toBe('96.000'));

  it('leaves out what one side does not know', () => {
    expect(kwh(overhead(measured), byDay('FACILITY', '1500', null))).toBe('96.000');
    expect(rated([overhead(measured)], { energy: [byDay('IT', '1000', null), byDay('FACILITY', '1500', '9999')] }).lines[0]?.quantity).toBe('48.000');
  });

  it('is taken as none, with a remark, where no IT energy was measured', () => {
    const invoice = rated([{ ...overhead(measured), id: 'pue' }], { energy: [{ trancheId: 'trn', role: 'IT', source: { kind: 'formula', wh: '0' } }, hall('1000')] });
    expect(invoice.notices).toEqual([{ code: 'PUE_WITHOUT_IT_ENERGY', termId: 'pue', message: 'IT energy is zero, so the PUE was taken as 1.' }]);
    expect(invoice.lines[0]?.steps[0]).toBe('No IT energy was measured: the PUE is taken as 1.');
    expect(rated([overhead(measured)], { energy: [metered, hall('1000')] }).notices).toEqual([]);
  });

  it('of each interval is its own factor, capped and never below 1', () => {
    const each = (mode: object, more: object = {}): PriceTerm => overhead(mode, { scope: 'INTERVAL', ...more });
    // 96 × 1.5 + 96 × 1.1 = 249.6; capped at 1.3 96 × 1.3 + 96 × 1.1 = 230.4.
    expect(kwh(each(measured), byDay('FACILITY', '1500', '1100'))).toBe('57.600');
    expect(kwh(each({ kind: 'measured_capped', cap: '1.3' }), byDay('FACILITY', '1500', '1100'))).toBe('38.400');
    expect(kwh(each({ kind: 'measured_capped', cap: '1.5' }), byDay('FACILITY', '1500', '1100'))).toBe('57.600');
    expect(kwh(each(measured), byDay('FACILITY', '500', '1500'))).toBe('48.000');
    // A hall that draws the same for half the IT: 96 × 1.5 + 96 × 3 − 192.
    expect(kwh(each(measured), byDay('HALL_IT', '2000', '1000'), byDay('FACILITY', '3000', '3000'))).toBe('240.000');
    // What is not known has the factor of the period, here that of the first day.
    expect(kwh(each(measured), byDay('FACILITY', '1500', null))).toBe('96.000');
    expect(kwh(each(measured), byDay('HALL_IT', '2000', '0'), byDay('FACILITY', '3000', '600'))).toBe('124.800');
    expect(kwh(each(measured), byDay('HALL_IT', '2000', null), byDay('FACILITY', '3000', '9000'))).toBe('96.000');
    expect(kwh(each({ kind: 'fixed', pue: '1.25' }), byDay('FACILITY', '1500', '1100'))).toBe('48.000');
  });

  it('takes loss factor and price of the energy it grosses up', () => {
    const named = { price: undefined, energyTermIds: ['power'] };
    const of = (more: object, ...energy: Energy): readonly (readonly string[])[] => told([{ ...power, lossFactor: '1.02' }, JSON.parse(JSON.stringify(overhead({ kind: 'fixed', pue: '1.25' }, { ...named, ...more }))) as PriceTerm], { energy: [metered, ...energy] }).slice(1);
    // 195.84 × 1.25 − 195.84
    expect(of({})).toEqual([['energy.pue_overhead', '48.960', '0.05', '2.45']]);
    // (96 × 1.5 + 96 × 1.1) × 1.02 − 195.84
    expect(of({ mode: measured, scope: 'INTERVAL' }, byDay('FACILITY', '1500', '1100'))).toEqual([['energy.pue_overhead', '58.752', '0.05', '2.94']]);
    const { price: _price, ...inherits } = overhead({ kind: 'fixed', pue: '1.25' }, { energyTermIds: ['power'] }) as PriceTerm & { price?: string };
    expect(rated([power, inherits as PriceTerm]).lines[1]?.steps).toContain('Price of the energy it grosses up: 0.05 per kWh.');
    expect(told([{ ...power, escalator: onTheSecond }, inherits as PriceTerm]).slice(2)).toEqual([['energy.pue_overhead', '24.000', '0.05', '1.20'], ['energy.pue_overhead', '24.000', '0.055', '1.32']]);
    expect(told([{ ...power, price: '0' }, inherits as PriceTerm])).toHaveLength(1);
  });

  it('is cut on the days on which all of the price that it takes changes, and ends with itself', () => {
    const { price: _price, ...inherits } = overhead({ kind: 'fixed', pue: '1.25' }, { energyTermIds: ['power', 'second'] }) as PriceTerm & { price?: string };
    const overheads = (escalators: readonly object[]): readonly (readonly string[])[] => {
      const terms = [{ ...power, escalator: escalators[0] }, { ...power, id: 'second', escalator: escalators[1] }, inherits] as readonly PriceTerm[];
      return rated(terms, { period: { from: '2026-04-01', to: '2026-04-05' } }).lines.slice(4).map((line) => [line.period.from, line.quantity, line.unitPrice, moneyText(line.amount)]);
    };
    // 0.05 and 0.05 on the first day, 0.055 and 0.055 on the other three; a quarter of 96 and of 288 kWh.
    expect(overheads([onTheSecond, onTheSecond])).toEqual([['2026-04-01', '24.000', '0.1', '2.40'], ['2026-04-02', '72.000', '0.11', '7.92']]);
    // 288 × 0.05 + 96 × 0.055 + 96 × 0.05 + 288 × 0.055 = 40.32 for 384 kWh, 0.105 each; a quarter of it is 10.08.
    expect(overheads([{ ...onTheSecond, effective: '2025-04-04' }, onTheSecond])).toEqual([['2026-04-01', '96.000', '0.105', '10.08']]);
    // The price rises on the day on which the overhead has ended.
    expect(told([{ ...power, escalator: onTheSecond }, { ...inherits, energyTermIds: ['power'], until: '2026-04-02' } as PriceTerm]).slice(2)).toEqual([['energy.pue_overhead', '24.000', '0.05', '1.20']]);
  });

  it('takes the blended price of several lines at twelve decimals', () => {
    const { price: _price, ...blended } = overhead({ kind: 'fixed', pue: '1.25' }, { energyTermIds: ['power', 'second'] }) as PriceTerm & { price?: string };
    // (9.60 + 1.34) ÷ 192 = 0.056979166667
    expect(told([power, { ...power, id: 'second', price: '0.007' }, { ...power, id: 'third', price: '1' }, blended as PriceTerm]).at(-1)).toEqual(['energy.pue_overhead', '48.000', '0.056979166667', '2.74']);
    expect(told([power, { ...power, id: 'second', price: '0.007' }, blended as PriceTerm], total('0'))).toEqual([['energy.fixed', '0.000', '0.05', '0.00']]);
  });

  it('takes the price of tiers and of a price by volume like any other', () => {
    const { price: _price, ...inherits } = overhead({ kind: 'fixed', pue: '1.25' }, { energyTermIds: ['power'] }) as PriceTerm & { price?: string };
    const priced = (code: 'energy.tier' | 'energy.volume'): PriceTerm => ({ id: 'power', code, billedIn: 'ARREARS', tiers: [{ upTo: '92', price: '0.1' }, { upTo: null, price: '0.05' }] });
    // (92 × 0.10 + 100 × 0.05) ÷ 192 = 14.20 ÷ 192 = 0.073958333333; by volume all 192 kWh cost 0.05. The overhead is 48 kWh.
    expect(told([priced('energy.tier'), inherits as PriceTerm]).at(-1)).toEqual(['energy.pue_overhead', '48.000', '0.073958333333', '3.55']);
    expect(told([priced('energy.volume'), inherits as PriceTerm]).at(-1)).toEqual(['energy.pue_overhead', '48.000', '0.05', '2.40']);
  });

  it('inside the quantity makes no line, and says so in the steps', () => {
    const { price: _price, ...inside } = overhead({ kind: 'fixed', pue: '1.25' }, { presentation: 'IN_QUANTITY', energyTermIds: ['power'] }) as PriceTerm & { price?: string };
    expect(rated([power, inside as PriceTerm]).lines.map((line) => [line.quantity, ...line.steps])).toEqual([['240.000', 'Metered energy of 192 intervals: 192.000 kWh.', 'The agreed PUE is 1.25.', 'With the overhead of the hall inside: 240.000 kWh.', '240.000 kWh × 0.05 = 12, rounded to 12.00 USD.']]);
    expect(told([power, { ...power, id: 'second' }, inside as PriceTerm]).map((line) => line[1])).toEqual(['240.000', '192.000']);
  });

  it('is that of its tranche, and nothing where it is not in force', () => {
    const two: Energy = [metered, hall('1250'), { trancheId: 'trn_2', role: 'IT', source: { kind: 'formula', wh: '1000' } }, { trancheId: 'trn_2', role: 'FACILITY', source: { kind: 'formula', wh: '1500' } }];
    expect(rated([overhead(measured, { trancheId: 'trn' })], { energy: two }).lines[0]?.quantity).toBe('48.000');
    expect(rated([overhead(measured)], { energy: two }).lines[0]?.quantity).toBe('144.000');
    expect(told([overhead({ kind: 'fixed', pue: '1.25' }, { until: '2026-04-01' })])).toEqual([]);
    const { price: _price, ...inherits } = overhead({ kind: 'fixed', pue: '1.25' }, { energyTermIds: ['power'], until: '2026-04-01' }) as PriceTerm & { price?: string };
    expect(told([power, inherits as PriceTerm])).toHaveLength(1);
  });

  it('is refused below 1 and without what it needs; 1 itself is a PUE', () => {
    for (const mode of [{ kind: 'fixed', pue: '1' }]) expect(told([power, overhead(mode)])).toHaveLength(1);
    expect(told([power, overhead({ kind: 'measured_capped', cap: '1' })], { energy: [metered, hall('1500')] })).toHaveLength(1);
    expect(() => rated([overhead(measured)], { energy: [metered, { ...hall('1'), trancheId: 'trn_2' }] })).not.toThrow();
    expect(() => rated([overhead(measured, { trancheId: 'trn' })], { energy: [metered, { ...hall('1'), trancheId: 'trn_2' }] })).toThrow(refused('RATING_REFERENCE_UNKNOWN', 'terms[0].mode', 'A measured PUE needs energy in the role FACILITY for its tranche.'));
    const rent: PriceTerm = { id: 'rent', code: 'capacity.reserved', billedIn: 'ARREARS', price: '1' };
    expect(() => rated([power, rent, overhead({ kind: 'fixed', pue: '1.2' }, { energyTermIds: ['power', 'rent'] })])).toThrow(refused('RATING_REFERENCE_UNKNOWN', 'terms[2].energyTermIds[1]', 'The overhead names an energy term that the contract does not have.', 'rent'));
  });
});

describe('any of these', () => {
  const tiers = [{ upTo: null, price: '1' }];
  it.each([
    { id: 't', code: 'energy.fixed', billedIn: 'ARREARS', price: '1' }, { id: 't', code: 'energy.tier', billedIn: 'ARREARS', tiers }, { id: 't', code: 'energy.volume', billedIn: 'ARREARS', tiers },
    { id: 't', code: 'energy.tou', billedIn: 'ARREARS', calendarId: 'cal', prices: [{ bucket: 'all', price: '1' }] }, { id: 't', code: 'energy.index_adder', billedIn: 'ARREARS', price: '1' }, { id: 't', code: 'energy.pue_overhead', billedIn: 'ARREARS', price: '1', mode: { kind: 'fixed', pue: '1' } },
  ])('is refused with an escalated price of 13 decimals: %j', (term) => {
    const calendars: NonNullable<RatingDocument['calendars']> = [{ id: 'cal', version: '1', holidays: [], observed: 'NONE', rules: [{ bucket: 'all' }] }];
    expect(() => rated([{ ...term, escalator: { kind: 'fixed', rate: '0.1', effective: '2025-01-01', scale: 13 } } as PriceTerm], { calendars })).toThrow(refused('RATING_INPUT_INVALID', 'terms[0].escalator.scale', 'An escalated price is rounded to 0 to 12 decimals.'));
  });
});
