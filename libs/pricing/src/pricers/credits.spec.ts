import { moneyText } from '@busbar/kernel';
import type { RatingDocument } from '../document/rating-document';
import { readRatingDocument } from '../document/read-document';
import { drillDown } from '../open-line';
import { rate } from '../rate';
import type { RatedInvoice } from '../rated-invoice';
import type { PriceTerm } from '../terms/price-term';

/** April 2026 in Chicago, and 1,000 kWh at 5.00: fees of 5,000.00. */
const documentOf = (terms: readonly PriceTerm[], more: Partial<RatingDocument> = {}): RatingDocument => ({
  contract: { id: 'ctr', effectiveFrom: '2025-01-01' }, currency: 'USD', zone: 'America/Chicago', period: { from: '2026-04-01', to: '2026-05-01' }, terms: [power, ...terms],
  tranches: [{ id: 'trn', rentStart: '2025-01-01', segments: [] }, { id: 'trn_2', rentStart: '2025-01-01', segments: [] }], energy: [{ trancheId: 'trn', role: 'IT', source: { kind: 'total', kwh: '1000' } }], ...more,
});
const power: PriceTerm = { id: 'power', code: 'energy.fixed', billedIn: 'ARREARS', price: '5' };
const rated = (terms: readonly PriceTerm[], more: Partial<RatingDocument> = {}): RatedInvoice => rate(readRatingDocument(documentOf(terms, more)));
/** All lines but the energy: code, amount, steps. */
const credits = (terms: readonly PriceTerm[], more: Partial<RatingDocument> = {}): readonly (readonly unknown[])[] => rated(terms, more).lines.slice(1).map((line) => [line.code, moneyText(line.amount), ...line.steps]);
const refused = (code: string, path: string, message: string, given?: string): Error => expect.objectContaining({ code, message, details: given === undefined ? { path } : { path, given } });

describe('works that the tenant paid for', () => {
  const capex: PriceTerm = { id: 'capex', code: 'credit.capex', billedIn: 'ARREARS', funded: '10000', shareOfFees: '0.25' };

  it('are credited by a share of the fees, and what was credited is carried', () => {
    const invoice = rated([capex], { history: [{ termId: 'capex', credited: '5000.5' }] });
    // 25 % of 5,000.00 are 1,250.00; 4,999.50 are owed.
    expect(invoice.lines[1]).toMatchObject({
      code: 'credit.capex', termId: 'capex', rule: '5 credit.capex', quantity: '1', unit: '', unitPrice: '-1250.00', amount: { minor: -125_000n },
      steps: ['Of 10000 funded, 4999.50 are still owed; at most 0.25 of the fees of 5000.00.', 'Amount: -1250.00 USD.'],
    });
    expect(invoice.carriedForward).toEqual([{ termId: 'capex', credited: '6250.50' }]);
  });

  it('are credited from the first invoice on, and not beyond what was funded', () => {
    expect(credits([{ ...capex, funded: '100' }])).toEqual([['credit.capex', '-100.00', 'Of 100 funded, 100.00 are still owed; at most 0.25 of the fees of 5000.00.', 'Amount: -100.00 USD.']]);
    for (const credited of ['10000', '12000']) {
      const done = rated([capex], { history: [{ termId: 'capex', credited }] });
      expect(done.lines).toHaveLength(1);
      expect(done.carriedForward).toEqual([{ termId: 'capex', credited: `${credited}.00` }]);
    }
  });

  it('count the named fees alone, and what of them was billed ahead', () => {
    expect(credits([{ ...capex, baseCodes: ['capacity.*'] }], { history: [{ termId: 'capex', billedBase: '400' }] }).map((line) => line.slice(0, 2))).toEqual([['credit.capex', '-100.00']]);
    const nothing = rated([{ ...capex, baseCodes: ['capacity.*'] }], { history: [{ termId: 'capex', billedBase: '-400' }] });
    expect([nothing.lines.length, nothing.carriedForward]).toEqual([1, [{ termId: 'capex', credited: '0.00' }]]);
  });

  it('are not credited before the term is in force', () => {
    const later = rated([{ ...capex, from: '2026-05-01' }]);
    expect([later.lines.length, later.carriedForward]).toEqual([1, []]);
  });
});

describe('a discount', () => {
  const half: PriceTerm = { id: 'half', code: 'discount', billedIn: 'ARREARS', off: { kind: 'percentage', share: '0.5' } };
  const fee: PriceTerm = { id: 'fee', code: 'charge.amount', billedIn: 'ARREARS', lineCode: 'charge.hands', amount: '100' };
  const amounts = (terms: readonly PriceTerm[]): readonly string[] => rated(terms).lines.slice(1).map((line) => moneyText(line.amount));

  it('takes its share of what earlier discounts left', () => {
    expect(credits([half, { ...half, id: 'again' }])).toEqual([
      ['discount', '-2500.00', '0.5 of the base off 1 lines, of which 5000.00 remain.', 'Amount: -2500.00 USD.'],
      ['discount', '-1250.00', '0.5 of the base off 1 lines, of which 2500.00 remain.', 'Amount: -1250.00 USD.'],
    ]);
    expect(rated([half]).lines[1]?.rule).toBe('5 discount');
  });

  it('on other lines leaves these alone', () => {
    const onHands: PriceTerm = { ...half, id: 'hands', baseCodes: ['charge.hands'] };
    expect(amounts([fee, onHands, half])).toEqual(['100.00', '-50.00', '-2525.00']);
    expect(amounts([fee, { ...half, baseCodes: ['charge.*'] }, onHands])).toEqual(['100.00', '-50.00', '-25.00']);
  });

  it('of an amount never takes more than there is, nor anything of nothing', () => {
    const off = (amount: string): PriceTerm => ({ ...half, off: { kind: 'amount', amount } });
    expect(credits([off('800')])).toEqual([['discount', '-800.00', '800 off 1 lines, of which 5000.00 remain.', 'Amount: -800.00 USD.']]);
    expect(amounts([off('9999')])).toEqual(['-5000.00']);
    expect(amounts([off('0')])).toEqual([]);
    expect(amounts([{ ...half, baseCodes: ['demand.*'] }])).toEqual([]);
    expect(amounts([{ ...half, until: '2026-04-01' }])).toEqual([]);
    expect(amounts([{ ...off('5000'), id: 'all' }, half])).toEqual(['-5000.00']);
  });
});

describe('lost availability', () => {
  /** April has 43,200 minutes: 432 of them are 1 %. */
  const sla: PriceTerm = { id: 'sla', code: 'credit.sla', billedIn: 'ARREARS', tiers: [{ atLeast: '0.99', credit: '0' }, { atLeast: '0.98', credit: '0.1' }], otherwise: '0.5', cap: '0.4' };
  const event = (kind: 'OUTAGE' | 'APPROVED_MAINTENANCE' | 'CURTAILMENT', from: string, to: string, trancheId?: string): NonNullable<RatingDocument['events']>[number] => ({ id: `${kind} ${from}`, kind, from: `2026-04-${from}Z`, to: `2026-04-${to}Z`, ...(trancheId === undefined ? {} : { trancheId }) });
  const amounts = (events: RatingDocument['events'], terms: readonly PriceTerm[] = [sla], more: Partial<RatingDocument> = {}): readonly string[] => rated(terms, { ...(events ? { events } : {}), ...more }).lines.slice(1).map((line) => moneyText(line.amount));

  it('earns nothing down to the tier, and the credit of the next below it: 432 minutes are 99 %, and 433 are not', () => {
    expect(amounts([event('OUTAGE', '10T00:00:00', '10T07:12:00')])).toEqual([]);
    expect(credits([sla], { events: [event('OUTAGE', '10T00:00:00', '10T07:13:00')] })).toEqual([[
      'credit.sla', '-500.00', 'Down for 433.000 of 43200 minutes, approved maintenance left out: availability 98.997685 %.', 'This earns 0.1 of the base 5000.00, at most 0.4 of it.', 'Amount: -500.00 USD.',
    ]]);
    expect(amounts([event('OUTAGE', '10T00:00:00', '10T14:24:00')])).toEqual(['-500.00']);
    expect(rated([sla], { events: [event('OUTAGE', '10T00:00:00', '10T07:13:00')] }).lines[1]).toMatchObject({ rule: '5 credit.sla', period: { from: '2026-04-01', to: '2026-05-01' } });
  });

  it('below every tier earns the most, held at the cap', () => {
    // 865 minutes: below 98 %, half of the base, held at 40 %.
    expect(amounts([event('OUTAGE', '10T00:00:00', '10T14:25:00')])).toEqual(['-2000.00']);
    expect(amounts([event('OUTAGE', '10T00:00:00', '10T14:25:00')], [{ ...sla, cap: '0.9' }])).toEqual(['-2500.00']);
  });

  it('is capped over all service credits of the month together', () => {
    const second: PriceTerm = { ...sla, id: 'second', cap: '0.45' };
    // 40 % are credited; 45 % of 5,000.00 leave 250.00.
    expect(credits([sla, second], { events: [event('OUTAGE', '10T00:00:00', '10T14:25:00')] })[1]).toEqual([
      'credit.sla', '-250.00', 'Down for 865.000 of 43200 minutes, approved maintenance left out: availability 97.997685 %.', 'This earns 0.5 of the base 5000.00, at most 0.45 of it, less 2000.00 credited already.', 'Amount: -250.00 USD.',
    ]);
    expect(amounts([event('OUTAGE', '10T00:00:00', '10T14:25:00')], [sla, { ...second, cap: '0.4' }])).toEqual(['-2000.00']);
  });

  it('counts parallel downtime once, leaves approved maintenance out, and cuts at the month', () => {
    const twice = [event('OUTAGE', '10T00:00:00', '10T05:00:00'), event('OUTAGE', '10T02:00:00', '10T07:12:00')];
    expect(amounts(twice)).toEqual([]);
    expect(amounts([...twice, event('OUTAGE', '12T00:00:00', '12T00:01:00')])).toEqual(['-500.00']);
    // Two of 14:24 hours lie in the maintenance: 744 minutes remain; with ten more of it, 144 do.
    expect(amounts([event('OUTAGE', '10T00:00:00', '10T14:24:00'), event('APPROVED_MAINTENANCE', '10T01:00:00', '10T03:00:00')])).toEqual(['-500.00']);
    expect(amounts([event('OUTAGE', '10T00:00:00', '10T14:24:00'), event('APPROVED_MAINTENANCE', '10T01:00:00', '10T13:00:00')])).toEqual([]);
    // April begins at 05:00 UTC on the 1st: 7 h 13 min of an outage since midnight UTC count, and 7 h 12 min of another do not.
    expect(amounts([event('OUTAGE', '01T00:00:00', '01T12:13:00')])).toEqual(['-500.00']);
    expect(amounts([event('OUTAGE', '01T00:00:00', '01T12:12:00')])).toEqual([]);
    expect(amounts([{ id: 'e', kind: 'OUTAGE', from: '2026-05-01T00:00:00Z', to: '2026-05-03T00:00:00Z' }])).toEqual([]);
    expect(amounts([event('CURTAILMENT', '10T00:00:00', '20T00:00:00')])).toEqual([]);
  });

  it('is that of the tranche, where the term has one', () => {
    const own: PriceTerm = { ...sla, trancheId: 'trn' };
    expect(amounts([event('OUTAGE', '10T00:00:00', '10T14:24:00', 'trn')], [own])).toEqual(['-500.00']);
    expect(amounts([event('OUTAGE', '10T00:00:00', '10T14:24:00')], [own])).toEqual(['-500.00']);
    expect(amounts([event('OUTAGE', '10T00:00:00', '10T14:24:00', 'trn_2')], [own])).toEqual([]);
    expect(amounts([event('OUTAGE', '10T00:00:00', '10T14:24:00', 'trn_2')])).toEqual(['-500.00']);
  });

  it('credits nothing of nothing, nor without an event, nor after the term', () => {
    const down = [event('OUTAGE', '10T00:00:00', '10T14:24:00')];
    expect(amounts(undefined)).toEqual([]);
    expect(amounts(down, [{ ...sla, baseCodes: ['capacity.*'] }])).toEqual([]);
    expect(amounts(down, [{ ...sla, baseCodes: ['capacity.*'] }], { history: [{ termId: 'sla', billedBase: '300' }] })).toEqual(['-30.00']);
    expect(amounts(down, [{ ...sla, until: '2026-04-01' }])).toEqual([]);
  });

  it('is refused with an event that ends before it begins, and with tiers out of order or equal', () => {
    const turned = [event('OUTAGE', '10T00:00:00', '11T00:00:00'), event('OUTAGE', '12T00:00:00', '11T00:00:00')];
    expect(() => rated([sla], { events: turned })).toThrow(refused('RATING_TERMS_CONTRADICT', 'events[1].to', 'An event ends before it begins.', '2026-04-11T00:00:00Z'));
    expect(amounts([event('OUTAGE', '12T00:00:00', '12T00:00:00')])).toEqual([]);
    expect(() => rated([{ ...sla, tiers: [{ atLeast: '0.99', credit: '0' }, { atLeast: '0.99', credit: '0.1' }] }])).toThrow(refused('RATING_TERMS_CONTRADICT', 'terms[1].tiers[1].atLeast', 'The tiers run from the highest to the lowest availability.', '0.99'));
  });
});

describe('interest on what is overdue', () => {
  const late: PriceTerm = { id: 'late', code: 'fee.late', billedIn: 'ARREARS', annualRate: '0.08' };
  const overdue = [{ invoice: 'A-1', open: '36500', dueOn: '2026-02-28', until: '2026-03-10' }, { invoice: 'A-2', open: '1000', dueOn: '2026-03-10', until: '2026-03-10' }];

  it('is simple, the due date out and the day of payment in', () => {
    // 36,500 × 8 % × 10 ÷ 365 = 80.00; nothing for the second, which was paid when it was due.
    expect(rated([late], { overdue }).lines[1]).toMatchObject({
      code: 'fee.late', rule: '8 Late fee', amount: { minor: 8000n }, unitPrice: '80.00',
      steps: ['A-1: 36500 open for 10 days after 2026-02-28, up to and including 2026-03-10: × 0.08 × 10/365.', 'Amount: 80.00 USD.'],
    });
    expect(rated([late], { overdue }).lines).toHaveLength(2);
  });

  it('is nothing where nothing is overdue, or the term is not in force', () => {
    expect(rated([late]).lines).toHaveLength(1);
    expect(rated([{ ...late, from: '2026-05-01' }], { overdue }).lines).toHaveLength(1);
  });
});

describe('a curtailment', () => {
  /** 100 kWh in each quarter-hour, but 10 from 17:00 to 18:00 on Thursday the 16th in Chicago; the baseline is what April holds. */
  const cut: PriceTerm = { id: 'cut', code: 'credit.curtailment', billedIn: 'ARREARS', price: '0.10' };
  const from = '2026-04-16T22:00:00Z';
  const to = '2026-04-16T23:00:00Z';
  const events: NonNullable<RatingDocument['events']> = [{ id: 'evt', kind: 'CURTAILMENT', from, to }];
  type Exceptions = NonNullable<Extract<NonNullable<RatingDocument['energy']>[number]['source'], { kind: 'formula' }>['except']>;
  const energy = (except: Exceptions = [], start = '2026-04-01'): NonNullable<RatingDocument['energy']> => [{ trancheId: 'trn', role: 'IT', source: { kind: 'formula', wh: '100000', from: start, except: [...except, { from, to, wh: '10000' }] } }];
  const told = (term: PriceTerm, more: Partial<RatingDocument>): readonly (readonly string[])[] => rated([term], { events, energy: energy(), ...more }).lines.slice(1).map((line) => [line.quantity, moneyText(line.amount), ...line.steps]);

  it('credits what was not taken against the ten latest workdays', () => {
    // 4 × (100 − 10) = 360 kWh × 0.10. The ten workdays before Thursday the 16th begin with Thursday the 2nd.
    expect(told(cut, {})).toEqual([['-360.000', '-36.00',
      'Event evt. Baseline: the mean of 2026-04-15, 2026-04-14, 2026-04-13, 2026-04-10, 2026-04-09, 2026-04-08, 2026-04-07, 2026-04-06, 2026-04-03, 2026-04-02.',
      'From 4 h to 2 h before, 800.000 kWh were used against 800.000 kWh of baseline: adjustment 1.000000000.',
      'Baseline × adjustment − use, where positive: 360.000 kWh were not taken.', '-360.000 kWh × 0.1 = -36, rounded to -36.00 USD.']]);
    const [, line] = rated([cut], { events, energy: energy() }).lines;
    expect(line).toMatchObject({ rule: '5 credit.curtailment', unit: 'kWh', intervals: { count: 4, firstMs: Date.parse(from), lastMs: Date.parse('2026-04-16T22:45:00Z') } });
  });

  it('adjusts the baseline by the use from 4 h to 2 h before, within 0.8 and 1.2 or what was agreed', () => {
    const before = (wh: string): Partial<RatingDocument> => ({ energy: energy([{ from: '2026-04-16T18:00:00Z', to: '2026-04-16T20:00:00Z', wh }]) });
    const kwh = (wh: string, more: object = {}): string | undefined => told({ ...cut, ...more } as PriceTerm, before(wh))[0]?.[0];
    expect(kwh('110000')).toBe('-400.000');
    expect(kwh('150000')).toBe('-440.000');
    expect(kwh('50000')).toBe('-280.000');
    expect(kwh('50000', { adjustmentFloor: '0.4' })).toBe('-160.000');
    expect(kwh('150000', { adjustmentCap: '1.5' })).toBe('-560.000');
    expect(kwh('5000', { adjustmentFloor: '0' })).toBeUndefined();
    // A quarter-hour before or after the two hours changes nothing.
    for (const [first, end] of [['2026-04-16T17:45:00Z', '2026-04-16T18:00:00Z'], ['2026-04-16T20:00:00Z', '2026-04-16T20:15:00Z']] as const) expect(told(cut, { energy: energy([{ from: first, to: end, wh: '0' }]) })[0]?.[0]).toBe('-360.000');
  });

  it('takes the adjustment as 1 where the baseline of these hours is zero', () => {
    const idle = Array.from({ length: 15 }, (_, day) => String(day + 1).padStart(2, '0')).map((day) => ({ from: `2026-04-${day}T18:00:00Z`, to: `2026-04-${day}T20:00:00Z`, wh: '0' }));
    expect(told(cut, { energy: energy(idle) })[0]?.[0]).toBe('-360.000');
  });

  it('has as many days as agreed, none of them a holiday, a day of another event or a day with a gap', () => {
    const days = (more: Partial<RatingDocument>, agreed: object = { baselineDays: 2 }): string | undefined => told({ ...cut, ...agreed } as PriceTerm, more)[0]?.[2];
    expect(days({})).toBe('Event evt. Baseline: the mean of 2026-04-15, 2026-04-14.');
    const calendars: NonNullable<RatingDocument['calendars']> = [{ id: 'cal', version: '1', holidays: ['2026-04-14'], observed: 'NONE', rules: [{ bucket: 'all' }] }];
    expect(days({ calendars }, { baselineDays: 2, calendarId: 'cal' })).toBe('Event evt. Baseline: the mean of 2026-04-15, 2026-04-13.');
    // An outage over a local midnight disturbs both days; a curtailment of another tranche and maintenance none.
    const disturbed = (kind: 'OUTAGE' | 'CURTAILMENT' | 'APPROVED_MAINTENANCE', trancheId?: string): NonNullable<RatingDocument['events']> => [...events, { id: 'other', kind, from: '2026-04-15T04:59:00Z', to: '2026-04-15T05:01:00Z', ...(trancheId ? { trancheId } : {}) }];
    expect(days({ events: disturbed('OUTAGE') })).toBe('Event evt. Baseline: the mean of 2026-04-13, 2026-04-10.');
    expect(days({ events: disturbed('CURTAILMENT') })).toBe('Event evt. Baseline: the mean of 2026-04-13, 2026-04-10.');
    expect(days({ events: disturbed('APPROVED_MAINTENANCE') })).toBe('Event evt. Baseline: the mean of 2026-04-15, 2026-04-14.');
    expect(days({ events: disturbed('OUTAGE', 'trn_2') }, { baselineDays: 2, trancheId: 'trn' })).toBe('Event evt. Baseline: the mean of 2026-04-15, 2026-04-14.');
    expect(days({ events: [...events, { id: 'other', kind: 'OUTAGE', from: '2026-04-14T05:00:00Z', to: '2026-04-15T05:00:00Z' }] })).toBe('Event evt. Baseline: the mean of 2026-04-15, 2026-04-13.');
    // The series begins on the 15th: a single workday stands for all.
    expect(days({ energy: energy([], '2026-04-15') })).toBe('Event evt. Baseline: the mean of 2026-04-15.');
  });

  it('takes a mean of unlike days, each quarter-hour by its own label', () => {
    // 17:00 to 17:15 on the 15th took 300 kWh, so that the mean of two days is 200 there: 190 + 3 × 90.
    expect(told({ ...cut, baselineDays: 2 }, { energy: energy([{ from: '2026-04-15T22:00:00Z', to: '2026-04-15T22:15:00Z', wh: '300000' }]) })[0]?.[0]).toBe('-460.000');
  });

  it('finds the same hour on the wall across a change of the clock', () => {
    // 8 March 2026: the clock goes forward. Noon was 18:00 UTC on Friday the 6th and is 17:00 UTC on Monday the 9th.
    const march: Partial<RatingDocument> = {
      period: { from: '2026-03-01', to: '2026-04-01' }, events: [{ id: 'evt', kind: 'CURTAILMENT', from: '2026-03-09T17:00:00Z', to: '2026-03-09T18:00:00Z' }],
      energy: [{ trancheId: 'trn', role: 'IT', source: { kind: 'formula', wh: '100000', except: [{ from: '2026-03-06T18:00:00Z', to: '2026-03-06T19:00:00Z', wh: '500000' }] } }],
    };
    // 4 × (500 − 100) on the one day that is asked.
    expect(told({ ...cut, baselineDays: 1 }, march)[0]?.[0]).toBe('-1600.000');
  });

  it('credits each event of the period by itself, in the order of time, and none outside of it', () => {
    const later = { id: 'later', kind: 'CURTAILMENT', from: '2026-04-20T22:00:00Z', to: '2026-04-20T22:15:00Z' } as const;
    const outside = [{ id: 'march', kind: 'CURTAILMENT', from: '2026-03-20T22:00:00Z', to: '2026-03-20T23:00:00Z' }, { id: 'may', kind: 'CURTAILMENT', from: '2026-05-01T05:00:00Z', to: '2026-05-01T06:00:00Z' }] as const;
    const invoice = rated([cut], { events: [later, ...outside, ...events], energy: energy([{ from: later.from, to: later.to, wh: '0' }]) });
    expect(invoice.lines.slice(1).map((line) => [line.steps[0]?.slice(0, 11), line.quantity])).toEqual([['Event evt. ', '-360.000'], ['Event later', '-100.000']]);
    expect(invoice.notices).toEqual([]);
    expect(rated([{ ...cut, until: '2026-04-01' }], { events, energy: energy() }).lines).toHaveLength(1);
    expect(rated([cut], { energy: energy() }).lines).toHaveLength(1);
    expect(rated([{ ...cut, trancheId: 'trn' }], { events: [{ id: 'evt', kind: 'CURTAILMENT', trancheId: 'trn_2', from, to }], energy: energy() }).lines).toHaveLength(1);
  });

  it('says so where no day can stand for it', () => {
    const invoice = rated([cut], { events, energy: energy([], '2026-04-16') });
    expect(invoice.lines).toHaveLength(1);
    expect(invoice.notices).toEqual([{ code: 'CURTAILMENT_WITHOUT_BASELINE', termId: 'cut', message: 'No eligible day lies before the event, so nothing was credited.' }]);
  });

  it('opens into the quarter-hours in which nothing was taken', () => {
    const input = readRatingDocument(documentOf([cut], { events, energy: energy([{ from: '2026-04-16T22:00:00Z', to: '2026-04-16T22:15:00Z', wh: '40000' }]) }));
    const [day] = drillDown(input, 2).days;
    expect(day?.day).toBe('2026-04-16');
    // 60 and three times 90 kWh × 0.10.
    expect(day?.intervals.map(({ startMs, amountMinor }) => [startMs - Date.parse(from), amountMinor])).toEqual([[0, -600n], [900_000, -900n], [1_800_000, -900n], [2_700_000, -900n]]);
  });

  it.each([0, 31, 1.5])('is refused with a baseline of %s days', (baselineDays) => {
    expect(() => rated([{ ...cut, baselineDays }])).toThrow(refused('RATING_INPUT_INVALID', 'terms[1].baselineDays', 'A baseline has 1 to 30 days.', String(baselineDays)));
  });

  it.each([1, 30])('may have a baseline of %s days', (baselineDays) => expect(rated([{ ...cut, baselineDays }]).lines).toHaveLength(1));

  it('is refused with a calendar that does not exist, but may have its adjustment fixed', () => {
    expect(() => rated([{ ...cut, calendarId: 'nowhere' }])).toThrow(refused('RATING_REFERENCE_UNKNOWN', 'terms[1].calendarId', 'The term names a calendar that the input does not have.', 'nowhere'));
    expect(rated([{ ...cut, adjustmentFloor: '1', adjustmentCap: '1' }]).lines).toHaveLength(1);
    for (const bounds of [{ adjustmentFloor: '1.21' }, { adjustmentCap: '0.79' }]) expect(() => rated([{ ...cut, ...bounds }])).toThrow(refused('RATING_TERMS_CONTRADICT', 'terms[1].adjustmentCap', 'The adjustment has its cap below its floor.'));
  });
});
