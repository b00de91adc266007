/** A host's connected account: opened with fresh proof, cleared by Stripe, followed by webhook. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type Stripe from 'stripe';
import { type Actor, authorise, invariant } from '@busbar/kernel';
import { Clock, Config, Database, Outbox } from '@busbar/platform';
import { FreshProof, Organisations } from '@busbar/organisations';
import type { PayoutAccount } from '../domain/host-release';
import { paymentPolicy } from '../domain/payment-policy';
import { StripeGateway } from '../stripe/stripe.gateway';
import { StripeInbox } from '../stripe/stripe-inbox.service';
import { PayoutsRepository } from './payouts.repository';

const accountOf = (hostId: string, account: Stripe.Account): PayoutAccount => {
  const bank = account.external_accounts?.data[0];
  return {
    hostId, stripeId: account.id, payoutsEnabled: account.payouts_enabled, requirements: account.requirements?.currently_due ?? [],
    bankLabel: bank?.object === 'bank_account' ? `${bank.bank_name ?? 'Bank account'} •••• ${bank.last4}` : null,
  };
};

@Injectable()
export class PayoutAccounts implements OnModuleInit {
  constructor(
    private readonly database: Database, private readonly clock: Clock, private readonly config: Config, private readonly outbox: Outbox, private readonly gateway: StripeGateway, private readonly inbox: StripeInbox,
    private readonly payouts: PayoutsRepository, private readonly organisations: Organisations, private readonly proof: FreshProof,
  ) {}

  onModuleInit(): void {
    this.inbox.on(['account.updated'], async ({ objectId }, stripe) => {
      const account = await stripe.accounts.retrieve(objectId);
      return async () => {
        const held = await this.payouts.accountByStripeId(account.id);
        if (held) await this.store(accountOf(held.hostId, account));
      };
    });
  }

  /** The host's own, or null before the first onboarding. */
  mine(actor: Actor): Promise<PayoutAccount | null> {
    authorise(paymentPolicy.seePayouts, actor, undefined);
    return this.database.read(actor, () => this.payouts.account(actor.organisationId ?? ''));
  }

  /** Opens the account where there is none, and answers Stripe's form: used once, never stored or logged. Asks for the password again. */
  async startOnboarding(actor: Actor, password: string): Promise<string> {
    authorise(paymentPolicy.changePayoutAccount, actor, undefined);
    const { organisationId: hostId } = actor;
    invariant(hostId, 'The audience has an organisation.');
    // Answers UNAVAILABLE before the password is looked at where no Stripe is configured.
    void this.gateway.api;
    await this.proof.require(actor, password);
    const host = await this.organisations.get(actor, hostId);
    const held = await this.database.read(actor, () => this.payouts.account(hostId));
    const stripeId = held?.stripeId ?? (await this.open(actor, hostId, host.country));
    const back = `${this.config.publicUrl}/payouts`;
    const link = await this.gateway.ask((stripe) => stripe.accountLinks.create({ account: stripeId, type: 'account_onboarding', refresh_url: back, return_url: back }));
    return link.url;
  }

  private async open(actor: Actor, hostId: string, country: string): Promise<string> {
    const account = await this.gateway.ask((stripe) => stripe.accounts.create(
      { country, controller: { losses: { payments: 'application' }, fees: { payer: 'application' }, stripe_dashboard: { type: 'express' } }, capabilities: { transfers: { requested: true } }, metadata: { host_id: hostId } },
      { idempotencyKey: `bb:acct:${hostId}` },
    ));
    await this.database.transaction(actor, () => this.store(accountOf(hostId, account)));
    return account.id;
  }

  private async store(account: PayoutAccount): Promise<void> {
    await this.payouts.saveAccount(account, new Date(this.clock.wall().epochMilliseconds));
    await this.outbox.publish({ type: 'payoutAccount.changed', subject: account.stripeId, organisations: [account.hostId], data: { hostId: account.hostId, payoutsEnabled: account.payoutsEnabled } });
  }
}
