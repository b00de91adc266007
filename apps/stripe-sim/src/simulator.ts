/** A stateful local Stripe: the calls Busbar makes, in Stripe's shapes, states, refusals and times. Never in production. */
import { Balance } from './balance';
import { Charges } from './charges';
import { Connect } from './connect';
import { Customers } from './customers';
import { type Fields, record, text } from './request-body';
import { SimClock } from './sim-clock';
import { Store, type StripeObject } from './store';
import { invalid, missing } from './stripe-error';
import { type Endpoint, Webhooks } from './webhooks';

export interface SimulatorSettings {
  /** File of the journal; without one the simulator forgets everything with its process. */
  readonly journal?: string | undefined;
  readonly endpoints: readonly Endpoint[];
  /** Where the simulator can be reached, for onboarding links. */
  readonly url: () => string;
}

const KINDS: Readonly<Record<string, string>> = {
  customers: 'customer', payment_methods: 'payment_method', setup_intents: 'setup_intent', payment_intents: 'payment_intent', charges: 'charge', refunds: 'refund', accounts: 'account', transfers: 'transfer', payouts: 'payout',
  balance_transactions: 'balance_transaction', events: 'event',
};

export class Simulator {
  readonly store: Store;
  readonly clock: SimClock;
  readonly webhooks: Webhooks;
  private readonly balance: Balance;
  private readonly customers: Customers;
  private readonly charges: Charges;
  private readonly connect: Connect;
  private readonly heart: NodeJS.Timeout;

  constructor(settings: SimulatorSettings) {
    this.store = new Store(settings.journal);
    this.clock = new SimClock(Number(this.store.get('sim_clock')?.['ahead'] ?? 0));
    this.webhooks = new Webhooks(this.store, this.clock, settings.endpoints);
    this.balance = new Balance(this.store, this.clock, this.webhooks);
    this.customers = new Customers(this.store, this.clock, this.webhooks);
    this.charges = new Charges(this.store, this.clock, this.webhooks, this.balance);
    this.connect = new Connect(this.store, this.clock, this.webhooks, this.balance, settings.url);
    for (const part of [this.balance, this.charges, this.connect, this.webhooks]) part.resume();
    this.heart = setInterval(() => this.clock.tick(), 250);
  }

  stop(): void {
    clearInterval(this.heart);
    this.webhooks.stop();
    this.store.close();
  }

  moveClock(toMs: number): void {
    this.clock.moveTo(toMs);
    this.store.put({ id: 'sim_clock', object: 'sim_clock', created: this.clock.now, ahead: this.clock.ahead });
    this.store.commit();
  }

  onboard(account: string): StripeObject {
    const done = this.connect.onboard(account);
    this.store.commit();
    return done;
  }

  /** Answers one call of the API; `account` is the connected account that the call is made for. */
  call(method: string, path: string, fields: Fields, account: string | undefined): unknown {
    const [, resource = '', id, action] = path.split('/').filter(Boolean);
    if (method === 'POST') return this.post(resource, id, action, fields);
    if (method === 'GET' && resource === 'balance') return this.balance.of(account);
    if (method === 'GET') return id === undefined ? this.list(resource, fields, account) : this.retrieve(resource, id, account);
    throw invalid(`Unrecognized request URL (${method}: ${path}).`);
  }

  private post(resource: string, id: string | undefined, action: string | undefined, fields: Fields): StripeObject {
    switch (`${resource}${id === undefined ? '' : '/:id'}${action === undefined ? '' : `/${action}`}`) {
      case 'customers': return this.customers.create(fields);
      case 'setup_intents': return this.customers.createSetupIntent(fields);
      case 'setup_intents/:id/confirm': return this.customers.confirmSetupIntent(id as string, fields);
      case 'payment_intents': return this.charges.create(fields);
      case 'payment_intents/:id/confirm': return this.charges.confirm(id as string, fields);
      case 'payment_intents/:id/cancel': return this.charges.cancel(id as string);
      case 'refunds': return this.charges.refund(fields);
      case 'accounts': return this.connect.createAccount(fields);
      case 'account_links': return this.connect.createAccountLink(fields);
      case 'transfers': return this.connect.createTransfer(fields);
      case 'transfers/:id/reversals': return this.connect.reverseTransfer(id as string, fields);
      default: throw invalid(`Unrecognized request URL (POST: /v1/${resource}). The simulator has only the calls that Busbar makes.`);
    }
  }

  private retrieve(resource: string, id: string, account: string | undefined): StripeObject {
    const object = this.store.get(id);
    const kind = KINDS[resource];
    if (!object || object.object !== kind || (kind !== 'account' && object._account !== account)) throw missing(kind ?? resource, id);
    return object;
  }

  /** Newest first with `limit`, `starting_after` and the filters that Busbar uses. */
  private list(resource: string, fields: Fields, account: string | undefined): unknown {
    const kind = KINDS[resource];
    if (kind === undefined) throw invalid(`Unrecognized request URL (GET: /v1/${resource}).`);
    const limit = Math.min(100, Math.max(1, Number(text(fields, 'limit') ?? 10)));
    const filters = ['customer', 'payment_intent', 'transfer_group', 'destination', 'type', 'source'].map((name) => [name, text(fields, name)] as const).filter(([, value]) => value !== undefined);
    const since = Number(record(fields, 'created')['gte'] ?? 0);
    const undelivered = text(fields, 'delivery_success') === 'false';
    const found = this.store.all(kind).filter((object) => object._account === account && object.created >= since && filters.every(([name, value]) => object[name] === value) && (!undelivered || Number(object['pending_webhooks']) > 0));
    const after = text(fields, 'starting_after');
    const start = after === undefined ? 0 : found.findIndex(({ id }) => id === after) + 1;
    return { object: 'list', url: `/v1/${resource}`, has_more: found.length > start + limit, data: found.slice(start, start + limit) };
  }
}
