/**
 * Present value, internal rate and payback of monthly cash flows in whole cents. Powers of a discount factor are kept at
 * 24 decimals and the sum is rounded once, so that the same flows give the same cent on every machine.
 */
import { divideRounded, type Rational, rational } from '@busbar/kernel';

const ONE = 10n ** 24n;

/** base¹² in the same scale. */
function twelfthPower(base: bigint): bigint {
  const square = (base * base) / ONE;
  const fourth = (square * square) / ONE;
  return (((fourth * fourth) / ONE) * fourth) / ONE;
}

/** The monthly discount factor v with v¹² = 1 ÷ (1 + annual rate), by bisection to 24 decimals. Rates above −99 %. */
export function monthlyFactor(annualRate: Rational): bigint {
  const target = (ONE * annualRate.d) / (annualRate.d + annualRate.n);
  let [low, high] = [0n, 2n * ONE];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (twelfthPower(middle) <= target) low = middle;
    else high = middle;
  }
  return low;
}

/** Σ flow × factor^month in units of ONE; the first flow is due at once. */
function discounted(flows: readonly bigint[], factor: bigint): bigint {
  let power = ONE;
  let sum = 0n;
  for (const flow of flows) {
    sum += flow * power;
    power = (power * factor) / ONE;
  }
  return sum;
}

/** Present value in cents of flows at the beginnings of consecutive months, at an effective annual rate. */
export const netPresentValue = (flows: readonly bigint[], annualRate: Rational): bigint => divideRounded(discounted(flows, monthlyFactor(annualRate)), ONE);

/** Rates that are tried between: −90 % to +1,000 % a year. */
const rates = [...Array.from({ length: 90 }, (_, index) => -90 + index), ...Array.from({ length: 100 }, (_, index) => index), ...Array.from({ length: 91 }, (_, index) => 100 + 10 * index)].map((percent) => rational(BigInt(percent), 100n));
let factorsOfRates: readonly bigint[] | undefined;

/**
 * The effective annual rate at which the flows are worth nothing today, 6 decimals; null where there is none between −90 %
 * and +1,000 %, or more than one: a rate that is not the only one says nothing.
 */
export function internalRate(flows: readonly bigint[]): Rational | null {
  if (!flows.some((flow) => flow < 0n) || !flows.some((flow) => flow > 0n)) return null;
  factorsOfRates ??= rates.map(monthlyFactor);
  const factors = factorsOfRates;
  const positive = factors.map((factor) => discounted(flows, factor) >= 0n);
  const crossings = positive.flatMap((sign, index) => (index > 0 && sign !== positive[index - 1] ? [index] : []));
  const [at] = crossings;
  if (crossings.length !== 1 || at === undefined) return null;
  let [low, high] = [factors[at] ?? 0n, factors[at - 1] ?? 0n];
  const below = discounted(flows, low) >= 0n;
  while (high - low > 1_000n) {
    const middle = (low + high) / 2n;
    if (discounted(flows, middle) >= 0n === below) low = middle;
    else high = middle;
  }
  const annual = (ONE * ONE) / twelfthPower(low) - ONE;
  return rational(divideRounded(annual, ONE / 1_000_000n), 1_000_000n);
}

/** Months until the flows so far have paid for themselves for good; null where they have not within the horizon, or never had to. */
export function paybackMonths(flows: readonly bigint[]): number | null {
  let cumulative = 0n;
  let last: number | null = null;
  let everBelow = false;
  flows.forEach((flow, month) => {
    cumulative += flow;
    if (cumulative < 0n) {
      everBelow = true;
      last = null;
    } else if (everBelow && last === null) last = month + 1;
  });
  return everBelow ? last : null;
}
