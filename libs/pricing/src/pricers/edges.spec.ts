import { moneyText } from '@busbar/kernel';
import type { RatingDocument } from '../document/rating-document';
import { readRatingDocument } from '../document/read-document';
import { drillDown } from '../open-line';
import { rate } from '../rate';
import type { RatedInvoice } from '../rated-invoice';
import type { PriceTerm } from '../terms/price-term';

const documentOf = (terms: readonly PriceTerm[], more: Partial<RatingDocument> = {}): RatingDocument => ({
  contract: { id: 'ctr', effectiveFrom: '2025-01-01' }, currency: 'USD', zone: 'America/Chicago', period: { from: '2026-04-01', to: '2026-05-01' }, terms, tranches: [{ id: 'trn', rentStart: '2025-01-01', segments: [] }, { id: 'trn_2', rentStart: '2025-01-01', segments: [] }], ...more,
});
const rated = (terms: readonly PriceTerm[], more: Partial<RatingDocument> = {}): RatedInvoice => rate(readRatingDocument(documentOf(terms, more)));
const told = (terms: readonly PriceTerm[], more: Partial<RatingDocument> = {}): readonly (readonly string[])[] => rated(terms, more).lines.map((line) => [line.code, line.quantity, moneyText(line.amount)]);
const refused = (code: string, path: string, message: string, given?: string): Error => expect.objectContaining({ code, message, details: given === undefined ? { path } : { path, given } });

describe('take-or-pay at its edges', () => {
  const term: PriceTerm = { id: 'top', code: 'commit.take_or_pay', billedIn: 'ARREARS', annualKwh: '3650', share: '1', price: '0.10' };

  it('counts what is deemed taken in a year that begins with the period', () => {
    // Ten days of 3,650 kWh are 100 kWh, of which 30 are deemed taken.
    expect(told([term], { contract: { id: 'ctr', effectiveFrom: '2026-04-01', effectiveUntil: '2026-04-11' }, history: [{ termId: 'top', deemedTakenKwh: '30' }] })).toEqual([['commit.shortfall', '70.000', '7.00']]);
  });

  it('makes up with the energy of the period alone, however far the meter was read', () => {
    const energy: RatingDocument['energy'] = [{ trancheId: 'trn', role: 'IT', source: { kind: 'formula', wh: '0', to: '2026-05-03', except: [{ from: '2026-04-20T05:00:00Z', to: '2026-04-20T05:15:00Z', wh: '10000' }, { from: '2026-05-01T06:00:00Z', to: '2026-05-01T06:15:00Z', wh: '90000' }] } }];
    const bank = [{ kwh: '500', price: '0.05', expires: '2026-12-31' }];
    expect(told([term], { energy, history: [{ termId: 'top', yearKwh: '3650', bank }] })).toEqual([['commit.make_up', '-10.000', '-0.50']]);
  });
});

describe('demand at its edges', () => {
  it('of a load of nothing has a first quarter-hour, whatever the length of its blocks', () => {
    for (const demandIntervalMinutes of [15, 60] as const) {
      const [line] = rated([{ id: 'demand', code: 'demand.peak', billedIn: 'ARREARS', price: '10', minimumKw: '1', demandIntervalMinutes }], { period: { from: '2026-04-01', to: '2026-04-02' }, energy: [{ trancheId: 'trn', role: 'IT', source: { kind: 'formula', wh: '0' } }] }).lines;
      expect(line?.steps[0]).toBe('Highest block: 0.000 kW at 2026-04-01 00:00 local time.');
    }
  });
});

describe('a curtailment at its edges', () => {
  const cut: PriceTerm = { id: 'cut', code: 'credit.curtailment', billedIn: 'ARREARS', price: '0.10' };
  const [from, to] = ['2026-04-16T22:00:00Z', '2026-04-16T23:00:00Z'];
  const event = (more: object = {}): NonNullable<RatingDocument['events']>[number] => ({ id: 'evt', kind: 'CURTAILMENT', from, to, ...more });
  /** 100 kWh in each quarter-hour, 10 in those of the event, 300 in the first of the same hour the day before. */
  const energy: RatingDocument['energy'] = [{ trancheId: 'trn', role: 'IT', source: { kind: 'formula', wh: '100000', except: [{ from, to, wh: '10000' }, { from: '2026-04-15T22:00:00Z', to: '2026-04-15T22:15:00Z', wh: '300000' }] } }];

  it('is no outage, and is credited whose tranche it is', () => {
    expect(told([cut], { energy, events: [event({ kind: 'OUTAGE' })] })).toEqual([]);
    expect(told([{ ...cut, baselineDays: 1 }], { energy, events: [event({ trancheId: 'trn_2' })] })).toEqual([['credit.curtailment', '-560.000', '-56.00']]);
    expect(told([{ ...cut, baselineDays: 1, trancheId: 'trn' }], { energy, events: [event({ trancheId: 'trn' })] })).toEqual([['credit.curtailment', '-560.000', '-56.00']]);
  });

  it('opens by what was missed in each quarter-hour, also where the mean is no whole number', () => {
    // (300 + 6 × 100) ÷ 7 − 10 = 118.571… and three times 90 kWh: 38.86 in all, 11.857 → 11.86 of it first.
    const [day] = drillDown(readRatingDocument(documentOf([{ ...cut, baselineDays: 7 }], { energy, events: [event()] })), 1).days;
    expect(day?.intervals.map((interval) => interval.amountMinor)).toEqual([-1186n, -900n, -900n, -900n]);
  });

  it('keeps the order of time, however the events are listed', () => {
    const later = event({ id: 'later', from: '2026-04-20T22:00:00Z', to: '2026-04-20T22:15:00Z' });
    for (const events of [[event(), later], [later, event()]]) expect(rated([{ ...cut, adjustmentFloor: '1', adjustmentCap: '1', price: '1' }], { energy: [{ trancheId: 'trn', role: 'IT', source: { kind: 'formula', wh: '100000', except: [{ from, to, wh: '10000' }, { from: later.from, to: later.to, wh: '0' }] } }], events }).lines.map((line) => line.steps[0]?.slice(0, 11))).toEqual(['Event evt. ', 'Event later']);
  });

  it('names a calendar that exists, also where the term is not in force', () => {
    expect(() => rated([{ ...cut, calendarId: 'nowhere', until: '2026-04-01' }])).toThrow(refused('RATING_REFERENCE_UNKNOWN', 'terms[0].calendarId', 'The term names a calendar that the input does not have.', 'nowhere'));
  });
});

describe('other edges', () => {
  it('bandwidth that the first link misses is missing', () => {
    const network: RatingDocument['network'] = [{ trancheId: 'trn', source: { kind: 'values', mbps: [null, 200] } }, { trancheId: 'trn_2', source: { kind: 'values', mbps: [900, 50] } }];
    expect(rated([{ id: 'net', code: 'network.commit', billedIn: 'ARREARS', commitMbps: '100', price: '1' }], { network }).lines[1]?.quantity).toBe('150');
  });

  it('coincident peaks are those of the set that the term names', () => {
    const coincidentPeaks = [{ id: 'other', intervals: [], kw: ['999'] }, { id: 'cp', intervals: [], kw: ['12'] }];
    expect(told([{ id: 'tx', code: 'transmission.4cp', billedIn: 'ARREARS', peakSetId: 'cp', annualRate: '60' }], { coincidentPeaks })).toEqual([['transmission.4cp', '12.000', '60.00']]);
  });

  it('lost availability of a base below zero is not charged for', () => {
    const back: PriceTerm = { id: 'back', code: 'charge.amount', billedIn: 'ARREARS', lineCode: 'charge.back', amount: '-100' };
    const sla: PriceTerm = { id: 'sla', code: 'credit.sla', billedIn: 'ARREARS', tiers: [{ atLeast: '1', credit: '0' }], otherwise: '0.5', cap: '0.5' };
    expect(told([back, sla], { events: [{ id: 'e', kind: 'OUTAGE', from: '2026-04-02T00:00:00Z', to: '2026-04-03T00:00:00Z' }] })).toEqual([['charge.back', '1', '-100.00']]);
    expect(told([back, { id: 'off', code: 'discount', billedIn: 'ARREARS', off: { kind: 'percentage', share: '0.1' } }])).toHaveLength(1);
  });
});
