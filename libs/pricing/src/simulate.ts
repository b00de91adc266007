/** The shadow invoices of a draft contract. */
import { addMoney, instantOf, moneyText, zeroMoney } from '@busbar/kernel';
import { carryForward } from './carry-forward';
import { rate } from './rate';
import type { RatedInvoice } from './rated-invoice';
import type { GpuAllocation, RatingInput, TermHistory } from './rating-input';
import { dayStartMs } from './rating/moment';
import type { Simulation, SimulationInput } from './simulation';
import { canBeAssumed, consecutivePeriods, flatIndices, interrupted, standingAllocations, steadyEnergy } from './synthetic-profile';
import { refuse } from './refusals';

/** Most months that are simulated: a term of thirty years. */
const MOST_MONTHS = 360;

/**
 * The invoices of the first months as they would be billed at a steady load. Each invoice holds the rent and the energy of the
 * same month, so that months can be compared; what a period leaves to the next (peaks, banks) is carried. Terms that need an
 * actual bill are left out.
 */
export function simulate(input: SimulationInput): Simulation {
  const months = input.months ?? 12;
  if (!Number.isInteger(months) || months < 1 || months > MOST_MONTHS) refuse('RATING_INPUT_INVALID', 'months', `Between 1 and ${MOST_MONTHS} months are simulated.`, String(months));
  const allocations = allocationsOf(input);
  let history: readonly TermHistory[] = [];
  const invoices: RatedInvoice[] = [];
  for (const period of consecutivePeriods(input.contract.effectiveFrom, input.billingDay, input.zone, months)) {
    const frame: RatingInput = {
      contract: { ...input.contract, billingDay: input.billingDay }, currency: input.currency, zone: input.zone, period, terms: input.terms.filter(canBeAssumed), tranches: input.tranches, history,
      indices: flatIndices(input.indexPerMwh ?? {}, input.currency, period),
      allocations, calendars: input.calendars ?? [], cpi: input.cpi ?? [], events: input.events ?? [], taxes: input.taxes ?? [],
    };
    const invoice = rate({ ...frame, energy: interrupted(steadyEnergy(frame, input.loadFactor, input.pue), input.events ?? []) });
    invoices.push(invoice);
    history = carryForward(history, invoice.carriedForward);
  }
  const sum = (of: (invoice: RatedInvoice) => RatedInvoice['total']): string => moneyText(invoices.reduce((total, invoice) => addMoney(total, of(invoice)), zeroMoney(input.currency)));
  return { invoices, subtotal: sum((invoice) => invoice.subtotal), total: sum((invoice) => invoice.total) };
}

/** GPUs of a tranche stand from its rent start on, those of none from the first day; their increments are counted from there, whatever the month. */
const allocationsOf = ({ gpus, tranches, zone, contract }: SimulationInput): readonly GpuAllocation[] =>
  standingAllocations(gpus ?? [], tranches, (trancheId) => instantOf(dayStartMs(tranches.find(({ id }) => id === trancheId)?.rentStart ?? contract.effectiveFrom, zone)).toString());
