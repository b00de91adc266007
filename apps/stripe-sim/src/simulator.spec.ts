import { createServer as createHttp, type Server } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { createServer, listen } from './server';
import { Simulator } from './simulator';

const secretKey = 'sk_test_simulator';
const secret = 'whsec_simulator';
const day = 86_400_000;

describe('the Stripe simulator, spoken to by the real SDK', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stripe-sim-'));
  const received: Stripe.Event[] = [];
  let receiver: Server;
  let server: Server;
  let simulator: Simulator;
  let stripe: Stripe;

  const start = async (): Promise<void> => {
    const hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    simulator = new Simulator({ journal: join(folder, 'journal.jsonl'), url: () => 'http://127.0.0.1', endpoints: [{ url: hook, secret, connect: false }, { url: hook, secret, connect: true }] });
    server = await listen(createServer(simulator, { secretKey }), 0);
    stripe = new Stripe(secretKey, { host: '127.0.0.1', port: (server.address() as AddressInfo).port, protocol: 'http', telemetry: false, maxNetworkRetries: 0 });
  };
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    simulator.stop();
  };
  const aTenant = async (token: string): Promise<{ customer: string; method: string }> => {
    const customer = await stripe.customers.create({ name: 'Tenant' });
    const setup = await stripe.setupIntents.create({ customer: customer.id, payment_method: token, confirm: true, allowed_payment_method_types: [token.includes('card') ? 'card' : 'us_bank_account'], usage: 'off_session' });
    return { customer: customer.id, method: setup.payment_method as string };
  };
  const heard = async (type: string): Promise<Stripe.Event> => {
    for (let tries = 0; tries < 100; tries += 1) {
      const event = received.find((candidate) => candidate.type === type);
      if (event) return event;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`${type} was not heard; heard ${received.map((event) => event.type).join(', ')}`);
  };

  beforeAll(async () => {
    const verifier = new Stripe(secretKey);
    receiver = createHttp((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        received.push(verifier.webhooks.constructEvent(Buffer.concat(parts), String(request.headers['stripe-signature']), secret));
        response.end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    await start();
  });
  beforeEach(() => received.splice(0));
  afterAll(async () => {
    await stop();
    await new Promise((resolve) => receiver.close(resolve));
    rmSync(folder, { recursive: true });
  });

  it('debits a bank account: processing first, four working days later succeeded, with a fee of at most 5.00', async () => {
    const { customer, method } = await aTenant('pm_usBankAccount_success');
    const intent = await stripe.paymentIntents.create({ amount: 1_994_895, currency: 'usd', customer, payment_method: method, confirm: true, off_session: true, transfer_group: 'inv_1' });
    expect(intent.status).toBe('processing');
    simulator.moveClock(simulator.clock.nowMs + 7 * day);
    const settled = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge.balance_transaction'] });
    expect(settled.status).toBe('succeeded');
    expect((settled.latest_charge as Stripe.Charge).balance_transaction).toMatchObject({ amount: 1_994_895, fee: 500, net: 1_994_395, status: 'available' });
    await heard('payment_intent.processing');
    await heard('payment_intent.succeeded');
  });

  it('refuses an amount of nine digits, one below the least, and one that is no number', async () => {
    const { customer, method } = await aTenant('pm_usBankAccount_success');
    const tried = (amount: number) => stripe.paymentIntents.create({ amount, currency: 'usd', customer, payment_method: method, confirm: true }).catch((error: unknown) => error);
    expect(await tried(100_000_000)).toMatchObject({ code: 'amount_too_large', statusCode: 400 });
    expect(await tried(99_999_999)).toMatchObject({ status: 'processing' });
    expect(await tried(49)).toMatchObject({ code: 'amount_too_small' });
    expect(await tried(10.5)).toMatchObject({ code: 'parameter_invalid_integer' });
  });

  it('answers the same under the same idempotency key, and refuses other parameters', async () => {
    const first = await stripe.customers.create({ name: 'One' }, { idempotencyKey: 'bb:cus:1' });
    const again = await stripe.customers.create({ name: 'One' }, { idempotencyKey: 'bb:cus:1' });
    expect(again.id).toBe(first.id);
    await expect(stripe.customers.create({ name: 'Two' }, { idempotencyKey: 'bb:cus:1' })).rejects.toMatchObject({ type: 'StripeIdempotencyError' });
  });

  it('declines the card that is there to be declined, and asks for another method', async () => {
    const { customer, method } = await aTenant('pm_card_chargeDeclined');
    const declined: unknown = await stripe.paymentIntents.create({ amount: 5_000, currency: 'usd', customer, payment_method: method, confirm: true }).catch((error: unknown) => error);
    expect(declined).toMatchObject({ code: 'card_declined', statusCode: 402 });
    const intent = (declined as { payment_intent: Stripe.PaymentIntent }).payment_intent;
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('requires_payment_method');
    await heard('payment_intent.payment_failed');
  });

  it('sends money to an onboarded account only, pays it out to the bank, and its balances add up', async () => {
    const account = await stripe.accounts.create({ country: 'US', controller: { losses: { payments: 'application' }, fees: { payer: 'application' }, stripe_dashboard: { type: 'express' } }, capabilities: { transfers: { requested: true } } });
    const { customer, method } = await aTenant('pm_card_visa');
    const intent = await stripe.paymentIntents.create({ amount: 100_000, currency: 'usd', customer, payment_method: method, confirm: true });
    const source_transaction = intent.latest_charge as string;
    await expect(stripe.transfers.create({ amount: 80_000, currency: 'usd', destination: account.id, source_transaction })).rejects.toMatchObject({ code: 'insufficient_capabilities_for_transfer' });
    simulator.onboard(account.id);
    await stripe.transfers.create({ amount: 80_000, currency: 'usd', destination: account.id, source_transaction });
    await expect(stripe.transfers.create({ amount: 30_000, currency: 'usd', destination: account.id, source_transaction })).rejects.toMatchObject({ statusCode: 400 });
    expect((await stripe.balance.retrieve({}, { stripeAccount: account.id })).pending).toMatchObject([{ amount: 80_000 }]);
    simulator.moveClock(simulator.clock.nowMs + 8 * day);
    expect((await stripe.balance.retrieve({}, { stripeAccount: account.id })).available).toMatchObject([{ amount: 0 }]);
    expect((await stripe.payouts.list({}, { stripeAccount: account.id })).data).toMatchObject([{ amount: 80_000, status: 'paid' }]);
    expect((await heard('payout.paid')).account).toBe(account.id);
  });

  it('remembers everything after it was stopped, and forgets nothing twice', async () => {
    const { customer, method } = await aTenant('pm_usBankAccount_success');
    const intent = await stripe.paymentIntents.create({ amount: 7_000, currency: 'usd', customer, payment_method: method, confirm: true });
    const before = await stripe.balance.retrieve();
    await stop();
    await start();
    expect(await stripe.balance.retrieve()).toMatchObject({ available: before.available, pending: before.pending });
    simulator.moveClock(simulator.clock.nowMs + 7 * day);
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded');
    const all = await stripe.balanceTransactions.list({ limit: 100 });
    const { available, pending } = await stripe.balance.retrieve();
    expect((available[0]?.amount ?? 0) + (pending[0]?.amount ?? 0)).toBe(all.data.reduce((sum, { net }) => sum + net, 0));
  });
});
