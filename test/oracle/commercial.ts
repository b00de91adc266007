/** Minimums, credits, discounts, costs handed on and interest, as the oracle reads them. */
import type { PriceTerm } from '@busbar/pricing';
import { holidaysOf, inForce, lineOf, priceOn, type OracleLine, type Reading, type Setting } from './components';
import { Fraction, share } from './fraction';
import { dayAfter, daysFrom, wallClock } from './wall-clock';

const fits = (code: string, patterns: readonly string[] | undefined): boolean => !patterns || patterns.some((pattern) => (pattern.endsWith('*') ? code.startsWith(pattern.slice(0, -1)) : code === pattern));

export function commercial(term: PriceTerm, setting: Setting): readonly OracleLine[] {
  const { document, exponent, lines } = setting;
  const days = inForce(term, setting);
  if (days.length === 0) return [];
  const scale = 10n ** BigInt(exponent);
  const history = (document.history ?? []).find(({ termId }) => termId === term.id);
  const before = Fraction.read(history?.billedBase ?? '0').units(exponent);
  const sumOf = (chosen: readonly OracleLine[]): bigint => chosen.reduce((sum, { minor }) => sum + minor, 0n);
  const money = (code: string, minor: bigint): OracleLine => ({ ...lineOf(term, setting, code, Fraction.of(1), 0, Fraction.of(0)), minor });
  switch (term.code) {
    case 'charge.amount':
      return term.onceOn !== undefined && !days.includes(term.onceOn) ? [] : [money(term.lineCode, priceOn(term, term.amount, days[0] as string, setting).units(exponent))];
    case 'passthrough.cost': {
      const bill = document.bills?.[0];
      return (bill?.lines ?? []).map(({ amount, key }) => {
        const weights = (bill?.participants ?? []).map(({ kwh, coincidentKw, contractedKw, fixedShare }) => Fraction.read({ KWH: kwh, COINCIDENT_KW: coincidentKw, CONTRACTED_KW: contractedKw, FIXED_SHARE: fixedShare }[key] ?? '0'));
        const fallback = (bill?.participants ?? []).map(({ contractedKw }) => Fraction.read(contractedKw ?? '0'));
        return money('passthrough.cost', share(Fraction.read(amount).units(exponent), weights.every(({ top }) => top === 0n) ? fallback : weights)[1] as bigint);
      });
    }
    case 'commit.minimum_true_up': {
      const least = Fraction.read(term.minimum).multiply(Fraction.of(days.length, daysFrom(document.period.from, document.period.to)));
      const missing = least.subtract(Fraction.of(sumOf(lines.filter(({ code }) => fits(code, term.qualifyingCodes))) + before, scale)).units(exponent);
      return missing > 0n ? [money('commit.minimum_true_up', missing)] : [];
    }
    case 'credit.curtailment': return curtailed(term, setting);
    case 'credit.sla': {
      let down = 0n;
      const edges = [...new Set([setting.fromMs, setting.toMs, ...(document.events ?? []).flatMap(({ from, to }) => [Date.parse(from), Date.parse(to)])])].filter((ms) => ms >= setting.fromMs && ms <= setting.toMs).sort((a, b) => a - b);
      const during = (kind: string, ms: number): boolean => (document.events ?? []).some((event) => event.kind === kind && Date.parse(event.from) <= ms && ms < Date.parse(event.to));
      edges.forEach((ms, place) => {
        if (place + 1 < edges.length && during('OUTAGE', ms) && !during('APPROVED_MAINTENANCE', ms)) down += BigInt((edges[place + 1] as number) - ms);
      });
      const all = BigInt(setting.toMs - setting.fromMs);
      const availability = Fraction.of(all - down, all);
      const tier = term.tiers.find(({ atLeast }) => !Fraction.read(atLeast).isMoreThan(availability))?.credit ?? term.otherwise;
      const earlier = lines.filter(({ code }) => code === 'credit.sla');
      const base = sumOf(lines.filter((line) => fits(line.code, term.baseCodes) && !earlier.includes(line))) + before;
      if (base <= 0n) return [];
      const part = (text: string): bigint => Fraction.of(base, scale).multiply(Fraction.read(text)).units(exponent);
      const room = part(term.cap) + sumOf(earlier);
      const credit = part(tier) < room ? part(tier) : room;
      return credit > 0n ? [money('credit.sla', -credit)] : [];
    }
    case 'discount': {
      const chosen = lines.filter((line) => !line.takes && fits(line.code, term.baseCodes));
      const left = chosen.map((line) => lines.reduce((rest, { takes }) => rest - (takes?.get(line) ?? 0n), line.minor));
      const base = left.reduce((a, b) => a + b, 0n);
      const wanted = term.off.kind === 'amount' ? Fraction.read(term.off.amount).units(exponent) : Fraction.of(base, scale).multiply(Fraction.read(term.off.share)).units(exponent);
      const off = wanted < base ? wanted : base;
      if (off <= 0n) return [];
      const parts = share(off, left.map((minor) => Fraction.of(minor)));
      return [{ ...money('discount', -off), takes: new Map(chosen.map((line, place) => [line, parts[place] as bigint])) }];
    }
    case 'credit.capex': {
      const most = Fraction.of(sumOf(lines.filter(({ code }) => fits(code, term.baseCodes))) + before, scale).multiply(Fraction.read(term.shareOfFees)).units(exponent);
      const owed = Fraction.read(term.funded).subtract(Fraction.read(history?.credited ?? '0')).units(exponent);
      const credit = most < owed ? most : owed;
      return credit > 0n ? [money('credit.capex', -credit)] : [];
    }
    case 'fee.late':
      return (document.overdue ?? []).map(({ open, dueOn, until }) => money('fee.late', Fraction.read(open).multiply(Fraction.read(term.annualRate)).multiply(Fraction.of(daysFrom(dueOn, until), 365)).units(exponent)));
    default:
      throw new Error(`the oracle does not know ${term.code}`);
  }
}

/**
 * Mean of the same labels on the ten latest eligible workdays before, times what the day used against it from 4 h to 2 h before; inside the
 * period alone. A workday is eligible without holiday, other event, or gap in what is compared.
 */
function curtailed(term: Extract<PriceTerm, { code: 'credit.curtailment' }>, setting: Setting): readonly OracleLine[] {
  const { document, readings } = setting;
  const days = inForce(term, setting);
  const tranches = (reading: Reading): Reading['tranches'] => reading.tranches.filter(({ id }) => term.trancheId === undefined || id === term.trancheId);
  const used = (reading: Reading): Fraction => Fraction.of(tranches(reading).reduce((sum, { it }) => sum + it.wh, 0n), 1000);
  const known = (reading: Reading): boolean => tranches(reading).every(({ it }) => !it.missing);
  const holidays = holidaysOf(document.calendars?.find(({ id }) => id === term.calendarId));
  const spells = (document.events ?? []).filter(({ kind }) => kind !== 'APPROVED_MAINTENANCE').map(({ from, to }) => [Date.parse(from), Date.parse(to)] as const);
  const disturbed = new Set(spells.flatMap(([from, to]) => {
    const [first, last] = [wallClock(from, document.zone).date, wallClock(Math.max(from, to - 1), document.zone).date];
    return Array.from({ length: daysFrom(first, last) + 1 }, (_, count) => dayAfter(first, count));
  }));
  return (document.events ?? []).filter(({ kind }) => kind === 'CURTAILMENT').sort((a, b) => (a.from < b.from ? -1 : 1)).flatMap(({ from, to }) => {
    const [start, end] = [Date.parse(from), Date.parse(to)];
    const between = (early: number, late: number): readonly Reading[] => readings.filter(({ ms }) => ms >= early && ms < late);
    const during = between(start, end).filter(({ date }) => days.includes(date));
    const before = between(start - 4 * 3_600_000, start - 2 * 3_600_000);
    if (during.length === 0) return [];
    const today = wallClock(start, document.zone).date;
    const compared = [...during, ...before];
    const like = (reading: Reading, day: string): readonly Reading[] => readings.filter(({ date, minute }) => date === day && minute === reading.minute).slice(0, 1);
    const eligible = (day: string): boolean => new Date(`${day}T12:00:00Z`).getUTCDay() % 6 !== 0 && !holidays.includes(day) && !disturbed.has(day) && compared.every((reading) => like(reading, day).some(known));
    const workdays = Array.from({ length: 59 }, (_, count) => dayAfter(today, -1 - count)).filter(eligible).slice(0, term.baselineDays ?? 10);
    if (workdays.length === 0) return [];
    const usual = (reading: Reading): Fraction => Fraction.sum(workdays.flatMap((day) => like(reading, day)).map(used)).divide(Fraction.of(workdays.length));
    const expected = Fraction.sum(before.map(usual));
    const a = (expected.top === 0n ? Fraction.of(1) : Fraction.sum(before.map(used)).divide(expected)).atLeast(Fraction.read(term.adjustmentFloor ?? '0.8')).atMost(Fraction.read(term.adjustmentCap ?? '1.2'));
    const missed = Fraction.sum(during.map((reading) => usual(reading).multiply(a).subtract(used(reading)).atLeast(Fraction.of(0)))).round(3);
    return [lineOf(term, setting, 'credit.curtailment', Fraction.of(0).subtract(missed), 3, Fraction.read(term.price))];
  });
}
