import { Field, ID, InputType } from '@nestjs/graphql';

@InputType({ description: 'The acceptance of a proposal.' })
export class AcceptProposalInput {
  @Field(() => ID)
  readonly proposalId!: string;

  @Field(() => ID, { nullable: true, description: 'The version that was read; where a later one exists, the acceptance is refused.' })
  readonly versionId?: string | null;

  @Field({ description: 'The same key with the same input answers the same contract, however often it is sent.' })
  readonly idempotencyKey!: string;
}
