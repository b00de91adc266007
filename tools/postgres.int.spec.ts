import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Runs a few lines with the tools at hand, as a starter would; answers what they print. */
async function starter(lines: string): Promise<string> {
  const script = `
    import { freePort, runningPostgres, startPostgres } from ${JSON.stringify(join(__dirname, 'postgres.mjs'))};
    import pg from 'pg';
    const folder = ${JSON.stringify(folder)};
    const query = async (url, sql) => { const c = new pg.Client({ connectionString: url }); await c.connect(); const { rows } = await c.query(sql); await c.end(); return rows; };
    try { ${lines} } catch (error) { console.log(error.constructor.name + ': ' + error.message); }`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd: join(__dirname, '..') });
  return stdout.trim();
}

let home: string;
let folder: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'busbar-postgres-'));
  // As open as a checkout is: the server runs as another user when root starts it.
  rmSync(home, { recursive: true });
  mkdirSync(home, { mode: 0o755 });
  folder = join(home, 'pg');
});
afterEach(async () => {
  await starter(`const left = runningPostgres(folder); if (left) process.kill(left.pid, 'SIGQUIT');`);
  rmSync(home, { recursive: true, force: true });
});

const write = `const s = await startPostgres({ folder }); await query(s.url, 'create table kept as select 42 as answer');`;
const read = `const t = await startPostgres({ folder, say: console.log }); console.log(JSON.stringify(await query(t.url, 'select answer from kept'))); await t.stop();`;

describe('the embedded PostgreSQL', () => {
  it('keeps what was written over an orderly stop', async () => {
    expect(await starter(`${write} await s.stop(); ${read}`)).toBe('[{"answer":42}]');
  });

  it('keeps what was written when it is killed, and says that it recovers', async () => {
    const said = await starter(`${write} process.kill(s.pid, 'SIGKILL'); ${read}`);
    expect(said).toBe('The database was not shut down last time; it recovers from its log.\n[{"answer":42}]');
  });

  it('is not kept from starting by a stale pid file whose number another program has by now', async () => {
    await starter(`${write} await s.stop();`);
    const stranger = spawn('sleep', ['60']);
    writeFileSync(join(folder, 'postmaster.pid'), `${stranger.pid}\n${folder}\n1\n54329\n`);
    const said = await starter(read);
    expect(stranger.exitCode).toBeNull();
    stranger.kill();
    expect(said).toMatch(/\[\{"answer":42\}\]$/);
  });

  it('is brought down in order and started again when its starter was killed and it lives on', async () => {
    const pid = Number(await starter(`${write} console.log(s.pid);`));
    expect(() => process.kill(pid, 0)).not.toThrow();
    expect(await starter(read)).toBe(`A PostgreSQL from an earlier start still runs on this data (process ${pid}); stopping it first.\n[{"answer":42}]`);
  });

  it('refuses a taken port by number and setting, and touches nothing', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
    const said = await starter(`await startPostgres({ folder, port: ${port} });`);
    server.close();
    expect(said).toBe(`PostgresRefusal: Port ${port} for PostgreSQL is taken by another program. Stop it, or set BUSBAR_PG_PORT to a free port. No data was touched.`);
    expect(existsSync(folder)).toBe(false);
  });

  it('refuses a data folder of another major version and leaves it as it is', async () => {
    await starter(`${write} await s.stop();`);
    writeFileSync(join(folder, 'PG_VERSION'), '15\n');
    expect(await starter(`await startPostgres({ folder });`)).toContain('was made by PostgreSQL 15; this Busbar carries PostgreSQL 18. Nothing was changed.');
    writeFileSync(join(folder, 'PG_VERSION'), '18\n');
    expect(await starter(read)).toBe('[{"answer":42}]');
  });

  it('refuses a folder that holds something else', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'letter.txt'), 'mine');
    expect(await starter(`await startPostgres({ folder });`)).toContain('is not empty and is no PostgreSQL data folder. Nothing was changed');
    expect(readFileSync(join(folder, 'letter.txt'), 'utf8')).toBe('mine');
  });

  it('begins anew after a first start that was interrupted while the folder was made', async () => {
    mkdirSync(`${folder}.new-999999`);
    expect(await starter(`${write} await s.stop(); ${read}`)).toBe('[{"answer":42}]');
    expect(existsSync(`${folder}.new-999999`)).toBe(false);
  });
});
