/** What may be done next, with the reason where it may not: the web shows buttons and knows no rule. */
import { Field, ObjectType } from '@nestjs/graphql';
import { type Actor, type DomainError, refusalOf, type Rule } from '@busbar/kernel';

@ObjectType('ActionRefusal', { description: 'Why an action is refused now.' })
export class ActionRefusalObject {
  @Field({ description: 'The stable code that the mutation would answer with.' })
  readonly code!: string;

  @Field({ description: 'One sentence in English; clients translate by the code.' })
  readonly message!: string;
}

@ObjectType('Action', { description: 'Something the viewer may want to do to this object, and whether it is allowed now.' })
export class ActionObject {
  @Field({ description: 'The name of the action, such as approve.' })
  readonly name!: string;

  @Field({ description: 'Whether the mutation would be accepted from this viewer at this moment.' })
  readonly allowed!: boolean;

  @Field(() => ActionRefusalObject, { nullable: true, description: 'Why not, where it is not allowed.' })
  readonly refusal!: ActionRefusalObject | null;
}

export interface AskedAction<Subject> {
  readonly name: string;
  readonly right: Rule<Subject>;
  /** What the lifecycle says: a refusal, or null where the state admits it. */
  readonly refusal: DomainError | null;
}

/** Lifecycle ∩ policy; the policy's refusal is told first. */
export function actionsFor<Subject>(actor: Actor, subject: Subject, asked: readonly AskedAction<Subject>[]): ActionObject[] {
  return asked.map(({ name, right, refusal }) => {
    const reason = refusalOf(right, actor, subject) ?? refusal;
    return { name, allowed: reason === null, refusal: reason && { code: reason.code, message: reason.message } };
  });
}
