import { instantOf, parseDate } from '@busbar/kernel';

describe('times in expectations', () => {
  it('are told apart, alone and inside objects', () => {
    expect(instantOf(1)).not.toEqual(instantOf(2));
    expect({ at: [instantOf(1)] }).not.toMatchObject({ at: [instantOf(2)] });
    expect(parseDate('2026-01-01')).not.toEqual(parseDate('2026-01-02'));
    expect(instantOf(0)).not.toEqual(null);
  });

  it('are equal when they say the same', () => {
    expect({ at: instantOf(1), on: parseDate('2026-01-01') }).toEqual({ at: instantOf(1), on: parseDate('2026-01-01') });
  });
});
