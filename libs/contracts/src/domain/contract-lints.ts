/**
 * Numeric lints: what a reader with a calculator would object to (contracts.md section 4). A lint is information for both
 * sides and for the reviewer; it blocks nothing by itself, but answers the checklist item that it concerns.
 */
import { compare, decimal, fromMoney, minus, moneyText, parseDate, parseMoney, rational, sumOf, times, toMoney, toText, ZERO, type Rational } from '@busbar/kernel';
import type { PriceTerm } from '@busbar/pricing';
import type { ContractTerms, TrancheTerms } from './contract-terms';

export const lintCodes = [
  'PUE_CAP_BELOW_DESIGN',
  'PRICE_OUTSIDE_REFERENCE',
  'PRICE_NOT_COMPARABLE',
  'RAMP_FALLS',
  'RAMP_NEVER_FULL',
  'RAMP_PAST_END',
  'ESCALATOR_BEFORE_START',
  'TERM_PAST_SUPPLY_END',
  'ENERGY_NOT_PRICED',
  'INDEX_WITHOUT_CONVERSION',
  'SECURITY_BELOW_EXPOSURE',
  'CURTAILMENT_WITHOUT_CREDIT',
] as const;
export type LintCode = (typeof lintCodes)[number];

/** `WARNING`: somebody is likely to lose money. `NOTICE`: worth a look. */
export const lintSeverities = ['WARNING', 'NOTICE'] as const;
export type LintSeverity = (typeof lintSeverities)[number];

export interface Lint {
  readonly code: LintCode;
  readonly severity: LintSeverity;
  /** Number of the checklist item that it concerns. */
  readonly item: number;
  /** Where in the terms. */
  readonly path: string;
  readonly given: string;
  readonly expected: string;
}

/** What is known from outside the terms; null where nothing is. */
export interface LintFacts {
  /** The highest design PUE among the halls of the tranches. */
  readonly designPue: string | null;
  /** The first day without a supply contract at any of the sites. */
  readonly supplyEnds: string | null;
  /** Range the trade pays for the product, in US dollars and the unit the product is quoted in. */
  readonly referenceRange: { readonly low: string; readonly high: string } | null;
  /** Currency of each index, by its id, as far as known. */
  readonly indexCurrencies: Readonly<Record<string, string>>;
}

export const nothingKnown: LintFacts = { designPue: null, supplyEnds: null, referenceRange: null, indexCurrencies: {} };

/** Months of rent that a host has at risk before it can let again: the least that security should cover. */
const EXPOSURE_MONTHS = 3n;

/** All objections, in the order of the terms. Deterministic. */
export function lintsOf(terms: ContractTerms, facts: LintFacts): readonly Lint[] {
  return [
    ...terms.tranches.flatMap((tranche, index) => rampLints(tranche, `tranches.${index}.ramp`)),
    ...terms.prices.flatMap((term, index) => termLints(term, terms, facts, `prices.${index}`)),
    ...priceLints(terms, facts),
    ...energyLints(terms),
    ...supplyLints(terms, facts),
    ...securityLints(terms),
  ];
}

function rampLints(tranche: TrancheTerms, path: string): readonly Lint[] {
  const months = monthsBetween(tranche.rentStart, tranche.end);
  const lints: Lint[] = [];
  for (const [index, step] of tranche.ramp.entries()) {
    const earlier = tranche.ramp[index - 1];
    if (earlier && compare(decimal(step.share), decimal(earlier.share)) < 0)
      lints.push({ code: 'RAMP_FALLS', severity: 'WARNING', item: 23, path: `${path}.${index}.share`, given: step.share, expected: `at least ${earlier.share}` });
    if (step.fromMonth >= months) lints.push({ code: 'RAMP_PAST_END', severity: 'WARNING', item: 23, path: `${path}.${index}.fromMonth`, given: String(step.fromMonth), expected: `below ${months}` });
  }
  const last = tranche.ramp.at(-1);
  if (last && compare(decimal(last.share), rational(1n)) < 0)
    lints.push({ code: 'RAMP_NEVER_FULL', severity: 'NOTICE', item: 23, path: `${path}.${tranche.ramp.length - 1}.share`, given: last.share, expected: '1 in the end' });
  return lints;
}

function termLints(term: PriceTerm, terms: ContractTerms, facts: LintFacts, path: string): readonly Lint[] {
  const lints: Lint[] = [];
  if (term.code === 'energy.pue_overhead' && facts.designPue !== null) {
    const promised = term.mode.kind === 'measured' ? null : term.mode.kind === 'fixed' ? term.mode.pue : term.mode.cap;
    if (promised !== null && compare(decimal(promised), decimal(facts.designPue)) < 0)
      lints.push({ code: 'PUE_CAP_BELOW_DESIGN', severity: 'WARNING', item: 17, path: `${path}.mode`, given: promised, expected: `at least the design PUE of ${facts.designPue}` });
  }
  if (term.code === 'energy.index' && term.fixingId === undefined) {
    const currency = facts.indexCurrencies[term.indexId];
    if (currency !== undefined && currency !== terms.currency)
      lints.push({ code: 'INDEX_WITHOUT_CONVERSION', severity: 'WARNING', item: 24, path: `${path}.fixingId`, given: currency, expected: `a fixing from ${currency} to ${terms.currency}` });
  }
  if ('escalator' in term && term.escalator && term.escalator.effective < terms.start)
    lints.push({ code: 'ESCALATOR_BEFORE_START', severity: 'WARNING', item: 23, path: `${path}.escalator.effective`, given: term.escalator.effective, expected: `not before ${terms.start}` });
  return lints;
}

/** The price in the unit in which the product is quoted: rent per kW-month, energy per kWh, GPUs per hour; 0 where none is priced. */
export function quotedPrice(terms: Pick<ContractTerms, 'product' | 'prices'>): Rational {
  const ofCode = (codes: readonly string[]): Rational =>
    sumOf(terms.prices.flatMap((term) => (codes.includes(term.code) && 'price' in term && term.price !== undefined ? [decimal(term.price)] : [])));
  switch (terms.product) {
    case 'COLOCATION':
      return ofCode(['capacity.reserved']);
    case 'GPU_CLUSTER':
      return highest(terms.prices.flatMap((term) => (term.code === 'gpu.premium' ? [decimal(term.price)] : [])));
    case 'INTERRUPTIBLE_POWER':
      return ofCode(['energy.fixed']);
  }
}

const highest = (values: readonly Rational[]): Rational => values.reduce((most, value) => (compare(value, most) > 0 ? value : most), ZERO);

function priceLints(terms: ContractTerms, facts: LintFacts): readonly Lint[] {
  const quoted = quotedPrice(terms);
  if (facts.referenceRange === null || compare(quoted, ZERO) === 0) return [];
  const { low, high } = facts.referenceRange;
  if (terms.currency !== 'USD') return [{ code: 'PRICE_NOT_COMPARABLE', severity: 'NOTICE', item: 22, path: 'currency', given: terms.currency, expected: 'US dollars, which the reference is in' }];
  if (compare(quoted, decimal(low)) >= 0 && compare(quoted, decimal(high)) <= 0) return [];
  return [{ code: 'PRICE_OUTSIDE_REFERENCE', severity: 'WARNING', item: 22, path: 'prices', given: toText(quoted), expected: `${low} to ${high}, or a justification` }];
}

function energyLints(terms: ContractTerms): readonly Lint[] {
  const codes = terms.prices.map((term) => term.code);
  const lints: Lint[] = [];
  if (terms.product !== 'GPU_CLUSTER' && !codes.some((code) => code.startsWith('energy.') || code === 'passthrough.cost'))
    lints.push({ code: 'ENERGY_NOT_PRICED', severity: 'NOTICE', item: 24, path: 'prices', given: codes.join(', '), expected: 'a term that says who pays for energy' });
  if (terms.firmness.kind === 'CURTAILABLE' && !codes.includes('credit.curtailment'))
    lints.push({ code: 'CURTAILMENT_WITHOUT_CREDIT', severity: 'NOTICE', item: 12, path: 'firmness', given: `${terms.firmness.curtailableHours} hours a year`, expected: 'a term that says who pays for a curtailment' });
  return lints;
}

function supplyLints(terms: ContractTerms, facts: LintFacts): readonly Lint[] {
  if (facts.supplyEnds === null || terms.end <= facts.supplyEnds) return [];
  const handedOn = terms.prices.some((term) => term.code === 'energy.index' || term.code === 'passthrough.cost');
  return [{ code: 'TERM_PAST_SUPPLY_END', severity: handedOn ? 'NOTICE' : 'WARNING', item: 10, path: 'end', given: terms.end, expected: `not after the supply's end on ${facts.supplyEnds}, or energy passed through` }];
}

/** Rent of one month at full capacity, exact, in the contract's currency. */
export function monthlyRent(terms: Pick<ContractTerms, 'tranches' | 'prices'>): Rational {
  return sumOf(
    terms.prices.flatMap((term) =>
      term.code === 'capacity.reserved' ? terms.tranches.filter((tranche) => term.trancheId === undefined || term.trancheId === tranche.id).map((tranche) => times(decimal(term.price), decimal(tranche.kw))) : [],
    ),
  );
}

function securityLints(terms: ContractTerms): readonly Lint[] {
  const exposure = times(monthlyRent(terms), rational(EXPOSURE_MONTHS));
  if (compare(exposure, ZERO) === 0) return [];
  const posted = terms.security.kind === 'NONE' ? ZERO : fromMoney(parseMoney(terms.security.amount, terms.currency));
  if (compare(minus(exposure, posted), ZERO) <= 0) return [];
  return [{ code: 'SECURITY_BELOW_EXPOSURE', severity: 'NOTICE', item: 25, path: 'security', given: moneyText(toMoney(posted, terms.currency)), expected: `at least ${moneyText(toMoney(exposure, terms.currency))}, ${EXPOSURE_MONTHS} months of rent` }];
}

/** Whole months between two dates; a started month does not count. */
const monthsBetween = (from: string, to: string): number => parseDate(from).until(parseDate(to), { largestUnit: 'month' }).months;
