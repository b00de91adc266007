/** Take-or-pay as the oracle reads it: the period is walked day by day, with the year's energy and the bank in hand. */
import type { RatingDocument, TakeOrPayTerm } from '@busbar/pricing';
import { inForce, kwh, lineOf, priceOn, yearsOf, type OracleLine, type Setting } from './components';
import { Fraction } from './fraction';
import { contractYear, monthsOn } from './growth';
import { dayAfter, daysFrom } from './wall-clock';

interface Banked {
  readonly kwh: Fraction;
  readonly price: Fraction;
  readonly expires: string;
}
export interface Standing {
  readonly yearKwh: Fraction;
  readonly bank: readonly Banked[];
}

const zero = Fraction.of(0);
const above = (energy: Fraction, level: Fraction): Fraction => energy.subtract(level).atLeast(zero);
const less = (a: Fraction, b: Fraction): Fraction => (a.isMoreThan(b) ? b : a);

export function takeOrPay(term: TakeOrPayTerm, setting: Setting): { readonly lines: readonly OracleLine[]; readonly standing: Standing } {
  const { document, readings } = setting;
  const history = (document.history ?? []).find(({ termId }) => termId === term.id);
  let bank: Banked[] = (history?.bank ?? []).map((entry) => ({ kwh: Fraction.read(entry.kwh), price: Fraction.read(entry.price), expires: entry.expires }));
  let taken = Fraction.read(history?.yearKwh ?? '0');
  let deemed = Fraction.read(history?.deemedTakenKwh ?? '0');
  const lines: OracleLine[] = [];
  for (const days of yearsOf(inForce(term, setting), document)) {
    const [first, last] = [days[0] as string, days.at(-1) as string];
    const year = contractYear(document.contract.effectiveFrom, first);
    if (year.from === first) taken = zero;
    const end = yearEnd(year.to, document);
    const level = Fraction.read(term.annualKwh).multiply(Fraction.read(term.share)).multiply(Fraction.of(daysFrom(year.from, end), daysFrom(year.from, year.to)));
    const used = bank.map(() => zero);
    let running = zero;
    for (let count = 1; count <= days.length; count += 1) {
      const upTo = kwh(readings.filter(({ date }) => date >= first && date <= (days[count - 1] as string)), term).round(3);
      let free = above(taken.add(upTo), level).subtract(above(taken.add(running), level));
      running = upTo;
      bank = bank.map((entry, place) => {
        const drawn = entry.expires >= (days[count - 1] as string) ? less(free, entry.kwh) : zero;
        free = free.subtract(drawn);
        used[place] = (used[place] as Fraction).add(drawn);
        return { ...entry, kwh: entry.kwh.subtract(drawn) };
      });
    }
    bank.forEach(({ price }, place) => lines.push(lineOf(term, setting, 'commit.make_up', Fraction.of(0).subtract(used[place] as Fraction), 3, price)));
    taken = taken.add(running);
    if (dayAfter(last) !== end) continue;
    const shortfall = level.subtract(taken).subtract(deemed).atLeast(zero).round(3);
    const price = priceOn(term, term.price, last, setting);
    lines.push(lineOf(term, setting, 'commit.shortfall', shortfall, 3, price));
    if (term.makeUpMonths !== undefined) bank.push({ kwh: shortfall, price, expires: dayAfter(monthsOn(end, term.makeUpMonths), -1) });
    deemed = zero;
  }
  return { lines, standing: { yearKwh: taken, bank } };
}

/** A contract that ends makes its last year a short one. */
const yearEnd = (to: string, { contract }: RatingDocument): string => (contract.effectiveUntil !== undefined && contract.effectiveUntil < to ? contract.effectiveUntil : to);
