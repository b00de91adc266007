/** One contract, one period, fifteen steps (pricing.md section 4). Pure: equal inputs give equal bytes. */
import { addMoney, sumMoney } from '@busbar/kernel';
import { checkInput } from './check-input';
import { evaluationOrder, pricerOf } from './evaluation-order';
import type { CarriedForward, RatedInvoice, RatedLine, RatingNotice } from './rated-invoice';
import type { RatingInput } from './rating-input';
import type { DraftLine, Pricer } from './rating/line';
import { priorPeriodLines } from './rating/prior-period';
import { taxed } from './rating/tax';
import { located } from './refusals';
import type { PriceTerm } from './terms/price-term';

/** Differences of earlier periods come before interest, and interest before tax. */
const AFTER_ADJUSTMENTS = 'fee.late';

/** Rates a period. Throws `RatingRefusedError` with path, code and a sentence for what cannot be rated; nothing is guessed. */
export function rate(input: RatingInput): RatedInvoice {
  const { drafts, notices, carried } = draft(input);
  const { lines, taxLines } = withPath('taxes', () => taxed(drafts, input));
  const subtotal = withPath('terms', () => sumMoney(lines.map((line) => line.amount), input.currency));
  const [tax, total] = withPath('taxes', () => {
    const sum = sumMoney(taxLines.map((line) => line.amount), input.currency);
    return [sum, addMoney(subtotal, sum)];
  });
  return {
    currency: input.currency, period: input.period, lines: lines.map(numbered), taxLines, subtotal, tax, total,
    document: total.minor < 0n ? 'CREDIT_NOTE' : 'INVOICE', notices, carriedForward: carried,
  };
}

/** The lines before tax, with what opens them; shared by rating and drill-down. */
export function draft(given: RatingInput): { readonly drafts: readonly DraftLine[]; readonly notices: readonly RatingNotice[]; readonly carried: readonly CarriedForward[] } {
  // What is computed once for a rating is kept by this object, so that nothing outlives it.
  const input = { ...given };
  checkInput(input);
  const lines: DraftLine[] = [];
  const notices: RatingNotice[] = [];
  const carried: CarriedForward[] = [];
  for (const codes of evaluationOrder) {
    if (codes.includes(AFTER_ADJUSTMENTS)) lines.push(...withPath('adjustments', () => priorPeriodLines(input)));
    input.terms.forEach((term, index) => {
      if (!codes.includes(term.code)) return;
      const path = `terms[${index}]`;
      // Each term has a pricer: `checkInput` refused those without.
      const priced = withPath(path, () => (pricerOf(term) as Pricer<PriceTerm>).price(term, { input, lines }, path));
      lines.push(...priced.lines);
      notices.push(...(priced.notices ?? []));
      carried.push(...(priced.carried ?? []));
    });
  }
  return { drafts: lines.filter(printed(lines)), notices, carried };
}

/** A line of 0 is left out, except the primary energy line and a commit that was not exceeded (section 8, Lines). */
function printed(lines: readonly DraftLine[]): (line: DraftLine) => boolean {
  const primary = lines.find((line) => line.code.startsWith('energy.'));
  return (line) => line.amount.minor !== 0n || line === primary || keptAtZero.has(line.code);
}
const keptAtZero: ReadonlySet<string> = new Set(['capacity.commit', 'capacity.overage', 'network.commit', 'network.burst']);

/** Without what only opens the line; field by field, because copying "all but these" is twenty times as slow. */
const numbered = (line: DraftLine, index: number): RatedLine => ({
  number: index + 1, termId: line.termId, trancheId: line.trancheId, passThrough: line.passThrough, payees: line.payees, taxableFraction: line.taxableFraction, code: line.code, rule: line.rule,
  quantity: line.quantity, fraction: line.fraction, unit: line.unit, unitPrice: line.unitPrice, informational: line.informational, amount: line.amount, period: line.period, intervals: line.intervals, steps: line.steps,
});

/** Gives a refusal of the arithmetic the path of the term that it happened in. */
function withPath<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw located(error, path);
  }
}
