import { Field, ObjectType } from '@nestjs/graphql';
import { type Money, moneyText } from '@busbar/kernel';
import { DecimalScalar } from './scalars';

@ObjectType('Money', { description: 'An exact amount of one currency.' })
export class MoneyObject {
  @Field(() => DecimalScalar, { description: "The amount in major units with exactly the currency's decimals, such as \"12.50\"." })
  readonly amount!: string;

  @Field({ description: 'ISO 4217 code, such as USD.' })
  readonly currency!: string;
}

export const moneyObject = (amount: Money): MoneyObject => ({ amount: moneyText(amount), currency: amount.currency });
