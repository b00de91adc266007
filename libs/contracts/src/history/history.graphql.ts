import { Field, ID, ObjectType } from '@nestjs/graphql';
import type { Instant } from '@busbar/kernel';
import { connectionType, InstantScalar, type PublishedEvent } from '@busbar/platform';

@ObjectType('ContractEvent', { description: 'Something that happened to a contract, from the audit trail.' })
export class ContractEventObject {
  @Field(() => ID)
  readonly id!: string;

  readonly sequence!: number;

  @Field({ description: 'What happened, such as contract.moved.' })
  readonly type!: string;

  @Field(() => String, { nullable: true, description: 'The action of a move, such as approve.' })
  readonly action!: string | null;

  @Field(() => String, { nullable: true, description: 'The state before a move.' })
  readonly from!: string | null;

  @Field(() => String, { nullable: true, description: 'The state after a move.' })
  readonly to!: string | null;

  @Field(() => String, { nullable: true, description: 'The reason that was given.' })
  readonly reason!: string | null;

  @Field({ description: 'Who did it.' })
  readonly actorName!: string;

  @Field(() => InstantScalar, { description: 'Business time.' })
  readonly at!: Instant;
}
export const ContractEventConnection = connectionType(ContractEventObject, 'ContractEvent');

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const contractEventObject = ({ id, sequence, type, actorName, at, data }: PublishedEvent): ContractEventObject => ({
  id, sequence, type, action: textOf(data['action']), from: textOf(data['from']), to: textOf(data['to']), reason: textOf(data['reason']), actorName, at,
});
