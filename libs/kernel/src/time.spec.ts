import fc from 'fast-check';
import { InvalidInputError } from './domain-error';
import {
  before, contains, earlier, epochMsOf, instantOf, isTimeZone, later, localDateOf, notAfter, overlaps, parseDate, parseInstant, secondsIn, startOfDay, type Period,
} from './time';

const instants = fc.integer({ min: 1_420_000_000_000, max: 2_080_000_000_000 }).map(instantOf);
const day = (date: string, zone: string): Period => ({ from: startOfDay(parseDate(date), zone), to: startOfDay(parseDate(date).add({ days: 1 }), zone) });

describe('local days', () => {
  it('have 23, 24 or 25 hours where the clock changes by an hour, and 24.5 where by half of one', () => {
    expect(secondsIn(day('2026-03-08', 'America/Chicago'))).toBe(23 * 3600);
    expect(secondsIn(day('2026-03-09', 'America/Chicago'))).toBe(24 * 3600);
    expect(secondsIn(day('2026-11-01', 'America/Chicago'))).toBe(25 * 3600);
    expect(secondsIn(day('2026-04-05', 'Australia/Lord_Howe'))).toBe(24.5 * 3600);
  });

  it('begin at the first existing instant where midnight does not exist', () => {
    // Santiago's clock went from 24:00 to 01:00 on 8 September 2024.
    expect(startOfDay(parseDate('2024-09-08'), 'America/Santiago').toString()).toBe('2024-09-08T04:00:00Z');
  });

  it('begin at the first of two midnights', () => {
    // Havana's clock went from 01:00 back to 00:00 on 3 November 2024.
    expect(startOfDay(parseDate('2024-11-03'), 'America/Havana').toString()).toBe('2024-11-03T04:00:00Z');
    expect(secondsIn(day('2024-11-03', 'America/Havana'))).toBe(25 * 3600);
  });

  it('contain the instants that they name', () => {
    fc.assert(fc.property(instants, fc.constantFrom('America/Chicago', 'Europe/Oslo', 'Asia/Kathmandu', 'America/Santiago', 'Australia/Lord_Howe', 'UTC'), (at, zone) => {
      expect(contains(day(localDateOf(at, zone).toString(), zone), at)).toBe(true);
    }), { numRuns: 300 });
  });
});

describe('periods', () => {
  const period = (from: number, to: number): Period => ({ from: instantOf(from), to: instantOf(to) });

  it('are half-open: neighbours do not overlap, and the end belongs to the next', () => {
    expect(overlaps(period(0, 900_000), period(900_000, 1_800_000))).toBe(false);
    expect(overlaps(period(0, 900_001), period(900_000, 1_800_000))).toBe(true);
    expect(contains(period(0, 900_000), instantOf(0))).toBe(true);
    expect(contains(period(0, 900_000), instantOf(900_000))).toBe(false);
  });

  it('order instants', () => {
    fc.assert(fc.property(instants, instants, (a, b) => {
      expect(before(a, b)).toBe(epochMsOf(a) < epochMsOf(b));
      expect(notAfter(a, b)).toBe(epochMsOf(a) <= epochMsOf(b));
      expect(epochMsOf(earlier(a, b))).toBe(Math.min(epochMsOf(a), epochMsOf(b)));
      expect(epochMsOf(later(a, b))).toBe(Math.max(epochMsOf(a), epochMsOf(b)));
    }));
  });
});

describe('reading time', () => {
  it('takes RFC 3339 with an offset', () => {
    expect(epochMsOf(parseInstant('2026-11-21T14:15:00Z'))).toBe(epochMsOf(parseInstant('2026-11-21T08:15:00-06:00')));
  });

  it.each(['2026-11-21T14:15:00', '2026-11-21', 'yesterday', '2026-13-01T00:00:00Z', '-271821-04-20T00:00:00Z', '+010000-01-01T00:00:00Z', ''])('refuses "%s" as an instant', (text) => {
    expect(() => parseInstant(text, 'readings[0].at')).toThrow(InvalidInputError);
  });

  it.each(['2026-02-29', '2026-2-1', '20260201', '2026-02-01T00:00', ''])('refuses "%s" as a day', (text) => {
    expect(() => parseDate(text)).toThrow(InvalidInputError);
  });

  it('knows zones, and takes no offset for one', () => {
    expect(isTimeZone('America/Chicago')).toBe(true);
    expect(isTimeZone('+01:00')).toBe(false);
    expect(isTimeZone('Mars/Olympus')).toBe(false);
    expect(isTimeZone('America/Chicago; drop')).toBe(false);
  });
});
