import { decimal, rational, ZERO, type Rational } from '@busbar/kernel';
import { refuse } from '../refusals';
import type { RatingInput } from '../rating-input';
import type { NetworkTerm } from '../terms/capacity-terms';
import { checkEscalator, escalatedPrice } from '../rating/escalation';
import { line, type Pricer } from '../rating/line';
import { daysOf, inForce } from '../rating/span';

/**
 * Bandwidth: the commit is always billed; of the five-minute samples of max(in, out) the floor(5 %) highest are dropped, the next is
 * billed above the commit. Missing samples are left out of n and reported. Source: pricing.md section 5 `network.burst` and section 8, Network.
 */
export const networkCommit: Pricer<NetworkTerm> = {
  check: (term, input, path) => {
    if (!/^\d+$/.test(term.commitMbps)) refuse('RATING_INPUT_INVALID', `${path}.commitMbps`, 'A commit is a whole number of Mbit/s.', term.commitMbps);
    (input.network ?? []).forEach((samples, index) => {
      if (samples.mbps.some((value) => value !== null && !(value >= 0))) refuse('RATING_QUANTITY_NEGATIVE', `network[${index}].mbps`, 'A sample of bandwidth cannot be negative.');
    });
    if (term.escalator) checkEscalator(term.escalator, path);
  },
  price: (term, { input }, path) => {
    const commit = decimal(term.commitMbps);
    const ahead = inForce(term, input);
    const committed = (ahead === null ? [] : [ahead]).map((span) => line(input, {
      term, code: 'network.commit', rule: '8 Network', quantity: commit, decimals: 0, unit: 'Mbit/s', unitPrice: escalatedPrice(term.price, term.escalator, span.from, input, path), period: span,
      spread: { kind: 'days', days: () => daysOf(span).map((day) => ({ day, weight: 1n })) }, steps: ['The commit is billed whether used or not.'],
    }));
    const passed = inForce({ ...term, billedIn: 'ARREARS' }, input);
    if (passed === null) return { lines: committed };
    const { p95, used, dropped, missing } = percentile95(samplesOf(term, input));
    const above = p95 > commit.n ? rational(p95 - commit.n) : ZERO;
    const price: Rational = escalatedPrice(term.burstPrice ?? term.price, term.escalator, passed.from, input, path);
    const burst = line(input, {
      term, code: 'network.burst', rule: '5 network.burst', quantity: above, decimals: 0, unit: 'Mbit/s', unitPrice: price, period: passed, spread: { kind: 'day', day: passed.from },
      steps: [`Of ${used} samples the ${dropped} highest are dropped; the next is ${p95} Mbit/s; above the commit of ${term.commitMbps}: ${above.n} Mbit/s.`],
    });
    const notices = missing === 0 ? [] : [{ code: 'NETWORK_SAMPLES_MISSING', termId: term.id, message: `${missing} five-minute samples are missing and were left out.` }];
    return { lines: [...committed, burst], notices };
  },
};

/** All links of the tranche (or the contract), sample by sample added; a sample that one link misses is missing. */
function samplesOf(term: NetworkTerm, input: RatingInput): readonly (number | null)[] {
  const links = (input.network ?? []).filter((samples) => term.trancheId === undefined || samples.trancheId === term.trancheId).map((samples) => samples.mbps);
  const length = links.reduce((most, link) => Math.max(most, link.length), 0);
  return Array.from({ length }, (_, index) => links.reduce<number | null>((sum, link) => (sum === null || link[index] === undefined || link[index] === null ? null : sum + link[index]), 0));
}

function percentile95(samples: readonly (number | null)[]): { readonly p95: bigint; readonly used: number; readonly dropped: number; readonly missing: number } {
  // Mbit/s are whole numbers, half away from zero; samples are not negative.
  const known = samples.filter((value): value is number => value !== null).map((value) => Math.floor(value + 0.5)).sort((a, b) => b - a);
  const dropped = Math.floor(known.length / 20);
  return { p95: BigInt(known[dropped] ?? 0), used: known.length, dropped, missing: samples.length - known.length };
}
