import { compare, decimal, greatest, isMissing, least, negative, ONE, over, plus, rational, rounded, times, toFixed, toKwh, ZERO, type Rational } from '@busbar/kernel';
import { refuse } from '../refusals';
import type { PriceCalendar, RatingInput } from '../rating-input';
import type { CurtailmentCreditTerm, RecordedEvent } from '../terms/commercial-terms';
import { calendarNamed, observedHolidays } from '../rating/calendar';
import { energyWindow, stepOf, type EnergyWindow } from '../rating/energy-window';
import { line, type DraftLine, type Pricer } from '../rating/line';
import { dayText } from '../rating/local-day';
import { localGrid, weekdayOf, type LocalGrid } from '../rating/local-grid';
import { epochMs } from '../rating/moment';
import { inForce } from '../rating/span';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How far back a baseline is looked for. */
const MOST_DAYS_BACK = 60;

/**
 * Energy not taken in a curtailment, against the mean of the same quarter-hours on the latest eligible workdays, adjusted by the
 * day's own use from 4 h to 2 h before. Source: pricing.md section 5 `credit.curtailment` and section 8, Credits.
 */
export const creditCurtailment: Pricer<CurtailmentCreditTerm> = {
  check: (term, input, path) => {
    if (term.calendarId !== undefined) calendarNamed(input, term.calendarId, path);
    if (compare(decimal(term.adjustmentFloor ?? '0.8'), decimal(term.adjustmentCap ?? '1.2')) > 0) refuse('RATING_TERMS_CONTRADICT', `${path}.adjustmentCap`, 'The adjustment has its cap below its floor.');
    if (term.baselineDays !== undefined && !(Number.isInteger(term.baselineDays) && term.baselineDays >= 1 && term.baselineDays <= 30)) refuse('RATING_INPUT_INVALID', `${path}.baselineDays`, 'A baseline has 1 to 30 days.', String(term.baselineDays));
  },
  price: (term, { input }, path) => {
    const span = inForce(term, input);
    if (span === null) return { lines: [] };
    const calendar = term.calendarId === undefined ? null : calendarNamed(input, term.calendarId, path);
    const events = (input.events ?? []).filter((event) => event.kind === 'CURTAILMENT' && concerns(event, term)).sort((a, b) => (a.from < b.from ? -1 : 1));
    const credits = events.map((event) => creditOf(term, input, calendar, event, Math.max(span.fromMs, epochMs(event.from, 'events.from')), Math.min(span.toMs, epochMs(event.to, 'events.to'))));
    return {
      lines: credits.flatMap((credit) => credit?.lines ?? []),
      notices: credits.flatMap((credit) => (credit && credit.days.length === 0 ? [{ code: 'CURTAILMENT_WITHOUT_BASELINE', termId: term.id, message: 'No eligible day lies before the event, so nothing was credited.' }] : [])),
    };
  },
};

const concerns = (event: RecordedEvent, term: CurtailmentCreditTerm): boolean => term.trancheId === undefined || event.trancheId === undefined || event.trancheId === term.trancheId;

/** Energy and local labels from well before the event to its end. */
interface Seen {
  readonly window: EnergyWindow;
  readonly grid: LocalGrid;
}

function creditOf(term: CurtailmentCreditTerm, input: RatingInput, calendar: PriceCalendar | null, event: RecordedEvent, fromMs: number, toMs: number): { readonly lines: readonly DraftLine[]; readonly days: readonly number[] } | null {
  if (fromMs >= toMs) return null;
  const eventMs = epochMs(event.from, 'events.from');
  const backMs = eventMs - (eventMs % stepOf(input)) - MOST_DAYS_BACK * DAY_MS;
  const window = energyWindow(input, 'IT', term.trancheId, backMs, toMs);
  const seen = { window, grid: localGrid(input.zone, window.startMs, window.stepMs, window.energyMj.length) };
  const indexAt = (ms: number): number => Math.ceil((ms - window.startMs) / window.stepMs);
  const inEvent = range(indexAt(fromMs), indexAt(toMs));
  const before = range(indexAt(eventMs - 4 * HOUR_MS), indexAt(eventMs - 2 * HOUR_MS));
  const days = baselineDays(term, input, calendar, seen, eventMs, [...inEvent, ...before]);
  if (days.length === 0) return { lines: [], days };
  const baseline = (index: number): bigint => days.reduce((sum, day) => sum + energyOn(seen, day, index), 0n);
  const n = BigInt(days.length);
  const actualBefore = before.reduce((sum, index) => sum + (window.energyMj[index] as bigint), 0n);
  const baselineBefore = before.reduce((sum, index) => sum + baseline(index), 0n);
  const ratio = baselineBefore === 0n ? ONE : rational(actualBefore * n, baselineBefore);
  const adjustment = greatest(least(ratio, decimal(term.adjustmentCap ?? '1.2')), decimal(term.adjustmentFloor ?? '0.8'));
  const missed = inEvent.map((index) => greatest(plus(times(rational(baseline(index), n), adjustment), rational(-(window.energyMj[index] as bigint))), ZERO));
  const kwh = rounded(toKwhOf(missed.reduce(plus, ZERO)), 3);
  const part: EnergyWindow = { startMs: window.startMs + (inEvent[0] as number) * window.stepMs, stepMs: window.stepMs, energyMj: window.energyMj.slice(inEvent[0], (inEvent.at(-1) as number) + 1), quality: window.quality.slice(inEvent[0], (inEvent.at(-1) as number) + 1) };
  const credit = line(input, {
    term, code: 'credit.curtailment', rule: '5 credit.curtailment', quantity: negative(kwh), decimals: 3, unit: 'kWh', unitPrice: decimal(term.price), period: input.period, window: part,
    spread: { kind: 'intervals', window: part, weights: () => missed.map((value) => value.n / value.d) },
    steps: [
      `Event ${event.id}. Baseline: the mean of ${days.map(dayText).join(', ')}.`,
      `From 4 h to 2 h before, ${toFixed(toKwh(actualBefore), 3)} kWh were used against ${toFixed(over(toKwh(baselineBefore), rational(n)), 3)} kWh of baseline: adjustment ${toFixed(adjustment, 9)}.`,
      `Baseline × adjustment − use, where positive: ${toFixed(kwh, 3)} kWh were not taken.`,
    ],
  });
  return { lines: [credit], days };
}

const toKwhOf = (mj: Rational): Rational => over(mj, rational(3_600_000_000n));
const range = (from: number, to: number): number[] => Array.from({ length: Math.max(0, to - from) }, (_, offset) => from + offset);

/** Energy of the same wall-clock quarter-hour on another day; the first where a day has it twice. */
const energyOn = (seen: Seen, day: number, index: number): bigint => seen.window.energyMj[slotOn(seen, day, index)] ?? 0n;

function slotOn(seen: Seen, day: number, index: number): number {
  const { grid } = seen;
  const minute = grid.minute[index] as number;
  // The slot lies within two hours of a whole number of days before, whatever the clock did in between.
  const guess = index - ((grid.day[index] as number) - day) * (DAY_MS / seen.window.stepMs);
  const slack = (2 * HOUR_MS) / seen.window.stepMs;
  for (let slot = Math.max(0, guess - slack); slot <= guess + slack; slot += 1) if (grid.day[slot] === day && grid.minute[slot] === minute) return slot;
  return -1;
}

/** The latest workdays before the event, without holidays, other events, or gaps in what is compared. */
function baselineDays(term: CurtailmentCreditTerm, input: RatingInput, calendar: PriceCalendar | null, seen: Seen, eventMs: number, slots: readonly number[]): readonly number[] {
  const holidays: ReadonlySet<number> = calendar ? observedHolidays(calendar) : new Set();
  const disturbed = new Set((input.events ?? []).filter((event) => event.kind !== 'APPROVED_MAINTENANCE' && concerns(event, term)).flatMap((event) => localDaysOf(input.zone, event)));
  const eventDay = localGrid(input.zone, eventMs, HOUR_MS, 1).day[0] as number;
  const days: number[] = [];
  for (let day = eventDay - 1; day > eventDay - MOST_DAYS_BACK && days.length < (term.baselineDays ?? 10); day -= 1) {
    if (weekdayOf(day) > 5 || holidays.has(day) || disturbed.has(day)) continue;
    const complete = slots.every((index) => {
      const slot = slotOn(seen, day, index);
      return slot >= 0 && !isMissing(seen.window.quality[slot] as number);
    });
    if (complete) days.push(day);
  }
  return days;
}

function localDaysOf(zone: string, event: RecordedEvent): readonly number[] {
  const [fromMs, toMs] = [epochMs(event.from, 'events.from'), epochMs(event.to, 'events.to')];
  const [first] = localGrid(zone, fromMs, HOUR_MS, 1).day;
  const [last] = localGrid(zone, Math.max(fromMs, toMs - 1), HOUR_MS, 1).day;
  return range(first as number, (last as number) + 1);
}
