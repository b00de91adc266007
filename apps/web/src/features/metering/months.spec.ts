import { describe, expect, it } from 'vitest';
import { monthBounds, monthOf, nextMonth } from './months';

describe('a month at a site', () => {
  it('begins and ends at local midnight, an hour shorter in March', () => {
    const { from, to } = monthBounds('2021-03', 'America/Chicago');
    expect(from).toBe('2021-03-01T06:00:00Z');
    expect(to).toBe('2021-04-01T05:00:00Z');
    expect((Date.parse(to) - Date.parse(from)) / 3_600_000).toBe(31 * 24 - 1);
  });

  it('is the local one of an instant, not the one in UTC', () => {
    expect(monthOf('2021-09-01T03:00:00Z', 'America/Chicago')).toBe('2021-08');
  });

  it('follows December with January', () => {
    expect(nextMonth('2026-12', 1)).toBe('2027-01');
    expect(nextMonth('2027-01', -1)).toBe('2026-12');
  });
});
