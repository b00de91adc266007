import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { decimal, over, rational, times, toText, type LocalDate } from '@busbar/kernel';
import { billingCadences, type BillingCadence, type Escalator, type PriceTerm } from '@busbar/pricing';
import { DecimalScalar, enumOf, newId } from '@busbar/platform';
import { PriceTermsInvalidError } from '../domain/listing.errors';
import { isEnergy, priceUnitOfTerm, type OfferedCode, type OfferedTerm } from '../domain/price-terms';

/** GraphQL names have no dots: `energy.fixed` is `ENERGY_FIXED`. */
const codeNames = { ENERGY_FIXED: 'energy.fixed', ENERGY_INDEX: 'energy.index', ENERGY_INDEX_ADDER: 'energy.index_adder', ENERGY_PUE_OVERHEAD: 'energy.pue_overhead', CAPACITY_RESERVED: 'capacity.reserved', GPU_PREMIUM: 'gpu.premium' } as const satisfies Record<string, OfferedCode>;
export const PriceTermCodeEnum = enumOf(Object.keys(codeNames) as readonly (keyof typeof codeNames)[]);
registerEnumType(PriceTermCodeEnum, {
  name: 'PriceTermCode', description: 'The components that a price is made of.',
  valuesMap: {
    ENERGY_FIXED: { description: 'One price for every kWh.' }, ENERGY_INDEX: { description: 'A published index handed through, hour by hour.' },
    ENERGY_INDEX_ADDER: { description: 'A margin per kWh on top of the index.' }, ENERGY_PUE_OVERHEAD: { description: 'Cooling and losses: IT energy grossed up by the PUE.' },
    CAPACITY_RESERVED: { description: 'Rent per reserved kW and month.' }, GPU_PREMIUM: { description: 'Per GPU and hour.' },
  },
});
export const BillingCadenceEnum = enumOf(billingCadences);
registerEnumType(BillingCadenceEnum, { name: 'BillingCadence', description: 'Whether a term is billed before or after its period.', valuesMap: { ADVANCE: { description: 'Before.' }, ARREARS: { description: 'After.' } } });
export const PueModeEnum = enumOf(['FIXED', 'MEASURED', 'MEASURED_CAPPED'] as const);
registerEnumType(PueModeEnum, {
  name: 'PueMode', description: 'Where the PUE of an overhead comes from.',
  valuesMap: { FIXED: { description: 'Agreed.' }, MEASURED: { description: 'Metered each period.' }, MEASURED_CAPPED: { description: 'Metered, and at most the cap.' } },
});

@InputType('PriceTermInput', { description: 'One component of a price. Which fields it needs depends on its code; what does not belong to it is refused.' })
export class PriceTermInput {
  @Field(() => PriceTermCodeEnum, { description: 'Which component.' })
  readonly code!: keyof typeof PriceTermCodeEnum;

  @Field(() => String, { nullable: true, description: 'How the contract will call it.' })
  readonly name?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'Per kWh, kW-month or GPU-hour in the currency of the offer. Not for an index, which is published; optional for the PUE overhead, which takes the price of the energy.' })
  readonly price?: string | null;

  @Field(() => BillingCadenceEnum, { nullable: true, description: 'ADVANCE for rent and ARREARS for energy unless said.' })
  readonly billedIn?: BillingCadence | null;

  @Field(() => Boolean, { nullable: true, description: 'Cost handed on without margin: no platform fee is taken of it.' })
  readonly passThrough?: boolean | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'Growth in percent on each anniversary of the start of the term.' })
  readonly escalatorPercent?: string | null;

  @Field(() => String, { nullable: true, description: 'ENERGY_INDEX: id of the index.' })
  readonly indexId?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'ENERGY_INDEX: the index is never taken below this, per MWh.' })
  readonly floorPerMwh?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'ENERGY_INDEX: the index is never taken above this, per MWh.' })
  readonly capPerMwh?: string | null;

  @Field(() => PueModeEnum, { nullable: true, description: 'ENERGY_PUE_OVERHEAD: where the PUE comes from.' })
  readonly pueMode?: keyof typeof PueModeEnum | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'ENERGY_PUE_OVERHEAD: the agreed PUE, or the cap.' })
  readonly pue?: string | null;

  @Field(() => String, { nullable: true, description: 'GPU_PREMIUM: the model of the GPUs; the one of the cluster unless said.' })
  readonly sku?: string | null;

  @Field(() => Int, { nullable: true, description: 'GPU_PREMIUM: seconds of the billing increment, 3600 unless said.' })
  readonly incrementSeconds?: number | null;
}

@ObjectType('PriceTerm', { description: 'One component of a price.' })
export class PriceTermObject {
  @Field(() => ID, { description: 'Printed with each invoice line that comes of it.' })
  readonly id!: string;

  @Field({ description: 'The code of the component as it stands on invoices, such as capacity.reserved.' })
  readonly code!: string;

  @Field(() => String, { nullable: true, description: 'How the contract calls it.' })
  readonly name!: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'The price per `unit`; null where it is an index or is taken from other terms.' })
  readonly price!: string | null;

  @Field({ description: 'What the price is for: kWh, MWh, kW-month or GPU-hour.' })
  readonly unit!: string;

  @Field(() => BillingCadenceEnum, { description: 'Billed before or after its period.' })
  readonly billedIn!: BillingCadence;

  @Field({ description: 'Cost handed on without margin.' })
  readonly passThrough!: boolean;

  @Field(() => DecimalScalar, { nullable: true, description: 'Growth in percent on each anniversary.' })
  readonly escalatorPercent!: string | null;

  @Field(() => String, { nullable: true, description: 'The index that is handed through.' })
  readonly indexId!: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'The index is never taken below this, per MWh.' })
  readonly floorPerMwh!: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'The index is never taken above this, per MWh.' })
  readonly capPerMwh!: string | null;

  @Field(() => PueModeEnum, { nullable: true, description: 'Where the PUE of an overhead comes from.' })
  readonly pueMode!: keyof typeof PueModeEnum | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'The agreed PUE, or its cap.' })
  readonly pue!: string | null;

  @Field(() => String, { nullable: true, description: 'The model of the GPUs.' })
  readonly sku!: string | null;

  @Field(() => Int, { nullable: true, description: 'Seconds of the billing increment of GPUs.' })
  readonly incrementSeconds!: number | null;
}

const HUNDRED = rational(100n);

export function priceTermObject(term: PriceTerm): PriceTermObject {
  const escalator = 'escalator' in term ? term.escalator : undefined;
  const guard = term.code === 'energy.index' ? term.guard : undefined;
  const mode = term.code === 'energy.pue_overhead' ? term.mode : undefined;
  return {
    id: term.id, code: term.code, name: term.name ?? null, price: 'price' in term ? (term.price ?? null) : null, unit: term.code in priceUnitOfTerm ? priceUnitOfTerm[term.code as OfferedCode] : '',
    billedIn: term.billedIn, passThrough: term.passThrough ?? false, escalatorPercent: escalator?.kind === 'fixed' ? toText(times(decimal(escalator.rate), HUNDRED)) : null,
    indexId: term.code === 'energy.index' ? term.indexId : null, floorPerMwh: guard && 'floor' in guard ? guard.floor : null, capPerMwh: guard && 'cap' in guard ? guard.cap : null,
    pueMode: mode ? (mode.kind.toUpperCase() as keyof typeof PueModeEnum) : null, pue: mode?.kind === 'fixed' ? mode.pue : mode?.kind === 'measured_capped' ? mode.cap : null,
    sku: term.code === 'gpu.premium' ? term.sku : null, incrementSeconds: term.code === 'gpu.premium' ? term.incrementSeconds : null,
  };
}

const needed = <T>(value: T | null | undefined, path: string, expected: string): T => {
  if (value === null || value === undefined) throw new PriceTermsInvalidError({ path, given: null, expected });
  return value;
};

/** The fields that each code takes besides the common ones; another that is given is a mistake, not a wish. */
const ownFields: Readonly<Record<OfferedCode, readonly (keyof PriceTermInput)[]>> = {
  'energy.fixed': ['price', 'escalatorPercent'], 'energy.index': ['indexId', 'floorPerMwh', 'capPerMwh'], 'energy.index_adder': ['price', 'escalatorPercent'],
  'energy.pue_overhead': ['price', 'pueMode', 'pue', 'escalatorPercent'], 'capacity.reserved': ['price', 'escalatorPercent'], 'gpu.premium': ['price', 'sku', 'incrementSeconds', 'escalatorPercent'],
};
const everyOwnField = [...new Set(Object.values(ownFields).flat())];

/** Reads terms as a host writes them; growth counts from `start`, an overhead without a price takes that of all energy. The domain checks what they amount to. */
export function priceTermsOf(inputs: readonly PriceTermInput[], start: LocalDate, clusterModel: string | null): OfferedTerm[] {
  const terms = inputs.map((input, index) => priceTermOf(input, start, clusterModel, `priceTerms.${index}`));
  const energyTermIds = terms.filter(isEnergy).map(({ id }) => id);
  return terms.map((term) => (term.code === 'energy.pue_overhead' && term.price === undefined ? { ...term, energyTermIds } : term));
}

function priceTermOf(input: PriceTermInput, start: LocalDate, clusterModel: string | null, path: string): OfferedTerm {
  const code = codeNames[input.code];
  const stray = everyOwnField.find((field) => input[field] != null && !ownFields[code].includes(field));
  if (stray) throw new PriceTermsInvalidError({ path: `${path}.${stray}`, given: input[stray], expected: `no ${stray} in a term ${code}` });
  const rent = code === 'capacity.reserved';
  const base = { id: newId('priceTerm'), billedIn: input.billedIn ?? (rent ? 'ADVANCE' : 'ARREARS'), ...(input.name != null && { name: input.name }), ...(input.passThrough != null && { passThrough: input.passThrough }) } as const;
  const growth = input.escalatorPercent == null ? {} : { escalator: { kind: 'fixed', rate: toText(over(decimal(input.escalatorPercent), HUNDRED)), effective: start.toString() } satisfies Escalator };
  const price = (): string => needed(input.price, `${path}.price`, `a price per ${priceUnitOfTerm[code]}`);
  switch (code) {
    case 'energy.fixed':
    case 'energy.index_adder':
    case 'capacity.reserved':
      return { ...base, code, price: price(), ...growth };
    case 'energy.index':
      return { ...base, code, indexId: needed(input.indexId, `${path}.indexId`, 'the id of an index'), ...guardOf(input) };
    case 'energy.pue_overhead':
      return { ...base, code, mode: pueModeOf(input, path), ...(input.price != null && { price: input.price }), ...growth };
    case 'gpu.premium':
      return { ...base, code, price: price(), sku: input.sku ?? needed(clusterModel, `${path}.sku`, 'a model of GPUs'), incrementSeconds: input.incrementSeconds ?? 3600, ...growth };
  }
}

function guardOf({ floorPerMwh: floor, capPerMwh: cap }: PriceTermInput): { readonly guard?: NonNullable<Extract<OfferedTerm, { code: 'energy.index' }>['guard']> } {
  if (floor != null && cap != null) return { guard: { kind: 'collar', floor, cap } };
  if (floor != null) return { guard: { kind: 'floor', floor } };
  return cap == null ? {} : { guard: { kind: 'cap', cap } };
}

function pueModeOf({ pueMode, pue }: PriceTermInput, path: string): Extract<OfferedTerm, { code: 'energy.pue_overhead' }>['mode'] {
  const mode = needed(pueMode, `${path}.pueMode`, 'FIXED, MEASURED or MEASURED_CAPPED');
  if (mode === 'MEASURED') return { kind: 'measured' };
  const value = needed(pue, `${path}.pue`, 'a PUE of at least 1');
  return mode === 'FIXED' ? { kind: 'fixed', pue: value } : { kind: 'measured_capped', cap: value };
}
