/** Payment intents, charges and refunds, with Stripe's states, fees and time from payment to balance. */
import type { Balance, BalanceTransaction } from './balance';
import type { PaymentMethod } from './customers';
import { chargeAmount, type Fields, record, requiredText, text, texts, truth } from './request-body';
import { type SimClock, workingDaysLater } from './sim-clock';
import { newStripeId, type Store, type StripeObject } from './store';
import { invalid, missing, StripeError } from './stripe-error';
import type { Webhooks } from './webhooks';

interface PaymentIntent extends StripeObject {
  readonly object: 'payment_intent';
  readonly amount: number;
  readonly currency: string;
  readonly customer: string | null;
  readonly payment_method: string | null;
  readonly status: 'requires_payment_method' | 'requires_confirmation' | 'processing' | 'succeeded' | 'canceled';
  readonly latest_charge: string | null;
  readonly transfer_group: string | null;
  readonly _settlesAt?: number;
}

export interface Charge extends StripeObject {
  readonly object: 'charge';
  readonly amount: number;
  readonly amount_refunded: number;
  readonly currency: string;
  readonly balance_transaction: string | null;
  readonly payment_intent: string;
}

/** Public list prices, in minor units: card 2.9 % + 30 c, ACH 0.8 % at most 5.00, SEPA 35 c (stripe.com/pricing). */
export function processingFee(type: PaymentMethod['type'], amount: number): number {
  if (type === 'card') return Math.round(amount * 0.029) + 30;
  if (type === 'us_bank_account') return Math.min(500, Math.round(amount * 0.008));
  return 35;
}

/** Working days from confirmation to success, and from success to available. */
const TIMES: Readonly<Record<PaymentMethod['type'], { settle: number; available: number }>> = { card: { settle: 0, available: 2 }, us_bank_account: { settle: 4, available: 0 }, sepa_debit: { settle: 5, available: 0 } };

export class Charges {
  constructor(private readonly store: Store, private readonly clock: SimClock, private readonly webhooks: Webhooks, private readonly balance: Balance) {}

  create(fields: Fields): StripeObject {
    const amount = chargeAmount(fields);
    const currency = requiredText(fields, 'currency').toLowerCase();
    const customer = text(fields, 'customer') ?? null;
    if (customer !== null && !this.store.get(customer)) throw missing('customer', customer);
    const method = text(fields, 'payment_method') ?? null;
    const intent: PaymentIntent = this.store.put<PaymentIntent>({
      id: newStripeId('pi'), object: 'payment_intent', created: this.clock.now, livemode: false, amount, amount_received: 0, amount_capturable: 0, currency, customer, payment_method: method,
      allowed_payment_method_types: texts(fields, 'allowed_payment_method_types') ?? ['card', 'us_bank_account', 'sepa_debit'], status: method === null ? 'requires_payment_method' : 'requires_confirmation', latest_charge: null,
      transfer_group: text(fields, 'transfer_group') ?? null, metadata: record(fields, 'metadata'), description: text(fields, 'description') ?? null, client_secret: newStripeId('pi_secret'), last_payment_error: null, next_action: null,
      capture_method: 'automatic', confirmation_method: 'automatic', canceled_at: null, cancellation_reason: null,
    });
    this.webhooks.emit('payment_intent.created', intent);
    return truth(fields, 'confirm') ? this.confirm(intent.id, {}) : intent;
  }

  confirm(id: string, fields: Fields): StripeObject {
    const intent = this.intent(id);
    if (intent.status === 'succeeded' || intent.status === 'canceled' || intent.status === 'processing')
      throw new StripeError(400, { type: 'invalid_request_error', code: 'payment_intent_unexpected_state', message: `You cannot confirm this PaymentIntent because it has a status of ${intent.status}.`, payment_intent: intent });
    const methodId = text(fields, 'payment_method') ?? intent.payment_method;
    if (methodId === null) throw invalid('You cannot confirm this PaymentIntent because it is missing a payment method.', 'payment_method');
    const method = this.store.get<PaymentMethod>(methodId);
    if (!method || method.object !== 'payment_method') throw missing('PaymentMethod', methodId);
    if (intent.customer !== null && method.customer !== intent.customer) throw invalid('The provided PaymentMethod does not belong to the Customer of this PaymentIntent.', 'payment_method');
    this.store.change<PaymentIntent>(id, { payment_method: methodId });
    if (TIMES[method.type].settle === 0) return this.settle(id, true);
    const settlesAt = workingDaysLater(this.clock.now, TIMES[method.type].settle);
    const processing = this.store.change<PaymentIntent>(id, { status: 'processing', _settlesAt: settlesAt });
    this.webhooks.emit('payment_intent.processing', processing);
    this.scheduleSettlement(processing);
    return processing;
  }

  cancel(id: string): StripeObject {
    const intent = this.intent(id);
    if (intent.status === 'succeeded' || intent.status === 'processing') throw new StripeError(400, { type: 'invalid_request_error', code: 'payment_intent_unexpected_state', message: `You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`, payment_intent: intent });
    const canceled = this.store.change<PaymentIntent>(id, { status: 'canceled', canceled_at: this.clock.now });
    this.webhooks.emit('payment_intent.canceled', canceled);
    return canceled;
  }

  refund(fields: Fields): StripeObject {
    const intent = this.intent(requiredText(fields, 'payment_intent'));
    const charge = intent.latest_charge === null ? undefined : this.store.get<Charge>(intent.latest_charge);
    if (!charge || intent.status !== 'succeeded') throw invalid('This PaymentIntent does not have a successful charge to refund.', 'payment_intent');
    const asked = text(fields, 'amount');
    const left = charge.amount - charge.amount_refunded;
    const amount = asked === undefined ? left : Number(asked);
    if (!Number.isInteger(amount) || amount < 1) throw invalid('Invalid positive integer', 'amount');
    if (amount > left) throw invalid(`Refund amount ($${(amount / 100).toFixed(2)}) is greater than unrefunded amount on charge ($${(left / 100).toFixed(2)})`, 'amount', left === 0 ? 'charge_already_refunded' : undefined);
    const id = newStripeId('re');
    const transaction = this.balance.book({ amount: -amount, fee: 0, currency: charge.currency, type: 'refund', source: id, availableOn: this.clock.now });
    const refund = this.store.put({ id, object: 'refund', created: this.clock.now, amount, currency: charge.currency, charge: charge.id, payment_intent: intent.id, status: 'succeeded', balance_transaction: transaction.id, metadata: record(fields, 'metadata'), reason: null });
    const changed = this.store.change<Charge>(charge.id, { amount_refunded: charge.amount_refunded + amount, refunded: amount === left });
    this.webhooks.emit('refund.created', refund);
    this.webhooks.emit('charge.refunded', changed);
    return refund;
  }

  /** Debits that were under way when the simulator stopped settle as they would have. */
  resume(): void {
    for (const intent of this.store.all<PaymentIntent>('payment_intent')) if (intent.status === 'processing') this.scheduleSettlement(intent);
  }

  private intent(id: string): PaymentIntent {
    const intent = this.store.get<PaymentIntent>(id);
    if (!intent || intent.object !== 'payment_intent') throw missing('payment_intent', id);
    return intent;
  }

  private scheduleSettlement(intent: PaymentIntent): void {
    this.clock.at(intent._settlesAt ?? this.clock.now, () => {
      if (this.intent(intent.id).status !== 'processing') return;
      this.settle(intent.id, false);
      this.store.commit();
    });
  }

  /** Success books the charge; a declined method leaves a failed charge and asks for another method. */
  private settle(id: string, synchronously: boolean): PaymentIntent {
    const intent = this.intent(id);
    const method = this.store.get<PaymentMethod>(intent.payment_method ?? '') as PaymentMethod;
    const chargeId = newStripeId(method.type === 'card' ? 'ch' : 'py');
    const paid = method._behaviour === 'succeeds';
    const fee = processingFee(method.type, intent.amount);
    const transaction: BalanceTransaction | null = paid
      ? this.balance.book({ amount: intent.amount, fee, currency: intent.currency, type: method.type === 'card' ? 'charge' : 'payment', source: chargeId, availableOn: workingDaysLater(this.clock.now, TIMES[method.type].available) })
      : null;
    const failure = paid ? null : { type: 'card_error', code: 'card_declined', decline_code: method.type === 'card' ? 'generic_decline' : 'insufficient_funds', message: 'Your payment method was declined.' };
    const charge = this.store.put<Charge>({
      id: chargeId, object: 'charge', created: this.clock.now, livemode: false, amount: intent.amount, amount_captured: paid ? intent.amount : 0, amount_refunded: 0, refunded: false, currency: intent.currency, customer: intent.customer,
      payment_intent: id, payment_method: method.id, payment_method_details: { type: method.type }, balance_transaction: transaction?.id ?? null, status: paid ? 'succeeded' : 'failed', paid, captured: paid, disputed: false,
      failure_code: failure?.code ?? null, failure_message: failure?.message ?? null, transfer_group: intent.transfer_group, metadata: intent['metadata'],
    });
    const settled = this.store.change<PaymentIntent>(id, { status: paid ? 'succeeded' : 'requires_payment_method', latest_charge: chargeId, amount_received: paid ? intent.amount : 0, last_payment_error: failure });
    this.webhooks.emit(paid ? 'charge.succeeded' : 'charge.failed', charge);
    this.webhooks.emit(paid ? 'payment_intent.succeeded' : 'payment_intent.payment_failed', settled);
    if (!paid && synchronously) {
      // Stripe keeps the failed attempt although it answers with an error.
      this.store.commit();
      throw new StripeError(402, { type: 'card_error', code: 'card_declined', decline_code: 'generic_decline', message: 'Your card was declined.', payment_intent: settled });
    }
    return settled;
  }
}
