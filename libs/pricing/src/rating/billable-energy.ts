/** The energy that a term bills: metered kWh × loss factor, rounded to 3 decimals, with the overhead inside it if so agreed. */
import { toFixed, toText, toKwh, type Rational } from '@busbar/kernel';
import type { RatingInput } from '../rating-input';
import type { TermBase } from '../terms/common';
import { energyWindow, totalOf, type EnergyWindow } from './energy-window';
import { lossFactorOf, thousandthsOfKwh } from './line';
import { grossedUp, overheadInside, pueOf } from './pue';
import type { Span } from './span';

export interface BillableEnergy {
  readonly window: EnergyWindow;
  readonly meteredMj: bigint;
  readonly lossFactor: Rational;
  /** Thousandths of a kWh. */
  readonly quantity: bigint;
  /** Whether the quantity holds the overhead of the hall. */
  readonly overheadInside: boolean;
  readonly steps: readonly string[];
}

export function billableEnergy(term: TermBase & { readonly lossFactor?: string }, span: Span, input: RatingInput): BillableEnergy {
  const window = energyWindow(input, 'IT', term.trancheId, span.fromMs, span.toMs);
  const meteredMj = totalOf(window);
  const lossFactor = lossFactorOf(term);
  const quantity = thousandthsOfKwh(meteredMj, lossFactor);
  const steps = [`Metered energy of ${window.energyMj.length} intervals: ${toFixed(toKwh(meteredMj), 3)} kWh${term.lossFactor === undefined ? '' : `; × loss factor ${toText(lossFactor)} = ${toFixed({ n: quantity, d: 1000n }, 3)} kWh`}.`];
  const overhead = overheadInside(term.id, input.terms);
  if (!overhead) return { window, meteredMj, lossFactor, quantity, overheadInside: false, steps };
  const pue = pueOf(overhead, input, input.period.fromMs, input.period.toMs);
  const whole = grossedUp(overhead, input, quantity, lossFactor, window, pue);
  return { window, meteredMj, lossFactor, quantity: whole, overheadInside: true, steps: [...steps, ...pue.steps, `With the overhead of the hall inside: ${toFixed({ n: whole, d: 1000n }, 3)} kWh.`] };
}

/** The energy of a period before any price: for terms that measure against commitments (m_i, no loss factor). */
export const meteredMj = (input: RatingInput, trancheId: string | undefined, fromMs: number, toMs: number): bigint =>
  totalOf(energyWindow(input, 'IT', trancheId, fromMs, toMs));
