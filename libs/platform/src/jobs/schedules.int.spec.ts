import { Client } from 'pg';
import { PgBoss } from 'pg-boss';
import { aDatabase, type TestDatabase } from '@busbar/test-kit';
import { Config } from '../config/config';
import { Schedules } from './schedules';

describe('schedules', () => {
  let own: TestDatabase;
  let sql: Client;
  const started: Schedules[] = [];
  const aWorker = (): Schedules => {
    const schedules = new Schedules(new Config({ DATABASE_URL: own.url }));
    started.push(schedules);
    return schedules;
  };

  beforeAll(async () => {
    own = await aDatabase();
    sql = new Client({ connectionString: own.url });
    await sql.connect();
  });
  afterAll(async () => {
    await Promise.all(started.map((schedules) => schedules.beforeApplicationShutdown()));
    await sql.end();
    await own.close();
  });

  it('start on the database, run their jobs, and are known to two workers once', async () => {
    const runs: string[] = [];
    for (const name of ['first', 'second']) {
      const worker = aWorker();
      worker.every('41 3 * * *', 'test.housekeeping', async () => void runs.push(name));
      await worker.start();
    }
    const { rows } = await sql.query('select name, cron, timezone from pgboss.schedule');
    expect(rows).toEqual([{ name: 'test.housekeeping', cron: '41 3 * * *', timezone: 'UTC' }]);
    const { rows: queues } = await sql.query(`select policy, retry_limit, retry_delay, expire_seconds from pgboss.queue where name = 'test.housekeeping'`);
    expect(queues).toEqual([{ policy: 'singleton', retry_limit: 3, retry_delay: 30, expire_seconds: 900 }]);
    const sender = new PgBoss({ connectionString: own.url, supervise: false, schedule: false, migrate: false });
    sender.on('error', () => undefined);
    await sender.start();
    await sender.send('test.housekeeping');
    for (let n = 0; n < 300 && runs.length === 0; n += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    await sender.stop({ graceful: false });
    expect(runs).toHaveLength(1);
  });

  it('take a name once', () => {
    const worker = aWorker();
    worker.every('0 0 * * *', 'test.twice', async () => undefined);
    expect(() => worker.every('0 1 * * *', 'test.twice', async () => undefined)).toThrow('Two schedules are named test.twice.');
  });
});
