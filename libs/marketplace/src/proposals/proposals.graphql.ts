import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { type Instant, kwText, type LocalDate } from '@busbar/kernel';
import { ConnectionArgs, connectionType, DecimalScalar, enumOf, InstantScalar, LocalDateScalar, MoneyObject, moneyObject } from '@busbar/platform';
import { latestVersion, proposalStateAt, turnAt, type Fee, type Proposal, type ProposalVersion, type ProposedTranche } from '../domain/proposal';
import { proposalStates, sides, type ProposalState, type Side } from '../domain/proposal-lifecycle';
import type { Product } from '../domain/product';
import { ProductEnum } from '../listings/listings.graphql';
import { PriceTermInput, PriceTermObject, priceTermObject } from '../prices/price-terms.graphql';
import { NormalisedPriceObject, normalisedPriceObject } from '../prices/prices.graphql';

export const ProposalStateEnum = enumOf(proposalStates);
registerEnumType(ProposalStateEnum, {
  name: 'ProposalState', description: 'Where a proposal stands.',
  valuesMap: { SENT: { description: 'By the host; the tenant answers.' }, COUNTERED: { description: 'By either side; the other answers.' }, LOST: { description: 'Another proposal to the same request was accepted.' } },
});
export const ProposalSideEnum = enumOf(sides);
registerEnumType(ProposalSideEnum, { name: 'ProposalSide', description: 'The two sides of a proposal.' });
export const FeeCodeEnum = enumOf(['PLATFORM'] as const);
registerEnumType(FeeCodeEnum, { name: 'FeeCode', description: 'What a fee is for.', valuesMap: { PLATFORM: { description: "The platform's share of what is invoiced." } } });

@ObjectType('ProposedTranche', { description: 'One piece of what is offered: where, how much, from when to when.' })
export class ProposedTrancheObject {
  @Field(() => ID, { description: 'The site.' })
  readonly siteId!: string;

  @Field(() => ID, { description: 'The hall.' })
  readonly hallId!: string;

  @Field(() => ID, { nullable: true, description: 'The GPU cluster, where GPUs are offered.' })
  readonly clusterId!: string | null;

  @Field(() => DecimalScalar, { description: 'Critical kW.' })
  readonly quantityKw!: string;

  @Field(() => Int, { nullable: true, description: 'GPUs; null where the tenant brings its own.' })
  readonly gpus!: number | null;

  @Field(() => LocalDateScalar, { description: 'The first day, at the site.' })
  readonly start!: LocalDate;

  @Field(() => Int, { description: 'Whole months.' })
  readonly termMonths!: number;

  @Field({ description: 'IANA zone of the site.' })
  readonly timeZone!: string;

  @Field(() => InstantScalar, { description: 'The first instant of the term.' })
  readonly from!: Instant;

  @Field(() => InstantScalar, { description: 'The instant after the last of the term.' })
  readonly to!: Instant;

  @Field(() => ID, { nullable: true, description: 'The reservation that holds it until the proposal ends.' })
  readonly reservationId!: string | null;
}

@ObjectType('Fee', { description: 'What somebody pays besides the price terms. What the host pays is not added to the price of the tenant.' })
export class FeeObject {
  @Field(() => FeeCodeEnum, { description: 'What it is for.' })
  readonly code!: keyof typeof FeeCodeEnum;

  @Field(() => ProposalSideEnum, { description: 'Who pays it.' })
  readonly paidBy!: Side;

  @Field(() => DecimalScalar, { description: 'Share of the invoiced lines that are not passed through; 0.02 is 2 %.' })
  readonly rate!: string;
}

@ObjectType('ProposalVersion', { description: 'What one side wrote: never changed once sent. Its id is what an acceptance names.' })
export class ProposalVersionObject {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int, { description: '1 for the first.' })
  readonly number!: number;

  @Field(() => ProposalSideEnum, { description: 'The side that wrote it.' })
  readonly author!: Side;

  @Field(() => InstantScalar, { description: 'When it was sent.' })
  readonly sentAt!: Instant;

  @Field(() => InstantScalar, { description: 'Until when it stands and holds its capacity.' })
  readonly expiresAt!: Instant;

  @Field(() => [ProposedTrancheObject], { description: 'What is offered.' })
  readonly tranches!: readonly ProposedTrancheObject[];

  @Field(() => [PriceTermObject], { description: 'What the price is made of.' })
  readonly priceTerms!: readonly PriceTermObject[];

  @Field({ description: 'Conditions in words; empty where there are none.' })
  readonly conditions!: string;

  @Field(() => Int, { description: 'Months of rent asked as deposit.' })
  readonly depositMonths!: number;

  @Field(() => NormalisedPriceObject, { description: 'The price of exactly this over exactly this term, at full load.' })
  readonly price!: NormalisedPriceObject;

  @Field(() => MoneyObject, { description: 'The most the terms can cost over the whole term at full load, before tax, without what follows an index.' })
  readonly maximumTotal!: MoneyObject;

  @Field(() => [String], { description: 'Codes of terms that follow an index and have no maximum; empty: the maximum holds for all.' })
  readonly unboundedCodes!: readonly string[];

  @Field(() => [FeeObject], { description: 'Every fee.' })
  readonly fees!: readonly FeeObject[];
}

@ObjectType('Proposal', { description: "A host's priced answer to a request, countered until one side accepts or ends it. While it is live it holds its capacity." })
export class ProposalObject {
  /** The domain's value, for the fields that are computed. */
  readonly proposal!: Proposal;

  @Field(() => ID)
  readonly id!: string;

  readonly requestId!: string;
  readonly listingId!: string;
  readonly hostId!: string;
  readonly tenantId!: string;

  @Field(() => ProductEnum, { description: 'What is offered.' })
  readonly product!: Product;

  @Field(() => ProposalStateEnum, { description: 'Where it stands now; a live one whose time has come is EXPIRED.' })
  readonly state!: ProposalState;

  @Field(() => ProposalSideEnum, { nullable: true, description: 'Whose answer is awaited; null when nobody answers any more.' })
  readonly turn!: Side | null;

  @Field(() => InstantScalar, { description: 'Until when the latest version stands and holds its capacity.' })
  readonly expiresAt!: Instant;

  @Field(() => ProposalVersionObject, { description: 'The latest version.' })
  readonly latest!: ProposalVersionObject;

  @Field(() => [ProposalVersionObject], { description: 'Every version, oldest first.' })
  readonly versions!: readonly ProposalVersionObject[];

  @Field(() => String, { nullable: true, description: 'Why it was declined or withdrawn.' })
  readonly reason!: string | null;

  @Field(() => InstantScalar, { description: 'When it was first sent.' })
  readonly createdAt!: Instant;

  @Field(() => InstantScalar, { nullable: true, description: 'When it was accepted or ended.' })
  readonly endedAt!: Instant | null;
}

const trancheObject = ({ quantity, ...plain }: ProposedTranche): ProposedTrancheObject => ({ ...plain, quantityKw: kwText(quantity.powerW), gpus: quantity.gpus });
const feeObject = ({ paidBy, rate }: Fee): FeeObject => ({ code: 'PLATFORM', paidBy, rate });

export const proposalVersionObject = (version: ProposalVersion): ProposalVersionObject => {
  const { terms, tranches, price, maximumTotal, fees, ...plain } = version;
  return {
    ...plain, tranches: tranches.map(trancheObject), priceTerms: terms.map(priceTermObject), price: normalisedPriceObject(price), maximumTotal: moneyObject(maximumTotal), fees: fees.map(feeObject),
  };
};

export function proposalObject(proposal: Proposal, now: Instant): ProposalObject {
  const latest = latestVersion(proposal);
  return {
    ...proposal, proposal, state: proposalStateAt(proposal, now), turn: turnAt(proposal, now), expiresAt: latest.expiresAt, latest: proposalVersionObject(latest),
    versions: proposal.versions.map(proposalVersionObject),
  };
}

export const ProposalConnection = connectionType(ProposalObject, 'Proposal');

@ArgsType()
export class ProposalsArgs extends ConnectionArgs {
  @Field(() => ID, { nullable: true, description: 'Answers to this request.' })
  readonly requestId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Made from this listing.' })
  readonly listingId?: string | null;

  @Field(() => [ProposalStateEnum], { nullable: true, description: 'In any of these states.' })
  readonly states?: readonly ProposalState[] | null;
}

@InputType({ isAbstract: true })
export class OfferInput {
  @Field(() => DecimalScalar, { nullable: true, description: 'Critical kW, in lots of the listing; not for GPUs.' })
  readonly quantityKw?: string | null;

  @Field(() => Int, { nullable: true, description: 'GPUs, in lots of the listing.' })
  readonly gpus?: number | null;

  @Field(() => LocalDateScalar, { description: 'The first day, at the site.' })
  readonly start!: LocalDate;

  @Field(() => Int, { description: 'Whole months, within the bounds of the listing.' })
  readonly termMonths!: number;

  @Field(() => [PriceTermInput], { nullable: true, description: 'What the price is made of; as before (in the listing, or in the version that is countered) unless said.' })
  readonly priceTerms?: readonly PriceTermInput[] | null;

  @Field(() => String, { nullable: true, description: 'Conditions in words, up to 5,000 characters.' })
  readonly conditions?: string | null;

  @Field(() => Int, { nullable: true, description: 'Months of rent asked as deposit; as in the listing unless said.' })
  readonly depositMonths?: number | null;

  @Field(() => Int, { nullable: true, description: 'Hours until it expires; 72 for GPUs and 360 for colocation and power unless said, within the bounds of the platform.' })
  readonly expiresInHours?: number | null;

  @Field(() => String, { nullable: true, description: 'Why the price lies outside what the trade pays; as in the listing unless said.' })
  readonly priceJustification?: string | null;

  @Field({ description: '8 to 100 visible characters, new for each command: the same key and input give the same proposal.' })
  readonly idempotencyKey!: string;
}

@InputType('SendProposalInput', { description: 'An answer to a request from one listing of the host.' })
export class SendProposalInput extends OfferInput {
  @Field(() => ID, { description: 'The open request.' })
  readonly requestId!: string;

  @Field(() => ID, { description: 'The published listing it is made from.' })
  readonly listingId!: string;
}

@InputType('CounterProposalInput', { description: "An answer to the other side's latest version." })
export class CounterProposalInput extends OfferInput {
  @Field(() => ID, { description: 'The proposal.' })
  readonly proposalId!: string;

  @Field(() => ID, { description: 'The version that is answered; PROPOSAL_CHANGED where it is not the latest.' })
  readonly versionId!: string;
}

@InputType('EndProposalInput', { description: 'Ends a live proposal and frees what it held.' })
export class EndProposalInput {
  @Field(() => ID, { description: 'The proposal.' })
  readonly proposalId!: string;

  @Field(() => String, { nullable: true, description: 'Why, for the other side to read.' })
  readonly reason?: string | null;
}
