import { Client } from 'pg';
import { type Actor, systemActor } from '@busbar/kernel';
import { aDatabase, type TestDatabase } from '@busbar/test-kit';
import { Config } from '../config/config';
import { Database, sqlStateOf } from './database';

const acting = (organisationId: string, name = organisationId): Actor => ({
  kind: 'PERSON', personId: `prs_${name}`, personName: name, organisationId, organisationKinds: ['HOST'], role: 'OWNER', signatory: false, scopes: 'ALL', credentialId: null,
});
const ada = acting('org_a');
const bob = acting('org_b');

describe('the database', () => {
  let own: TestDatabase;
  let database: Database;
  let sql: Client;
  const opened: Database[] = [];
  const aPool = (size: number, url = own.url): Database => {
    const made = new Database(new Config({ DATABASE_URL: url, DATABASE_POOL_SIZE: String(size) }));
    opened.push(made);
    return made;
  };
  const addOrganisation = (id: string, on = database) => on.client.organisation.create({ data: { id, name: `Firm ${id}`, country: 'US', kinds: ['HOST'] } });
  const names = async (): Promise<string[]> => (await sql.query<{ id: string }>('select id from organisation order by id')).rows.map(({ id }) => id);

  beforeAll(async () => {
    own = await aDatabase();
    sql = new Client({ connectionString: own.url });
    await sql.connect();
    database = aPool(20);
  });
  beforeEach(() => sql.query('delete from organisation'));
  afterAll(async () => {
    await Promise.all(opened.map((one) => one.onApplicationShutdown()));
    await sql.end();
    await own.close();
  });

  it('gives nobody a client outside a scope', () => {
    expect(() => database.client).toThrow('outside database.transaction and database.read');
    expect(() => database.actor).toThrow('outside database.transaction and database.read');
    expect(database.scopeNow).toBeUndefined();
  });

  it('keeps all of a block or nothing of it, inner blocks included', async () => {
    await expect(database.transaction(ada, async () => {
      await addOrganisation('org_a');
      await database.transaction(ada, () => addOrganisation('org_b'));
      throw new Error('second thoughts');
    })).rejects.toThrow('second thoughts');
    expect(await names()).toEqual([]);
    await database.transaction(ada, async () => {
      await addOrganisation('org_a');
      await database.transaction(ada, () => addOrganisation('org_b'));
      expect(await names()).toEqual([]);
    });
    expect(await names()).toEqual(['org_a', 'org_b']);
  });

  it('lets nobody else join a block, for reading or writing, but the platform itself', async () => {
    const joined = (outer: 'read' | 'transaction', inner: 'read' | 'transaction', second: Actor) => database[outer](ada, () => database[inner](second, async () => 'joined'));
    await expect(joined('transaction', 'transaction', bob)).rejects.toThrow('A block of org_a was joined by org_b.');
    await expect(joined('transaction', 'read', bob)).rejects.toThrow('A block of org_a was joined by org_b.');
    await expect(joined('read', 'read', bob)).rejects.toThrow('A block of org_a was joined by org_b.');
    await expect(joined('transaction', 'transaction', acting('org_c', 'org_a'))).rejects.toThrow('was joined by');
    await expect(joined('transaction', 'transaction', systemActor('handler'))).resolves.toBe('joined');
    await expect(joined('transaction', 'transaction', { ...ada })).resolves.toBe('joined');
  });

  it('tells PostgreSQL for whom each block runs, and never mixes the lookups of two organisations in one tick', async () => {
    await database.transaction(systemActor('test'), async () => {
      for (let n = 0; n < 8; n += 1) await addOrganisation(`org_${n}`);
    });
    const asked = Array.from({ length: 8 }, (_, n) => database.read(acting(`org_${n}`), async () => {
      const id = `org_${n}`;
      const [first, second, [setting]] = await Promise.all([
        database.client.organisation.findUnique({ where: { id } }), database.client.organisation.findUnique({ where: { id } }),
        database.client.$queryRaw<{ organisation: string; transaction: bigint }[]>`select current_setting('app.organisation') as organisation, pg_backend_pid()::bigint as transaction`,
      ]);
      return { id, found: [first?.id, second?.id], organisation: setting?.organisation, backend: setting?.transaction };
    }));
    const answers = await Promise.all(asked);
    for (const { id, found, organisation } of answers) expect({ found, organisation }).toEqual({ found: [id, id], organisation: id });
    expect(new Set(answers.map(({ backend }) => backend)).size).toBe(8);
  });

  it('leaves no organisation behind on a connection for the next caller', async () => {
    const one = aPool(2);
    for (let n = 0; n < 4; n += 1) await one.read(ada, async () => undefined);
    const [row] = await one.read(systemActor('test'), () => one.client.$queryRaw<{ organisation: string }[]>`select current_setting('app.organisation', true) as organisation`);
    expect(row?.organisation).toBe('');
  });

  it('begins the whole block again after a serialisation failure, and gives up after five times with a refusal', async () => {
    let times = 0;
    await database.transaction(ada, async () => {
      times += 1;
      await addOrganisation(`org_${times}`);
      if (times < 3) await database.client.$executeRaw`do $$ begin raise exception 'conflict' using errcode = '40001'; end $$`;
    });
    expect({ times, kept: await names() }).toEqual({ times: 3, kept: ['org_3'] });
    times = 0;
    const failing = database.transaction(ada, async () => {
      times += 1;
      await database.client.$executeRaw`do $$ begin raise exception 'deadlock' using errcode = '40P01'; end $$`;
    });
    await expect(failing).rejects.toMatchObject({ code: 'DATABASE_BUSY', kind: 'UNAVAILABLE' });
    expect(times).toBe(5);
  });

  it('resolves a real deadlock of two blocks: both are done in the end', async () => {
    await database.transaction(ada, async () => {
      await addOrganisation('org_x');
      await addOrganisation('org_y');
    });
    const rename = (first: string, second: string, name: string) => database.transaction(ada, async () => {
      await database.client.organisation.update({ where: { id: first }, data: { name } });
      await new Promise((resolve) => setTimeout(resolve, 100));
      await database.client.organisation.update({ where: { id: second }, data: { name } });
    });
    await Promise.all([rename('org_x', 'org_y', 'Firm one'), rename('org_y', 'org_x', 'Firm two')]);
    const { rows } = await sql.query<{ name: string }>('select distinct name from organisation');
    expect(rows).toHaveLength(1);
  });

  it('passes other errors on with their SQL state, and no defect is repeated', async () => {
    let times = 0;
    const twice = (): Promise<unknown> => database.transaction(ada, async () => {
      times += 1;
      await addOrganisation('org_a');
      await addOrganisation('org_a');
    });
    const [taken, checked, raised] = await Promise.all([
      twice().catch((error: unknown) => error),
      database.transaction(ada, () => database.client.$executeRaw`insert into organisation (id, name, country, kinds) values ('org_z', 'Firm', 'usa', '{HOST}')`).catch((error: unknown) => error),
      database.transaction(ada, () => database.client.$executeRaw`do $$ begin raise exception 'no' using errcode = 'P0001'; end $$`).catch((error: unknown) => error),
    ]);
    expect([taken, checked, raised].map(sqlStateOf)).toEqual(['23505', '23514', 'P0001']);
    expect({ times, kept: await names() }).toEqual({ times: 1, kept: [] });
  });

  it('says that it is busy when the connection breaks in a block, keeps nothing of it, and goes on afterwards', async () => {
    const broken = database.transaction(ada, async () => {
      await addOrganisation('org_a');
      const [row] = await database.client.$queryRaw<{ pid: number }[]>`select pg_backend_pid() as pid`;
      await sql.query('select pg_terminate_backend($1)', [row?.pid]);
      await addOrganisation('org_b');
    });
    await expect(broken).rejects.toMatchObject({ code: 'DATABASE_BUSY' });
    expect(await names()).toEqual([]);
    await database.transaction(ada, () => addOrganisation('org_c'));
    expect(await names()).toEqual(['org_c']);
  });

  it('says that it is busy where no server answers and when a statement takes too long', async () => {
    await expect(aPool(2, 'postgresql://nobody@127.0.0.1:1/none').read(ada, async () => undefined)).rejects.toMatchObject({ code: 'DATABASE_BUSY' });
    const slow = database.transaction(ada, async () => {
      await database.client.$executeRaw`set local statement_timeout = 50`;
      await database.client.$queryRaw`select pg_sleep(5)::text`;
    });
    await expect(slow).rejects.toMatchObject({ code: 'DATABASE_BUSY', details: { retryAfterSeconds: 2 } });
  });

  describe('within one request', () => {
    const inRequest = <T>(on: Database, actor: Actor, work: () => Promise<T>): { answer: Promise<T>; end: () => void } => {
      let answer: Promise<T> | undefined;
      const end = on.beginOperation(actor, () => {
        answer = work();
      });
      return { answer: answer as Promise<T>, end };
    };
    const backend = async (on: Database): Promise<number | undefined> => (await on.client.$queryRaw<{ pid: number }[]>`select pg_backend_pid() as pid`)[0]?.pid;
    const free = async (on: Database): Promise<void> => {
      for (let n = 0; n < 200 && on.poolUse.idle < on.poolUse.total; n += 1) await new Promise((resolve) => setTimeout(resolve, 10));
      expect(on.poolUse).toMatchObject({ idle: on.poolUse.total, waiting: 0 });
    };

    it('reads share one scope, which gives its connection back with the response', async () => {
      const pool = aPool(2);
      const { answer, end } = inRequest(pool, ada, async () => [await pool.read(ada, () => backend(pool)), await pool.read(ada, () => backend(pool))]);
      const [first, second] = await answer;
      expect(first).toBe(second);
      expect(pool.poolUse.idle).toBe(pool.poolUse.total - 1);
      end();
      await free(pool);
    });

    it('reads and whatever is shown beside them have one time, and it costs no connection of its own', async () => {
      const pool = aPool(2);
      const { answer, end } = inRequest(pool, ada, async () => {
        const within = await pool.read(ada, async () => pool.scopeNow);
        await new Promise((resolve) => setTimeout(resolve, 20));
        return { within: within?.toString(), beside: await Promise.all([pool.requestNow(), pool.requestNow()]).then((times) => times.map(String)), connections: pool.poolUse.total };
      });
      const { within, beside, connections } = await answer.finally(end);
      expect(beside).toEqual([within, within]);
      expect(connections).toBe(1);
      await free(pool);
      expect((await pool.requestNow()).epochMilliseconds).toBeGreaterThan(Date.parse(within ?? ''));
    });

    it('a caller who leaves while the first read is opening takes no connection along', async () => {
      const pool = aPool(2);
      const { answer, end } = inRequest(pool, ada, () => pool.read(ada, () => backend(pool)));
      end();
      await answer;
      await free(pool);
    });

    it('reads before a command do not starve the commands of other requests', async () => {
      const pool = aPool(2);
      const commands = Array.from({ length: 6 }, (_, n) => inRequest(pool, ada, async () => {
        await pool.read(ada, () => backend(pool));
        await pool.transaction(ada, () => addOrganisation(`org_${n}`, pool));
        return pool.read(ada, () => pool.client.organisation.count({ where: { id: `org_${n}` } }));
      }));
      const counts = await Promise.all(commands.map(async ({ answer, end }) => answer.finally(end)));
      expect(counts).toEqual([1, 1, 1, 1, 1, 1]);
      await free(pool);
    });

    it('loaders ask once for what is asked in one tick, and again after a command', async () => {
      await database.transaction(ada, () => addOrganisation('org_a'));
      const batches: (readonly string[])[] = [];
      const load = (id: string) => database.loader('organisations', async (ids) => {
        batches.push(ids);
        return new Map((await database.client.organisation.findMany({ where: { id: { in: [...ids] } } })).map((row) => [row.id, row.name]));
      }).load(id);
      const { answer, end } = inRequest(database, ada, async () => {
        const before = await Promise.all([load('org_a'), load('org_none'), load('org_a')]);
        await database.transaction(ada, () => database.client.organisation.update({ where: { id: 'org_a' }, data: { name: 'Renamed' } }));
        return [...before, await load('org_a')];
      });
      expect(await answer.finally(end)).toEqual(['Firm org_a', null, 'Firm org_a', 'Renamed']);
      expect(batches).toEqual([['org_a', 'org_none'], ['org_a']]);
    });
  });
});
