import { billingPeriod, billingPeriodContaining, daysBetween, nextBillingPeriod } from './billing-period';

describe('billing periods', () => {
  it('run from local midnight to local midnight: March has 743 hours in Chicago', () => {
    const march = billingPeriod('2026-03-01', '2026-04-01', 'America/Chicago');
    expect(march).toEqual({ from: '2026-03-01', to: '2026-04-01', fromMs: Date.parse('2026-03-01T06:00:00Z'), toMs: Date.parse('2026-04-01T05:00:00Z') });
    expect((march.toMs - march.fromMs) / 3_600_000).toBe(743);
  });

  it.each([
    [31, '2026-02-10', '2026-01-31', '2026-02-28'],
    [31, '2026-02-28', '2026-02-28', '2026-03-31'],
    [30, '2028-02-28', '2028-01-30', '2028-02-29'],
    [29, '2026-03-01', '2026-02-28', '2026-03-29'],
    [31, '2026-04-30', '2026-04-30', '2026-05-31'],
    [15, '2026-06-14', '2026-05-15', '2026-06-15'],
    [15, '2026-06-15', '2026-06-15', '2026-07-15'],
    [1, '2026-12-31', '2026-12-01', '2027-01-01'],
  ])('with billing day %i the period that contains %s is %s to %s', (billingDay, day, from, to) => {
    expect(billingPeriodContaining(day, billingDay, 'Europe/Oslo')).toMatchObject({ from, to });
  });

  it('follow each other without a gap, and return to the nominal day after a short month', () => {
    let period = billingPeriodContaining('2026-01-31', 31, 'America/New_York');
    const starts = [period.from];
    for (let month = 0; month < 6; month += 1) {
      const next = nextBillingPeriod(period, 31, 'America/New_York');
      expect(next.fromMs).toBe(period.toMs);
      starts.push(next.from);
      period = next;
    }
    expect(starts).toEqual(['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31', '2026-06-30', '2026-07-31']);
  });

  it('count local days, whatever the clocks do', () => {
    expect(daysBetween('2026-03-01', '2026-04-01')).toBe(31);
    expect(daysBetween('2028-02-01', '2028-03-01')).toBe(29);
  });

  it('are refused backwards, on no day, and for no billing day', () => {
    expect(() => billingPeriod('2026-04-01', '2026-04-01', 'UTC')).toThrow('period.to is not acceptable');
    expect(() => billingPeriod('2026-02-30', '2026-04-01', 'UTC')).toThrow('period.from is not acceptable');
    for (const billingDay of [0, 32, 1.5]) expect(() => billingPeriodContaining('2026-01-01', billingDay, 'UTC')).toThrow('billingDay is not acceptable');
  });
});
