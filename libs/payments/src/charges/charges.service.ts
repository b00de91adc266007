/** Charging invoices: parts that the rail takes, one payment intent each, posted once per balance transaction. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type Stripe from 'stripe';
import { type Actor, authorise, compareMoney, instantOf, invariant, money, moneyText, systemActor } from '@busbar/kernel';
import { Clock, Database, DueWork, Idempotency, newId, Outbox } from '@busbar/platform';
import { Invoices } from '@busbar/billing';
import { fundsAvailable, Ledger, paymentSucceeded } from '@busbar/ledger';
import { advances, CARD_LIMIT_MINOR, type Charge, MOST_PARTS, partsOf, RAIL_LEAST_MINOR, RAIL_LIMIT_MINOR, stateOfIntent } from '../domain/charge';
import { BelowTheRailError, BeyondTheRailError, CardLimitError, PaymentMethodMissingError, PaymentUnderWayError } from '../domain/payment.errors';
import { paymentPolicy } from '../domain/payment-policy';
import { StripeGateway } from '../stripe/stripe.gateway';
import { StripeInbox } from '../stripe/stripe-inbox.service';
import { StripeRequests } from '../stripe/stripe-requests.service';
import { ChargesRepository, currencyIn } from './charges.repository';
import { PaymentMethodsRepository } from './payment-methods.repository';

const BATCH = 50;

@Injectable()
export class Charges implements OnModuleInit {
  private readonly system = systemActor('payments.charges');

  constructor(
    private readonly database: Database, private readonly clock: Clock, private readonly outbox: Outbox, private readonly idempotency: Idempotency, private readonly dueWork: DueWork, private readonly invoices: Invoices,
    private readonly ledger: Ledger, private readonly gateway: StripeGateway, private readonly requests: StripeRequests, private readonly inbox: StripeInbox, private readonly charges: ChargesRepository,
    private readonly methods: PaymentMethodsRepository,
  ) {}

  onModuleInit(): void {
    this.requests.onAnswer('paymentIntent', async (subject, outcome) => {
      const charge = await this.charges.findForUpdate(subject);
      invariant(charge, `Stripe answered for an unknown charge ${subject}.`);
      if (outcome.objectId !== null && charge.stripeIntentId === null) await this.charges.save({ ...charge, stripeIntentId: outcome.objectId });
      if (outcome.kind === 'REJECTED') await this.fail({ ...charge, stripeIntentId: outcome.objectId ?? charge.stripeIntentId }, outcome.code);
      else if ((outcome.object as Stripe.PaymentIntent).status === 'processing' && advances(charge.state, 'PROCESSING')) await this.charges.save({ ...charge, stripeIntentId: outcome.objectId, state: 'PROCESSING' });
    });
    this.inbox.on(['payment_intent.succeeded', 'payment_intent.processing', 'payment_intent.payment_failed', 'payment_intent.canceled'], ({ objectId }, stripe) => this.followIntent(objectId, stripe));
    this.dueWork.register({ name: 'payments.fundsAvailable', nextDue: () => this.database.read(this.system, () => this.charges.nextAvailable()), run: () => this.postAvailable() });
  }

  /**
   * Charges what is open on an invoice, in as many parts as the rail needs, to the tenant's saved method.
   *
   * @throws InvoiceNotPayableError, PaymentUnderWayError, PaymentMethodMissingError, CardLimitError, BelowTheRailError, BeyondTheRailError
   */
  async payInvoice(actor: Actor, invoiceId: string, idempotencyKey: string): Promise<string> {
    authorise(paymentPolicy.payInvoice, actor, { tenantId: actor.organisationId ?? '', hostId: '' });
    // Answers UNAVAILABLE before anything is written where no Stripe is configured.
    void this.gateway.api;
    return this.idempotency.once(actor, 'payInvoice', idempotencyKey, { invoiceId }, async () => {
      const invoice = await this.invoices.get(actor, invoiceId);
      authorise(paymentPolicy.payInvoice, actor, invoice);
      await this.charges.lockInvoice(invoiceId);
      const before = (await this.charges.ofInvoices([invoiceId])).get(invoiceId) ?? [];
      const open = await this.invoices.assertPayable(invoice);
      if (before.some(({ state }) => state === 'PENDING' || state === 'PROCESSING')) throw new PaymentUnderWayError({ invoiceId });
      const method = await this.methods.current(invoice.tenantId);
      if (!method) throw new PaymentMethodMissingError();
      const cardLimit = money(CARD_LIMIT_MINOR, open.currency);
      if (method.kind === 'CARD' && compareMoney(open, cardLimit) > 0) throw new CardLimitError({ path: 'invoiceId', most: `${moneyText(cardLimit)} ${open.currency}` });
      if (open.minor < RAIL_LEAST_MINOR) throw new BelowTheRailError({ invoiceId, least: `${moneyText(money(RAIL_LEAST_MINOR, open.currency))} ${open.currency}` });
      const parts = partsOf(open);
      if (!parts) throw new BeyondTheRailError({ invoiceId, most: `${moneyText(money(RAIL_LIMIT_MINOR * BigInt(MOST_PARTS), open.currency))} ${open.currency}` });
      const customer = await this.methods.customerOf(invoice.tenantId);
      invariant(customer && method.stripeId, 'A saved method belongs to a customer.');
      for (const [index, amount] of parts.entries()) {
        const ordinal = before.length + index + 1;
        const charge: Charge = {
          id: newId('charge'), invoiceId, tenantId: invoice.tenantId, hostId: invoice.hostId, contractId: invoice.contractId, ordinal, amount, methodId: method.id, state: 'PENDING', stripeIntentId: null, stripeChargeId: null,
          failureCode: null, succeededAt: null,
        };
        await this.charges.insert(charge);
        await this.requests.keep(`bb:pi:${invoiceId}:${ordinal}`, charge.id, {
          kind: 'paymentIntent',
          params: {
            amount: Number(amount.minor), currency: amount.currency.toLowerCase(), customer, payment_method: method.stripeId, confirm: true, off_session: true, transfer_group: invoiceId,
            allowed_payment_method_types: [(method.kind ?? 'CARD').toLowerCase()], metadata: { invoice_id: invoiceId, charge_id: charge.id, attempt: String(ordinal) },
          },
        });
        await this.outbox.publish({ type: 'charge.requested', subject: charge.id, organisations: [invoice.tenantId], data: { invoiceId, ordinal, amount: moneyText(amount), currency: amount.currency } });
      }
      return invoiceId;
    });
  }

  /** Joins the caller's scope. */
  ofInvoices(invoiceIds: readonly string[]): Promise<Map<string, Charge[]>> {
    return this.charges.ofInvoices(invoiceIds);
  }

  /** Asks Stripe how an intent stands, outside any transaction, and answers how to follow it inside one. */
  async followIntent(intentId: string, stripe: Stripe): Promise<() => Promise<void>> {
    const intent = await stripe.paymentIntents.retrieve(intentId, { expand: ['latest_charge.balance_transaction'] });
    return () => this.applyIntent(intent);
  }

  /** Whether a charge of ours is known under Stripe's id of it. Joins the caller's scope. */
  knows(stripeChargeId: string): Promise<boolean> {
    return this.charges.hasStripeCharge(stripeChargeId);
  }

  /** Ours, by its id or by the charge that it names; null where somebody else made it with our account. */
  private async chargeOf(intent: Stripe.PaymentIntent): Promise<Charge | null> {
    const known = await this.charges.findByIntentForUpdate(intent.id);
    const chargeId = intent.metadata['charge_id'];
    if (known || chargeId === undefined) return known;
    // Stripe has carried out what we asked, but its answer has not reached us: the event says the same.
    const named = await this.charges.findForUpdate(chargeId);
    invariant(named, `The payment intent ${intent.id} names the charge ${chargeId}, which does not exist here.`);
    invariant(named.stripeIntentId === null, `The payment intent ${intent.id} is the second one of ${chargeId}.`);
    return { ...named, stripeIntentId: intent.id };
  }

  private async applyIntent(intent: Stripe.PaymentIntent): Promise<void> {
    const charge = await this.chargeOf(intent);
    if (!charge) return;
    const last = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
    const told = stateOfIntent(intent.status, last?.status === 'failed');
    if (told === null || !advances(charge.state, told)) return;
    if (told === 'SUCCEEDED') return this.succeed(charge, intent, last);
    if (told === 'FAILED') return this.fail(charge, last?.failure_code ?? intent.last_payment_error?.code ?? 'canceled');
    await this.charges.save({ ...charge, state: told });
  }

  /** Money has come in: posted once under the balance transaction. Another amount than ours is a defect and parks the event. */
  private async succeed(charge: Charge, intent: Stripe.PaymentIntent, last: Stripe.Charge | null): Promise<void> {
    const booking = last?.balance_transaction;
    invariant(last && typeof booking === 'object' && booking !== null, `The payment intent ${intent.id} succeeded without a balance transaction.`);
    const currency = currencyIn(booking.currency.toUpperCase());
    invariant(BigInt(booking.amount) === charge.amount.minor && currency === charge.amount.currency, `Stripe booked ${booking.amount} ${booking.currency} for ${charge.id}.`);
    const at = this.clock.now();
    await this.charges.save({ ...charge, state: 'SUCCEEDED', stripeChargeId: last.id, failureCode: null, succeededAt: at });
    await this.charges.insertBalanceTransaction({
      stripeId: booking.id, type: booking.type, source: last.id, amount: BigInt(booking.amount), fee: BigInt(booking.fee), net: BigInt(booking.net), currency, availableOn: instantOf(booking.available_on * 1000),
    });
    await this.outbox.publish({ type: 'charge.succeeded', subject: charge.id, organisations: [charge.tenantId, charge.hostId], data: { invoiceId: charge.invoiceId, amount: moneyText(charge.amount), currency } });
    const posting = paymentSucceeded({ invoice: charge.invoiceId, contract: charge.contractId, tenant: charge.tenantId }, { gross: charge.amount, processingFee: money(BigInt(booking.fee), currency) });
    await this.ledger.post({ ...posting, key: `stripe:btx:${booking.id}`, effectiveAt: at });
  }

  private async fail(charge: Charge, failureCode: string): Promise<void> {
    if (!advances(charge.state, 'FAILED')) return;
    await this.charges.save({ ...charge, state: 'FAILED', failureCode });
    await this.outbox.publish({ type: 'charge.failed', subject: charge.id, organisations: [charge.tenantId], data: { invoiceId: charge.invoiceId, failureCode } });
  }

  /** Pending to available, at the time Stripe named. */
  private postAvailable(): Promise<number> {
    return this.database.transaction(this.system, async () => {
      const due = await this.charges.becomingAvailable(BATCH);
      for (const { stripeId, net, availableOn } of due) {
        await this.charges.markAvailablePosted(stripeId, availableOn);
        await this.ledger.post({ ...fundsAvailable(net), key: `stripe:btx:${stripeId}:available`, effectiveAt: availableOn });
      }
      return due.length;
    });
  }
}
