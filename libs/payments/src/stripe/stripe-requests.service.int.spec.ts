import { moneyText } from '@busbar/kernel';
import { aPayingWorld, type PayingWorld } from '../../test/a-paying-world';

const INTENTS = '/v1/payment_intents';

describe('What is asked of Stripe, on a bad day', () => {
  let world: PayingWorld;
  const requests = (invoice: string) =>
    world.sql<{ state: string; attempts: number; failure_text: string | null }>(`select state, attempts, failure_text from stripe_request where idempotency_key like 'bb:pi:' || $1 || ':%' order by idempotency_key`, [invoice]);
  const states = async (invoice: string): Promise<string[]> => (await world.chargesOf(invoice)).map(({ amount, state }) => `${moneyText(amount)} ${state}`);
  const shares = async (invoice: string): Promise<string[]> => (await world.transfersOf(invoice)).map(({ amount, state }) => `${moneyText(amount)} ${state}`);
  const atStripe = (kind: 'payment_intent' | 'transfer', invoice: string) => world.stripe.simulator.store.all(kind).filter(({ transfer_group: group }) => group === invoice);
  const keysOf = (invoice: string): string[] => world.stripe.keysOf(INTENTS).filter((key) => key.includes(invoice)).sort();
  beforeAll(async () => {
    world = await aPayingWorld();
    await world.saves('pm_usBankAccount_success');
  });
  afterEach(async () => void (await world.agreesWithStripe()));
  afterAll(() => world.close());

  it('makes one payment intent and one posting when its answer is lost after Stripe has carried it out', async () => {
    const invoice = await world.issue();
    Object.assign(world.stripe.lose, { path: INTENTS, times: 1_000 });
    await world.pays(invoice);
    await world.worker.drain();
    expect(await requests(invoice)).toMatchObject([{ state: 'SENT' }]);
    expect(atStripe('payment_intent', invoice)).toHaveLength(1);
    // The event names the charge, so that nothing waits for the answer.
    await world.settles();
    expect(await states(invoice)).toEqual(['19948.95 PROCESSING']);
    world.stripe.lose.times = 0;
    await world.triesAgain();
    expect(await requests(invoice)).toMatchObject([{ state: 'DONE', failure_text: null }]);
    const keys = keysOf(invoice);
    // The SDK's own three tries, all lost, and at least one more of ours: how many depends on the machine's pace.
    expect(keys.length).toBeGreaterThanOrEqual(4);
    expect(new Set(keys)).toEqual(new Set([`bb:pi:${invoice}:1`]));
    await world.daysPass(6);
    expect(atStripe('payment_intent', invoice)).toHaveLength(1);
    expect((await world.postings(invoice)).filter((posting) => posting.startsWith('payment.succeeded'))).toEqual(['payment.succeeded Dr 1005 19943.95; Dr 5000 5.00; Cr 1100 19948.95']);
  });

  it('loses nothing while Stripe is down, and nobody is told that something was charged', async () => {
    const invoice = await world.issue();
    world.stripe.down = true;
    await world.pays(invoice);
    await world.worker.drain();
    expect(await requests(invoice)).toMatchObject([{ state: 'SENT' }]);
    expect(await states(invoice)).toEqual(['19948.95 PENDING']);
    await expect(world.pays(invoice)).rejects.toMatchObject({ code: 'PAYMENT_UNDER_WAY' });
    await expect(world.accounts.startOnboarding(world.hosts[0]!, 'correct horse battery staple')).rejects.toMatchObject({ code: 'PAYMENTS_UNAVAILABLE' });
    await expect(world.methods.add(world.stranger, 'pm_usBankAccount_success')).rejects.toMatchObject({ code: 'PAYMENTS_UNAVAILABLE' });
    world.stripe.down = false;
    await world.triesAgain();
    expect(await states(invoice)).toEqual(['19948.95 PROCESSING']);
    expect(atStripe('payment_intent', invoice)).toHaveLength(1);
  });

  it('is sent again under its key when a worker dies between sending and writing down the answer', async () => {
    const invoice = await world.issue();
    await world.pays(invoice);
    await world.settles();
    // As that worker would have left it: sent, leased, and no answer kept.
    await world.sql(`update stripe_request set state = 'SENT', object_id = null, leased_until = clock_timestamp() + interval '60 seconds' where idempotency_key like 'bb:pi:' || $1 || ':%'`, [invoice]);
    await world.sql(`update charge set state = 'PENDING', stripe_intent_id = null where invoice_id = $1`, [invoice]);
    await world.settles();
    expect(await requests(invoice)).toMatchObject([{ state: 'SENT', attempts: 1 }]);
    await world.sql(`update stripe_request set leased_until = clock_timestamp() - interval '1 second' where idempotency_key like 'bb:pi:' || $1 || ':%'`, [invoice]);
    await world.settles();
    expect(await requests(invoice)).toMatchObject([{ state: 'DONE', attempts: 2 }]);
    expect(await states(invoice)).toEqual(['19948.95 PROCESSING']);
    expect(atStripe('payment_intent', invoice)).toHaveLength(1);
  });

  it('is not sent again once Stripe may have forgotten its key: a person looks first', async () => {
    const invoice = await world.issue();
    world.stripe.down = true;
    await world.pays(invoice);
    await world.worker.drain();
    world.stripe.down = false;
    await world.sql(`update stripe_request set first_sent_at = clock_timestamp() - interval '23 hours 1 minute' where idempotency_key like 'bb:pi:' || $1 || ':%'`, [invoice]);
    await world.triesAgain();
    expect(await requests(invoice)).toMatchObject([{ state: 'UNKNOWN' }]);
    expect(atStripe('payment_intent', invoice)).toEqual([]);
    await expect(world.pays(invoice)).rejects.toMatchObject({ code: 'PAYMENT_UNDER_WAY' });
  });

  it('does not hold up the others when one answer cannot be applied', async () => {
    const [broken, sound] = [await world.issue(), await world.issue()];
    await world.pays(broken);
    await world.pays(sound);
    await world.sql(`update stripe_request set subject = 'chg_nobody' where idempotency_key like 'bb:pi:' || $1 || ':%'`, [broken]);
    await world.settles();
    expect(await states(sound)).toEqual(['19948.95 PROCESSING']);
    expect(await requests(broken)).toMatchObject([{ state: 'SENT', failure_text: 'Stripe answered for an unknown charge chg_nobody.' }]);
    expect(await requests(sound)).toMatchObject([{ state: 'DONE', failure_text: null }]);
    await world.sql(`update stripe_request set subject = (select id from charge where invoice_id = $1) where subject = 'chg_nobody'`, [broken]);
    await world.triesAgain();
    expect(await requests(broken)).toMatchObject([{ state: 'DONE', failure_text: null }]);
  });

  it('charges an invoice above the rail in parts, under a key each, and releases it when the last is paid', async () => {
    const invoice = await world.issue({ shares: [200_000_000n], fee: 4_000_000n, tax: 12_345n });
    await world.pays(invoice);
    await world.settles();
    expect(await states(invoice)).toEqual(['999999.99 PROCESSING', '999999.99 PROCESSING', '40123.47 PROCESSING']);
    expect(keysOf(invoice)).toEqual([1, 2, 3].map((ordinal) => `bb:pi:${invoice}:${ordinal}`));
    await world.daysPass(6);
    expect(await states(invoice)).toEqual(['999999.99 SUCCEEDED', '999999.99 SUCCEEDED', '40123.47 SUCCEEDED']);
    await world.agreesWithStripe();
    await world.onboards(world.hosts[0]!);
    await world.daysPass(8);
    expect(await shares(invoice)).toEqual(['2000000.00 SENT']);
  });

  it('makes one transfer when its answer is lost, and asks for it under its key until it is told', async () => {
    const invoice = await world.issue({ shares: [1_000_000n], fee: 50_000n, tax: 0n });
    await world.pays(invoice);
    await world.daysPass(6);
    Object.assign(world.stripe.lose, { path: '/v1/transfers', times: 1_000 });
    await world.daysPass(9);
    world.stripe.lose.times = 0;
    expect(await shares(invoice)).toEqual(['10000.00 PENDING']);
    expect(atStripe('transfer', invoice)).toHaveLength(1);
    await world.triesAgain();
    expect(await shares(invoice)).toEqual(['10000.00 SENT']);
    expect(atStripe('transfer', invoice)).toHaveLength(1);
    expect((await world.postings(invoice)).filter((posting) => posting.startsWith('transfer.created'))).toEqual(['transfer.created Dr 2010 10000.00; Cr 1000 10000.00']);
  });

  it('asks for a transfer again the next day, under another key, when Stripe has not the money yet', async () => {
    const invoice = await world.issue({ shares: [2_000_000n], fee: 50_000n, tax: 0n });
    await world.pays(invoice);
    await world.daysPass(6);
    const { store } = world.stripe.simulator;
    const held = store.all('balance_transaction').filter(({ _account, status }) => _account === undefined && status === 'available');
    for (const { id } of held) store.change(id, { status: 'pending' });
    for (let day = 0; day < 12 && (await world.transfersOf(invoice))[0]?.failureCode == null; day += 1) await world.daysPass(1);
    expect(await world.transfersOf(invoice)).toMatchObject([{ state: 'PENDING', failureCode: 'balance_insufficient' }]);
    for (const { id } of held) store.change(id, { status: 'available' });
    await world.daysPass(1.1);
    expect(await world.transfersOf(invoice)).toMatchObject([{ state: 'SENT', failureCode: null }]);
    const [{ id: settlement }] = (await world.sql<{ id: string }>('select id from invoice_settlement where invoice_id = $1', [invoice])) as [{ id: string }];
    const host = world.hosts[0]!.organisationId;
    expect(world.stripe.keysOf('/v1/transfers').filter((key) => key.includes(settlement))).toEqual([`bb:tr:${settlement}:${host}`, `bb:tr:${settlement}:${host}:r2`]);
  });

  it('refuses a card above its limit and takes one below it; the share of a card waits seven days', async () => {
    await world.saves('pm_card_visa');
    const [large, small] = [await world.issue(), await world.issue({ shares: [900_000n], fee: 50_000n, tax: 50_000n })];
    await expect(world.pays(large)).rejects.toMatchObject({ code: 'CARD_LIMIT_EXCEEDED' });
    expect(await world.chargesOf(large)).toEqual([]);
    await world.pays(small);
    await world.settles();
    expect(await states(small)).toEqual(['10000.00 SUCCEEDED']);
    expect(await world.agreesWithStripe()).toMatchObject({ pending: '9709.70' });
    expect(await shares(small)).toEqual(['9000.00 PENDING']);
    await world.daysPass(6.9);
    expect(await world.agreesWithStripe()).toMatchObject({ pending: '0.00' });
    expect(await shares(small)).toEqual(['9000.00 PENDING']);
    await world.daysPass(0.2);
    expect(await shares(small)).toEqual(['9000.00 SENT']);
  });

  it('fails a declined debit after its days and a declined card at once; both may be paid again by another method', async () => {
    await world.saves('pm_usBankAccount_insufficientFunds');
    const invoice = await world.issue({ shares: [90_000n], fee: 5_000n, tax: 5_000n });
    await world.pays(invoice);
    await world.daysPass(6);
    expect(await world.chargesOf(invoice)).toMatchObject([{ state: 'FAILED', failureCode: 'card_declined' }]);
    await world.saves('pm_card_chargeDeclined');
    await world.pays(invoice);
    await world.settles();
    expect(await world.chargesOf(invoice)).toMatchObject([{ ordinal: 1, state: 'FAILED' }, { ordinal: 2, state: 'FAILED', failureCode: 'generic_decline' }]);
    expect(await world.postings(invoice)).toHaveLength(1);
    await world.saves('pm_usBankAccount_success');
    await world.pays(invoice);
    await world.daysPass(6);
    expect(await states(invoice)).toEqual(['1000.00 FAILED', '1000.00 FAILED', '1000.00 SUCCEEDED']);
    expect(keysOf(invoice)).toEqual([1, 2, 3].map((ordinal) => `bb:pi:${invoice}:${ordinal}`));
  });

  it('refuses an invoice too small for the rail', async () => {
    await expect(world.pays(await world.issue({ shares: [40n], fee: 5n, tax: 4n }))).rejects.toMatchObject({ code: 'INVOICE_BELOW_THE_RAIL' });
  });
});
