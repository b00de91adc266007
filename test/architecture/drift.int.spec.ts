import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { aDatabase, type TestDatabase } from '@busbar/test-kit';
import { root } from './source';

interface Step {
  readonly heading: string;
  readonly sql: string;
}

/** What Prisma's engine would change to bring this database to the schema: tables, columns, enums, indexes. */
async function drift(url: string): Promise<readonly Step[]> {
  const flags = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', '--disable-warning=ExperimentalWarning'];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, join(root, 'tools/diff.mjs'), '--of', url]);
  return JSON.parse(stdout) as readonly Step[];
}

/** What stands in the migrations alone, as Prisma's schema cannot say it. Names only: a change of one is reviewed with its migration. */
const sqlOnly = `
  select 'extension ' || extname as object from pg_extension where extname <> 'plpgsql'
  union all select 'function ' || p.proname from pg_proc p
    where p.pronamespace = 'public'::regnamespace and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
  union all select 'trigger ' || c.relname || '.' || t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid where not t.tgisinternal
  union all select 'view ' || viewname from pg_views where schemaname = 'public'
  union all select case contype when 'c' then 'check ' when 'f' then 'foreign key ' when 'x' then 'exclusion ' end || conrelid::regclass || '.' || conname
    from pg_constraint where contype in ('c', 'f', 'x') and connamespace = 'public'::regnamespace and conrelid <> 0 and conrelid <> '_prisma_migrations'::regclass
  union all select 'index ' || i.indrelid::regclass || '.' || i.indexrelid::regclass from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relnamespace = 'public'::regnamespace and (i.indpred is not null or i.indexprs is not null)
  order by 1`;

describe('the migrated database', () => {
  let database: TestDatabase;
  let client: Client;
  beforeAll(async () => {
    database = await aDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.close();
  });

  it('is what the schema says: no table, column, enum or index more or less', async () => {
    expect(await drift(database.url)).toEqual([]);
  });

  it('holds every object that only SQL can say', async () => {
    const { rows } = await client.query<{ readonly object: string }>(sqlOnly);
    expect(rows.map(({ object }) => object)).toMatchSnapshot();
  });

  it.each([
    ['a table nobody declared', 'create table stray (id int primary key)', 'drop table stray'],
    ['a column nobody declared', 'alter table event add stray int', 'alter table event drop stray'],
    ['a missing column', 'alter table event rename type to kind', 'alter table event rename kind to type'],
    ['a column of another type', 'alter table event alter version type bigint', 'alter table event alter version type integer'],
    ['a missing index', 'alter index event_subject_sequence_key rename to aside; drop index aside', 'create unique index event_subject_sequence_key on event (subject, sequence)'],
    ['an enum nobody declared', `create type "Stray" as enum ('A')`, 'drop type "Stray"'],
  ])('is found to differ by %s', async (_what, breakIt, mendIt) => {
    await client.query(breakIt);
    const found = await drift(database.url);
    await client.query(mendIt);
    expect(found).toHaveLength(1);
  });
});
