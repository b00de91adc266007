import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseDate, startOfDay } from '@busbar/kernel';
import { Ledger } from '@busbar/ledger';
import { aBilledWorld, type BilledWorld, flat, staff } from '../../test/a-billed-world';

const CONTRACTS = 40;
const KILLS = 6;
const ids = Array.from({ length: CONTRACTS }, (_, number) => `ctr_killed_${String(number).padStart(3, '0')}`);
const month = (day: string): string => startOfDay(parseDate(day), 'America/Chicago').toString();

/** A process of its own that bills; resolves when it stands ready, before it has billed anything. */
async function aBillingProcess(url: string): Promise<{ readonly child: ChildProcess; readonly ended: Promise<string> }> {
  const child = spawn(process.execPath, ['-r', '@swc-node/register', join(__dirname, '../../test/billing-process.ts'), url], { cwd: join(__dirname, '../../../..'), stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let complained = '';
  child.stderr.on('data', (chunk: Buffer) => (complained += chunk.toString()));
  const ended = new Promise<string>((resolve) => child.once('exit', () => resolve(said)));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('ready')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`The billing process ended with ${code}.\n${complained}`)));
  });
  return { child, ended };
}

/** Steps done so far: each contract is rated, then issued. */
const steps = async (world: BilledWorld): Promise<number> =>
  Number((await world.sql<{ n: string }>(`select count(*) filter (where state <> 'PENDING') + count(*) filter (where state = 'ISSUED') as n from billing_run_item`))[0]?.n);

describe('A billing run in processes that are killed with kill -9', () => {
  it('bills every contract once, numbers them in the order of contracts, and leaves the books balanced', async () => {
    const world = await aBilledWorld('2021-08-01T06:00:00Z');
    for (const id of ids) {
      await world.activate({ id, prices: [flat] });
      await world.reads(id, `trn_${id}`, month('2021-08-01'), month('2021-08-15'), (position) => 700 + (position % 200));
    }
    await world.worker.drain();
    await world.clock.moveTo('2021-09-04T05:00:00Z');
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const running = await aBillingProcess(world.url);
      while ((await steps(world)) < (2 * CONTRACTS * kill) / (KILLS + 1));
      running.child.kill('SIGKILL');
      expect(await running.ended).not.toContain('done');
    }
    expect(await steps(world)).toBeLessThan(2 * CONTRACTS);
    const [last, beside] = [await aBillingProcess(world.url), await aBillingProcess(world.url)];
    await Promise.all([last.ended, beside.ended]);
    await world.worker.drain();

    const issued = await world.sql<{ contract_id: string; sequence: number }>(`select contract_id, sequence from invoice order by sequence`);
    expect(issued).toEqual(ids.map((contract_id, position) => ({ contract_id, sequence: position + 1 })));
    expect(await world.sql(`select state, count(*)::int as items from billing_run_item group by state`)).toEqual([{ state: 'ISSUED', items: CONTRACTS }]);
    expect(await world.sql(`select count(*)::int as events from event where type = 'invoice.issued'`)).toEqual([{ events: CONTRACTS }]);
    expect((await world.get(Ledger).trialBalance(staff)).reduce((sum, row) => sum + row.balance.minor, 0n)).toBe(0n);
    expect(await world.sql(`select (select sum(total) from invoice) = (select sum(balance) from ledger_balance where account = '1100') as same`)).toEqual([{ same: true }]);
    await world.close();
  }, 300_000);
});
