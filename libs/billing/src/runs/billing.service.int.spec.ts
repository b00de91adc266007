import { Client } from 'pg';
import { localDateOf, moneyText, NotFoundError, parseDate, startOfDay, totalMj, type Instant } from '@busbar/kernel';
import { Ledger } from '@busbar/ledger';
import { adder, aBilledWorld, type BilledWorld, flat, host, index, rent, staff, stranger, system, tenant } from '../../test/a-billed-world';
import type { Invoice } from '../domain/invoice';
import { DrillDowns } from '../invoices/drill-down.service';
import { Rating } from './rating.service';

const chicago = (day: string): Instant => startOfDay(parseDate(day), 'America/Chicago');
const month = (day: string): string => chicago(day).toString();
const issuedOf = async (world: BilledWorld, contractId: string): Promise<Invoice[]> => (await world.invoices.page(staff, contractId, 100, null)).toReversed();
const linesOf = (world: BilledWorld, { id }: Invoice) => world.database.read(system, async () => (await world.invoices.lines([id])).get(id) ?? []);
const printed = async (world: BilledWorld, invoice: Invoice): Promise<string[]> => (await linesOf(world, invoice)).map((line) => `${line.code} ${line.from.toString()} ${line.quantity} ${moneyText(line.amount)}`);
/** Every promise that must hold of all invoices and the books, whatever happened. */
async function assertSound(world: BilledWorld): Promise<void> {
  const unsound = await world.sql(`
    select i.id from invoice i where i.state = 'ISSUED' and (i.subtotal <> (select coalesce(sum(amount), 0) from invoice_line where invoice_id = i.id) or i.tax <> (select coalesce(sum(amount), 0) from invoice_tax_line where invoice_id = i.id)
      or i.total <> i.subtotal + i.tax or i.subtotal <> i.platform_fee + (select coalesce(sum(amount), 0) from invoice_settlement where invoice_id = i.id))`);
  expect(unsound).toEqual([]);
  const balance = await world.get(Ledger).trialBalance(staff);
  expect(balance.reduce((sum, row) => sum + row.balance.minor, 0n)).toBe(0n);
  const [row] = await world.sql<{ owed: string; invoiced: string }>(`select (select coalesce(sum(balance), 0) from ledger_balance where account = '1100') as owed, (select coalesce(sum(total), 0) from invoice where state = 'ISSUED' and total > 0) as invoiced`);
  expect(row?.owed).toBe(row?.invoiced);
  const numbers = await world.sql<{ series: string; first: number; last: number; count: number }>(`select series, min(sequence) as first, max(sequence) as last, count(*)::int as count from invoice where state = 'ISSUED' group by series`);
  for (const { first, last, count } of numbers) expect([first, last]).toEqual([1, count]);
}

describe('A contract of August 2021', () => {
  let world: BilledWorld;
  const price = (hour: number): string => (hour % 24 === 17 ? '310.250000' : hour % 24 === 4 ? '-12.500000' : '38.120000');
  beforeAll(async () => {
    world = await aBilledWorld('2021-07-21T12:00:00Z');
    await world.activate({ id: 'ctr_august' });
    await world.worker.drain();
  });
  afterAll(() => world.close());

  it('is billed its first rent in advance when the first period begins, and not before', async () => {
    expect(await issuedOf(world, 'ctr_august')).toEqual([]);
    await world.clock.moveTo(month('2021-08-01'));
    await world.worker.drain();
    const [opening, ...more] = await issuedOf(world, 'ctr_august');
    expect(more).toEqual([]);
    expect(await printed(world, opening as Invoice)).toEqual(['capacity.reserved 2021-08-01 4000.000 472000.00']);
    expect(opening).toMatchObject({ number: 'INV-2021-000001', state: 'ISSUED', document: 'INVOICE' });
    expect(opening?.dueOn?.toString()).toBe('2021-08-31');
    expect(moneyText((opening as Invoice).tax)).toBe('29500.00');
  });

  it('waits 72 hours after the end of the month, then for the price that is missing, and says so', async () => {
    await world.reads('ctr_august', 'trn_ctr_august', month('2021-08-01'), month('2021-09-01'), (position) => 900 + (position % 96));
    await world.prices(month('2021-08-01'), month('2021-08-31'), price);
    await world.clock.moveTo('2021-09-04T04:59:59Z');
    await world.worker.drain();
    expect(await world.sql(`select state from billing_period where contract_id = 'ctr_august' order by ordinal`)).toEqual([{ state: 'CLOSED' }, { state: 'COLLECTING' }, { state: 'OPEN' }]);
    expect(await world.sql(`select 1 from billing_run_item i join billing_period p on p.id = i.period_id where p.ordinal = 1`)).toEqual([]);
    await world.clock.moveTo('2021-09-04T05:00:00Z');
    await world.worker.drain();
    const [period] = await world.sql<{ state: string; reason: string; reason_text: string }>(`select state, reason, reason_text from billing_period where contract_id = 'ctr_august' and ordinal = 1`);
    expect(period).toMatchObject({ state: 'COLLECTING', reason: 'PRICE_MISSING' });
    expect(period?.reason_text).toMatch(/ERCOT_DAM .* has no price at 2021-08-31/);
    expect(await issuedOf(world, 'ctr_august')).toHaveLength(1);
    // Looked at again in a day; September, which waits behind August, does not hold time up.
    expect((await world.billing.nextDue())?.toString()).toBe('2021-09-05T05:00:00Z');
  });

  it('is billed as soon as the price is known: energy in arrears, the next rent in advance, every interval once', async () => {
    await world.prices(month('2021-08-31'), month('2021-09-01'), price);
    await world.worker.drain();
    const august = (await issuedOf(world, 'ctr_august'))[1] as Invoice;
    const lines = await linesOf(world, august);
    expect(lines.map(({ code, from, to }) => `${code} ${from.toString()} ${to.toString()}`)).toEqual(['energy.index 2021-08-01 2021-09-01', 'energy.index_adder 2021-08-01 2021-09-01', 'capacity.reserved 2021-09-01 2021-10-01']);
    expect(lines[0]?.intervals).toMatchObject({ count: 2976, measured: 2976, estimated: 0, missing: 0, firstMs: chicago('2021-08-01').epochMilliseconds });
    expect(lines.map(({ termId }) => termId)).toEqual(['trm_index', 'trm_adder', 'trm_rent']);
    // By hand, in SQL: Σ kWh × price ÷ 1000 over the hours, rounded once.
    const [oracle] = await world.sql<{ kwh: string; index: string; adder: string }>(`
      select round(sum(i.energy_mj) / 3600000000.0, 3)::text as kwh, round(sum(i.energy_mj / 3600000000.0 * p.price) / 1000, 2)::text as index, round(round(sum(i.energy_mj) / 3600000000.0, 3) * 0.0065, 2)::text as adder
      from telemetry.interval i join index_price p on p.start_at = date_trunc('hour', i.start) where i.start >= '2021-08-01T05:00:00Z' and i.start < '2021-09-01T05:00:00Z'`);
    expect(await printed(world, august)).toEqual([`energy.index 2021-08-01 ${oracle?.kwh} ${oracle?.index}`, `energy.index_adder 2021-08-01 ${oracle?.kwh} ${oracle?.adder}`, 'capacity.reserved 2021-09-01 4000.000 472000.00']);
    await assertSound(world);
  });

  it('takes the platform’s fee of adder and rent, not of the energy that is passed through', async () => {
    const august = (await issuedOf(world, 'ctr_august'))[1] as Invoice;
    const [energy, ours, rented] = await linesOf(world, august);
    const base = (ours?.amount.minor ?? 0n) + (rented?.amount.minor ?? 0n);
    expect(august.platformFee.minor).toBe((base * 2n + 50n) / 100n);
    const [share] = await world.database.read(system, () => world.invoices.shares(august.id));
    expect(share).toMatchObject({ organisationId: 'org_host', amount: { minor: base + (energy?.amount.minor ?? 0n) - august.platformFee.minor } });
    expect(share?.id).toMatch(/^stl_/);
  });

  it('opens down to its days and intervals, and each level sums to the one above', async () => {
    const august = (await issuedOf(world, 'ctr_august'))[1] as Invoice;
    for (const line of await linesOf(world, august)) {
      const opened = await world.database.read(system, () => world.get(DrillDowns).open(august.id, line.number));
      expect(opened.days.reduce((sum, day) => sum + day.amountMinor, 0n)).toBe(line.amount.minor);
      expect(opened.days).toHaveLength(line.code === 'capacity.reserved' ? 30 : 31);
      for (const day of opened.days.filter(({ intervals }) => intervals.length > 0)) {
        expect(day.intervals).toHaveLength(96);
        expect(day.intervals.reduce((sum, interval) => sum + interval.amountMinor, 0n)).toBe(day.amountMinor);
        expect(day.intervals.reduce((sum, interval) => sum + interval.energyMj, 0n)).toBe(day.energyMj);
      }
    }
  });

  it('rates to the same bytes from its pins, though the readings have changed since', async () => {
    const august = (await issuedOf(world, 'ctr_august'))[1] as Invoice;
    await world.reads('ctr_august', 'trn_ctr_august', month('2021-08-01'), month('2021-09-01'), () => 1);
    const again = await world.database.read(system, () => world.get(Rating).rateAgain(august.runItemId));
    expect(again?.sameBytes).toBe(true);
    expect(again?.rated.total).toEqual(august.total);
  });

  it('is owed by the tenant in the ledger, and owed by nobody else', async () => {
    const august = (await issuedOf(world, 'ctr_august'))[1] as Invoice;
    const open = await world.database.read(system, () => world.invoices.openBalance(august.id));
    expect(open).toEqual(august.total);
    const [posted] = await world.get(Ledger).transactionsOf(staff, august.id, 10, null);
    expect(posted).toMatchObject({ key: `invoice:${august.id}:finalised`, kind: 'invoice.finalised' });
    expect(posted?.entries.map(({ account, party }) => `${account} ${party ?? ''}`)).toEqual(['1100 org_tenant', '2000 org_host', '4000 ', '2100 ']);
  });

  it('is seen by its two sides and staff; to anyone else it does not exist', async () => {
    const { id } = (await issuedOf(world, 'ctr_august'))[1] as Invoice;
    for (const actor of [host, tenant, staff]) await expect(world.invoices.get(actor, id)).resolves.toMatchObject({ id });
    await expect(world.invoices.get(stranger, id)).rejects.toThrow(NotFoundError);
    await expect(world.invoices.get(stranger, 'inv_nothing')).rejects.toThrow(NotFoundError);
    await expect(world.invoices.page(stranger, 'ctr_august', 10, null)).resolves.toEqual([]);
  });

  it('is billed once, however often the run is asked', async () => {
    await world.billing.runNow(staff, 'again-and-again-1');
    await world.worker.drain();
    expect(await issuedOf(world, 'ctr_august')).toHaveLength(2);
  });

  it('has invoices that nobody can change, empty or bill a second time, even in SQL', async () => {
    const [{ id } = { id: '' }] = await issuedOf(world, 'ctr_august');
    for (const statement of [
      `update invoice set total = total + 1 where id = '${id}'`, `update invoice set state = 'VOID' where id = '${id}'`, `delete from invoice where id = '${id}'`, `update invoice_line set amount = 0 where invoice_id = '${id}'`,
      `delete from invoice_line where invoice_id = '${id}'`, `delete from invoice_tax_line where invoice_id = '${id}'`, `update invoice_settlement set amount = 0 where invoice_id = '${id}'`,
      `insert into invoice_tax_line select invoice_id, 9, code, jurisdiction, rate, base, amount, allocation, note from invoice_tax_line where invoice_id = '${id}'`,
      `update billing_run_item set pins = '{}' where state = 'ISSUED'`, `update index_price set price = 0`, `update billing_period set to_at = to_at + interval '1 day'`, `update billing_period set state = 'OPEN' where state = 'CLOSED'`,
      `insert into billing_period (id, contract_id, host_id, tenant_id, ordinal, opening, from_date, to_date, from_at, to_at, state, due_at) select 'per_x', contract_id, host_id, tenant_id, 99, false, from_date, to_date, from_at, to_at, 'OPEN', due_at from billing_period limit 1`,
      `insert into billing_period (id, contract_id, host_id, tenant_id, ordinal, opening, from_date, to_date, from_at, to_at, state, due_at) select 'per_x', contract_id, host_id, tenant_id, 99, false, from_date, to_date, from_at + interval '10 years', to_at + interval '10 years', 'OPEN', due_at from billing_period limit 1`,
      `insert into billing_run_item (id, run_id, contract_id, period_id, revision, state) select 'job_x', run_id, contract_id, period_id, revision, 'PENDING' from billing_run_item where state = 'ISSUED' limit 1`,
    ]) await expect(world.sql(statement)).rejects.toThrow();
  });
});

describe('A run over many contracts', () => {
  const ids = Array.from({ length: 12 }, (_, number) => `ctr_many_${String(number).padStart(2, '0')}`);
  const aWorldOf = async (): Promise<BilledWorld> => {
    const world = await aBilledWorld('2021-08-01T06:00:00Z');
    for (const id of ids) {
      await world.activate({ id, prices: [flat] });
      await world.reads(id, `trn_${id}`, month('2021-08-01'), month('2021-08-04'), (position) => 800 + position);
    }
    await world.worker.drain();
    await world.clock.moveTo('2021-09-04T05:00:00Z');
    return world;
  };
  const assertEachOnce = async (world: BilledWorld): Promise<void> => {
    const issued = await world.sql<{ contract_id: string; number: string }>(`select contract_id, number from invoice where state = 'ISSUED' order by sequence`);
    expect(issued.map(({ contract_id }) => contract_id)).toEqual(ids);
    expect(issued.map(({ number }) => number)).toEqual(ids.map((_, position) => `INV-2021-${String(position + 1).padStart(6, '0')}`));
    expect(await world.sql(`select count(*)::int as drafts from invoice where state <> 'ISSUED'`)).toEqual([{ drafts: 0 }]);
    expect(await world.sql(`select type, count(*)::int as events from event where type = 'invoice.issued' group by type`)).toEqual([{ type: 'invoice.issued', events: ids.length }]);
    await assertSound(world);
  };

  it('bills each contract once and numbers them in the order of contracts', async () => {
    const world = await aWorldOf();
    await world.worker.drain();
    await assertEachOnce(world);
    const [run] = await world.billing.page(staff, 1, null);
    expect(run).toMatchObject({ state: 'DONE', items: { ISSUED: ids.length, PENDING: 0, RATED: 0, PARKED: 0 } });
    await world.close();
  });

  it('that loses its connections again and again goes on where it was, and ends as if nothing had happened', async () => {
    const world = await aWorldOf();
    const killer = new Client({ connectionString: world.url, application_name: 'killer' });
    await killer.connect();
    let killed = 0;
    let failures = 0;
    const timer = setInterval(() => {
      if (killed < 6) void killer.query(`select count(pg_terminate_backend(pid))::int as n from pg_stat_activity where datname = current_database() and application_name = 'busbar' and state <> 'idle'`).then(({ rows }) => (killed += Math.min(1, (rows[0] as { n: number }).n)));
    }, 25);
    for (let attempt = 0; attempt < 60; attempt += 1) {
      try {
        if ((await world.billing.runDue()) === 0 && killed >= 1) break;
      } catch {
        failures += 1;
      }
    }
    clearInterval(timer);
    await killer.end();
    expect(killed).toBeGreaterThan(0);
    expect(failures).toBeGreaterThan(0);
    await assertEachOnce(world);
    await world.close();
  });

  it('by three runners at once bills each contract once', async () => {
    const world = await aWorldOf();
    await Promise.all([world.billing.runDue(), world.billing.runDue(), world.billing.runNow(staff, 'three-runners-1')]);
    await world.worker.drain();
    await assertEachOnce(world);
    await world.close();
  });

  it('parks what cannot be billed, tells why, and bills the others', async () => {
    const world = await aWorldOf();
    await world.activate({ id: 'ctr_a_direct', prices: [flat], terms: { settlement: 'DIRECT' } });
    await world.activate({ id: 'ctr_b_twice', prices: [flat, flat] });
    await world.activate({ id: 'ctr_c_dark', prices: [flat] });
    await world.reads('ctr_b_twice', 'trn_ctr_b_twice', month('2021-08-01'), month('2021-08-02'), () => 1);
    await world.worker.drain();
    await world.worker.drain();
    expect(await world.sql(`select contract_id, state, reason from billing_period where reason is not null order by contract_id`)).toEqual([
      { contract_id: 'ctr_a_direct', state: 'COLLECTING', reason: 'SETTLEMENT_UNSUPPORTED' }, { contract_id: 'ctr_b_twice', state: 'COLLECTING', reason: 'RATING_REFUSED' }, { contract_id: 'ctr_c_dark', state: 'COLLECTING', reason: 'INTERVALS_MISSING' },
    ]);
    await assertEachOnce(world);
    await world.reads('ctr_c_dark', 'trn_ctr_c_dark', month('2021-08-01'), month('2021-08-02'), () => 1);
    const runId = await world.billing.runNow(staff, 'look-again-0001');
    expect(await world.billing.get(staff, runId ?? '')).toMatchObject({ items: { ISSUED: 1, PARKED: 2 } });
    expect(await world.billing.runNow(staff, 'look-again-0001')).toBe(runId);
    await expect(world.billing.runNow(tenant, 'not-for-tenants')).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await world.close();
  });
});

describe('Unusual months', () => {
  it('bill a March of 743 hours and a February with a price spike, each interval once', async () => {
    const world = await aBilledWorld('2021-02-01T06:00:00Z');
    await world.activate({ id: 'ctr_spring', prices: [index, adder], terms: { start: '2021-02-01', end: '2021-12-01' }, tranches: [{ id: 'trn_spring', kw: '4000', rentStart: '2021-02-01' }] });
    const read = await world.reads('ctr_spring', 'trn_spring', month('2021-02-01'), month('2021-04-01'), (position) => 700 + (position % 7));
    await world.prices(month('2021-02-01'), month('2021-04-01'), (hour) => (hour > 340 && hour < 420 ? '8995.000000' : '21.37'));
    await world.worker.drain();
    await world.clock.moveTo('2021-04-04T05:00:00Z');
    await world.worker.drain();
    const invoices = await issuedOf(world, 'ctr_spring');
    const lines = await Promise.all(invoices.map((invoice) => linesOf(world, invoice)));
    expect(lines.map(([energy]) => energy?.intervals?.count)).toEqual([28 * 96, 743 * 4]);
    expect(lines.reduce((sum, [energy]) => sum + BigInt((energy?.quantity ?? '0').replace('.', '')), 0n)).toBe(totalMj(read) / 3_600_000n);
    await assertSound(world);
    await world.close();
  });

  it('issue a month of negative prices as a credit note, kept as the tenant’s credit', async () => {
    const world = await aBilledWorld('2021-08-01T06:00:00Z');
    await world.activate({ id: 'ctr_negative', prices: [index] });
    await world.reads('ctr_negative', 'trn_ctr_negative', month('2021-08-01'), month('2021-09-01'), () => 1000);
    await world.prices(month('2021-08-01'), month('2021-09-01'), () => '-10');
    await world.worker.drain();
    await world.clock.moveTo('2021-09-04T05:00:00Z');
    await world.worker.drain();
    const [credit] = await issuedOf(world, 'ctr_negative');
    expect(credit).toMatchObject({ document: 'CREDIT_NOTE', number: 'CRN-2021-000001' });
    expect(moneyText((credit as Invoice).total)).toBe('-31620.00');
    const kept = await world.database.read(system, () => world.get(Ledger).balance({ account: '2210', currency: 'USD', party: 'org_tenant' }));
    expect(moneyText(kept)).toBe('31620.00');
    await assertSound(world);
    await world.close();
  });

  it('bill a hall that was handed over after its rent fell due for the days it had', async () => {
    const world = await aBilledWorld('2021-08-01T06:00:00Z');
    await world.activate({ id: 'ctr_late', prices: [rent], terms: { taxes: [] }, tranches: [{ id: 'trn_first', kw: '1000', rentStart: '2021-08-01' }, { id: 'trn_second', kw: '310', rentStart: null }] });
    await world.worker.drain();
    await world.accept('trn_second', '2021-08-17');
    await world.clock.moveTo('2021-10-04T05:00:00Z');
    await world.worker.drain();
    const invoices = await issuedOf(world, 'ctr_late');
    expect(await Promise.all(invoices.map((invoice) => printed(world, invoice)))).toEqual([
      ['capacity.reserved 2021-08-01 1000.000 118000.00'],
      ['capacity.reserved 2021-09-01 1000.000 118000.00', 'capacity.reserved 2021-09-01 310.000 36580.00', 'capacity.reserved 2021-08-17 310.000 17700.00'],
      ['capacity.reserved 2021-10-01 1000.000 118000.00', 'capacity.reserved 2021-10-01 310.000 36580.00'],
    ]);
    expect(localDateOf((invoices[1] as Invoice).issuedAt as Instant, 'America/Chicago').toString()).toBe('2021-10-04');
    await assertSound(world);
    await world.close();
  });
});
