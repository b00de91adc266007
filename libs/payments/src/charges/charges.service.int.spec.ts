import { moneyText } from '@busbar/kernel';
import { aPayingWorld, type PayingWorld } from '../../test/a-paying-world';

const outcomes = async (asked: readonly Promise<unknown>[]): Promise<string[]> =>
  (await Promise.allSettled(asked)).map((one) => (one.status === 'fulfilled' ? 'PAID' : ((one.reason as { code?: string }).code ?? String(one.reason)))).sort();

describe('An invoice, from the debit to the hosts', () => {
  let world: PayingWorld;
  let invoice: string;
  beforeAll(async () => {
    world = await aPayingWorld();
    invoice = await world.issue();
  });
  afterAll(() => world.close());

  it('is not payable before a payment method is saved', async () => {
    await expect(world.pays(invoice)).rejects.toMatchObject({ code: 'PAYMENT_METHOD_MISSING' });
    await world.saves('pm_usBankAccount_success');
    expect(await world.methods.mine(world.tenant)).toMatchObject([{ state: 'SAVED', kind: 'US_BANK_ACCOUNT', label: 'STRIPE TEST BANK •••• 6789' }]);
  });

  it('is nobody else’s to pay: a stranger learns nothing, a host and staff may not', async () => {
    await expect(world.charges.payInvoice(world.stranger, invoice, 'stranger-1')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const unknown = await world.charges.payInvoice(world.stranger, `${invoice.slice(0, -8)}00000000`, 'stranger-2').catch((error: Error) => error.message);
    const foreign = await world.charges.payInvoice(world.stranger, invoice, 'stranger-3').catch((error: Error) => error.message);
    expect(foreign).toBe(unknown);
    for (const actor of [world.hosts[0]!, world.staff]) await expect(world.charges.payInvoice(actor, invoice, 'not-mine-1')).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await world.chargesOf(invoice)).toEqual([]);
  });

  it('is charged once when eight people pay it at the same moment', async () => {
    const asked = Array.from({ length: 8 }, (_, person) => world.charges.payInvoice(world.tenant, invoice, `eight-at-once-${person}`));
    expect(await outcomes(asked)).toEqual(['PAID', ...Array.from({ length: 7 }, () => 'PAYMENT_UNDER_WAY')]);
    const charges = await world.chargesOf(invoice);
    expect(charges.map(({ amount, state }) => [moneyText(amount), state])).toEqual([['19948.95', 'PENDING']]);
    await world.settles();
    expect((await world.chargesOf(invoice)).map(({ state }) => state)).toEqual(['PROCESSING']);
    expect(world.stripe.simulator.store.all('payment_intent')).toHaveLength(1);
    expect(await world.postings(invoice)).toHaveLength(1);
  });

  it('is refused a second payment while the first is under way; the same key answers the first', async () => {
    await expect(world.pays(invoice)).rejects.toMatchObject({ code: 'PAYMENT_UNDER_WAY', details: { invoiceId: invoice } });
    const keys = await world.sql<{ key: string }>(`select key from idempotency_key where operation = 'payInvoice' and done`);
    expect(keys).toHaveLength(1);
    await expect(world.charges.payInvoice(world.tenant, invoice, keys[0]!.key)).resolves.toBe(invoice);
    expect(await world.chargesOf(invoice)).toHaveLength(1);
    expect(await world.agreesWithStripe()).toEqual({ available: '0.00', pending: '0.00' });
  });

  it('is paid when the debit settles after four working days, and cannot be paid again', async () => {
    await world.daysPass(3.9);
    expect((await world.chargesOf(invoice)).map(({ state }) => state)).toEqual(['PROCESSING']);
    await world.daysPass(0.2);
    expect(await world.chargesOf(invoice)).toMatchObject([{ state: 'SUCCEEDED', failureCode: null }]);
    await expect(world.pays(invoice)).rejects.toMatchObject({ code: 'INVOICE_NOT_PAYABLE', details: { reason: 'NOTHING_OPEN' } });
    expect(await world.agreesWithStripe()).toEqual({ available: '19943.95', pending: '0.00' });
  });

  it('keeps the hosts’ shares until the return window of five banking days is over', async () => {
    await world.onboards(world.hosts[0]!);
    await world.daysPass(6.5);
    expect(await world.transfersOf(invoice)).toEqual([]);
    expect((await world.postings(invoice)).map((posting) => posting.split(' ')[0])).not.toContain('host.released');
    await world.daysPass(0.5);
    expect((await world.transfersOf(invoice)).map(({ amount }) => moneyText(amount)).sort()).toEqual(['3463.74', '5195.61', '8659.35']);
  });

  it('sends a share only to the account that Stripe has cleared; the others wait and leave when theirs is', async () => {
    const states = async (): Promise<string[]> => (await world.transfersOf(invoice)).map(({ amount, state }) => `${moneyText(amount)} ${state}`).sort();
    expect(await states()).toEqual(['3463.74 PENDING', '5195.61 PENDING', '8659.35 SENT']);
    expect(await world.agreesWithStripe()).toMatchObject({ available: '11284.60' });
    await world.accounts.startOnboarding(world.hosts[1]!, 'correct horse battery staple');
    await world.settles();
    expect(await states()).toEqual(['3463.74 PENDING', '5195.61 PENDING', '8659.35 SENT']);
    for (const host of world.hosts.slice(1)) await world.onboards(host);
    expect(await states()).toEqual(['3463.74 SENT', '5195.61 SENT', '8659.35 SENT']);
    expect(await world.agreesWithStripe()).toEqual({ available: '2625.25', pending: '0.00' });
  });

  it('has left the entries of the running example in the books, rows 1 to 5, and each share’s memo', async () => {
    const [issued, ...later] = await world.postings(invoice);
    expect(issued).toBe('invoice.finalised Dr 1100 19948.95; Cr 2000 8659.35; Cr 2000 5195.61; Cr 2000 3463.74; Cr 4000 1446.73; Cr 2100 1183.52');
    expect(later).toEqual([
      'payment.succeeded Dr 1005 19943.95; Dr 5000 5.00; Cr 1100 19948.95',
      'host.released Dr 2000 8659.35; Cr 2010 8659.35; Dr 2000 5195.61; Cr 2010 5195.61; Dr 2000 3463.74; Cr 2010 3463.74',
      'transfer.created Dr 2010 8659.35; Cr 1000 8659.35',
      'transfer.created Dr 2010 5195.61; Cr 1000 5195.61',
      'transfer.created Dr 2010 3463.74; Cr 1000 3463.74',
    ]);
    const all = await world.postings();
    expect(all.filter((posting) => posting.startsWith('funds.available'))).toEqual(['funds.available Dr 1000 19943.95; Cr 1005 19943.95']);
    expect(all.filter((posting) => posting.startsWith('transfer.created.memo'))).toHaveLength(3);
  });

  it('has every booking of Stripe’s in the books once, and pays the hosts’ banks', async () => {
    await world.daysPass(5);
    expect((await world.sql<{ amount: string; state: string }>('select amount::text, state from payout order by amount')).map(({ amount, state }) => `${amount} ${state}`)).toEqual(['346374 PAID', '519561 PAID', '865935 PAID']);
    const booked = world.stripe.simulator.store.all('balance_transaction').filter(({ _account }) => _account === undefined).map(({ id }) => `stripe:btx:${id}`).sort();
    const posted = await world.sql<{ posting_key: string }>(`select posting_key from ledger_transaction where posting_key like 'stripe:btx:%' and posting_key not like '%:available' order by 1`);
    expect(posted.map(({ posting_key: key }) => key)).toEqual(booked);
    const [memo] = await world.sql<{ connected: string; out: string }>(`select (select sum(balance)::text from ledger_balance where account = '9000') as connected, (select sum(balance)::text from ledger_balance where account = '9010') as out`);
    expect(memo).toEqual({ connected: '0', out: '1731870' });
  });
});
