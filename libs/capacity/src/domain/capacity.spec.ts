import fc from 'fast-check';
import { type Instant, instantOf, parseInstant } from '@busbar/kernel';
import { availability, type CapacityStep, type Claim, criticalOf, grossOf, peakOf, tightest, underSite } from './capacity';

const day = (n: number): Instant => parseInstant('2027-01-01T00:00:00Z').add({ hours: 24 * n });
const energised = (from: number, amount: bigint): CapacityStep => ({ from: day(from), amount, confidence: 'ENERGISED' });
const claim = (from: number, to: number | null, amount: bigint): Claim => ({ from: day(from), to: to === null ? null : day(to), amount });
const january = { from: day(0), to: day(31) };

describe('availability', () => {
  it('says that an empty hall is free for the whole period', () => {
    expect(availability([energised(-10, 100n)], [], january)).toEqual([{ from: day(0), to: day(31), capacity: 100n, reserved: 0n, free: 100n, confidence: 'ENERGISED' }]);
  });

  it('counts a claim from its first instant and no longer at its last', () => {
    const steps = availability([energised(-10, 100n)], [claim(5, 10, 40n)], january);
    expect(steps.map((step) => [step.from, step.free])).toEqual([[day(0), 100n], [day(5), 60n], [day(10), 100n]]);
  });

  it('lets one tenant follow another on the same day without counting both', () => {
    expect(peakOf([claim(0, 10, 70n), claim(10, 20, 80n)], january).amount).toBe(80n);
  });

  it('offers nothing before the first step, and says how sure the later ones are', () => {
    const steps = availability([{ from: day(10), amount: 50n, confidence: 'PLANNED' }, { from: day(20), amount: 80n, confidence: 'CONTRACTED' }], [], january);
    expect(steps.map((step) => [step.capacity, step.confidence])).toEqual([[0n, null], [50n, 'PLANNED'], [80n, 'CONTRACTED']]);
  });

  it('shows a conflict as less than nothing where a step slipped behind a claim', () => {
    expect(tightest(availability([energised(10, 100n)], [claim(5, 20, 30n)], january))).toMatchObject({ from: day(5), free: -30n });
  });

  it('keeps a claim without an end until the period ends', () => {
    expect(availability([energised(0, 10n)], [claim(3, null, 4n)], january).at(-1)).toMatchObject({ to: day(31), free: 6n });
  });

  it('joins neighbours that say the same', () => {
    expect(availability([energised(0, 10n)], [claim(3, 6, 4n), claim(6, 9, 4n)], january)).toHaveLength(3);
  });
});

describe('a hall under its site', () => {
  it('can give no more than the grid connection feeds at the hottest hour', () => {
    const hall = availability([energised(0, 100_000n)], [], january);
    const site = availability([energised(0, 90_000n)], [claim(10, 20, 31_000n)], january);
    expect(underSite(hall, site, 11_800n).map((step) => step.free)).toEqual([76_271n, 50_000n, 76_271n]);
  });

  it('rounds what it draws up and what it may feed down, so that the grid is never asked for a watt too much', () => {
    fc.assert(fc.property(fc.bigInt(0n, 10n ** 12n), fc.bigInt(10_000n, 25_000n), (gross, pue) => grossOf(criticalOf(gross, pue), pue) <= gross));
  });
});

describe('the sweep against counting hour by hour', () => {
  const hours = fc.integer({ min: 0, max: 200 });
  const claims = fc.array(fc.tuple(hours, fc.option(fc.integer({ min: 1, max: 80 }), { nil: null }), fc.bigInt(0n, 50n)), { maxLength: 25 });
  const steps = fc.uniqueArray(fc.tuple(hours, fc.bigInt(0n, 200n)), { maxLength: 6, selector: ([at]) => at });
  const hour = (n: number): Instant => instantOf(n * 3_600_000);

  it('agrees at every hour, leaves no hole and never overlaps', () => {
    fc.assert(
      fc.property(steps, claims, (capacity, booked) => {
        const period = { from: hour(20), to: hour(180) };
        const swept = availability(
          capacity.map(([at, amount]) => ({ from: hour(at), amount, confidence: 'ENERGISED' as const })),
          booked.map(([from, length, amount]) => ({ from: hour(from), to: length === null ? null : hour(from + length), amount })),
          period,
        );
        expect(swept[0]?.from).toEqual(period.from);
        expect(swept.at(-1)?.to).toEqual(period.to);
        for (let index = 1; index < swept.length; index += 1) expect(swept[index]?.from).toEqual(swept[index - 1]?.to);
        for (let n = 20; n < 180; n += 1) {
          const found = swept.find((step) => step.from.epochMilliseconds <= n * 3_600_000 && n * 3_600_000 < step.to.epochMilliseconds);
          const there = [...capacity].filter(([at]) => at <= n).sort((a, b) => b[0] - a[0])[0]?.[1] ?? 0n;
          const taken = booked.reduce((sum, [from, length, amount]) => (from <= n && (length === null || n < from + length) ? sum + amount : sum), 0n);
          expect([found?.capacity, found?.reserved, found?.free]).toEqual([there, taken, there - taken]);
        }
      }),
      { numRuns: 60 },
    );
  });
});
