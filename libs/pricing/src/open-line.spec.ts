import { quality } from '@busbar/kernel';
import { cumulativeParts } from './cumulative-parts';
import type { RatingDocument } from './document/rating-document';
import { readRatingDocument } from './document/read-document';
import { explain } from './explain';
import { drillDown } from './open-line';
import { rate } from './rate';
import { splitSigned } from './split-signed';

const document: RatingDocument = {
  contract: { id: 'ctr', effectiveFrom: '2025-01-01' }, currency: 'USD', zone: 'America/Chicago', period: { from: '2026-04-01', to: '2026-04-03' }, tranches: [{ id: 'trn', rentStart: '2025-01-01', segments: [] }],
  terms: [{ id: 'power', code: 'energy.fixed', billedIn: 'ARREARS', price: '0.05' }, { id: 'fee', code: 'charge.amount', billedIn: 'ARREARS', lineCode: 'charge.setup', amount: '7' }],
  // The last quarter-hour of the 1st, and the first of the 2nd, of which one is estimated; nothing else is known.
  energy: [{ trancheId: 'trn', role: 'IT', source: { kind: 'values', startAt: '2026-04-02T04:45:00Z', wh: ['1000000', '3000000'], quality: [quality.VALID, quality.VALID | quality.ESTIMATED_LINEAR] } }],
};
const input = readRatingDocument(document);

describe('a line opened', () => {
  it('shows its days and quarter-hours, what was read in them and their part of the amount', () => {
    const { lineNumber, currency, amountMinor, days } = drillDown(input, 1);
    expect([lineNumber, currency, amountMinor]).toEqual([1, 'USD', 20_000n]);
    expect(days.map(({ day, energyMj, amountMinor: minor, intervals }) => [day, energyMj, minor, intervals.length])).toEqual([['2026-04-01', 3_600_000_000_000n, 5000n, 96], ['2026-04-02', 10_800_000_000_000n, 15_000n, 96]]);
    expect(days[0]?.intervals[0]).toEqual({ startMs: Date.parse('2026-04-01T05:00:00Z'), energyMj: 0n, quality: quality.MISSING, amountMinor: 0n });
    expect(days[1]?.intervals[0]).toEqual({ startMs: Date.parse('2026-04-02T05:00:00Z'), energyMj: 10_800_000_000_000n, quality: quality.VALID | quality.ESTIMATED_LINEAR, amountMinor: 15_000n });
  });

  it('without quarter-hours behind it lies on its day', () => {
    expect(drillDown(input, 2)).toEqual({ lineNumber: 2, currency: 'USD', amountMinor: 700n, days: [{ day: '2026-04-01', energyMj: 0n, amountMinor: 700n, intervals: [] }] });
    const rent = { ...document, terms: [{ id: 'rent', code: 'capacity.reserved', billedIn: 'ARREARS', price: '1' }] as const, tranches: [{ id: 'trn', rentStart: '2025-01-01', segments: [{ from: '2025-01-01', until: null, kw: '0.03' }] }] };
    expect(drillDown(readRatingDocument(rent), 1).days).toEqual([{ day: '2026-04-01', energyMj: 0n, amountMinor: 2n, intervals: [] }, { day: '2026-04-02', energyMj: 0n, amountMinor: 1n, intervals: [] }]);
  });

  it('is refused for a number that the invoice does not have', () => {
    for (const number of [0, 3]) {
      expect(() => drillDown(input, number)).toThrow(expect.objectContaining({ code: 'RATING_REFERENCE_UNKNOWN', details: { path: 'lineNumber', given: String(number) }, message: 'The invoice has no line of this number.' }));
      expect(() => explain(rate(input), number)).toThrow(expect.objectContaining({ code: 'RATING_REFERENCE_UNKNOWN', details: { path: 'lineNumber', given: String(number) }, message: 'The invoice has lines 1 to 2.' }));
    }
  });
});

describe('a line in words', () => {
  it('says what stands behind it, where something does', () => {
    const invoice = rate(input);
    expect(explain(invoice, 1).split('\n')).toEqual([
      'Line 1: energy.fixed, term power, 2026-04-01 to before 2026-04-03. Rule: pricing.md section 5 energy.fixed.', 'Metered energy of 192 intervals: 4000.000 kWh.', '4000.000 kWh × 0.05 = 200, rounded to 200.00 USD.',
      'Behind it stand 192 intervals of 2026-04-01 05:00 to 2026-04-03 04:45 UTC: 1 measured, 1 estimated, 190 missing.', 'The line: 200.00 USD.',
    ]);
    expect(explain(invoice, 2).split('\n')).toEqual(['Line 2: charge.setup, term fee, 2026-04-01 to before 2026-04-03. Rule: pricing.md section 8 Lines, money lines.', 'Agreed for each period.', 'Amount: 7.00 USD.', 'The line: 7.00 USD.']);
    // 1 of 192 is 0.0052.
    expect(invoice.lines[0]?.intervals).toEqual({ count: 192, firstMs: Date.parse('2026-04-01T05:00:00Z'), lastMs: Date.parse('2026-04-03T04:45:00Z'), measured: 1, estimated: 1, missing: 190, measuredShare: '0.0052', estimatedShare: '0.0052' });
  });
});

describe('parts over time', () => {
  it('are cut from the running total, so that no stretch is off by more than a unit', () => {
    // 10 over thirds: 3.33, 6.67, 10 are 3, 7, 10.
    expect(cumulativeParts(10n, [1n, 1n, 1n])).toEqual([3n, 4n, 3n]);
    expect(cumulativeParts(-10n, [1n, 1n, 1n])).toEqual([-3n, -4n, -3n]);
    expect(cumulativeParts(10n, [0n, 5n, 0n, 5n])).toEqual([0n, 5n, 0n, 5n]);
    expect(cumulativeParts(10n, [4n, -2n, 2n])).toEqual([10n, -5n, 5n]);
    expect(cumulativeParts(10n, [])).toEqual([]);
  });

  it('fall on the first where the weights sum to nothing', () => {
    expect(cumulativeParts(10n, [0n, 0n])).toEqual([10n, 0n]);
    expect(cumulativeParts(10n, [3n, -3n])).toEqual([10n, 0n]);
  });
});

describe('a split of either sign', () => {
  it('gives what is left to the largest fractions, the first of equals', () => {
    // 10 over 1 : 1 : 1 leaves one; over 5 : 3 : 2 of 7 3.5, 2.1 and 1.4 leave one for the first.
    expect(splitSigned(10n, [1n, 1n, 1n])).toEqual([4n, 3n, 3n]);
    expect(splitSigned(11n, [1n, 1n, 1n])).toEqual([4n, 4n, 3n]);
    expect(splitSigned(7n, [2n, 3n, 5n])).toEqual([1n, 2n, 4n]);
    expect(splitSigned(-10n, [1n, 1n, 1n])).toEqual([-4n, -3n, -3n]);
    expect(splitSigned(0n, [1n, 2n])).toEqual([0n, 0n]);
  });

  it('weighs credits against charges', () => {
    // 10 × 4 ÷ 2 and 10 × −2 ÷ 2; with a sum below zero the signs turn.
    expect(splitSigned(10n, [4n, -2n])).toEqual([20n, -10n]);
    expect(splitSigned(10n, [-4n, 2n])).toEqual([20n, -10n]);
    // 10 over −1, −1, −1 is 10 over 1, 1, 1.
    expect(splitSigned(10n, [-1n, -1n, -1n])).toEqual([4n, 3n, 3n]);
    // 1 over −2, −1 is 1 over 2, 1: two thirds and one third, and the one unit goes to the larger. The other way round likewise.
    expect(splitSigned(1n, [-2n, -1n])).toEqual([1n, 0n]);
    expect(splitSigned(1n, [-1n, -2n])).toEqual([0n, 1n]);
    // 1 × 3 ÷ 2 = 1.5 and 1 × −1 ÷ 2 = −0.5: floors 1 and −1, equal rests, one for the first.
    expect(splitSigned(1n, [3n, -1n])).toEqual([2n, -1n]);
  });

  it('gives the whole to the first with a weight where the weights cancel out', () => {
    expect(splitSigned(5n, [0n, 3n, -3n])).toEqual([0n, 5n, 0n]);
    expect(splitSigned(5n, [0n, 0n])).toEqual([5n, 0n]);
    expect(splitSigned(-5n, [0n, 3n, -3n])).toEqual([0n, -5n, 0n]);
    expect(() => splitSigned(5n, [])).toThrow('A split needs at least one part.');
  });
});
