import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { type Actor, currencyCodes, InvalidInputError, isCurrency } from '@busbar/kernel';
import { CurrentActor, Right } from '@busbar/platform';
import { billingPolicy } from '../domain/billing-policy';
import { type IndexVersion, readPriceFile } from '../domain/price-index';
import { ImportedIndexPricesObject, ImportIndexPricesInput, PriceIndexVersionObject, priceIndexVersionObject } from './indices.graphql';
import { Indices } from './indices.service';

/** Indices are few: a handful for each market. */
const MOST_VERSIONS = 500;

@Resolver(() => PriceIndexVersionObject)
export class IndicesResolver {
  constructor(private readonly indices: Indices) {}

  @Right(billingPolicy.priceIndices)
  @Query(() => [PriceIndexVersionObject], { description: 'The price indices that contracts may name, with their versions; at most 500.' })
  async priceIndices(@CurrentActor() actor: Actor): Promise<PriceIndexVersionObject[]> {
    return (await this.indices.all(actor, MOST_VERSIONS)).map(priceIndexVersionObject);
  }

  @Right(billingPolicy.importIndexPrices)
  @Mutation(() => ImportedIndexPricesObject, { description: 'Adds published prices to a version of an index; the same again changes nothing, another price for the same time is refused. Staff only.' })
  async importIndexPrices(@CurrentActor() actor: Actor, @Args('input') { csv, currency, ...given }: ImportIndexPricesInput): Promise<ImportedIndexPricesObject> {
    if (!isCurrency(currency)) throw new InvalidInputError({ path: 'currency', given: currency, expected: `one of ${currencyCodes.join(', ')}` });
    const index: IndexVersion = { ...given, currency };
    const { written } = await this.indices.import(actor, index, readPriceFile(csv));
    return { index: priceIndexVersionObject(index), written };
  }
}
