/** Whether engine and oracle say the same of a document: codes, quantities and amounts of every line, taxes, total, the contract year's energy and bank. */
import { moneyText, scaledText, toScaled, decimal } from '@busbar/kernel';
import { rate, readRatingDocument, type RatedInvoice, type RatingDocument } from '@busbar/pricing';
import { oracle } from './oracle';

/** What one of them says, in one form. */
export interface Said {
  readonly lines: readonly string[];
  readonly taxes: readonly string[];
  readonly total: string;
  readonly carried: readonly string[];
}

export const engineSays = (document: RatingDocument): Said => said(rate(readRatingDocument(document)));

export function said(invoice: RatedInvoice): Said {
  return {
    lines: invoice.lines.map((line) => `${line.termId} ${line.code} ${unitsOf(line.quantity)} ${line.amount.minor}`),
    taxes: invoice.taxLines.map((tax) => `${tax.code} ${tax.amount.minor} ${tax.allocation.join(',')}`),
    total: moneyText(invoice.total),
    carried: invoice.carriedForward.flatMap(({ termId, yearKwh, bank }) => (yearKwh === undefined ? [] : [
      [termId, unitsOf(yearKwh), ...(bank ?? []).filter((lot) => lot.expires >= invoice.period.to).map((lot) => `${unitsOf(lot.kwh)} at ${toScaled(decimal(lot.price), 12)} until ${lot.expires}`)].join(' '),
    ])).sort(),
  };
}

export function oracleSays(document: RatingDocument): Said {
  const { lines, taxes, total, carried } = oracle(document);
  const exponent = { USD: 2, EUR: 2, JPY: 0, KWD: 3 }[document.currency as string] ?? 2;
  return {
    lines: lines.map((line) => `${line.termId} ${line.code} ${line.quantity} ${line.minor}`),
    taxes: taxes.map((tax) => `${tax.code} ${tax.minor} ${tax.parts.join(',')}`),
    total: scaledText(total, exponent),
    carried: [...carried].sort(),
  };
}

/** A quantity without its point. */
const unitsOf = (text: string): string => toScaled(decimal(text), text.split('.')[1]?.length ?? 0).toString();
