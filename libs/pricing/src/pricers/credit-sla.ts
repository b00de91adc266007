import { compare, decimal, exponentOf, money, rational, times, toFixed, toScaled } from '@busbar/kernel';
import { refuse } from '../refusals';
import type { RatingInput } from '../rating-input';
import type { RecordedEvent, ServiceLevelTerm } from '../terms/commercial-terms';
import { billedBefore, linesWithin, sumMinor } from '../rating/base-lines';
import { amountText, moneyLine, type Pricer } from '../rating/line';
import { epochMs } from '../rating/moment';
import { inForce } from '../rating/span';

/**
 * Lost availability: −min(round(base × tier), round(base × cap)). Availability is (M − D) ÷ M over all elapsed time of the billing
 * month; approved maintenance leaves D, parallel downtime counts once; the cap bounds the sum of the month's service credits.
 * Source: pricing.md section 5 `credit.sla` and section 8, Credits.
 */
export const creditSla: Pricer<ServiceLevelTerm> = {
  check: (term, input, path) => {
    term.tiers.forEach((tier, index) => {
      const before = term.tiers[index - 1];
      if (before && compare(decimal(tier.atLeast), decimal(before.atLeast)) >= 0) refuse('RATING_TERMS_CONTRADICT', `${path}.tiers[${index}].atLeast`, 'The tiers run from the highest to the lowest availability.', tier.atLeast);
    });
    (input.events ?? []).forEach((event, index) => {
      if (epochMs(event.to, `events[${index}].to`) < epochMs(event.from, `events[${index}].from`)) refuse('RATING_TERMS_CONTRADICT', `events[${index}].to`, 'An event ends before it begins.', event.to);
    });
  },
  price: (term, { input, lines }) => {
    const span = inForce(term, input);
    if (span === null) return { lines: [] };
    const { fromMs, toMs } = input.period;
    const downMs = downtime(term, input, fromMs, toMs);
    const elapsedMs = toMs - fromMs;
    const availability = rational(BigInt(elapsedMs - downMs), BigInt(elapsedMs));
    const tier = term.tiers.find((candidate) => compare(availability, decimal(candidate.atLeast)) >= 0)?.credit ?? term.otherwise;
    const services = lines.filter((line) => line.code === 'credit.sla');
    const base = money(sumMinor(linesWithin(lines, term.baseCodes, input.period).filter((line) => !services.includes(line))) + billedBefore(term.id, input), input.currency);
    const share = (text: string): bigint => toScaled(times(rational(base.minor, 10n ** BigInt(exponentOf(input.currency))), decimal(text)), exponentOf(input.currency));
    const room = share(term.cap) + sumMinor(services);
    const earned = share(tier);
    const credit = earned < room ? earned : room;
    if (credit <= 0n) return { lines: [] };
    return {
      lines: [moneyLine({
        term, code: 'credit.sla', rule: '5 credit.sla', amount: money(-credit, input.currency), period: input.period,
        steps: [
          `Down for ${toFixed(rational(BigInt(downMs), 60_000n), 3)} of ${toFixed(rational(BigInt(elapsedMs), 60_000n), 0)} minutes, approved maintenance left out: availability ${toFixed(times(availability, rational(100n)), 6)} %.`,
          `This earns ${tier} of the base ${amountText(base)}, at most ${term.cap} of it${services.length === 0 ? '' : `, less ${amountText(money(-sumMinor(services), input.currency))} credited already`}.`,
        ],
      })],
    };
  },
};

/** Milliseconds of outages less approved maintenance, each moment once. */
function downtime(term: ServiceLevelTerm, input: RatingInput, fromMs: number, toMs: number): number {
  const of = (kind: RecordedEvent['kind']): readonly (readonly [number, number])[] =>
    (input.events ?? [])
      .filter((event) => event.kind === kind && (term.trancheId === undefined || event.trancheId === undefined || event.trancheId === term.trancheId))
      .map((event) => [Math.max(fromMs, epochMs(event.from, 'events.from')), Math.min(toMs, epochMs(event.to, 'events.to'))] as const)
      .filter(([from, to]) => from < to);
  const [down, maintenance] = [of('OUTAGE'), of('APPROVED_MAINTENANCE')];
  const edges = [...new Set([...down, ...maintenance].flat())].sort((a, b) => a - b);
  const inside = (ranges: readonly (readonly [number, number])[], ms: number): boolean => ranges.some(([from, to]) => ms >= from && ms < to);
  return edges.reduce((sum, edge, index) => {
    const next = edges[index + 1];
    return next !== undefined && inside(down, edge) && !inside(maintenance, edge) ? sum + next - edge : sum;
  }, 0);
}
