import type { RatingDocument } from '../document/rating-document';
import { readRatingDocument } from '../document/read-document';
import { drillDown } from '../open-line';
import { rate } from '../rate';
import type { BucketRule, PriceCalendar } from '../rating-input';
import type { PriceTerm } from '../terms/price-term';

/** 1 kWh in each quarter-hour, the first bucket at 1.00 and what is left at nothing, so that its line is its kWh. */
function document(calendar: Partial<PriceCalendar>, period: RatingDocument['period']): RatingDocument {
  const rules = calendar.rules ?? [];
  const term: PriceTerm = { id: 'tou', code: 'energy.tou', billedIn: 'ARREARS', calendarId: 'cal', prices: [...new Set(rules.map((rule) => rule.bucket))].map((bucket) => ({ bucket, price: '1' })) };
  return {
    contract: { id: 'ctr', effectiveFrom: '2020-01-01' }, currency: 'USD', zone: 'America/Chicago', period, terms: [term], tranches: [{ id: 'trn', rentStart: '2020-01-01', segments: [] }],
    energy: [{ trancheId: 'trn', role: 'IT', source: { kind: 'formula', wh: '1000' } }], calendars: [{ id: 'cal', version: '1', holidays: [], observed: 'NONE', rules, ...calendar }],
  };
}
/** kWh of the first bucket by day. */
function inFirst(calendar: Partial<PriceCalendar>, from: string, to: string): Readonly<Record<string, number>> {
  const { days } = drillDown(readRatingDocument(document(calendar, { from, to })), 1);
  return Object.fromEntries(days.filter((day) => day.energyMj > 0n).map((day) => [day.day, Number(day.energyMj / 3_600_000_000n)]));
}
const rest: BucketRule = { bucket: 'rest' };
const refused = (code: string, path: string, message: string, given?: string): Error => expect.objectContaining({ code, message, details: given === undefined ? { path } : { path, given } });

describe('the hours of a bucket', () => {
  it('begin with their first and end before their last', () => {
    expect(inFirst({ rules: [{ bucket: 'peak', fromHour: 7, toHour: 9 }, rest] }, '2026-04-01', '2026-04-02')).toEqual({ '2026-04-01': 8 });
    expect(inFirst({ rules: [{ bucket: 'peak', fromHour: 22 }, rest] }, '2026-04-01', '2026-04-02')).toEqual({ '2026-04-01': 8 });
    expect(inFirst({ rules: [{ bucket: 'peak', toHour: 2 }, rest] }, '2026-04-01', '2026-04-02')).toEqual({ '2026-04-01': 8 });
    expect(inFirst({ rules: [{ bucket: 'peak', fromHour: 0, toHour: 24 }] }, '2026-04-01', '2026-04-02')).toEqual({ '2026-04-01': 96 });
  });

  it('are those of the wall: an hour that is skipped has none, one that comes twice has both', () => {
    const early = { rules: [{ bucket: 'early', fromHour: 1, toHour: 3 }, rest] };
    expect(inFirst(early, '2026-03-07', '2026-03-10')).toEqual({ '2026-03-07': 8, '2026-03-08': 4, '2026-03-09': 8 });
    expect(inFirst(early, '2026-10-31', '2026-11-03')).toEqual({ '2026-10-31': 8, '2026-11-01': 12, '2026-11-02': 8 });
  });

  it('are given to the first rule that fits', () => {
    expect(inFirst({ rules: [{ bucket: 'night', toHour: 6 }, { bucket: 'day', fromHour: 4, toHour: 8 }, rest] }, '2026-04-01', '2026-04-02')).toEqual({ '2026-04-01': 24 });
    expect(inFirst({ rules: [{ bucket: 'day', fromHour: 4, toHour: 8 }, rest, { bucket: 'day' }] }, '2026-04-01', '2026-04-02')).toEqual({ '2026-04-01': 16 });
  });
});

describe('the days of a bucket', () => {
  const noon = (more: Partial<BucketRule>): Partial<PriceCalendar> => ({ rules: [{ bucket: 'noon', fromHour: 12, toHour: 13, ...more }, rest] });

  it('are weekdays from Monday, 1, to Sunday, 7', () => {
    // 6 April 2026 is a Monday.
    expect(Object.keys(inFirst(noon({ weekdays: [1, 2, 3, 4, 5] }), '2026-04-04', '2026-04-12'))).toEqual(['2026-04-06', '2026-04-07', '2026-04-08', '2026-04-09', '2026-04-10']);
    expect(Object.keys(inFirst(noon({ weekdays: [7] }), '2026-04-04', '2026-04-12'))).toEqual(['2026-04-05']);
  });

  it('take a holiday for a Sunday unless they say otherwise', () => {
    // Friday the 3rd of April is a holiday.
    const good = (more: Partial<BucketRule>): readonly string[] => Object.keys(inFirst({ ...noon(more), holidays: ['2026-04-03'] }, '2026-04-02', '2026-04-06'));
    expect(good({ weekdays: [5] })).toEqual([]);
    expect(good({ weekdays: [7] })).toEqual(['2026-04-03', '2026-04-05']);
    expect(good({ weekdays: [5], holidays: 'AS_SUNDAY' })).toEqual([]);
    expect(good({ weekdays: [5], holidays: 'AS_IS' })).toEqual(['2026-04-03']);
    expect(good({ weekdays: [7], holidays: 'AS_IS' })).toEqual(['2026-04-05']);
    expect(good({ holidays: 'ONLY' })).toEqual(['2026-04-03']);
    expect(good({ holidays: 'NEVER' })).toEqual(['2026-04-02', '2026-04-04', '2026-04-05']);
    expect(good({ weekdays: [5], holidays: 'ONLY' })).toEqual(['2026-04-03']);
    expect(good({})).toEqual(['2026-04-02', '2026-04-03', '2026-04-04', '2026-04-05']);
  });

  it('observe a holiday of the weekend where their rule says', () => {
    // 4 July 2026 is a Saturday, 5 July a Sunday.
    const observed = (holiday: string, rule: PriceCalendar['observed']): readonly string[] => Object.keys(inFirst({ ...noon({ holidays: 'ONLY' }), holidays: [holiday], observed: rule }, '2026-07-01', '2026-07-10'));
    expect([observed('2026-07-04', 'NONE'), observed('2026-07-04', 'SUN_TO_MON'), observed('2026-07-04', 'SAT_FRI_SUN_MON')]).toEqual([['2026-07-04'], ['2026-07-04'], ['2026-07-03']]);
    expect([observed('2026-07-05', 'NONE'), observed('2026-07-05', 'SUN_TO_MON'), observed('2026-07-05', 'SAT_FRI_SUN_MON')]).toEqual([['2026-07-05'], ['2026-07-06'], ['2026-07-06']]);
    expect([observed('2026-07-03', 'SUN_TO_MON'), observed('2026-07-03', 'SAT_FRI_SUN_MON')]).toEqual([['2026-07-03'], ['2026-07-03']]);
  });
});

describe('the seasons of a bucket', () => {
  const seasons = [{ name: 'summer', from: '06-01', to: '09-30' }, { name: 'winter', from: '10-01', to: '05-31' }];
  const of = (...names: readonly string[]): Partial<PriceCalendar> => ({ seasons, rules: [{ bucket: 'noon', fromHour: 12, toHour: 13, seasons: names }, rest] });

  it('hold their first and their last day, also over the turn of the year', () => {
    expect(Object.keys(inFirst(of('summer'), '2026-05-30', '2026-06-03'))).toEqual(['2026-06-01', '2026-06-02']);
    expect(Object.keys(inFirst(of('winter'), '2026-05-30', '2026-06-03'))).toEqual(['2026-05-30', '2026-05-31']);
    expect(Object.keys(inFirst(of('summer'), '2026-09-29', '2026-10-03'))).toEqual(['2026-09-29', '2026-09-30']);
    expect(Object.keys(inFirst(of('winter'), '2026-09-29', '2026-10-03'))).toEqual(['2026-10-01', '2026-10-02']);
    expect(Object.keys(inFirst(of('winter'), '2026-12-30', '2027-01-03'))).toHaveLength(4);
    expect(Object.keys(inFirst(of('summer', 'winter'), '2026-05-30', '2026-06-03'))).toHaveLength(4);
    expect(Object.keys(inFirst({ seasons: [{ name: 'day', from: '06-01', to: '06-01' }, { name: 'other', from: '06-02', to: '05-31' }], rules: [{ bucket: 'a', seasons: ['day'] }, rest] }, '2026-05-31', '2026-06-03'))).toEqual(['2026-06-01']);
  });

  it('cover each day of a leap year', () => {
    const uncovered = (from: string, to: string): Partial<PriceCalendar> => ({ seasons: [{ name: 'most', from, to }], rules: [rest] });
    const check = (calendar: Partial<PriceCalendar>) => (): unknown => rate(readRatingDocument(document(calendar, { from: '2026-04-01', to: '2026-04-02' })));
    expect(check(uncovered('01-01', '12-31'))).not.toThrow();
    expect(check(uncovered('03-01', '02-28'))).toThrow(refused('RATING_TERMS_CONTRADICT', 'calendars[0].seasons', 'The seasons of the calendar do not cover 02-29.'));
    expect(check(uncovered('01-01', '12-30'))).toThrow(refused('RATING_TERMS_CONTRADICT', 'calendars[0].seasons', 'The seasons of the calendar do not cover 12-31.'));
    expect(check(uncovered('01-02', '12-31'))).toThrow(refused('RATING_TERMS_CONTRADICT', 'calendars[0].seasons', 'The seasons of the calendar do not cover 01-01.'));
    expect(check(of('summer', 'autumn'))).toThrow(refused('RATING_REFERENCE_UNKNOWN', 'calendars[0].rules[0].seasons', 'The rule names a season that the calendar does not have.', 'autumn'));
    expect(check({ seasons: [], rules: [rest] })).not.toThrow();
  });
});

describe('a calendar is refused', () => {
  const check = (calendar: Partial<PriceCalendar>) => (): unknown => rate(readRatingDocument({ ...document(calendar, { from: '2026-04-01', to: '2026-04-02' }), terms: [] }));

  it('without a rule, and with a holiday that is no day', () => {
    expect(check({ rules: [] })).toThrow(refused('RATING_TERMS_CONTRADICT', 'calendars[0].rules', 'A calendar has at least one rule.'));
    expect(check({ rules: [rest], holidays: ['2026-04-30', '2026-04-31'] })).toThrow(expect.objectContaining({ code: 'RATING_INPUT_INVALID', message: expect.stringContaining('calendars[0].holidays[1]') }));
  });

  it.each([[-1, 5], [5, 5], [6, 5], [0, 25]])('with hours from %s to %s', (fromHour, toHour) => {
    expect(check({ rules: [rest, { bucket: 'a', fromHour, toHour }] })).toThrow(refused('RATING_TERMS_CONTRADICT', 'calendars[0].rules[1].toHour', 'The hours of a rule lie between 0 and 24 and end after they begin.'));
  });

  it.each([0, 8, 1.5])('with a weekday %s', (weekday) => {
    expect(check({ rules: [rest, { bucket: 'a', weekdays: [1, weekday] }] })).toThrow(refused('RATING_INPUT_INVALID', 'calendars[0].rules[1].weekdays', 'Weekdays are 1 (Monday) to 7 (Sunday).', String(weekday)));
  });

  it('where a term needs an hour that no rule fits', () => {
    const gap = { rules: [{ bucket: 'peak', fromHour: 0, toHour: 6 }, { bucket: 'rest', fromHour: 6.25, toHour: 24 }] };
    expect(() => inFirst(gap, '2026-04-01', '2026-04-02')).toThrow(refused('RATING_TERMS_CONTRADICT', 'terms[0]', 'No rule of the calendar cal fits 2026-04-01 at minute 360.'));
    expect(() => inFirst({ rules: [{ bucket: 'summer', seasons: ['summer'] }], seasons: [{ name: 'summer', from: '06-01', to: '09-30' }, { name: 'winter', from: '10-01', to: '05-31' }] }, '2026-04-01', '2026-04-02')).toThrow(refused('RATING_TERMS_CONTRADICT', 'terms[0]', 'No rule of the calendar cal fits 2026-04-01 at minute 0.'));
  });
});
