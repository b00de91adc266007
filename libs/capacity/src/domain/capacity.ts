/**
 * Capacity and claims as step functions of time. A hall's critical power, its site's gross power and a cluster's GPUs are
 * each a list of steps; a claim is a rectangle on them. Amounts are whole watts or whole GPUs; periods are half-open, UTC.
 */
import { before, earlier, invariant, type Instant, later, notAfter, type Period } from '@busbar/kernel';

/** How sure a step is, best first: served today; under a contract with a date; in a plan. */
export const confidences = ['ENERGISED', 'CONTRACTED', 'PLANNED'] as const;
export type Confidence = (typeof confidences)[number];

/** What a capacity step limits: gross power of a site, critical power of a hall, GPUs of a cluster. */
export const capacityScopes = ['SITE', 'HALL', 'CLUSTER'] as const;
export type CapacityScope = (typeof capacityScopes)[number];

/** From `from` on, until the next step, the capacity is `amount`. Before the first step there is none. */
export interface CapacityStep {
  readonly from: Instant;
  readonly amount: bigint;
  readonly confidence: Confidence;
}

/** A claim on `amount` over `[from, to)`; `to` null means until released. */
export interface Claim {
  readonly from: Instant;
  readonly to: Instant | null;
  readonly amount: bigint;
}

/** What is there, claimed and free over `[from, to)`. `free` is negative only where a slipped milestone left a conflict. */
export interface FreeStep {
  readonly from: Instant;
  readonly to: Instant;
  readonly capacity: bigint;
  readonly reserved: bigint;
  readonly free: bigint;
  /** The least sure of the capacity steps behind this one; null where there is no capacity yet. */
  readonly confidence: Confidence | null;
}

/**
 * The sweep: every instant within the period at which a capacity step begins or a claim begins or ends, with what is free
 * from there to the next. Neighbours that say the same are one step. Source: market.md section 1.
 */
export function availability(steps: readonly CapacityStep[], claims: readonly Claim[], period: Period): FreeStep[] {
  const ordered = [...steps].sort((a, b) => a.from.epochMilliseconds - b.from.epochMilliseconds);
  const result: FreeStep[] = [];
  const edges = edgesWithin(period, [...ordered.map((step) => step.from), ...claims.flatMap((claim) => (claim.to ? [claim.from, claim.to] : [claim.from]))]);
  for (const [index, from] of edges.slice(0, -1).entries()) {
    const to = edges[index + 1] as Instant;
    const step = ordered.findLast((candidate) => notAfter(candidate.from, from));
    const capacity = step?.amount ?? 0n;
    const reserved = claims.reduce((sum, claim) => (covers(claim, from) ? sum + claim.amount : sum), 0n);
    append(result, { from, to, capacity, reserved, free: capacity - reserved, confidence: capacity > 0n && step ? step.confidence : null });
  }
  return result;
}

/** The greatest sum of claims at any instant of the period, and the first instant at which it is reached. */
export function peakOf(claims: readonly Claim[], period: Period): { readonly amount: bigint; readonly at: Instant } {
  const steps = availability([], claims, period);
  return steps.reduce((peak, step) => (step.reserved > peak.amount ? { amount: step.reserved, at: step.from } : peak), { amount: 0n, at: period.from });
}

/** The step with the least room in the period: what binds a claim that covers all of it. */
export function tightest(steps: readonly FreeStep[]): FreeStep {
  const [first, ...rest] = steps;
  invariant(first, 'A period has at least one step.');
  return rest.reduce((least, step) => (step.free < least.free ? step : least), first);
}

/**
 * What a hall can still give: the lesser of its own free power and the share of the site's free gross power that is left
 * to computers at the hall's peak PUE. `peakPue` is exact in ten-thousandths (1.18 is 11,800n).
 */
export function underSite(hall: readonly FreeStep[], site: readonly FreeStep[], peakPueTenThousandths: bigint): FreeStep[] {
  const [first] = hall;
  const last = hall.at(-1);
  if (!first || !last) return [];
  const period = { from: first.from, to: last.to };
  const result: FreeStep[] = [];
  const edges = edgesWithin(period, [...hall, ...site].map((step) => step.from));
  for (const [index, from] of edges.slice(0, -1).entries()) {
    const to = edges[index + 1] as Instant;
    const own = at(hall, from);
    const above = at(site, from);
    const critical = criticalOf(above.free, peakPueTenThousandths);
    append(result, { from, to, capacity: own.capacity, reserved: own.reserved, free: own.free < critical ? own.free : critical, confidence: leastSure(own.confidence, above.confidence) });
  }
  return result;
}

/** Gross watts that `critical` watts draw at the hottest hour, rounded up: the site must carry the whole of it. */
export const grossOf = (criticalW: bigint, peakPueTenThousandths: bigint): bigint => (criticalW * peakPueTenThousandths + 9_999n) / 10_000n;

/** Critical watts that `gross` watts feed at the hottest hour, rounded down. */
export const criticalOf = (grossW: bigint, peakPueTenThousandths: bigint): bigint => (grossW <= 0n ? grossW : (grossW * 10_000n) / peakPueTenThousandths);

const covers = (claim: Claim, at: Instant): boolean => notAfter(claim.from, at) && (claim.to === null || before(at, claim.to));

const leastSure = (a: Confidence | null, b: Confidence | null): Confidence | null =>
  a === null || b === null ? null : confidences.indexOf(a) > confidences.indexOf(b) ? a : b;

function at(steps: readonly FreeStep[], instant: Instant): FreeStep {
  const found = steps.find((step) => notAfter(step.from, instant) && before(instant, step.to));
  invariant(found, 'The steps of hall and site cover the same period.');
  return found;
}

function edgesWithin(period: Period, instants: readonly Instant[]): Instant[] {
  const within = instants.map((instant) => later(period.from, earlier(instant, period.to)).epochMilliseconds);
  const unique = [...new Set([period.from.epochMilliseconds, period.to.epochMilliseconds, ...within])].sort((a, b) => a - b);
  return unique.map((ms) => period.from.add({ milliseconds: ms - period.from.epochMilliseconds }));
}

function append(steps: FreeStep[], step: FreeStep): void {
  const last = steps.at(-1);
  const same = last && last.capacity === step.capacity && last.reserved === step.reserved && last.free === step.free && last.confidence === step.confidence;
  if (last && same) steps[steps.length - 1] = { ...last, to: step.to };
  else steps.push(step);
}
