import { type Actor, anonymous, decimal, parseDate, startOfDay, sumOf, toFixed } from '@busbar/kernel';
import { type Served, served } from '@busbar/test-kit';
import { aBilledWorld, type BilledWorld, host, staff, stranger, tenant } from '../../test/a-billed-world';
import { BillingModule } from '../billing.module';

let world: BilledWorld;
let api: Served;

const month = (day: string): string => startOfDay(parseDate(day), 'America/Chicago').toString();
const importPrices = 'mutation ($input: ImportIndexPricesInput!) { importIndexPrices(input: $input) { written index { code version stepMinutes } } }';
const hours = (from: string, to: string, price: string): string =>
  ['start,price', ...Array.from({ length: (Date.parse(to) - Date.parse(from)) / 3_600_000 }, (_, hour) => `${new Date(Date.parse(from) + hour * 3_600_000).toISOString()},${price}`)].join('\n');
const index = { code: 'ERCOT_DAM', version: '2021', status: 'FINAL', currency: 'USD', stepMinutes: 60, source: 'ERCOT' };
const run = 'mutation ($input: RunBillingInput!) { runBilling(input: $input) { state issued waiting parked left } }';

beforeAll(async () => {
  world = await aBilledWorld('2021-08-01T06:00:00Z');
  await world.activate({ id: 'ctr_api' });
  await world.reads('ctr_api', 'trn_ctr_api', month('2021-08-01'), month('2021-09-01'), (position) => (position === 40 ? null : 900 + (position % 96)));
  await world.worker.drain();
  await world.clock.moveTo('2021-09-04T05:00:00Z');
  api = await served([BillingModule], world.url);
});
afterAll(async () => {
  await api?.close();
  await world?.close();
});

describe('The API of billing', () => {
  it('shows the parties what holds a period up', async () => {
    await world.worker.drain();
    const invoices = await api.as(tenant).field<{ edges: { node: { contract: { billingPeriods: unknown[] } } }[] }>('{ invoices(first: 5) { edges { node { number contract { id billingPeriods { from opening state reason reasonText } } } } } }');
    expect(invoices.edges[0]?.node.contract.billingPeriods).toMatchObject([
      { from: '2021-07-01', opening: true, state: 'CLOSED', reason: null }, { from: '2021-08-01', opening: false, state: 'COLLECTING', reason: 'PRICE_MISSING', reasonText: 'The index ERCOT_DAM has no prices.' },
      { from: '2021-09-01', state: 'OPEN' },
    ]);
  });

  it('takes prices from staff, again without change, and refuses another price for the same hour', async () => {
    const input = { ...index, csv: hours(month('2021-08-01'), month('2021-09-01'), '38.12') };
    expect(await api.as(staff).field(importPrices, { input })).toEqual({ written: 744, index: { code: 'ERCOT_DAM', version: '2021', stepMinutes: 60 } });
    expect(await api.as(staff).field(importPrices, { input })).toMatchObject({ written: 0 });
    const refused = (as: Actor, change: object): Promise<string> => api.as(as).refusal(importPrices, { input: { ...input, ...change } });
    expect(await refused(staff, { csv: hours(month('2021-08-31'), month('2021-09-02'), '38.13') })).toBe('INDEX_PRICE_CHANGED');
    expect(await refused(staff, { stepMinutes: 15 })).toBe('INDEX_VERSION_DIFFERS');
    expect(await refused(staff, { currency: 'XXX' })).toBe('INPUT_INVALID');
    expect(await refused(staff, { csv: 'when,what\n' })).toBe('INPUT_INVALID');
    expect(await refused(host, {})).toBe('NOT_PERMITTED');
    expect(await refused(anonymous, {})).toBe('NOT_SIGNED_IN');
    expect(await world.sql(`select count(*)::int as prices from index_price`)).toEqual([{ prices: 744 }]);
    expect(await api.as(tenant).field('{ priceIndices { code status currency } }')).toEqual([{ code: 'ERCOT_DAM', status: 'FINAL', currency: 'USD' }]);
  });

  it('bills what is due when staff asks, once a key, and nobody else may ask', async () => {
    expect(await api.as(tenant).refusal(run, { input: { idempotencyKey: 'tenant-asks-1' } })).toBe('NOT_PERMITTED');
    const first = await api.as(staff).field(run, { input: { idempotencyKey: 'staff-asks-01' } });
    expect(first).toEqual({ state: 'DONE', issued: 1, waiting: 0, parked: 0, left: 0 });
    expect(await api.as(staff).field(run, { input: { idempotencyKey: 'staff-asks-01' } })).toEqual(first);
    expect(await api.as(staff).field(run, { input: { idempotencyKey: 'staff-asks-02' } })).toBeNull();
    const runs = await api.as(staff).field<{ edges: unknown[] }>('{ billingRuns(first: 10) { edges { node { state issued waiting } } } }');
    expect(runs.edges).toMatchObject([{ node: { issued: 1 } }, { node: { waiting: 1 } }, { node: { issued: 1 } }]);
    expect(await api.as(host).refusal('{ billingRuns(first: 10) { edges { node { id } } } }')).toBe('NOT_PERMITTED');
  });

  it('opens an invoice down to its quarter-hours, whose sums are the line', async () => {
    const page = await api.as(tenant).field<{ edges: { node: { id: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } }>('{ invoices(first: 1) { edges { node { id } } pageInfo { hasNextPage endCursor } } }');
    expect(page.pageInfo.hasNextPage).toBe(true);
    const rest = await api.as(tenant).field<{ edges: unknown[] }>('query ($after: String) { invoices(first: 5, after: $after) { edges { node { number } } } }', { after: page.pageInfo.endCursor });
    expect(rest.edges).toEqual([{ node: { number: 'INV-2021-000001' } }]);

    const whole = `query ($id: ID!) { invoice(id: $id) { number document state subtotal { amount } tax { amount } total { amount currency } openBalance { amount } paymentState dueOn settlement { platformFee { amount } shares { id organisationId amount { amount } } }
      lines { number code quantity unit unitPrice informational fraction amount { amount } evidence { count measured estimated missing estimatedShare } steps
        days { day amount { amount } energyKwh intervals estimated missing } intervals(day: "2021-08-01") { startsAt energyKwh amount estimated missing } }
      taxLines { code jurisdiction rate amount { amount } } actions { name allowed refusal { code } } } }`;
    interface Money { readonly amount: string }
    interface Whole {
      readonly subtotal: Money; readonly total: Money; readonly openBalance: Money; readonly settlement: unknown; readonly paymentState: string; readonly actions: unknown;
      readonly lines: readonly { readonly code: string; readonly amount: Money; readonly evidence: unknown; readonly days: readonly { readonly day: string; readonly amount: Money; readonly energyKwh: string; readonly intervals: number; readonly missing: number }[]; readonly intervals: { readonly startsAt: string[]; readonly amount: string[]; readonly energyKwh: string[]; readonly missing: boolean[] } }[];
    }
    const invoice = await api.as(tenant).field<Whole>(whole, { id: page.edges[0]?.node.id });
    const sum = (texts: readonly string[], scale = 2): string => toFixed(sumOf(texts.map((text) => decimal(text))), scale);
    expect(sum(invoice.lines.map(({ amount }) => amount.amount))).toBe(invoice.subtotal.amount);
    expect(invoice).toMatchObject({ number: 'INV-2021-000002', paymentState: 'OPEN', openBalance: { amount: invoice.total.amount }, settlement: null, actions: [{ name: 'pay', allowed: true, refusal: null }], taxLines: [{ code: 'tax.state', jurisdiction: 'US-TX', rate: '0.0625' }] });
    const [energy] = invoice.lines;
    expect(energy).toMatchObject({ code: 'energy.index', evidence: { count: 2976, measured: 2975, estimated: 0, missing: 1, estimatedShare: '0.0000' } });
    for (const line of invoice.lines) expect(sum(line.days.map(({ amount }) => amount.amount))).toBe(line.amount.amount);
    const [first] = energy?.days ?? [];
    expect(first).toMatchObject({ day: '2021-08-01', intervals: 96, missing: 1 });
    expect(sum(energy?.intervals.amount ?? [])).toBe(first?.amount.amount);
    expect(sum(energy?.intervals.energyKwh ?? [], 3)).toBe(first?.energyKwh);
    expect(energy?.intervals.startsAt[0]).toBe('2021-08-01T05:00:00Z');
    expect(energy?.intervals.missing.indexOf(true)).toBe(40);

    const seenByHost = await api.as(host).field<Whole>(whole, { id: page.edges[0]?.node.id });
    expect(seenByHost).toMatchObject({ settlement: { shares: [{ organisationId: 'org_host' }] }, actions: [{ name: 'pay', allowed: false, refusal: { code: 'NOT_PERMITTED' } }] });
    expect(await api.as(stranger).refusal(whole, { id: page.edges[0]?.node.id })).toBe('NOT_FOUND');
    expect(await api.as(stranger).field('{ invoices(first: 5) { edges { node { id } } } }')).toEqual({ edges: [] });
  });

  it('shows staff the books, and nobody else', async () => {
    const rows = await api.as(staff).field<{ balance: { amount: string } }[]>('{ trialBalance { account name currency debit { amount } credit { amount } balance { amount } } }');
    expect(toFixed(sumOf(rows.map(({ balance }) => decimal(balance.amount))), 2)).toBe('0.00');
    const page = await api.as(staff).field<{ edges: { node: { id: string } }[] }>('{ invoices(first: 1) { edges { node { id } } } }');
    const postings = '($id: ID!) { ledgerTransactions(invoiceId: $id, first: 10) { edges { node { kind key entries { account side amount { amount } partyId } } } } }';
    expect(await api.as(staff).field(`query ${postings}`, { id: page.edges[0]?.node.id })).toMatchObject({ edges: [{ node: { kind: 'invoice.finalised', entries: [{ account: '1100', side: 'DEBIT', partyId: 'org_tenant' }, { account: '2000', side: 'CREDIT', partyId: 'org_host' }, { account: '4000' }, { account: '2100' }] } }] });
    for (const [as, code] of [[host, 'NOT_PERMITTED'], [tenant, 'NOT_PERMITTED'], [anonymous, 'NOT_SIGNED_IN']] as const) {
      expect(await api.as(as).refusal('{ trialBalance { account } }')).toBe(code);
      expect(await api.as(as).refusal(`query ${postings}`, { id: 'inv_1' })).toBe(code);
    }
  });
});
