import { Module } from '@nestjs/common';
import { parseInstant, systemActor } from '@busbar/kernel';
import { aModule, type TestModule } from '@busbar/test-kit';
import { Config } from '../config/config';
import { DueWork } from '../jobs/due-work';
import { TimeTravel } from '../sandbox/time-travel.service';
import { Clock } from './clock';

@Module({})
class NothingModule {}

const system = systemActor('test');
const staff = { ...system, kind: 'PERSON', personId: 'prs_s', organisationId: 'org_s', organisationKinds: ['STAFF'], role: 'OWNER' } as const;

describe('business time', () => {
  let world: TestModule;
  let clock: Clock;
  beforeEach(async () => {
    world = await aModule([NothingModule]);
    clock = world.get(Clock);
  });
  afterEach(() => world.close());

  it('is wall time until somebody moves it', async () => {
    const before = Date.now();
    const read = (await clock.read()).epochMilliseconds;
    expect(read).toBeGreaterThanOrEqual(before - 50);
    expect(read).toBeLessThanOrEqual(Date.now() + 50);
  });

  it('may be set into the past once, and only moves forward from there', async () => {
    await world.clock.moveTo('2021-06-01T00:00:00Z');
    expect((await clock.read()).toString()).toBe('2021-06-01T00:00:00Z');
    await world.clock.moveTo('2021-06-02T00:00:00Z');
    await expect(world.clock.moveTo('2021-06-01T23:59:59.999Z')).rejects.toMatchObject({ code: 'CLOCK_BACKWARDS', kind: 'INVALID', details: { path: 'to', given: '2021-06-01T23:59:59.999Z', now: '2021-06-02T00:00:00Z' } });
    expect((await clock.read()).toString()).toBe('2021-06-02T00:00:00Z');
  });

  it('runs on from where it was set, unless it stands', async () => {
    await clock.move(parseInstant('2021-06-01T00:00:00Z'), true);
    const first = await clock.read();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect((await clock.read()).epochMilliseconds).toBeGreaterThanOrEqual(first.epochMilliseconds + 25);
  });

  it('stands still within a scope, in our hands and in SQL, while it moves outside', async () => {
    await world.clock.moveTo('2021-06-01T00:00:00Z');
    const scoped = world.database.read(system, async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      const [row] = await world.database.client.$queryRaw<{ now: Date }[]>`select business_now() as now`;
      return { now: clock.now().toString(), sql: row?.now.toISOString(), outside: (await clock.read()).toString() };
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await world.clock.moveTo('2021-07-01T00:00:00Z');
    expect(await scoped).toEqual({ now: '2021-06-01T00:00:00Z', sql: '2021-06-01T00:00:00.000Z', outside: '2021-07-01T00:00:00Z' });
  });

  it('is asked for within a scope or by name', () => {
    expect(() => clock.now()).toThrow('outside a database scope');
  });

  it('never moves wall time', async () => {
    await world.clock.moveTo('2031-01-01T00:00:00Z');
    expect(Math.abs(clock.wall().epochMilliseconds - Date.now())).toBeLessThan(1_000);
  });

  it('cannot be moved where the settings do not say so', async () => {
    const fixed = new Clock(world.database, new Config({ NODE_ENV: 'production', DATABASE_URL: world.url, STRIPE_SECRET_KEY: 'sk_live_something', STRIPE_WEBHOOK_SECRET: 'whsec_something' }));
    await expect(fixed.move(parseInstant('2031-01-01T00:00:00Z'), true)).rejects.toMatchObject({ code: 'CLOCK_NOT_MOVABLE', kind: 'CONFLICT' });
    expect(Math.abs((await clock.read()).epochMilliseconds - Date.now())).toBeLessThan(1_000);
  });

  it('stops at each due time on its way, in order, and by staff alone', async () => {
    const due = ['2021-06-10T00:00:00Z', '2021-06-05T00:00:00Z', '2021-07-01T00:00:00Z'].map((at) => ({ at: parseInstant(at), done: '' }));
    const open = () => due.filter(({ done }) => done === '').sort((a, b) => a.at.epochMilliseconds - b.at.epochMilliseconds);
    world.get(DueWork).register({
      name: 'test.due',
      nextDue: async () => open()[0]?.at ?? null,
      run: async () => {
        const now = await clock.read();
        const ripe = open().filter(({ at }) => at.epochMilliseconds <= now.epochMilliseconds);
        for (const piece of ripe) piece.done = now.toString().slice(0, 10);
        return ripe.length;
      },
    });
    await clock.move(parseInstant('2021-06-01T00:00:00Z'), true);
    await expect(world.get(TimeTravel).advance({ ...staff, organisationKinds: ['HOST'] }, parseInstant('2021-06-20T00:00:00Z'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    const reached = await world.get(TimeTravel).advance(staff, parseInstant('2021-06-20T00:00:00Z'));
    expect(due.map(({ done }) => done)).toEqual(['2021-06-10', '2021-06-05', '']);
    expect(reached.toString()).toMatch(/^2021-06-20/);
    await expect(world.get(TimeTravel).advance(staff, parseInstant('2021-06-01T00:00:00Z'))).rejects.toMatchObject({ code: 'CLOCK_BACKWARDS' });
  });
});
