import { decimal, isMissing, over, plus, rational, rounded, toFixed, ZERO, type Rational } from '@busbar/kernel';
import { refuse } from '../refusals';
import type { CoincidentPeakSet, RatingInput } from '../rating-input';
import type { CoincidentPeakTerm } from '../terms/capacity-terms';
import { energyWindow, stepOf } from '../rating/energy-window';
import { checkEscalator, escalatedPrice } from '../rating/escalation';
import { line, type Pricer } from '../rating/line';
import { epochMs } from '../rating/moment';
import { inForce } from '../rating/span';

/** Mean kW at the published coincident peaks × annual rate ÷ 12. Which intervals count is data. Source: pricing.md section 5, `transmission.4cp`. */
export const transmission4cp: Pricer<CoincidentPeakTerm> = {
  check: (term, input, path) => {
    const set = setNamed(term, input, path);
    if ((set.kw ?? set.intervals).length === 0) refuse('RATING_INPUT_INVALID', `${path}.peakSetId`, 'A set of coincident peaks has at least one interval.', set.id);
    if (set.kw !== undefined && set.intervals.length > 0 && set.kw.length !== set.intervals.length) refuse('RATING_INPUT_INVALID', `${path}.peakSetId`, 'A set of coincident peaks has one kW for each interval.', set.id);
    if (term.escalator) checkEscalator(term.escalator, path);
  },
  price: (term, { input }, path) => {
    const span = inForce(term, input);
    if (span === null) return { lines: [] };
    const kw = kwAtPeaks(setNamed(term, input, path), term, input, path);
    const mean = rounded(over(kw.reduce(plus, ZERO), rational(BigInt(kw.length))), 3);
    return {
      lines: [line(input, {
        term, code: 'transmission.4cp', rule: '5 transmission.4cp', quantity: mean, decimals: 3, fraction: { numerator: 1n, denominator: 12n }, unit: 'kW',
        unitPrice: escalatedPrice(term.annualRate, term.escalator, span.from, input, path), period: span, spread: { kind: 'day', day: span.from },
        steps: [`kW at the ${kw.length} coincident peaks: ${kw.map((value) => toFixed(value, 3)).join(', ')}; their mean is ${toFixed(mean, 3)} kW. One month is a twelfth of the annual rate.`],
      })],
    };
  },
};

function setNamed(term: CoincidentPeakTerm, input: RatingInput, path: string): CoincidentPeakSet {
  const set = (input.coincidentPeaks ?? []).find((candidate) => candidate.id === term.peakSetId);
  return set ?? refuse('RATING_REFERENCE_UNKNOWN', `${path}.peakSetId`, 'The term names coincident peaks that the input does not have.', term.peakSetId);
}

/** As given, or read from the meter: the energy of the interval over its hours. */
function kwAtPeaks(set: CoincidentPeakSet, term: CoincidentPeakTerm, input: RatingInput, path: string): readonly Rational[] {
  if (set.kw !== undefined) return set.kw.map(decimal);
  const stepMs = stepOf(input);
  return set.intervals.map((interval, index) => {
    const startMs = epochMs(interval, `${path}.intervals[${index}]`);
    const window = energyWindow(input, 'IT', term.trancheId, startMs, startMs + stepMs);
    if (isMissing(window.quality[0] as number)) return refuse('RATING_PRICE_MISSING', `${path}.peakSetId`, `There is no energy at the coincident peak ${interval}.`, interval);
    return rational((window.energyMj[0] as bigint) * 1000n, 1_000_000n * BigInt(stepMs));
  });
}
