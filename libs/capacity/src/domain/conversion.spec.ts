import { parseDate } from '@busbar/kernel';
import { type ConversionStage, currentStage, reported, slipDays } from './conversion';

const stage = (over: Partial<ConversionStage> = {}): ConversionStage => ({
  code: 'ELECTRICAL', plannedStart: parseDate('2026-08-07'), plannedEnd: parseDate('2027-03-23'), forecastEnd: parseDate('2027-04-28'), actualEnd: null, state: 'IN_PROGRESS', progressPct: 47, ...over,
});
const today = parseDate('2026-11-22');

describe('a conversion stage', () => {
  it('slips by the days between plan and forecast', () => {
    expect(slipDays(stage())).toBe(36);
    expect(slipDays(stage({ forecastEnd: parseDate('2027-03-01') }))).toBe(-22);
  });

  it('is done on its actual day, and its forecast is that day', () => {
    expect(reported(stage(), { actualEnd: today }, today)).toMatchObject({ state: 'DONE', forecastEnd: today, progressPct: 100 });
  });

  it('begins when the first progress is reported', () => {
    expect(reported(stage({ state: 'PLANNED', progressPct: 0 }), { progressPct: 5 }, today)).toMatchObject({ state: 'IN_PROGRESS', progressPct: 5 });
  });

  it.each([
    ['done tomorrow', { actualEnd: parseDate('2026-11-23') }, 'MILESTONE_DATES_INVALID'],
    ['forecast for yesterday', { forecastEnd: parseDate('2026-11-21') }, 'MILESTONE_DATES_INVALID'],
    ['a hundred per cent without an actual end', { progressPct: 100 }, 'INPUT_INVALID'],
    ['half a per cent', { progressPct: 0.5 }, 'INPUT_INVALID'],
  ])('cannot be %s', (_what, report, code) => {
    expect(() => reported(stage(), report, today)).toThrow(expect.objectContaining({ code }));
  });

  it('is not reopened once it is done', () => {
    expect(() => reported(stage({ state: 'DONE' }), { progressPct: 10 }, today)).toThrow(expect.objectContaining({ code: 'MILESTONE_DATES_INVALID' }));
  });

  it('is the current one when it is the first that is not done', () => {
    expect(currentStage([stage({ code: 'PERMITS', state: 'DONE' }), stage()])).toBe('ELECTRICAL');
    expect(currentStage([stage({ code: 'RFS', state: 'DONE' })])).toBe('RFS');
  });
});
