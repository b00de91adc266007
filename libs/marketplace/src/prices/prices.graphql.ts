import { Field, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { decimal, toFixed } from '@busbar/kernel';
import { DecimalScalar, enumOf } from '@busbar/platform';
import type { NormalisedPrice, ReaderAssumptions } from '../domain/prices';
import { priceUnits } from '../domain/product';

/** A GraphQL enum whose names are its values. */
export const PriceUnitEnum = enumOf(priceUnits);
registerEnumType(PriceUnitEnum, {
  name: 'PriceUnit', description: 'The three units in which every price is shown.',
  valuesMap: { IT_KWH: { description: 'Per kWh that reaches computers.' }, KW_MONTH: { description: 'Per contracted kW and month.' }, GPU_HOUR: { description: 'Per GPU and hour.' } },
});

export const EnergyInPriceEnum = enumOf(['INCLUDED', 'PASSED_THROUGH', 'NOT_INCLUDED'] as const);
registerEnumType(EnergyInPriceEnum, {
  name: 'EnergyInPrice', description: 'Whether a price holds the energy.',
  valuesMap: { INCLUDED: { description: 'At a fixed price.' }, PASSED_THROUGH: { description: 'At an index, whose mean is assumed.' }, NOT_INCLUDED: { description: 'Rent alone; energy comes on top.' } },
});

@InputType('PriceAssumptionsInput', { description: 'What the reader assumes instead of the reference: full load, the design PUE of the site, the usual term of the trade.' })
export class PriceAssumptionsInput {
  @Field(() => DecimalScalar, { nullable: true, description: 'Mean IT load as a share of the contracted kW, above 0 and at most 1.' })
  readonly loadFactor?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'Facility energy per IT energy, at least 1.' })
  readonly pue?: string | null;

  @Field(() => Int, { nullable: true, description: 'Whole months of the term, over which escalators and one-time costs are averaged.' })
  readonly termMonths?: number | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'Mean price per MWh of the index that energy is passed through at.' })
  readonly indexPerMwh?: string | null;
}

@ObjectType('IndexAssumption', { description: 'The mean that an index was taken to have.' })
export class IndexAssumptionObject {
  @Field({ description: 'Id of the index.' })
  readonly indexId!: string;

  @Field(() => DecimalScalar, { description: 'Per MWh.' })
  readonly perMwh!: string;
}

@ObjectType('PriceBasis', { description: 'What the three prices stand on. No price is shown without it.' })
export class PriceBasisObject {
  @Field(() => DecimalScalar, { description: 'Mean IT load as a share of the contracted kW.' })
  readonly loadFactor!: string;

  @Field(() => DecimalScalar, { description: 'Facility energy per IT energy.' })
  readonly pue!: string;

  @Field(() => Int, { description: 'Months of the term over which escalators and one-time costs are averaged.' })
  readonly termMonths!: number;

  @Field(() => DecimalScalar, { description: 'Contracted kW.' })
  readonly kw!: string;

  @Field(() => DecimalScalar, { nullable: true, description: 'kW of one GPU with its share of the server; null where no GPUs are offered.' })
  readonly kwPerGpu!: string | null;

  @Field({ description: 'First day of the term, at the site.' })
  readonly startOn!: string;

  @Field(() => EnergyInPriceEnum, { description: 'Whether the energy is in it.' })
  readonly energy!: keyof typeof EnergyInPriceEnum;

  @Field(() => [IndexAssumptionObject], { description: 'What indices were taken to cost on average.' })
  readonly indices!: readonly IndexAssumptionObject[];

  @Field(() => DecimalScalar, { description: 'kWh of one kW in one month: the factor between the two prices.' })
  readonly kwhPerKwMonth!: string;
}

@ObjectType('NormalisedPrice', { description: 'One price in three units, computed by the engine that bills, with its basis. All energy and fees of the terms are inside unless the basis says otherwise; taxes are not.' })
export class NormalisedPriceObject {
  @Field({ description: 'ISO 4217 code.' })
  readonly currency!: string;

  @Field(() => DecimalScalar, { description: 'Per kWh that reaches computers.' })
  readonly perItKwh!: string;

  @Field(() => DecimalScalar, { description: 'Per contracted kW and month.' })
  readonly perKwMonth!: string;

  @Field(() => DecimalScalar, { nullable: true, description: 'Per GPU and hour; null where the tenant brings its own GPUs.' })
  readonly perGpuHour!: string | null;

  @Field(() => PriceBasisObject, { description: 'What the numbers stand on.' })
  readonly basis!: PriceBasisObject;
}

/** Prices are kept at 12 decimals and told at 6. */
const SHOWN_DECIMALS = 6;

export function normalisedPriceObject(price: NormalisedPrice): NormalisedPriceObject {
  const { assumptions, energy, kwhPerKwMonth } = price.basis;
  const { loadFactor, pue, termMonths, kw, kwPerGpu = null, startOn, indexPerMwh = {} } = assumptions;
  const indices = Object.entries(indexPerMwh).map(([indexId, perMwh]) => ({ indexId, perMwh }));
  const shown = (text: string): string => toFixed(decimal(text), SHOWN_DECIMALS);
  return {
    currency: price.currency, perItKwh: shown(price.perItKwh), perKwMonth: shown(price.perKwMonth), perGpuHour: price.perGpuHour === null ? null : shown(price.perGpuHour),
    basis: { loadFactor, pue, termMonths, kw, kwPerGpu, startOn, energy, indices, kwhPerKwMonth },
  };
}

/** Leaves out what was not given, so that the reference stands in its place. */
export const assumptionsOf = ({ loadFactor, pue, termMonths, indexPerMwh }: PriceAssumptionsInput): ReaderAssumptions => ({
  ...(loadFactor != null && { loadFactor }), ...(pue != null && { pue }), ...(termMonths != null && { termMonths }), ...(indexPerMwh != null && { indexPerMwh }),
});
