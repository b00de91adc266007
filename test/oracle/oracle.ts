/**
 * A second reading of the specification: rates a document interval by interval, with objects, fractions and the runtime's own
 * calendar, as slowly as it likes. It shares no arithmetic with the engine.
 */
import type { PriceTerm, RatingDocument } from '@busbar/pricing';
import { inForce, priced, tiered, type OracleLine, type Reading, type Setting } from './components';
import { Fraction, share } from './fraction';
import { takeOrPay } from './take-or-pay';
import { dayAfter, midnight, wallClock } from './wall-clock';

export interface OracleInvoice {
  readonly lines: readonly { readonly code: string; readonly termId: string; readonly quantity: string; readonly minor: bigint }[];
  readonly taxes: readonly { readonly code: string; readonly minor: bigint; readonly parts: readonly bigint[] }[];
  readonly total: bigint;
  /** What the contract year has taken after the period, and what is left in the bank then. */
  readonly carried: readonly string[];
}

const exponents: Readonly<Record<string, number>> = { USD: 2, EUR: 2, JPY: 0, KWD: 3 };
const QUARTER_MS = 900_000;

/** Rows of section 4 as the oracle reads it: what comes earlier is finished before what comes later begins. */
const steps: readonly (readonly PriceTerm['code'][])[] = [
  ['energy.fixed', 'energy.tier', 'energy.volume', 'energy.tou', 'energy.index', 'energy.block', 'energy.index_adder'], ['energy.pue_overhead'],
  ['demand.peak', 'capacity.commit', 'capacity.reserved', 'capacity.hourly', 'transmission.4cp'], ['gpu.premium'], ['network.commit'], ['charge.amount', 'passthrough.cost'],
  ['commit.take_or_pay', 'commit.minimum_true_up'], ['credit.curtailment'], ['credit.sla'], ['discount'], ['credit.capex'], ['fee.late'],
];

export function oracle(document: RatingDocument): OracleInvoice {
  const exponent = exponents[document.currency] as number;
  const [fromMs, toMs] = [midnight(document.period.from, document.zone), midnight(document.period.to, document.zone)];
  const readings = readingsOf(document, fromMs, toMs);
  const lines: OracleLine[] = [];
  for (const codes of steps) {
    if (codes.includes('fee.late'))
      for (const { id, amount } of document.adjustments ?? []) lines.push({ code: 'adjustment.prior_period', termId: id, quantity: '1', minor: Fraction.read(amount).units(exponent), taxableFraction: '1' });
    for (const term of document.terms) if (codes.includes(term.code)) lines.push(...priced(term, { document, exponent, readings, fromMs, toMs, lines: [...lines] }));
  }
  const firstEnergy = lines.find((line) => line.code.startsWith('energy.'));
  const kept = lines.filter((line) => line.minor !== 0n || line === firstEnergy || /^(capacity\.(commit|overage)|network\.(commit|burst))$/.test(line.code));
  return { ...withTaxes(document, kept, exponent), carried: document.terms.flatMap((term) => carriedOf(term, { document, exponent, readings, fromMs, toMs, lines: [] })) };
}

function carriedOf(term: PriceTerm, setting: Setting): readonly string[] {
  if (inForce(term, setting).length === 0) return [];
  if (term.code === 'energy.tier' && term.accumulation === 'CONTRACT_YEAR') return [`${term.id} ${tiered(term, setting).used.units(3)}`];
  if (term.code !== 'commit.take_or_pay') return [];
  const { yearKwh, bank } = takeOrPay(term, setting).standing;
  const left = bank.filter((lot) => lot.kwh.top > 0n && lot.expires >= setting.document.period.to);
  return [[term.id, yearKwh.units(3), ...left.map((lot) => `${lot.kwh.units(3)} at ${lot.price.units(12)} until ${lot.expires}`)].join(' ')];
}

/** Each quarter-hour as an object: what every tranche used and what its hall drew. */
function readingsOf(document: RatingDocument, fromMs: number, toMs: number): readonly Reading[] {
  const readings: Reading[] = [];
  for (let ms = fromMs; ms < toMs; ms += QUARTER_MS) {
    const { date, weekday, minute } = wallClock(ms, document.zone);
    const tranches = document.tranches.map(({ id }) => {
      const at = (role: 'IT' | 'FACILITY'): { wh: bigint; missing: boolean; estimated: boolean } => {
        const source = (document.energy ?? []).find((energy) => energy.trancheId === id && energy.role === role)?.source;
        if (source === undefined) return { wh: 0n, missing: true, estimated: false };
        if (source.kind !== 'values') throw new Error('the oracle reads values alone');
        const place = (ms - Date.parse(source.startAt)) / QUARTER_MS;
        const value = source.wh?.[place] ?? null;
        return { wh: BigInt(value ?? '0'), missing: value === null, estimated: value !== null && ((source.quality?.[place] ?? 1) & 8) !== 0 };
      };
      return { id, it: at('IT'), facility: at('FACILITY') };
    });
    readings.push({ ms, date, weekday, minute, tranches });
  }
  return readings;
}

function withTaxes(document: RatingDocument, lines: readonly OracleLine[], exponent: number): Omit<OracleInvoice, 'carried'> {
  const scale = 10n ** BigInt(exponent);
  const fits = (code: string, patterns: readonly string[] | undefined): boolean => !patterns || patterns.some((pattern) => (pattern.endsWith('*') ? code.startsWith(pattern.slice(0, -1)) : code === pattern));
  const rules = document.taxes ?? [];
  const adjusted = (document.adjustments ?? []).filter((adjustment) => adjustment.taxes !== undefined);
  const ofItsOwnPeriod = (line: OracleLine): boolean => adjusted.some(({ id }) => id === line.termId);
  const taxable = (line: OracleLine): Fraction => Fraction.of(line.minor, scale).multiply(Fraction.read(line.taxableFraction));
  const result = lines.map(({ code, termId, quantity, minor }) => ({ code, termId, quantity, minor }));
  const taxes: { code: string; minor: bigint; parts: readonly bigint[] }[] = [];
  if (rules.some((rule) => rule.inclusive)) {
    const bases = lines.map(taxable);
    const gross = Fraction.sum(bases);
    const together = Fraction.sum(rules.map((rule) => Fraction.read(rule.rate)));
    const inside = gross.units(exponent) - gross.divide(together.add(Fraction.of(1))).units(exponent);
    const byRate = share(inside, rules.map((rule) => Fraction.read(rule.rate)));
    rules.forEach((rule, place) => taxes.push({ code: rule.code, minor: byRate[place] as bigint, parts: lines.length === 0 ? [] : share(byRate[place] as bigint, bases) }));
    result.forEach((line, place) => {
      line.minor -= taxes.reduce((sum, tax) => sum + (tax.parts[place] as bigint), 0n);
    });
  } else
    for (const rule of rules) {
      const bases = lines.map((line, place) => {
        const own = fits(line.code, rule.appliesTo) && !ofItsOwnPeriod(line) ? taxable(line) : Fraction.of(0);
        return taxes.filter((tax) => rule.compoundOn?.includes(tax.code)).reduce((sum, tax) => sum.add(Fraction.of(tax.parts[place] as bigint, scale)), own);
      });
      const minor = Fraction.sum(bases).multiply(Fraction.read(rule.rate)).units(exponent);
      if (minor !== 0n || rule.treatment === 'REVERSE_CHARGE') taxes.push({ code: rule.code, minor, parts: lines.length === 0 ? [] : share(minor, bases) });
    }
  for (const { id, taxes: earlier } of adjusted)
    for (const rule of earlier ?? []) {
      const bases = lines.map((line) => (line.termId === id ? taxable(line) : Fraction.of(0)));
      const minor = Fraction.sum(bases).multiply(Fraction.read(rule.rate)).units(exponent);
      taxes.push({ code: rule.code, minor, parts: share(minor, bases) });
    }
  return { lines: result, taxes, total: result.reduce((sum, line) => sum + line.minor, 0n) + taxes.reduce((sum, tax) => sum + tax.minor, 0n) };
}

/** Local days from the first to the one before the last. */
export const eachDay = (from: string, to: string): readonly string[] => {
  const all: string[] = [];
  for (let day = from; day < to; day = dayAfter(day)) all.push(day);
  return all;
};
