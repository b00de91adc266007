import { moneyText } from '@busbar/kernel';
import type { RatingDocument } from '../document/rating-document';
import { readRatingDocument } from '../document/read-document';
import { rate } from '../rate';
import type { RatedInvoice } from '../rated-invoice';
import type { CpiEscalator, Escalator, FixedEscalator } from '../terms/common';
import { escalationDatesWithin, escalationsBy } from './escalation';

/** 1,000,000 kWh in April 2026, so that the sixth decimal of a price is a dollar. */
const rated = (price: string, escalator: Escalator, more: Partial<RatingDocument> = {}): RatedInvoice => rate(readRatingDocument({
  contract: { id: 'ctr', effectiveFrom: '2024-01-01' }, currency: 'USD', zone: 'America/Chicago', period: { from: '2026-04-01', to: '2026-05-01' }, tranches: [{ id: 'trn', rentStart: '2024-01-01', segments: [] }],
  energy: [{ trancheId: 'trn', role: 'IT', source: { kind: 'total', kwh: '1000000' } }], terms: [{ id: 'power', code: 'energy.fixed', billedIn: 'ARREARS', price, escalator }], ...more,
}));
const told = (price: string, escalator: Escalator, more: Partial<RatingDocument> = {}): readonly (readonly string[])[] => rated(price, escalator, more).lines.map((line) => [line.period.from, line.unitPrice, moneyText(line.amount)]);
const fixed = (effective: string, more: Partial<FixedEscalator> = {}): FixedEscalator => ({ kind: 'fixed', rate: '0.1', effective, ...more });
const cpi = (more: Partial<CpiEscalator> = {}): CpiEscalator => ({ kind: 'cpi', seriesId: 'wages', baseMonth: '2024-01', lagMonths: 3, print: 'FIRST', effective: '2025-04-01', ...more });

describe('an escalated price', () => {
  it('is the base price, with all its decimals, until it has risen for the first time', () => {
    // 1,000,000 × 0.12345678
    expect(told('0.12345678', fixed('2025-06-01'))).toEqual([['2026-04-01', '0.12345678', '123456.78']]);
    // 0.12345678 × 1.1 = 0.135802458 → 0.135802
    expect(told('0.12345678', fixed('2025-04-01'))).toEqual([['2026-04-01', '0.135802', '135802.00']]);
  });

  it('asks for no print of a price series before it first follows it', () => {
    expect(told('0.05', cpi({ effective: '2025-06-01' }))).toEqual([['2026-04-01', '0.05', '50000.00']]);
  });

  it('does not change on the days of the years before its anniversaries begin', () => {
    const steady: RatingDocument['energy'] = [{ trancheId: 'trn', role: 'IT', source: { kind: 'formula', wh: '1000' } }];
    // 2,880 quarter-hours of 1 kWh. The day from which anniversaries count is none of them.
    for (const effective of ['2030-04-15', '2026-04-15']) expect(told('0.05', fixed(effective), { energy: steady })).toEqual([['2026-04-01', '0.05', '144.00']]);
    expect(told('0.05', fixed('2025-04-15'), { energy: steady }).map((line) => line.slice(0, 2))).toEqual([['2026-04-01', '0.05'], ['2026-04-15', '0.055']]);
  });

  it('falls where a fall was agreed', () => {
    // 0.05 × 0.95
    expect(told('0.05', fixed('2025-04-01', { rate: '-0.05' }))).toEqual([['2026-04-01', '0.0475', '47500.00']]);
  });

  it('follows the price series that it names', () => {
    const prints = (first: string): readonly { readonly month: string; readonly first: string }[] => [{ month: '2024-01', first: '100' }, { month: '2026-01', first }];
    // 0.05 × 104 ÷ 100
    expect(told('0.05', cpi(), { cpi: [{ id: 'goods', prints: prints('150') }, { id: 'wages', prints: prints('104') }] })).toEqual([['2026-04-01', '0.052', '52000.00']]);
  });

  it('has 0 to 12 decimals', () => {
    const badly = (scale: number): (() => RatedInvoice) => () => rated('0.05', fixed('2025-04-01', { scale }));
    for (const scale of [-1, 1.5, 13]) expect(badly(scale)).toThrow(expect.objectContaining({ code: 'RATING_INPUT_INVALID', details: { path: 'terms[0].escalator.scale' }, message: 'An escalated price is rounded to 0 to 12 decimals.' }));
    // 1.6 × 1.1 = 1.76 → 2; 0.05 × 1.0000000001 = 0.050000000005.
    expect(told('1.6', fixed('2025-04-01', { scale: 0 }))).toEqual([['2026-04-01', '2', '2000000.00']]);
    expect(told('0.05', fixed('2025-04-01', { scale: 12, rate: '0.0000000001' }))).toEqual([['2026-04-01', '0.050000000005', '50000.00']]);
  });

  it('is refused from a day that does not exist', () => {
    expect(() => rated('0.05', fixed('2025-02-30'))).toThrow(expect.objectContaining({ code: 'RATING_INPUT_INVALID', details: { path: 'terms[0]' }, message: expect.stringContaining('escalator.effective') }));
  });
});

describe('escalation dates', () => {
  it('are anniversaries: the day itself is none, each later one is', () => {
    expect(['2020-04-01', '2021-03-31', '2021-04-01', '2026-03-31', '2026-04-01'].map((day) => escalationsBy(fixed('2020-04-01'), day))).toEqual([0, 0, 1, 5, 6]);
    expect(escalationsBy(fixed('2020-04-01'), '2012-04-01')).toBe(0);
  });

  it('lie after the first day of a span and before its end', () => {
    expect(escalationDatesWithin(fixed('2020-04-01'), '2026-03-01', '2026-04-01')).toEqual([]);
    expect(escalationDatesWithin(fixed('2020-04-01'), '2026-04-01', '2027-04-01')).toEqual([]);
    expect(escalationDatesWithin(fixed('2020-04-01'), '2026-03-01', '2028-04-02')).toEqual(['2026-04-01', '2027-04-01', '2028-04-01']);
  });

  it('are counted for two hundred years', () => {
    expect(escalationsBy(fixed('1825-01-01'), '2026-01-01')).toBe(200);
  });
});
