/**
 * What webhooks failed to bring: events that Stripe could not deliver, and bookings on its balance that we have never heard
 * of (payments.md section 4, ledger.md section 4 no. 2).
 */
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type Stripe from 'stripe';
import { systemActor } from '@busbar/kernel';
import { Clock, Database, Schedules } from '@busbar/platform';
import { Charges } from '../charges/charges.service';
import { HostPayments } from '../hosts/host-payments.service';
import { StripeGateway } from './stripe.gateway';
import { StripeInbox } from './stripe-inbox.service';

/** Stripe keeps events for thirty days; asking for all that were not delivered leaves no gap after a long outage of ours. */
const EVENTS_OF_SECONDS = 30 * 86_400;
/** As far back as a return or a late answer may reach. */
const BOOKINGS_OF_SECONDS = 35 * 86_400;
const MOST_EVENTS = 2_000;
const ACCOUNTS_AT_ONCE = 100;

export interface Walk {
  /** Bookings that were missing in the books and are there now. */
  readonly repaired: readonly string[];
  /** Bookings that nothing here explains; a person looks. */
  readonly unexplained: readonly string[];
}

@Injectable()
export class StripeSweeper implements OnModuleInit {
  private readonly logger = new Logger(StripeSweeper.name);
  private readonly actor = systemActor('payments.sweeper');

  constructor(
    private readonly database: Database, private readonly clock: Clock, private readonly schedules: Schedules, private readonly gateway: StripeGateway, private readonly inbox: StripeInbox,
    private readonly charges: Charges, private readonly hosts: HostPayments,
  ) {}

  onModuleInit(): void {
    if (!this.gateway.configured) return;
    this.schedules.every('*/10 * * * *', 'payments.fetchUndelivered', async () => void (await this.fetchUndelivered()));
    this.schedules.every('20 3 * * *', 'payments.walkBalance', async () => void (await this.walkBalance()));
  }

  /** Takes in what Stripe says it could not deliver, of the platform and of every connected account; answers how many events were new. */
  async fetchUndelivered(): Promise<number> {
    let fetched = await this.fetchOf({});
    for (let after: string | null = null; ; ) {
      const accounts: string[] = await this.hosts.stripeAccounts(after, ACCOUNTS_AT_ONCE);
      for (const stripeAccount of accounts) fetched += await this.fetchOf({ stripeAccount });
      after = accounts.at(-1) ?? null;
      if (accounts.length < ACCOUNTS_AT_ONCE) break;
    }
    if (fetched > 0) this.logger.warn({ msg: 'Events that Stripe could not deliver were fetched.', fetched });
    return fetched;
  }

  /** Compares Stripe's bookings with ours, one by one, and repairs what a lost answer or event has left out. */
  async walkBalance(): Promise<Walk> {
    const [repaired, unexplained]: [string[], string[]] = [[], []];
    const bookings = this.gateway.api.balanceTransactions.list({ limit: 100, created: { gte: await this.secondsAgo(BOOKINGS_OF_SECONDS) } });
    for await (const booking of bookings) {
      if (await this.explains(booking)) continue;
      const repair = await this.repairOf(booking);
      if (repair) await this.database.transaction(this.actor, repair);
      (repair && (await this.explains(booking)) ? repaired : unexplained).push(booking.id);
    }
    if (repaired.length > 0) this.logger.warn({ msg: "Bookings of Stripe's were missing in the books and have been made up.", repaired });
    if (unexplained.length > 0) this.logger.error({ msg: "Nothing here explains these bookings of Stripe's: a person must look.", unexplained });
    return { repaired, unexplained };
  }

  private async fetchOf(options: Stripe.RequestOptions): Promise<number> {
    let fetched = 0;
    const events = this.gateway.api.events.list({ delivery_success: false, limit: 100, created: { gte: await this.secondsAgo(EVENTS_OF_SECONDS) } }, options);
    for (const event of await events.autoPagingToArray({ limit: MOST_EVENTS })) if (await this.inbox.store(event)) fetched += 1;
    return fetched;
  }

  private explains({ type, source }: Stripe.BalanceTransaction): Promise<boolean> {
    const id = idOf(source);
    return this.database.read(this.actor, async () => {
      if (type === 'charge' || type === 'payment') return this.charges.knows(id);
      return type === 'transfer' && this.hosts.knows(id);
    });
  }

  /** How to make up for a booking that is ours; null for what is not. */
  private async repairOf({ type, source }: Stripe.BalanceTransaction): Promise<(() => Promise<void>) | null> {
    const { api } = this.gateway;
    if (type === 'transfer') {
      const transfer = await api.transfers.retrieve(idOf(source));
      return () => this.hosts.adopt(transfer);
    }
    if (type !== 'charge' && type !== 'payment') return null;
    const { payment_intent: intent } = await api.charges.retrieve(idOf(source));
    return intent === null ? null : this.charges.followIntent(typeof intent === 'string' ? intent : intent.id, api);
  }

  /** Stripe's clock is business time's: in production both are wall time, in a sandbox both are moved. */
  private async secondsAgo(seconds: number): Promise<number> {
    return Math.floor((await this.clock.read()).epochMilliseconds / 1000) - seconds;
  }
}

const idOf = (source: Stripe.BalanceTransaction['source']): string => (typeof source === 'string' ? source : (source?.id ?? ''));
