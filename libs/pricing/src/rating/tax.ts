/** Taxes: once per rate and invoice, rounded once, allocated to lines by largest remainder (R5 and section 8, Tax). */
import {
  decimal, exponentOf, fromMoney, money, ONE, over, plus, rational, sumOf, times, toMoney, toText, ZERO, zeroMoney, type Money, type Rational,
} from '@busbar/kernel';
import { refuse } from '../refusals';
import type { TaxLine } from '../rated-invoice';
import type { RatingInput, TaxRule } from '../rating-input';
import { splitSigned } from '../split-signed';
import { amountText, type DraftLine } from './line';
import { matchesCode } from './matching-codes';

/** A rule, and the lines it falls on. */
interface Levy {
  readonly rule: TaxRule;
  readonly bears: (line: DraftLine) => boolean;
}

/** Lines as they are printed (net of inclusive taxes), and the taxes of the invoice in the contract's order. */
export function taxed(lines: readonly DraftLine[], input: RatingInput): { readonly lines: readonly DraftLine[]; readonly taxLines: readonly TaxLine[] } {
  const levies = leviesOf(lines, input);
  // No line bears both kinds: `checkTaxes` refuses them on one list, and an adjustment bears its own list alone.
  const within = inclusive(lines, levies.filter(({ rule }) => rule.inclusive === true), input);
  const taxLines: TaxLine[] = [];
  for (const levy of levies) {
    const tax = within.taxes.get(levy) ?? exclusive(lines, levy, taxLines, input);
    if (levy.rule.inclusive === true || tax.amount.minor !== 0n || (levy.rule.treatment ?? 'STANDARD') !== 'STANDARD') taxLines.push(tax);
  }
  return { lines: within.lines, taxLines };
}

/** The invoice's own taxes, and those of prior periods for their adjustments. */
function leviesOf(lines: readonly DraftLine[], input: RatingInput): readonly Levy[] {
  const adjusted = new Map((input.adjustments ?? []).filter((adjustment) => adjustment.taxes !== undefined).map((adjustment) => [adjustment.id, adjustment.taxes ?? []]));
  const levies: { rule: TaxRule; bearers: Set<DraftLine> }[] = [];
  const add = (rule: TaxRule, bearers: readonly DraftLine[]): void => {
    const same = levies.find((levy) => levy.rule.code === rule.code && levy.rule.rate === rule.rate && levy.rule.jurisdiction === rule.jurisdiction && levy.rule.inclusive === rule.inclusive);
    if (same) bearers.forEach((line) => same.bearers.add(line));
    else levies.push({ rule, bearers: new Set(bearers) });
  };
  for (const rule of input.taxes ?? []) add(rule, lines.filter((line) => !adjusted.has(line.termId) && matchesCode(line.code, rule.appliesTo)));
  for (const line of lines) for (const rule of adjusted.get(line.termId) ?? []) add(rule, [line]);
  return levies.map(({ rule, bearers }) => ({ rule, bears: (line) => bearers.has(line) }));
}

const basesOf = (lines: readonly DraftLine[], levy: Levy): readonly Rational[] =>
  lines.map((line) => (levy.bears(line) ? times(fromMoney(line.amount), decimal(line.taxableFraction)) : ZERO));

function exclusive(lines: readonly DraftLine[], levy: Levy, earlier: readonly TaxLine[], input: RatingInput): TaxLine {
  const compounded = earlier.filter((tax) => (levy.rule.compoundOn ?? []).includes(tax.code));
  const scale = 10n ** BigInt(exponentOf(input.currency));
  const bases = basesOf(lines, levy).map((base, index) => compounded.reduce((sum, tax) => plus(sum, rational(tax.allocation[index] ?? 0n, scale)), base));
  const base = sumOf(bases);
  const zero = (levy.rule.treatment ?? 'STANDARD') !== 'STANDARD';
  return taxLine(levy.rule, base, zero ? zeroMoney(input.currency) : toMoney(times(base, decimal(levy.rule.rate)), input.currency), bases);
}

/**
 * Prices that hold their taxes: net = round(gross ÷ (1 + Σ r)) over the lines that hold the same rates, the rest split over the rates;
 * each line then shows its net. Lines are reduced by their own part of the taxes, so that they still sum to the subtotal.
 */
function inclusive(lines: readonly DraftLine[], levies: readonly Levy[], input: RatingInput): { readonly lines: readonly DraftLine[]; readonly taxes: ReadonlyMap<Levy, TaxLine> } {
  const nets = levies.map(() => 0n);
  const allocations = levies.map(() => lines.map(() => 0n));
  for (const { held, places } of alike(lines, levies)) {
    const bases = basesOf(places.map((place) => lines[place] as DraftLine), levies[held[0] as number] as Levy);
    const rates = held.map((index) => decimal((levies[index] as Levy).rule.rate));
    const gross = sumOf(bases);
    const net = toMoney(over(gross, plus(ONE, sumOf(rates))), input.currency).minor;
    const shares = splitSigned(toMoney(gross, input.currency).minor - net, integerWeights(rates));
    held.forEach((index, rate) => {
      nets[index] = (nets[index] as bigint) + net;
      splitSigned(shares[rate] as bigint, integerWeights(bases)).forEach((part, at) => ((allocations[index] as bigint[])[places[at] as number] = part));
    });
  }
  const taxes = new Map(levies.map((levy, index) => {
    const allocation = allocations[index] as bigint[];
    const amount = allocation.reduce((sum, part) => sum + part, 0n);
    return [levy, { code: levy.rule.code, rate: levy.rule.rate, base: toText(fromMoney(money(nets[index] as bigint, input.currency)), 14), amount: money(amount, input.currency), allocation, note: levy.rule.note ?? null }];
  }));
  const held = lines.map((_, place) => allocations.reduce((sum, allocation) => sum + (allocation[place] as bigint), 0n));
  return { lines: lines.map((line, place) => withoutTax(line, money(line.amount.minor - (held[place] as bigint), input.currency))), taxes };
}

/** Places of the lines that hold the same rates, with the places of those rates. */
function alike(lines: readonly DraftLine[], levies: readonly Levy[]): readonly { readonly held: readonly number[]; readonly places: readonly number[] }[] {
  const groups = new Map<string, { held: readonly number[]; places: number[] }>();
  lines.forEach((line, place) => {
    const held = levies.flatMap((levy, index) => (levy.bears(line) ? [index] : []));
    if (held.length === 0) return;
    const group = groups.get(held.join()) ?? { held, places: [] };
    group.places.push(place);
    groups.set(held.join(), group);
  });
  return [...groups.values()];
}

function withoutTax(line: DraftLine, net: Money): DraftLine {
  if (net.minor === line.amount.minor) return line;
  const text = amountText(net);
  const step = `The price holds its taxes: ${amountText(line.amount)} gross is ${text} net.`;
  return line.unit === '' ? { ...line, amount: net, unitPrice: text, steps: [...line.steps, step] } : { ...line, amount: net, informational: true, steps: [...line.steps, step] };
}

function taxLine(rule: TaxRule, base: Rational, amount: Money, bases: readonly Rational[]): TaxLine {
  return {
    code: rule.code, rate: rule.rate, base: toText(base, 14), amount,
    allocation: bases.length === 0 ? [] : splitSigned(amount.minor, integerWeights(bases)), note: rule.note ?? null,
  };
}

/** Rationals as integers over their common denominator. */
function integerWeights(values: readonly Rational[]): bigint[] {
  const denominators = [...new Set(values.map((value) => value.d))];
  const common = denominators.reduce((product, d) => product * d, 1n);
  return values.map((value) => value.n * (common / value.d));
}

/** A rate is given once; compound rates name earlier ones; inclusive and exclusive rates do not mix. The rates of a prior period's adjustment likewise. */
export function checkTaxes(input: RatingInput): void {
  checkRules(input.taxes ?? [], 'taxes');
  (input.adjustments ?? []).forEach(({ taxes }, index) => checkRules(taxes ?? [], `adjustments[${index}].taxes`));
}

function checkRules(rules: readonly TaxRule[], at: string): void {
  rules.forEach((rule, index) => {
    const path = `${at}[${index}]`;
    decimal(rule.rate);
    if (rules.findIndex((other) => other.code === rule.code && other.jurisdiction === rule.jurisdiction) !== index)
      refuse('RATING_TERMS_CONTRADICT', `${path}.code`, 'A tax is named twice in one jurisdiction.', rule.code);
    for (const code of rule.compoundOn ?? [])
      if (!rules.slice(0, index).some((earlier) => earlier.code === code)) refuse('RATING_REFERENCE_UNKNOWN', `${path}.compoundOn`, 'A compound tax names a tax that does not come before it.', code);
    if ((rule.treatment ?? 'STANDARD') !== 'STANDARD' && decimal(rule.rate).n !== 0n) refuse('RATING_TERMS_CONTRADICT', `${path}.rate`, 'An exempt or reverse-charge tax has the rate 0.', rule.rate);
    if (rule.inclusive === true && (rule.compoundOn ?? []).length > 0) refuse('RATING_TERMS_CONTRADICT', `${path}.compoundOn`, 'An inclusive tax cannot be compound.');
  });
  if (rules.some((rule) => rule.inclusive === true) && rules.some((rule) => rule.inclusive !== true)) refuse('RATING_TERMS_CONTRADICT', at, 'Inclusive and exclusive taxes cannot stand on one invoice.');
}
