import { intervalSeries, moneyText, quality } from '@busbar/kernel';
import { billingPeriod } from '../billing-period';
import { drillDown } from '../open-line';
import { rate } from '../rate';
import type { RatedInvoice } from '../rated-invoice';
import type { RatingInput } from '../rating-input';
import type { DemandTerm } from '../terms/capacity-terms';

const [MINUTE, HOUR] = [60_000, 3_600_000];
const demand: DemandTerm = { id: 'demand', code: 'demand.peak', billedIn: 'ARREARS', price: '10' };
type Minutes = NonNullable<DemandTerm['demandIntervalMinutes']>;

/** kW (or null where nothing was read) at an instant, as energy in intervals of one length over 6 to 9 July 2026 unless said. */
interface Load {
  readonly zone: string;
  readonly stepMs: number;
  readonly kwAt: (ms: number) => number | null;
  readonly estimatedAt?: (ms: number) => boolean;
  readonly days?: readonly [string, string];
}

function inputOf({ zone, stepMs, kwAt, estimatedAt, days: [from, to] = ['2026-07-06', '2026-07-09'] }: Load, terms: RatingInput['terms']): RatingInput {
  const period = billingPeriod(from, to, zone);
  const startMs = Math.ceil(period.fromMs / stepMs) * stepMs;
  const starts = Array.from({ length: Math.ceil((period.toMs - startMs) / stepMs) }, (_, index) => startMs + index * stepMs);
  // 1 kW for 1 ms is 1,000 mJ.
  const energyMj = BigInt64Array.from(starts, (ms) => BigInt(kwAt(ms) ?? 0) * BigInt(stepMs) * 1000n);
  const marks = Uint16Array.from(starts, (ms) => (kwAt(ms) === null ? quality.MISSING : estimatedAt?.(ms) === true ? quality.VALID | quality.ESTIMATED_LINEAR : quality.VALID));
  return {
    contract: { id: 'ctr', effectiveFrom: from }, currency: 'USD', zone, period, terms, tranches: [{ id: 'trn', rentStart: from, segments: [] }],
    energy: [{ trancheId: 'trn', role: 'IT', series: intervalSeries(startMs, stepMs, energyMj, marks) }],
  };
}

const rated = (load: Load, more: Partial<DemandTerm> = {}): RatedInvoice => rate(inputOf(load, [{ ...demand, ...more }]));
/** The highest block, as the invoice says it. */
const told = (load: Load, more: Partial<DemandTerm> = {}): string | undefined => rated(load, more).lines[0]?.steps[0]?.replace(/^Highest block: (.*) local time.*$/, '$1');
const byBlock = (load: Load, more: Partial<DemandTerm> = {}): readonly (string | undefined)[] => ([15, 30, 60] as readonly Minutes[]).map((demandIntervalMinutes) => told(load, { ...more, demandIntervalMinutes }));

/** 100 kW, and 400 kW for a while from an instant on. */
const spike = (zone: string, at: string, stepMs = HOUR, forMs = stepMs): Load => ({ zone, stepMs, kwAt: (ms) => (ms >= Date.parse(at) && ms < Date.parse(at) + forMs ? 400 : 100) });

describe('blocks over hours that do not begin on an hour of the local clock', () => {
  it('lie on the clock of Kathmandu: an hour from 09:45 fills the half hour from 10:00, and three quarters of that hour', () => {
    // 04:00 UTC is 09:45. Half hours: (100 + 400) ÷ 2, 400, 250. Hours from 09:00 and 10:00: (3 × 100 + 400) ÷ 4 = 175 and (3 × 400 + 100) ÷ 4 = 325.
    expect(byBlock(spike('Asia/Kathmandu', '2026-07-07T04:00:00Z'))).toEqual(['400.000 kW at 2026-07-07 09:45', '400.000 kW at 2026-07-07 10:00', '325.000 kW at 2026-07-07 10:00']);
  });

  it('lie on that of Eucla', () => {
    // 01:00 UTC is 09:45.
    expect(byBlock(spike('Australia/Eucla', '2026-07-07T01:00:00Z'))).toEqual(['400.000 kW at 2026-07-07 09:45', '400.000 kW at 2026-07-07 10:00', '325.000 kW at 2026-07-07 10:00']);
  });

  it('lie on that of the Chatham Islands', () => {
    // 21:00 UTC on the 6th is 09:45 on the 7th, in winter.
    expect(byBlock(spike('Pacific/Chatham', '2026-07-06T21:00:00Z'))).toEqual(['400.000 kW at 2026-07-07 09:45', '400.000 kW at 2026-07-07 10:00', '325.000 kW at 2026-07-07 10:00']);
  });

  it('lie on that of Kolkata: an hour from 09:30 is half of the hour from 09:00 and half of the next', () => {
    // 04:00 UTC is 09:30.
    expect(byBlock(spike('Asia/Kolkata', '2026-07-07T04:00:00Z'))).toEqual(['400.000 kW at 2026-07-07 09:30', '400.000 kW at 2026-07-07 09:30', '250.000 kW at 2026-07-07 09:00']);
  });

  it('lie on that of Kathmandu for half hours too, which begin there at a quarter past and a quarter to', () => {
    // 04:30 UTC is 10:15. The half hours from 10:00 and 10:30 are (100 + 400) ÷ 2; the hour holds it whole: (400 + 100) ÷ 2.
    expect(byBlock(spike('Asia/Kathmandu', '2026-07-07T04:30:00Z', 30 * MINUTE))).toEqual(['400.000 kW at 2026-07-07 10:15', '250.000 kW at 2026-07-07 10:00', '250.000 kW at 2026-07-07 10:00']);
  });

  it('are as high as the hour where it is one of the local clock', () => {
    expect(byBlock(spike('America/Chicago', '2026-07-07T15:00:00Z'))).toEqual(['400.000 kW at 2026-07-07 10:00', '400.000 kW at 2026-07-07 10:00', '400.000 kW at 2026-07-07 10:00']);
  });

  it('are priced on the day on which they begin', () => {
    // 18:00 UTC on the 7th is 23:45: the hour from 23:00 has 175 kW, that from 00:00 on the 8th 325 kW, and the price rose on the 8th.
    const midnight = spike('Asia/Kathmandu', '2026-07-07T18:00:00Z');
    const term: DemandTerm = { ...demand, demandIntervalMinutes: 60, escalator: { kind: 'fixed', rate: '0.1', effective: '2025-07-08' } };
    const { lines } = rated(midnight, term);
    expect([lines[0]?.steps[0], moneyText(lines[0]?.amount ?? { minor: 0n, currency: 'USD' })]).toEqual(['Highest block: 325.000 kW at 2026-07-08 00:00 local time.', '3575.00']);
    expect(drillDown(inputOf(midnight, [term]), 1).days.filter((day) => day.amountMinor !== 0n).map((day) => day.day)).toEqual(['2026-07-08']);
  });

  it('do not reach into the next period, and are cut where the first hour begins after the period does', () => {
    // 18:00 UTC on the 8th is 23:45 on the last day: of its hour a quarter lies in this period.
    expect(byBlock(spike('Asia/Kathmandu', '2026-07-08T18:00:00Z'))).toEqual(['400.000 kW at 2026-07-08 23:45', '250.000 kW at 2026-07-08 23:30', '175.000 kW at 2026-07-08 23:00']);
    // 19:00 UTC on the 5th is 00:45 on the first day; what came before belongs to the period before.
    expect(byBlock(spike('Asia/Kathmandu', '2026-07-05T19:00:00Z'))).toEqual(['400.000 kW at 2026-07-06 00:45', '400.000 kW at 2026-07-06 00:45', '400.000 kW at 2026-07-06 00:45']);
  });

  it('count where the window holds all of their quarter-hours', () => {
    // 11:00 UTC is 16:45 in Kathmandu, and 14:00 UTC 19:45; the window is 17:00 to 20:00 on Tuesdays.
    const window = { window: { name: 'evening', weekdays: [2], fromHour: 17, toHour: 20 } };
    expect(byBlock(spike('Asia/Kathmandu', '2026-07-07T11:00:00Z'), window)).toEqual(['400.000 kW at 2026-07-07 17:00', '400.000 kW at 2026-07-07 17:00', '325.000 kW at 2026-07-07 17:00']);
    expect(byBlock(spike('Asia/Kathmandu', '2026-07-07T14:00:00Z'), window)).toEqual(['400.000 kW at 2026-07-07 19:45', '250.000 kW at 2026-07-07 19:30', '175.000 kW at 2026-07-07 19:00']);
    expect(byBlock(spike('Asia/Kathmandu', '2026-07-07T15:00:00Z'), window)).toEqual(['100.000 kW at 2026-07-07 17:00', '100.000 kW at 2026-07-07 17:00', '100.000 kW at 2026-07-07 17:00']);
  });

  it('do not count where an hour that they touch was not read', () => {
    // Without the hour from 10:45 the half hour from 10:30 and the hour from 10:00 are not known.
    const whole = spike('Asia/Kathmandu', '2026-07-07T04:00:00Z');
    const gap: Load = { ...whole, kwAt: (ms) => (ms === Date.parse('2026-07-07T05:00:00Z') ? null : whole.kwAt(ms)) };
    expect(byBlock(gap)).toEqual(['400.000 kW at 2026-07-07 09:45', '400.000 kW at 2026-07-07 10:00', '175.000 kW at 2026-07-07 09:00']);
  });

  it('count estimates where less than nine tenths of the time inside the window was measured', () => {
    // From 17:00 to 17:45 the hour from 16:45 is measured, and from 17:45 the next one is estimated.
    const load: Load = { ...spike('Asia/Kathmandu', '2026-07-07T12:00:00Z'), estimatedAt: (ms) => ms === Date.parse('2026-07-07T12:00:00Z') };
    const between = (fromHour: number, toHour: number): string | undefined => told(load, { window: { name: 'day', weekdays: [2], fromHour, toHour } });
    // Estimated are one quarter-hour of four, four of forty, four of thirty-nine.
    expect(between(17, 18)).toBe('400.000 kW at 2026-07-07 17:45');
    expect(between(10, 20)).toBe('100.000 kW at 2026-07-07 10:00');
    expect(between(10, 19.75)).toBe('400.000 kW at 2026-07-07 17:45');
    // Without a window 1 of 72 hours is estimated.
    expect(told(load)).toBe('100.000 kW at 2026-07-06 00:45');
  });

  it('count of an estimated hour that the period cuts what lies inside', () => {
    // From 00:45 on the 6th to the end of the 7th are 189 quarter-hours. Of the hour from 18:00 UTC, 23:45, one of them is left:
    // with four whole hours 17 are estimated, less than a tenth; with five 21 are, and so count.
    const estimated = (...hours: readonly number[]): Load => ({ ...spike('Asia/Kathmandu', '2026-07-07T07:00:00Z'), estimatedAt: (ms) => hours.includes((ms - Date.parse('2026-07-07T00:00:00Z')) / HOUR) });
    expect(told(estimated(6, 7, 8, 9, 18), { until: '2026-07-08' })).toBe('100.000 kW at 2026-07-06 00:45');
    expect(told(estimated(6, 7, 8, 9, 10, 18), { until: '2026-07-08' })).toBe('400.000 kW at 2026-07-07 12:45');
  });

  it('end where the clock moves on within them', () => {
    // On 28 July 1916 the clock of Athens went from 00:01:00 to 00:26:08: the minute that began at 00:00:52 (22:26 UTC) is a block of its own, the next begins at 00:27.
    const moved = { ...spike('Europe/Athens', '1916-07-27T22:26:00Z', MINUTE), days: ['1916-07-27', '1916-07-29'] } as const;
    expect(told(moved, { demandIntervalMinutes: 60 })).toBe('400.000 kW at 1916-07-28 00:00');
  });
});

describe('blocks over intervals that are no part of them', () => {
  it('weigh twenty minutes by what of them lies in the block', () => {
    // From 10:20 to 10:40. Quarter-hours from 10:15 and 10:30: (5 × 100 + 10 × 400) ÷ 15 = 300. Half hours: (20 × 100 + 10 × 400) ÷ 30 = 200. The hour: 200.
    expect(byBlock(spike('America/Chicago', '2026-07-07T15:20:00Z', 20 * MINUTE))).toEqual(['300.000 kW at 2026-07-07 10:15', '200.000 kW at 2026-07-07 10:00', '200.000 kW at 2026-07-07 10:00']);
  });

  it('add up minutes and half minutes', () => {
    for (const stepMs of [MINUTE, MINUTE / 2, 1.5 * MINUTE, 5 * MINUTE])
      // Half an hour of 400 kW from 10:15.
      expect(byBlock(spike('America/Chicago', '2026-07-07T15:15:00Z', stepMs, 30 * MINUTE))).toEqual(['400.000 kW at 2026-07-07 10:15', '250.000 kW at 2026-07-07 10:00', '250.000 kW at 2026-07-07 10:00']);
  });
});

describe('an hour and its four quarter-hours', () => {
  const zones = ['Asia/Kathmandu', 'Australia/Eucla', 'Pacific/Chatham', 'Asia/Kolkata', 'America/St_Johns', 'Australia/Lord_Howe', 'America/Chicago'];
  it.each(zones)('have the same peaks in %s', (zone) => {
    // A load that changes each hour. The first and the last hour are idle: hours that the period cuts are not the same as their quarter-hours.
    const { fromMs, toMs } = billingPeriod('2026-07-06', '2026-07-09', zone);
    const kwAt = (ms: number): number => (ms < fromMs + HOUR || ms >= toMs - HOUR ? 0 : 100 + ((Math.floor(ms / HOUR) * 7919) % 397));
    const windows: readonly Partial<DemandTerm>[] = [{}, { window: { name: 'evening', weekdays: [1, 2, 3], fromHour: 17, toHour: 20.25 } }];
    for (const window of windows) expect(byBlock({ zone, stepMs: HOUR, kwAt }, window)).toEqual(byBlock({ zone, stepMs: 15 * MINUTE, kwAt: (ms) => kwAt(Math.floor(ms / HOUR) * HOUR) }, window));
  });
});

describe('the power factor', () => {
  /** 100 kW of the 6th to the 8th of July, with reactive energy in some hours. */
  function withReactive(kvarh: Readonly<Record<string, number>>, more: Partial<DemandTerm> = {}, hours = 72): RatingInput {
    const input = inputOf({ zone: 'America/Chicago', stepMs: HOUR, kwAt: () => 100 }, [{ ...demand, unit: 'kVA', ...more }]);
    // 1 kvarh is 3.6 × 10⁹ of what a mJ is to a kWh.
    const energy = (input.energy ?? []).map(({ series, ...columns }) => ({
      ...columns, series: intervalSeries(series.startMs, series.stepMs, series.energyMj.slice(0, hours), series.quality.slice(0, hours)),
      reactive: BigInt64Array.from({ length: hours }, (_, index) => BigInt(kvarh[new Date(series.startMs + index * HOUR).toISOString().slice(0, 13)] ?? 0) * 3_600_000_000n),
    }));
    return { ...input, energy };
  }
  const apparent = (input: RatingInput): readonly (string | undefined)[] => [rate(input).lines[0]?.quantity, rate(input).lines[0]?.steps[1]];

  it('is that of the hours billed, from the first on, however far the meter was read', () => {
    // On the 7th, from 05:00 UTC on: 2,400 kWh ÷ √(2,400² + 1,800²) = 0.8 and 100 ÷ 0.8 = 125. The hours before and after it are none of its own.
    const input = withReactive({ '2026-07-07T04': 9999, '2026-07-07T05': 1800, '2026-07-08T05': 9999 }, { from: '2026-07-07', until: '2026-07-08' });
    expect(apparent(input)).toEqual(['125.000', 'Apparent power: ÷ power factor 0.8000 = 125.000 kVA.']);
  });

  it('is that of the hours read, where the meter was read for a part of the period', () => {
    expect(apparent(withReactive({ '2026-07-06T05': 1800 }, {}, 24))).toEqual(['125.000', 'Apparent power: ÷ power factor 0.8000 = 125.000 kVA.']);
  });
});
