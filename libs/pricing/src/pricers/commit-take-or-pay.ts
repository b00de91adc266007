import { decimal, greatest, least, minus, negative, parseDate, plus, rational, rounded, times, toFixed, toText, ZERO, type Rational } from '@busbar/kernel';
import type { RatingInput } from '../rating-input';
import type { TakeOrPayTerm } from '../terms/commercial-terms';
import { meteredMj } from '../rating/billable-energy';
import { contractYearOf, cutByContractYear, type ContractYear } from '../rating/contract-year';
import { checkEscalator, escalatedPrice } from '../rating/escalation';
import { historyOf } from '../rating/history';
import { kwhOf, line, thousandthsOfKwh, type DraftLine, type Pricer } from '../rating/line';
import { dayStartMs } from '../rating/moment';
import { inForce, type Span } from '../rating/span';
import { refuse } from '../refusals';

/** Energy paid and not taken. */
interface Banked {
  readonly kwh: Rational;
  readonly price: string;
  readonly expires: string;
}

/**
 * Take-or-pay of a contract year: on its last invoice the shortfall below the level, which then may be made up by energy above the
 * level of a later year, oldest year first, at the price it was paid at. Source: pricing.md section 5 `commit.shortfall`,
 * `commit.make_up` and section 8, Commitments.
 */
export const commitTakeOrPay: Pricer<TakeOrPayTerm> = {
  check: (term, _input, path) => {
    if (term.makeUpMonths !== undefined && !(Number.isInteger(term.makeUpMonths) && term.makeUpMonths >= 0)) refuse('RATING_INPUT_INVALID', `${path}.makeUpMonths`, 'The months for making up are a whole number, not negative.', String(term.makeUpMonths));
    if (term.escalator) checkEscalator(term.escalator, path);
  },
  price: (term, { input }, path) => {
    const whole = inForce(term, input);
    if (whole === null) return { lines: [] };
    const history = historyOf(term.id, input);
    let taken = decimal(history.yearKwh ?? '0');
    let deemed = decimal(history.deemedTakenKwh ?? '0');
    let bank: readonly Banked[] = (history.bank ?? []).map((lot) => ({ ...lot, kwh: decimal(lot.kwh) }));
    const lines: DraftLine[] = [];
    for (const span of cutByContractYear(whole, input)) {
      const year = contractYearOf(span.from, input);
      if (year.from === span.from) taken = ZERO;
      if (year.from > whole.from) deemed = ZERO;
      const drawn = makeUp(term, input, span, levelOf(term, year), taken, bank);
      lines.push(...drawn.lines);
      bank = drawn.bank;
      taken = plus(taken, drawn.energy);
      if (span.to !== year.to) continue;
      const short = shortfall(term, input, path, { span, year, taken, deemed });
      lines.push(...short.lines);
      bank = [...bank, ...short.bank];
    }
    return { lines, carried: [{ termId: term.id, yearKwh: toFixed(taken, 3), bank: bank.map((lot) => ({ kwh: toFixed(lot.kwh, 3), price: lot.price, expires: lot.expires })) }] };
  },
};

/** Share × annual quantity, by days for a stub year. */
const levelOf = (term: TakeOrPayTerm, year: ContractYear): Rational => times(times(decimal(term.annualKwh), decimal(term.share)), rational(BigInt(year.days), BigInt(year.wholeDays)));

const energyUntil = (term: TakeOrPayTerm, input: RatingInput, span: Span, toMs: number): Rational => kwhOf(thousandthsOfKwh(meteredMj(input, term.trancheId, span.fromMs, toMs)));

/** Draws on the bank, in its order from the oldest year, with what the year has taken above its level, up to each lot's last day. */
function makeUp(term: TakeOrPayTerm, input: RatingInput, span: Span, level: Rational, before: Rational, bank: readonly Banked[]): { readonly lines: readonly DraftLine[]; readonly bank: readonly Banked[]; readonly energy: Rational } {
  const energy = energyUntil(term, input, span, span.toMs);
  const above = (taken: Rational): Rational => greatest(minus(plus(before, taken), greatest(level, before)), ZERO);
  const lines: DraftLine[] = [];
  const left: Banked[] = [];
  let used = ZERO;
  for (const lot of bank) {
    if (lot.expires < span.from) continue;
    const dayAfter = parseDate(lot.expires, 'history.bank.expires').add({ days: 1 }).toString();
    const inTime = dayAfter >= span.to ? energy : energyUntil(term, input, span, dayStartMs(dayAfter, input.zone));
    const available = rounded(greatest(minus(above(inTime), used), ZERO), 3);
    const draw = least(available, lot.kwh);
    if (draw.n > 0n) {
      used = plus(used, draw);
      lines.push(line(input, {
        term, code: 'commit.make_up', rule: '5 commit.make_up', quantity: negative(draw), decimals: 3, unit: 'kWh', unitPrice: decimal(lot.price), period: span, spread: { kind: 'day', day: span.from },
        steps: [`Taken this year before: ${toFixed(before, 3)} kWh; now ${toFixed(energy, 3)} kWh; the level is ${toText(level)} kWh. ${toFixed(draw, 3)} kWh above it were paid before and are made up (until ${lot.expires}).`],
      }));
    }
    const rest = minus(lot.kwh, draw);
    if (rest.n > 0n) left.push({ ...lot, kwh: rest });
  }
  return { lines, bank: left, energy };
}

/** Assessed on the last invoice of the year, at the price in force at its end. */
function shortfall(term: TakeOrPayTerm, input: RatingInput, path: string, at: { readonly span: Span; readonly year: ContractYear; readonly taken: Rational; readonly deemed: Rational }): { readonly lines: readonly DraftLine[]; readonly bank: readonly Banked[] } {
  const level = levelOf(term, at.year);
  const short = rounded(greatest(minus(minus(level, at.taken), at.deemed), ZERO), 3);
  const lastDay = parseDate(at.year.to).subtract({ days: 1 }).toString();
  const price = escalatedPrice(term.price, term.escalator, lastDay, input, path);
  if (short.n === 0n) return { lines: [], bank: [] };
  const billed = line(input, {
    term, code: 'commit.shortfall', rule: '5 commit.shortfall', quantity: short, decimals: 3, unit: 'kWh', unitPrice: price, period: at.span, spread: { kind: 'day', day: lastDay },
    steps: [`Level of the contract year from ${at.year.from} to before ${at.year.to}: ${toText(level)} kWh; delivered ${toFixed(at.taken, 3)} kWh, deemed taken ${toFixed(at.deemed, 3)} kWh.`],
  });
  // The last day of the months after the year: twelve are the whole of the next contract year.
  const expires = parseDate(at.year.to).add({ months: term.makeUpMonths ?? 0 }).subtract({ days: 1 }).toString();
  return { lines: [billed], bank: term.makeUpMonths === undefined ? [] : [{ kwh: short, price: toText(price), expires }] };
}
