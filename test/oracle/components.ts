/** The components as the oracle reads them: one function a code, over readings, day by day. */
import type { Escalator, PriceTerm, RatingDocument } from '@busbar/pricing';
import { blocks } from './blocks';
import { commercial } from './commercial';
import { Fraction, share } from './fraction';
import { contractYear, grown, monthsOn, passed } from './growth';
import { takeOrPay } from './take-or-pay';
import { dayAfter, daysFrom, midnight } from './wall-clock';

export interface Reading {
  readonly ms: number;
  readonly date: string;
  readonly weekday: number;
  readonly minute: number;
  readonly tranches: readonly { readonly id: string; readonly it: Measured; readonly facility: Measured }[];
}
interface Measured {
  readonly wh: bigint;
  readonly missing: boolean;
  readonly estimated: boolean;
}
export interface OracleLine {
  readonly code: string;
  readonly termId: string;
  readonly quantity: string;
  readonly minor: bigint;
  readonly taxableFraction: string;
  /** Of a discount: what it takes of which line. */
  readonly takes?: ReadonlyMap<OracleLine, bigint>;
}
export interface Setting {
  readonly document: RatingDocument;
  readonly exponent: number;
  readonly readings: readonly Reading[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly lines: readonly OracleLine[];
}
type TermOf<Code extends PriceTerm['code']> = Extract<PriceTerm, { readonly code: Code }>;

const one = Fraction.of(1);
const zero = Fraction.of(0);

export function priced(term: PriceTerm, setting: Setting): readonly OracleLine[] {
  switch (term.code) {
    case 'energy.fixed': return byPrice(term, setting, term.price, (price, readings) => [lineOf(term, setting, 'energy.fixed', kwh(readings, term).round(3), 3, price)]);
    case 'energy.index_adder': return byPrice(term, setting, term.price, (price, readings) => [lineOf(term, setting, 'energy.index_adder', kwh(readings, term).round(3), 3, term.per === 'MWh' ? price.divide(Fraction.of(1000)) : price)]);
    case 'energy.tier': return tiered(term, setting).lines;
    case 'energy.volume': return volume(term, setting);
    case 'energy.tou': return timeOfUse(term, setting);
    case 'energy.index': return indexed(term, setting);
    case 'energy.block': return blocks(term, setting);
    case 'energy.pue_overhead': return overhead(term, setting);
    case 'demand.peak': return demand(term, setting);
    case 'capacity.commit': return committed(term, setting);
    case 'capacity.reserved': return reserved(term, setting);
    case 'capacity.hourly': return byPrice(term, setting, term.price, (price, _readings, days) => [lineOf(term, setting, 'capacity.hourly', Fraction.sum(days.map((day) => kwOn(term, setting, day).multiply(Fraction.of(midnight(dayAfter(day), setting.document.zone) - midnight(day, setting.document.zone), 3_600_000)))).round(3), 3, price)]);
    case 'gpu.premium': return gpus(term, setting);
    case 'network.commit': return network(term, setting);
    case 'transmission.4cp': {
      const kw = (setting.document.coincidentPeaks?.[0]?.kw ?? []).map((text) => Fraction.read(text));
      return inForce(term, setting).length === 0 ? [] : [lineOf(term, setting, 'transmission.4cp', Fraction.sum(kw).divide(Fraction.of(kw.length)).round(3), 3, Fraction.read(term.annualRate).divide(Fraction.of(12)))];
    }
    case 'commit.take_or_pay': return takeOrPay(term, setting).lines;
    default: return commercial(term, setting);
  }
}

/** Days on which contract and term are in force. */
export function inForce(term: PriceTerm, { document }: Setting): readonly string[] {
  const { period, contract } = document;
  const days: string[] = [];
  const [firsts, ends] = [[contract.effectiveFrom, term.from ?? ''], [contract.effectiveUntil ?? '9999', term.until ?? '9999']];
  for (let day = period.from; day < period.to; day = dayAfter(day)) if (firsts.every((first) => day >= first) && ends.every((end) => day < end)) days.push(day);
  return days;
}

/** The base price of a term as it stands on a day. */
export const priceOn = (term: PriceTerm, price: string, day: string, { document }: Setting): Fraction => grown(Fraction.read(price), escalatorOf(term), day, document);
const escalatorOf = (term: PriceTerm): Escalator | undefined => ('escalator' in term ? term.escalator : undefined);

/** Runs of days with one price, each priced for itself. */
function byPrice(term: PriceTerm, setting: Setting, price: string, make: (price: Fraction, readings: readonly Reading[], days: readonly string[]) => readonly OracleLine[]): readonly OracleLine[] {
  return runs(term, setting).flatMap((days) => make(priceOn(term, price, days[0] as string, setting), setting.readings.filter((reading) => days.includes(reading.date)), days));
}

export const runs = (term: PriceTerm, setting: Setting): readonly (readonly string[])[] => cutWhere(inForce(term, setting), (before, day) => passed(escalatorOf(term), before) !== passed(escalatorOf(term), day));

/** Days of one contract year each. */
export const yearsOf = (days: readonly string[], { contract }: RatingDocument): readonly (readonly string[])[] =>
  cutWhere(days, (before, day) => contractYear(contract.effectiveFrom, before).from !== contractYear(contract.effectiveFrom, day).from);

function cutWhere(days: readonly string[], changes: (before: string, day: string) => boolean): readonly (readonly string[])[] {
  const parts: string[][] = [];
  for (const day of days) {
    const last = parts.at(-1);
    if (last && !changes(last[0] as string, day)) last.push(day);
    else parts.push([day]);
  }
  return parts;
}

const tranchesOf = (reading: Reading, trancheId: string | undefined): Reading['tranches'] => reading.tranches.filter(({ id }) => trancheId === undefined || id === trancheId);
const wh = (reading: Reading, trancheId: string | undefined): bigint => tranchesOf(reading, trancheId).reduce((sum, { it }) => sum + it.wh, 0n);
const lossOf = (term: PriceTerm): Fraction => ('lossFactor' in term && term.lossFactor !== undefined ? Fraction.read(term.lossFactor) : one);
export const kwh = (readings: readonly Reading[], term: PriceTerm): Fraction => Fraction.of(readings.reduce((sum, reading) => sum + wh(reading, term.trancheId), 0n), 1000).multiply(lossOf(term));

export function lineOf(term: PriceTerm, { exponent }: Setting, code: string, quantity: Fraction, decimals: number, price: Fraction, exact?: Fraction): OracleLine {
  return { code, termId: term.id, quantity: quantity.units(decimals).toString(), minor: (exact ?? quantity.multiply(price)).units(exponent), taxableFraction: term.taxableFraction ?? '1' };
}

/** Slices in time order, and what the contract year has used after them. */
export function tiered(term: TermOf<'energy.tier'>, setting: Setting): { readonly lines: readonly OracleLine[]; readonly used: Fraction } {
  const days = inForce(term, setting);
  const shrink = term.prorateBounds ? Fraction.of(days.length, daysFrom(setting.document.period.from, setting.document.period.to)) : one;
  const lines: OracleLine[] = [];
  const yearly = term.accumulation === 'CONTRACT_YEAR';
  const { contract, history } = setting.document;
  let used = Fraction.read((yearly && (history ?? []).find(({ termId }) => termId === term.id)?.yearKwh) || '0');
  for (const run of yearly ? runs(term, setting).flatMap((days) => yearsOf(days, setting.document)) : runs(term, setting)) {
    if (yearly && contractYear(contract.effectiveFrom, run[0] as string).from === run[0]) used = zero;
    const quantity = kwh(setting.readings.filter((reading) => run.includes(reading.date)), term).round(3);
    const after = used.add(quantity);
    let lower = zero;
    term.tiers.forEach((tier, place) => {
      const upper = tier.upTo === null ? null : Fraction.read(tier.upTo).multiply(shrink).round(3);
      const low = used.atLeast(lower);
      const high = upper === null ? after : after.atMost(upper);
      const slice = high.isMoreThan(low) ? high.subtract(low) : zero;
      const price = priceOn(term, tier.price, run[0] as string, setting);
      if (slice.top !== 0n || (place === 0 && quantity.top === 0n)) lines.push(lineOf(term, setting, `energy.tier${place + 1}`, slice, 3, price));
      if (tier.flatFee !== undefined && after.isMoreThan(lower) && !used.isMoreThan(lower)) lines.push(lineOf(term, setting, `energy.tier${place + 1}`, one, 0, Fraction.read(tier.flatFee)));
      lower = upper ?? lower;
    });
    used = after;
  }
  return { lines, used };
}

function volume(term: TermOf<'energy.volume'>, setting: Setting): readonly OracleLine[] {
  const parts = runs(term, setting).map((run) => ({ run, quantity: kwh(setting.readings.filter((reading) => run.includes(reading.date)), term).round(3) }));
  const whole = Fraction.sum(parts.map(({ quantity }) => quantity));
  const shrink = term.prorateBounds ? Fraction.of(inForce(term, setting).length, daysFrom(setting.document.period.from, setting.document.period.to)) : one;
  const tier = term.tiers.find(({ upTo }) => upTo === null || !whole.isMoreThan(Fraction.read(upTo).multiply(shrink).round(3)));
  const lines = parts.map(({ run, quantity }) => lineOf(term, setting, 'energy.volume', quantity, 3, priceOn(term, tier?.price ?? '', run[0] as string, setting)));
  return tier?.flatFee === undefined || lines.length === 0 ? lines : [...lines, lineOf(term, setting, 'energy.volume', one, 0, Fraction.read(tier.flatFee))];
}

/** Holidays on the days on which they are observed. */
export const holidaysOf = (calendar: NonNullable<RatingDocument['calendars']>[number] | undefined): readonly string[] => (calendar?.holidays ?? []).map((holiday) => {
  const on = new Date(`${holiday}T12:00:00Z`).getUTCDay();
  if (on === 0 && calendar?.observed !== 'NONE') return dayAfter(holiday);
  return on === 6 && calendar?.observed === 'SAT_FRI_SUN_MON' ? dayAfter(holiday, -1) : holiday;
});

/** The bucket of a reading by its label, holidays as Sundays. */
export function bucketOf({ date, weekday, minute }: Reading, { document }: Setting): string {
  const calendar = document.calendars?.[0];
  const day = holidaysOf(calendar).includes(date) ? 7 : weekday;
  return calendar?.rules.find(({ weekdays, fromHour, toHour }) => (weekdays ?? [1, 2, 3, 4, 5, 6, 7]).includes(day) && minute >= (fromHour ?? 0) * 60 && minute < (toHour ?? 24) * 60)?.bucket ?? '';
}

function timeOfUse(term: TermOf<'energy.tou'>, setting: Setting): readonly OracleLine[] {
  return runs(term, setting).flatMap((run) => {
    const readings = setting.readings.filter((reading) => run.includes(reading.date));
    const sums = term.prices.map(({ bucket }) => Fraction.of(readings.filter((reading) => bucketOf(reading, setting) === bucket).reduce((sum, reading) => sum + wh(reading, term.trancheId), 0n)));
    const quantities = share(kwh(readings, term).units(3), sums);
    return term.prices.map(({ bucket, price }, place) => lineOf(term, setting, `energy.tou.${bucket}`, Fraction.of(quantities[place] as bigint, 1000), 3, priceOn(term, price, run[0] as string, setting)));
  });
}

/** The index per MWh at a reading, held as agreed, in the contract's currency. */
export function priceAt(term: TermOf<'energy.index' | 'energy.block'>, { document }: Setting): (reading: Reading) => Fraction {
  const index = document.indices?.[0];
  if (index?.source.kind !== 'values') throw new Error('the oracle reads values alone');
  const { source, stepSeconds } = index;
  const { guard } = term;
  const rates = [...(document.fixings?.[0]?.rates ?? [])].sort((a, b) => (a.date < b.date ? 1 : -1));
  return (reading) => {
    let price = Fraction.read(source.perMwh[Math.floor((reading.ms - Date.parse(source.startAt)) / (stepSeconds * 1000))] ?? '');
    if (guard && 'floor' in guard) price = price.atLeast(Fraction.read(guard.floor));
    if (guard && 'cap' in guard) price = price.atMost(Fraction.read(guard.cap));
    return price.multiply(index.currency === document.currency ? one : Fraction.read(rates.find(({ date }) => date <= reading.date)?.rate ?? ''));
  };
}

function indexed(term: TermOf<'energy.index'>, setting: Setting): readonly OracleLine[] {
  const days = inForce(term, setting);
  if (days.length === 0) return [];
  const worthOf = priceAt(term, setting);
  const readings = setting.readings.filter((reading) => days.includes(reading.date));
  const worth = readings.map((reading) => Fraction.of(wh(reading, term.trancheId), 1_000_000).multiply(worthOf(reading)));
  return [lineOf(term, setting, 'energy.index', kwh(readings, term).round(3), 3, zero, Fraction.sum(worth).multiply(lossOf(term)))];
}

function overhead(term: TermOf<'energy.pue_overhead'>, setting: Setting): readonly OracleLine[] {
  const known = setting.readings.filter((reading) => tranchesOf(reading, term.trancheId).every(({ it, facility }) => !it.missing && !facility.missing));
  const facilityOf = (reading: Reading): bigint => tranchesOf(reading, term.trancheId).reduce((sum, { facility }) => sum + facility.wh, 0n);
  const held = (pue: Fraction): Fraction => (term.mode.kind === 'measured_capped' ? pue.atLeast(one).atMost(Fraction.read(term.mode.cap)) : pue.atLeast(one));
  const [it, facility] = [known.reduce((sum, reading) => sum + wh(reading, term.trancheId), 0n), known.reduce((sum, reading) => sum + facilityOf(reading), 0n)];
  const whole = term.mode.kind === 'fixed' ? Fraction.read(term.mode.pue) : it === 0n ? one : held(Fraction.of(facility, it).round(4));
  return byPrice(term, setting, term.price ?? '0', (price, readings) => {
    const loss = setting.document.terms.filter(({ id }) => term.energyTermIds?.includes(id)).map(lossOf)[0] ?? one;
    const energy = kwh(readings, term).multiply(loss).round(3);
    const grossed = term.scope === 'INTERVAL' && term.mode.kind !== 'fixed'
      ? Fraction.sum(readings.map((reading) => Fraction.of(wh(reading, term.trancheId), 1000).multiply(known.includes(reading) && wh(reading, term.trancheId) > 0n ? held(Fraction.of(facilityOf(reading), wh(reading, term.trancheId)).round(4)) : whole))).multiply(loss).round(3)
      : energy.multiply(whole).round(3);
    const behind = setting.lines.filter(({ termId }) => term.energyTermIds?.includes(termId)).reduce((sum, { minor }) => sum + minor, 0n);
    const taken = term.price === undefined ? Fraction.of(behind, 10n ** BigInt(setting.exponent)).divide(energy).round(12) : price;
    return [lineOf(term, setting, 'energy.pue_overhead', grossed.subtract(energy), 3, taken)];
  });
}

/** Blocks of the local clock; each block's mean kW, where all of it counts. */
function highest(term: PriceTerm, setting: Setting, minutes: number, fits: (reading: Reading) => boolean, always: boolean): { readonly kw: Fraction; readonly day: string } {
  const days = inForce(term, setting);
  const readings = setting.readings.filter((reading) => days.includes(reading.date));
  const sound = (reading: Reading): boolean => tranchesOf(reading, term.trancheId).every(({ it }) => !it.missing && !it.estimated);
  const missing = (reading: Reading): boolean => tranchesOf(reading, term.trancheId).some(({ it }) => it.missing);
  const inside = readings.filter(fits);
  const estimatesCount = always || inside.filter(sound).length * 10 < inside.length * 9;
  const blocks: Reading[][] = [];
  readings.forEach((reading, place) => {
    const before = readings[place - 1];
    const begins = !before || reading.minute % minutes === 0 || reading.minute !== before.minute + 15;
    if (begins) blocks.push([reading]);
    else blocks.at(-1)?.push(reading);
  });
  let peak: { kw: Fraction; day: string } | null = null;
  for (const block of blocks) {
    if (!block.every((reading) => fits(reading) && !missing(reading) && (estimatesCount || sound(reading)))) continue;
    const kw = Fraction.of(block.reduce((sum, reading) => sum + wh(reading, term.trancheId), 0n) * 4n, 1000 * block.length);
    if (!peak || kw.isMoreThan(peak.kw)) peak = { kw, day: (block[0] as Reading).date };
  }
  return peak ?? { kw: zero, day: days[0] as string };
}

function demand(term: TermOf<'demand.peak'>, setting: Setting): readonly OracleLine[] {
  if (inForce(term, setting).length === 0) return [];
  const { window } = term;
  const fits = ({ weekday, minute }: Reading): boolean => !window || (window.weekdays.includes(weekday) && minute >= window.fromHour * 60 && minute < window.toHour * 60);
  const peak = highest(term, setting, term.demandIntervalMinutes ?? 15, fits, term.estimatedIntervals === 'ALWAYS');
  const factor = Fraction.read(setting.document.powerFactor ?? '1');
  const target = Fraction.read(term.targetPowerFactor ?? '0');
  const adjusted = target.isMoreThan(factor) ? peak.kw.multiply(target).divide(factor) : peak.kw;
  const earlier = (setting.document.history ?? []).find(({ termId }) => termId === term.id)?.peaksKw ?? [];
  const ratchet = term.ratchet ? earlier.map((kw) => Fraction.read(kw)).reduce((a, b) => a.atLeast(b), zero).multiply(Fraction.read(term.ratchet.share)) : zero;
  const billing = adjusted.atLeast(ratchet).atLeast(Fraction.read(term.minimumKw ?? '0'));
  return [lineOf(term, setting, window ? `demand.${window.name}` : 'demand.peak', billing.round(term.decimals ?? 3), term.decimals ?? 3, priceOn(term, term.price, peak.day, setting))];
}

function committed(term: TermOf<'capacity.commit'>, setting: Setting): readonly OracleLine[] {
  if (inForce(term, setting).length === 0) return [];
  const whole = daysFrom(setting.document.period.from, setting.document.period.to);
  const commit = Fraction.read(term.commitKw);
  const peak = highest(term, setting, 15, () => true, false);
  return [
    ...byPrice(term, setting, term.price, (price, _readings, days) => [lineOf(term, setting, 'capacity.commit', commit, 3, price.multiply(Fraction.of(days.length, whole)))]),
    lineOf(term, setting, 'capacity.overage', peak.kw.subtract(commit).atLeast(zero).round(3), 3, priceOn(term, term.price, peak.day, setting).multiply(Fraction.read(term.overageMultiplier))),
  ];
}

/** The ramped kW of the term's tranches on one day. */
function kwOn(term: PriceTerm, { document }: Setting, day: string): Fraction {
  return Fraction.sum(document.tranches.filter(({ id }) => term.trancheId === undefined || id === term.trancheId).map((tranche) => kwOfTranche(tranche, day)));
}

function kwOfTranche(tranche: RatingDocument['tranches'][number], day: string): Fraction {
  if (day < tranche.rentStart) return zero;
  const segment = tranche.segments.find(({ from, until }) => day >= from && (until === null || day < until));
  const step = [...(tranche.ramp ?? [])].reverse().find(({ fromMonth }) => monthsOn(tranche.rentStart, fromMonth) <= day);
  return Fraction.read(segment?.kw ?? '0').multiply(Fraction.read(tranche.ramp?.length ? (step?.share ?? '0') : '1'));
}

function reserved(term: TermOf<'capacity.reserved'>, setting: Setting): readonly OracleLine[] {
  const whole = daysFrom(setting.document.period.from, setting.document.period.to);
  return runs(term, setting).flatMap((run) =>
    setting.document.tranches.filter(({ id }) => term.trancheId === undefined || id === term.trancheId).flatMap((tranche) => {
      const parts: { kw: Fraction; mark: string; days: number }[] = [];
      for (const day of run) {
        const kw = kwOfTranche(tranche, day);
        const segment = tranche.segments.findIndex(({ from, until }) => day >= from && (until === null || day < until));
        const mark = `${segment} ${kw.units(9)} ${day < tranche.rentStart}`;
        const last = parts.at(-1);
        if (last?.mark === mark) last.days += 1;
        else parts.push({ kw, mark, days: 1 });
      }
      return parts.filter(({ mark }) => !mark.endsWith('true')).map(({ kw, days }) => lineOf(term, setting, 'capacity.reserved', kw, 3, priceOn(term, term.price, run[0] as string, setting).multiply(Fraction.of(days, whole))));
    }));
}

function gpus(term: TermOf<'gpu.premium'>, setting: Setting): readonly OracleLine[] {
  const zone = setting.document.zone;
  return byPrice(term, setting, term.price, (price, _readings, days) => {
    const [from, to] = [midnight(days[0] as string, zone), midnight(dayAfter(days.at(-1) as string), zone)];
    let seconds = 0n;
    for (const { sku, gpus: count, from: start, to: end } of setting.document.allocations ?? []) {
      if (sku !== term.sku) continue;
      const startMs = Date.parse(start);
      const steps = (ms: number): number => Math.max(0, Math.ceil((Math.min(ms, end === null ? Infinity : Date.parse(end)) - startMs) / (term.incrementSeconds * 1000)));
      seconds += BigInt((steps(to) - steps(from)) * term.incrementSeconds * count);
    }
    return [lineOf(term, setting, 'gpu.premium', Fraction.of(seconds, 3600).round(4), 4, price)];
  });
}

function network(term: TermOf<'network.commit'>, setting: Setting): readonly OracleLine[] {
  if (inForce(term, setting).length === 0) return [];
  const source = setting.document.network?.[0]?.source;
  if (source?.kind !== 'values') throw new Error('the oracle reads values alone');
  const known = source.mbps.filter((value) => value !== null).map((value) => Number(Fraction.read(String(value)).units(0))).sort((a, b) => a - b);
  const drop = Math.floor(known.length * 0.05);
  const billed = known[known.length - 1 - drop] ?? 0;
  const commit = Number(term.commitMbps);
  return [
    lineOf(term, setting, 'network.commit', Fraction.of(commit), 0, Fraction.read(term.price)),
    lineOf(term, setting, 'network.burst', Fraction.of(Math.max(0, billed - commit)), 0, Fraction.read(term.burstPrice ?? term.price)),
  ];
}
