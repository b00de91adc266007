import { billingPeriod } from '../billing-period';
import type { RatingInput } from '../rating-input';
import { contractYearOf, cutByContractYear } from './contract-year';

const zone = 'America/Chicago';
const input = (effectiveFrom: string, effectiveUntil?: string): RatingInput => ({
  contract: { id: 'ctr', effectiveFrom, ...(effectiveUntil === undefined ? {} : { effectiveUntil }) }, currency: 'USD', zone, period: billingPeriod('2026-01-01', '2026-02-01', zone), terms: [], tranches: [],
});
const cut = (from: string, to: string, of: RatingInput): readonly (readonly string[])[] => cutByContractYear(billingPeriod(from, to, zone), of).map((span) => [span.from, span.to]);

describe('a contract year', () => {
  it('runs from anniversary to anniversary, whole or ended by the contract’s end', () => {
    expect(contractYearOf('2026-03-14', input('2024-03-15'))).toEqual({ from: '2025-03-15', to: '2026-03-15', days: 365, wholeDays: 365 });
    expect(contractYearOf('2026-03-15', input('2024-03-15'))).toEqual({ from: '2026-03-15', to: '2027-03-15', days: 365, wholeDays: 365 });
    // 15 March to 1 June 2026: 17 + 30 + 31 days.
    expect(contractYearOf('2026-04-01', input('2024-03-15', '2026-06-01'))).toEqual({ from: '2026-03-15', to: '2026-06-01', days: 78, wholeDays: 365 });
  });

  it('of a contract that began on 29 February begins on 28 February where there is none', () => {
    expect(contractYearOf('2025-02-28', input('2024-02-29'))).toMatchObject({ from: '2025-02-28', to: '2026-02-28' });
    expect(contractYearOf('2028-02-29', input('2024-02-29'))).toMatchObject({ from: '2028-02-29', wholeDays: 365 });
  });

  it('cuts a span at each anniversary in it', () => {
    expect(cut('2026-03-01', '2026-04-01', input('2024-03-15'))).toEqual([['2026-03-01', '2026-03-15'], ['2026-03-15', '2026-04-01']]);
    expect(cut('2026-03-15', '2026-04-01', input('2024-03-15'))).toEqual([['2026-03-15', '2026-04-01']]);
  });

  it('has an end where the contract has one: a span that goes on beyond it is cut there and no more', () => {
    expect(cut('2026-03-01', '2029-01-01', input('2024-03-15', '2026-06-01'))).toEqual([['2026-03-01', '2026-03-15'], ['2026-03-15', '2026-06-01'], ['2026-06-01', '2029-01-01']]);
  });
});
