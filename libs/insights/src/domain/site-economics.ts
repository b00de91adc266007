/**
 * Mine or host: a site's months ahead under each thing that may be done with its power, side by side. Cash flows are whole
 * cents at the beginning of each month, before tax and finance. Energy that a tenant pays at cost is in no revenue here.
 */
import {
  compare, divideFloor, type Instant, least, type LocalDate, minus, type Money, money, over, plus, type PowerW, type Rational, rational, rounded, Temporal, times, toMoney, ZERO,
} from '@busbar/kernel';
import type { AssumptionValues } from './assumptions';
import { internalRate, netPresentValue, paybackMonths } from './discounting';
import { type Earner, gpuHourRevenue, HOURS_PER_MONTH, miningRevenue, multipleOfMining, rentRevenue, type RevenuePerKwh } from './revenue-per-kwh';

/** What is done with the power. A hybrid keeps mining on what it does not convert. */
export const scenarios = ['MINING', 'HYBRID_COLOCATION', 'FULL_COLOCATION', 'HYBRID_GPU_CLOUD', 'FULL_GPU_CLOUD'] as const;
export type Scenario = (typeof scenarios)[number];

/** Days on which the block subsidy halves: blocks 1,050,000 and 1,260,000 at 600 s a block; estimates. */
export const halvings: readonly LocalDate[] = ['2028-04-11', '2032-04-09', '2036-04-07', '2040-04-05', '2044-04-03'].map((day) => Temporal.PlainDate.from(day));

export interface ScenarioMonths {
  readonly revenueCents: readonly bigint[];
  readonly cashFlowCents: readonly bigint[];
}

export interface ScenarioResult extends ScenarioMonths {
  readonly scenario: Scenario;
  /** Who earns the converted part; a hybrid's mining stays mining. */
  readonly earner: Earner;
  readonly convertedShare: Rational;
  /** Critical kW of the converted part, full ramp. */
  readonly criticalKw: Rational;
  /** Today's prices, full ramp, per kWh at the utility's meter, of the converted part alone (all of it where mining). */
  readonly revenueUsdPerKwh: Rational;
  /** The same ÷ mining's; null for mining itself. Of one earner, never of another. */
  readonly multipleOfMining: Rational | null;
  /** Revenue less power and running costs, per kWh, of the converted part. */
  readonly marginUsdPerKwh: Rational;
  readonly firstFullYearRevenue: Money;
  /** Conversion and first GPUs; replacements are in the cash flow. */
  readonly capex: Money;
  readonly presentValue: Money;
  /** Present value less that of mining on. */
  readonly presentValueOverMining: Money;
  /** Effective annual rate that the conversion earns on what it costs, mining forgone included; null where there is none or several. */
  readonly internalRate: Rational | null;
  /** Months until the conversion has paid for itself, mining forgone included; null where it does not within the horizon. */
  readonly paybackMonths: number | null;
}

export interface SiteEconomics {
  /** First days of the months looked at. */
  readonly months: readonly LocalDate[];
  readonly grossKw: Rational;
  readonly results: readonly ScenarioResult[];
}

const ONE = rational(1n);
/** Decimals at which growth is kept: enough for cents on gigawatts, few enough to stay quick. */
const SCALE = 15;

/** `(1 + rate)^years`, whole years since the start. */
function growth(rate: Rational, month: number): Rational {
  let factor = ONE;
  for (let year = 0; year < Math.floor(month / 12); year += 1) factor = rounded(times(factor, plus(ONE, rate)), SCALE);
  return factor;
}

const count = (value: Rational): number => Number(divideFloor(value.n, value.d));
const cents = (usd: Rational): bigint => toMoney(usd, 'USD').minor;

/** From the first month that begins on or after a halving, its factor holds. */
function hashpriceIn(values: AssumptionValues, start: LocalDate, month: number): Rational {
  const first = start.add({ months: month });
  const passed = halvings.filter((day) => Temporal.PlainDate.compare(start, day) < 0 && Temporal.PlainDate.compare(day, first) <= 0).length;
  let price = times(values.hashpriceUsdPerPhDay, growth(values.hashpriceTrend, month));
  for (let index = 0; index < passed; index += 1) price = times(price, values.halvingFactor);
  return rounded(price, SCALE);
}

interface MonthFlow {
  readonly revenue: bigint;
  readonly costs: bigint;
}
const NOTHING: MonthFlow = { revenue: 0n, costs: 0n };

/** Mining on `kw` gross. A fleet whose power costs more than it earns is switched off: it earns and costs nothing. */
function miningMonth(values: AssumptionValues, kw: Rational, start: LocalDate, month: number): MonthFlow {
  const { usdPerKwh } = miningRevenue({ hashpriceUsdPerPhDay: hashpriceIn(values, start, month), fleetJPerTh: values.fleetJPerTh, pue: values.miningPue });
  const cost = plus(values.powerUsdPerKwh, values.miningCostUsdPerKwh);
  if (compare(usdPerKwh, cost) <= 0) return NOTHING;
  const kwh = times(times(kw, HOURS_PER_MONTH), values.miningUptime);
  return { revenue: cents(times(kwh, usdPerKwh)), costs: cents(times(kwh, cost)) };
}

/** Share of the converted kW in service: nothing until ready for service, then month by month up to the whole. */
function inService(values: AssumptionValues, month: number): Rational {
  const since = month - count(values.conversionMonths) + 1;
  return since <= 0 ? ZERO : least(ONE, over(rational(BigInt(since)), values.rampMonths));
}

type Business = 'COLOCATION' | 'GPU_CLOUD';

function hostingMonth(values: AssumptionValues, business: Business, criticalKw: Rational, month: number): MonthFlow {
  const kw = times(times(criticalKw, inService(values, month)), business === 'COLOCATION' ? values.occupancy : ONE);
  if (business === 'COLOCATION') {
    const rent = times(times(kw, values.rentUsdPerKwMonth), growth(values.rentEscalator, month));
    return { revenue: cents(rent), costs: cents(times(rent, values.landlordCostShare)) };
  }
  const perGpu = times(times(values.gpuUsdPerHour, growth(values.gpuPriceTrend, month)), values.gpuUtilisation);
  const revenue = times(times(over(kw, values.kwPerGpu), HOURS_PER_MONTH), perGpu);
  const power = times(times(times(kw, values.aiPue), HOURS_PER_MONTH), values.powerUsdPerKwh);
  return { revenue: cents(revenue), costs: cents(plus(power, times(revenue, values.gpuCostShare))) };
}

/** What is spent on plant in a month: the conversion evenly while it lasts, GPUs as kW come into service and again when they are worn out. */
function investedIn(values: AssumptionValues, business: Business, criticalKw: Rational, month: number): { readonly first: bigint; readonly again: bigint } {
  const mw = over(criticalKw, rational(1000n));
  const duration = count(values.conversionMonths);
  // Each is the growth of a rounded running total, so that the months sum to the whole to the cent.
  const plantBy = (months: number): bigint => cents(over(times(times(mw, values.conversionUsdPerMw), rational(BigInt(Math.min(months, duration)))), values.conversionMonths));
  const plant = plantBy(month + 1) - plantBy(month);
  if (business === 'COLOCATION') return { first: plant, again: 0n };
  const gpusBy = (at: number): bigint => cents(times(times(mw, values.gpuUsdPerMw), inService(values, at)));
  const gpusIn = (at: number): bigint => gpusBy(at) - gpusBy(at - 1);
  const life = count(values.gpuLifeMonths);
  let again = 0n;
  for (let installed = month - life; installed >= 0; installed -= life) again += gpusIn(installed);
  return { first: plant + gpusIn(month), again };
}

interface Plan {
  readonly scenario: Scenario;
  readonly business: Business | null;
  readonly share: Rational;
}

function simulate(values: AssumptionValues, plan: Plan, grossKw: Rational, start: LocalDate): ScenarioMonths & { readonly capexCents: bigint; readonly criticalKw: Rational } {
  const criticalKw = over(times(grossKw, plan.share), values.peakPue);
  const revenueCents: bigint[] = [];
  const cashFlowCents: bigint[] = [];
  let capexCents = 0n;
  for (let month = 0; month < count(values.horizonMonths); month += 1) {
    const converted = plan.business !== null && month >= count(values.miningStopsMonth) ? plan.share : ZERO;
    const mined = miningMonth(values, times(grossKw, minus(ONE, converted)), start, month);
    const hosted = plan.business === null ? NOTHING : hostingMonth(values, plan.business, criticalKw, month);
    const invested = plan.business === null ? { first: 0n, again: 0n } : investedIn(values, plan.business, criticalKw, month);
    revenueCents.push(mined.revenue + hosted.revenue);
    cashFlowCents.push(mined.revenue + hosted.revenue - mined.costs - hosted.costs - invested.first - invested.again);
    capexCents += invested.first;
  }
  return { revenueCents, cashFlowCents, capexCents, criticalKw };
}

const miningToday = (values: AssumptionValues): RevenuePerKwh => miningRevenue({ hashpriceUsdPerPhDay: values.hashpriceUsdPerPhDay, fleetJPerTh: values.fleetJPerTh, pue: values.miningPue });

/** Today's prices, full ramp: what a kWh earns and leaves, of the converted part alone. */
function perKwh(values: AssumptionValues, business: Business | null): { readonly revenue: RevenuePerKwh; readonly margin: Rational } {
  if (business === null) {
    const revenue = miningToday(values);
    return { revenue, margin: minus(revenue.usdPerKwh, plus(values.powerUsdPerKwh, values.miningCostUsdPerKwh)) };
  }
  if (business === 'COLOCATION') {
    const revenue = rentRevenue({ earner: 'LANDLORD', usdPerKwMonth: times(values.rentUsdPerKwMonth, values.occupancy), pue: values.aiPue });
    return { revenue, margin: times(revenue.usdPerKwh, minus(ONE, values.landlordCostShare)) };
  }
  const revenue = gpuHourRevenue({ usdPerGpuHour: values.gpuUsdPerHour, kwPerGpu: values.kwPerGpu, utilisation: values.gpuUtilisation, pue: values.aiPue });
  return { revenue, margin: minus(times(revenue.usdPerKwh, minus(ONE, values.gpuCostShare)), values.powerUsdPerKwh) };
}

/**
 * The scenarios of a site with `grossW` behind its meter, from the first month that begins after `now`. The same power in
 * each: what is converted stops mining when the works reach it, and mining goes on where it pays.
 */
export function siteEconomics(grossW: PowerW, values: AssumptionValues, now: Instant): SiteEconomics {
  const grossKw = rational(grossW, 1000n);
  const start = now.toZonedDateTimeISO('UTC').toPlainDate().with({ day: 1 }).add({ months: 1 });
  const plans: readonly Plan[] = [
    { scenario: 'MINING', business: null, share: ZERO },
    { scenario: 'HYBRID_COLOCATION', business: 'COLOCATION', share: values.hybridShare },
    { scenario: 'FULL_COLOCATION', business: 'COLOCATION', share: ONE },
    { scenario: 'HYBRID_GPU_CLOUD', business: 'GPU_CLOUD', share: values.hybridShare },
    { scenario: 'FULL_GPU_CLOUD', business: 'GPU_CLOUD', share: ONE },
  ];
  const mining = simulate(values, { scenario: 'MINING', business: null, share: ZERO }, grossKw, start);
  const miningValue = netPresentValue(mining.cashFlowCents, values.discountRate);
  const fullFrom = count(values.conversionMonths) + count(values.rampMonths) - 1;
  const results = plans.map((plan): ScenarioResult => {
    const months = simulate(values, plan, grossKw, start);
    const { revenue, margin } = perKwh(values, plan.business);
    const value = netPresentValue(months.cashFlowCents, values.discountRate);
    const overMining = months.cashFlowCents.map((flow, month) => flow - (mining.cashFlowCents[month] ?? 0n));
    const from = plan.business === null ? 0 : fullFrom;
    return {
      scenario: plan.scenario,
      earner: revenue.earner,
      convertedShare: plan.share,
      criticalKw: months.criticalKw,
      revenueUsdPerKwh: revenue.usdPerKwh,
      multipleOfMining: plan.business === null ? null : multipleOfMining(revenue, miningToday(values)).multiple,
      marginUsdPerKwh: margin,
      firstFullYearRevenue: money(months.revenueCents.slice(from, from + 12).reduce((sum, month) => sum + month, 0n), 'USD'),
      capex: money(months.capexCents, 'USD'),
      presentValue: money(value, 'USD'),
      presentValueOverMining: money(value - miningValue, 'USD'),
      internalRate: plan.business === null ? null : internalRate(overMining),
      paybackMonths: plan.business === null ? null : paybackMonths(overMining),
      revenueCents: months.revenueCents,
      cashFlowCents: months.cashFlowCents,
    };
  });
  return { months: mining.cashFlowCents.map((_, month) => start.add({ months: month })), grossKw, results };
}
