/** When and how much: the earliest day within the window from which the asked quantity is free for the whole term. */
import { earlier, kwText, notAfter, Temporal, type LocalDate, type Period } from '@busbar/kernel';
import { comparison, type Comparison } from './criteria';
import type { Candidate, Placement } from './matching';
import { firstDayFrom, termPeriod, type FreeStep } from './place';
import { amountOf, quantityOf } from './product';
import type { Requirements } from './request';

/** How long after the window a later start is still worth telling. */
export const LATEST_DELAY_DAYS = 365;

/** Sites lie in all zones: a window of local days may begin and end this much before and after the UTC ones. */
const ZONE_SPREAD_DAYS = 1;

/** The stretch of time over which availability must be known to place this request anywhere. */
export function horizonOf(asked: Requirements, longestTermMonths: number): Period {
  const months = Math.max(asked.termMonths, longestTermMonths);
  return {
    from: termPeriod(asked.startWindow.from.subtract({ days: ZONE_SPREAD_DAYS }), 1, 'UTC').from,
    to: termPeriod(asked.startWindow.to.add({ days: LATEST_DELAY_DAYS + ZONE_SPREAD_DAYS }), months, 'UTC').to,
  };
}

export interface Placed {
  /** Null where nothing of the offer is free within reach. */
  readonly placement: Placement | null;
  readonly comparisons: readonly Comparison[];
}

const laterDay = (a: LocalDate, b: LocalDate): LocalDate => (Temporal.PlainDate.compare(a, b) < 0 ? b : a);
const notLater = (a: LocalDate, b: LocalDate): boolean => Temporal.PlainDate.compare(a, b) <= 0;

/** The lot that can be taken nearest to the amount: the amount itself where it is one, else the nearest, the larger on a tie. */
export function nearestLot(amount: bigint, whole: bigint, lot: { readonly minimum: bigint; readonly increment: bigint }): bigint {
  if (amount <= lot.minimum) return lot.minimum;
  if (amount >= whole) return whole;
  const below = lot.minimum + ((amount - lot.minimum) / lot.increment) * lot.increment;
  const above = below + lot.increment;
  return amount - below < above - amount || above > whole ? below : above;
}

/** The largest lot within an amount; 0 where even the least lot is more. */
export function largestLot(amount: bigint, whole: bigint, lot: { readonly minimum: bigint; readonly increment: bigint }): bigint {
  const most = amount < whole ? amount : whole;
  return most < lot.minimum ? 0n : lot.minimum + ((most - lot.minimum) / lot.increment) * lot.increment;
}

/** What is free throughout a period, in the offer's own unit; nothing where the ledger's answer does not cover it. */
export function freeThroughout(free: readonly FreeStep[], period: Period, wPerGpu: bigint | null): bigint {
  let least: bigint | null = null;
  let covered = period.from;
  for (const step of free) {
    if (notAfter(step.to, period.from) || notAfter(period.to, step.from)) continue;
    if (!notAfter(step.from, covered)) return 0n;
    const amount = inOwnUnit(step, wPerGpu);
    if (least === null || amount < least) least = amount;
    covered = earlier(step.to, period.to);
  }
  return least === null || least < 0n || !notAfter(period.to, covered) ? 0n : least;
}

const inOwnUnit = (step: FreeStep, wPerGpu: bigint | null): bigint => {
  if (wPerGpu === null) return step.freeW;
  const powered = step.freeW / wPerGpu;
  const installed = BigInt(step.freeGpus ?? 0);
  return powered < installed ? powered : installed;
};

/** Places the request in the offer, with the reasons for lot, start and quantity. */
export function place(asked: Requirements, candidate: Candidate): Placed {
  const { listing, place: where, today } = candidate;
  const zone = where.site.timeZone;
  const wPerGpu = listing.product === 'GPU_CLUSTER' ? (where.cluster?.wPerGpu ?? null) : null;
  const whole = amountOf(listing.quantity);
  const wanted = amountOf(asked.quantity);
  const lotted = nearestLot(wanted, whole, listing.lot);
  const termMonths = Math.min(Math.max(asked.termMonths, listing.term.minimumMonths), listing.term.maximumMonths);
  const freeFrom = (day: LocalDate): bigint => largestLot(freeThroughout(candidate.free, termPeriod(day, termMonths, zone), wPerGpu), whole, listing.lot);

  const { from, to } = asked.startWindow;
  const first = laterDay(laterDay(from, listing.earliestStart), today);
  const last = laterDay(first, to).add({ days: LATEST_DELAY_DAYS });
  const days = daysToTry(candidate.free, first, last, zone);
  const inWindow = days.filter((day) => notLater(day, to));
  const target = wanted > whole ? whole : lotted;
  const start = days.find((day) => freeFrom(day) >= target) ?? fullest(inWindow.length > 0 ? inWindow : days, freeFrom);
  const amount = start ? (freeFrom(start) < target ? freeFrom(start) : target) : 0n;

  const text = (value: bigint): string => (wPerGpu === null ? kwText(value) : value.toString());
  const unit = wPerGpu === null ? 'KW' : 'GPU';
  const withAmount = (value: bigint): Requirements => ({ ...asked, quantity: quantityOf(value, wPerGpu) });
  const fitsLot = wanted >= whole || lotted === wanted;
  const fitsStart = start !== undefined && notLater(start, to);
  const fitsQuantity = amount >= (wanted > whole ? wanted : target);
  const comparisons = [
    comparison('LOT', { unit, asked: text(wanted), offered: `${text(listing.lot.minimum)}+${text(listing.lot.increment)}`, met: fitsLot, admit: amount > 0n ? { to: text(amount), asked: withAmount(amount) } : null }),
    comparison('START', {
      unit: 'DATE', asked: `${from.toString()}/${to.toString()}`, offered: start?.toString() ?? null, met: fitsStart,
      admit: start ? { to: `${from.toString()}/${start.toString()}`, asked: { ...asked, startWindow: { from, to: start } } } : null,
    }),
    comparison('QUANTITY', { unit, asked: text(wanted), offered: text(amount), met: fitsQuantity, admit: amount > 0n ? { to: text(amount), asked: withAmount(amount) } : null }),
  ];
  if (!start || amount === 0n) return { placement: null, comparisons };
  return { placement: { quantity: quantityOf(amount, wPerGpu), start, termMonths, period: termPeriod(start, termMonths, zone) }, comparisons };
}

/** Availability changes only where a step begins: the first day, and the first day in each later step. */
function daysToTry(free: readonly FreeStep[], first: LocalDate, last: LocalDate, zone: string): LocalDate[] {
  const days = free.map((step) => firstDayFrom(step.from, zone)).filter((day) => Temporal.PlainDate.compare(day, first) > 0 && notLater(day, last));
  return [first, ...days];
}

/** The day from which most is free; the earliest of equals. Undefined where nothing is free on any. */
function fullest(days: readonly LocalDate[], freeFrom: (day: LocalDate) => bigint): LocalDate | undefined {
  let best: { readonly day: LocalDate; readonly amount: bigint } | undefined;
  for (const day of days) {
    const amount = freeFrom(day);
    if (amount > (best?.amount ?? 0n)) best = { day, amount };
  }
  return best?.day;
}
