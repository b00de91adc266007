import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { compareMoney, invariant, type LocalDate, parseDate, parseMoney } from '@busbar/kernel';
import { DecimalScalar, LocalDateScalar, MoneyObject, moneyObject } from '@busbar/platform';
import type { RatedInvoice, RatedLine } from '@busbar/pricing';
import type { AskedAssumptions, ShadowInvoice } from './shadow-invoices.service';

@InputType({ description: 'The mean price of an index to be assumed.' })
export class ShadowIndexInput {
  @Field({ description: 'An index that the terms name.' })
  readonly indexId!: string;

  @Field(() => DecimalScalar, { description: 'Mean price per MWh.' })
  readonly perMwh!: string;
}

@InputType({ description: 'What is assumed of use and prices; what is left out is full load, the design PUE of the site and the expected mean of each index.' })
export class ShadowAssumptionsInput {
  @Field(() => DecimalScalar, { nullable: true, description: 'Mean IT load as a share of the contracted kW, above 0 and at most 1.' })
  readonly loadFactor?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'Facility energy per IT energy, 1 to 3.' })
  readonly pue?: string | null;

  @Field(() => [ShadowIndexInput], { nullable: true, description: 'Mean prices of indices.' })
  readonly indices?: readonly ShadowIndexInput[] | null;
}

@ArgsType()
export class ShadowInvoiceArgs {
  @Field(() => ID)
  readonly contractId!: string;

  @Field(() => ShadowAssumptionsInput, { nullable: true, description: 'What to assume.' })
  readonly assumptions?: ShadowAssumptionsInput | null;
}

@ObjectType('ShadowIndex', { description: 'The mean price that an index was taken to have.' })
export class ShadowIndexObject {
  @Field({ description: 'The index.' })
  readonly indexId!: string;

  @Field(() => DecimalScalar, { description: 'Per MWh.' })
  readonly perMwh!: string;
}

@ObjectType('ShadowBasis', { description: 'What a simulation stands on. Its numbers are not shown without it.' })
export class ShadowBasisObject {
  @Field({ description: 'SHA-256 of the document whose terms were simulated.' })
  readonly sha256!: string;

  @Field(() => DecimalScalar, { description: 'Mean IT load as a share of the contracted kW.' })
  readonly loadFactor!: string;

  @Field(() => DecimalScalar, { description: 'Facility energy per IT energy.' })
  readonly pue!: string;

  @Field(() => [ShadowIndexObject], { description: 'Mean prices of indices.' })
  readonly indices!: readonly ShadowIndexObject[];
}

@ObjectType('ShadowLine', { description: 'A line as it would stand on the invoice.' })
export class ShadowLineObject {
  @Field({ description: 'Code of the component.' })
  readonly code!: string;

  @Field(() => ID, { description: 'The price term it comes from.' })
  readonly termId!: string;

  @Field(() => DecimalScalar, { description: 'The quantity, rounded before it is priced.' })
  readonly quantity!: string;

  @Field(() => String, { nullable: true, description: 'The fraction of a period that multiplies the quantity, such as 9/29; null where it is whole.' })
  readonly proration!: string | null;

  @Field({ description: 'Unit of the quantity; empty for an amount.' })
  readonly unit!: string;

  @Field(() => DecimalScalar, { description: 'Price of one unit.' })
  readonly unitPrice!: string;

  @Field(() => MoneyObject, { description: 'The amount.' })
  readonly amount!: MoneyObject;
}

@ObjectType('ShadowMonth', { description: 'One billing period as it would be billed.' })
export class ShadowMonthObject {
  @Field(() => LocalDateScalar, { description: 'First day.' })
  readonly from!: LocalDate;

  @Field(() => LocalDateScalar, { description: 'First day no longer in it.' })
  readonly to!: LocalDate;

  @Field(() => [ShadowLineObject], { description: 'Its lines.' })
  readonly lines!: readonly ShadowLineObject[];

  @Field(() => MoneyObject, { description: 'Sum of the lines.' })
  readonly subtotal!: MoneyObject;

  @Field(() => MoneyObject, { description: 'Tax.' })
  readonly tax!: MoneyObject;

  @Field(() => MoneyObject, { description: 'What would be due.' })
  readonly total!: MoneyObject;
}

@ObjectType('ShadowInvoice', { description: 'Twelve months of a contract through the engine that bills, before or after signature.' })
export class ShadowInvoiceObject {
  @Field(() => ID, { description: 'The contract.' })
  readonly contractId!: string;

  @Field(() => ShadowBasisObject, { description: 'What the numbers stand on.' })
  readonly basis!: ShadowBasisObject;

  @Field(() => [ShadowMonthObject], { description: 'The billing periods, in order.' })
  readonly months!: readonly ShadowMonthObject[];

  @Field(() => MoneyObject, { description: 'Sum before tax.' })
  readonly subtotal!: MoneyObject;

  @Field(() => MoneyObject, { description: 'Sum with tax.' })
  readonly total!: MoneyObject;

  @Field(() => Int, { description: 'Index in `months` of the first one with the highest total.' })
  readonly worstMonth!: number;

  @Field(() => Int, { description: 'Index in `months` of the first one with the lowest total.' })
  readonly lightestMonth!: number;
}

/** Only what was given. */
export const assumptionsOf = ({ loadFactor, pue, indices }: ShadowAssumptionsInput): AskedAssumptions => ({
  ...(loadFactor != null && { loadFactor }),
  ...(pue != null && { pue }),
  ...(indices != null && { indexPerMwh: Object.fromEntries(indices.map(({ indexId, perMwh }) => [indexId, perMwh])) }),
});

const lineObject = ({ code, termId, quantity, fraction, unit, unitPrice, amount }: RatedLine): ShadowLineObject => ({
  code, termId, quantity, proration: fraction && `${fraction.numerator}/${fraction.denominator}`, unit, unitPrice, amount: moneyObject(amount),
});

const monthObject = ({ period, lines, subtotal, tax, total }: RatedInvoice): ShadowMonthObject => ({
  from: parseDate(period.from), to: parseDate(period.to), lines: lines.map(lineObject), subtotal: moneyObject(subtotal), tax: moneyObject(tax), total: moneyObject(total),
});

export function shadowInvoiceObject({ contractId, sha256, assumed, simulation }: ShadowInvoice): ShadowInvoiceObject {
  const { invoices } = simulation;
  const [first] = invoices;
  invariant(first, 'A simulation has at least one month.');
  const { currency } = first;
  const sum = (text: string): MoneyObject => moneyObject(parseMoney(text, currency));
  const isBeyond = (sign: 1 | -1) => (best: number, { total }: RatedInvoice, index: number): number => (sign * compareMoney(total, (invoices[best] ?? first).total) > 0 ? index : best);
  return {
    contractId, basis: { sha256, loadFactor: assumed.loadFactor, pue: assumed.pue, indices: Object.entries(assumed.indexPerMwh).map(([indexId, perMwh]) => ({ indexId, perMwh })) },
    months: invoices.map(monthObject), subtotal: sum(simulation.subtotal), total: sum(simulation.total), worstMonth: invoices.reduce(isBeyond(1), 0), lightestMonth: invoices.reduce(isBeyond(-1), 0),
  };
}
