/** What follows when data changes for a period that was billed. Source: pricing.md section 7; worked example E16a. */
import { decimal, exponentOf, fromMoney, type Money, negateMoney, subtractMoney, times, toScaled } from '@busbar/kernel';
import type { RatedInvoice, RatedLine, TaxLine } from '@busbar/pricing';

/** What a rating prints; a credit note has the same form with the signs changed. */
export type RatedDocument = Pick<RatedInvoice, 'lines' | 'taxLines' | 'subtotal' | 'tax' | 'total'>;

/** Two documents, each with its own number, and their sum for those who read along. */
export interface Rebill {
  /** The whole original, credited line by line and tax by tax, as it was rounded then. */
  readonly creditNote: RatedDocument;
  /** The new invoice, revision n + 1. */
  readonly invoice: RatedDocument;
  readonly difference: { readonly subtotal: Money; readonly tax: Money; readonly total: Money };
}

/** Credits the original in full and bills the corrected rating: never the difference alone. */
export function rebill(original: RatedDocument, corrected: RatedDocument): Rebill {
  return {
    creditNote: credited(original),
    invoice: corrected,
    difference: { subtotal: subtractMoney(corrected.subtotal, original.subtotal), tax: subtractMoney(corrected.tax, original.tax), total: subtractMoney(corrected.total, original.total) },
  };
}

/**
 * The original with its signs changed. Nothing is rated or rounded again, so that original and credit note are zero
 * together, whatever the rates are today.
 */
export function credited(original: RatedDocument): RatedDocument {
  return {
    lines: original.lines.map((line): RatedLine => ({ ...line, quantity: negated(line.quantity), amount: negateMoney(line.amount) })),
    taxLines: original.taxLines.map((tax): TaxLine => ({ ...tax, base: negated(tax.base), amount: negateMoney(tax.amount), allocation: tax.allocation.map((part) => -part) })),
    subtotal: negateMoney(original.subtotal),
    tax: negateMoney(original.tax),
    total: negateMoney(original.total),
  };
}

const negated = (text: string): string => (/^-?0+(\.0+)?$/.test(text) ? text.replace('-', '') : text.startsWith('-') ? text.slice(1) : `-${text}`);

/** `NONE`: nothing changed. `ADJUSTMENT`: one line on the next invoice. `REBILL`: credit note and new invoice. */
export type Correction = 'NONE' | 'ADJUSTMENT' | 'REBILL';

/** Up to the greater of 100 minor units and 0.1 % of the subtotal, before tax, a difference waits for the next invoice. */
export function correctionFor(original: Pick<RatedDocument, 'subtotal'>, corrected: Pick<RatedDocument, 'subtotal'>): Correction {
  const difference = subtractMoney(corrected.subtotal, original.subtotal).minor;
  if (difference === 0n) return 'NONE';
  const thousandth = magnitude(toScaled(times(fromMoney(original.subtotal), decimal('0.001')), exponentOf(original.subtotal.currency)));
  return magnitude(difference) <= (thousandth > LEAST_THRESHOLD ? thousandth : LEAST_THRESHOLD) ? 'ADJUSTMENT' : 'REBILL';
}

const LEAST_THRESHOLD = 100n;
const magnitude = (minor: bigint): bigint => (minor < 0n ? -minor : minor);
