import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Instant } from '@busbar/kernel';
import { connectionType, enumOf, InstantScalar } from '@busbar/platform';
import { billingRunStates, type BillingRunState } from '../domain/billing-run';
import type { RunSummary } from './runs.repository';

export const BillingRunStateEnum = enumOf(billingRunStates);
registerEnumType(BillingRunStateEnum, { name: 'BillingRunState', description: 'A run rates first, then issues in the order of contracts, then is done.' });

@ObjectType('BillingRun', { description: 'One pass over everything that was due. It may be stopped at any moment and goes on where it was.' })
export class BillingRunObject {
  @Field(() => ID, { description: 'run_…' })
  readonly id!: string;

  @Field(() => BillingRunStateEnum, { description: 'Rating, issuing or done.' })
  readonly state!: BillingRunState;

  @Field(() => InstantScalar, { description: 'When it began.' })
  readonly startedAt!: Instant;

  @Field(() => InstantScalar, { nullable: true, description: 'When it was done.' })
  readonly finishedAt!: Instant | null;

  @Field(() => Int, { description: 'Contracts still to be rated or issued.' })
  readonly left!: number;

  @Field(() => Int, { description: 'Invoices issued.' })
  readonly issued!: number;

  @Field(() => Int, { description: 'Periods in which nothing was to be billed.' })
  readonly empty!: number;

  @Field(() => Int, { description: 'Periods that go on collecting because a price or readings are missing.' })
  readonly waiting!: number;

  @Field(() => Int, { description: 'Periods that a person must look at.' })
  readonly parked!: number;
}

export const billingRunObject = ({ id, state, startedAt, finishedAt, items }: RunSummary): BillingRunObject => ({
  id, state, startedAt, finishedAt, left: items.PENDING + items.RATED, issued: items.ISSUED, empty: items.EMPTY, waiting: items.WAITING, parked: items.PARKED,
});

export const BillingRunConnection = connectionType(BillingRunObject, 'BillingRun');

@InputType({ description: 'Bills what is due now.' })
export class RunBillingInput {
  @Field({ description: '8 to 100 visible ASCII characters; the same key answers the same run.' })
  readonly idempotencyKey!: string;
}
