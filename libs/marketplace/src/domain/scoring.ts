/** Ranking among matches: a score with its parts, and which of them nothing else beats. Scores order an answer; no money depends on them. */
import { compare, decimal, Temporal, toNumber } from '@busbar/kernel';
import type { Match, ScorePart } from './matching';
import { wishes, type Request, type Wish } from './request';

export type Feasible = Omit<Match, 'score' | 'parts' | 'pareto'>;

/** Carbon at which the wish for clean energy is worth nothing: a coal-fired grid, g CO₂ per kWh. */
const DIRTIEST_G_PER_KWH = 1000;
const redundancyRank: Readonly<Record<string, number>> = { N: 0, N_PLUS_1: 1, TWO_N: 2 };
const BEST_RANK = 2;

const rankOf = ({ place }: Feasible): number => redundancyRank[place.hall.redundancy] ?? 0;
const carbonOf = ({ place }: Feasible): number => place.site.carbonGPerKwh ?? Number.POSITIVE_INFINITY;
const byPrice = (a: Feasible, b: Feasible): number => compare(decimal(a.price.perItKwh), decimal(b.price.perItKwh));

/** Best first; ties by listing id. */
export function ranked(feasible: readonly Feasible[], request: Pick<Request, 'requirements' | 'weights'>): Match[] {
  const [cheapest] = [...feasible].sort(byPrice);
  if (!cheapest) return [];
  const { startWindow } = request.requirements;
  const windowDays = startWindow.from.until(startWindow.to).days + 1;
  const values: Readonly<Record<Wish, (one: Feasible) => number>> = {
    PRICE: (one) => (decimal(one.price.perItKwh).n === 0n ? 1 : toNumber(decimal(cheapest.price.perItKwh)) / toNumber(decimal(one.price.perItKwh))),
    START: (one) => 1 - Math.max(0, startWindow.from.until(one.placement.start).days) / windowDays,
    CARBON: (one) => 1 - Math.min(1, carbonOf(one) / DIRTIEST_G_PER_KWH),
    REDUNDANCY: (one) => rankOf(one) / BEST_RANK,
  };
  const weightOfAll = wishes.reduce((sum, wish) => sum + request.weights[wish], 0);
  const scored = feasible.map((one): Match => {
    const parts: ScorePart[] = wishes.map((wish) => ({ wish, weight: request.weights[wish] / weightOfAll, value: values[wish](one) }));
    return { ...one, parts, score: parts.reduce((sum, part) => sum + part.weight * part.value, 0), pareto: !feasible.some((other) => dominates(other, one)) };
  });
  return scored.sort((a, b) => b.score - a.score || (a.listing.id < b.listing.id ? -1 : 1));
}

/** At least as good on price, start, carbon and redundancy, and better on one. */
export function dominates(a: Feasible, b: Feasible): boolean {
  const signs = [
    -byPrice(a, b),
    -Temporal.PlainDate.compare(a.placement.start, b.placement.start),
    Math.sign((Number.isFinite(carbonOf(b)) ? carbonOf(b) : Number.MAX_VALUE) - (Number.isFinite(carbonOf(a)) ? carbonOf(a) : Number.MAX_VALUE)),
    Math.sign(rankOf(a) - rankOf(b)),
  ];
  return signs.every((sign) => sign >= 0) && signs.some((sign) => sign > 0);
}
