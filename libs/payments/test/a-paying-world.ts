/** Issued invoices, who owes and who earns them, and a Stripe of their own: what payments find. */
import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import { type Actor, instantOf, money, type Money, moneyText, type OrganisationKind, parseInstant, systemActor } from '@busbar/kernel';
import { invoiceFinalised, Ledger } from '@busbar/ledger';
import { Organisations } from '@busbar/organisations';
import { Clock, newId, TimeTravel } from '@busbar/platform';
import { aModule, type TestModule } from '@busbar/test-kit';
import { Charges } from '../src/charges/charges.service';
import { PaymentMethods } from '../src/charges/payment-methods.service';
import type { Charge } from '../src/domain/charge';
import { HostPayments } from '../src/hosts/host-payments.service';
import { PayoutAccounts } from '../src/hosts/payout-accounts.service';
import type { Transfer } from '../src/hosts/transfers.repository';
import { PaymentsModule } from '../src/payments.module';
import { Reconciliation } from '../src/reconciliation/reconciliation.service';
import { StripeInbox } from '../src/stripe/stripe-inbox.service';
import { aStripe, type AStripe, type Delivery, SECRET_KEY, SECRETS } from './a-stripe';

export const PASSWORD = 'correct horse battery staple';
export const system = systemActor('test');

/** INV-1 of ledger.md section 3, in cents: three hosts, one fee, one tax. */
export const RUNNING_EXAMPLE = { shares: [865_935n, 519_561n, 346_374n], fee: 144_673n, tax: 118_352n } as const;

export interface InvoiceAsked {
  readonly shares?: readonly bigint[];
  readonly fee?: bigint;
  readonly tax?: bigint;
}

export interface PayingWorld extends TestModule {
  readonly stripe: AStripe;
  readonly hosts: readonly Actor[];
  readonly tenant: Actor;
  readonly stranger: Actor;
  readonly staff: Actor;
  readonly charges: Charges;
  readonly methods: PaymentMethods;
  readonly accounts: PayoutAccounts;
  sql<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** An invoice to the tenant, issued and posted now: shares by host, in cents. */
  issue(asked?: InvoiceAsked): Promise<string>;
  /** Saves how a tenant pays and waits for Stripe's answer. */
  saves(token: string, tenant?: Actor): Promise<void>;
  /** A host's account is opened and cleared by Stripe. */
  onboards(host: Actor): Promise<void>;
  pays(invoiceId: string): Promise<readonly Charge[]>;
  chargesOf(invoiceId: string): Promise<readonly Charge[]>;
  transfersOf(invoiceId: string): Promise<readonly Transfer[]>;
  /** Until nothing is left to send, to deliver or to handle now. */
  settles(): Promise<void>;
  /** Business time and Stripe's go on so many days, with all that falls due. */
  daysPass(days: number): Promise<void>;
  /** What waits for another try by wall time is tried now. */
  triesAgain(): Promise<void>;
  /** The postings about an invoice, or all, in order: `payment.succeeded Dr 1005 …`. */
  postings(invoiceId?: string): Promise<string[]>;
  /** The ledger and Stripe's balance, pending and available; throws a sentence where they differ. */
  agreesWithStripe(): Promise<{ readonly available: string; readonly pending: string }>;
}

/** `tenant` and `stranger` are tenants, the three `hosts` share invoices. Business time stands at Monday 6 September 2021, noon. */
export async function aPayingWorld(): Promise<PayingWorld> {
  const stripe = await aStripe();
  const settings = { STRIPE_SECRET_KEY: SECRET_KEY, STRIPE_API_URL: stripe.url, STRIPE_WEBHOOK_SECRET: SECRETS.account, STRIPE_CONNECT_WEBHOOK_SECRET: SECRETS.connect, LOG_LEVEL: 'silent' };
  const module = await aModule([PaymentsModule], settings);
  // What goes wrong here is asked for; assertions say it better than a log.
  Logger.overrideLogger(false);
  const inbox = module.get(StripeInbox);
  stripe.receive = async ({ body, signature, endpoint }: Delivery) => {
    await inbox.receive(body, signature, endpoint);
    return true;
  };
  const people = await join(module);
  await module.get(TimeTravel).advance(people.staff, parseInstant('2021-09-06T12:00:00Z'));
  const [charges, methods, accounts, ledger] = [module.get(Charges), module.get(PaymentMethods), module.get(PayoutAccounts), module.get(Ledger)];
  const sql = async <Row extends object>(text: string, values: readonly unknown[] = [], guarded = true): Promise<Row[]> => {
    const client = new Client({ connectionString: module.url });
    await client.connect();
    try {
      if (!guarded) await client.query(`set session_replication_role = 'replica'`);
      return (await client.query<Row>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  };
  let keys = 0;
  let invoices = 0;
  const world: PayingWorld = {
    ...module, ...people, stripe, charges, methods, accounts,
    sql: (text, values) => sql(text, values),
    async issue({ shares = RUNNING_EXAMPLE.shares, fee = RUNNING_EXAMPLE.fee, tax = RUNNING_EXAMPLE.tax } = {}) {
      const [invoice, contract, tenant, host] = [newId('invoice'), newId('contract'), people.tenant.organisationId ?? '', people.hosts[0]?.organisationId ?? ''];
      const net = shares.reduce((sum, share) => sum + share, fee);
      const number = (invoices += 1);
      // Below the guards of contracts and billing, whose own way to an issued invoice is long and tested there.
      await sql(
        `insert into contract (id, proposal_id, host_id, tenant_id, state, version_id, zone, currency, start_date, end_date, security_required, drafted_at)
         values ($1, $1, $2, $3, 'ACTIVE', $1, 'America/Chicago', 'USD', '2021-08-01', '2022-08-01', false, clock_timestamp())`, [contract, host, tenant], false);
      await sql(
        `insert into invoice (id, number, series, sequence, document, state, contract_id, host_id, tenant_id, period_id, revision, run_item_id, zone, currency, from_date, to_date, subtotal, tax, total, platform_fee, fee_rate, settlement, payment_days, issued_at, due_on)
         values ($1, 'INV-' || $2, 'INV', $3, 'INVOICE', 'ISSUED', $4, $5, $6, $1, 1, $1, 'America/Chicago', 'USD', '2021-08-01', '2021-09-01', $7, $8, $9, $10, '0.02', 'PLATFORM', 30, '2021-09-05', '2021-10-05')`,
        [invoice, String(number), number, contract, host, tenant, net, tax, net + tax, fee], false);
      for (const [index, share] of shares.entries())
        await sql(`insert into invoice_settlement (id, invoice_id, host_id, tenant_id, organisation_id, amount, currency) values ($1, $2, $3, $4, $5, $6, 'USD')`, [newId('settlement'), invoice, host, tenant, people.hosts[index]?.organisationId, share], false);
      const usd = (minor: bigint): Money => money(minor, 'USD');
      await module.database.transaction(system, async () => {
        const posting = invoiceFinalised({ invoice, contract, tenant }, {
          hosts: shares.map((share, index) => ({ host: people.hosts[index]?.organisationId ?? '', amount: usd(share) })), fee: usd(fee), taxes: [{ jurisdiction: 'US-TX', amount: usd(tax) }],
        });
        await ledger.post({ ...posting, key: `invoice:${invoice}:finalised`, effectiveAt: module.get(Clock).now() });
      });
      return invoice;
    },
    async saves(token, tenant = people.tenant) {
      await methods.add(tenant, token);
      await world.settles();
    },
    async onboards(host) {
      await fetch(await accounts.startOnboarding(host, PASSWORD), { redirect: 'manual' });
      await world.settles();
    },
    async pays(invoiceId) {
      await charges.payInvoice(people.tenant, invoiceId, `pay-${(keys += 1)}-${invoiceId}`);
      return world.chargesOf(invoiceId);
    },
    chargesOf: (invoiceId) => module.database.read(system, async () => (await charges.ofInvoices([invoiceId])).get(invoiceId) ?? []),
    transfersOf: (invoiceId) => module.database.read(system, async () => (await module.get(HostPayments).transfersOf([invoiceId])).get(invoiceId) ?? []),
    async settles() {
      for (let before = -1; before !== stripe.deliveries.length; ) {
        before = stripe.deliveries.length;
        await module.worker.drain();
        await stripe.quiet();
        await module.worker.drain();
      }
    },
    async daysPass(days) {
      const now = await module.get(Clock).read();
      await module.get(TimeTravel).advance(people.staff, instantOf(now.epochMilliseconds + days * 86_400_000));
      await world.settles();
    },
    async triesAgain() {
      await sql(`update stripe_event set retry_at = clock_timestamp() - interval '1 second' where handled_at is null`);
      await sql(`update stripe_request set retry_at = clock_timestamp() - interval '1 second' where state in ('PENDING', 'SENT')`);
      await world.settles();
    },
    async postings(invoiceId) {
      const rows = await sql<{ kind: string; legs: string }>(
        `select t.kind, string_agg(case e.side when 'DEBIT' then 'Dr ' else 'Cr ' end || e.account || ' ' || to_char(e.amount / 100.0, 'FM999999990.00'), '; ' order by e.position) as legs
         from ledger_transaction t join ledger_entry e on e.transaction_id = t.id
         where $1::text is null or t.id in (select transaction_id from ledger_entry where invoice_id = $1) group by t.id order by t.id`, [invoiceId ?? null]);
      return rows.map(({ kind, legs }) => `${kind} ${legs}`);
    },
    async agreesWithStripe() {
      const [usd] = await module.get(Reconciliation).balances(people.staff);
      if (!usd) throw new Error('Stripe has no balance in USD.');
      const shown = { available: moneyText(usd.ledgerAvailable), pending: moneyText(usd.ledgerPending) };
      const atStripe = { available: moneyText(usd.stripeAvailable), pending: moneyText(usd.stripePending) };
      if (shown.available !== atStripe.available || shown.pending !== atStripe.pending) throw new Error(`The ledger has ${JSON.stringify(shown)}, Stripe ${JSON.stringify(atStripe)}.`);
      return shown;
    },
    async close() {
      await module.close();
      await stripe.stop();
    },
  };
  return world;
}

async function join(module: TestModule): Promise<Pick<PayingWorld, 'hosts' | 'tenant' | 'stranger' | 'staff'>> {
  const organisations = module.get(Organisations);
  const member = async (name: string, kind: OrganisationKind): Promise<Actor> => {
    const registered = await organisations.register({ organisationName: name, country: 'US', kinds: [kind === 'STAFF' ? 'TENANT' : kind], personName: `Owner of ${name}`, email: `${name.toLowerCase().replaceAll(' ', '.')}@example.com`, password: PASSWORD }, '127.0.0.1');
    return { kind: 'PERSON', personId: registered.personId, personName: `Owner of ${name}`, organisationId: registered.organisationId, organisationKinds: [kind], role: 'OWNER', signatory: true, scopes: 'ALL', credentialId: null };
  };
  const hosts = [await member('Larkspur Power', 'HOST'), await member('Cedar Lender', 'HOST'), await member('Juniper Land', 'HOST')];
  return { hosts, tenant: await member('Meridian Models', 'TENANT'), stranger: await member('Quiet Compute', 'TENANT'), staff: await member('Busbar', 'STAFF') };
}
