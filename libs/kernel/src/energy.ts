/** Energy in whole millijoules and power in whole watts (pricing.md section 1). */
import { InvalidInputError } from './domain-error';
import { decimal, equals, rational, rounded, toFixed, type Rational } from './rational';

/** Whole millijoules. 1 Wh = 3,600,000 mJ; 1 kWh = 3.6 × 10⁹ mJ. */
export type EnergyMj = bigint;
export const MJ_PER_WH = 3_600_000n;
export const MJ_PER_KWH = 3_600_000_000n;
/** A quarter-hour, the one interval length of the product. */
export const INTERVAL_SECONDS = 900;
export const INTERVAL_MS = 900_000;

export const wattHours = (wh: bigint): EnergyMj => wh * MJ_PER_WH;
export const kilowattHours = (kwh: bigint): EnergyMj => kwh * MJ_PER_KWH;
/** The exact number of kilowatt-hours. */
export const toKwh = (energy: EnergyMj): Rational => rational(energy, MJ_PER_KWH);
export const kwhText = (energy: EnergyMj, scale = 3): string => toFixed(toKwh(energy), scale);

/** Reads kWh text exactly; a value that is not a whole number of millijoules is refused. */
export function parseKwh(text: string, path = 'energyKwh'): EnergyMj {
  const value = decimal(text);
  const mj = rational(value.n * MJ_PER_KWH, value.d);
  if (mj.d !== 1n) throw new InvalidInputError({ path, given: text, expected: 'a whole number of millijoules (3.6 × 10⁹ to the kWh)' });
  return mj.n;
}

/** Whole watts. */
export type PowerW = bigint;
export const kilowatts = (kw: bigint): PowerW => kw * 1000n;
/** The exact number of kilowatts. */
export const toKw = (power: PowerW): Rational => rational(power, 1000n);
/** `4000` or `4000.5`: kilowatts of whole watts, without trailing zeros. */
export const kwText = (power: PowerW): string => toFixed(toKw(power), 3).replace(/\.?0+$/, '');

/** A terawatt: far more than any grid, and sums of it fit the database's 64 bits. */
const MOST_KW = 10n ** 9n;

/** Reads kW text exactly to the watt, up to a terawatt. */
export function parseKw(text: string, path = 'kw'): PowerW {
  const value = decimal(text);
  if (!equals(value, rounded(value, 3))) throw new InvalidInputError({ path, given: text, expected: 'kW with at most 3 decimals' });
  const watts = (value.n * 1000n) / value.d;
  if (watts > kilowatts(MOST_KW) || watts < -kilowatts(MOST_KW)) throw new InvalidInputError({ path, given: text.slice(0, 40), expected: `at most ${MOST_KW} kW` });
  return watts;
}
