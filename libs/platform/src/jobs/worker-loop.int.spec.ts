import { Logger, Module } from '@nestjs/common';
import { Client } from 'pg';
import { instantOf, systemActor } from '@busbar/kernel';
import { aModule, type TestModule } from '@busbar/test-kit';
import { newId } from '../database/ids';
import { EventHandlers } from '../events/event-handlers';
import { Outbox } from '../events/outbox';
import { DueWork } from './due-work';
import { WorkerLoop } from './worker-loop';

@Module({})
class NothingModule {}

const system = systemActor('test');

describe('the worker', () => {
  let world: TestModule;
  let sql: Client;
  const publish = (subject: string, type = 'test.happened'): Promise<string> => world.database.transaction(system, () => world.get(Outbox).publish({ type, subject, organisations: [], data: {} }));
  const until = async (holds: () => Promise<boolean> | boolean, ms = 8_000): Promise<boolean> => {
    for (const end = Date.now() + ms; Date.now() < end; ) {
      if (await holds()) return true;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return false;
  };
  const listeners = async (): Promise<number[]> =>
    (await sql.query<{ pid: number }>(`select pid from pg_stat_activity where datname = current_database() and application_name = 'busbar-listen' and query = 'listen busbar_clock' and state = 'idle'`)).rows.map(({ pid }) => pid);

  beforeEach(async () => {
    world = await aModule([NothingModule]);
    Logger.overrideLogger(false);
    sql = new Client({ connectionString: world.url });
    sql.on('error', () => undefined);
    await sql.connect();
  });
  afterEach(async () => {
    await sql.end();
    await world.close();
  });

  it('hears of events, and hears again after its listening connection was cut', async () => {
    const seen: string[] = [];
    world.get(EventHandlers).on('test.happened', 'test.sees', async ({ subject }) => void seen.push(subject));
    world.get(WorkerLoop).start();
    expect(await until(async () => (await listeners()).length === 1)).toBe(true);
    const [first] = await listeners();
    await sql.query('select pg_terminate_backend($1)', [first]);
    const meanwhile = newId('contract');
    await publish(meanwhile);
    expect(await until(() => seen.includes(meanwhile), 3_000)).toBe(true);
    expect(await until(async () => (await listeners()).some((pid) => pid !== first))).toBe(true);
    // Well within the second of the poll, so it was the notification: the worker is at rest before.
    const delays: number[] = [];
    for (let times = 0; times < 5; times += 1) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      const subject = newId('contract');
      await publish(subject);
      const began = Date.now();
      await until(() => seen.includes(subject));
      delays.push(Date.now() - began);
    }
    expect([...delays].sort((a, b) => a - b)[2]).toBeLessThan(600);
  });

  it('goes on when the database cuts every connection it has', async () => {
    const seen: string[] = [];
    world.get(EventHandlers).on('test.happened', 'test.sees', async ({ subject }) => void seen.push(subject));
    world.get(WorkerLoop).start();
    expect(await until(async () => (await listeners()).length === 1)).toBe(true);
    await sql.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()');
    const subject = newId('contract');
    expect(await until(async () => {
      try {
        await publish(subject);
        return true;
      } catch (error) {
        expect(error).toMatchObject({ code: 'DATABASE_BUSY' });
        return false;
      }
    })).toBe(true);
    expect(await until(() => seen.includes(subject))).toBe(true);
  });

  it('finishes what it has begun before it stops, and leaves no event leased', async () => {
    let handled = 0;
    world.get(EventHandlers).on('test.happened', 'test.slow', async () => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      await world.get(Outbox).publish({ type: 'test.effect', subject: newId('contract'), organisations: [], data: {} });
      handled += 1;
    });
    for (let n = 0; n < 8; n += 1) await publish(newId('contract'));
    world.get(WorkerLoop).start();
    expect(await until(() => handled > 1)).toBe(true);
    await world.get(WorkerLoop).beforeApplicationShutdown();
    const { rows } = await sql.query(`select (select count(*) from event_outbox where leased_until > clock_timestamp()) as leased, (select count(*) from event where type = 'test.effect') as effects`);
    expect(rows[0]).toEqual({ leased: '0', effects: '8' });
    expect(await listeners()).toEqual([]);
  });

  it('does due work to the end when drained, one failing task beside the others', async () => {
    const left = { pieces: 7, done: 0 };
    const tasks = world.get(DueWork);
    tasks.register({ name: 'test.broken', nextDue: async () => null, run: () => Promise.reject(new Error('not today')) });
    tasks.register({
      name: 'test.pieces', nextDue: async () => (left.pieces > 0 ? instantOf(0) : null),
      run: async () => {
        const batch = Math.min(3, left.pieces);
        left.pieces -= batch;
        left.done += batch;
        return batch;
      },
    });
    await world.worker.drain();
    expect(left).toEqual({ pieces: 0, done: 7 });
    expect(() => tasks.register({ name: 'test.pieces', nextDue: async () => null, run: async () => 0 })).toThrow('Two due tasks are named test.pieces.');
  });

  it('drains what handlers and due work announce in turn', async () => {
    const trail: string[] = [];
    let due = false;
    world.get(EventHandlers).on('test.first', 'test.makesDue', async () => {
      trail.push('first');
      due = true;
    });
    world.get(EventHandlers).on('test.second', 'test.ends', async () => void trail.push('second'));
    world.get(DueWork).register({
      name: 'test.announces', nextDue: async () => null,
      run: async () => {
        if (!due) return 0;
        due = false;
        await publish(newId('contract'), 'test.second');
        return 1;
      },
    });
    await publish(newId('contract'), 'test.first');
    await world.worker.drain();
    expect(trail).toEqual(['first', 'second']);
  });
});
