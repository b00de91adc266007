import { Logger, Module } from '@nestjs/common';
import { Client } from 'pg';
import { type Actor, systemActor } from '@busbar/kernel';
import { aModule, type TestModule } from '@busbar/test-kit';
import type { Database } from '../database/database';
import { newId } from '../database/ids';
import { AuditTrail } from './audit-trail';
import { Dispatcher } from './dispatcher';
import { EventHandlers } from './event-handlers';
import { Outbox, type PublishedEvent } from './outbox';

@Module({})
class NothingModule {}

const ada: Actor = { kind: 'PERSON', personId: 'prs_a', personName: 'Ada', organisationId: 'org_a', organisationKinds: ['HOST'], role: 'OWNER', signatory: true, scopes: 'ALL', credentialId: 'ses_a' };
const system = systemActor('test');

describe('events', () => {
  let world: TestModule;
  let sql: Client;
  let dispatcher: Dispatcher;
  let types = 0;
  /** A type of event of this test alone. */
  const aType = (): string => `test.happened${(types += 1)}`;
  const on = (type: string, handle: (event: PublishedEvent) => Promise<void>, name = `${type}.handler`): void => world.get(EventHandlers).on(type, name, handle);
  const publish = (type: string, subject: string, data: Record<string, number> = {}): Promise<string> => world.database.transaction(ada, () => world.get(Outbox).publish({ type, subject, organisations: ['org_a', 'org_b', 'org_a'], data }));
  /** Effect in the database: an event of another type, which nobody handles. */
  const effect = (of: string): Promise<string> => world.get(Outbox).publish({ type: 'test.effect', subject: of, organisations: [], data: {} });
  const effects = async (of: string): Promise<number> => Number((await sql.query<{ n: string }>(`select count(*) as n from event where type = 'test.effect' and subject = $1`, [of])).rows[0]?.n);
  const outbox = async (id: string) => (await sql.query<{ attempts: number; parked: boolean; last_error: string | null }>('select attempts, parked_at is not null as parked, last_error from event_outbox where event_id = $1', [id])).rows[0];
  const soon = (): Promise<unknown> => sql.query('update event_outbox set available_at = clock_timestamp(), leased_until = null');

  beforeAll(async () => {
    world = await aModule([NothingModule], { LOG_LEVEL: 'silent' });
    // Each failure is logged, which here is what is asked for.
    Logger.overrideLogger(false);
    dispatcher = world.get(Dispatcher);
    sql = new Client({ connectionString: world.url });
    await sql.connect();
  });
  beforeEach(() => sql.query('delete from event_outbox'));
  afterAll(async () => {
    await sql?.end();
    await world?.close();
  });

  it('are announced with the commit and not without it', async () => {
    const [type, subject, seen] = [aType(), newId('contract'), [] as string[]];
    on(type, async (event) => void seen.push(event.id));
    await expect(world.database.transaction(ada, async () => {
      await world.get(Outbox).publish({ type, subject, organisations: [], data: {} });
      throw new Error('second thoughts');
    })).rejects.toThrow('second thoughts');
    expect(await dispatcher.deliver()).toBe(0);
    await world.database.transaction(ada, async () => {
      await world.get(Outbox).publish({ type, subject, organisations: [], data: {} });
      expect(await dispatcher.waiting()).toEqual({ waiting: 1, parked: 0 });
      expect((await sql.query('select 1 from event_outbox')).rowCount).toBe(0);
    });
    await world.worker.drain();
    expect(seen).toHaveLength(1);
    await expect(world.get(Outbox).publish({ type, subject, organisations: [], data: {} })).rejects.toThrow('outside database.transaction');
  });

  it('say who did what, when by business time, and who may know', async () => {
    const [type, subject] = [aType(), newId('contract')];
    await world.clock.moveTo('2031-03-01T00:00:00Z');
    const id = await publish(type, subject, { n: 1 });
    await publish(type, subject, { n: 2 });
    const trail = await world.database.read(system, () => world.get(AuditTrail).ofSubject(subject, 10));
    expect(trail).toMatchObject([
      { id, type, version: 1, subject, sequence: 1, actorId: 'prs_a', actorName: 'Ada', organisationId: 'org_a', organisations: ['org_a', 'org_b'], data: { n: 1 } }, { sequence: 2, data: { n: 2 } },
    ]);
    expect(trail[0]?.at.toString()).toBe('2031-03-01T00:00:00Z');
    expect(await world.database.read(system, () => world.get(AuditTrail).ofSubject(subject, 10, 1))).toMatchObject([{ sequence: 2 }]);
  });

  it('of one subject are numbered without gap, however many announce at once, and reach each handler in that order', async () => {
    const [type, subject, seen] = [aType(), newId('contract'), [] as number[]];
    on(type, async ({ sequence }) => {
      await new Promise((resolve) => setTimeout(resolve, sequence % 3));
      seen.push(sequence);
    });
    await Promise.all(Array.from({ length: 15 }, () => publish(type, subject)));
    await Promise.all([world.worker.drain(), world.worker.drain()]);
    expect(seen).toEqual(Array.from({ length: 15 }, (_, n) => n + 1));
  });

  it('delivered three times have their effect once', async () => {
    const [type, subject] = [aType(), newId('contract')];
    let calls = 0;
    on(type, async () => {
      calls += 1;
      await effect(subject);
    });
    const id = await publish(type, subject);
    for (let times = 0; times < 3; times += 1) {
      await sql.query(`insert into event_outbox (event_id, subject, sequence) select id, subject, sequence from event where id = $1 on conflict do nothing`, [id]);
      await dispatcher.deliver();
    }
    expect({ calls, effects: await effects(subject) }).toEqual({ calls: 1, effects: 1 });
  });

  it('whose second handler fails are not handled by the first again, and nothing of the failed one stays', async () => {
    const [type, subject, calls] = [aType(), newId('contract'), { sound: 0, broken: 0 }];
    on(type, async () => {
      calls.sound += 1;
      await effect(subject);
    }, `${type}.sound`);
    on(type, async () => {
      calls.broken += 1;
      await effect(subject);
      if (calls.broken < 3) throw new Error('not today');
    }, `${type}.broken`);
    const id = await publish(type, subject);
    await dispatcher.deliver();
    expect(await effects(subject)).toBe(1);
    expect(await outbox(id)).toEqual({ attempts: 1, parked: false, last_error: 'not today' });
    expect(await dispatcher.deliver()).toBe(0);
    for (let times = 0; times < 2; times += 1) {
      await soon();
      await dispatcher.deliver();
    }
    expect({ calls, effects: await effects(subject), outbox: await outbox(id) }).toEqual({ calls: { sound: 1, broken: 3 }, effects: 2, outbox: undefined });
  });

  it('that cannot be handled are parked after five tries with their reason, while other subjects go on and the rest of their own waits no longer', async () => {
    const [type, poisoned, sound] = [aType(), newId('contract'), newId('contract')];
    const seen: string[] = [];
    on(type, async ({ subject, sequence }) => {
      if (subject === poisoned && sequence === 1) throw new Error('poison');
      seen.push(`${subject === poisoned ? 'poisoned' : 'sound'} ${sequence}`);
    });
    const first = await publish(type, poisoned);
    await publish(type, poisoned);
    await publish(type, sound);
    for (let times = 1; times <= 4; times += 1) {
      await soon();
      await dispatcher.deliver();
      expect(await outbox(first)).toEqual({ attempts: times, parked: false, last_error: 'poison' });
      expect(seen).toEqual(['sound 1']);
    }
    await soon();
    await dispatcher.deliver();
    expect(await outbox(first)).toEqual({ attempts: 5, parked: true, last_error: 'poison' });
    await soon();
    await dispatcher.deliver();
    expect(seen).toEqual(['sound 1', 'poisoned 2']);
    expect(await dispatcher.waiting()).toEqual({ waiting: 0, parked: 1 });
  });

  it('that end the process which handles them are parked after five tries too, and what waited behind them in its batch is not counted as tried', async () => {
    const [type, deadly, sound] = [aType(), newId('contract'), newId('contract')];
    const seen: string[] = [];
    let dead = false;
    on(type, async ({ subject }) => {
      if (subject === deadly) dead = true;
      if (dead) throw new Error('the process ended');
      seen.push(subject);
    });
    /** A process that, once dead, writes nothing more. */
    const deliverAndDie = (): Promise<number> => {
      dead = false;
      const mortal = Object.create(world.database, { transaction: { value: (...given: Parameters<Database['transaction']>) => (dead ? Promise.reject(new Error('the process ended')) : world.database.transaction(...given)) } }) as Database;
      return new Dispatcher(mortal, world.get(EventHandlers)).deliver();
    };
    const first = await publish(type, deadly);
    const second = await publish(type, sound);
    for (let times = 1; times <= 5; times += 1) {
      await soon();
      await expect(deliverAndDie()).rejects.toThrow('the process ended');
      expect([await outbox(first), await outbox(second)]).toEqual([{ attempts: times, parked: false, last_error: null }, { attempts: 0, parked: false, last_error: null }]);
    }
    await soon();
    dead = false;
    await dispatcher.deliver();
    expect(await outbox(first)).toEqual({ attempts: 5, parked: true, last_error: 'Whatever process handled it ended before it was done.' });
    expect(seen).toEqual([sound]);
    expect(await dispatcher.waiting()).toEqual({ waiting: 0, parked: 1 });
  });

  it('whose lease ran out before their turn are left to whoever holds them now', async () => {
    const [type, slow, waiting] = [aType(), newId('contract'), newId('contract')];
    const seen: string[] = [];
    on(type, async ({ subject }) => {
      seen.push(subject);
      if (subject === slow) await sql.query(`update event_outbox set leased_until = clock_timestamp() + interval '61 seconds' where subject = $1`, [waiting]);
    });
    await publish(type, slow);
    const second = await publish(type, waiting);
    await dispatcher.deliver();
    expect(seen).toEqual([slow]);
    expect(await outbox(second)).toEqual({ attempts: 0, parked: false, last_error: null });
  });

  it('are handled once by four dispatchers at once', async () => {
    const [type, handled] = [aType(), [] as string[]];
    on(type, async ({ id }) => void handled.push(id));
    const ids = await Promise.all(Array.from({ length: 40 }, () => publish(type, newId('contract'))));
    const drained = async (other: Dispatcher): Promise<void> => {
      for (let idle = 0; idle < 3; ) idle = (await other.deliver()) === 0 ? idle + 1 : 0;
    };
    await Promise.all([1, 2, 3, 4].map(() => drained(new Dispatcher(world.database, world.get(EventHandlers)))));
    expect([...handled].sort()).toEqual([...ids].sort());
    expect(await dispatcher.waiting()).toEqual({ waiting: 0, parked: 0 });
  });

  it('of a worker that died are left alone for the time of its lease and then delivered', async () => {
    const [type, subject] = [aType(), newId('contract')];
    on(type, async () => void (await effect(subject)));
    await publish(type, subject);
    await sql.query(`update event_outbox set leased_until = clock_timestamp() + interval '30 seconds', attempts = 1`);
    expect(await dispatcher.deliver()).toBe(0);
    await sql.query(`update event_outbox set leased_until = clock_timestamp() - interval '1 millisecond'`);
    expect(await dispatcher.deliver()).toBe(1);
    expect(await effects(subject)).toBe(1);
  });

  it('cannot be changed or deleted, by anyone', async () => {
    const id = await publish(aType(), newId('contract'));
    await expect(sql.query(`update event set actor_name = 'somebody else' where id = $1`, [id])).rejects.toMatchObject({ code: '23001' });
    await expect(sql.query('delete from event where id = $1', [id])).rejects.toThrow('rows of event are never changed or deleted');
  });

  it('take a handler’s name once', () => {
    const type = aType();
    on(type, async () => undefined);
    expect(() => on(type, async () => undefined)).toThrow('Two handlers are named');
  });
});
