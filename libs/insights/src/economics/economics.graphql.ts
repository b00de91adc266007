import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { type LocalDate, scaledText, toFixed, toText } from '@busbar/kernel';
import { DecimalScalar, enumOf, LocalDateScalar, MoneyObject, moneyObject } from '@busbar/platform';
import { type Assumption, assumptionBases, type AssumptionBasis, type AssumptionKey, assumptionUnits, type AssumptionUnit } from '../domain/assumptions';
import type { ClaimCase } from '../domain/claim-check';
import { type Earner, earners, multipleOfMining } from '../domain/revenue-per-kwh';
import { type Scenario, type ScenarioResult, scenarios, type SiteEconomics } from '../domain/site-economics';

export const EarnerEnum = enumOf(earners);
registerEnumType(EarnerEnum, {
  name: 'Earner', description: 'Who earns a revenue. A multiple of one is never the multiple of another.',
  valuesMap: { MINER: { description: 'Mines with the power.' }, LANDLORD: { description: 'Rents out powered space; sees no price of a GPU.' }, GPU_OPERATOR: { description: 'Owns the GPUs and sells their hours, at some thirty times the capital of a mine.' } },
});
export const ScenarioEnum = enumOf(scenarios);
registerEnumType(ScenarioEnum, {
  name: 'EconomicsScenario', description: 'What is done with the power of a site.',
  valuesMap: {
    MINING: { description: 'Mining on.' }, HYBRID_COLOCATION: { description: 'A part is converted and let; the rest mines on.' }, FULL_COLOCATION: { description: 'All is converted and let.' },
    HYBRID_GPU_CLOUD: { description: 'A part is converted and filled with own GPUs; the rest mines on.' }, FULL_GPU_CLOUD: { description: 'All is converted and filled with own GPUs.' },
  },
});
export const AssumptionUnitEnum = enumOf(assumptionUnits);
registerEnumType(AssumptionUnitEnum, { name: 'AssumptionUnit', description: 'The unit of an assumption. PER_YEAR: a change or rate a year, 0.03 being 3 %.' });
export const AssumptionBasisEnum = enumOf(assumptionBases);
registerEnumType(AssumptionBasisEnum, {
  name: 'AssumptionBasis', description: 'Where the value of an assumption comes from.',
  valuesMap: {
    PUBLISHED: { description: 'From public text.' }, RECALLED: { description: 'As the trade recalls it.' }, SITE: { description: "The site's own record." }, ASSUMED: { description: 'Chosen here, to be replaced.' },
    READER: { description: 'Said in the query.' },
  },
});

@ObjectType('Assumption', { description: 'One of the things that the economics of a site rest on.' })
export class AssumptionObject {
  @Field(() => String, { description: 'Its name in the input, such as rentUsdPerKwMonth.' })
  readonly key!: AssumptionKey;

  @Field({ description: 'What it is, in English.' })
  readonly label!: string;

  @Field(() => AssumptionUnitEnum, { description: 'Its unit.' })
  readonly unit!: AssumptionUnit;

  @Field(() => DecimalScalar, { description: 'The value that was reckoned with.' })
  readonly value!: string;

  @Field(() => DecimalScalar, { description: 'The value where the reader says nothing.' })
  readonly usual!: string;

  @Field(() => DecimalScalar, { description: 'The least that is accepted.' })
  readonly least!: string;

  @Field(() => DecimalScalar, { description: 'The most that is accepted.' })
  readonly most!: string;

  @Field(() => AssumptionBasisEnum, { description: 'Where the value comes from.' })
  readonly basis!: AssumptionBasis;

  @Field({ description: 'The same in words, in English.' })
  readonly source!: string;
}

@ObjectType('ScenarioEconomics', { description: 'One thing that may be done with the power of a site. Before tax and finance; energy that a tenant pays at cost is in no revenue.' })
export class ScenarioEconomicsObject {
  @Field(() => ScenarioEnum, { description: 'What is done with the power.' })
  readonly scenario!: Scenario;

  @Field(() => EarnerEnum, { description: 'Who earns the converted part.' })
  readonly earner!: Earner;

  @Field(() => DecimalScalar, { description: 'Share of the power that is converted.' })
  readonly convertedShare!: string;

  @Field(() => DecimalScalar, { description: 'Critical kW of the converted part.' })
  readonly criticalKw!: string;

  @Field(() => DecimalScalar, { description: "US dollars per kWh at the utility's meter of the converted part, at today's prices and full ramp; 4 decimals." })
  readonly revenueUsdPerKwh!: string;

  @Field(() => DecimalScalar, { description: 'Of that, what is left after power and running costs; 4 decimals.' })
  readonly marginUsdPerKwh!: string;

  @Field(() => DecimalScalar, { nullable: true, description: "Revenue per kWh over mining's, of this earner alone; 1 decimal. Null for mining. It compares revenue, not profit." })
  readonly multipleOfMining!: string | null;

  @Field(() => MoneyObject, { description: 'Revenue of the first twelve months at full ramp, mining of the rest included.' })
  readonly firstFullYearRevenue!: MoneyObject;

  @Field(() => MoneyObject, { description: 'Conversion and first GPUs. Replacements are in the cash flow.' })
  readonly capex!: MoneyObject;

  @Field(() => MoneyObject, { description: 'Present value of the cash flow.' })
  readonly presentValue!: MoneyObject;

  @Field(() => MoneyObject, { description: 'Present value less that of mining on.' })
  readonly presentValueOverMining!: MoneyObject;

  @Field(() => DecimalScalar, { nullable: true, description: 'Effective annual rate that the conversion earns, mining forgone included; 0.15 is 15 %. Null where there is none, or more than one.' })
  readonly internalRate!: string | null;

  @Field(() => Int, { nullable: true, description: 'Months until the conversion has paid for itself, mining forgone included. Null where it does not within the months looked at.' })
  readonly paybackMonths!: number | null;

  @Field(() => [DecimalScalar], { description: 'US dollars of revenue, month by month.' })
  readonly revenue!: readonly string[];

  @Field(() => [DecimalScalar], { description: 'US dollars left after everything, investment included, month by month.' })
  readonly cashFlow!: readonly string[];

  @Field(() => [DecimalScalar], { description: 'Their running total.' })
  readonly cumulative!: readonly string[];
}

@ObjectType('SiteEconomics', { description: 'Mine or host: what a site would earn under each thing that may be done with its power.' })
export class SiteEconomicsObject {
  @Field(() => ID)
  readonly siteId!: string;

  @Field(() => DecimalScalar, { description: 'Gross kW served today, on which everything is reckoned.' })
  readonly grossKw!: string;

  @Field(() => [AssumptionObject], { description: 'Everything that it rests on.' })
  readonly assumptions!: readonly AssumptionObject[];

  @Field(() => [LocalDateScalar], { description: 'First days of the months; position i of every monthly column.' })
  readonly months!: readonly LocalDate[];

  @Field(() => [LocalDateScalar], { description: 'Estimated days of halvings within the months.' })
  readonly halvings!: readonly LocalDate[];

  @Field(() => [ScenarioEconomicsObject], { description: 'Side by side, mining first.' })
  readonly scenarios!: readonly ScenarioEconomicsObject[];
}

@ObjectType('RevenueClaim', { description: 'A public case of the claim that AI earns many times the revenue of mining per kWh, recomputed.' })
export class RevenueClaimObject {
  @Field(() => ID)
  readonly id!: string;

  @Field({ description: 'What is compared, in English.' })
  readonly label!: string;

  @Field(() => EarnerEnum, { description: 'Who earns the AI revenue.' })
  readonly earner!: Earner;

  @Field(() => DecimalScalar, { description: "Mining's US dollars per kWh; 4 decimals." })
  readonly miningUsdPerKwh!: string;

  @Field(() => DecimalScalar, { description: "AI's US dollars per kWh; 4 decimals." })
  readonly aiUsdPerKwh!: string;

  @Field(() => DecimalScalar, { description: 'The multiple, of this earner alone; 1 decimal.' })
  readonly multiple!: string;
}

@InputType({ description: "A reader's own assumption." })
export class AssumptionInput {
  @Field({ description: 'One of the keys that the answer lists.' })
  readonly key!: string;

  @Field(() => DecimalScalar, { description: 'The value, in the unit that the answer lists with the key.' })
  readonly value!: string;
}

@ArgsType()
export class SiteEconomicsArgs {
  @Field(() => ID)
  readonly siteId!: string;

  @Field(() => [AssumptionInput], { nullable: true, description: 'What the reader assumes; everything else is as usual.' })
  readonly assumptions?: readonly AssumptionInput[] | null;
}

const usd = (cents: bigint): string => scaledText(cents, 2);

function scenarioObject(result: ScenarioResult): ScenarioEconomicsObject {
  let total = 0n;
  return {
    scenario: result.scenario,
    earner: result.earner,
    convertedShare: toText(result.convertedShare, 4),
    criticalKw: toText(result.criticalKw, 3),
    revenueUsdPerKwh: toFixed(result.revenueUsdPerKwh, 4),
    marginUsdPerKwh: toFixed(result.marginUsdPerKwh, 4),
    multipleOfMining: result.multipleOfMining && toFixed(result.multipleOfMining, 1),
    firstFullYearRevenue: moneyObject(result.firstFullYearRevenue),
    capex: moneyObject(result.capex),
    presentValue: moneyObject(result.presentValue),
    presentValueOverMining: moneyObject(result.presentValueOverMining),
    internalRate: result.internalRate && toFixed(result.internalRate, 4),
    paybackMonths: result.paybackMonths,
    revenue: result.revenueCents.map(usd),
    cashFlow: result.cashFlowCents.map(usd),
    cumulative: result.cashFlowCents.map((flow) => usd((total += flow))),
  };
}

export const siteEconomicsObject = (siteId: string, assumptions: readonly Assumption[], economics: SiteEconomics, halvings: readonly LocalDate[]): SiteEconomicsObject => ({
  siteId, grossKw: toText(economics.grossKw, 3), assumptions, months: economics.months, halvings, scenarios: economics.results.map(scenarioObject),
});

export const revenueClaimObject = ({ id, label, mining, ai }: ClaimCase): RevenueClaimObject => {
  const { earner, multiple } = multipleOfMining(ai, mining);
  return { id, label, earner, miningUsdPerKwh: toFixed(mining.usdPerKwh, 4), aiUsdPerKwh: toFixed(ai.usdPerKwh, 4), multiple: toFixed(multiple, 1) };
};
