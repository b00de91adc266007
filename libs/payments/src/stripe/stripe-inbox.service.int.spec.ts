import { createHmac } from 'node:crypto';
import { aPayingWorld, type PayingWorld } from '../../test/a-paying-world';
import { type Delivery, SECRETS } from '../../test/a-stripe';
import { StripeInbox } from './stripe-inbox.service';
import { StripeSweeper } from './stripe-sweeper.service';

/** A row of chances in [0, 1) that a seed repeats (mulberry32). */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const signed = (body: Buffer, secret: string, secondsAgo = 0): string => {
  const at = Math.floor(Date.now() / 1000) - secondsAgo;
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body.toString()}`).digest('hex')}`;
};
const idOf = ({ body }: Delivery): string => (JSON.parse(body.toString()) as { id: string }).id;

describe('What Stripe tells us', () => {
  let world: PayingWorld;
  let inbox: StripeInbox;
  let sweeper: StripeSweeper;
  const stored = async (): Promise<number> => (await world.sql<{ n: number }>('select count(*)::int as n from stripe_event'))[0]!.n;
  const statesOf = async (invoices: readonly string[]): Promise<string[]> => (await Promise.all(invoices.map((invoice) => world.chargesOf(invoice)))).flat().map(({ state }) => state);
  const paymentsOf = async (invoice: string): Promise<string[]> => (await world.postings(invoice)).filter((posting) => posting.startsWith('payment.succeeded'));
  const through = async ({ body, signature, endpoint }: Delivery): Promise<boolean> => {
    await inbox.receive(body, signature, endpoint);
    return true;
  };
  /** Invoices whose debits settle while nothing reaches us; answers what Stripe sent meanwhile. */
  const paidUnheard = async (count: number): Promise<{ invoices: string[]; deliveries: Delivery[] }> => {
    const invoices: string[] = [];
    world.stripe.receive = () => Promise.resolve(true);
    const from = world.stripe.deliveries.length;
    for (let number = 0; number < count; number += 1) invoices.push(await world.issue());
    for (const invoice of invoices) await world.pays(invoice);
    await world.daysPass(6);
    expect(await statesOf(invoices)).toEqual(invoices.map(() => 'PROCESSING'));
    world.stripe.receive = through;
    return { invoices, deliveries: world.stripe.deliveries.slice(from) };
  };
  beforeAll(async () => {
    world = await aPayingWorld();
    inbox = world.get(StripeInbox);
    sweeper = world.get(StripeSweeper);
    await world.saves('pm_usBankAccount_success');
    for (const host of world.hosts) await world.onboards(host);
  });
  afterAll(() => world.close());

  it('is believed only when Stripe signed these bytes, lately and for this endpoint; of anything else nothing is stored', async () => {
    const before = await stored();
    const genuine = world.stripe.deliveries.find(({ endpoint }) => endpoint === 'account')!;
    const forged = Buffer.from(genuine.body.toString().replace(/"id":"evt_\w+"/, '"id":"evt_forged"'));
    const attempts: readonly (readonly [unknown, string | undefined, 'account' | 'connect'])[] = [
      [forged, genuine.signature, 'account'], [forged, signed(forged, 'whsec_guessed'), 'account'], [forged, signed(forged, SECRETS.connect), 'account'], [forged, signed(forged, SECRETS.account), 'connect'],
      [forged, signed(forged, SECRETS.account, 301), 'account'], [forged, undefined, 'account'], [forged, '', 'account'], [JSON.parse(forged.toString()), signed(forged, SECRETS.account), 'account'],
    ];
    for (const [body, signature, endpoint] of attempts) await expect(inbox.receive(body, signature, endpoint)).rejects.toMatchObject({ code: 'WEBHOOK_REFUSED' });
    expect(await stored()).toBe(before);
    // The oracle can tell: the same bytes, rightly signed, are taken; a replay of what is here changes nothing.
    await inbox.receive(genuine.body, genuine.signature, 'account');
    expect(await stored()).toBe(before);
    await inbox.receive(forged, signed(forged, SECRETS.account, 299), 'account');
    expect(await stored()).toBe(before + 1);
  });

  it.each([1, 20_210_906])('is posted once though everything comes five times, in any order, and a tenth never: the sweep brings the rest (seed %i)', async (seed) => {
    const chance = chances(seed);
    const { invoices, deliveries } = await paidUnheard(4);
    const lost = new Set(deliveries.filter(() => chance() < 0.1).map(idOf));
    // Of one payment nothing arrives at all: any event about it would have been enough.
    const unheard = await world.chargesOf(invoices[0]!);
    for (const delivery of deliveries) if (delivery.body.includes(`"id":"${unheard[0]!.stripeIntentId}"`)) lost.add(idOf(delivery));
    const arriving = deliveries.filter((delivery) => !lost.has(idOf(delivery))).flatMap((delivery) => Array.from({ length: 5 }, () => ({ delivery, at: chance() }))).sort((a, b) => a.at - b.at);
    for (const [index, { delivery }] of arriving.entries()) {
      await through(delivery);
      if (index % 12 === 0) await inbox.handleDue();
    }
    await world.settles();
    expect(await statesOf(invoices)).toContain('PROCESSING');
    expect(await statesOf(invoices)).toContain('SUCCEEDED');
    // Stripe has given these up and says so when it is asked.
    for (const id of lost) world.stripe.simulator.store.change(id, { pending_webhooks: 1 });
    world.stripe.simulator.store.commit();
    expect(await sweeper.fetchUndelivered()).toBe(lost.size);
    await world.settles();
    expect(await sweeper.fetchUndelivered()).toBe(0);
    expect(await statesOf(invoices)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    for (const invoice of invoices) expect(await paymentsOf(invoice)).toEqual(['payment.succeeded Dr 1005 19943.95; Dr 5000 5.00; Cr 1100 19948.95']);
    await world.agreesWithStripe();
  });

  it('is made up from Stripe’s own bookings when Stripe believes that it was told', async () => {
    const { invoices } = await paidUnheard(2);
    await expect(world.agreesWithStripe()).rejects.toThrow(/The ledger has/);
    const walk = await sweeper.walkBalance();
    expect([walk.repaired.length, walk.unexplained]).toEqual([2, []]);
    await world.settles();
    for (const invoice of invoices) expect(await paymentsOf(invoice)).toHaveLength(1);
    await world.agreesWithStripe();
    expect(await sweeper.walkBalance()).toEqual({ repaired: [], unexplained: [] });
  });

  it('waits, uncounted, while Stripe cannot be asked', async () => {
    const { invoices, deliveries } = await paidUnheard(1);
    for (const delivery of deliveries) await through(delivery);
    world.stripe.down = true;
    await inbox.handleDue();
    const waiting = await world.sql<{ attempts: number; parked: boolean }>('select attempts, parked_at is not null as parked from stripe_event where handled_at is null and last_error is not null');
    expect(waiting.length).toBeGreaterThan(0);
    expect(waiting.every(({ attempts, parked }) => attempts === 0 && !parked)).toBe(true);
    world.stripe.down = false;
    await world.triesAgain();
    expect(await statesOf(invoices)).toEqual(['SUCCEEDED']);
    await world.agreesWithStripe();
  });

  it('is parked with its reason and posts nothing when the amount is not ours; the others go on', async () => {
    const { invoices: [wrong = '', right = ''], deliveries } = await paidUnheard(2);
    const { store } = world.stripe.simulator;
    const charge = store.all('charge').find(({ transfer_group: group }) => group === wrong)!;
    store.change(String(charge['balance_transaction']), { amount: 1_994_894, net: 1_994_394 });
    store.commit();
    for (const delivery of deliveries) await through(delivery);
    await world.settles();
    expect(await statesOf([wrong, right])).toEqual(['PROCESSING', 'SUCCEEDED']);
    for (let tries = 0; tries < 6; tries += 1) await world.triesAgain();
    const parked = await world.sql<{ type: string; attempts: number; last_error: string }>('select type, attempts, last_error from stripe_event where parked_at is not null order by type');
    const reason = expect.stringMatching(/^Stripe booked 1994894 usd for chg_/) as string;
    expect(parked).toEqual(['payment_intent.processing', 'payment_intent.succeeded'].map((type) => ({ type, attempts: 5, last_error: reason })));
    expect(await statesOf([wrong])).toEqual(['PROCESSING']);
    expect(await world.postings(wrong)).toHaveLength(1);
    await expect(world.agreesWithStripe()).rejects.toThrow(/The ledger has/);
  });
});
