import { parseDate } from '@busbar/kernel';
import fc from 'fast-check';
import { dayNumber, dayOfMonth, dayText } from './local-day';

describe('a local day as a number', () => {
  it('counts as the calendar does, in every year that a date can say', () => {
    const epoch = parseDate('1970-01-01');
    fc.assert(fc.property(fc.integer({ min: -719_528, max: 2_932_896 }), (day) => {
      const date = epoch.add({ days: day }).toString();
      expect([dayNumber(date), dayText(day)]).toEqual([day, date]);
    }));
    expect([dayNumber('0000-01-01'), dayNumber('0099-12-31'), dayNumber('9999-12-31')]).toEqual([-719_528, -683_004, 2_932_896]);
  });

  it.each(['2026-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00', '2026-1-1', '2026-1-21', '2026-11-1', '26-01-01', '6-11-21', '12026-11-21', 'x2026-11-21', '2026-01-01T00:00', ''])('refuses %p by its path, in the words of the kernel', (date) => {
    expect(() => dayNumber(date, 'period.from')).toThrow(expect.objectContaining({ details: expect.objectContaining({ path: 'period.from', given: date }) }));
    expect(() => dayNumber(date)).toThrow(expect.objectContaining({ details: expect.objectContaining({ path: 'date', given: date }) }));
  });
});

describe('the day of a month', () => {
  it.each([
    [2024, 2, 31, '2024-02-29'], [2026, 2, 29, '2026-02-28'], [2026, 4, 31, '2026-04-30'], [2026, 1, 15, '2026-01-15'], [2026, 13, 31, '2027-01-31'], [2026, 0, 31, '2025-12-31'], [99, 2, 30, '0099-02-28'],
  ])('of year %i, month %i and day %i is %s', (year, month, day, date) => {
    expect(dayOfMonth(year, month, day)).toBe(date);
  });
});
