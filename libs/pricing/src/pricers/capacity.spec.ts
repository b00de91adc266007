import { intervalSeries, moneyText, quality } from '@busbar/kernel';
import type { RatingDocument } from '../document/rating-document';
import { readRatingDocument } from '../document/read-document';
import { drillDown } from '../open-line';
import { rate } from '../rate';
import type { RatedInvoice } from '../rated-invoice';
import type { PriceTerm } from '../terms/price-term';

type Energy = NonNullable<RatingDocument['energy']>;
type Exceptions = NonNullable<Extract<Energy[number]['source'], { kind: 'formula' }>['except']>;

/** 50 kWh in each quarter-hour of April 2026 in Chicago, 200 kW, but 100 kWh from 15:00 to 15:15 on Thursday the 2nd. */
const spike = { from: '2026-04-02T20:00:00Z', to: '2026-04-02T20:15:00Z', wh: '100000' };
const load = (except: Exceptions = [spike], wh = '50000', reactive?: string): Energy => [{ trancheId: 'trn', role: 'IT', source: { kind: 'formula', wh, except }, ...(reactive === undefined ? {} : { reactive: { kind: 'formula', varh: reactive } }) }];
const documentOf = (terms: readonly PriceTerm[], more: Partial<RatingDocument> = {}): RatingDocument => ({
  contract: { id: 'ctr', effectiveFrom: '2025-01-01' }, currency: 'USD', zone: 'America/Chicago', period: { from: '2026-04-01', to: '2026-05-01' }, terms,
  tranches: [{ id: 'trn', rentStart: '2025-01-01', segments: [{ from: '2025-01-01', until: null, kw: '1000' }] }, { id: 'trn_2', rentStart: '2025-01-01', segments: [] }], energy: load(), ...more,
});
const rated = (terms: readonly PriceTerm[], more: Partial<RatingDocument> = {}): RatedInvoice => rate(readRatingDocument(documentOf(terms, more)));
const told = (term: PriceTerm, more: Partial<RatingDocument> = {}): readonly (readonly string[])[] => rated([term], more).lines.map((line) => [line.code, line.quantity, moneyText(line.amount)]);
const steps = (term: PriceTerm, more: Partial<RatingDocument> = {}, place = 0): readonly string[] | undefined => rated([term], more).lines[place]?.steps;
const days = (term: PriceTerm, more: Partial<RatingDocument>, line = 1): readonly (readonly unknown[])[] => drillDown(readRatingDocument(documentOf([term], more)), line).days.filter((day) => day.amountMinor !== 0n).map((day) => [day.day, day.amountMinor]);
const refused = (code: string, path: string, message: string, given?: string): Error => expect.objectContaining({ code, message, details: given === undefined ? { path } : { path, given } });
const badScale = { kind: 'fixed', rate: '0.1', effective: '2025-01-01', scale: 13 } as const;

describe('reserved kW', () => {
  const rent: PriceTerm = { id: 'rent', code: 'capacity.reserved', billedIn: 'ARREARS', price: '118' };

  it('are billed by local days of each segment, and the tranche is named', () => {
    const [line] = rated([rent]).lines;
    expect(line).toMatchObject({ code: 'capacity.reserved', rule: '5 capacity.reserved', trancheId: 'trn', quantity: '1000.000', fraction: null, unit: 'kW-mo', unitPrice: '118', amount: { minor: 11_800_000n }, intervals: null });
    expect(line?.steps).toEqual(['Reserved from 2026-04-01 to before 2026-05-01: 30 of 30 local days.', '1000.000 kW-mo × 118 = 118000, rounded to 118000.00 USD.']);
    const tranches = [{ id: 'trn', rentStart: '2026-04-11', segments: [{ from: '2025-01-01', until: '2026-04-21', kw: '300' }, { from: '2026-04-21', until: null, kw: '600' }], ramp: [{ fromMonth: 0, share: '0.5' }] }];
    // 150 kW × 10/30 × 118 = 5,900; 300 kW × 10/30 × 118 = 11,800.
    expect(rated([rent], { tranches }).lines.map((part) => [part.period.from, part.period.to, part.quantity, part.fraction?.numerator, moneyText(part.amount), part.steps[0]])).toEqual([
      ['2026-04-11', '2026-04-21', '150.000', '10', '5900.00', 'Reserved from 2026-04-11 to before 2026-04-21: 10 of 30 local days; the ramp bills 0.5 of the kW.'],
      ['2026-04-21', '2026-05-01', '300.000', '10', '11800.00', 'Reserved from 2026-04-21 to before 2026-05-01: 10 of 30 local days; the ramp bills 0.5 of the kW.'],
    ]);
    expect(steps(rent, { tranches })?.at(-1)).toBe('150.000 kW-mo × 10/30 × 118 = 5900, rounded to 5900.00 USD.');
  });

  it('lie evenly over their days', () => {
    const week = { period: { from: '2026-04-01', to: '2026-04-05' } };
    expect(days({ ...rent, price: '0.01' }, week)).toEqual([['2026-04-01', 250n], ['2026-04-02', 250n], ['2026-04-03', 250n], ['2026-04-04', 250n]]);
  });
});

describe('kW by the hour', () => {
  const hourly: PriceTerm = { id: 'hourly', code: 'capacity.hourly', billedIn: 'ARREARS', price: '0.01' };

  it('are billed by elapsed hours: the day of 25 hours has 25', () => {
    // 31 October to 2 November 2026 in Chicago: 24 + 25 + 24 hours.
    const change = { period: { from: '2026-10-31', to: '2026-11-03' }, energy: [] };
    expect(rated([hourly], change).lines[0]).toMatchObject({ code: 'capacity.hourly', rule: '5 capacity.hourly', quantity: '73000.000', unit: 'kW-h', amount: { minor: 73_000n }, steps: ['1000 kW from 2026-10-31 to before 2026-11-03: 73 elapsed hours.', '73000.000 kW-h × 0.01 = 730, rounded to 730.00 USD.'] });
    expect(days(hourly, change)).toEqual([['2026-10-31', 24_000n], ['2026-11-01', 25_000n], ['2026-11-02', 24_000n]]);
  });

  it('weigh each day by its own kW', () => {
    const tranches = [{ id: 'trn', rentStart: '2026-04-01', segments: [{ from: '2026-04-01', until: '2026-04-02', kw: '100' }, { from: '2026-04-02', until: null, kw: '200.5' }] }];
    // 100 × 24 and 200.5 × 48 kW-h: 2,400 + 9,624 = 12,024 × 0.01.
    const three = { period: { from: '2026-04-01', to: '2026-04-04' }, tranches, energy: [] };
    expect(told(hourly, three)).toEqual([['capacity.hourly', '12024.000', '120.24']]);
    expect(days(hourly, three)).toEqual([['2026-04-01', 2400n], ['2026-04-02', 4812n], ['2026-04-03', 4812n]]);
  });
});

describe('a committed kW', () => {
  const commit: PriceTerm = { id: 'commit', code: 'capacity.commit', billedIn: 'ARREARS', commitKw: '300', price: '10', overageMultiplier: '1.5' };

  it('is billed whole, and the peak above it at a multiple', () => {
    const [committed, overage] = rated([commit]).lines;
    expect(committed).toMatchObject({ code: 'capacity.commit', rule: '5 capacity.commit', quantity: '300.000', unit: 'kW', unitPrice: '10', amount: { minor: 300_000n }, steps: ['Committed from 2026-04-01 to before 2026-05-01: 30 of 30 local days.', '300.000 kW × 10 = 3000, rounded to 3000.00 USD.'] });
    expect(overage).toMatchObject({ code: 'capacity.overage', rule: '5 capacity.overage', quantity: '100.000', unit: 'kW', unitPrice: '15', amount: { minor: 150_000n }, intervals: { count: 2880 } });
    expect(overage?.steps[0]).toBe('Highest quarter-hour: 400.000 kW; above the commit of 300 kW: 100.000 kW, at 1.5 times the price.');
    expect(days(commit, {}, 2)).toEqual([['2026-04-02', 150_000n]]);
    expect(days(commit, { period: { from: '2026-04-01', to: '2026-04-04' } })).toEqual([['2026-04-01', 100_000n], ['2026-04-02', 100_000n], ['2026-04-03', 100_000n]]);
  });

  it('is exceeded by the highest quarter-hour, also where the meter is read every five minutes', () => {
    // 10 + 20 + 30 kWh in the quarter-hour from 15:00 are 240 kW: 40 kW above, at 15.
    const energyMj = BigInt64Array.of(36_000_000_000n, 72_000_000_000n, 108_000_000_000n);
    const series = intervalSeries(Date.parse('2026-04-02T20:00:00Z'), 300_000, energyMj, new Uint16Array(3).fill(quality.VALID));
    const invoice = rate({ ...readRatingDocument(documentOf([{ ...commit, commitKw: '200' }], { energy: [] })), energy: [{ trancheId: 'trn', role: 'IT', series }] });
    expect(invoice.lines[1]).toMatchObject({ code: 'capacity.overage', quantity: '40.000', amount: { minor: 60_000n } });
    expect(invoice.lines[1]?.steps[0]).toBe('Highest quarter-hour: 240.000 kW; above the commit of 200 kW: 40.000 kW, at 1.5 times the price.');
  });

  it('shows an overage of nothing where it was not exceeded', () => expect(told({ ...commit, commitKw: '400' })).toEqual([['capacity.commit', '400.000', '4000.00'], ['capacity.overage', '0.000', '0.00']]));

  it('may be billed ahead, the overage always for what has passed; a contract that begins next month has none', () => {
    const ahead: PriceTerm = { ...commit, billedIn: 'ADVANCE' };
    const advance = { from: '2026-05-01', to: '2026-06-01' };
    expect(rated([ahead], { advance }).lines.map((line) => [line.code, line.period.from])).toEqual([['capacity.commit', '2026-05-01'], ['capacity.overage', '2026-04-01']]);
    expect(rated([ahead], { advance, contract: { id: 'ctr', effectiveFrom: '2026-05-11' } }).lines.map((line) => [line.code, line.period.from, line.fraction])).toEqual([['capacity.commit', '2026-05-11', { numerator: '21', denominator: '31' }]]);
  });

  it('is priced at its own time where the price changes within the period, the overage at that of its peak', () => {
    // 10 % on the 3rd: 300 × 2/30 × 10 = 200.00 and 300 × 28/30 × 11 = 3,080.00; the peak was on the 2nd.
    expect(told({ ...commit, escalator: { kind: 'fixed', rate: '0.1', effective: '2025-04-03' } })).toEqual([['capacity.commit', '300.000', '200.00'], ['capacity.commit', '300.000', '3080.00'], ['capacity.overage', '100.000', '1500.00']]);
  });
});

describe('demand', () => {
  const demand: PriceTerm = { id: 'demand', code: 'demand.peak', billedIn: 'ARREARS', price: '10' };
  const kw = (more: object, document: Partial<RatingDocument> = {}): string | undefined => rated([{ ...demand, ...more } as PriceTerm], document).lines[0]?.quantity;

  it('is the highest quarter-hour, priced on its day', () => {
    const [line] = rated([demand]).lines;
    expect(line).toMatchObject({ code: 'demand.peak', rule: '5 demand.peak', quantity: '400.000', unit: 'kW', amount: { minor: 400_000n }, intervals: { count: 2880 } });
    expect(line?.steps).toEqual(['Highest block: 400.000 kW at 2026-04-02 15:00 local time.', '400.000 kW × 10 = 4000, rounded to 4000.00 USD.']);
    expect(days(demand, {})).toEqual([['2026-04-02', 400_000n]]);
    expect(told({ ...demand, escalator: { kind: 'fixed', rate: '0.1', effective: '2025-04-03' } })).toEqual([['demand.peak', '400.000', '4000.00']]);
    expect(told({ ...demand, escalator: { kind: 'fixed', rate: '0.1', effective: '2025-04-02' } })).toEqual([['demand.peak', '400.000', '4400.00']]);
  });

  it('is the mean of blocks on the clock: 300 kW over half an hour, 250 kW over an hour', () => {
    expect([kw({ demandIntervalMinutes: 15 }), kw({ demandIntervalMinutes: 30 }), kw({ demandIntervalMinutes: 60 })]).toEqual(['400.000', '300.000', '250.000']);
    // 15:30 to 16:30 are no hour of the clock: 50 + 50 + 100 + 100 and 100 + 100 + 50 + 50.
    const across = load([{ from: '2026-04-02T20:30:00Z', to: '2026-04-02T21:30:00Z', wh: '100000' }]);
    expect(kw({ demandIntervalMinutes: 60 }, { energy: across })).toBe('300.000');
    expect(steps({ ...demand, demandIntervalMinutes: 60 }, { energy: across })?.[0]).toBe('Highest block: 300.000 kW at 2026-04-02 15:00 local time.');
  });

  it('has a block of its own where the clock goes back by half an hour', () => {
    // Lord Howe, 5 April 2026: at 15:00 UTC the clock goes from 02:00 back to 01:30. Half an hour of 100 kWh is 400 kW.
    const document = { zone: 'Australia/Lord_Howe', energy: load([{ from: '2026-04-04T15:00:00Z', to: '2026-04-04T15:30:00Z', wh: '100000' }]) };
    expect(steps({ ...demand, demandIntervalMinutes: 60 }, document)?.[0]).toBe('Highest block: 400.000 kW at 2026-04-05 01:30 local time.');
  });

  it('counts only in its window', () => {
    const window = (weekdays: readonly number[], fromHour: number, toHour: number): object => ({ window: { name: 'evening', weekdays, fromHour, toHour } });
    const at = (more: object): string | undefined => steps({ ...demand, ...more } as PriceTerm)?.[0];
    expect(at(window([4], 15, 16))).toBe('Highest block: 400.000 kW at 2026-04-02 15:00 local time.');
    expect(at(window([4], 14, 15))).toBe('Highest block: 200.000 kW at 2026-04-02 14:00 local time.');
    expect(at(window([4], 16, 24))).toBe('Highest block: 200.000 kW at 2026-04-02 16:00 local time.');
    expect(at(window([3, 5], 0, 24))).toBe('Highest block: 200.000 kW at 2026-04-01 00:00 local time.');
    expect(at({ ...window([4], 15, 16), demandIntervalMinutes: 60 })).toBe('Highest block: 250.000 kW at 2026-04-02 15:00 local time.');
    expect(told({ ...demand, ...window([4], 15, 16) } as PriceTerm)).toEqual([['demand.evening', '400.000', '4000.00']]);
    // Half of the hour from 15:00 lies outside, so that it does not count; that from 16:00 does.
    expect(at({ ...window([4], 15.5, 17), demandIntervalMinutes: 60 })).toBe('Highest block: 200.000 kW at 2026-04-02 16:00 local time.');
  });

  it.each([[-1, 5, [1]], [5, 5, [1]], [6, 5, [1]], [5, 25, [1]], [5, 6, []]] as const)('is refused with a window from %s to %s on %j', (fromHour, toHour, weekdays) => {
    expect(() => rated([{ ...demand, window: { name: 'evening', weekdays, fromHour, toHour } }])).toThrow(refused('RATING_TERMS_CONTRADICT', 'terms[0].window', 'A demand window names weekdays, and hours between 0 and 24 that end after they begin.'));
  });

  describe('with estimated intervals', () => {
    /** The first ten quarter-hours of 1 April, the last of them of 100 kWh; those of the list are estimated. */
    const window = { window: { name: 'night', weekdays: [3], fromHour: 0, toHour: 2.5 } };
    const some = (estimated: readonly number[], missing: readonly number[] = []): Partial<RatingDocument> => ({
      period: { from: '2026-04-01', to: '2026-04-08' },
      energy: [{ trancheId: 'trn', role: 'IT', source: {
        kind: 'values', startAt: '2026-04-01T05:00:00Z', wh: Array.from({ length: 10 }, (_, place) => (missing.includes(place) ? null : place === 9 ? '100000' : '50000')),
        quality: Array.from({ length: 10 }, (_, place) => (estimated.includes(place) ? quality.VALID | quality.ESTIMATED_LINEAR : quality.VALID)),
      } }],
    });

    it('leaves them out where nine tenths were measured, and counts them where less was', () => {
      expect(kw(window, some([9]))).toBe('200.000');
      expect(kw(window, some([8, 9]))).toBe('400.000');
      expect(steps({ ...demand, ...window } as PriceTerm, some([8, 9]))?.[0]).toBe('Highest block: 400.000 kW at 2026-04-01 02:15 local time, estimated intervals counted.');
      expect(kw(window, some([9], [0]))).toBe('400.000');
      expect(kw({ ...window, demandIntervalMinutes: 30 }, some([9]))).toBe('200.000');
      expect(kw({ ...window, demandIntervalMinutes: 30 }, some([8, 9]))).toBe('300.000');
    });

    it('counts them always where that was agreed', () => {
      expect(kw({ ...window, estimatedIntervals: 'ALWAYS' }, some([9]))).toBe('400.000');
      expect(kw({ ...window, estimatedIntervals: 'WHEN_UNMEASURED' }, some([9]))).toBe('200.000');
    });

    it('never counts what is missing, nor a block with a gap', () => {
      expect(kw(window, some([], [9]))).toBe('200.000');
      expect(kw({ ...window, demandIntervalMinutes: 30 }, some([], [8]))).toBe('200.000');
      // The rest of April is missing too: without a window the measured quarter-hours are too few, and estimates count.
      expect(kw({}, some([9]))).toBe('400.000');
    });
  });

  it('is nothing where nothing was read, and carries that; a minimum is billed all the same', () => {
    const silent: Partial<RatingDocument> = { energy: [{ trancheId: 'trn', role: 'IT', source: { kind: 'values', startAt: '2026-04-01T05:00:00Z', wh: [null] } }] };
    const nothing = rated([demand], silent);
    expect([nothing.lines, nothing.carriedForward]).toEqual([[], [{ termId: 'demand', peakKw: '0.000' }]]);
    expect(rated([{ ...demand, minimumKw: '100' }], silent).lines[0]).toMatchObject({ quantity: '100.000', steps: ['No interval qualifies: the peak is 0 kW.', 'Minimum: 100 kW.', '100.000 kW × 10 = 1000, rounded to 1000.00 USD.'] });
    expect(days({ ...demand, minimumKw: '100' }, silent)).toEqual([['2026-04-01', 100_000n]]);
    expect(rated([{ ...demand, minimumKw: '100', demandIntervalMinutes: 60 }], silent).lines[0]?.steps[0]).toBe('No interval qualifies: the peak is 0 kW.');
    expect(rated([{ ...demand, until: '2026-04-01' }])).toMatchObject({ lines: [], carriedForward: [] });
  });

  it('is never below the ratchet of earlier peaks or the minimum, and carries its own peak', () => {
    const history = [{ termId: 'demand', peaksKw: ['500', '700', '900'] }];
    const ratchet = (months?: number): PriceTerm => ({ ...demand, ratchet: { share: '0.8', ...(months === undefined ? {} : { months }) } });
    expect([told(ratchet(), { history })[0]?.[1], told(ratchet(2), { history })[0]?.[1], told(ratchet(1), { history })[0]?.[1]]).toEqual(['720.000', '560.000', '400.000']);
    expect(steps(ratchet(2), { history })).toEqual(['Highest block: 400.000 kW at 2026-04-02 15:00 local time.', 'Ratchet: 0.8 of the highest of 2 earlier peaks is 560.000 kW.', '560.000 kW × 10 = 5600, rounded to 5600.00 USD.']);
    expect(steps(ratchet())).toContain('Ratchet: 0.8 of the highest of 0 earlier peaks is 0.000 kW.');
    expect(rated([ratchet()], { history }).carriedForward).toEqual([{ termId: 'demand', peakKw: '400.000' }]);
    // Eleven months count unless said: the twelfth peak is forgotten.
    const year = [...Array.from({ length: 11 }, () => '100'), '9000'];
    expect(told(ratchet(), { history: [{ termId: 'demand', peaksKw: year }] })[0]?.[1]).toBe('400.000');
    expect(told(ratchet(), { history: [{ termId: 'demand', peaksKw: year.slice(1) }] })[0]?.[1]).toBe('7200.000');
    expect(told({ ...demand, minimumKw: '450.5' })[0]?.[1]).toBe('450.500');
  });

  it('may be billed in whole kW', () => {
    // 50.1 kWh in a quarter-hour are 200.4 kW; 50.125 are 200.5.
    expect(kw({ decimals: 0 }, { energy: load([], '50100') })).toBe('200');
    expect(kw({ decimals: 0 }, { energy: load([], '50125') })).toBe('201');
    expect(kw({ decimals: 3 }, { energy: load([], '50125') })).toBe('200.500');
  });

  it('says what the power factor made of it', () => {
    const target: PriceTerm = { ...demand, targetPowerFactor: '0.95' };
    expect(steps(target, { powerFactor: '0.95' })?.[1]).toBe('Power factor 0.9500 is not below the target 0.9500.');
    // 400 × 0.95 ÷ 0.8 = 475.
    expect(steps(target, { powerFactor: '0.8' })?.[1]).toBe('Power factor 0.8000 is below the target: × 0.9500 ÷ 0.8000 = 475.000 kW.');
    expect(steps({ ...demand, unit: 'kVA' }, { powerFactor: '0.8' })).toEqual(['Highest block: 400.000 kW at 2026-04-02 15:00 local time.', 'Apparent power: ÷ power factor 0.8000 = 500.000 kVA.', '500.000 kVA × 10 = 5000, rounded to 5000.00 USD.']);
    expect(steps({ ...target, minimumKw: '10' }, { energy: load([], '0', '75000') })?.[1]).toBe('No active energy: the power factor is not applied.');
    expect(steps({ ...target, minimumKw: '10' }, { energy: load([], '0', '0') })?.[1]).toBe('Power factor 1.0000 is not below the target 0.9500.');
  });

  it('reads the power factor of its own tranche and time alone', () => {
    const target: PriceTerm = { ...demand, targetPowerFactor: '0.95', trancheId: 'trn' };
    const two: Energy = [...load([], '100000', '75000'), { trancheId: 'trn_2', role: 'IT', source: { kind: 'formula', wh: '100000' }, reactive: { kind: 'formula', varh: '0' } }, { trancheId: 'trn', role: 'FACILITY', source: { kind: 'formula', wh: '100000' }, reactive: { kind: 'formula', varh: '900000' } }];
    // Alone 100 ÷ √(100² + 75²) = 0.8; both together 200 ÷ √(200² + 75²) = 0.93632…
    expect(steps(target, { energy: two })?.[1]).toBe('Power factor 0.8000 is below the target: × 0.9500 ÷ 0.8000 = 475.000 kW.');
    expect(steps({ ...demand, targetPowerFactor: '0.95' }, { energy: two })?.[1]).toMatch(/^Power factor 0\.9363 is below/);
    // The quarter-hours before and after the period are not in it: three days were read, with 0, 75 and 150 kvarh in each, and the second is billed.
    const longer: Energy = [{ trancheId: 'trn', role: 'IT', source: { kind: 'formula', wh: '100000', from: '2026-03-31', to: '2026-04-03' }, reactive: { kind: 'formula', varh: '75000 * (i / 96 - (i / 96 mod 1))' } }];
    expect(steps(target, { energy: longer, period: { from: '2026-04-01', to: '2026-04-02' } })?.[1]).toMatch(/^Power factor 0\.8000 is below/);
  });

  it.each(['0', '1.01'])('is refused with a target of %s', (targetPowerFactor) => {
    expect(() => rated([{ ...demand, targetPowerFactor }], { powerFactor: '0.9' })).toThrow(refused('RATING_TERMS_CONTRADICT', 'terms[0].targetPowerFactor', 'A power factor lies above 0 and is at most 1.', targetPowerFactor));
    expect(() => rated([demand], { powerFactor: targetPowerFactor })).toThrow(refused('RATING_INPUT_INVALID', 'powerFactor', 'A power factor lies above 0 and is at most 1.', targetPowerFactor));
  });

  it('of apparent power is refused where no power factor can be known', () => {
    expect(rated([{ ...demand, targetPowerFactor: '1' }], { powerFactor: '1' }).lines).toHaveLength(1);
    const none = refused('RATING_REFERENCE_UNKNOWN', 'terms[0].targetPowerFactor', 'A power factor needs a reactive channel or a measured value.');
    expect(() => rated([{ ...demand, unit: 'kVA' }])).toThrow(none);
    expect(() => rated([{ ...demand, unit: 'kVA' }], { energy: [...load(), { trancheId: 'trn', role: 'FACILITY', source: { kind: 'formula', wh: '1' }, reactive: { kind: 'formula', varh: '1' } }] })).toThrow(none);
    expect(rated([{ ...demand, unit: 'kW' }]).lines).toHaveLength(1);
  });
});

describe('transmission by coincident peaks', () => {
  const transmission: PriceTerm = { id: 'tx', code: 'transmission.4cp', billedIn: 'ARREARS', peakSetId: 'cp', annualRate: '60' };
  const peaks = (kw: readonly string[] | undefined, intervals: readonly string[] = []): Partial<RatingDocument> => ({ coincidentPeaks: [{ id: 'cp', intervals, ...(kw ? { kw } : {}) }] });

  it('is a twelfth of the annual rate for the mean kW', () => {
    // (100 + 200.5 + 300) ÷ 3 = 200.1666… → 200.167 × 60 ÷ 12 = 1,000.835 → 1,000.84
    expect(rated([transmission], peaks(['100', '200.5', '300'])).lines[0]).toMatchObject({
      rule: '5 transmission.4cp', quantity: '200.167', fraction: { numerator: '1', denominator: '12' }, unit: 'kW', amount: { minor: 100_084n },
      steps: ['kW at the 3 coincident peaks: 100.000, 200.500, 300.000; their mean is 200.167 kW. One month is a twelfth of the annual rate.', '200.167 kW × 1/12 × 60 = 1000.835, rounded to 1000.84 USD.'],
    });
    expect(days(transmission, peaks(['12']))).toEqual([['2026-04-01', 6000n]]);
    expect(told({ ...transmission, until: '2026-04-01' }, peaks(['12']))).toEqual([]);
  });

  it('is refused with an empty set, one kW too few, and an interval that was not read', () => {
    const set = 'terms[0].peakSetId';
    expect(() => rated([transmission], peaks(undefined))).toThrow(refused('RATING_INPUT_INVALID', set, 'A set of coincident peaks has at least one interval.', 'cp'));
    expect(() => rated([transmission], peaks([], ['2025-08-01T20:00:00Z']))).toThrow(refused('RATING_INPUT_INVALID', set, 'A set of coincident peaks has at least one interval.', 'cp'));
    expect(() => rated([transmission], peaks(['1'], ['2025-08-01T20:00:00Z', '2025-08-02T20:00:00Z']))).toThrow(refused('RATING_INPUT_INVALID', set, 'A set of coincident peaks has one kW for each interval.', 'cp'));
    expect(told(transmission, peaks(['24'], ['2025-08-01T20:00:00Z']))).toEqual([['transmission.4cp', '24.000', '120.00']]);
    expect(() => rated([transmission], peaks(undefined, ['2025-08-01T20:00:00Z']))).toThrow(refused('RATING_PRICE_MISSING', set, 'There is no energy at the coincident peak 2025-08-01T20:00:00Z.', '2025-08-01T20:00:00Z'));
    expect(told(transmission, peaks(undefined, [spike.from]))).toEqual([['transmission.4cp', '400.000', '2000.00']]);
  });
});

describe('GPU-hours', () => {
  const gpu: PriceTerm = { id: 'gpu', code: 'gpu.premium', billedIn: 'ARREARS', sku: 'H100', price: '1.89', incrementSeconds: 60 };
  const allocation = (from: string, to: string | null, more: object = {}): NonNullable<RatingDocument['allocations']>[number] => ({ id: from, sku: 'H100', gpus: 8, from, to, ...more });
  const given = (...allocations: NonNullable<RatingDocument['allocations']>): Partial<RatingDocument> => ({ allocations });

  it('are counted by increments begun, and lie on the local days on which they were used', () => {
    // 22:00 on the 9th to 02:00 on the 10th in Chicago: 8 × 4 h = 32 GPU-h × 1.89.
    const night = given(allocation('2026-04-10T03:00:00Z', '2026-04-10T07:00:00Z'));
    expect(rated([gpu], night).lines[0]).toMatchObject({ rule: '5 gpu.premium', quantity: '32.0000', unit: 'GPU-h', amount: { minor: 6048n }, steps: ['8 × H100 for 240 increments of 60 s (2026-04-10T03:00:00Z to 2026-04-10T07:00:00Z, cut at the period).', '32.0000 GPU-h × 1.89 = 60.48, rounded to 60.48 USD.'] });
    expect(days(gpu, night)).toEqual([['2026-04-09', 3024n], ['2026-04-10', 3024n]]);
    // 90 s are two increments: 8 × 120 ÷ 3,600 = 0.2667.
    expect(told({ ...gpu, price: '3.60' }, given(allocation('2026-04-10T03:00:00Z', '2026-04-10T03:01:30Z')))).toEqual([['gpu.premium', '0.2667', '0.96']]);
  });

  it('are never rounded twice where the period cuts an allocation', () => {
    // Half an hour of March and 45 minutes of April: two hours begun in all, of which March has billed one.
    const cut = given(allocation('2026-04-01T04:30:00Z', '2026-04-01T05:45:00Z'));
    expect(told({ ...gpu, incrementSeconds: 3600 }, cut)).toEqual([['gpu.premium', '8.0000', '15.12']]);
    expect(told({ ...gpu, incrementSeconds: 3600 }, { ...cut, period: { from: '2026-03-01', to: '2026-04-01' } })).toEqual([['gpu.premium', '8.0000', '15.12']]);
    // An open one runs to the period's end: the last half hour of April.
    expect(told(gpu, given(allocation('2026-05-01T04:30:00Z', null)))).toEqual([['gpu.premium', '4.0000', '7.56']]);
    expect(steps(gpu, given(allocation('2026-05-01T04:30:00Z', null)))?.[0]).toBe('8 × H100 for 30 increments of 60 s (2026-05-01T04:30:00Z to open, cut at the period).');
    for (const outside of [allocation('2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z'), allocation('2026-05-02T00:00:00Z', null)]) expect(told(gpu, given(outside))).toEqual([]);
  });

  it('are those of the model, and of the tranche where the term has one', () => {
    const all = given(allocation('2026-04-10T03:00:00Z', '2026-04-10T04:00:00Z', { trancheId: 'trn' }), allocation('2026-04-10T03:00:00Z', '2026-04-10T05:00:00Z', { id: 'b', trancheId: 'trn_2' }), allocation('2026-04-10T03:00:00Z', '2026-04-10T09:00:00Z', { id: 'c', sku: 'H200' }));
    expect(told(gpu, all)).toEqual([['gpu.premium', '24.0000', '45.36']]);
    expect(told({ ...gpu, trancheId: 'trn' }, all)).toEqual([['gpu.premium', '8.0000', '15.12']]);
    expect(told(gpu)).toEqual([]);
  });

  it('tell of the allocations that they bill, and of no others', () => {
    const night = allocation('2026-04-10T03:00:00Z', '2026-04-10T07:00:00Z');
    // 8 × 4 h = 32 GPU-h × 1.89 = 60.48; the other was given back in March.
    expect(steps(gpu, given(allocation('2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z'), night))).toEqual([
      '8 × H100 for 240 increments of 60 s (2026-04-10T03:00:00Z to 2026-04-10T07:00:00Z, cut at the period).', '32.0000 GPU-h × 1.89 = 60.48, rounded to 60.48 USD.',
    ]);
  });

  it('are refused from a time that is none, also while the allocation is open', () => {
    expect(() => rated([gpu], given(allocation('noon', null)))).toThrow(refused('RATING_INPUT_INVALID', 'terms[0]', 'allocations.from is not acceptable: expected an RFC 3339 time with offset in the years 0001 to 9999, such as 2026-11-21T14:15:00Z.'));
  });

  it('are refused in parts of a GPU, backwards, and by increments of nothing', () => {
    const fine = allocation('2026-04-10T03:00:00Z', '2026-04-10T03:00:00Z');
    expect(told(gpu, given(fine, { ...fine, id: 'b', gpus: 0 }))).toEqual([]);
    for (const gpus of [1.5, -1]) expect(() => rated([gpu], given(fine, { ...fine, id: 'b', gpus }))).toThrow(refused('RATING_QUANTITY_NEGATIVE', 'allocations[1].gpus', 'An allocation has a whole number of GPUs that is not negative.', String(gpus)));
    expect(() => rated([gpu], given(allocation('2026-04-10T03:00:00Z', '2026-04-10T02:59:59Z')))).toThrow(refused('RATING_TERMS_CONTRADICT', 'allocations[0].to', 'An allocation ends before it begins.'));
    for (const incrementSeconds of [0, 0.5]) expect(() => rated([{ ...gpu, incrementSeconds }])).toThrow(refused('RATING_INPUT_INVALID', 'terms[0].incrementSeconds', 'The increment is a whole number of seconds, at least 1.'));
    expect(told({ ...gpu, incrementSeconds: 1 }, given(allocation('2026-04-10T03:00:00Z', '2026-04-10T03:00:45Z')))).toEqual([['gpu.premium', '0.1000', '0.19']]);
  });
});

describe('bandwidth', () => {
  const net: PriceTerm = { id: 'net', code: 'network.commit', billedIn: 'ARREARS', commitMbps: '100', price: '0.45' };
  const samples = (...links: readonly (readonly (number | null)[] | { trancheId: string; mbps: readonly (number | null)[] })[]): Partial<RatingDocument> => ({ network: links.map((link) => ('mbps' in link ? { trancheId: link.trancheId, source: { kind: 'values', mbps: link.mbps } } : { source: { kind: 'values', mbps: link } })) });
  const fifty = (count: number): readonly number[] => Array.from({ length: count }, () => 50);

  it('is billed at its commit, and above it at what is left when the highest twentieth is dropped', () => {
    // 20 samples: one is dropped, and the next of 300.5 is 301, half away from zero.
    const invoice = rated([net], samples([...fifty(9), 300.5, ...fifty(9), 900]));
    expect(invoice.lines).toMatchObject([
      { code: 'network.commit', rule: '8 Network', quantity: '100', unit: 'Mbit/s', amount: { minor: 4500n }, steps: ['The commit is billed whether used or not.', '100 Mbit/s × 0.45 = 45, rounded to 45.00 USD.'] },
      { code: 'network.burst', rule: '5 network.burst', quantity: '201', unit: 'Mbit/s', unitPrice: '0.45', amount: { minor: 9045n }, steps: ['Of 20 samples the 1 highest are dropped; the next is 301 Mbit/s; above the commit of 100: 201 Mbit/s.', '201 Mbit/s × 0.45 = 90.45, rounded to 90.45 USD.'] },
    ]);
    expect(invoice.notices).toEqual([]);
    expect(told({ ...net, burstPrice: '2' }, samples([...fifty(18), 900]))[1]).toEqual(['network.burst', '800', '1600.00']);
    expect(told(net, samples([100, 100]))[1]).toEqual(['network.burst', '0', '0.00']);
    expect(told(net)[1]).toEqual(['network.burst', '0', '0.00']);
    expect(days(net, { period: { from: '2026-04-01', to: '2026-04-04' } })).toEqual([['2026-04-01', 1500n], ['2026-04-02', 1500n], ['2026-04-03', 1500n]]);
    expect(days(net, samples([200]), 2)).toEqual([['2026-04-01', 4500n]]);
  });

  it('leaves out what was not sampled, and says so', () => {
    const invoice = rated([net], samples([...fifty(18), 900, null]));
    expect(invoice.lines[1]?.quantity).toBe('800');
    expect(invoice.notices).toEqual([{ code: 'NETWORK_SAMPLES_MISSING', termId: 'net', message: '1 five-minute samples are missing and were left out.' }]);
  });

  it('adds the links of a contract sample by sample; one that a link misses is missing', () => {
    const links = samples({ trancheId: 'trn', mbps: [100, 200, 400] }, { trancheId: 'trn_2', mbps: [50, null] });
    expect(rated([net], links).lines[1]?.steps[0]).toBe('Of 1 samples the 0 highest are dropped; the next is 150 Mbit/s; above the commit of 100: 50 Mbit/s.');
    expect(rated([{ ...net, trancheId: 'trn' }], links).lines[1]?.steps[0]).toBe('Of 3 samples the 0 highest are dropped; the next is 400 Mbit/s; above the commit of 100: 300 Mbit/s.');
  });

  it('may have its commit billed ahead, the burst always for what has passed', () => {
    const ahead: PriceTerm = { ...net, billedIn: 'ADVANCE' };
    const advance = { from: '2026-05-01', to: '2026-06-01' };
    const periods = (more: Partial<RatingDocument>): readonly (readonly string[])[] => rated([ahead], more).lines.map((line) => [line.code, line.period.from]);
    expect(periods({ advance })).toEqual([['network.commit', '2026-05-01'], ['network.burst', '2026-04-01']]);
    expect(periods({ advance: null })).toEqual([['network.burst', '2026-04-01']]);
    expect(periods({ advance, contract: { id: 'ctr', effectiveFrom: '2026-05-01' } })).toEqual([['network.commit', '2026-05-01']]);
  });

  it('is refused below zero, and with a commit that is no whole number', () => {
    for (const commitMbps of ['1.5', '1e3', 'x1', '']) expect(() => rated([{ ...net, commitMbps }])).toThrow(refused('RATING_INPUT_INVALID', 'terms[0].commitMbps', 'A commit is a whole number of Mbit/s.', commitMbps));
    expect(told({ ...net, commitMbps: '0' }, samples([0, null]))).toEqual([['network.commit', '0', '0.00'], ['network.burst', '0', '0.00']]);
    for (const mbps of [-0.1, Number.NaN]) expect(() => rated([net], samples([1], [2, null, mbps]))).toThrow(refused('RATING_QUANTITY_NEGATIVE', 'network[1].mbps', 'A sample of bandwidth cannot be negative.'));
  });
});

describe('any of these', () => {
  it.each([
    { id: 't', code: 'capacity.reserved', billedIn: 'ARREARS', price: '1' }, { id: 't', code: 'capacity.hourly', billedIn: 'ARREARS', price: '1' },
    { id: 't', code: 'capacity.commit', billedIn: 'ARREARS', commitKw: '1', price: '1', overageMultiplier: '1' }, { id: 't', code: 'demand.peak', billedIn: 'ARREARS', price: '1' },
    { id: 't', code: 'transmission.4cp', billedIn: 'ARREARS', peakSetId: 'cp', annualRate: '1' }, { id: 't', code: 'gpu.premium', billedIn: 'ARREARS', sku: 'H100', price: '1', incrementSeconds: 1 },
    { id: 't', code: 'network.commit', billedIn: 'ARREARS', commitMbps: '1', price: '1' },
  ])('is refused with an escalated price of 13 decimals: %j', (term) => {
    expect(() => rated([{ ...term, escalator: badScale } as PriceTerm], { coincidentPeaks: [{ id: 'cp', intervals: [], kw: ['1'] }] })).toThrow(refused('RATING_INPUT_INVALID', 'terms[0].escalator.scale', 'An escalated price is rounded to 0 to 12 decimals.'));
  });
});
