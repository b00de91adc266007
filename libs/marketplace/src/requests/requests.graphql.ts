import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { decimal, InvalidInputError, type Instant, instantOf, kwText, type LocalDate, parseKw, startOfDay, toText } from '@busbar/kernel';
import { CoolingEnum, RedundancyEnum } from '@busbar/capacity';
import { ConnectionArgs, connectionType, DecimalScalar, enumOf, InstantScalar, LocalDateScalar } from '@busbar/platform';
import { gpuModelId, gpuModelOf } from '../domain/gpu-models';
import type { PriceUnit, Product, Quantity } from '../domain/product';
import { requestStateAt, usualWeights, wishes, type Request, type Requirements, type Wish } from '../domain/request';
import { requestStates, type RequestState } from '../domain/request-lifecycle';
import { RequirementInvalidError } from '../domain/request.errors';
import { currencyFrom } from '../listings/listing-input.graphql';
import { ProductEnum } from '../listings/listings.graphql';
import { PriceUnitEnum } from '../prices/prices.graphql';
import type { NewRequest } from './requests.service';

export const RequestStateEnum = enumOf(requestStates);
registerEnumType(RequestStateEnum, { name: 'RequestState', description: 'Where a request stands.' });
export const WishEnum = enumOf(wishes);
registerEnumType(WishEnum, { name: 'Wish', description: 'What matches are ranked by.' });

@ObjectType('PriceCeiling', { description: 'The most a tenant will pay, all energy included, before tax.' })
export class PriceCeilingObject {
  @Field(() => PriceUnitEnum, { description: 'Per what.' })
  readonly unit!: PriceUnit;

  @Field(() => DecimalScalar, { description: 'In the currency of the request.' })
  readonly amount!: string;
}

@ObjectType('LatencyLimit', { description: 'A bound on the estimated round trip to a place.' })
export class LatencyLimitObject {
  @Field({ description: 'An interconnection hub, such as Dallas.' })
  readonly hub!: string;

  @Field(() => Int, { description: 'Milliseconds.' })
  readonly maximumMs!: number;
}

@ObjectType('WishWeight', { description: 'How much a wish counts in the ranking.' })
export class WishWeightObject {
  @Field(() => WishEnum, { description: 'The wish.' })
  readonly wish!: Wish;

  @Field(() => Int, { description: 'From 0 to 100; only their proportions matter.' })
  readonly weight!: number;
}

@ObjectType('Request', { description: 'What a tenant needs: hard requirements, wishes with weights, a deadline.' })
export class RequestObject {
  /** The domain's value, for the fields that are computed. */
  readonly request!: Request;

  @Field(() => ID)
  readonly id!: string;

  readonly tenantId!: string;

  @Field({ description: 'A headline.' })
  readonly title!: string;

  @Field({ description: "The tenant's words." })
  readonly description!: string;

  @Field(() => RequestStateEnum, { description: 'Where it stands now; an open one whose deadline has come is EXPIRED.' })
  readonly state!: RequestState;

  @Field(() => ProductEnum, { description: 'What is asked for.' })
  readonly product!: Product;

  @Field(() => DecimalScalar, { description: 'Critical kW: asked for, or derived from the GPUs.' })
  readonly quantityKw!: string;

  @Field(() => Int, { nullable: true, description: 'GPUs asked for; null where the tenant brings its own.' })
  readonly gpus!: number | null;

  @Field(() => [String], { description: 'Ids of the models that would do.' })
  readonly gpuModels!: readonly string[];

  @Field(() => LocalDateScalar, { description: 'The first day on which it may start, at the site.' })
  readonly startFrom!: LocalDate;

  @Field(() => LocalDateScalar, { description: 'The last day on which it may start.' })
  readonly startTo!: LocalDate;

  @Field(() => Int, { description: 'Whole months.' })
  readonly termMonths!: number;

  @Field(() => [String], { description: 'ISO 3166-1 codes; empty: anywhere.' })
  readonly countriesAllowed!: readonly string[];

  @Field(() => [String], { description: 'ISO 3166-1 codes.' })
  readonly countriesRefused!: readonly string[];

  @Field(() => [CoolingEnum], { description: 'Coolings that would do; empty: any.' })
  readonly coolings!: readonly string[];

  @Field(() => DecimalScalar, { nullable: true, description: 'The least kW that a rack must be able to draw.' })
  readonly minimumRackKw!: string | null;

  @Field(() => [RedundancyEnum], { description: 'Redundancies that would do; empty: any.' })
  readonly redundancies!: readonly string[];

  @Field(() => [String], { description: 'Certificates that the site must hold.' })
  readonly certifications!: readonly string[];

  @Field(() => LatencyLimitObject, { nullable: true, description: 'A bound on the round trip.' })
  readonly latency!: LatencyLimitObject | null;

  @Field(() => Int, { nullable: true, description: "The most g CO2 per kWh of the site's mix over the life cycle." })
  readonly carbonCapGPerKwh!: number | null;

  @Field(() => Int, { description: 'Hours a year that may be curtailed; 0: firm power only.' })
  readonly curtailmentHours!: number;

  @Field(() => Int, { description: 'The least notice before a curtailment, minutes.' })
  readonly noticeMinutes!: number;

  @Field({ description: 'ISO 4217 code.' })
  readonly currency!: string;

  @Field(() => PriceCeilingObject, { nullable: true, description: 'The most it may cost.' })
  readonly priceCeiling!: PriceCeilingObject | null;

  @Field(() => [WishWeightObject], { description: 'What matches are ranked by.' })
  readonly weights!: readonly WishWeightObject[];

  @Field(() => InstantScalar, { description: 'Until when proposals are taken.' })
  readonly deadline!: Instant;

  @Field(() => InstantScalar, { description: 'When it was drafted.' })
  readonly createdAt!: Instant;

  @Field(() => InstantScalar, { nullable: true, description: 'When it was opened.' })
  readonly openedAt!: Instant | null;
}

export function requestObject(request: Request, now: Instant): RequestObject {
  const { requirements, weights, ...plain } = request;
  const { quantity, startWindow, minimumRackW, priceCeiling, ...asked } = requirements;
  return {
    ...plain, ...asked, request, state: requestStateAt(request, now), quantityKw: kwText(quantity.powerW), gpus: quantity.gpus, startFrom: startWindow.from, startTo: startWindow.to,
    minimumRackKw: minimumRackW === null ? null : kwText(minimumRackW), priceCeiling: priceCeiling && { unit: priceCeiling.unit, amount: toText(priceCeiling.amount) },
    weights: wishes.map((wish) => ({ wish, weight: weights[wish] })),
  };
}

export const RequestConnection = connectionType(RequestObject, 'Request');

@ArgsType()
export class RequestsArgs extends ConnectionArgs {
  @Field(() => [RequestStateEnum], { nullable: true, description: 'In any of these states.' })
  readonly states?: readonly RequestState[] | null;

  @Field(() => Boolean, { nullable: true, description: "Only the viewer's own, where it is a host too." })
  readonly own?: boolean | null;
}

@InputType('PriceCeilingInput', { description: 'The most a tenant will pay, all energy included, before tax.' })
export class PriceCeilingInput {
  @Field(() => PriceUnitEnum, { description: 'Per what; GPU_HOUR only for GPU clusters.' })
  readonly unit!: PriceUnit;

  @Field(() => DecimalScalar, { description: 'In the currency of the request.' })
  readonly amount!: string;
}

@InputType('LatencyLimitInput', { description: 'A bound on the estimated round trip to a place.' })
export class LatencyLimitInput {
  @Field({ description: 'An interconnection hub, such as Dallas.' })
  readonly hub!: string;

  @Field(() => Int, { description: 'Milliseconds.' })
  readonly maximumMs!: number;
}

@InputType('WeightsInput', { description: 'How much each wish counts, from 0 to 100; only their proportions matter.' })
export class WeightsInput {
  @Field(() => Int, { defaultValue: 0, description: 'A low price.' })
  readonly price!: number;

  @Field(() => Int, { defaultValue: 0, description: 'An early start.' })
  readonly start!: number;

  @Field(() => Int, { defaultValue: 0, description: 'Little carbon.' })
  readonly carbon!: number;

  @Field(() => Int, { defaultValue: 0, description: 'More redundancy.' })
  readonly redundancy!: number;
}

@InputType('CreateRequestInput', { description: 'A draft of what is needed. From GPUs or from kW: the other is derived.' })
export class CreateRequestInput {
  @Field({ description: 'A headline of 3 to 200 characters.' })
  readonly title!: string;

  @Field(() => String, { nullable: true, description: 'Up to 5,000 characters.' })
  readonly description?: string | null;

  @Field(() => ProductEnum, { description: 'What is asked for.' })
  readonly product!: Product;

  @Field(() => DecimalScalar, { nullable: true, description: 'Critical kW; for colocation and power. Derived where GPUs are given.' })
  readonly quantityKw?: string | null;

  @Field(() => Int, { nullable: true, description: 'GPUs; for a cluster, or to derive the kW that the own GPUs need.' })
  readonly gpus?: number | null;

  @Field(() => [String], { nullable: true, description: 'Models by id or name; for a cluster any of them would do.' })
  readonly gpuModels?: readonly string[] | null;

  @Field(() => LocalDateScalar, { description: 'The first day on which it may start, at the site.' })
  readonly startFrom!: LocalDate;

  @Field(() => LocalDateScalar, { description: 'The last day on which it may start.' })
  readonly startTo!: LocalDate;

  @Field(() => Int, { description: 'Whole months.' })
  readonly termMonths!: number;

  @Field(() => [String], { nullable: true, description: 'ISO 3166-1 codes; anywhere unless said.' })
  readonly countriesAllowed?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'ISO 3166-1 codes.' })
  readonly countriesRefused?: readonly string[] | null;

  @Field(() => [CoolingEnum], { nullable: true, description: 'Coolings that would do; any unless said.' })
  readonly coolings?: readonly string[] | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'The least kW that a rack must be able to draw.' })
  readonly minimumRackKw?: string | null;

  @Field(() => [RedundancyEnum], { nullable: true, description: 'Redundancies that would do; any unless said.' })
  readonly redundancies?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'Certificates that the site must hold, or have in progress where it is not ready yet.' })
  readonly certifications?: readonly string[] | null;

  @Field(() => LatencyLimitInput, { nullable: true, description: 'A bound on the round trip.' })
  readonly latency?: LatencyLimitInput | null;

  @Field(() => Int, { nullable: true, description: "The most g CO2 per kWh of the site's mix over the life cycle." })
  readonly carbonCapGPerKwh?: number | null;

  @Field(() => Int, { defaultValue: 0, description: 'Hours a year that may be curtailed; 0: firm power only.' })
  readonly curtailmentHours!: number;

  @Field(() => Int, { defaultValue: 0, description: 'The least notice before a curtailment, minutes.' })
  readonly noticeMinutes!: number;

  @Field({ defaultValue: 'USD', description: 'ISO 4217 code in which offers are compared.' })
  readonly currency!: string;

  @Field(() => PriceCeilingInput, { nullable: true, description: 'The most it may cost.' })
  readonly priceCeiling?: PriceCeilingInput | null;

  @Field(() => WeightsInput, { nullable: true, description: 'What matches are ranked by; price first unless said.' })
  readonly weights?: WeightsInput | null;

  @Field(() => [ID], { nullable: true, description: 'Hosts that may see it; every host unless said.' })
  readonly addressedTo?: readonly string[] | null;

  @Field(() => InstantScalar, { nullable: true, description: 'Until when proposals are taken; the end of the last start day unless said.' })
  readonly deadline?: Instant | null;
}

/** kW from GPUs or GPUs as they are: whichever side was given, the other follows from the model. */
function quantityFrom({ product, quantityKw, gpus, gpuModels }: CreateRequestInput): Quantity {
  const model = gpuModelOf(gpuModels?.[0] ?? '');
  if (product === 'GPU_CLUSTER') {
    if (gpus == null) throw new RequirementInvalidError({ path: 'gpus', given: null, expected: 'a number of GPUs' });
    return { gpus, powerW: BigInt(gpus) * (model?.wPerGpu ?? 0n) };
  }
  if (quantityKw != null) return { gpus: null, powerW: parseKw(quantityKw, 'quantityKw') };
  if (gpus == null || !model) throw new RequirementInvalidError({ path: 'quantityKw', given: null, expected: 'a number of kW, or GPUs of a known model' });
  return { gpus: null, powerW: BigInt(gpus) * model.wPerGpu };
}

export function newRequestOf(input: CreateRequestInput): NewRequest {
  const { weights, latency, priceCeiling } = input;
  if (input.gpus != null && input.gpus < 0) throw new InvalidInputError({ path: 'gpus', given: input.gpus, expected: 'no number below 0' });
  const requirements: Requirements = {
    product: input.product, quantity: quantityFrom(input), gpuModels: input.product === 'GPU_CLUSTER' ? (input.gpuModels ?? []).map(gpuModelId) : [],
    startWindow: { from: input.startFrom, to: input.startTo }, termMonths: input.termMonths, countriesAllowed: input.countriesAllowed ?? [], countriesRefused: input.countriesRefused ?? [],
    coolings: input.coolings ?? [], minimumRackW: input.minimumRackKw == null ? null : parseKw(input.minimumRackKw, 'minimumRackKw'), redundancies: input.redundancies ?? [],
    certifications: input.certifications ?? [], latency: latency ? { hub: latency.hub, maximumMs: latency.maximumMs } : null, carbonCapGPerKwh: input.carbonCapGPerKwh ?? null,
    curtailmentHours: input.curtailmentHours, noticeMinutes: input.noticeMinutes, currency: currencyFrom(input.currency),
    priceCeiling: priceCeiling ? { unit: priceCeiling.unit, amount: decimal(priceCeiling.amount) } : null,
  };
  return {
    title: input.title.trim(), description: (input.description ?? '').trim(), requirements,
    weights: weights ? { PRICE: weights.price, START: weights.start, CARBON: weights.carbon, REDUNDANCY: weights.redundancy } : usualWeights,
    addressedTo: input.addressedTo ?? [], deadline: instantOf((input.deadline ?? startOfDay(input.startTo.add({ days: 1 }), 'UTC')).epochMilliseconds),
  };
}
