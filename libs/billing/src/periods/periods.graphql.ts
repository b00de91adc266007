import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { type Instant, type LocalDate, parseDate } from '@busbar/kernel';
import { enumOf, InstantScalar, LocalDateScalar } from '@busbar/platform';
import { billingPeriodStates, type BillingPeriodState, collectingReasons, type CollectingReason } from '../domain/periods';
import type { StoredPeriod } from './periods.repository';

export const BillingPeriodStateEnum = enumOf(billingPeriodStates);
registerEnumType(BillingPeriodStateEnum, { name: 'BillingPeriodState', description: 'Open while it runs, collecting late readings and prices, rated with a draft, closed when issued.' });
export const CollectingReasonEnum = enumOf(collectingReasons);
registerEnumType(CollectingReasonEnum, { name: 'CollectingReason', description: 'Why a period whose time has come is still collecting.' });

@ObjectType('BillingPeriod', { description: 'Local midnight of the billing day to the next one. The periods of a contract tile time.' })
export class BillingPeriodObject {
  @Field(() => ID, { description: 'per_…' })
  readonly id!: string;

  @Field(() => LocalDateScalar, { description: 'First local day.' })
  readonly from!: LocalDate;

  @Field(() => LocalDateScalar, { description: 'First local day after it.' })
  readonly to!: LocalDate;

  @Field({ description: 'Nothing but the first rent in advance is billed with it.' })
  readonly opening!: boolean;

  @Field(() => BillingPeriodStateEnum, { description: 'Where it stands.' })
  readonly state!: BillingPeriodState;

  @Field(() => InstantScalar, { nullable: true, description: 'When it ends, or is to be billed; null once it is closed.' })
  readonly dueAt!: Instant | null;

  @Field(() => CollectingReasonEnum, { nullable: true, description: 'Why it could not be billed when its time had come.' })
  readonly reason!: CollectingReason | null;

  @Field(() => String, { nullable: true, description: 'The same in a sentence.' })
  readonly reasonText!: string | null;
}

export const billingPeriodObject = ({ id, span, opening, state, dueAt, reason, reasonText }: StoredPeriod): BillingPeriodObject => ({
  id, from: parseDate(span.from), to: parseDate(span.to), opening, state, dueAt: state === 'CLOSED' ? null : dueAt, reason, reasonText,
});
