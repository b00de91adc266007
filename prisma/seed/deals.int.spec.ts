import { createServer as createSocket, type Server } from 'node:net';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { moneyText, parseInstant, quality } from '@busbar/kernel';
import { Invoices } from '@busbar/billing';
import { Contracts } from '@busbar/contracts';
import { Ledger } from '@busbar/ledger';
import { Proposals } from '@busbar/marketplace';
import { Metering } from '@busbar/metering';
import { Charges, HostPayments } from '@busbar/payments';
import { Clock, Database } from '@busbar/platform';
import { aDatabase, type TestDatabase } from '@busbar/test-kit';
import { createServer, listen } from '../../apps/stripe-sim/src/server';
import { Simulator } from '../../apps/stripe-sim/src/simulator';
import { DemoModule } from './demo.module';
import { proposed } from './deals-under-way';
import { seed } from './index';
import { host, ownerOf, staff, tenant } from './people';
import { seedActor } from './world';

const secrets = { STRIPE_SECRET_KEY: 'sk_test_demo_world', STRIPE_WEBHOOK_SECRET: 'whsec_demo_world', STRIPE_CONNECT_WEBHOOK_SECRET: 'whsec_demo_world_connect' };
let own: TestDatabase;
let simulator: Simulator;
let stripe: Server;
let app: INestApplicationContext;
let database: Database;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createSocket().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('No port was given.'))));
    });
  });

beforeAll(async () => {
  own = await aDatabase();
  const [port, simulatorPort] = [await freePort(), await freePort()];
  const webhooks = `http://127.0.0.1:${port}/v1/stripe/webhooks`;
  simulator = new Simulator({
    url: () => `http://127.0.0.1:${simulatorPort}`,
    endpoints: [{ url: `${webhooks}/account`, secret: secrets.STRIPE_WEBHOOK_SECRET, connect: false }, { url: `${webhooks}/connect`, secret: secrets.STRIPE_CONNECT_WEBHOOK_SECRET, connect: true }],
  });
  stripe = await listen(createServer(simulator, { secretKey: secrets.STRIPE_SECRET_KEY }), simulatorPort);
  const environment = { NODE_ENV: 'test', DATABASE_URL: own.url, MOVABLE_CLOCK: 'true', LOG_LEVEL: 'silent', PORT: String(port), STRIPE_API_URL: `http://127.0.0.1:${simulatorPort}`, ...secrets };
  await seed(environment, { onlySites: ['tx-hearne', 'tx-mccamey', 'ky-paducah'] });
  app = await NestFactory.createApplicationContext(DemoModule.with(environment), { logger: false });
  database = app.get(Database);
}, 120_000);
afterAll(async () => {
  await app?.close();
  simulator?.stop();
  await new Promise((resolve) => (stripe ? stripe.close(resolve) : resolve(undefined)));
  await own?.close();
});

const reading = <T>(work: () => Promise<T>): Promise<T> => database.read(seedActor, work);
const runningContract = async () => (await reading(() => database.client.contract.findFirstOrThrow({ where: { state: 'ACTIVE' } }))).id;

describe('the deals of the demo world', () => {
  it('has one contract that runs, one to sign, one before staff, between the organisations of the sign-ins', async () => {
    const contracts = await reading(() => database.client.contract.findMany({ orderBy: { state: 'asc' } }));
    const verdantFlex = ownerOf('Verdant Flex Compute', 'verdant-flex-compute');
    expect(contracts.map(({ state, hostId, tenantId }) => [state, hostId, tenantId]).sort()).toEqual([
      ['ACTIVE', host.organisationId, tenant.organisationId], ['APPROVED', host.organisationId, tenant.organisationId], ['IN_REVIEW', host.organisationId, verdantFlex.organisationId],
    ]);
    expect((await app.get(Contracts).get(tenant, await runningContract())).start.toString()).toBe('2026-09-01');
  });

  it('has a proposal that waits for the demo tenant, and stands for weeks', async () => {
    const waiting = (await app.get(Proposals).page(tenant, {}, 20, null)).filter(({ state }) => state === 'SENT');
    expect(waiting.map(({ versions }) => versions.at(-1)?.tranches[0]?.quantity.powerW)).toEqual([BigInt(proposed.kw) * 1000n]);
    expect(waiting[0]?.versions.at(-1)?.expiresAt.toString().slice(0, 7)).toBe('2027-01');
  });

  it('estimates five quarter-hours of September and leaves five hours of November a gap, which a reader sees up to now', async () => {
    const contractId = await runningContract();
    const whole = { from: parseInstant('2026-09-01T05:00:00Z'), to: parseInstant('2026-12-01T06:00:00Z') };
    const [energy] = await app.get(Metering).ofContract(tenant, contractId, whole);
    const startsOf = (bit: number) => [...(energy?.series.quality ?? [])].flatMap((bits, index) => ((bits & bit) !== 0 ? [new Date((energy?.series.startMs ?? 0) + index * 900_000).toISOString().slice(0, 16)] : []));
    expect(startsOf(quality.ESTIMATED_LINEAR)).toEqual(['2026-09-17T14:30', '2026-09-17T14:45', '2026-09-17T15:00', '2026-09-17T15:15', '2026-09-17T15:30']);
    const missing = startsOf(quality.MISSING);
    expect([missing[0], missing[19]]).toEqual(['2026-11-12T07:00', '2026-11-12T11:45']);
    expect(missing).toHaveLength(20);
    const most = (energy?.series.energyMj ?? new BigInt64Array()).reduce((a, b) => (b > a ? b : a), 0n);
    expect(most <= 4_000_000n * 900_000n && most > 3_600_000n * 900_000n).toBe(true);
  });

  it('has billed September, which is paid and paid out, and October, which is open', async () => {
    const invoices = (await app.get(Invoices).page(tenant, await runningContract(), 5, null)).sort((a, b) => a.from.toString().localeCompare(b.from.toString()));
    expect(invoices.map(({ from, state }) => [from.toString(), state])).toEqual([['2026-09-01', 'ISSUED'], ['2026-10-01', 'ISSUED']]);
    const [september, october] = invoices;
    const open = await reading(() => app.get(Invoices).openBalances(invoices.map(({ id }) => id)));
    expect(moneyText(open.get(september?.id ?? '')!)).toBe('0.00');
    expect(open.get(october?.id ?? '')).toEqual(october?.total);
    const charges = await reading(() => app.get(Charges).ofInvoices([september?.id ?? '']));
    expect([...charges.values()].flat().map(({ state, amount }) => [state, amount])).toEqual([['SUCCEEDED', september?.total]]);
    const transfers = await reading(() => app.get(HostPayments).transfersOf([september?.id ?? '']));
    const { edges } = await app.get(HostPayments).page(host, { first: 5 });
    expect(edges.map(({ node }) => [node.state, node.amount])).toEqual([...transfers.values()].flat().map(({ amount }) => ['PAID', amount]));
    expect(edges).toHaveLength(1);
  });

  it('keeps the ledger balanced, and in agreement with the simulator', async () => {
    const rows = await database.read(staff, () => app.get(Ledger).trialBalance(staff));
    expect(rows.reduce((sum, { balance }) => sum + balance.minor, 0n)).toBe(0n);
    expect(rows.length).toBeGreaterThan(5);
    const balance = simulator.call('GET', '/v1/balance', {}, undefined) as { available: { amount: number; currency: string }[] };
    const held = rows.find(({ account }) => account === '1000')?.balance.minor;
    expect(balance.available.map(({ amount }) => BigInt(amount))).toEqual([held]);
  });

  it('opens on the day of its data, with its clock running', async () => {
    const clock = await reading(() => database.client.businessClock.findFirstOrThrow());
    expect(clock.running).toBe(true);
    expect((await app.get(Clock).read()).toString().slice(0, 13)).toBe('2026-11-22T15');
  });
});
