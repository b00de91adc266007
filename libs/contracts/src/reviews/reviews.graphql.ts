import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Instant } from '@busbar/kernel';
import { ConnectionArgs, connectionType, enumOf, InstantScalar } from '@busbar/platform';
import { type Review, type ReviewItem, reviewStates, type ReviewState, reviewVerdicts, type ReviewVerdict } from '../domain/review';
import { checklistItem, reviewGroups, type ReviewGroup } from '../domain/review-checklist';

export const ReviewStateEnum = enumOf(reviewStates);
registerEnumType(ReviewStateEnum, {
  name: 'ReviewState', description: 'Where a review stands.',
  valuesMap: { OPEN: { description: 'Not decided.' }, APPROVED: { description: 'The version may be signed.' }, CHANGES_REQUESTED: { description: 'Sent back with a reason.' }, ABANDONED: { description: 'The contract was withdrawn.' } },
});
export const ReviewVerdictEnum = enumOf(reviewVerdicts);
registerEnumType(ReviewVerdictEnum, {
  name: 'ReviewVerdict', description: 'What a reviewer says of a checklist item.',
  valuesMap: { OPEN: { description: 'Nothing yet.' }, PASS: { description: 'In order.' }, FAIL: { description: 'Not in order.' }, WAIVED: { description: 'Not asked for here, with a reason.' } },
});
export const ReviewGroupEnum = enumOf(reviewGroups);
registerEnumType(ReviewGroupEnum, { name: 'ReviewGroup', description: 'What a checklist item is about.' });

@ObjectType('ReviewSuggestion', { description: 'What the data says of an item; a reviewer confirms or overrules it.' })
export class ReviewSuggestionObject {
  @Field(() => ReviewVerdictEnum, { description: 'PASS or FAIL.' })
  readonly verdict!: ReviewVerdict;

  @Field({ description: 'What it rests on.' })
  readonly evidence!: string;
}

@ObjectType('ReviewItem', { description: 'One of the 34 items of the checklist.' })
export class ReviewItemObject {
  @Field(() => Int, { description: '1 to 34.' })
  readonly number!: number;

  @Field(() => ReviewGroupEnum, { description: 'What it is about.' })
  readonly group!: ReviewGroup;

  @Field({ description: 'Whether it blocks approval while open or failed.' })
  readonly red!: boolean;

  @Field(() => ReviewVerdictEnum, { description: "The reviewer's verdict." })
  readonly verdict!: ReviewVerdict;

  @Field(() => String, { nullable: true, description: 'Why.' })
  readonly reason!: string | null;

  @Field(() => String, { nullable: true, description: 'What it rests on.' })
  readonly evidence!: string | null;

  @Field(() => ReviewSuggestionObject, { nullable: true, description: 'What the data says; null where it says nothing.' })
  readonly suggestion!: ReviewSuggestionObject | null;

  @Field(() => String, { nullable: true, description: 'Who settled it.' })
  readonly reviewerName!: string | null;

  @Field(() => InstantScalar, { nullable: true, description: 'When.' })
  readonly settledAt!: Instant | null;
}

const reviewItemObject = (item: ReviewItem): ReviewItemObject => {
  const { number, verdict, reason, evidence, suggestion, reviewerName, settledAt } = item;
  const known = checklistItem(number);
  return { number, group: known?.group ?? 'RISK_AND_LAW', red: known?.red ?? false, verdict, reason, evidence, suggestion, reviewerName, settledAt };
};

@ObjectType('Review', { description: "Staff's review of one version of a contract." })
export class ReviewObject {
  @Field(() => ID)
  readonly id!: string;

  readonly review!: Review;

  @Field(() => Int, { description: '1 for the first submission.' })
  readonly round!: number;

  @Field(() => ReviewStateEnum, { description: 'Where it stands.' })
  readonly state!: ReviewState;

  @Field({ description: 'SHA-256 of the document that is reviewed; an approval binds to it.' })
  readonly sha256!: string;

  @Field(() => InstantScalar, { description: 'When it was submitted.' })
  readonly openedAt!: Instant;

  @Field({ description: 'Who submitted it.' })
  readonly submittedByName!: string;

  @Field(() => String, { nullable: true, description: 'Who decided.' })
  readonly decidedByName!: string | null;

  @Field(() => InstantScalar, { nullable: true, description: 'When it was decided.' })
  readonly decidedAt!: Instant | null;

  @Field(() => String, { nullable: true, description: 'The reason of the decision, which both sides read.' })
  readonly reason!: string | null;
}

export const reviewObject = (review: Review): ReviewObject => {
  const { id, round, state, sha256, openedAt, submittedByName, decidedByName, decidedAt, reason } = review;
  return { id, review, round, state, sha256, openedAt, submittedByName, decidedByName, decidedAt, reason };
};
export const itemsOf = (review: Review): ReviewItemObject[] => review.items.map(reviewItemObject);
export const ReviewConnection = connectionType(ReviewObject, 'Review');

@ArgsType()
export class ReviewQueueArgs extends ConnectionArgs {
  @Field(() => ReviewStateEnum, { defaultValue: 'OPEN', description: 'Reviews in this state.' })
  readonly state!: ReviewState;
}

@InputType({ description: 'A verdict on one item of the checklist of a contract in review.' })
export class SetReviewItemInput {
  @Field(() => ID)
  readonly contractId!: string;

  @Field(() => Int, { description: '1 to 34.' })
  readonly number!: number;

  @Field(() => ReviewVerdictEnum, { description: 'OPEN takes an earlier verdict back.' })
  readonly verdict!: ReviewVerdict;

  @Field(() => String, { nullable: true, description: 'Needed to fail or waive an item, and to pass it against what the data says.' })
  readonly reason?: string | null;

  @Field(() => String, { nullable: true, description: 'What the verdict rests on; the suggestion’s evidence unless said.' })
  readonly evidence?: string | null;
}

@InputType({ description: 'An approval.' })
export class ApproveContractInput {
  @Field(() => ID)
  readonly contractId!: string;

  @Field(() => String, { nullable: true, description: 'A note that both sides read.' })
  readonly note?: string | null;
}

@InputType({ description: 'What has to change before the contract can be approved.' })
export class RequestContractChangesInput {
  @Field(() => ID)
  readonly contractId!: string;

  @Field({ description: 'At least ten characters; both sides read it.' })
  readonly reason!: string;
}
