import { instantOf } from '@busbar/kernel';
import fc from 'fast-check';
import { dayStartMs, epochMs, isKnownZone } from './moment';

const refusalOf = (text: string): unknown => {
  try {
    return epochMs(text, 'events[3].from');
  } catch (error) {
    return (error as { details?: unknown }).details;
  }
};

describe('a time of an event, a price or a reading', () => {
  // 1 January 2026 is day 56 × 365 + 14 leap days (1972 to 2024) = 20,454 since 1970; a day has 86,400 s.
  it.each([
    ['2026-01-01T00:00:00Z', 1_767_225_600_000], // 20,454 × 86,400
    ['2026-01-31T00:00:00Z', 1_769_817_600_000], // 20,484 × 86,400
    ['2024-02-29T00:00:00Z', 1_709_164_800_000], // 54 × 365 + 13 + 31 + 28 = 19,782 days
    ['2026-11-21T14:15:07Z', 1_795_270_507_000], // (20,454 + 304 + 20) × 86,400 + 14 × 3,600 + 15 × 60 + 7
    ['2026-11-21T14:15Z', 1_795_270_500_000], // seconds may be left out
    ['2026-11-21T14:15:07.250Z', 1_795_270_507_250],
    ['2026-11-21T08:15:07-06:00', 1_795_270_507_000], // six hours behind UTC
    ['2026-12-28T23:59:59Z', 1_798_502_399_000], // (20,454 + 334 + 27) × 86,400 + 86,399: the greatest of each part
    ['0099-12-28T00:00:00Z', -59_011_804_800_000], // four days before 1 January 0100, day -683,003
    ['2026-06-15T23:59:60Z', 1_781_567_999_000], // a leap second is part of the one before: (20,454 + 151 + 14) × 86,400 + 86,399
  ])('reads %s to the millisecond', (text, ms) => {
    expect(epochMs(text, 'at')).toBe(ms);
  });

  it('is the instant that it names, whatever second of the years 0001 to 9999 that is', () => {
    fc.assert(fc.property(fc.integer({ min: -62_135_596_800, max: 253_402_300_799 }), (second) => {
      expect(epochMs(instantOf(second * 1000).toString(), 'at')).toBe(second * 1000);
    }));
  });

  it.each([
    '0000-01-01T00:00:00Z', '2026-00-10T00:00:00Z', '2026-13-10T00:00:00Z', '2026-01-00T00:00:00Z', '2026-02-29T00:00:00Z', '2026-04-31T00:00:00Z', '2026-01-32T00:00:00Z',
    '2026-01-10T24:00:00Z', '2026-01-10T23:60:00Z', '2026-01-10T23:59:61Z',
  ])('is refused by its path where the calendar or the clock has no %s', (text) => {
    expect(refusalOf(text)).toEqual(expect.objectContaining({ path: 'events[3].from', given: text }));
  });

  it.each([
    '6-11-21T14:15:00Z', '2026-1-21T14:15:00Z', '2026-11-2T14:15:00Z', '2026-11-21T4:15:00Z', '2026-11-21T14:5:00Z', '2026-11-21T14:15:0Z',
    'year-11-21T14:15:00Z', '2026-xi-21T14:15:00Z', '2026-11-xxT14:15:00Z', '2026-11-21Txx:15:00Z', '2026-11-21T14:xx:00Z', '2026-11-21T14:15:xxZ',
    '12026-11-21T14:15:00Z', 'on 2026-11-21T14:15:00Z', '2026-11-21T14:15:00Z or so', '2026-11-21T14:15:00', '2026-11-21', '',
  ])('is refused by its path where it is written as %p', (text) => {
    expect(refusalOf(text)).toEqual(expect.objectContaining({ path: 'events[3].from', given: text }));
  });
});

describe('the midnight of a site', () => {
  it('is that of its own zone and day, however often it is asked for', () => {
    // Chicago is six hours behind UTC in winter and five in summer; Oslo is one hour ahead in winter.
    for (let time = 0; time < 2; time += 1) {
      expect(dayStartMs('2026-01-01', 'America/Chicago')).toBe(1_767_225_600_000 + 6 * 3_600_000);
      expect(dayStartMs('2026-01-01', 'Europe/Oslo')).toBe(1_767_225_600_000 - 3_600_000);
      expect(dayStartMs('2026-06-15', 'America/Chicago')).toBe(1_781_481_600_000 + 5 * 3_600_000); // 20,619 × 86,400 s
    }
  });
});

describe('the zone of a site', () => {
  it('is one of the IANA database, at the first question and at the next', () => {
    expect(['America/Chicago', 'America/Chicago', 'America/Springfield', 'America/Springfield'].map(isKnownZone)).toEqual([true, true, false, false]);
  });
});
