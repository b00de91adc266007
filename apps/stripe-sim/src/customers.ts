/** Customers, saved payment methods and setup intents. */
import { record, requiredText, text, texts, truth, type Fields } from './request-body';
import type { SimClock } from './sim-clock';
import { newStripeId, type Store, type StripeObject } from './store';
import { invalid, missing } from './stripe-error';
import type { Webhooks } from './webhooks';

export type Behaviour = 'succeeds' | 'declined';

export interface PaymentMethod extends StripeObject {
  readonly object: 'payment_method';
  readonly type: 'card' | 'us_bank_account' | 'sepa_debit';
  readonly customer: string | null;
  readonly _behaviour: Behaviour;
}

/** Stripe's published test tokens: https://docs.stripe.com/testing. */
const TOKENS: Readonly<Record<string, { type: PaymentMethod['type']; behaviour: Behaviour; last4: string }>> = {
  pm_card_visa: { type: 'card', behaviour: 'succeeds', last4: '4242' },
  pm_card_chargeDeclined: { type: 'card', behaviour: 'declined', last4: '0002' },
  pm_usBankAccount_success: { type: 'us_bank_account', behaviour: 'succeeds', last4: '6789' },
  pm_usBankAccount_insufficientFunds: { type: 'us_bank_account', behaviour: 'declined', last4: '2222' },
  pm_sepaDebit_success: { type: 'sepa_debit', behaviour: 'succeeds', last4: '3000' },
};

export class Customers {
  constructor(private readonly store: Store, private readonly clock: SimClock, private readonly webhooks: Webhooks) {}

  create(fields: Fields): StripeObject {
    const customer = this.store.put({
      id: newStripeId('cus'), object: 'customer', created: this.clock.now, livemode: false, name: text(fields, 'name') ?? null, email: text(fields, 'email') ?? null, metadata: record(fields, 'metadata'),
      balance: 0, currency: null, delinquent: false, invoice_settings: { default_payment_method: null },
    });
    this.webhooks.emit('customer.created', customer);
    return customer;
  }

  /** Saves a payment method for later; confirmed at once with a test token, as Stripe's test mode does. */
  createSetupIntent(fields: Fields): StripeObject {
    const customer = requiredText(fields, 'customer');
    if (!this.store.get(customer)) throw missing('customer', customer);
    const token = text(fields, 'payment_method');
    const intent: StripeObject = {
      id: newStripeId('seti'), object: 'setup_intent', created: this.clock.now, livemode: false, customer, usage: text(fields, 'usage') ?? 'off_session', allowed_payment_method_types: texts(fields, 'allowed_payment_method_types') ?? ['card'],
      status: 'requires_payment_method', payment_method: null, metadata: record(fields, 'metadata'), client_secret: newStripeId('seti_secret'), mandate: null, last_setup_error: null, latest_attempt: null,
    };
    this.store.put(intent);
    return token !== undefined && truth(fields, 'confirm') ? this.confirm(intent.id, token) : intent;
  }

  confirmSetupIntent(id: string, fields: Fields): StripeObject {
    return this.confirm(id, requiredText(fields, 'payment_method'));
  }

  private confirm(id: string, token: string): StripeObject {
    const intent = this.store.get(id);
    if (!intent || intent.object !== 'setup_intent') throw missing('setup_intent', id);
    const method = this.attach(token, intent['customer'] as string);
    if (!(intent['allowed_payment_method_types'] as readonly string[]).includes(method.type)) throw invalid(`The payment method type "${method.type}" is not among those of this SetupIntent.`, 'payment_method');
    const done = this.store.change(id, { status: 'succeeded', payment_method: method.id, mandate: method.type === 'card' ? null : newStripeId('mandate') });
    this.webhooks.emit('payment_method.attached', method);
    this.webhooks.emit('setup_intent.succeeded', done);
    return done;
  }

  private attach(token: string, customer: string): PaymentMethod {
    const known = TOKENS[token];
    if (!known) {
      const method = this.store.get<PaymentMethod>(token);
      if (!method || method.object !== 'payment_method') throw missing('PaymentMethod', token);
      return this.store.change<PaymentMethod>(token, { customer });
    }
    const { type, behaviour, last4 } = known;
    const details = type === 'card' ? { card: { brand: 'visa', last4, exp_month: 12, exp_year: 2034, funding: 'credit', country: 'US' } } : type === 'us_bank_account' ? { us_bank_account: { bank_name: 'STRIPE TEST BANK', last4, account_type: 'checking', account_holder_type: 'company', routing_number: '110000000' } } : { sepa_debit: { bank_code: '37040044', country: 'DE', last4 } };
    return this.store.put<PaymentMethod>({ id: newStripeId('pm'), object: 'payment_method', created: this.clock.now, livemode: false, type, customer, billing_details: {}, metadata: {}, _behaviour: behaviour, ...details });
  }
}
