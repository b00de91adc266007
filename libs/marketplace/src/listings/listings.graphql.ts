import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { type Instant, kwText, type LocalDate } from '@busbar/kernel';
import { CoolingEnum, PowerFirmnessEnum, RedundancyEnum } from '@busbar/capacity';
import { ConnectionArgs, connectionType, DecimalScalar, enumOf, InstantScalar, LocalDateScalar } from '@busbar/platform';
import { gpuModelOf } from '../domain/gpu-models';
import { listingStates, type ListingState } from '../domain/listing-lifecycle';
import { gapCodes, type GapCode } from '../domain/listing-gap';
import { products, type FirmnessKind, type PriceUnit, type Product } from '../domain/product';
import { PriceTermInput, PriceTermObject, priceTermObject } from '../prices/price-terms.graphql';
import { PriceUnitEnum } from '../prices/prices.graphql';
import type { Offered } from './market.queries';

export const ProductEnum = enumOf(products);
registerEnumType(ProductEnum, {
  name: 'Product', description: 'What is sold.',
  valuesMap: {
    COLOCATION: { description: 'Powered space for GPUs of the tenant: quoted per kW and month, energy usually passed through.' },
    GPU_CLUSTER: { description: 'GPUs of the host: quoted per GPU and hour, energy inside.' },
    INTERRUPTIBLE_POWER: { description: 'A mining-grade shell: quoted per kWh, energy inside, taken away at any time.' },
  },
});
export const ListingStateEnum = enumOf(listingStates);
registerEnumType(ListingStateEnum, { name: 'ListingState', description: 'Where a listing stands; a withdrawn one does not come back.' });
export const ListingGapEnum = enumOf(gapCodes);
registerEnumType(ListingGapEnum, { name: 'ListingGap', description: 'What a listing lacks.' });
export const GapSeverityEnum = enumOf(['BLOCKING', 'ADVISORY'] as const);
registerEnumType(GapSeverityEnum, { name: 'GapSeverity', description: 'Whether a gap keeps a listing from being published.', valuesMap: { BLOCKING: { description: 'It does.' }, ADVISORY: { description: 'It only costs matches.' } } });

@ObjectType('Firmness', { description: 'How firmly power is promised.' })
export class FirmnessObject {
  @Field(() => PowerFirmnessEnum, { description: 'Whether it may be taken away.' })
  readonly kind!: FirmnessKind;

  @Field(() => Int, { description: 'Hours a year that may be curtailed.' })
  readonly curtailableHours!: number;

  @Field(() => Int, { description: 'Least notice before a curtailment, in minutes.' })
  readonly noticeMinutes!: number;

  @Field(() => Int, { description: 'Percent of the power that stays on during a curtailment.' })
  readonly retainedPercent!: number;
}

@ObjectType('ListingGapFound', { description: 'Something a listing lacks.' })
export class ListingGapObject {
  @Field(() => ListingGapEnum, { description: 'What.' })
  readonly code!: GapCode;

  @Field(() => GapSeverityEnum, { description: 'Whether it keeps the listing from being published.' })
  readonly severity!: keyof typeof GapSeverityEnum;

  @Field({ description: 'The field that would close the gap.' })
  readonly path!: string;
}

@ObjectType('ListingCompleteness', { description: 'How much of what is asked of a listing is there. For its host.' })
export class CompletenessObject {
  @Field(() => Int, { description: 'Whole percent.' })
  readonly percent!: number;

  @Field(() => [ListingGapObject], { description: 'What is missing.' })
  readonly gaps!: readonly ListingGapObject[];
}

@ObjectType('Listing', { description: "A host's standing offer of one hall's power or one cluster's GPUs, with the facts of the place that decide." })
export class ListingObject {
  /** The domain's values, for the fields that are computed. */
  readonly offered!: Offered;

  @Field(() => ID)
  readonly id!: string;

  readonly hostId!: string;

  @Field(() => ID, { description: 'The site; its facts are below and in `site`.' })
  readonly siteId!: string;

  @Field(() => ID, { description: 'The hall.' })
  readonly hallId!: string;

  @Field(() => ID, { nullable: true, description: 'The GPU cluster, where GPUs are offered.' })
  readonly clusterId!: string | null;

  @Field(() => ProductEnum, { description: 'What is sold.' })
  readonly product!: Product;

  @Field(() => ListingStateEnum, { description: 'Where it stands.' })
  readonly state!: ListingState;

  @Field({ description: "The host's headline." })
  readonly title!: string;

  @Field({ description: "The host's words." })
  readonly description!: string;

  @Field(() => DecimalScalar, { description: 'Critical kW of the whole offer: what reaches computers.' })
  readonly quantityKw!: string;

  @Field(() => Int, { nullable: true, description: 'GPUs of the whole offer; null where the tenant brings its own.' })
  readonly gpus!: number | null;

  @Field(() => DecimalScalar, { description: 'Critical kW free now throughout the shortest term from the earliest day, by the ledger.' })
  readonly availableKw!: string;

  @Field(() => Int, { nullable: true, description: 'GPUs free likewise.' })
  readonly availableGpus!: number | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'The least that is sold at once, kW; null for GPUs.' })
  readonly minimumLotKw!: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'Steps above the least lot, kW; null for GPUs.' })
  readonly incrementKw!: string | null;

  @Field(() => Int, { nullable: true, description: 'The least that is sold at once, GPUs.' })
  readonly minimumLotGpus!: number | null;

  @Field(() => Int, { nullable: true, description: 'Steps above the least lot, GPUs.' })
  readonly incrementGpus!: number | null;

  @Field(() => LocalDateScalar, { description: 'The first day, at the site, from which it can be had.' })
  readonly earliestStart!: LocalDate;

  @Field(() => Int, { description: 'The shortest term, months.' })
  readonly minimumTermMonths!: number;

  @Field(() => Int, { description: 'The longest term, months.' })
  readonly maximumTermMonths!: number;

  @Field(() => FirmnessObject, { description: 'How firmly the power is promised.' })
  readonly firmness!: FirmnessObject;

  @Field({ description: 'ISO 4217 code of every price in it.' })
  readonly currency!: string;

  @Field(() => [PriceTermObject], { description: 'What the price is made of.' })
  readonly priceTerms!: readonly PriceTermObject[];

  @Field(() => Int, { description: 'Months of rent asked as deposit.' })
  readonly depositMonths!: number;

  @Field(() => String, { nullable: true, description: 'Why the price lies outside what the trade pays; null where it does not.' })
  readonly priceJustification!: string | null;

  @Field(() => InstantScalar, { nullable: true, description: 'When it was first published.' })
  readonly publishedAt!: Instant | null;

  @Field({ description: 'Name of the site.' })
  readonly siteName!: string;

  @Field({ description: 'The place nearest to the site.' })
  readonly place!: string;

  @Field({ description: 'ISO 3166-1 code.' })
  readonly country!: string;

  @Field(() => String, { nullable: true, description: 'Grid region of the site.' })
  readonly gridZone!: string | null;

  @Field({ description: 'IANA zone: days and months of the contract run in it.' })
  readonly timeZone!: string;

  @Field({ description: 'Name of the hall.' })
  readonly hallName!: string;

  @Field(() => CoolingEnum, { description: 'How heat leaves the racks.' })
  readonly cooling!: string;

  @Field(() => RedundancyEnum, { description: 'What the power path has to spare.' })
  readonly redundancy!: string;

  @Field(() => DecimalScalar, { description: 'The most kW of one rack.' })
  readonly rackDensityKw!: string;

  @Field(() => DecimalScalar, { description: 'Design PUE of the site.' })
  readonly pue!: string;

  @Field(() => DecimalScalar, { nullable: true, description: 'Site mix over the life cycle, g CO2 per kWh; null where unknown.' })
  readonly carbonGPerKwh!: string | null;

  @Field(() => LocalDateScalar, { nullable: true, description: 'The first day the hall is ready for service; null until the conversion has a date.' })
  readonly readyFrom!: LocalDate | null;

  @Field(() => String, { nullable: true, description: 'Id of the GPU model, such as h100-sxm.' })
  readonly gpuModel!: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the GPU model.' })
  readonly gpuModelName!: string | null;

  @Field({ description: 'Whether the verification of the site by staff stands now.' })
  readonly siteVerified!: boolean;
}

export function listingObject(offered: Offered): ListingObject {
  const { listing, place, available } = offered;
  const { site, hall } = place;
  const cluster = listing.clusterId === null ? null : place.cluster;
  const { quantity, lot, term, terms, ...plain } = listing;
  const inKw = (watts: bigint): string | null => (cluster ? null : kwText(watts));
  const inGpus = (gpus: bigint): number | null => (cluster ? Number(gpus) : null);
  return {
    ...plain, offered, quantityKw: kwText(quantity.powerW), gpus: quantity.gpus, availableKw: kwText(available * (cluster?.wPerGpu ?? 1n)), availableGpus: inGpus(available),
    minimumLotKw: inKw(lot.minimum), incrementKw: inKw(lot.increment), minimumLotGpus: inGpus(lot.minimum), incrementGpus: inGpus(lot.increment), minimumTermMonths: term.minimumMonths,
    maximumTermMonths: term.maximumMonths, priceTerms: terms.map(priceTermObject), siteName: site.name, place: site.place, country: site.country, gridZone: site.gridZone, timeZone: site.timeZone,
    hallName: hall.name, cooling: hall.cooling, redundancy: hall.redundancy, rackDensityKw: kwText(hall.rackDensityW), pue: site.pue,
    carbonGPerKwh: site.carbonGPerKwh === null ? null : String(site.carbonGPerKwh), readyFrom: hall.readyFrom, gpuModel: cluster?.model ?? null,
    gpuModelName: cluster && (gpuModelOf(cluster.model)?.name ?? cluster.model), siteVerified: site.verified,
  };
}

export const ListingConnection = connectionType(ListingObject, 'Listing');

@InputType('ListingFilter', { description: 'What to look for on the market; empty fields do not narrow.' })
export class ListingFilterInput {
  @Field(() => [ProductEnum], { nullable: true, description: 'Any of these products.' })
  readonly products?: readonly Product[] | null;

  @Field(() => [String], { nullable: true, description: 'Any of these countries, ISO 3166-1.' })
  readonly countries?: readonly string[] | null;

  @Field(() => String, { nullable: true, description: 'A GPU model, by id or name.' })
  readonly gpuModel?: string | null;

  @Field(() => [PowerFirmnessEnum], { nullable: true, description: 'Any of these firmnesses.' })
  readonly firmness?: readonly FirmnessKind[] | null;

  @Field(() => [CoolingEnum], { nullable: true, description: 'Any of these coolings.' })
  readonly coolings?: readonly string[] | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'At least so many critical kW free now.' })
  readonly minKw?: string | null;

  @Field(() => Int, { nullable: true, description: 'At least so many GPUs free now.' })
  readonly minGpus?: number | null;

  @Field(() => String, { nullable: true, description: 'Part of the title, the site or the place.' })
  readonly text?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of one site.' })
  readonly siteId?: string | null;

  @Field(() => Boolean, { nullable: true, description: "The viewer's own listings in every state, instead of the market." })
  readonly own?: boolean | null;

  @Field(() => [ListingStateEnum], { nullable: true, description: 'In any of these states; others than PUBLISHED only for its host and for staff.' })
  readonly states?: readonly ListingState[] | null;
}

@ArgsType()
export class ListingsArgs extends ConnectionArgs {
  @Field(() => ListingFilterInput, { nullable: true, description: 'What to look for.' })
  readonly filter?: ListingFilterInput | null;

  @Field(() => PriceUnitEnum, { defaultValue: 'KW_MONTH', description: 'The unit by whose reference price the page is sorted, lowest first. GPU_HOUR leaves out what has no GPUs.' })
  readonly sortBy!: PriceUnit;
}

@InputType('FirmnessInput', { description: 'How firmly the power is promised.' })
export class FirmnessInput {
  @Field(() => PowerFirmnessEnum, { description: 'Whether it may be taken away.' })
  readonly kind!: FirmnessKind;

  @Field(() => Int, { defaultValue: 0, description: 'Hours a year that may be curtailed; 0 for firm power.' })
  readonly curtailableHours!: number;

  @Field(() => Int, { defaultValue: 0, description: 'Least notice before a curtailment, in minutes.' })
  readonly noticeMinutes!: number;

  @Field(() => Int, { nullable: true, description: 'Percent that stays on during a curtailment; 100 for firm power and 0 otherwise unless said.' })
  readonly retainedPercent?: number | null;
}

@InputType('CreateListingInput', { description: 'A draft listing of one hall or one GPU cluster of the host.' })
export class CreateListingInput {
  @Field(() => ProductEnum, { description: 'What is sold.' })
  readonly product!: Product;

  @Field(() => ID, { description: 'The hall.' })
  readonly hallId!: string;

  @Field(() => ID, { nullable: true, description: 'The GPU cluster in it; for GPU_CLUSTER.' })
  readonly gpuClusterId?: string | null;

  @Field({ description: 'A headline of up to 200 characters.' })
  readonly title!: string;

  @Field(() => String, { nullable: true, description: 'Up to 5,000 characters.' })
  readonly description?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'Critical kW offered; not for GPU_CLUSTER.' })
  readonly quantityKw?: string | null;

  @Field(() => Int, { nullable: true, description: 'GPUs offered; for GPU_CLUSTER.' })
  readonly gpus?: number | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'The least that is sold at once: kW, or GPUs of a cluster. The whole offer unless said.' })
  readonly minimumLot?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'Steps above the least lot: kW, or GPUs of a cluster. The least lot unless said.' })
  readonly increment?: string | null;

  @Field(() => LocalDateScalar, { description: 'The first day, at the site, from which it can be had.' })
  readonly earliestStart!: LocalDate;

  @Field(() => Int, { description: 'The shortest term, months.' })
  readonly minimumTermMonths!: number;

  @Field(() => Int, { description: 'The longest term, months.' })
  readonly maximumTermMonths!: number;

  @Field(() => FirmnessInput, { description: 'How firmly the power is promised.' })
  readonly firmness!: FirmnessInput;

  @Field({ defaultValue: 'USD', description: 'ISO 4217 code of every price in it.' })
  readonly currency!: string;

  @Field(() => [PriceTermInput], { description: 'What the price is made of, 1 to 20 terms.' })
  readonly priceTerms!: readonly PriceTermInput[];

  @Field(() => Int, { defaultValue: 0, description: 'Months of rent asked as deposit.' })
  readonly depositMonths!: number;

  @Field(() => [ID], { nullable: true, description: 'Organisations that may see it; everyone unless said.' })
  readonly visibleTo?: readonly string[] | null;

  @Field(() => String, { nullable: true, description: 'Why the price lies outside what the trade pays, in at least 20 characters; staff read it at review.' })
  readonly priceJustification?: string | null;
}
