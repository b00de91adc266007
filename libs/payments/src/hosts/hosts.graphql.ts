import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Instant } from '@busbar/kernel';
import { connectionType, enumOf, InstantScalar, MoneyObject, moneyObject } from '@busbar/platform';
import { payoutStates, type PayoutState, transferStates, type TransferState } from '../domain/host-release';
import type { Payout } from './payouts.repository';
import type { Transfer } from './transfers.repository';

export const TransferStateEnum = enumOf(transferStates);
export const PayoutStateEnum = enumOf(payoutStates);
registerEnumType(TransferStateEnum, { name: 'TransferState', description: "Where a host's share stands on its way to the connected account." });
registerEnumType(PayoutStateEnum, { name: 'PayoutState', description: 'Where a payout to the bank stands. Paid may still become failed.' });

@ObjectType('Transfer', { description: "A host's share of a paid invoice on its way to the host's account with Stripe." })
export class TransferObject {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => MoneyObject, { description: 'How much.' })
  readonly amount!: MoneyObject;

  @Field(() => TransferStateEnum, { description: 'Where it stands.' })
  readonly state!: TransferState;

  @Field(() => InstantScalar, { description: 'Not sent before this time: the return window of the payment.' })
  readonly notBefore!: Instant;

  @Field(() => String, { nullable: true, description: "Stripe's code where it was refused." })
  readonly failureCode!: string | null;

  @Field(() => String, { nullable: true, description: "Stripe's transfer." })
  readonly stripeTransfer!: string | null;
}

@ObjectType('PayoutAccount', { description: "Where a host is paid out: the host's account with Stripe." })
export class PayoutAccountObject {
  @Field({ description: 'Whether money can go out.' })
  readonly payoutsEnabled!: boolean;

  @Field(() => [String], { description: "What Stripe still asks for, in Stripe's names." })
  readonly requirements!: readonly string[];

  @Field(() => String, { nullable: true, description: 'The bank and the last four digits.' })
  readonly bankLabel!: string | null;
}

@ObjectType('Payout', { description: "Money from the host's account with Stripe to the host's bank." })
export class PayoutObject {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => MoneyObject, { description: 'How much.' })
  readonly amount!: MoneyObject;

  @Field(() => PayoutStateEnum, { description: 'Where it stands.' })
  readonly state!: PayoutState;

  @Field(() => InstantScalar, { description: 'When the bank has it.' })
  readonly arrivesAt!: Instant;

  @Field({ description: "Stripe's payout." })
  readonly stripePayout!: string;
}

export const PayoutConnection = connectionType(PayoutObject, 'Payout');
export const transferObject = (transfer: Transfer): TransferObject => ({ id: transfer.id, amount: moneyObject(transfer.amount), state: transfer.state, notBefore: transfer.notBefore, failureCode: transfer.failureCode, stripeTransfer: transfer.stripeId });
export const payoutObject = (payout: Payout): PayoutObject => ({ id: payout.id, amount: moneyObject(payout.amount), state: payout.state, arrivesAt: payout.arrivesAt, stripePayout: payout.stripeId });

@InputType({ description: 'Fresh proof for a change of where money goes.' })
export class StartPayoutOnboardingInput {
  @Field({ description: 'The password again.' })
  readonly password!: string;
}

@ObjectType('PayoutOnboarding', { description: "The way to Stripe's own form." })
export class PayoutOnboardingObject {
  @Field({ description: 'To be opened once, within minutes.' })
  readonly url!: string;
}

@ObjectType('StripeReconciliation', { description: "The ledger's Stripe accounts against Stripe's own balance, in one currency." })
export class StripeReconciliationObject {
  @Field({ description: 'ISO 4217 code.' })
  readonly currency!: string;

  @Field(() => MoneyObject, { description: 'Ledger account 1000.' })
  readonly ledgerAvailable!: MoneyObject;

  @Field(() => MoneyObject, { description: 'Ledger account 1005.' })
  readonly ledgerPending!: MoneyObject;

  @Field(() => MoneyObject, { description: "Stripe's available balance." })
  readonly stripeAvailable!: MoneyObject;

  @Field(() => MoneyObject, { description: "Stripe's pending balance." })
  readonly stripePending!: MoneyObject;

  @Field({ description: 'Whether both agree to the cent.' })
  readonly agrees!: boolean;
}
