/** Connected accounts, transfers to them, reversals, and their payouts. */
import type { Balance } from './balance';
import type { Charge } from './charges';
import { type Fields, record, requiredText, text, wholeNumber } from './request-body';
import { type SimClock, workingDaysLater } from './sim-clock';
import { newStripeId, type Store, type StripeObject } from './store';
import { invalid, missing } from './stripe-error';
import type { Webhooks } from './webhooks';

interface Account extends StripeObject {
  readonly object: 'account';
  readonly payouts_enabled: boolean;
}

interface Transfer extends StripeObject {
  readonly object: 'transfer';
  readonly amount: number;
  readonly amount_reversed: number;
  readonly currency: string;
  readonly destination: string;
  readonly source_transaction: string | null;
}

interface Payout extends StripeObject {
  readonly object: 'payout';
  readonly status: 'pending' | 'in_transit' | 'paid' | 'failed';
  readonly arrival_date: number;
}

const DAY = 86_400;
const DUE_AT_FIRST = ['external_account', 'representative.first_name', 'tos_acceptance.date'];

export class Connect {
  constructor(private readonly store: Store, private readonly clock: SimClock, private readonly webhooks: Webhooks, private readonly balance: Balance, private readonly publicUrl: () => string) {}

  createAccount(fields: Fields): StripeObject {
    const controller = typeof fields['controller'] === 'object' ? fields['controller'] : {};
    const account = this.store.put({
      id: newStripeId('acct'), object: 'account', created: this.clock.now, country: text(fields, 'country') ?? 'US', email: text(fields, 'email') ?? null, type: 'none', controller, default_currency: 'usd',
      capabilities: { transfers: 'inactive' }, charges_enabled: false, payouts_enabled: false, details_submitted: false, metadata: record(fields, 'metadata'),
      requirements: { currently_due: DUE_AT_FIRST, eventually_due: DUE_AT_FIRST, past_due: [], pending_verification: [], disabled_reason: 'requirements.past_due', errors: [], alternatives: [], current_deadline: null },
      external_accounts: { object: 'list', data: [], has_more: false, url: '' },
    });
    return account;
  }

  /** A link that, when it is opened, stands for the host filling in Stripe's form. */
  createAccountLink(fields: Fields): StripeObject {
    const account = requiredText(fields, 'account');
    if (this.store.get(account)?.object !== 'account') throw missing('account', account);
    const back = requiredText(fields, 'return_url');
    return { id: 'link', object: 'account_link', created: this.clock.now, expires_at: this.clock.now + 300, url: `${this.publicUrl()}/sim/onboarding/${account}?return=${encodeURIComponent(back)}` };
  }

  /** What Stripe's form does at its end: nothing is due any more, and money can go out. */
  onboard(id: string): StripeObject {
    if (this.store.get(id)?.object !== 'account') throw missing('account', id);
    const account = this.store.change<Account>(id, {
      capabilities: { transfers: 'active' }, charges_enabled: true, payouts_enabled: true, details_submitted: true,
      requirements: { currently_due: [], eventually_due: [], past_due: [], pending_verification: [], disabled_reason: null, errors: [], alternatives: [], current_deadline: null },
      external_accounts: { object: 'list', has_more: false, url: `/v1/accounts/${id}/external_accounts`, data: [{ id: newStripeId('ba'), object: 'bank_account', bank_name: 'STRIPE TEST BANK', country: 'US', currency: 'usd', last4: '6789', status: 'new' }] },
    } as Partial<Account>);
    this.webhooks.emit('account.updated', { ...account, _account: id });
    return account;
  }

  createTransfer(fields: Fields): StripeObject {
    const amount = wholeNumber(fields, 'amount');
    if (amount < 1) throw invalid('This value must be greater than or equal to 1.', 'amount', 'parameter_invalid_integer');
    const currency = requiredText(fields, 'currency').toLowerCase();
    const destination = requiredText(fields, 'destination');
    const account = this.store.get<Account>(destination);
    if (account?.object !== 'account') throw missing('destination', destination);
    if (!account.payouts_enabled) throw invalid('Your destination account needs to have at least one of the following capabilities enabled: transfers', 'destination', 'insufficient_capabilities_for_transfer');
    const source = text(fields, 'source_transaction') ?? null;
    const availableOn = source === null ? this.clock.now : this.availabilityOf(source, amount);
    if (source === null && this.balance.available(undefined, currency) < amount) throw invalid('You have insufficient available funds in your Stripe account.', 'amount', 'balance_insufficient');
    const id = newStripeId('tr');
    const payment = newStripeId('py');
    const transaction = this.balance.book({ amount: -amount, fee: 0, currency, type: 'transfer', source: id, availableOn });
    this.balance.book({ amount, fee: 0, currency, type: 'payment', source: payment, availableOn, account: destination });
    const transfer = this.store.put<Transfer>({
      id, object: 'transfer', created: this.clock.now, livemode: false, amount, amount_reversed: 0, reversed: false, currency, destination, destination_payment: payment, balance_transaction: transaction.id, source_transaction: source,
      source_type: 'card', transfer_group: text(fields, 'transfer_group') ?? null, metadata: record(fields, 'metadata'), description: text(fields, 'description') ?? null, reversals: { object: 'list', data: [], has_more: false, url: `/v1/transfers/${id}/reversals` },
    });
    this.webhooks.emit('transfer.created', transfer);
    this.schedulePayout(destination, currency, availableOn);
    return transfer;
  }

  reverseTransfer(id: string, fields: Fields): StripeObject {
    const transfer = this.store.get<Transfer>(id);
    if (transfer?.object !== 'transfer') throw missing('transfer', id);
    const left = transfer.amount - transfer.amount_reversed;
    const amount = text(fields, 'amount') === undefined ? left : wholeNumber(fields, 'amount');
    if (amount < 1 || amount > left) throw invalid('Reversal amount is greater than unreversed amount on transfer.', 'amount');
    if (this.balance.available(transfer.destination, transfer.currency) < amount) throw invalid('The connected account does not have enough funds.', 'amount', 'balance_insufficient');
    const reversalId = newStripeId('trr');
    const transaction = this.balance.book({ amount, fee: 0, currency: transfer.currency, type: 'transfer_refund', source: reversalId, availableOn: this.clock.now });
    this.balance.book({ amount: -amount, fee: 0, currency: transfer.currency, type: 'payment_refund', source: reversalId, availableOn: this.clock.now, account: transfer.destination });
    const reversal = this.store.put({ id: reversalId, object: 'transfer_reversal', created: this.clock.now, amount, currency: transfer.currency, transfer: id, balance_transaction: transaction.id, metadata: record(fields, 'metadata') });
    this.webhooks.emit('transfer.reversed', this.store.change<Transfer>(id, { amount_reversed: transfer.amount_reversed + amount, reversed: amount === left }));
    return reversal;
  }

  /** Payouts and schedules that were open when the simulator stopped. */
  resume(): void {
    for (const payout of this.store.all<Payout>('payout')) if (payout.status !== 'paid' && payout.status !== 'failed') this.scheduleArrival(payout);
    for (const account of this.store.all<Account>('account')) this.schedulePayout(account.id, 'usd', this.clock.now);
  }

  private availabilityOf(source: string, amount: number): number {
    const charge = this.store.get<Charge>(source);
    if (charge?.object !== 'charge' || charge.balance_transaction === null) throw missing('charge', source);
    const sent = this.store.all<Transfer>('transfer').filter(({ source_transaction }) => source_transaction === source).reduce((sum, transfer) => sum + transfer.amount - transfer.amount_reversed, 0);
    if (sent + amount > charge.amount) throw invalid('The transfers of a charge may not exceed its amount.', 'amount');
    return (this.store.get(charge.balance_transaction)?.['available_on'] as number | undefined) ?? this.clock.now;
  }

  /** The automatic schedule: the day after money became available, all of it leaves for the bank. */
  private schedulePayout(account: string, currency: string, availableOn: number): void {
    this.clock.at(Math.max(availableOn, this.clock.now) + DAY, () => {
      const amount = this.balance.available(account, currency);
      if (amount <= 0) return;
      const id = newStripeId('po');
      const transaction = this.balance.book({ amount: -amount, fee: 0, currency, type: 'payout', source: id, availableOn: this.clock.now, account });
      const payout = this.store.put<Payout>({
        id, object: 'payout', created: this.clock.now, livemode: false, amount, currency, status: 'in_transit', arrival_date: workingDaysLater(this.clock.now, 1), automatic: true, method: 'standard', type: 'bank_account', balance_transaction: transaction.id,
        metadata: {}, description: 'STRIPE PAYOUT', failure_code: null, failure_message: null, reconciliation_status: 'in_progress', source_type: 'card', _account: account,
      });
      this.webhooks.emit('payout.created', payout);
      this.scheduleArrival(payout);
      this.store.commit();
    });
  }

  private scheduleArrival(payout: Payout): void {
    this.clock.at(payout.arrival_date, () => {
      if (this.store.get<Payout>(payout.id)?.status !== 'in_transit') return;
      this.webhooks.emit('payout.paid', this.store.change<Payout>(payout.id, { status: 'paid', reconciliation_status: 'completed' }));
      this.store.commit();
    });
  }
}
