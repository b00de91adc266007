/** Saving how a tenant pays: a setup intent with mandate, for later debits off session. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type Stripe from 'stripe';
import { type Actor, authorise, InvalidInputError, invariant, systemActor } from '@busbar/kernel';
import { Database, newId, Outbox } from '@busbar/platform';
import { Organisations } from '@busbar/organisations';
import type { PaymentMethod, PaymentMethodKind } from '../domain/charge';
import { paymentPolicy } from '../domain/payment-policy';
import { StripeGateway } from '../stripe/stripe.gateway';
import { StripeInbox } from '../stripe/stripe-inbox.service';
import { StripeRequests } from '../stripe/stripe-requests.service';
import { PaymentMethodsRepository } from './payment-methods.repository';

const kinds: Readonly<Record<string, PaymentMethodKind>> = { card: 'CARD', us_bank_account: 'US_BANK_ACCOUNT', sepa_debit: 'SEPA_DEBIT' };

function labelOf(method: Stripe.PaymentMethod): string {
  const { card, us_bank_account: account, sepa_debit: sepa } = method;
  if (card) return `${card.brand} •••• ${card.last4}`;
  if (account) return `${account.bank_name ?? 'Bank account'} •••• ${account.last4 ?? ''}`;
  return `SEPA •••• ${sepa?.last4 ?? ''}`;
}

@Injectable()
export class PaymentMethods implements OnModuleInit {
  private readonly system = systemActor('payments.methods');

  constructor(
    private readonly database: Database, private readonly outbox: Outbox, private readonly gateway: StripeGateway, private readonly requests: StripeRequests, private readonly inbox: StripeInbox,
    private readonly methods: PaymentMethodsRepository, private readonly organisations: Organisations,
  ) {}

  onModuleInit(): void {
    this.requests.onAnswer('setupIntent', async (subject, outcome) => {
      if (outcome.kind === 'DONE') await this.follow(subject, outcome.object as Stripe.SetupIntent);
      else await this.refused(subject, outcome.code);
    });
    // A bank may want days to vouch for an account: then the answer comes by webhook.
    this.inbox.on(['setup_intent.succeeded', 'setup_intent.setup_failed', 'setup_intent.canceled'], async ({ objectId }, stripe) => {
      const setup = await stripe.setupIntents.retrieve(objectId, { expand: ['payment_method'] });
      return async () => {
        const id = setup.metadata?.['payment_method_id'];
        if (id !== undefined) await this.follow(id, setup);
      };
    });
  }

  /**
   * Keeps the wish to save a method that Stripe's own form made (`pm_…`), or one of Stripe's test tokens. The answer is
   * PENDING; it becomes SAVED or REFUSED when Stripe has answered. Throws PAYMENTS_UNAVAILABLE without Stripe.
   */
  async add(actor: Actor, stripeMethod: string): Promise<PaymentMethod> {
    authorise(paymentPolicy.savePaymentMethod, actor, undefined);
    if (!/^pm_[A-Za-z0-9_]{4,60}$/.test(stripeMethod)) throw new InvalidInputError({ path: 'stripePaymentMethod', expected: "an id that Stripe's payment form made, pm_…" });
    const { organisationId } = actor;
    invariant(organisationId, 'The audience has an organisation.');
    const customer = await this.customerOf(actor, organisationId);
    return this.database.transaction(actor, async () => {
      const method = await this.methods.insert(newId('paymentMethod'), organisationId);
      await this.requests.keep(`bb:seti:${method.id}`, method.id, { kind: 'setupIntent', params: { customer, payment_method: stripeMethod, allowed_payment_method_types: typesFor(stripeMethod), usage: 'off_session', confirm: true, expand: ['payment_method'], metadata: { payment_method_id: method.id } } });
      await this.outbox.publish({ type: 'paymentMethod.requested', subject: method.id, organisations: [organisationId], data: {} });
      return method;
    });
  }

  mine(actor: Actor): Promise<PaymentMethod[]> {
    authorise(paymentPolicy.seePaymentMethods, actor, undefined);
    const { organisationId } = actor;
    invariant(organisationId, 'The audience has an organisation.');
    return this.database.read(actor, () => this.methods.of(organisationId));
  }

  /** Stripe's customer of a tenant, made once under a key of the tenant. */
  private async customerOf(actor: Actor, tenantId: string): Promise<string> {
    const known = await this.database.read(actor, () => this.methods.customerOf(tenantId));
    if (known) return known;
    const { name } = await this.organisations.get(actor, tenantId);
    const customer = await this.gateway.ask((stripe) => stripe.customers.create({ name, metadata: { tenant_id: tenantId } }, { idempotencyKey: `bb:cus:${tenantId}` }));
    await this.database.transaction(this.system, () => this.methods.insertCustomer(tenantId, customer.id));
    return customer.id;
  }

  /** Only a setup that has succeeded may be charged; one that asks for more stays pending. */
  private async follow(id: string, setup: Stripe.SetupIntent): Promise<void> {
    if (setup.status === 'succeeded' && typeof setup.payment_method === 'object' && setup.payment_method !== null) return this.saved(id, setup.payment_method);
    if (setup.status === 'canceled' || setup.status === 'requires_payment_method') await this.refused(id, setup.last_setup_error?.code ?? setup.status);
  }

  private async saved(id: string, method: Stripe.PaymentMethod): Promise<void> {
    const held = await this.methods.find(id);
    const kind = kinds[method.type];
    invariant(held && kind, `The payment method ${id} came back as ${method.type}.`);
    if (held.state !== 'PENDING') return;
    await this.methods.save({ ...held, state: 'SAVED', kind, label: labelOf(method), stripeId: method.id });
    await this.outbox.publish({ type: 'paymentMethod.saved', subject: id, organisations: [held.tenantId], data: { kind } });
  }

  private async refused(id: string, failureCode: string): Promise<void> {
    const held = await this.methods.find(id);
    if (held?.state !== 'PENDING') return;
    await this.methods.save({ ...held, state: 'REFUSED', failureCode });
    await this.outbox.publish({ type: 'paymentMethod.refused', subject: id, organisations: [held.tenantId], data: { failureCode } });
  }
}

/** Test tokens name their kind; a real id may be any of ours. */
const typesFor = (stripeMethod: string): ('card' | 'us_bank_account' | 'sepa_debit')[] => {
  if (stripeMethod.startsWith('pm_card')) return ['card'];
  if (stripeMethod.startsWith('pm_usBankAccount')) return ['us_bank_account'];
  return stripeMethod.startsWith('pm_sepaDebit') ? ['sepa_debit'] : ['card', 'us_bank_account', 'sepa_debit'];
};
