import { intervalSeries, moneyText, quality } from '@busbar/kernel';
import type { RatingDocument } from '../document/rating-document';
import { readRatingDocument } from '../document/read-document';
import { drillDown } from '../open-line';
import { rate } from '../rate';
import type { RatedInvoice } from '../rated-invoice';
import type { RatingInput } from '../rating-input';
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

describe('take-or-pay opened', () => {
  const term: PriceTerm = { id: 'top', code: 'commit.take_or_pay', billedIn: 'ARREARS', annualKwh: '3650', share: '1', price: '0.10' };
  const opened = (more: Partial<RatingDocument>): unknown => drillDown(readRatingDocument(documentOf([term], more)), 1).days;

  it('has its shortfall on the last day of the contract year', () => {
    // Ten days of 3,650 kWh are 100 kWh at 0.10, of which nothing was taken.
    expect(opened({ contract: { id: 'ctr', effectiveFrom: '2026-04-01', effectiveUntil: '2026-04-11' } })).toEqual([{ day: '2026-04-10', energyMj: 0n, amountMinor: 1000n, intervals: [] }]);
  });

  it('has what is made up on the first day of the period', () => {
    const energy: RatingDocument['energy'] = [{ trancheId: 'trn', role: 'IT', source: { kind: 'total', kwh: '10' } }];
    expect(opened({ energy, history: [{ termId: 'top', yearKwh: '3650', bank: [{ kwh: '500', price: '0.05', expires: '2026-12-31' }] }] })).toEqual([{ day: '2026-04-01', energyMj: 0n, amountMinor: -50n, intervals: [] }]);
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

  it('opens with what was taken all the same in each quarter-hour', () => {
    const [day] = drillDown(readRatingDocument(documentOf([cut], { energy, events: [event()] })), 1).days;
    expect(day?.intervals.map((interval) => interval.energyMj)).toEqual([36_000_000_000n, 36_000_000_000n, 36_000_000_000n, 36_000_000_000n]);
  });

  it('that begins together with another is credited in the order in which they are listed', () => {
    // 290 + 3 × 90 kWh, and of the half hour 290 + 90.
    const [whole, half] = [event({ trancheId: 'trn' }), event({ id: 'half', trancheId: 'trn_2', to: '2026-04-16T22:30:00Z' })];
    const [first, second] = [['credit.curtailment', '-560.000', '-56.00'], ['credit.curtailment', '-380.000', '-38.00']];
    expect(told([{ ...cut, baselineDays: 1 }], { energy, events: [whole, half] })).toEqual([first, second]);
    expect(told([{ ...cut, baselineDays: 1 }], { energy, events: [half, whole] })).toEqual([second, first]);
  });

  it('that ended as the period began is no part of it: neither credit nor a word of its baseline', () => {
    const invoice = rated([cut], { energy, events: [event({ from: '2026-04-01T04:00:00Z', to: '2026-04-01T05:00:00Z' })] });
    expect([invoice.lines, invoice.notices]).toEqual([[], []]);
  });

  it('passes over a day of which a single quarter-hour is unknown, in the event or before it', () => {
    for (const unknown of ['2026-04-15T22:30:00Z', '2026-04-15T18:15:00Z']) {
      const input = readRatingDocument(documentOf([{ ...cut, baselineDays: 1 }], { energy, events: [event()] }));
      const series = input.energy?.[0]?.series as NonNullable<RatingInput['energy']>[number]['series'];
      series.quality[(Date.parse(unknown) - series.startMs) / series.stepMs] = quality.MISSING;
      // The 14th stands for the 15th: 4 × (100 − 10) kWh.
      expect(rate(input).lines.map((line) => [line.quantity, line.steps[0]])).toEqual([['-360.000', 'Event evt. Baseline: the mean of 2026-04-14.']]);
    }
  });

  describe('has a baseline of the same hour on the wall', () => {
    /** 100 kWh in each quarter-hour, 10 in those of the event, 300 in the first of the like hour on the day that is to be found. */
    const found = (zone: string, period: RatingDocument['period'], [begins, ends, like, after]: readonly [string, string, string, string]): readonly (readonly unknown[])[] =>
      rated([{ ...cut, baselineDays: 1 }], {
        zone, period, events: [event({ from: begins, to: ends })],
        energy: [{ trancheId: 'trn', role: 'IT', source: { kind: 'formula', wh: '100000', from: '2026-01-15', except: [{ from: begins, to: ends, wh: '10000' }, { from: like, to: after, wh: '300000' }] } }],
      }).lines.map((line) => [line.quantity, line.steps[0]]);

    it('on the Thursday, where the Friday did not have that hour', () => {
      // Cairo, Friday 24 April 2026: midnight to one does not exist. Monday 00:00 is 21:00 UTC, Thursday 00:00 was 22:00 UTC.
      expect(found('Africa/Cairo', { from: '2026-04-01', to: '2026-05-01' }, ['2026-04-26T21:00:00Z', '2026-04-26T22:00:00Z', '2026-04-22T22:00:00Z', '2026-04-22T22:15:00Z'])).toEqual([['-560.000', 'Event evt. Baseline: the mean of 2026-04-23.']]);
    });

    it('where the clock went forward by two hours', () => {
      // Troll, Sunday 29 March 2026: from UTC to two hours ahead of it. Noon is 10:00 UTC on Monday and was 12:00 UTC on Friday.
      expect(found('Antarctica/Troll', { from: '2026-03-01', to: '2026-04-01' }, ['2026-03-30T10:00:00Z', '2026-03-30T11:00:00Z', '2026-03-27T12:00:00Z', '2026-03-27T12:15:00Z'])).toEqual([['-560.000', 'Event evt. Baseline: the mean of 2026-03-27.']]);
    });
  });

  describe('looks for its baseline on fewer than sixty days before', () => {
    const noBaseline = [{ code: 'CURTAILMENT_WITHOUT_BASELINE', termId: 'cut', message: 'No eligible day lies before the event, so nothing was credited.' }];
    /** An outage disturbs each day from its first to the one before its last. */
    const outage = (first: string, last: string): ReturnType<typeof event> => event({ id: 'out', kind: 'OUTAGE', from: first, to: last });
    const load = (start: string, begins: string, ends: string): NonNullable<RatingDocument['energy']> => [{ trancheId: 'trn', role: 'IT', source: { kind: 'formula', wh: '100000', from: start, except: [{ from: begins, to: ends, wh: '10000' }] } }];

    it('on Friday 27 February for Monday 27 April, and not on the Thursday before', () => {
      const [begins, ends] = ['2026-04-27T05:00:00Z', '2026-04-27T06:00:00Z'];
      const searched = (undisturbedUntil: string): RatedInvoice => rated([cut], { energy: load('2026-02-20', begins, ends), events: [event({ from: begins, to: ends }), outage(undisturbedUntil, '2026-04-27T05:00:00Z')] });
      expect(searched('2026-02-28T06:00:00Z').lines.map((line) => [line.quantity, line.steps[0]])).toEqual([['-360.000', 'Event evt. Baseline: the mean of 2026-02-27.']]);
      expect([searched('2026-02-27T06:00:00Z').lines, searched('2026-02-27T06:00:00Z').notices]).toEqual([[], noBaseline]);
    });

    it('down to the first hour of the fifty-ninth, though summer time ended in between', () => {
      // From 23:00 on 30 November, of which December bills the hour after midnight: 4 × (100 − 10) kWh.
      const [begins, ends] = ['2026-12-01T05:00:00Z', '2026-12-01T07:00:00Z'];
      const invoice = rated([cut], { period: { from: '2026-12-01', to: '2027-01-01' }, energy: load('2026-10-02', begins, ends), events: [event({ from: begins, to: ends }), outage('2026-10-03T05:00:00Z', '2026-11-30T06:00:00Z')] });
      expect(invoice.lines.map((line) => [line.quantity, line.steps[0]])).toEqual([['-360.000', 'Event evt. Baseline: the mean of 2026-10-02.']]);
    });

    it('down to that hour also where it begins inside an hour that is read as one', () => {
      // From 23:50 on 29 June to 00:30: of the hours that are read the one from midnight begins in it, 400 − 40 kWh.
      const startMs = Date.parse('2026-05-01T05:00:00Z');
      const energyMj = new BigInt64Array(61 * 24).fill(1_440_000_000_000n);
      energyMj[60 * 24] = 144_000_000_000n;
      const events = [event({ from: '2026-06-30T04:50:00Z', to: '2026-06-30T05:30:00Z' }), outage('2026-05-02T05:00:00Z', '2026-06-29T05:00:00Z')];
      const invoice = rate({ ...readRatingDocument(documentOf([cut], { period: { from: '2026-06-01', to: '2026-07-01' }, events })), energy: [{ trancheId: 'trn', role: 'IT', series: intervalSeries(startMs, 3_600_000, energyMj, new Uint16Array(energyMj.length).fill(quality.VALID)) }] });
      expect(invoice.lines.map((line) => [line.quantity, line.steps[0]])).toEqual([['-360.000', 'Event evt. Baseline: the mean of 2026-05-01.']]);
    });
  });

  it('and what disturbs its baseline are refused with a time that is none', () => {
    const sentence = (name: string): string => `events.${name} is not acceptable: expected an RFC 3339 time with offset in the years 0001 to 9999, such as 2026-11-21T14:15:00Z.`;
    for (const name of ['from', 'to']) {
      expect(() => rated([cut], { energy, events: [event({ [name]: 'noon' })] })).toThrow(refused('RATING_INPUT_INVALID', 'terms[0]', sentence(name)));
      expect(() => rated([cut], { energy, events: [event(), event({ id: 'out', kind: 'OUTAGE', [name]: 'noon' })] })).toThrow(refused('RATING_INPUT_INVALID', 'terms[0]', sentence(name)));
    }
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
