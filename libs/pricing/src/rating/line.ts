/** How a line is made: rounded once, with its steps in words and the weights that open it again. */
import {
  decimal, divideRounded, exponentOf, MJ_PER_KWH, ONE, rational, scaledText, times, toFixed, toMoney, toText, type Money, type Rational,
} from '@busbar/kernel';
import type { BillingPeriod } from '../billing-period';
import type { RatingInput } from '../rating-input';
import type { Fraction, IntervalsBehind, RatedLine, RatingNotice, CarriedForward, Unit } from '../rated-invoice';
import type { TermBase } from '../terms/common';
import type { PriceTerm } from '../terms/price-term';
import { intervalsBehind, type EnergyWindow } from './energy-window';

/** How an amount lies over time; weights need no common scale but must be of one kind. */
export type Spread =
  | { readonly kind: 'intervals'; readonly window: EnergyWindow; readonly weights: () => readonly bigint[] | BigInt64Array; readonly energyMj?: () => readonly bigint[] | BigInt64Array }
  | { readonly kind: 'days'; readonly days: () => readonly { readonly day: string; readonly weight: bigint }[] }
  | { readonly kind: 'day'; readonly day: string };

/** A line before it has its number. */
export interface DraftLine extends Omit<RatedLine, 'number'> {
  readonly spread: Spread;
  /** Of a discount: how much of it falls on which earlier line, in minor units. */
  readonly relief?: ReadonlyMap<DraftLine, bigint>;
}

/** What a pricer answers. */
export interface Priced {
  readonly lines: readonly DraftLine[];
  readonly notices?: readonly RatingNotice[];
  readonly carried?: readonly CarriedForward[];
}

/** What a pricer may read: the input, and the lines that come before it. */
export interface Rating {
  readonly input: RatingInput;
  readonly lines: readonly DraftLine[];
}

/** One component: what its term must satisfy, and how it is priced. */
export interface Pricer<Term extends PriceTerm> {
  /** Throws a refusal naming a path below `path`. */
  readonly check?: (term: Term, input: RatingInput, path: string) => void;
  readonly price: (term: Term, rating: Rating, path: string) => Priced;
}

interface LineParts {
  readonly term: TermBase;
  readonly code: string;
  readonly rule: string;
  /** Already rounded as R3 says. */
  readonly quantity: Rational;
  readonly decimals: number;
  readonly fraction?: { readonly numerator: bigint; readonly denominator: bigint };
  /** What is measured has a unit; only lines of money have none. */
  readonly unit: Exclude<Unit, ''>;
  readonly unitPrice: Rational;
  /** The exact amount where it is not quantity × price (index lines); the price is then for information. */
  readonly exact?: Rational;
  readonly period: BillingPeriod;
  readonly window?: EnergyWindow;
  readonly intervals?: IntervalsBehind | null;
  readonly spread: Spread;
  readonly steps: readonly string[];
}

/** `amount = round(quantity × fraction × unit price)`, once, at the currency's exponent (R1, R2). */
export function line(input: RatingInput, parts: LineParts): DraftLine {
  const fraction = parts.fraction && parts.fraction.numerator !== parts.fraction.denominator ? parts.fraction : null;
  const product = times(fraction ? times(parts.quantity, rational(fraction.numerator, fraction.denominator)) : parts.quantity, parts.unitPrice);
  const exact = parts.exact ?? product;
  const amount = toMoney(exact, input.currency);
  const quantity = toFixed(parts.quantity, parts.decimals);
  const unitPrice = priceText(parts.unitPrice);
  const last = parts.exact
    ? `The exact sum ${toText(exact, 14)} is rounded once: ${amountText(amount)} ${input.currency}. The blended price ${unitPrice} is for information.`
    : `${quantity} ${parts.unit}${fraction ? ` × ${fraction.numerator}/${fraction.denominator}` : ''} × ${unitPrice} = ${toText(exact, 14)}, rounded to ${amountText(amount)} ${input.currency}.`;
  const { termId, trancheId, passThrough, payees, taxableFraction } = commonOf(parts.term);
  // Field by field: spreading an object in front makes each field after it ten times as slow, and lines are half of a rating.
  return {
    termId, trancheId, passThrough, payees, taxableFraction, code: parts.code, rule: parts.rule, quantity,
    fraction: fraction ? fractionText(fraction) : null,
    unit: parts.unit, unitPrice, informational: parts.exact !== undefined, amount, period: parts.period,
    intervals: parts.intervals !== undefined ? parts.intervals : parts.window ? intervalsBehind(parts.window) : null,
    spread: parts.spread, steps: [...parts.steps, last],
  };
}

interface MoneyLineParts {
  readonly term: TermBase;
  readonly code: string;
  readonly rule: string;
  readonly amount: Money;
  readonly period: BillingPeriod;
  readonly spread?: Spread;
  readonly relief?: ReadonlyMap<DraftLine, bigint>;
  readonly steps: readonly string[];
}

/** A line of money: quantity 1 and a signed unit price. */
export function moneyLine(parts: MoneyLineParts): DraftLine {
  const text = amountText(parts.amount);
  return {
    ...commonOf(parts.term), code: parts.code, rule: parts.rule, quantity: '1', fraction: null, unit: '', unitPrice: text, informational: false, amount: parts.amount,
    period: parts.period, intervals: null, spread: parts.spread ?? { kind: 'day', day: parts.period.from }, steps: [...parts.steps, `Amount: ${text} ${parts.amount.currency}.`],
    ...(parts.relief ? { relief: parts.relief } : {}),
  };
}

const commonOf = (term: TermBase): Pick<RatedLine, 'termId' | 'trancheId' | 'passThrough' | 'payees' | 'taxableFraction'> => ({
  termId: term.id, trancheId: term.trancheId ?? null, passThrough: term.passThrough ?? false, payees: term.payees ?? [], taxableFraction: term.taxableFraction ?? '1',
});

const fractionText = (fraction: { numerator: bigint; denominator: bigint }): Fraction => ({ numerator: fraction.numerator.toString(), denominator: fraction.denominator.toString() });
export const amountText = (amount: Money): string => scaledText(amount.minor, exponentOf(amount.currency));
/** Unit prices are stored with 12 decimals at most. */
export const priceText = (price: Rational): string => toText(price, 12);

/** Energy in thousandths of a kWh, rounded once: the billable quantity of R3. */
export const thousandthsOfKwh = (energyMj: bigint, factor: Rational = ONE): bigint => divideRounded(energyMj * factor.n * 1000n, MJ_PER_KWH * factor.d);
export const kwhOf = (thousandths: bigint): Rational => rational(thousandths, 1000n);
export const lossFactorOf = (term: { readonly lossFactor?: string }): Rational => (term.lossFactor === undefined ? ONE : decimal(term.lossFactor));
/** `round(unrounded ÷ quantity, 8)`, zero for no quantity: informational only. */
export const blendedPrice = (exact: Rational, quantity: Rational): Rational => (quantity.n === 0n ? { n: 0n, d: 1n } : rational(divideRounded(exact.n * quantity.d * 10n ** 8n, exact.d * quantity.n), 10n ** 8n));
