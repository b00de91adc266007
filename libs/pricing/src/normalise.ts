/** One price, three ways: the rating engine run over a synthetic profile, not a second set of formulas (market.md section 3). */
import {
  compare, decimal, fromMoney, isZero, ONE, over, parseDate, plus, rational, times, toFixed, toKwh, ZERO, type Rational,
} from '@busbar/kernel';
import type { BillingPeriod } from './billing-period';
import { carryForward } from './carry-forward';
import { monthShape } from './month-shape';
import type { NormalisedPrice, PriceAssumptions, PriceBasis } from './normalised-price';
import { rate } from './rate';
import type { CarriedForward } from './rated-invoice';
import type { RatingInput, TermHistory, TrancheInput } from './rating-input';
import { sumOf } from './rating/exact-sums';
import { refuse } from './refusals';
import { canBeAssumed, consecutivePeriods, flatIndices, standingAllocations, steadyEnergy } from './synthetic-profile';
import type { PriceTerm } from './terms/price-term';

const OFFER = 'offer';
const HOURS_PER_YEAR = rational(8766n);
const HOURS_PER_MONTH = rational(1461n, 2n);
/** Prices are told at 12 decimals, so that turning one into another and back changes nothing at 6. */
const SCALE = 12;
const MOST_MONTHS = 360;

/**
 * All-in price per IT-kWh, per kW-month and, where GPUs are part of it, per GPU-hour. Escalators and one-time costs are averaged
 * over the term; a month has 730.5 hours, so that a month of February costs what a month of March does.
 */
export function normalise(terms: readonly PriceTerm[], assumptions: PriceAssumptions): NormalisedPrice {
  checkAssumptions(assumptions);
  const kw = decimal(assumptions.kw);
  const gpus = gpusOf(terms, assumptions);
  const run = runOver(terms, assumptions, gpus);
  const months = rational(BigInt(run.months));
  const oneTime = times(decimal(assumptions.oneTimeCosts ?? '0'), over(months, rational(BigInt(assumptions.termMonths))));
  const total = plus(run.total, oneTime);
  const kwhPerKwMonth = times(HOURS_PER_MONTH, decimal(assumptions.loadFactor));
  const perKwMonth = over(total, times(kw, months));
  const own = assumptions.ownGpus ? ownGpuPerHour(assumptions.ownGpus) : null;
  const gpuHours = gpus === null ? null : times(rational(BigInt(gpus)), times(months, HOURS_PER_MONTH));
  const rented = terms.some((term) => term.code === 'gpu.premium');
  const perGpuHour = gpuHours === null || (!rented && own === null) ? null : plus(over(total, gpuHours), own ?? ZERO);
  return {
    currency: assumptions.currency,
    perItKwh: toFixed(over(perKwMonth, kwhPerKwMonth), SCALE),
    perKwMonth: toFixed(perKwMonth, SCALE),
    perGpuHour: perGpuHour === null ? null : toFixed(perGpuHour, SCALE),
    basis: {
      assumptions, months: run.months, hours: toFixed(run.hours, 2), itKwh: toFixed(run.itKwh, 3), kwhPerKwMonth: toFixed(kwhPerKwMonth, SCALE), energy: energyBasis(terms),
      gpus: gpus === null ? null : String(gpus), total: toFixed(total, 2), ownGpuPerHour: own === null ? null : toFixed(own, SCALE), termsLeftOut: terms.filter((term) => !canBeAssumed(term)).map((term) => term.id),
    },
  };
}

/** $/kW-month as $/IT-kWh on the same basis. */
export const perItKwhOf = (perKwMonth: string, basis: Pick<PriceBasis, 'kwhPerKwMonth'>): string => toFixed(over(decimal(perKwMonth), decimal(basis.kwhPerKwMonth)), SCALE);
/** $/IT-kWh as $/kW-month on the same basis. */
export const perKwMonthOf = (perItKwh: string, basis: Pick<PriceBasis, 'kwhPerKwMonth'>): string => toFixed(times(decimal(perItKwh), decimal(basis.kwhPerKwMonth)), SCALE);

interface Run {
  readonly months: number;
  readonly hours: Rational;
  readonly itKwh: Rational;
  /** Before tax, brought to months of 730.5 hours. */
  readonly total: Rational;
}

/** Whole term where a price changes within it; else one year stands for all. */
function runOver(terms: readonly PriceTerm[], assumptions: PriceAssumptions, gpus: number | null): Run {
  const changes = terms.some((term) => ('escalator' in term && term.escalator !== undefined) || term.from !== undefined || term.until !== undefined || term.code === 'credit.capex' || (term.code === 'charge.amount' && term.onceOn !== undefined));
  const months = changes ? assumptions.termMonths : Math.min(12, assumptions.termMonths);
  const tranche: TrancheInput = { id: OFFER, rentStart: assumptions.startOn, segments: [{ from: assumptions.startOn, until: null, kw: assumptions.kw }] };
  const priced = terms.filter(canBeAssumed).map(onOffer);
  const skus = [...new Set(priced.flatMap((term) => (term.code === 'gpu.premium' ? [term.sku] : [])))];
  const uses = gpus === null ? [] : (assumptions.gpuSku === undefined ? skus : [assumptions.gpuSku]).map((sku) => ({ trancheId: OFFER, sku, gpus }));
  const billingDay = parseDate(assumptions.startOn, 'startOn').day;
  const frameOf = (period: BillingPeriod, history: readonly TermHistory[]): RatingInput => ({
    contract: { id: OFFER, effectiveFrom: assumptions.startOn }, currency: assumptions.currency, zone: assumptions.zone, period, terms: priced, tranches: [tranche], history,
    indices: flatIndices(assumptions.indexPerMwh ?? {}, assumptions.currency, period), allocations: standingAllocations(uses, [tranche], () => '1970-01-01T00:00:00Z'),
    calendars: assumptions.calendars ?? [], cpi: assumptions.cpi ?? [],
  });
  let history: readonly TermHistory[] = [];
  let [hours, itKwh, total] = [ZERO, ZERO, ZERO];
  const rated = new Map<string, Month>();
  for (const period of consecutivePeriods(assumptions.startOn, billingDay, assumptions.zone, months)) {
    const shape = monthShape(priced, period);
    const month = (shape === null ? undefined : rated.get(shape)) ?? monthOf(frameOf(period, history), assumptions);
    if (shape !== null) rated.set(shape, month);
    hours = plus(hours, month.hours);
    itKwh = plus(itKwh, month.itKwh);
    total = plus(total, month.total);
    history = carryForward(history, month.carried);
  }
  return { months, hours, itKwh, total };
}

/** One month at a steady load. */
interface Month {
  readonly hours: Rational;
  readonly itKwh: Rational;
  /** Before tax, brought to 730.5 hours. */
  readonly total: Rational;
  readonly carried: readonly CarriedForward[];
}

function monthOf(frame: RatingInput, { currency, loadFactor, pue }: PriceAssumptions): Month {
  const energy = steadyEnergy(frame, loadFactor, pue);
  const invoice = rate({ ...frame, energy });
  const hours = rational(BigInt(frame.period.toMs - frame.period.fromMs), 3_600_000n);
  let [byTheHour, byTheMonth] = [0n, 0n];
  for (const { unit, amount } of invoice.lines) {
    if (accruesByTheHour(unit)) byTheHour += amount.minor;
    else byTheMonth += amount.minor;
  }
  return {
    hours,
    itKwh: toKwh(energy.reduce((sum, columns) => (columns.role === 'IT' ? sum + sumOf(columns.series.energyMj) : sum), 0n)),
    total: plus(times(fromMoney({ minor: byTheHour, currency }), over(HOURS_PER_MONTH, hours)), fromMoney({ minor: byTheMonth, currency })),
    carried: invoice.carriedForward,
  };
}

/** Lines that grow with elapsed time are brought to a month of equal length; monthly prices already are. */
const accruesByTheHour = (unit: string): boolean => unit === 'kWh' || unit === 'kW-h' || unit === 'GPU-h';

/** An offer has one tranche, whatever its terms call theirs. */
const onOffer = (term: PriceTerm): PriceTerm => (term.trancheId === undefined ? term : { ...term, trancheId: OFFER });

function energyBasis(terms: readonly PriceTerm[]): PriceBasis['energy'] {
  if (terms.some((term) => term.code === 'energy.index' || term.code === 'energy.block' || term.code === 'passthrough.cost')) return 'PASSED_THROUGH';
  return terms.some((term) => term.code.startsWith('energy.') || term.code === 'gpu.premium') ? 'INCLUDED' : 'NOT_INCLUDED';
}

/** Whole GPUs that the kW carries; null where the offer and the assumptions have none. */
function gpusOf(terms: readonly PriceTerm[], assumptions: PriceAssumptions): number | null {
  if (assumptions.kwPerGpu === undefined) {
    const index = terms.findIndex((term) => term.code === 'gpu.premium');
    return index < 0 ? null : refuse('RATING_INPUT_INVALID', 'kwPerGpu', 'An offer with GPU-hours needs the kW of one GPU to be compared.');
  }
  const { n, d } = over(decimal(assumptions.kw), decimal(assumptions.kwPerGpu));
  return Number(n / d) || refuse('RATING_INPUT_INVALID', 'kwPerGpu', 'The kW carry no whole GPU.', assumptions.kwPerGpu);
}

/** Capital recovery over the life: price × r ÷ (1 − (1 + r)⁻ⁿ) a year, over 8,766 hours. */
function ownGpuPerHour(own: NonNullable<PriceAssumptions['ownGpus']>): Rational {
  const years = Number(own.lifeYears);
  if (!Number.isInteger(years) || years < 1 || years > 30) return refuse('RATING_INPUT_INVALID', 'ownGpus.lifeYears', 'The life of GPUs is a whole number of years from 1 to 30.', own.lifeYears);
  const rateOfReturn = decimal(own.costOfCapital);
  let growth = ONE;
  for (let year = 0; year < years; year += 1) growth = times(growth, plus(ONE, rateOfReturn));
  const perYear = isZero(rateOfReturn) ? over(ONE, rational(BigInt(years))) : over(times(rateOfReturn, growth), plus(growth, rational(-1n)));
  return over(times(decimal(own.pricePerGpu), perYear), HOURS_PER_YEAR);
}

function checkAssumptions(assumptions: PriceAssumptions): void {
  const positive = (text: string, path: string): Rational => {
    const value = decimal(text);
    return value.n > 0n ? value : refuse('RATING_INPUT_INVALID', path, `${path} must be above zero.`, text);
  };
  positive(assumptions.kw, 'kw');
  if (assumptions.kwPerGpu !== undefined) positive(assumptions.kwPerGpu, 'kwPerGpu');
  if (compare(positive(assumptions.loadFactor, 'loadFactor'), ONE) > 0) refuse('RATING_INPUT_INVALID', 'loadFactor', 'A load factor is at most 1.', assumptions.loadFactor);
  if (compare(decimal(assumptions.pue), ONE) < 0) refuse('RATING_INPUT_INVALID', 'pue', 'A PUE is at least 1.', assumptions.pue);
  if (!Number.isInteger(assumptions.termMonths) || assumptions.termMonths < 1 || assumptions.termMonths > MOST_MONTHS)
    refuse('RATING_INPUT_INVALID', 'termMonths', `A term has 1 to ${MOST_MONTHS} months.`, String(assumptions.termMonths));
}
