import { Module } from '@nestjs/common';
import { instantOf, systemActor } from '@busbar/kernel';
import { Clock, EventHandlers, newId, Outbox } from '@busbar/platform';
import { aModule, type TestModule } from './module';

@Module({})
class NothingModule {}

describe('a module on a database of its own', () => {
  let world: TestModule;
  beforeAll(async () => {
    world = await aModule([NothingModule]);
  });
  afterAll(() => world.close());

  it('stands still at the time it is moved to', async () => {
    await world.clock.moveTo('2031-03-01T00:00:00Z');
    expect((await world.get(Clock).read()).toString()).toBe(instantOf(Date.UTC(2031, 2, 1)).toString());
  });

  it('delivers what was announced, once, when the worker is drained', async () => {
    const seen: string[] = [];
    world.get(EventHandlers).on('test.happened', 'test.sees', async ({ subject }) => {
      seen.push(subject);
    });
    const subject = newId('contract');
    await world.database.transaction(systemActor('test'), () => world.get(Outbox).publish({ type: 'test.happened', subject, organisations: [], data: {} }));
    expect(seen).toEqual([]);
    await world.worker.drain();
    await world.worker.drain();
    expect(seen).toEqual([subject]);
  });
});
