import fc from 'fast-check';
import { decimal, fromMoney, INTERVAL_MS, intervalSeries, minus, moneyText, plus, quality, rational, times, toFixed, ZERO, type IntervalSeries } from '@busbar/kernel';
import { billingPeriod } from '../billing-period';
import { parseRatingDocument } from '../document/parse-document';
import { explain } from '../explain';
import { normalise } from '../normalise';
import { drillDown } from '../open-line';
import { rate } from '../rate';
import type { PriceCalendar, PriceIndex, RatingInput } from '../rating-input';
import { RatingRefusedError, type RatingRefusalCode } from '../refusals';
import type { BlockEnergyTerm } from '../terms/energy-terms';
import type { PriceTerm } from '../terms/price-term';

const zone = 'America/Chicago';
/** Monday to Wednesday; the clocks of Chicago change on the Sunday before. */
const period = billingPeriod('2026-03-09', '2026-03-12', zone);
const week: PriceCalendar = { id: 'week', version: '1', holidays: [], observed: 'NONE', rules: [{ bucket: 'peak', weekdays: [1, 2, 3, 4, 5], fromHour: 6, toHour: 22 }, { bucket: 'rest' }] };
const hub = (perMwh: readonly number[]): PriceIndex => ({ id: 'hub', version: '1', status: 'FINAL', currency: 'USD', startMs: period.fromMs, stepMs: 3_600_000, microPerMwh: BigInt64Array.from(perMwh, (price) => BigInt(Math.round(price * 1_000_000))) });
const flat = (price: number): PriceIndex => hub(Array.from({ length: 72 }, () => price));
const kwh = (values: readonly number[]): IntervalSeries => intervalSeries(period.fromMs, INTERVAL_MS, BigInt64Array.from(values, (value) => BigInt(Math.round(value * 1000)) * 3_600_000n), new Uint16Array(values.length).fill(quality.VALID));
const steady = (value: number): readonly number[] => Array.from({ length: 288 }, () => value);
const term: BlockEnergyTerm = { id: 'power', code: 'energy.block', billedIn: 'ARREARS', indexId: 'hub', blocks: [{ name: 'base', kw: '1000', price: '0.03' }] };

const contract = (terms: readonly PriceTerm[], load: readonly number[], index: PriceIndex = flat(50)): RatingInput => ({
  contract: { id: 'ctr', effectiveFrom: '2026-01-01' }, currency: 'USD', zone, period, terms, tranches: [{ id: 'trn', rentStart: '2026-01-01', segments: [{ from: '2026-01-01', until: null, kw: '2000' }] }],
  energy: [{ trancheId: 'trn', role: 'IT', series: kwh(load) }], indices: [index], calendars: [week],
});
const lines = (input: RatingInput): readonly (readonly string[])[] => rate(input).lines.map((line) => [line.code, line.quantity, line.unitPrice, moneyText(line.amount)]);

describe('blocks at a fixed price', () => {
  it('are paid whether used or not, and what goes beyond them is bought at the index', () => {
    // 72 h × 1,000 kW = 72,000 kWh × 0.03; 72 h × 200 kW = 14,400 kWh at 50 $/MWh.
    expect(lines(contract([term], steady(300)))).toEqual([['energy.block.base', '72000.000', '0.03', '2160.00'], ['energy.block_above', '14400.000', '0.05', '720.00']]);
  });

  it('are sold back at the index where the load leaves some of them: at 8,995 $/MWh this earns', () => {
    // One hour at 8,995 $/MWh without load: 1,000 kWh are sold for 8,995.00.
    const load = steady(250).map((value, index) => (index >= 4 && index < 8 ? 0 : value));
    expect(lines(contract([term], load, hub(Array.from({ length: 72 }, (_, hour) => (hour === 1 ? 8995 : 30)))))).toEqual([['energy.block.base', '72000.000', '0.03', '2160.00'], ['energy.block_below', '-1000.000', '8.995', '-8995.00']]);
  });

  it('cost their holder where they are sold at a price below zero', () => {
    expect(lines(contract([term], steady(0), flat(-10)))).toEqual([['energy.block.base', '72000.000', '0.03', '2160.00'], ['energy.block_below', '-72000.000', '-0.01', '720.00']]);
    expect(lines(contract([{ ...term, guard: { kind: 'floor', floor: '0' } }], steady(0), flat(-10)))).toEqual([['energy.block.base', '72000.000', '0.03', '2160.00']]);
  });

  it('are weighed interval by interval: what is above in one hour does not fill the gap of another', () => {
    // Half of the quarter-hours at 300 kWh, half at 200: ± 50 kWh × 144 = ± 7,200 kWh, at 50 and at 40 $/MWh by the hour.
    const load = steady(0).map((_, index) => (Math.floor(index / 4) % 2 === 0 ? 300 : 200));
    expect(lines(contract([term], load, hub(Array.from({ length: 72 }, (_, hour) => (hour % 2 === 0 ? 50 : 40)))))).toEqual([
      ['energy.block.base', '72000.000', '0.03', '2160.00'], ['energy.block_above', '7200.000', '0.05', '360.00'], ['energy.block_below', '-7200.000', '0.04', '-288.00'],
    ]);
  });

  it('stand side by side, one in the peak hours of a calendar', () => {
    // Peak: 3 days × 16 h × 500 kW = 24,000 kWh. Load 1,200 kW: above by 200 kW in 24 h off peak, below by 300 kW in 48 h of peak.
    const two: BlockEnergyTerm = { ...term, blocks: [...term.blocks, { name: 'peak', kw: '500', price: '0.045', window: { calendarId: 'week', bucket: 'peak' } }] };
    expect(lines(contract([two], steady(300)))).toEqual([
      ['energy.block.base', '72000.000', '0.03', '2160.00'], ['energy.block.peak', '24000.000', '0.045', '1080.00'], ['energy.block_above', '4800.000', '0.05', '240.00'], ['energy.block_below', '-14400.000', '0.05', '-720.00'],
    ]);
  });

  it('are delivered free of losses, which are added to the load alone', () => {
    // 250 kWh × 1.02 = 255 kWh: above by 5 kWh in each of 288.
    expect(lines(contract([{ ...term, lossFactor: '1.02' }], steady(250)))).toEqual([['energy.block.base', '72000.000', '0.03', '2160.00'], ['energy.block_above', '1440.000', '0.05', '72.00']]);
  });

  it('are sold back by what the load leaves of them after its losses', () => {
    // 200 kWh × 1.02 = 204 kWh: 46 kWh below in each of 288, 13,248 kWh at 50 $/MWh.
    expect(lines(contract([{ ...term, lossFactor: '1.02' }], steady(200)))).toEqual([['energy.block.base', '72000.000', '0.03', '2160.00'], ['energy.block_below', '-13248.000', '0.05', '-662.40']]);
  });

  it('are neither exceeded nor left where the load just fills them', () => {
    // A third of the quarter-hours each at 300, 250 and 200 kWh: 96 × 50 kWh above, as much below, and 96 that belong to neither.
    const invoice = rate(contract([term], steady(0).map((_, index) => 300 - 50 * (index % 3))));
    expect(invoice.lines.slice(1).map((line) => [line.code, line.quantity, moneyText(line.amount), line.intervals?.count])).toEqual([['energy.block_above', '4800.000', '240.00', 96], ['energy.block_below', '-4800.000', '-240.00', 96]]);
    expect(invoice.lines[1]?.steps[1]).toContain('28800.000 kWh metered in them − 24000.000 kWh of blocks');
    expect(invoice.lines[2]?.steps[1]).toContain('19200.000 kWh metered in them − 24000.000 kWh of blocks');
  });

  it('change their price on an anniversary, which splits the lines', () => {
    const growing: BlockEnergyTerm = { ...term, escalator: { kind: 'fixed', rate: '0.1', effective: '2025-03-10' } };
    expect(lines(contract([growing], steady(300)))).toEqual([
      ['energy.block.base', '24000.000', '0.03', '720.00'], ['energy.block_above', '4800.000', '0.05', '240.00'],
      ['energy.block.base', '48000.000', '0.033', '1584.00'], ['energy.block_above', '9600.000', '0.05', '480.00'],
    ]);
  });

  it('give the overhead of the hall the blended price of the energy they serve', () => {
    const overhead: PriceTerm = { id: 'pue', code: 'energy.pue_overhead', billedIn: 'ARREARS', mode: { kind: 'fixed', pue: '1.2' }, energyTermIds: ['power'] };
    // (2,160 + 720) ÷ 86,400 kWh = 0.033333333333; 17,280 kWh × that.
    expect(lines(contract([term, overhead], steady(300))).at(-1)).toEqual(['energy.pue_overhead', '17280.000', '0.033333333333', '576.00']);
  });

  it('open into days that sum to their lines, and explain themselves', () => {
    const input = contract([term], steady(300).map((value, index) => (index < 10 ? 0 : value)));
    const invoice = rate(input);
    for (const line of invoice.lines) {
      const opened = drillDown(input, line.number);
      expect(opened.days.map(({ day }) => day)).toEqual(['2026-03-09', '2026-03-10', '2026-03-11']);
      expect(opened.days.reduce((sum, day) => sum + day.amountMinor, 0n)).toBe(line.amount.minor);
    }
    expect(explain(invoice, 3)).toContain('0.000 kWh metered in them − 2500.000 kWh of blocks = -2500.000 kWh; Σ kWh × price ÷ 1000 = -125.');
    expect(invoice.lines[2]?.intervals).toMatchObject({ count: 10, measured: 10 });
  });

  it('are compared with other offers at what they cost under the assumed load and index, which is said to be passed through', () => {
    // 1,000 kW of block at 0.03 and 1,000 kW of load above it at 50 $/MWh: 0.04 per kWh.
    const price = normalise([term], { currency: 'USD', zone, startOn: '2026-04-01', termMonths: 12, kw: '2000', loadFactor: '1', pue: '1', indexPerMwh: { hub: '50' } });
    expect([Number(price.perItKwh), price.basis.energy]).toEqual([0.04, 'PASSED_THROUGH']);
  });

  it('cost in all what the load costs at the index and the blocks cost above it, up to the roundings that are printed', () => {
    const load = fc.array(fc.integer({ min: 0, max: 600 }), { minLength: 288, maxLength: 288 });
    const prices = fc.array(fc.integer({ min: -50, max: 9000 }), { minLength: 72, maxLength: 72 });
    fc.assert(fc.property(load, prices, fc.integer({ min: 0, max: 3000 }), (energy, perMwh, kw) => {
      const held: BlockEnergyTerm = { ...term, blocks: [{ name: 'base', kw: String(kw), price: '0.03' }] };
      const invoice = rate(contract([held], energy, hub(perMwh)));
      let exact = ZERO;
      energy.forEach((value, index) => {
        const price = rational(BigInt(perMwh[Math.floor(index / 4)] as number), 1000n);
        exact = plus(exact, plus(times(rational(BigInt(value)), price), times(rational(BigInt(kw), 4n), minus(decimal('0.03'), price))));
      });
      const difference = minus(invoice.lines.reduce((sum, line) => plus(sum, fromMoney(line.amount)), ZERO), exact);
      expect(Math.abs(Number(toFixed(difference, 4)))).toBeLessThanOrEqual(0.0151);
    }), { numRuns: 30 });
  });
});

describe('blocks that cannot be rated', () => {
  const refused = (more: object, terms: readonly object[] = []): RatingRefusedError => {
    try {
      rate({ ...contract([{ ...term, ...more } as PriceTerm, ...(terms as readonly PriceTerm[])], steady(250)), fixings: [] });
    } catch (error) {
      if (error instanceof RatingRefusedError) return error;
      throw error;
    }
    throw new Error('It was rated.');
  };
  const base = { name: 'base', kw: '1000', price: '0.03' };
  const cases: readonly (readonly [string, RatingRefusalCode, object, string])[] = [
    ['none at all', 'RATING_TERMS_CONTRADICT', { blocks: [] }, 'terms[0].blocks'],
    ['two of one name', 'RATING_TERMS_CONTRADICT', { blocks: [base, base] }, 'terms[0].blocks[1].name'],
    ['kW below zero', 'RATING_QUANTITY_NEGATIVE', { blocks: [{ ...base, kw: '-1' }] }, 'terms[0].blocks[0].kw'],
    ['parts of a watt', 'RATING_INPUT_INVALID', { blocks: [{ ...base, kw: '0.0005' }] }, 'terms[0].blocks[0].kw'],
    ['a window of an unknown calendar', 'RATING_REFERENCE_UNKNOWN', { blocks: [{ ...base, window: { calendarId: 'year', bucket: 'peak' } }] }, 'terms[0].blocks[0].window.calendarId'],
    ['a window that the calendar does not have', 'RATING_REFERENCE_UNKNOWN', { blocks: [{ ...base, window: { calendarId: 'week', bucket: 'night' } }] }, 'terms[0].blocks[0].window.bucket'],
    ['an index that is unknown', 'RATING_REFERENCE_UNKNOWN', { indexId: 'node' }, 'terms[0].indexId'],
    ['a collar upside down', 'RATING_TERMS_CONTRADICT', { guard: { kind: 'collar', floor: '9', cap: '1' } }, 'terms[0].guard'],
    ['an escalated price of 13 decimals', 'RATING_INPUT_INVALID', { escalator: { kind: 'fixed', rate: '0.03', effective: '2025-04-01', scale: 13 } }, 'terms[0].escalator.scale'],
    ['energy billed in advance', 'RATING_TERMS_CONTRADICT', { billedIn: 'ADVANCE' }, 'terms[0].billedIn'],
  ];
  it.each(cases)('%s', (_what, code, more, path) => {
    expect(refused(more)).toMatchObject({ code, details: { path } });
    expect(refused(more).message).toMatch(/\.$/);
  });

  it('an overhead inside their quantity', () => {
    const overhead = { id: 'pue', code: 'energy.pue_overhead', billedIn: 'ARREARS', mode: { kind: 'fixed', pue: '1.2' }, presentation: 'IN_QUANTITY', energyTermIds: ['power'] };
    expect(refused({}, [overhead])).toMatchObject({ code: 'RATING_TERMS_CONTRADICT', details: { path: 'terms[1].energyTermIds[0]' }, message: 'An overhead cannot lie inside the quantity of blocks, which are bought and not metered.' });
  });

  it('a window of a calendar that leaves hours without a bucket', () => {
    const calendars = [{ ...week, rules: week.rules.slice(0, 1) }];
    expect(() => rate({ ...contract([{ ...term, blocks: [{ ...base, window: { calendarId: 'week', bucket: 'peak' } }] }], steady(250)), calendars })).toThrow(expect.objectContaining({
      code: 'RATING_TERMS_CONTRADICT', details: { path: 'terms[0].blocks[0].window' }, message: 'No rule of the calendar week fits 2026-03-09 at minute 0.',
    }));
  });

  it('an hour without a price, and an index in another currency without a fixing', () => {
    expect(() => rate(contract([term], steady(250), hub([50])))).toThrow(expect.objectContaining({ code: 'RATING_PRICE_MISSING', details: expect.objectContaining({ path: 'terms[0]' }) as object }));
    expect(() => rate(contract([term], steady(250), { ...flat(50), currency: 'EUR' }))).toThrow(expect.objectContaining({ code: 'RATING_CURRENCY_MIXED' }));
  });

  it('a name that is no part of a code, and a field that nobody knows, in a document', () => {
    const document = (block: object): object => ({ contract: { id: 'ctr', effectiveFrom: '2026-01-01' }, currency: 'USD', zone, period: { from: '2026-03-09', to: '2026-03-12' }, terms: [{ ...term, blocks: [block] }], tranches: [] });
    expect(parseRatingDocument(document(base))).toBeDefined();
    expect(() => parseRatingDocument(document({ ...base, name: 'Base load' }))).toThrow(expect.objectContaining({ details: expect.objectContaining({ path: 'terms[0].blocks[0].name' }) as object }));
    expect(() => parseRatingDocument(document({ ...base, mw: '1' }))).toThrow(expect.objectContaining({ details: expect.objectContaining({ path: 'terms[0].blocks[0].mw' }) as object }));
  });
});
