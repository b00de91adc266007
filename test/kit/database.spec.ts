import { Client } from 'pg';
import { aDatabase } from './database';

describe('a database of one’s own', () => {
  it('holds every migration, starts empty, and is another one each time', async () => {
    const [first, second] = [await aDatabase(), await aDatabase()];
    const client = new Client({ connectionString: first.url });
    await client.connect();
    const { rows } = await client.query<{ readonly finished: string }>('select count(finished_at)::text as finished from _prisma_migrations');
    await client.query('create table only_here (id int)');
    await client.end();
    const other = new Client({ connectionString: second.url });
    await other.connect();
    const { rows: seen } = await other.query<{ readonly present: boolean }>(`select to_regclass('only_here') is not null as present`);
    await other.end();
    expect(Number(rows[0]?.finished)).toBeGreaterThan(0);
    expect(seen[0]?.present).toBe(false);
    await first.close();
    await second.close();
    await expect(new Client({ connectionString: first.url }).connect()).rejects.toMatchObject({ code: '3D000' });
  });
});
