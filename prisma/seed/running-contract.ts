/**
 * The deal that runs when the demo world opens: 4 MW at Hearne since 1 September 2026. It is told from July on, by moving
 * business time: every invoice, posting and payout of it was made by the product itself, when it fell due.
 */
import { type Instant, invariant, localDateOf, parseDate, parseInstant, startOfDay } from '@busbar/kernel';
import { Indices, Invoices } from '@busbar/billing';
import { type Contract, Handover, Revision } from '@busbar/contracts';
import { Intake, Meters } from '@busbar/metering';
import { Charges, PaymentMethods, PayoutAccounts } from '@busbar/payments';
import { Config, TimeTravel, WorkerLoop } from '@busbar/platform';
import type { PriceTerm } from '@busbar/pricing';
import { siteId } from './capacity';
import { approve, isTold, propose, sign, submit, trancheOf, type Wish } from './dealing';
import { listColocation } from './marketplace';
import { demoSignIns } from './organisations';
import { host, staff, tenant } from './people';
import { loadOf, pricesOf } from './series';
import { demoId, seedActor, type World } from './world';

/** When the story of the running contract begins. */
export const storyBegins: Instant = parseInstant('2026-07-06T15:00:00Z');

const ZONE = 'America/Chicago';
const INDEX = 'ERCOT_HB_HUBAVG_DAM';
const SOURCE = 'derived: ERCOT day-ahead hub average, hours of 2024 shifted by two years';
const METER_SOURCE = 'derived/ercot-far-west-2021';
export const runningDeal: Wish = {
  title: 'Training block of 4 MW', description: 'A first block for pre-training, to grow with the campus.', site: 'tx-hearne', kw: 4_000, start: parseDate('2026-09-01'), termMonths: 120,
};
/** Five quarter-hours that nobody read are drawn over with a line; five hours stay a gap. Local to the site, from and to. */
const unread = [['2026-09-17T09:30', '2026-09-17T10:45'], ['2026-11-12T01:00', '2026-11-12T06:00']] as const;

const midnight = (date: string): Instant => startOfDay(parseDate(date), ZONE);
const local = (time: string): Instant => parseInstant(`${time}:00${midnight(time.slice(0, 10)).toZonedDateTimeISO(ZONE).offset}`);

export async function runningContract(world: World): Promise<void> {
  if (await isTold(world, tenant, runningDeal)) return;
  const until = (at: Instant): Promise<Instant> => world.app.get(TimeTravel).advance(seedActor, at);
  const site = world.sites.find(({ id }) => id === runningDeal.site);
  invariant(site, 'The demo world has no site at Hearne.');
  await listColocation(world, site);
  await getReadyForMoney(world);
  await until(parseInstant('2026-07-08T16:00:00Z'));
  const proposal = await propose(world, { host, tenant }, runningDeal, terms(), parseInstant('2026-08-15T00:00:00Z'));
  await until(parseInstant('2026-07-10T15:00:00Z'));
  const submitted = await submit(world, tenant, proposal, (draft) => world.app.get(Revision).revise(host, draft.id, { taxes: [{ code: 'tax.sales', rate: '0.0825' }] }));
  await until(parseInstant('2026-07-16T14:00:00Z'));
  await sign(world, { host, tenant }, await approve(world, submitted));
  await until(midnight('2026-09-01'));
  const trancheId = await trancheOf(world, submitted);
  await world.app.get(Handover).accept(tenant, trancheId);
  const meterId = await installMeter(world, submitted, trancheId);
  for (const [from, to] of [['2026-09-01', '2026-10-01'], ['2026-10-01', '2026-11-01']] as const) {
    await until(midnight(to).add({ minutes: 90 }));
    await read(world, meterId, midnight(from), midnight(to));
    await publishPrices(world, midnight(from), midnight(to));
    await until(midnight(to).add({ hours: 24 * 4 }));
    if (from === '2026-09-01') await pay(world, submitted.id);
  }
  await until(world.asOf);
  await read(world, meterId, midnight('2026-11-01'), world.asOf);
  await publishPrices(world, midnight('2026-11-01'), startOfDay(localDateOf(world.asOf, ZONE).add({ days: 1 }), ZONE));
}

/** What was agreed: rent, day-ahead hub price with a margin, overhead of the hall at its design PUE. */
function terms(): PriceTerm[] {
  const [rent, index, adder, overhead] = ['rent', 'index', 'adder', 'overhead'].map((name) => demoId('priceTerm', `running/${name}`)) as [string, string, string, string];
  return [
    { id: rent, code: 'capacity.reserved', name: 'Rent', billedIn: 'ARREARS', price: '149.50' },
    { id: index, code: 'energy.index', name: 'Energy at the day-ahead hub price', billedIn: 'ARREARS', passThrough: true, indexId: INDEX },
    { id: adder, code: 'energy.index_adder', name: 'Losses and wires', billedIn: 'ARREARS', passThrough: true, price: '0.0041' },
    { id: overhead, code: 'energy.pue_overhead', name: 'Overhead of the hall', billedIn: 'ARREARS', passThrough: true, mode: { kind: 'fixed', pue: '1.19' }, price: '0.052' },
  ];
}

async function installMeter(world: World, { id: contractId }: Contract, trancheId: string): Promise<string> {
  const meters = world.app.get(Meters);
  const meter = await meters.add(host, { siteId: siteId(runningDeal.site), hallId: null, kind: 'PDU', name: 'Feed of the 4 MW tranche', serial: 'RG-0400', ratedKw: '5000' });
  await meters.assign(host, { meterId: meter.id, contractId, trancheId, role: 'IT', share: '1', from: midnight('2026-09-01'), to: null });
  return meter.id;
}

/** The site's gateway sends a month at once; where nothing was read, nothing is sent. */
async function read(world: World, meterId: string, from: Instant, to: Instant): Promise<void> {
  const gaps = unread.map((gap) => gap.map((time) => local(time).epochMilliseconds) as [number, number]);
  const isRead = ({ epochMilliseconds: ms }: Instant): boolean => !gaps.some(([first, end]) => ms >= first && ms < end);
  const submitted = loadOf(from, to, runningDeal.kw)
    .filter(({ start }) => isRead(start))
    .map(({ start, wh }, index) => ({ index, sent: { source: METER_SOURCE, id: start.toString(), meterId, start: start.toString(), durationSeconds: 900, energyWh: String(wh) } }));
  await world.app.get(Intake).take(host, submitted, { partial: false, fileSha256: null });
}

async function publishPrices(world: World, from: Instant, to: Instant): Promise<void> {
  const version = { code: INDEX, version: 'derived', status: 'FINAL' as const, currency: 'USD' as const, stepMinutes: 60, source: SOURCE };
  await world.app.get(Indices).import(staff, version, pricesOf(from, to, ZONE));
}

/** Whether money can move while the story is told: only at the simulator, never at Stripe itself. */
const hasSimulator = (world: World): boolean => world.app.get(Config).stripe?.apiUrl !== undefined;

/** The host's account is opened and cleared; the tenant's bank account is saved for debits. */
async function getReadyForMoney(world: World): Promise<void> {
  if (!hasSimulator(world)) return;
  const form = await world.app.get(PayoutAccounts).startOnboarding(host, demoSignIns[0].password);
  await fetch(form, { redirect: 'manual', signal: AbortSignal.timeout(10_000) });
  await world.app.get(PaymentMethods).add(tenant, 'pm_usBankAccount_success');
  await world.app.get(WorkerLoop).drain();
}

/** The tenant pays its first invoice by debit; settlement, release, transfer and payout follow in their own time. */
async function pay(world: World, contractId: string): Promise<void> {
  if (!hasSimulator(world)) return;
  const [invoice] = await world.app.get(Invoices).page(tenant, contractId, 1, null);
  invariant(invoice, 'September was not billed.');
  await world.app.get(Charges).payInvoice(tenant, invoice.id, `demo-${invoice.id}`);
}
