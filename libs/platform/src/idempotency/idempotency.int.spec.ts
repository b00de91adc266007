import { Module } from '@nestjs/common';
import { Client } from 'pg';
import { type Actor, NotFoundError } from '@busbar/kernel';
import { aModule, type TestModule } from '@busbar/test-kit';
import { newId } from '../database/ids';
import { Outbox } from '../events/outbox';
import { Idempotency } from './idempotency';

@Module({})
class NothingModule {}

const ada: Actor = { kind: 'PERSON', personId: 'prs_a', personName: 'Ada', organisationId: 'org_a', organisationKinds: ['TENANT'], role: 'OWNER', signatory: true, scopes: 'ALL', credentialId: null };
const settled = async (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => (error as { code?: string }).code ?? error);

describe('a command with an idempotency key', () => {
  let world: TestModule;
  let idempotency: Idempotency;
  let sql: Client;
  let keys = 0;
  const aKey = (): string => `command-${(keys += 1)}`;
  /** Pays: an effect that can be counted, and an answer that differs each time it is carried out. */
  const pay = (subject: string) => async () => ({ event: await world.get(Outbox).publish({ type: 'test.paid', subject, organisations: [], data: {} }) });
  const effects = async (subject: string): Promise<number> => Number((await sql.query<{ n: string }>('select count(*) as n from event where subject = $1', [subject])).rows[0]?.n);

  beforeAll(async () => {
    world = await aModule([NothingModule]);
    idempotency = world.get(Idempotency);
    sql = new Client({ connectionString: world.url });
    await sql.connect();
  });
  afterAll(async () => {
    await sql?.end();
    await world?.close();
  });

  it('has one effect and one answer for fifty at once: the rest get the same answer or are asked to come again', async () => {
    const [key, subject] = [aKey(), newId('invoice')];
    const answers = await Promise.all(Array.from({ length: 50 }, () => settled(idempotency.once(ada, 'pay', key, { subject }, pay(subject)))));
    const told = new Set(answers.map((answer) => JSON.stringify(answer)));
    told.delete('"IDEMPOTENCY_IN_FLIGHT"');
    expect(told.size).toBe(1);
    expect([...told][0]).toContain('evt_');
    expect(await effects(subject)).toBe(1);
    expect(JSON.stringify(await idempotency.once(ada, 'pay', key, { subject }, pay(subject)))).toBe([...told][0]);
    expect(await effects(subject)).toBe(1);
  });

  it('is refused with another input, before and after it is done, and is the same in another order of fields', async () => {
    const [key, subject] = [aKey(), newId('invoice')];
    const first = await idempotency.once(ada, 'pay', key, { subject, amount: 12n }, pay(subject));
    expect(await idempotency.once(ada, 'pay', key, { amount: 12n, subject }, pay(subject))).toEqual(first);
    await expect(idempotency.once(ada, 'pay', key, { subject, amount: 13n }, pay(subject))).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', kind: 'CONFLICT', details: { path: 'idempotencyKey', operation: 'pay' } });
    expect(await effects(subject)).toBe(1);
  });

  it('is another one for another operation, another organisation, and another person without any', async () => {
    const [key, subject] = [aKey(), newId('invoice')];
    const without = (personId: string): Actor => ({ ...ada, personId, organisationId: null });
    await idempotency.once(ada, 'pay', key, {}, pay(subject));
    await idempotency.once(ada, 'refund', key, {}, pay(subject));
    await idempotency.once({ ...ada, organisationId: 'org_b' }, 'pay', key, {}, pay(subject));
    await idempotency.once(without('prs_a'), 'pay', key, {}, pay(subject));
    await idempotency.once(without('prs_b'), 'pay', key, {}, pay(subject));
    expect(await effects(subject)).toBe(5);
  });

  it('that failed leaves nothing and may be tried again with the same key', async () => {
    const [key, subject] = [aKey(), newId('invoice')];
    const failing = async () => {
      await pay(subject)();
      throw new NotFoundError('invoice', subject);
    };
    await expect(idempotency.once(ada, 'pay', key, {}, failing)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await effects(subject)).toBe(0);
    expect(await idempotency.once(ada, 'pay', key, {}, pay(subject))).toMatchObject({ event: expect.stringMatching(/^evt_/) });
  });

  it.each(['short', 'with space in it', 'é'.repeat(10), 'x'.repeat(101), ''])('is refused when the key is %p', async (key) => {
    await expect(idempotency.once(ada, 'pay', key, {}, async () => 'paid')).rejects.toMatchObject({ code: 'INPUT_INVALID', details: { path: 'idempotencyKey' } });
  });

  it('whose process died is taken over after its lease, and not before; another input still is not', async () => {
    const [key, subject] = [aKey(), newId('invoice')];
    const died = async (lease: string, input: string): Promise<void> => {
      await sql.query(`delete from idempotency_key where key = $1`, [key]);
      await sql.query(`insert into idempotency_key (organisation_id, operation, key, input_hash, leased_until) values ('org_a', 'pay', $1, $2, clock_timestamp() + $3::interval)`, [key, input, lease]);
    };
    const { createHash } = await import('node:crypto');
    const hash = createHash('sha256').update('{}').digest('hex');
    await died('50 seconds', hash);
    await expect(idempotency.once(ada, 'pay', key, {}, pay(subject))).rejects.toMatchObject({ code: 'IDEMPOTENCY_IN_FLIGHT', details: { retryAfterSeconds: 1 } });
    await died('-1 seconds', hash.replace(/./, (digit) => (digit === '0' ? '1' : '0')));
    await expect(idempotency.once(ada, 'pay', key, {}, pay(subject))).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    await died('-1 seconds', hash);
    await idempotency.once(ada, 'pay', key, {}, pay(subject));
    expect(await effects(subject)).toBe(1);
  });

  it('that was only thought dead has no effect any more, whether it ends well or fails, and does not free the other’s key', async () => {
    for (const end of ['well', 'badly']) {
      const [key, subject] = [aKey(), newId('invoice')];
      let goOn = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      let begun = (): void => undefined;
      const started = new Promise<void>((resolve) => {
        begun = resolve;
      });
      const slow = settled(idempotency.once(ada, 'pay', key, {}, async () => {
        begun();
        await held;
        await pay(subject)();
        if (end === 'badly') throw new NotFoundError('invoice', subject);
      }));
      await started;
      await sql.query(`update idempotency_key set leased_until = clock_timestamp() - interval '1 second' where key = $1`, [key]);
      const other = await idempotency.once(ada, 'pay', key, {}, pay(subject));
      goOn();
      expect(await slow).toBe(end === 'well' ? 'IDEMPOTENCY_IN_FLIGHT' : 'NOT_FOUND');
      expect(await effects(subject)).toBe(1);
      expect(await idempotency.once(ada, 'pay', key, {}, pay(subject))).toEqual(other);
    }
  });

  it('is forgotten after thirty days', async () => {
    const [key, subject] = [aKey(), newId('invoice')];
    await idempotency.once(ada, 'pay', key, {}, pay(subject));
    await sql.query(`update idempotency_key set created_at = clock_timestamp() - interval '29 days' where key = $1`, [key]);
    expect(await idempotency.forgetOld()).toBe(0);
    await sql.query(`update idempotency_key set created_at = clock_timestamp() - interval '31 days' where key = $1`, [key]);
    expect(await idempotency.forgetOld()).toBe(1);
  });
});
