import { Client } from 'pg';
import { aDatabase, type TestDatabase } from '@busbar/test-kit';

/** Bits of pg_trigger.tgtype: for each row, before, delete, truncate. */
const [ROW, BEFORE, DELETE, TRUNCATE] = [1, 2, 8, 32];

/** Tables, partitions included, whose rows may not be deleted: by a trigger of their own or of the table that they are a part of. */
const keptTables = `
  select format('%I.%I', n.nspname, c.relname) as table, exists (
    select from pg_trigger t where t.tgrelid = c.oid and t.tgfoid = 'refuse_change'::regproc and t.tgtype & ${ROW | BEFORE | TRUNCATE} = ${BEFORE | TRUNCATE} and t.tgenabled = 'O') as guarded
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgfoid = 'refuse_change'::regproc and t.tgtype & ${ROW | BEFORE | DELETE} = ${ROW | BEFORE | DELETE})
  order by 1`;

describe('a table whose rows are never deleted', () => {
  let database: TestDatabase;
  let client: Client;
  const kept = async () => (await client.query<{ readonly table: string; readonly guarded: boolean }>(keptTables)).rows;
  beforeAll(async () => {
    database = await aDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query(`select telemetry.ensure_month('2021-08-01T00:00:00Z')`);
  });
  afterAll(async () => {
    await client?.end();
    await database?.close();
  });

  it('is found in the catalogue, with its parts', async () => {
    const tables = (await kept()).map(({ table }) => table);
    expect(tables).toEqual(expect.arrayContaining(['public.event', 'public.stored_file', 'public.invoice_line', 'public.signature', 'telemetry.reading', 'telemetry."interval"', 'telemetry.interval_2021_08']));
  });

  it('cannot be emptied at a stroke either', async () => {
    for (const { table } of await kept()) {
      // `cascade`, or a table that others refer to would be saved by them alone.
      const refused: unknown = await client.query(`truncate ${table} cascade`).then(() => null, (error: unknown) => error);
      expect({ table, refused }).toEqual({ table, refused: expect.objectContaining({ code: '23001', message: `rows of ${table.split('.')[1]?.replaceAll('"', '')} are never changed or deleted` }) });
    }
  });

  it('is found where that is forgotten', async () => {
    expect((await kept()).filter(({ guarded }) => !guarded)).toEqual([]);
    await client.query('create table forgotten (id int); create trigger forgotten_insert_only before update or delete on forgotten for each row execute function refuse_change()');
    expect((await kept()).filter(({ guarded }) => !guarded)).toEqual([{ table: 'public.forgotten', guarded: false }]);
    await client.query('drop table forgotten');
  });
});
