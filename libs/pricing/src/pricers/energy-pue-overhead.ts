import { decimal, fromMoney, minus, over, plus, rounded, toFixed, ZERO, type Rational } from '@busbar/kernel';
import { refuse } from '../refusals';
import type { RatingInput } from '../rating-input';
import type { PueOverheadTerm } from '../terms/energy-terms';
import { energyWindow, totalOf } from '../rating/energy-window';
import { checkEscalator, escalatedPrice } from '../rating/escalation';
import { kwhOf, line, lossFactorOf, priceText, thousandthsOfKwh, type DraftLine, type Pricer } from '../rating/line';
import { checkPue, grossedUp, pueOf } from '../rating/pue';
import { cutSpan, inForce, spansOf, type Span } from '../rating/span';

const energyCodes: readonly string[] = ['energy.fixed', 'energy.tier', 'energy.volume', 'energy.tou', 'energy.index', 'energy.block', 'energy.index_adder'];

/**
 * Cooling and losses of the hall as a line of its own: (round(E × PUE, 3) − E) × p, where E is the energy already rounded.
 * Without a price of its own the line takes that of the energy terms it grosses up; where these are several lines, the
 * blended one, round(Σ amounts ÷ E, 12). Source: pricing.md section 5 `energy.pue_overhead` and section 8, PUE.
 */
export const energyPueOverhead: Pricer<PueOverheadTerm> = {
  check: (term, input, path) => {
    checkPue(term, input, path);
    if (term.escalator) checkEscalator(term.escalator, path);
    const named = term.energyTermIds ?? [];
    named.forEach((id, index) => {
      const energy = input.terms.find((candidate) => candidate.id === id);
      if (!energy || !energyCodes.includes(energy.code)) refuse('RATING_REFERENCE_UNKNOWN', `${path}.energyTermIds[${index}]`, 'The overhead names an energy term that the contract does not have.', id);
      else if (energy.trancheId !== term.trancheId) refuse('RATING_TERMS_CONTRADICT', `${path}.energyTermIds[${index}]`, 'The overhead and the energy term it grosses up price different tranches.', id);
      else if (energy.code === 'energy.block' && term.presentation === 'IN_QUANTITY') refuse('RATING_TERMS_CONTRADICT', `${path}.energyTermIds[${index}]`, 'An overhead cannot lie inside the quantity of blocks, which are bought and not metered.', id);
    });
    if (term.price === undefined && named.length === 0) refuse('RATING_TERMS_CONTRADICT', `${path}.price`, 'An overhead has a price of its own or names the energy terms whose price it takes.');
    if (term.presentation === 'IN_QUANTITY' && term.price !== undefined)
      refuse('RATING_TERMS_CONTRADICT', `${path}.presentation`, 'An overhead inside the quantity names its energy terms and has no price of its own.');
  },
  price: (term, rating, path) => {
    const { input } = rating;
    if (term.presentation === 'IN_QUANTITY') return { lines: [] };
    const pue = pueOf(term, input, input.period.fromMs, input.period.toMs);
    const lossFactor = lossFactorInherited(term, input);
    const lines = spansOfOverhead(term, rating.lines, input).map((span) => {
      const window = energyWindow(input, 'IT', term.trancheId, span.fromMs, span.toMs);
      const energy = thousandthsOfKwh(totalOf(window), lossFactor);
      const whole = grossedUp(term, input, energy, lossFactor, window, pue);
      const price = term.price !== undefined ? escalatedPrice(term.price, term.escalator, span.from, input, path) : inheritedPrice(term, rating.lines, span, kwhOf(energy));
      return line(input, {
        term, code: 'energy.pue_overhead', rule: '5 energy.pue_overhead', quantity: minus(kwhOf(whole), kwhOf(energy)), decimals: 3, unit: 'kWh', unitPrice: price, period: span, window,
        spread: { kind: 'intervals', window, weights: () => window.energyMj },
        steps: [
          ...pue.steps,
          `${kwhText(whole)} kWh with overhead − ${kwhText(energy)} kWh of IT = ${kwhText(whole - energy)} kWh.`,
          ...(term.price === undefined ? [`Price of the energy it grosses up: ${priceText(price)} per kWh.`] : []),
        ],
      });
    });
    return { lines, notices: pue.notices };
  },
};

const kwhText = (thousandths: bigint): string => toFixed(kwhOf(thousandths), 3);

/** The loss factor is applied once: the overhead takes that of the energy it grosses up. */
function lossFactorInherited(term: PueOverheadTerm, input: RatingInput): Rational {
  for (const energy of input.terms) if ((term.energyTermIds ?? []).includes(energy.id) && 'lossFactor' in energy && energy.lossFactor !== undefined) return lossFactorOf(energy);
  return lossFactorOf({});
}

/** Its own escalation dates; where it takes a price, those at which all of it changes: a line over such a date belongs to both sides of it. */
function spansOfOverhead(term: PueOverheadTerm, lines: readonly DraftLine[], input: RatingInput): readonly Span[] {
  if (term.price !== undefined) return spansOf(term, input);
  const whole = inForce(term, input);
  if (whole === null) return [];
  const periods = linesOf(term, lines).map(({ period }) => period);
  return cutSpan(whole, periods.map(({ from }) => from).filter((day) => !periods.some(({ from, to }) => from < day && day < to)), input.zone);
}

const linesOf = (term: PueOverheadTerm, lines: readonly DraftLine[]): readonly DraftLine[] => lines.filter((candidate) => (term.energyTermIds ?? []).includes(candidate.termId));

function inheritedPrice(term: PueOverheadTerm, lines: readonly DraftLine[], span: Span, energy: Rational): Rational {
  const behind = linesOf(term, lines).filter(({ period }) => period.from >= span.from && period.from < span.to);
  const [only] = behind;
  if (behind.length === 1 && only && !only.informational) return exactPriceOf(only);
  const sum = behind.reduce((total, candidate) => plus(total, fromMoney(candidate.amount)), ZERO);
  return energy.n === 0n ? ZERO : rounded(over(sum, energy), 12);
}
const exactPriceOf = (energy: DraftLine): Rational => decimal(energy.unitPrice);
