import { Field, Float, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { invariant, kwText, type LocalDate } from '@busbar/kernel';
import { DecimalScalar, enumOf, LocalDateScalar, MoneyObject, moneyObject } from '@busbar/platform';
import { criteria, reasonUnits, verdicts, type Criterion, type Match, type NearMiss, type Placement, type ReasonUnit, type Verdict } from '../domain/matching';
import type { Wish } from '../domain/request';
import { ListingObject, listingObject } from '../listings/listings.graphql';
import type { Offered } from '../listings/market.queries';
import { NormalisedPriceObject, normalisedPriceObject } from '../prices/prices.graphql';
import { WishEnum } from './requests.graphql';

export const CriterionEnum = enumOf(criteria);
registerEnumType(CriterionEnum, { name: 'Criterion', description: 'A hard requirement.' });
export const VerdictEnum = enumOf(verdicts);
registerEnumType(VerdictEnum, { name: 'Verdict', description: 'Whether an offer meets a requirement.' });
export const ReasonUnitEnum = enumOf(reasonUnits);
registerEnumType(ReasonUnitEnum, { name: 'ReasonUnit', description: 'What the values of a reason are: LIST is entries joined by a comma, DATE is a day or two days joined by a slash.' });

@ObjectType('Reason', { description: 'One requirement held against one offer, as data: the reader finds the words.' })
export class ReasonObject {
  @Field(() => CriterionEnum, { description: 'The requirement.' })
  readonly criterion!: Criterion;

  @Field(() => ReasonUnitEnum, { description: 'What the values are.' })
  readonly unit!: ReasonUnit;

  @Field(() => String, { nullable: true, description: 'What was asked; null: nothing.' })
  readonly asked!: string | null;

  @Field(() => String, { nullable: true, description: 'What is offered; null: nothing is known.' })
  readonly offered!: string | null;

  @Field(() => VerdictEnum, { description: 'Met or failed.' })
  readonly verdict!: Verdict;
}

@ObjectType('ScorePart', { description: 'What one wish adds to a score: weight times value.' })
export class ScorePartObject {
  @Field(() => WishEnum, { description: 'The wish.' })
  readonly wish!: Wish;

  @Field(() => Float, { description: 'Its share of all weights, from 0 to 1.' })
  readonly weight!: number;

  @Field(() => Float, { description: 'How well it is met, from 0 to 1.' })
  readonly value!: number;
}

@ObjectType('Relaxation', { description: 'The smallest change of one requirement that would let the offer in.' })
export class RelaxationObject {
  @Field(() => CriterionEnum, { description: 'The requirement to change.' })
  readonly criterion!: Criterion;

  @Field(() => ReasonUnitEnum, { description: 'What the values are.' })
  readonly unit!: ReasonUnit;

  @Field(() => String, { nullable: true, description: 'What is asked now.' })
  readonly from!: string | null;

  @Field({ description: 'What would have to be asked.' })
  readonly to!: string;
}

@ObjectType('Placement', { description: 'What would be taken, from when and for how long.' })
export class PlacementObject {
  @Field(() => DecimalScalar, { description: 'Critical kW.' })
  readonly quantityKw!: string;

  @Field(() => Int, { nullable: true, description: 'GPUs; null where the tenant brings its own.' })
  readonly gpus!: number | null;

  @Field(() => LocalDateScalar, { description: 'The first day, at the site.' })
  readonly start!: LocalDate;

  @Field(() => Int, { description: 'Whole months.' })
  readonly termMonths!: number;
}

@ObjectType('Match', { description: 'An offer that satisfies every hard requirement.' })
export class MatchObject {
  @Field(() => ListingObject, { description: 'The offer.' })
  readonly listing!: ListingObject;

  @Field(() => PlacementObject, { description: 'What would be taken.' })
  readonly placement!: PlacementObject;

  @Field(() => NormalisedPriceObject, { description: 'The price of exactly that over exactly that term, at full load.' })
  readonly price!: NormalisedPriceObject;

  @Field(() => MoneyObject, { description: 'What the whole term would cost at that price, before tax.' })
  readonly contractValue!: MoneyObject;

  @Field(() => [ReasonObject], { description: 'Why it fits, requirement by requirement.' })
  readonly reasons!: readonly ReasonObject[];

  @Field(() => Float, { description: 'From 0 to 1: a rank within this answer, not a fact about the offer.' })
  readonly score!: number;

  @Field(() => [ScorePartObject], { description: 'What the score is made of.' })
  readonly parts!: readonly ScorePartObject[];

  @Field({ description: 'No other match is at least as good on price, start, carbon and redundancy and better on one.' })
  readonly pareto!: boolean;
}

@ObjectType('NearMiss', { description: 'An offer that fails one or two hard requirements, with what would let it in.' })
export class NearMissObject {
  @Field(() => ListingObject, { description: 'The offer.' })
  readonly listing!: ListingObject;

  @Field(() => [ReasonObject], { description: 'Requirement by requirement, as the request stands.' })
  readonly reasons!: readonly ReasonObject[];

  @Field(() => [RelaxationObject], { description: 'One or two changes; all of them together make it a match.' })
  readonly relaxations!: readonly RelaxationObject[];

  @Field(() => PlacementObject, { description: 'What would then be taken.' })
  readonly placement!: PlacementObject;

  @Field(() => NormalisedPriceObject, { description: 'The price of exactly that.' })
  readonly price!: NormalisedPriceObject;

  @Field(() => MoneyObject, { description: 'What the whole term would cost at that price, before tax.' })
  readonly contractValue!: MoneyObject;
}

const placementObject = ({ quantity, start, termMonths }: Placement): PlacementObject => ({ quantityKw: kwText(quantity.powerW), gpus: quantity.gpus, start, termMonths });

type Offers = ReadonlyMap<string, Offered>;

function shared(found: Match | NearMiss, offers: Offers) {
  const { listing, placement, price, contractValue, reasons } = found;
  const offered = offers.get(listing.id);
  invariant(offered, `The offer ${listing.id} of a match is gone.`);
  return { listing: listingObject(offered), placement: placementObject(placement), price: normalisedPriceObject(price), contractValue: moneyObject(contractValue), reasons };
}

export const matchObject = (match: Match, offers: Offers): MatchObject => ({ ...shared(match, offers), score: match.score, parts: match.parts, pareto: match.pareto });
export const nearMissObject = (nearMiss: NearMiss, offers: Offers): NearMissObject => ({ ...shared(nearMiss, offers), relaxations: nearMiss.relaxations });
