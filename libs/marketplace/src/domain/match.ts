/**
 * Matching: pure and deterministic. Equal input gives an equal answer in equal order. Every match satisfies every hard
 * requirement; every near miss fails at most two and names the change that would let it in (market.md section 5).
 */
import { compare, decimal, toText } from '@busbar/kernel';
import { comparePlainly, comparison, type Comparison } from './criteria';
import type { Candidate, Matching, NearMiss, Placement, Reason, ReasonUnit, Relaxation } from './matching';
import { place } from './placement';
import { contractValue, inUnit, priceOf, type NormalisedPrice } from './prices';
import type { PriceUnit } from './product';
import type { Request, Requirements } from './request';
import { ranked, type Feasible } from './scoring';

const MOST_CHANGES = 2;
const MOST_NEAR_MISSES = 20;

/** One offer held against the requirements; null where more than two fail, or where nothing could be placed. */
interface Evaluation {
  readonly candidate: Candidate;
  readonly placement: Placement;
  readonly price: NormalisedPrice;
  readonly comparisons: readonly Comparison[];
}

const failed = (comparisons: readonly Comparison[]): readonly Comparison[] => comparisons.filter(({ reason }) => reason.verdict === 'FAILED');
const reasonsOf = ({ comparisons }: Evaluation): readonly Reason[] => comparisons.map(({ reason }) => reason);

/** Feasible offers, best first, and near misses. An offer of the tenant's own is no candidate. */
export function match(request: Pick<Request, 'tenantId' | 'requirements' | 'weights'>, candidates: readonly Candidate[]): Matching {
  const eligible = candidates.filter(({ listing }) => listing.hostId !== request.tenantId && listing.currency === request.requirements.currency);
  const feasible: Feasible[] = [];
  const nearMisses: NearMiss[] = [];
  for (const candidate of eligible) {
    const evaluation = evaluate(request.requirements, candidate);
    if (!evaluation) continue;
    if (failed(evaluation.comparisons).length === 0) {
      const { placement, price } = evaluation;
      feasible.push({ listing: candidate.listing, place: candidate.place, placement, price, contractValue: contractValue(price, placement.quantity, placement.termMonths), reasons: reasonsOf(evaluation) });
    } else {
      const nearMiss = nearMissOf(request.requirements, evaluation);
      if (nearMiss) nearMisses.push(nearMiss);
    }
  }
  return { matches: ranked(feasible, request), nearMisses: nearMisses.sort(byNearness).slice(0, MOST_NEAR_MISSES) };
}

/** Whether an offer could be a match or a near miss at all: what needs no calendar fails at most twice. */
export const isWithinReach = (asked: Requirements, candidate: Omit<Candidate, 'free'>): boolean => failed(comparePlainly(asked, candidate)).length <= MOST_CHANGES;

function evaluate(asked: Requirements, candidate: Candidate): Evaluation | null {
  const plain = comparePlainly(asked, candidate);
  if (failed(plain).length > MOST_CHANGES) return null;
  const placed = place(asked, candidate);
  const unpriced = [...plain, ...placed.comparisons];
  if (!placed.placement || failed(unpriced).length > MOST_CHANGES) return null;
  const { listing } = candidate;
  const { quantity, start, termMonths } = placed.placement;
  const price = priceOf({ terms: listing.terms, currency: listing.currency, place: candidate.place, quantity, start, termMonths });
  const comparisons = [...unpriced, comparePrice(asked, price)];
  return failed(comparisons).length > MOST_CHANGES ? null : { candidate, placement: placed.placement, price, comparisons };
}

const reasonUnitOf: Readonly<Record<PriceUnit, ReasonUnit>> = { IT_KWH: 'PER_IT_KWH', KW_MONTH: 'PER_KW_MONTH', GPU_HOUR: 'PER_GPU_HOUR' };

function comparePrice(asked: Requirements, price: NormalisedPrice): Comparison {
  const ceiling = asked.priceCeiling;
  if (!ceiling) return comparison('PRICE', { unit: 'PER_IT_KWH', asked: null, offered: price.perItKwh, met: true, admit: null });
  const unit = reasonUnitOf[ceiling.unit];
  const offered = inUnit(price, ceiling.unit);
  if (!offered) return comparison('PRICE', { unit, asked: toText(ceiling.amount), offered: null, met: false, admit: null });
  return comparison('PRICE', {
    unit, asked: toText(ceiling.amount), offered: toText(offered), met: compare(offered, ceiling.amount) <= 0,
    admit: { to: toText(offered), asked: { ...asked, priceCeiling: { ...ceiling, amount: offered } } },
  });
}

/**
 * Applies one change after the other until the offer fits; null where that takes more than two, or where a failed
 * requirement admits no change. What the last evaluation found is what the tenant would get.
 */
function nearMissOf(requirements: Requirements, first: Evaluation): NearMiss | null {
  const relaxations: Relaxation[] = [];
  let asked = requirements;
  let evaluation = first;
  for (;;) {
    const [next] = failed(evaluation.comparisons);
    if (!next) break;
    if (!next.relax || relaxations.length === MOST_CHANGES) return null;
    const relaxed = next.relax();
    if (relaxations.some(({ criterion }) => criterion === relaxed.relaxation.criterion)) return null;
    relaxations.push(relaxed.relaxation);
    asked = relaxed.asked;
    const again = evaluate(asked, first.candidate);
    if (!again) return null;
    evaluation = again;
  }
  const { candidate, placement, price } = evaluation;
  return { listing: candidate.listing, place: candidate.place, reasons: reasonsOf(first), relaxations, placement, price, contractValue: contractValue(price, placement.quantity, placement.termMonths) };
}

/** Other GPUs are another machine: such an offer comes after those that change only how the same one is had. */
const changesGpus = ({ relaxations }: NearMiss): number => (relaxations.some(({ criterion }) => criterion === 'GPU_MODEL') ? 1 : 0);
const byNearness = (a: NearMiss, b: NearMiss): number =>
  a.relaxations.length - b.relaxations.length || changesGpus(a) - changesGpus(b) || compare(decimal(a.price.perItKwh), decimal(b.price.perItKwh)) || (a.listing.id < b.listing.id ? -1 : 1);
