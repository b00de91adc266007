import { Field, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Currency } from '@busbar/kernel';
import { enumOf } from '@busbar/platform';
import { priceIndexStatuses, type IndexVersion, type PriceIndexStatus } from '../domain/price-index';

export const PriceIndexStatusEnum = enumOf(priceIndexStatuses);
registerEnumType(PriceIndexStatusEnum, { name: 'PriceIndexStatus', description: 'Whether its publisher may still change it.' });

@ObjectType('PriceIndexVersion', { description: 'One version of a published energy price per MWh.' })
export class PriceIndexVersionObject {
  @Field({ description: 'The index, such as ERCOT_DAM_HB_HUBAVG.' })
  readonly code!: string;

  @Field({ description: 'The version; a correction by the publisher is another one.' })
  readonly version!: string;

  @Field(() => PriceIndexStatusEnum, { description: 'Preliminary or final.' })
  readonly status!: PriceIndexStatus;

  @Field(() => String, { description: 'ISO 4217 code of the price.' })
  readonly currency!: Currency;

  @Field(() => Int, { description: 'Minutes that one price holds: 5, 15, 30 or 60.' })
  readonly stepMinutes!: number;

  @Field({ description: 'Who published it, and where.' })
  readonly source!: string;
}

export const priceIndexVersionObject = (index: IndexVersion): PriceIndexVersionObject => index;

@ObjectType('ImportedIndexPrices', { description: 'What an import changed.' })
export class ImportedIndexPricesObject {
  @Field(() => PriceIndexVersionObject, { description: 'The version that the prices belong to.' })
  readonly index!: PriceIndexVersionObject;

  @Field(() => Int, { description: 'Prices that were new; those that stood already are not counted.' })
  readonly written!: number;
}

@InputType({ description: 'Prices of one version of an index.' })
export class ImportIndexPricesInput {
  @Field({ description: 'The index: 2 to 64 letters, digits, dots, dashes or underscores.' })
  readonly code!: string;

  @Field({ description: 'The version; made with its first import.' })
  readonly version!: string;

  @Field(() => PriceIndexStatusEnum, { description: 'Preliminary or final.' })
  readonly status!: PriceIndexStatus;

  @Field({ description: 'ISO 4217 code of the price.' })
  readonly currency!: string;

  @Field(() => Int, { description: 'Minutes that one price holds: 5, 15, 30 or 60.' })
  readonly stepMinutes!: number;

  @Field({ description: 'Who published it, and where.' })
  readonly source!: string;

  @Field({ description: 'The heading start,price and a row for each price: RFC 3339 time with offset, price per MWh. At most 20,000 rows.' })
  readonly csv!: string;
}
