/** What must hold before anything is priced. Each refusal names the place in the input. */
import { decimal, equals, ONE, plus, ZERO } from '@busbar/kernel';
import { billingPeriodContaining, type BillingPeriod } from './billing-period';
import { pricerOf } from './evaluation-order';
import type { RatingInput } from './rating-input';
import { checkCalendar } from './rating/calendar';
import { checkEnergy } from './rating/energy-window';
import { dayNumber } from './rating/local-day';
import { dayStartMs, isKnownZone } from './rating/moment';
import { checkTaxes } from './rating/tax';
import { checkTranches } from './rating/tranche-kw';
import { located, refuse } from './refusals';
import type { PriceTerm, TermCode } from './terms/price-term';

/** Terms that say what stands ready, and so can be billed before the period has passed. */
const advanceCodes: readonly TermCode[] = ['capacity.reserved', 'capacity.commit', 'capacity.hourly', 'network.commit', 'charge.amount', 'discount'];

export function checkInput(input: RatingInput): void {
  if (!isKnownZone(input.zone)) refuse('RATING_INPUT_INVALID', 'zone', 'The zone is not one of the IANA database.', input.zone);
  checkPeriod(input.period, 'period', input);
  if (input.advance) checkPeriod(input.advance, 'advance', input);
  checkUnique(input.terms.map((term) => term.id), 'terms');
  checkUnique(input.tranches.map((tranche) => tranche.id), 'tranches');
  for (const [name, list] of [['calendars', input.calendars], ['indices', input.indices], ['fixings', input.fixings], ['cpi', input.cpi], ['bills', input.bills]] as const)
    checkUnique((list ?? []).map((item) => item.id), name);
  at('tranches', () => checkTranches(input));
  (input.calendars ?? []).forEach((calendar, index) => at(`calendars[${index}]`, () => checkCalendar(calendar, `calendars[${index}]`)));
  at('energy', () => checkEnergy(input));
  input.terms.forEach((term, index) => at(`terms[${index}]`, () => checkTerm(term, input, `terms[${index}]`)));
  at('taxes', () => checkTaxes(input));
}

function checkTerm(term: PriceTerm, input: RatingInput, path: string): void {
  const pricer = pricerOf(term);
  if (!pricer) return refuse('RATING_CODE_UNSUPPORTED', `${path}.code`, `Terms of ${String(term.code)} cannot be rated.`, String(term.code));
  if (term.trancheId !== undefined && !input.tranches.some((tranche) => tranche.id === term.trancheId))
    refuse('RATING_REFERENCE_UNKNOWN', `${path}.trancheId`, 'The term names a tranche that the input does not have.', term.trancheId);
  if (term.from !== undefined && term.until !== undefined && term.until <= term.from) refuse('RATING_TERMS_CONTRADICT', `${path}.until`, 'The term ends before it begins.');
  if (term.billedIn === 'ADVANCE' && !advanceCodes.includes(term.code)) refuse('RATING_TERMS_CONTRADICT', `${path}.billedIn`, 'What is measured cannot be billed in advance.');
  const payees = term.payees ?? [];
  if (payees.length > 0 && !equals(payees.reduce((sum, payee) => plus(sum, decimal(payee.share)), ZERO), ONE)) refuse('RATING_TERMS_CONTRADICT', `${path}.payees`, 'The shares of the payees do not sum to 1.');
  pricer.check?.(term, input, path);
}

/** The period begins and ends at the local midnights it names and, where a billing day is known, is a whole tile of it. */
function checkPeriod(period: BillingPeriod, path: string, input: RatingInput): void {
  at(path, () => [dayNumber(period.from, `${path}.from`), dayNumber(period.to, `${path}.to`)]);
  if (period.from >= period.to) refuse('RATING_PERIOD_NOT_TILING', `${path}.to`, 'A period ends after it begins.', period.to);
  if (period.fromMs !== dayStartMs(period.from, input.zone) || period.toMs !== dayStartMs(period.to, input.zone))
    refuse('RATING_PERIOD_NOT_TILING', path, 'The instants of the period are not the local midnights of its days.');
  if (input.contract.billingDay === undefined) return;
  const tile = billingPeriodContaining(period.from, input.contract.billingDay, input.zone);
  if (tile.from !== period.from || tile.to !== period.to)
    refuse('RATING_PERIOD_NOT_TILING', path, `With billing day ${input.contract.billingDay} the period that contains ${period.from} is ${tile.from} to ${tile.to}.`, `${period.from} to ${period.to}`);
}

function checkUnique(ids: readonly string[], path: string): void {
  ids.forEach((id, index) => {
    if (ids.indexOf(id) !== index) refuse('RATING_TERMS_CONTRADICT', `${path}[${index}].id`, 'Two entries of one list have the same id.', id);
  });
}

function at(path: string, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    throw located(error, path);
  }
}
