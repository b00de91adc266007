/** What a kilowatt-hour behind the meter earns, by what is done with it. Exact; rounded by whoever prints. */
import { InvalidInputError, over, type Rational, rational, times } from '@busbar/kernel';

/**
 * Who earns it. A landlord rents out powered space and never sees a GPU's price; a GPU operator owns the machines too, at
 * some thirty times the capital. Their revenues must never stand in for each other.
 */
export const earners = ['MINER', 'LANDLORD', 'GPU_OPERATOR'] as const;
export type Earner = (typeof earners)[number];

/** US dollars per kWh at the utility's meter, and who earns them. */
export interface RevenuePerKwh {
  readonly earner: Earner;
  readonly usdPerKwh: Rational;
}

export interface MiningCase {
  /** US dollars per PH/s and day. */
  readonly hashpriceUsdPerPhDay: Rational;
  /** Energy per terahash of the fleet: a fleet at 20 J/TH draws 20 kW per PH/s. */
  readonly fleetJPerTh: Rational;
  readonly pue: Rational;
}

export interface RentCase {
  readonly earner: 'LANDLORD' | 'GPU_OPERATOR';
  readonly usdPerKwMonth: Rational;
  readonly pue: Rational;
}

export interface GpuHourCase {
  readonly usdPerGpuHour: Rational;
  readonly kwPerGpu: Rational;
  /** Sold hours ÷ hours. */
  readonly utilisation: Rational;
  readonly pue: Rational;
}

/** Mean hours of a month: 8,766 ÷ 12. */
export const HOURS_PER_MONTH = rational(8766n, 12n);
const HOURS_PER_DAY = rational(24n);

/** hashprice ÷ (J/TH × 24 × PUE). */
export const miningRevenue = ({ hashpriceUsdPerPhDay, fleetJPerTh, pue }: MiningCase): RevenuePerKwh => ({
  earner: 'MINER', usdPerKwh: over(hashpriceUsdPerPhDay, times(times(fleetJPerTh, HOURS_PER_DAY), pue)),
});

/**
 * $/kW-month × 12 ÷ 8766 ÷ PUE, at a load factor of 1: rent is paid for kilowatts, used or not. An operator that sells whole
 * machines by the kW-month says so itself; a rent alone never makes one.
 */
export const rentRevenue = ({ earner, usdPerKwMonth, pue }: RentCase): RevenuePerKwh => ({ earner, usdPerKwh: over(over(usdPerKwMonth, HOURS_PER_MONTH), pue) });

/** $/GPU-h × utilisation ÷ (kW per GPU × PUE). */
export const gpuHourRevenue = ({ usdPerGpuHour, kwPerGpu, utilisation, pue }: GpuHourCase): RevenuePerKwh => ({
  earner: 'GPU_OPERATOR', usdPerKwh: over(times(usdPerGpuHour, utilisation), times(kwPerGpu, pue)),
});

/** A multiple of mining's revenue, bound to who earns it. */
export interface RevenueMultiple {
  readonly earner: Exclude<Earner, 'MINER'>;
  readonly multiple: Rational;
}

/** Gross revenue over gross revenue, per kWh at the utility's meter. It is no comparison of profit: see the capital. */
export function multipleOfMining(of: RevenuePerKwh, mining: RevenuePerKwh): RevenueMultiple {
  if (of.earner === 'MINER' || mining.earner !== 'MINER') throw new InvalidInputError({ path: 'earner', given: `${of.earner} over ${mining.earner}`, expected: 'a landlord or GPU operator over a miner' });
  if (mining.usdPerKwh.n <= 0n) throw new InvalidInputError({ path: 'hashpriceUsdPerPhDay', expected: 'more than 0 to compare with' });
  return { earner: of.earner, multiple: over(of.usdPerKwh, mining.usdPerKwh) };
}

/** (revenue − power) ÷ revenue: what miners advertise. It leaves out machines, people and buildings. */
export const powerOnlyMargin = (usdPerKwh: Rational, powerUsdPerKwh: Rational): Rational => over(rational(usdPerKwh.n * powerUsdPerKwh.d - powerUsdPerKwh.n * usdPerKwh.d, usdPerKwh.d * powerUsdPerKwh.d), usdPerKwh);
