/** Power usage effectiveness: what the hall drew for each kWh of IT, rounded to 4 decimals where named (R4). */
import {
  compare, decimal, divideRounded, greatest, least, MJ_PER_KWH, ONE, rational, toFixed, type Rational,
} from '@busbar/kernel';
import { refuse } from '../refusals';
import type { RatingInput, EnergyRole } from '../rating-input';
import type { RatingNotice } from '../rated-invoice';
import type { PriceTerm } from '../terms/price-term';
import type { PueOverheadTerm } from '../terms/energy-terms';
import { energyWindow, hasEnergy, MISSING, totalOf, unmeasured, type EnergyWindow } from './energy-window';

/** The factor that a term grosses up by. */
export interface PueFactor {
  /** At least 1, at most the cap. */
  readonly applied: Rational;
  readonly steps: readonly string[];
  readonly notices: readonly RatingNotice[];
}

const PUE_SCALE = 10_000n;
/** round(facility ÷ IT, 4) in ten-thousandths. */
const ratio = (facilityMj: bigint, itMj: bigint): bigint => divideRounded(facilityMj * PUE_SCALE, itMj);
const clamp = (pue: Rational, term: PueOverheadTerm): Rational => {
  const atLeastOne = greatest(pue, ONE);
  return term.mode.kind === 'measured_capped' ? least(atLeastOne, decimal(term.mode.cap)) : atLeastOne;
};

/** The IT side of the PUE: the hall's where it is metered for itself, else the tenant's own. */
const itRole = (input: RatingInput, trancheId: string | undefined): EnergyRole => (hasEnergy(input, 'HALL_IT', trancheId) ? 'HALL_IT' : 'IT');

/** One PUE for the whole period, over the intervals where both sides are known. */
export function pueOf(term: PueOverheadTerm, input: RatingInput, fromMs: number, toMs: number): PueFactor {
  if (term.mode.kind === 'fixed') return { applied: greatest(decimal(term.mode.pue), ONE), steps: [`The agreed PUE is ${term.mode.pue}.`], notices: [] };
  const it = energyWindow(input, itRole(input, term.trancheId), term.trancheId, fromMs, toMs);
  const facility = energyWindow(input, 'FACILITY', term.trancheId, fromMs, toMs);
  let [itMj, facilityMj] = [totalOf(it), totalOf(facility)];
  for (const index of new Set([...unmeasured(it).missing, ...unmeasured(facility).missing])) {
    itMj -= it.energyMj[index] as bigint;
    facilityMj -= facility.energyMj[index] as bigint;
  }
  if (itMj <= 0n)
    return { applied: ONE, steps: ['No IT energy was measured: the PUE is taken as 1.'], notices: [{ code: 'PUE_WITHOUT_IT_ENERGY', termId: term.id, message: 'IT energy is zero, so the PUE was taken as 1.' }] };
  const measured = rational(ratio(facilityMj, itMj), PUE_SCALE);
  const applied = clamp(measured, term);
  return {
    applied,
    steps: [`PUE: ${toFixed(rational(facilityMj, MJ_PER_KWH), 3)} kWh of the facility ÷ ${toFixed(rational(itMj, MJ_PER_KWH), 3)} kWh of IT = ${toFixed(measured, 4)}; applied ${toFixed(applied, 4)}.`],
    notices: [],
  };
}

/** Energy times PUE, in thousandths of a kWh, rounded once: of the rounded quantity (period) or of the exact sum (interval). */
export function grossedUp(term: PueOverheadTerm, input: RatingInput, quantity: bigint, lossFactor: Rational, window: EnergyWindow, whole: PueFactor): bigint {
  if ((term.scope ?? 'PERIOD') === 'PERIOD' || term.mode.kind === 'fixed') return divideRounded(quantity * whole.applied.n, whole.applied.d);
  const toMs = window.startMs + window.energyMj.length * window.stepMs;
  const it = energyWindow(input, itRole(input, term.trancheId), term.trancheId, window.startMs, toMs);
  const facility = energyWindow(input, 'FACILITY', term.trancheId, window.startMs, toMs);
  const wholeScaled = divideRounded(whole.applied.n * PUE_SCALE, whole.applied.d);
  const capScaled = term.mode.kind === 'measured_capped' ? decimal(term.mode.cap) : null;
  let sum = 0n;
  let capped = 0n;
  // A steady load has one ratio for many intervals, which is rounded once.
  let [lastIt, lastFacility, lastRatio] = [0n, 0n, PUE_SCALE];
  for (let index = 0; index < window.energyMj.length; index += 1) {
    const energy = window.energyMj[index] as bigint;
    const itMj = it.energyMj[index] as bigint;
    const facilityMj = facility.energyMj[index] as bigint;
    const known = itMj > 0n && (((it.quality[index] as number) | (facility.quality[index] as number)) & MISSING) === 0;
    if (known && (itMj !== lastIt || facilityMj !== lastFacility)) [lastIt, lastFacility, lastRatio] = [itMj, facilityMj, ratio(facilityMj, itMj)];
    const factor = known ? lastRatio : wholeScaled;
    if (capScaled && compare(rational(factor, PUE_SCALE), capScaled) > 0) capped += energy;
    else sum += energy * (factor < PUE_SCALE ? PUE_SCALE : factor);
  }
  const cap = capScaled ?? ONE;
  const exact = { n: sum * cap.d + capped * cap.n * PUE_SCALE, d: PUE_SCALE * cap.d };
  return divideRounded(exact.n * lossFactor.n * 1000n, exact.d * lossFactor.d * MJ_PER_KWH);
}

/** The overhead term, if any, whose quantity hides inside this energy term. */
export function overheadInside(termId: string, terms: readonly PriceTerm[]): PueOverheadTerm | undefined {
  return terms.find((term): term is PueOverheadTerm => term.code === 'energy.pue_overhead' && term.presentation === 'IN_QUANTITY' && (term.energyTermIds ?? []).includes(termId));
}

/** A cap below 1, or a measured PUE without a facility meter, contradicts itself. */
export function checkPue(term: PueOverheadTerm, input: RatingInput, path: string): void {
  if (term.mode.kind === 'measured_capped' && compare(decimal(term.mode.cap), ONE) < 0) refuse('RATING_TERMS_CONTRADICT', `${path}.mode.cap`, 'A PUE cannot be capped below 1.');
  if (term.mode.kind === 'fixed' && compare(decimal(term.mode.pue), ONE) < 0) refuse('RATING_TERMS_CONTRADICT', `${path}.mode.pue`, 'A PUE is at least 1.');
  if (term.mode.kind !== 'fixed' && !hasEnergy(input, 'FACILITY', term.trancheId))
    refuse('RATING_REFERENCE_UNKNOWN', `${path}.mode`, 'A measured PUE needs energy in the role FACILITY for its tranche.');
}
