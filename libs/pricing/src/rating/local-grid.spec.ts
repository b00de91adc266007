import { localGrid, type LocalGrid } from './local-grid';

const HOUR_MS = 3_600_000;

describe('the grid of local time', () => {
  it('is made once for a zone and a window, and the oldest of 256 makes room for the next', () => {
    const grid = (hour: number): LocalGrid => localGrid('America/Chicago', hour * HOUR_MS, HOUR_MS, 1);
    const [oldest, second] = [grid(0), grid(1)];
    for (let hour = 2; hour < 256; hour += 1) grid(hour);
    expect(grid(0)).toBe(oldest);
    grid(256);
    expect(grid(1)).toBe(second);
    const again = grid(0);
    expect(again).not.toBe(oldest);
    expect(again).toEqual(oldest);
  });

  it('has as many labels as the window has intervals, on the clock of the wall before and after the change of time', () => {
    // 2026-03-08 08:00Z is the change in Chicago, from UTC−6 to UTC−5: 01:00 is followed by 03:00. Day 20,520 is 2026-03-08 (56 × 365 + 14 leap days + 66).
    const { day, minute } = localGrid('America/Chicago', Date.parse('2026-03-08T05:00:00Z'), HOUR_MS, 4);
    expect([[...day], [...minute]]).toEqual([[20_519, 20_520, 20_520, 20_520], [1380, 0, 60, 180]]);
  });
});
