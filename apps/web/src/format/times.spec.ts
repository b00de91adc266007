import { describe, expect, it } from 'vitest';
import { date, dateTime, dayOf, isoDay, month, time, timeLeft, zoneName } from './times';

describe('times in the zone of the site', () => {
  it('prints the zone with the time, summer and winter', () => {
    expect(dateTime('en', '2026-11-21T13:15:00Z', 'Europe/Rome')).toBe('21 Nov 2026, 14:15 CET');
    expect(dateTime('en', '2021-08-01T05:00:00Z', 'America/Chicago')).toBe('1 Aug 2021, 00:00 CDT');
    expect(dateTime('it', '2026-11-21T13:15:00Z', 'Europe/Rome')).toBe('21 nov 2026, 14:15 CET');
  });

  it('falls back to the offset where a zone has no short English name', () => {
    expect(zoneName('2026-11-21T13:15:00Z', 'Asia/Thimphu')).toBe('UTC+6');
    expect(zoneName('2026-11-21T13:15:00Z', 'Africa/Addis_Ababa')).toBe('EAT');
  });

  it('tells the two 01:15s of a 25-hour day apart by the zone', () => {
    expect(dateTime('en', '2021-11-07T06:15:00Z', 'America/Chicago')).toBe('7 Nov 2021, 01:15 CDT');
    expect(dateTime('en', '2021-11-07T07:15:00Z', 'America/Chicago')).toBe('7 Nov 2021, 01:15 CST');
  });

  it('puts an instant on the local day, not the UTC day', () => {
    expect(isoDay('2021-08-01T04:45:00Z', 'America/Chicago')).toBe('2021-07-31');
    expect(dayOf('en', '2021-08-01T04:45:00Z', 'America/Chicago')).toBe('31 Jul 2021');
    expect(time('en', '2021-08-01T04:45:00Z', 'America/Chicago')).toBe('23:45');
  });

  it('never shifts a date that has no time', () => {
    expect(date('en', '2027-03-01')).toBe('1 Mar 2027');
    expect(month('it', '2021-08-01')).toBe('agosto 2021');
    expect(date('en', '2021-09-05')).toBe('5 Sep 2021');
  });

  it('counts what is left and stops at zero', () => {
    expect(timeLeft('2026-11-21T10:00:00Z', '2026-11-22T13:20:30Z')).toEqual({ days: 1, hours: 3, minutes: 20 });
    expect(timeLeft('2026-11-22T10:00:00Z', '2026-11-21T10:00:00Z')).toEqual({ days: 0, hours: 0, minutes: 0 });
  });
});
