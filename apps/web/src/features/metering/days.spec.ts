import { describe, expect, it } from 'vitest';
import { localDays, wallClockTicks } from './days';

const at = (text: string): number => Date.parse(text);
const hours = (ms: number): number => ms / 3_600_000;

describe('local days of a site', () => {
  it('gives the autumn day 25 hours and the spring day 23', () => {
    const [autumn] = localDays(at('2021-11-07T05:00:00Z'), at('2021-11-08T06:00:00Z'), 'America/Chicago');
    const [spring] = localDays(at('2021-03-14T06:00:00Z'), at('2021-03-15T05:00:00Z'), 'America/Chicago');
    expect(hours((autumn?.toMs ?? 0) - (autumn?.fromMs ?? 0))).toBe(25);
    expect(hours((spring?.toMs ?? 0) - (spring?.fromMs ?? 0))).toBe(23);
  });

  it('tiles a month without gap or overlap', () => {
    const days = localDays(at('2021-11-01T05:00:00Z'), at('2021-12-01T06:00:00Z'), 'America/Chicago');
    expect(days).toHaveLength(30);
    for (const [index, day] of days.slice(1).entries()) expect(day.fromMs).toBe(days[index]?.toMs);
  });

  it('cuts the first and last day at the edges of what was asked', () => {
    const days = localDays(at('2026-11-21T12:00:00Z'), at('2026-11-22T12:00:00Z'), 'Europe/Rome');
    expect(days.map((day) => hours(day.toMs - day.fromMs))).toEqual([11, 13]);
  });
});

describe('ticks of the axis', () => {
  it('stand on wall-clock hours after the clocks changed', () => {
    const ticks = wallClockTicks(at('2021-11-07T05:00:00Z'), at('2021-11-08T06:00:00Z'), 'America/Chicago');
    expect(ticks.map((tick) => new Date(tick).toISOString().slice(11, 16))).toEqual(['05:00', '09:00', '12:00', '15:00', '18:00', '21:00', '00:00', '03:00']);
  });

  it('fall on local midnights over a month', () => {
    const ticks = wallClockTicks(at('2021-08-01T05:00:00Z'), at('2021-09-01T05:00:00Z'), 'America/Chicago');
    expect(ticks.length).toBeLessThanOrEqual(12);
    for (const tick of ticks) expect(new Date(tick).toISOString().slice(11, 16)).toBe('05:00');
  });

  it('fall on firsts of the month over a year', () => {
    const ticks = wallClockTicks(at('2026-01-01T00:00:00Z'), at('2027-01-01T00:00:00Z'), 'UTC');
    expect(ticks).toHaveLength(12);
  });
});
