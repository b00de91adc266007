/** Everything the economics of a site rest on, each with its unit, its range and where its first value comes from. */
import { compare, decimal, InvalidInputError, type Rational } from '@busbar/kernel';
import { regionPower } from './region-power';

export const assumptionUnits = ['USD_PER_KWH', 'USD_PER_PH_DAY', 'J_PER_TH', 'RATIO', 'USD_PER_KW_MONTH', 'USD_PER_GPU_HOUR', 'KW', 'USD_PER_MW', 'MONTHS', 'PER_YEAR'] as const;
export type AssumptionUnit = (typeof assumptionUnits)[number];

/** `PUBLISHED`: in public text. `RECALLED`: the trade's memory. `SITE`: the site's own record. `ASSUMED`: ours, to be replaced. */
export const assumptionBases = ['PUBLISHED', 'RECALLED', 'SITE', 'ASSUMED', 'READER'] as const;
export type AssumptionBasis = (typeof assumptionBases)[number];

interface Definition {
  readonly unit: AssumptionUnit;
  readonly label: string;
  readonly value: string;
  readonly least: string;
  readonly most: string;
  readonly basis: AssumptionBasis;
  readonly source: string;
}

const definition = (unit: AssumptionUnit, label: string, value: string, least: string, most: string, basis: AssumptionBasis, source: string): Definition => ({ unit, label, value, least, most, basis, source });

export const definitions = {
  powerUsdPerKwh: definition('USD_PER_KWH', 'All-in price of power', '0.05', '0', '1', 'ASSUMED', 'the price at which miners are usually compared'),
  hashpriceUsdPerPhDay: definition('USD_PER_PH_DAY', 'Hashprice today', '28.68', '0.01', '1000', 'PUBLISHED', '26 June 2026, the newest quotation known'),
  hashpriceTrend: definition('PER_YEAR', 'Yearly change of the hashprice, halvings apart', '0', '-0.9', '2', 'ASSUMED', 'no view taken'),
  halvingFactor: definition('RATIO', 'Hashprice after a halving over before', '0.505', '0.3', '1', 'ASSUMED', 'half the subsidy and fees of 1 % as before; in April 2024 it was 0.496'),
  fleetJPerTh: definition('J_PER_TH', 'Efficiency of the mining fleet', '19', '5', '150', 'RECALLED', 'a fleet of 2026; Riot reported 21.2 in June 2025'),
  miningPue: definition('RATIO', 'PUE of mining', '1.05', '1', '2', 'RECALLED', 'air-cooled mining halls'),
  miningUptime: definition('RATIO', 'Share of hours mined', '0.95', '0', '1', 'ASSUMED', 'curtailment and repairs'),
  miningCostUsdPerKwh: definition('USD_PER_KWH', 'Cost of mining beside power', '0.01', '0', '1', 'ASSUMED', 'people, repairs, pool'),
  rentUsdPerKwMonth: definition('USD_PER_KW_MONTH', 'Colocation rent per critical kW', '150', '0', '2000', 'PUBLISHED', 'median of 17 public leases 148.81'),
  rentEscalator: definition('PER_YEAR', 'Yearly increase of the rent', '0.03', '0', '0.2', 'PUBLISHED', 'usual in public leases'),
  landlordCostShare: definition('RATIO', "Landlord's costs over rent", '0.15', '0', '1', 'PUBLISHED', 'site margins of 80 to 90 % in public leases; energy is passed through'),
  occupancy: definition('RATIO', 'Share of converted kW under contract', '1', '0', '1', 'ASSUMED', 'one tenant takes the hall'),
  gpuUsdPerHour: definition('USD_PER_GPU_HOUR', 'Price of a GPU hour', '2.35', '0.01', '50', 'PUBLISHED', 'H100, reserved for a year, March 2026'),
  gpuPriceTrend: definition('PER_YEAR', 'Yearly change of the GPU price', '-0.1', '-0.9', '1', 'ASSUMED', 'H100: 2.99 in October 2024, 2.35 in March 2026'),
  gpuUtilisation: definition('RATIO', 'Share of GPU hours sold', '0.7', '0', '1', 'RECALLED', 'a cloud, not a contract'),
  kwPerGpu: definition('KW', 'Critical power of one GPU with its server', '1.275', '0.05', '10', 'PUBLISHED', 'DGX H100: 10.2 kW for eight'),
  gpuCostShare: definition('RATIO', "GPU operator's costs over revenue, power and capital apart", '0.15', '0', '1', 'ASSUMED', 'people, network, software, sales'),
  aiPue: definition('RATIO', 'PUE of the AI halls', '1.2', '1', '3', 'ASSUMED', 'liquid-cooled retrofit'),
  peakPue: definition('RATIO', 'PUE of the hottest hour', '1.3', '1', '3', 'ASSUMED', 'limits how much critical power the connection feeds'),
  hybridShare: definition('RATIO', 'Share of the power that a hybrid site converts', '0.5', '0.01', '0.99', 'ASSUMED', 'one consultant holds that 20 % of miner power suits AI'),
  conversionUsdPerMw: definition('USD_PER_MW', 'Conversion, per critical MW, without GPUs', '8000000', '0', '50000000', 'PUBLISHED', '3.6 to 13 million on mining campuses'),
  gpuUsdPerMw: definition('USD_PER_MW', 'GPUs with servers and network, per critical MW', '28000000', '0', '200000000', 'PUBLISHED', '26.7 and 29 million, derived from two orders'),
  gpuLifeMonths: definition('MONTHS', 'Months until GPUs are replaced', '60', '12', '240', 'ASSUMED', 'the term of the longest public GPU contracts'),
  conversionMonths: definition('MONTHS', 'Months of conversion', '14', '1', '60', 'RECALLED', '12 to 18 months is common'),
  miningStopsMonth: definition('MONTHS', 'Months until the converted part stops mining', '5', '0', '60', 'RECALLED', 'electrical works begin in the sixth month'),
  rampMonths: definition('MONTHS', 'Months of ramp after ready for service', '6', '1', '60', 'ASSUMED', 'halls are handed over one by one'),
  discountRate: definition('PER_YEAR', 'Discount rate', '0.12', '0', '1', 'ASSUMED', 'equity of an infrastructure project'),
  horizonMonths: definition('MONTHS', 'Months looked at', '120', '12', '240', 'ASSUMED', 'the shortest base terms of public leases'),
} as const satisfies Record<string, Definition>;
export type AssumptionKey = keyof typeof definitions;
export const assumptionKeys = Object.keys(definitions) as readonly AssumptionKey[];
const isKey = (text: string): text is AssumptionKey => Object.hasOwn(definitions, text);

export interface Assumption {
  readonly key: AssumptionKey;
  readonly label: string;
  readonly unit: AssumptionUnit;
  readonly value: string;
  /** What is taken where the reader says nothing. */
  readonly usual: string;
  readonly least: string;
  readonly most: string;
  readonly basis: AssumptionBasis;
  readonly source: string;
}

/** What a site's own record says. */
export interface SiteFacts {
  readonly gridRegion: string;
  readonly designPue: string;
  readonly peakPue: string;
}

const MONTHS = /^\d{1,3}$/;

/**
 * Every assumption, in the order of the list: the reader's where given, else the site's, else the usual one. Throws
 * InvalidInputError for an unknown or repeated key, a value outside its range, and months that are no whole number.
 */
export function assumptionsFor(site: SiteFacts, given: readonly { readonly key: string; readonly value: string }[]): readonly Assumption[] {
  const read = new Map<AssumptionKey, string>();
  given.forEach(({ key, value }, index) => {
    if (!isKey(key) || read.has(key)) throw new InvalidInputError({ path: `assumptions.${index}.key`, given: key, expected: `each at most once of ${assumptionKeys.join(', ')}` });
    const { least, most, unit } = definitions[key];
    const number = decimal(value);
    if (compare(number, decimal(least)) < 0 || compare(number, decimal(most)) > 0 || (unit === 'MONTHS' && !MONTHS.test(value)))
      throw new InvalidInputError({ path: `assumptions.${index}.value`, given: value, expected: `${unit === 'MONTHS' ? 'a whole number ' : ''}from ${least} to ${most}` });
    read.set(key, value);
  });
  return assumptionKeys.map((key) => {
    const { label, unit, least, most } = definitions[key];
    const own = siteValue(key, site);
    const usual = own?.value ?? definitions[key].value;
    const said = read.get(key);
    const { basis, source } = said !== undefined ? { basis: 'READER' as const, source: 'said by the reader' } : (own ?? definitions[key]);
    return { key, label, unit, value: said ?? usual, usual, least, most, basis, source };
  });
}

function siteValue(key: AssumptionKey, site: SiteFacts): { readonly value: string; readonly basis: AssumptionBasis; readonly source: string } | undefined {
  const regional = regionPower[site.gridRegion];
  if (key === 'powerUsdPerKwh' && regional !== undefined) return { value: regional, basis: 'RECALLED', source: `large loads in the grid region ${site.gridRegion}` };
  if (key === 'aiPue') return { value: site.designPue, basis: 'SITE', source: "the site's design" };
  if (key === 'peakPue') return { value: site.peakPue, basis: 'SITE', source: "the site's hottest hour" };
  return undefined;
}

export type AssumptionValues = Readonly<Record<AssumptionKey, Rational>>;
export const valuesOf = (assumptions: readonly Assumption[]): AssumptionValues => Object.fromEntries(assumptions.map(({ key, value }) => [key, decimal(value)])) as AssumptionValues;
