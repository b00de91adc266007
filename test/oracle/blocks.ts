/** Blocks at a fixed price, read from their definition in the library's README: one difference an interval. */
import type { BlockEnergyTerm } from '@busbar/pricing';
import { bucketOf, kwh, lineOf, priceAt, priceOn, runs, type OracleLine, type Setting } from './components';
import { Fraction } from './fraction';

const QUARTERS_AN_HOUR = 4;

export function blocks(term: BlockEnergyTerm, setting: Setting): readonly OracleLine[] {
  const worthOf = priceAt(term, setting);
  return runs(term, setting).flatMap((run) => {
    const readings = setting.readings.filter(({ date }) => run.includes(date));
    const delivered = term.blocks.map(({ kw, window }) => readings.map((reading) => (!window || bucketOf(reading, setting) === window.bucket ? Fraction.read(kw).divide(Fraction.of(QUARTERS_AN_HOUR)) : Fraction.of(0))));
    const differences = readings.map((reading, place) => kwh([reading], term).subtract(Fraction.sum(delivered.map((each) => each[place] as Fraction))));
    const balance = (code: string, chosen: (difference: Fraction) => boolean): OracleLine => {
      const places = differences.flatMap((difference, place) => (chosen(difference) ? [place] : []));
      const worth = places.map((place) => (differences[place] as Fraction).multiply(worthOf(readings[place] as (typeof readings)[number])).divide(Fraction.of(1000)));
      return lineOf(term, setting, code, Fraction.sum(places.map((place) => differences[place] as Fraction)).round(3), 3, Fraction.of(0), Fraction.sum(worth));
    };
    return [
      ...term.blocks.map(({ name, price }, place) => lineOf(term, setting, `energy.block.${name}`, Fraction.sum(delivered[place] ?? []).round(3), 3, priceOn(term, price, run[0] as string, setting))),
      balance('energy.block_above', ({ top }) => top > 0n),
      balance('energy.block_below', ({ top }) => top < 0n),
    ];
  });
}
