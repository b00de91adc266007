import { compare, decimal, greatest, over, rational, rounded, times, toFixed, ZERO, type Rational } from '@busbar/kernel';
import { refuse } from '../refusals';
import type { RatingInput } from '../rating-input';
import type { DemandTerm } from '../terms/capacity-terms';
import { peakOf, powerFactorOf, type Peak } from '../rating/demand';
import { checkEscalator, escalatedPrice } from '../rating/escalation';
import { historyOf } from '../rating/history';
import { line, type Pricer } from '../rating/line';
import { dayText } from '../rating/local-day';
import { inForce, type Span } from '../rating/span';

const RATCHET_MONTHS = 11;

/**
 * Demand: the highest block of the period, adjusted for the power factor, and never below the ratchet or the minimum. In a period
 * split by a price change there is one peak, priced at its own time. Source: pricing.md section 5 `demand.peak` and section 8, Demand.
 */
export const demandPeak: Pricer<DemandTerm> = {
  check: (term, input, path) => {
    const { window } = term;
    if (window && !(window.fromHour >= 0 && window.fromHour < window.toHour && window.toHour <= 24 && window.weekdays.length > 0))
      refuse('RATING_TERMS_CONTRADICT', `${path}.window`, 'A demand window names weekdays, and hours between 0 and 24 that end after they begin.');
    if (term.targetPowerFactor !== undefined && (compare(decimal(term.targetPowerFactor), ZERO) <= 0 || compare(decimal(term.targetPowerFactor), rational(1n)) > 0))
      refuse('RATING_TERMS_CONTRADICT', `${path}.targetPowerFactor`, 'A power factor lies above 0 and is at most 1.', term.targetPowerFactor);
    const hasChannel = (input.energy ?? []).some((columns) => columns.role === 'IT' && columns.reactive !== undefined);
    if ((term.targetPowerFactor !== undefined || term.unit === 'kVA') && input.powerFactor === undefined && !hasChannel)
      refuse('RATING_REFERENCE_UNKNOWN', `${path}.targetPowerFactor`, 'A power factor needs a reactive channel or a measured value.');
    if (input.powerFactor !== undefined && (compare(decimal(input.powerFactor), ZERO) <= 0 || compare(decimal(input.powerFactor), rational(1n)) > 0))
      refuse('RATING_INPUT_INVALID', 'powerFactor', 'A power factor lies above 0 and is at most 1.', input.powerFactor);
    if (term.escalator) checkEscalator(term.escalator, path);
  },
  price: (term, { input }, path) => {
    const span = inForce(term, input);
    if (span === null) return { lines: [] };
    const peak = peakOf(input, term.trancheId, span.fromMs, span.toMs, { minutes: term.demandIntervalMinutes ?? 15, demandWindow: term.window, estimates: term.estimatedIntervals ?? 'WHEN_UNMEASURED' });
    const adjusted = adjust(term, input, span, peak);
    const peaks = (historyOf(term.id, input).peaksKw ?? []).slice(0, term.ratchet?.months ?? RATCHET_MONTHS);
    const ratchet = term.ratchet ? times(decimal(term.ratchet.share), peaks.reduce((most, kw) => greatest(most, decimal(kw)), ZERO)) : ZERO;
    const billing = greatest(greatest(adjusted.kw, ratchet), decimal(term.minimumKw ?? '0'));
    const decimals = term.decimals ?? 3;
    const day = peakDay(peak, span);
    const drawn = line(input, {
      term, code: term.window ? `demand.${term.window.name}` : 'demand.peak', rule: '5 demand.peak', quantity: rounded(billing, decimals), decimals, unit: term.unit ?? 'kW',
      unitPrice: escalatedPrice(term.price, term.escalator, day, input, path), period: span, window: peak.window, spread: { kind: 'day', day },
      steps: [
        peak.began === null ? 'No interval qualifies: the peak is 0 kW.' : `Highest block: ${toFixed(peak.kw, 3)} kW at ${labelOf(peak.began)} local time${peak.withEstimates ? ', estimated intervals counted' : ''}.`,
        ...adjusted.steps,
        ...(term.ratchet ? [`Ratchet: ${term.ratchet.share} of the highest of ${peaks.length} earlier peaks is ${toFixed(ratchet, 3)} kW.`] : []),
        ...(term.minimumKw === undefined ? [] : [`Minimum: ${term.minimumKw} kW.`]),
      ],
    });
    return { lines: [drawn], carried: [{ termId: term.id, peakKw: toFixed(adjusted.kw, 3) }] };
  },
};

/** The local day of the peak, at whose price it is billed; the first of the period where there is none. */
export const peakDay = (peak: Peak, span: Span): string => (peak.began === null ? span.from : dayText(peak.began.day));

/** What the clock on the wall showed when the peak's block began. */
function labelOf({ day, minute }: NonNullable<Peak['began']>): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${dayText(day)} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** × target ÷ power factor where the factor is below the target; as apparent power ÷ the factor where kVA are billed. */
function adjust(term: DemandTerm, input: RatingInput, span: Span, peak: Peak): { readonly kw: Rational; readonly steps: readonly string[] } {
  if (term.targetPowerFactor === undefined && term.unit !== 'kVA') return { kw: peak.kw, steps: [] };
  const measured = powerFactorOf(input, term.trancheId, span.fromMs, span.toMs);
  const factor = measured === null ? decimal(input.powerFactor ?? '1') : rational(measured, 10_000n);
  if (factor.n === 0n) return { kw: peak.kw, steps: ['No active energy: the power factor is not applied.'] };
  if (term.unit === 'kVA') return { kw: over(peak.kw, factor), steps: [`Apparent power: ÷ power factor ${toFixed(factor, 4)} = ${toFixed(over(peak.kw, factor), 3)} kVA.`] };
  const target = decimal(term.targetPowerFactor ?? '1');
  if (compare(factor, target) >= 0) return { kw: peak.kw, steps: [`Power factor ${toFixed(factor, 4)} is not below the target ${toFixed(target, 4)}.`] };
  const kw = times(peak.kw, over(target, factor));
  return { kw, steps: [`Power factor ${toFixed(factor, 4)} is below the target: × ${toFixed(target, 4)} ÷ ${toFixed(factor, 4)} = ${toFixed(kw, 3)} kW.`] };
}
