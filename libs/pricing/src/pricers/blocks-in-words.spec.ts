import { moneyText } from '@busbar/kernel';
import type { RatingDocument } from '../document/rating-document';
import { readRatingDocument } from '../document/read-document';
import { drillDown } from '../open-line';
import { rate } from '../rate';
import type { RatedInvoice } from '../rated-invoice';
import type { PriceTerm } from '../terms/price-term';

/** Two days of April 2026 in Chicago. A block of 4 kW holds 1 kWh of each quarter-hour: 192 kWh. */
const block: PriceTerm = { id: 'power', code: 'energy.block', billedIn: 'ARREARS', indexId: 'hub', blocks: [{ name: 'base', kw: '4', price: '0.03' }] };
const documentOf = (terms: readonly PriceTerm[], day1: string, day2: string, more: Partial<RatingDocument> = {}): RatingDocument => ({
  contract: { id: 'ctr', effectiveFrom: '2025-01-01' }, currency: 'USD', zone: 'America/Chicago', period: { from: '2026-04-01', to: '2026-04-03' }, terms, tranches: [{ id: 'trn', rentStart: '2025-01-01', segments: [] }],
  energy: [{ trancheId: 'trn', role: 'IT', source: { kind: 'values', startAt: '2026-04-01T05:00:00Z', wh: Array.from({ length: 192 }, (_, place) => (place < 96 ? day1 : day2)) } }],
  indices: [{ id: 'hub', version: '2', status: 'PRELIMINARY', currency: 'USD', stepSeconds: 3600, source: { kind: 'flat', perMwh: '50' } }],
  calendars: [{ id: 'week', version: '1', holidays: [], observed: 'NONE', rules: [{ bucket: 'peak', fromHour: 6, toHour: 22 }, { bucket: 'rest' }] }], ...more,
});
const rated = (terms: readonly PriceTerm[], day1: string, day2: string, more: Partial<RatingDocument> = {}): RatedInvoice => rate(readRatingDocument(documentOf(terms, day1, day2, more)));
const refused = (code: string, path: string, message: string, given?: string): Error => expect.objectContaining({ code, message, details: given === undefined ? { path } : { path, given } });

describe('blocks in words', () => {
  it('say what was bought ahead, what was bought on top of it and what was sold back', () => {
    // Above by 1 kWh in each quarter-hour of the first day, below by 0.5 in each of the second.
    expect(rated([block], '2000', '500').lines.map((line) => [line.code, line.rule, line.quantity, line.unit, moneyText(line.amount), line.intervals?.count ?? null, ...line.steps])).toEqual([
      ['energy.block.base', '5 energy.block', '192.000', 'kWh', '5.76', null, 'Bought ahead, used or not: 4 kW around the clock for 48 hours.', '192.000 kWh × 0.03 = 5.76, rounded to 5.76 USD.'],
      ['energy.block_above', '5 energy.block', '96.000', 'kWh', '4.80', 96, 'Intervals in which the load exceeded the blocks: bought at hub (version 2, preliminary).', '192.000 kWh metered in them − 96.000 kWh of blocks = 96.000 kWh; Σ kWh × price ÷ 1000 = 4.8.', 'The exact sum 4.8 is rounded once: 4.80 USD. The blended price 0.05 is for information.'],
      ['energy.block_below', '5 energy.block', '-48.000', 'kWh', '-2.40', 96, 'Intervals in which the load fell short of the blocks: sold back at hub (version 2, preliminary).', '48.000 kWh metered in them − 96.000 kWh of blocks = -48.000 kWh; Σ kWh × price ÷ 1000 = -2.4.', 'The exact sum -2.4 is rounded once: -2.40 USD. The blended price 0.05 is for information.'],
    ]);
  });

  it('say their hours of a calendar and the loss factor', () => {
    const peak: PriceTerm = { ...block, lossFactor: '2', blocks: [{ name: 'peak', kw: '4', price: '0.03', window: { calendarId: 'week', bucket: 'peak' } }] };
    const [bought, above] = rated([peak], '1000', '1000').lines;
    // 2 × 16 hours; 192 kWh × 2 − 128.
    expect([bought?.quantity, bought?.steps[0]]).toEqual(['128.000', 'Bought ahead, used or not: 4 kW in peak (calendar week) for 32 hours.']);
    expect([above?.quantity, above?.steps[1]]).toEqual(['256.000', '192.000 kWh metered in them × loss factor 2 − 128.000 kWh of blocks = 256.000 kWh; Σ kWh × price ÷ 1000 = 12.8.']);
  });

  it('are counted where the load is just what was bought: neither above nor below', () => {
    expect(rated([block], '1000', '1000').lines.map((line) => line.code)).toEqual(['energy.block.base']);
    expect(rated([{ ...block, blocks: [{ name: 'base', kw: '0', price: '0.03' }] }], '1000', '1000').lines.map((line) => [line.code, line.quantity])).toEqual([['energy.block.base', '0.000'], ['energy.block_above', '192.000']]);
  });

  it('open into the days that they cover and the quarter-hours that differ', () => {
    const opened = (line: number, terms: readonly PriceTerm[] = [block]): readonly (readonly unknown[])[] => drillDown(readRatingDocument(documentOf(terms, '2000', '3500')), line).days.map((day) => [day.day, Number(day.energyMj) / 3.6e9, day.amountMinor]);
    expect(opened(1)).toEqual([['2026-04-01', 0, 288n], ['2026-04-02', 0, 288n]]);
    // 96 and 240 kWh above at 0.05.
    expect(opened(2)).toEqual([['2026-04-01', 96, 480n], ['2026-04-02', 240, 1200n]]);
    // With a loss factor of 1.5: 192 × 1.5 − 96 = 192 kWh and 336 × 1.5 − 96 = 408 kWh.
    expect(opened(2, [{ ...block, lossFactor: '1.5' }]).map((day) => day[2])).toEqual([960n, 2040n]);
    const onOneDay: PriceTerm = { ...block, blocks: [{ name: 'base', kw: '4', price: '0.03', window: { calendarId: 'days', bucket: 'thursday' } }] };
    const calendars: NonNullable<RatingDocument['calendars']> = [{ id: 'days', version: '1', holidays: [], observed: 'NONE', rules: [{ bucket: 'thursday', weekdays: [4] }, { bucket: 'rest' }] }];
    expect(drillDown(readRatingDocument(documentOf([onOneDay], '0', '1000', { calendars })), 1).days.map((day) => [day.day, day.amountMinor])).toEqual([['2026-04-01', 0n], ['2026-04-02', 288n]]);
  });

  it('in another currency take a fixing, and are refused without one', () => {
    const indices: NonNullable<RatingDocument['indices']> = [{ id: 'hub', version: '2', status: 'FINAL', currency: 'EUR', stepSeconds: 3600, source: { kind: 'flat', perMwh: '50' } }];
    const fixings: NonNullable<RatingDocument['fixings']> = [{ id: 'fx', source: 'b', from: 'EUR', to: 'USD', rates: [{ date: '2026-03-01', rate: '1.1' }] }];
    expect(() => rated([block], '2000', '1000', { indices, fixings })).toThrow(refused('RATING_CURRENCY_MIXED', 'terms[0].fixingId', 'The index is in EUR and the contract in USD: the term must name a fixing.'));
    // 96 kWh × 0.05 × 1.1
    expect(rated([{ ...block, fixingId: 'fx' }], '2000', '1000', { indices, fixings }).lines[1]).toMatchObject({ quantity: '96.000', amount: { minor: 528n } });
  });
});
