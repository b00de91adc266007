/** What is sold, in which unit it is counted and priced, and how firmly it is promised (market.md section 2). */
import { InvalidInputError, kwText, type PowerW } from '@busbar/kernel';

export const products = ['COLOCATION', 'GPU_CLUSTER', 'INTERRUPTIBLE_POWER'] as const;
export type Product = (typeof products)[number];

/** `CURTAILABLE`: so many hours a year with so much notice. `INTERRUPTIBLE`: whenever the grid or the host says, with that notice. */
export const firmnessKinds = ['FIRM', 'CURTAILABLE', 'INTERRUPTIBLE'] as const;
export type FirmnessKind = (typeof firmnessKinds)[number];

/** The three units in which every price is shown: per kWh that reaches IT, per kW and month, per GPU and hour. */
export const priceUnits = ['IT_KWH', 'KW_MONTH', 'GPU_HOUR'] as const;
export type PriceUnit = (typeof priceUnits)[number];

export interface Firmness {
  readonly kind: FirmnessKind;
  /** Hours a year that may be curtailed; 0 for firm, up to 8760. */
  readonly curtailableHours: number;
  /** Least notice before a curtailment, minutes; 0 for firm. */
  readonly noticeMinutes: number;
  /** Share of the power that stays on during a curtailment, percent. */
  readonly retainedPercent: number;
}

export const firm: Firmness = { kind: 'FIRM', curtailableHours: 0, noticeMinutes: 0, retainedPercent: 100 };

/** A quantity of a product: GPUs for a cluster, watts of critical power otherwise. `powerW` is what it takes of the hall in both cases. */
export interface Quantity {
  readonly powerW: PowerW;
  /** Whole GPUs; null where the tenant brings its own. */
  readonly gpus: number | null;
}

/** Watts or GPUs: the unit in which lots and increments of the product are whole numbers. */
export const amountOf = (quantity: Quantity): bigint => (quantity.gpus === null ? quantity.powerW : BigInt(quantity.gpus));

/** The quantity that an amount in the product's own unit stands for. */
export const quantityOf = (amount: bigint, wPerGpu: bigint | null): Quantity =>
  wPerGpu === null ? { powerW: amount, gpus: null } : { powerW: amount * wPerGpu, gpus: Number(amount) };

/** `4000 kW` or `256 GPUs`, for refusals and reasons. */
export const amountText = (amount: bigint, product: Product): string => (product === 'GPU_CLUSTER' ? `${amount} GPUs` : `${kwText(amount)} kW`);

/** Refuses a firmness that contradicts itself, such as a firm offer with hours of curtailment. */
export function checkFirmness(firmness: Firmness, path = 'firmness'): void {
  const hours = firmness.curtailableHours;
  if (!Number.isInteger(hours) || hours < 0 || hours > 8760) throw new InvalidInputError({ path: `${path}.curtailableHours`, given: hours, expected: 'whole hours a year from 0 to 8760' });
  if (firmness.kind === 'FIRM' && hours !== 0) throw new InvalidInputError({ path: `${path}.curtailableHours`, given: hours, expected: '0 for firm power' });
  if (firmness.kind !== 'FIRM' && hours === 0) throw new InvalidInputError({ path: `${path}.curtailableHours`, given: hours, expected: 'at least 1 hour a year for power that is not firm' });
  const notice = firmness.noticeMinutes;
  if (!Number.isInteger(notice) || notice < 0 || notice > 43_200) throw new InvalidInputError({ path: `${path}.noticeMinutes`, given: notice, expected: 'whole minutes from 0 to 43200 (30 days)' });
  const retained = firmness.retainedPercent;
  if (!Number.isInteger(retained) || retained < 0 || retained > 100) throw new InvalidInputError({ path: `${path}.retainedPercent`, given: retained, expected: 'a whole percentage from 0 to 100' });
}

/** Refuses words that are longer than a reader would read, or missing where there must be some. */
export function checkWords(text: string, path: string, most: number, least = 0): void {
  if (text.length > most || text.trim().length < least) throw new InvalidInputError({ path, given: `${text.length} characters`, expected: `from ${least} to ${most} characters` });
}
