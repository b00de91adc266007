// P8: reservations under contention. Sixteen writers on one hall, and on sixty-four halls of as many sites: through the
// capacity ledger's service, against one plpgsql function (row lock, sweep, insert) called over bare connections.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { migrate } from '../../libs/platform/src/database/migrations.ts';
import { startPostgres } from '../../tools/postgres.mjs';

const require = createRequire(import.meta.url);
const root = path.resolve(import.meta.dirname, '../..');
const writers = 16;
const rounds = 5;
const attempts = 60;
const capacity = 64;

export const id = 'P8';

export async function run(say) {
  const folder = mkdtempSync(path.join(tmpdir(), 'busbar-bench-'));
  const server = await startPostgres({ folder: path.join(folder, 'pg') });
  const clients = [];
  try {
    await migrate(server.url, path.join(root, 'prisma/migrations'));
    const admin = await connected(server.url, clients);
    await admin.query(peer);
    const peers = await Promise.all(Array.from({ length: writers }, () => connected(server.url, clients)));
    const ledger = await assembled(server.url);
    const pairs = [];
    try {
      for (let round = 0; round <= rounds; round += 1) {
        for (const halls of [1, 64]) {
          const name = `r${round}h${halls}`;
          await layOut(admin, name, halls);
          const tries = Array.from({ length: writers }, (_none, writer) => attemptsOf(round * 1_000 + halls * 31 + writer, halls, name));
          const theirs = await race(tries, (attempt, writer) => peers[writer].query('select bench_reserve($1, $2, $3, $4)', [attempt.hall, attempt.kw, attempt.from, attempt.to]));
          const ours = await race(tries, (attempt) => ledger.reserve(attempt));
          const oversold = await oversoldInstants(admin, name);
          if (oversold > 0) throw new Error(`${oversold} instants were oversold.`);
          // The first round warms both sides and is not counted.
          if (round > 0) pairs.push({ halls, ours, theirs });
          say(`${halls} halls: ours ${ours.toFixed(0)}/s, bare function ${theirs.toFixed(0)}/s, oversold ${oversold}`);
        }
      }
    } finally {
      await ledger.close();
    }
    const ratioOf = (halls) => median(pairs.filter((pair) => pair.halls === halls).map(({ ours, theirs }) => ours / theirs));
    return {
      what: 'attempts to reserve per second, 16 writers on one hot hall', ratio: ratioOf(1), target: '≥ 0.7 ×, 0 oversold', stretch: '≥ 0.9 ×',
      ours: median(pairs.filter(({ halls }) => halls === 1).map(({ ours }) => ours)), theirs: median(pairs.filter(({ halls }) => halls === 1).map(({ theirs }) => theirs)), unit: '1/s',
      pairs: pairs.filter(({ halls }) => halls === 1),
      notes: `On 64 halls the ratio is ${ratioOf(64).toFixed(2)}. Ours is the whole use case: business time, rules, three limits, event and outbox row, second check at commit. Theirs is one function of one limit over bare connections; pgbench is not part of the embedded PostgreSQL. fsync on, 0 instants oversold in every round.`,
    };
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const peer = `
  create table bench_hall (id text primary key, capacity integer not null);
  create table bench_booking (hall text not null, period tstzrange not null, kw integer not null);
  create index on bench_booking using gist (hall, period);
  create function bench_reserve(p_hall text, p_kw integer, p_from timestamptz, p_to timestamptz) returns boolean language plpgsql as $$
  declare
    v_capacity integer;
    v_peak bigint;
  begin
    select capacity into v_capacity from bench_hall where id = p_hall for no key update;
    select coalesce(max(taken), 0) into v_peak from (
      select sum(sum(delta)) over (order by at) as taken from (
        select greatest(lower(period), p_from) as at, kw as delta from bench_booking where hall = p_hall and period && tstzrange(p_from, p_to)
        union all select upper(period), -kw from bench_booking where hall = p_hall and period && tstzrange(p_from, p_to) and upper(period) < p_to) d
      group by at) s;
    if v_peak + p_kw > v_capacity then
      return false;
    end if;
    insert into bench_booking values (p_hall, tstzrange(p_from, p_to), p_kw);
    return true;
  end $$`;

async function connected(url, clients) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  clients.push(client);
  return client;
}

async function assembled(url) {
  require('reflect-metadata');
  const { NestFactory } = require('@nestjs/core');
  const { DemoModule } = require(path.join(root, 'dist/prisma/seed/demo.module.js'));
  const { CapacityLedger } = require(path.join(root, 'dist/libs/capacity/src/index.js'));
  const { instantOf, systemActor } = require(path.join(root, 'dist/libs/kernel/src/index.js'));
  const app = await NestFactory.createApplicationContext(DemoModule.with({ NODE_ENV: 'test', DATABASE_URL: url, DATABASE_POOL_SIZE: String(writers), LOG_LEVEL: 'silent' }), { logger: false });
  const ledger = app.get(CapacityLedger);
  const actor = systemActor('bench');
  return {
    reserve: ({ hall, kw, from, to }) =>
      ledger.reserve(actor, { kind: 'FIRM', hallId: hall, powerW: BigInt(kw) * 1000n, from: instantOf(from.getTime()), to: instantOf(to.getTime()), subject: 'bench' }).catch((error) => {
        if (error.code !== 'CAPACITY_EXCEEDED') throw error;
      }),
    close: () => app.close(),
  };
}

async function layOut(admin, name, halls) {
  await admin.query(`insert into organisation (id, name, country, kinds) values ('org_bench', 'Bench', 'US', '{HOST}') on conflict do nothing`);
  for (let n = 0; n < halls; n += 1) {
    const [site, hall] = [`site_${name}_${n}`, `hall_${name}_${n}`];
    await admin.query(`insert into site (id, host_id, name, place, admin_region, country, time_zone, gross_interconnected_w, design_pue, peak_pue) values ($1, 'org_bench', $1, 'Hearne', 'TX', 'US', 'America/Chicago', 80000, 1.25, 1.25)`, [site]);
    await admin.query(`insert into hall (id, site_id, host_id, name, fit_out, cooling, redundancy, rack_density_w, peak_pue) values ($2, $1, 'org_bench', 'A', 'AI_READY', 'DLC', 'N', 1000, 1.25)`, [site, hall]);
    await admin.query(`insert into capacity_step (subject_id, starts_at, scope, site_id, amount, confidence) values ($1, '2020-01-01', 'SITE', $1, 80000, 'ENERGISED'), ($2, '2020-01-01', 'HALL', $1, 64000, 'ENERGISED')`, [site, hall]);
    await admin.query('insert into bench_hall values ($1, $2)', [hall, capacity]);
  }
}

/** The same attempts for both sides: 1 to 8 kW for 1 to 30 days of one year. */
function attemptsOf(seed, halls, name) {
  let state = seed + 1;
  const random = (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: attempts }, () => {
    const day = random(335);
    return { hall: `hall_${name}_${random(halls)}`, kw: 1 + random(8), from: new Date(Date.UTC(2027, 0, 1 + day)), to: new Date(Date.UTC(2027, 0, 2 + day + random(30))) };
  });
}

async function race(tries, reserve) {
  const begun = performance.now();
  await Promise.all(tries.map(async (own, writer) => {
    for (const attempt of own) await reserve(attempt, writer);
  }));
  return (tries.length * attempts) / ((performance.now() - begun) / 1000);
}

async function oversoldInstants(admin, name) {
  const { rows } = await admin.query(
    `select count(*)::int as n from reservation p where p.hall_id like $1
       and (select sum(r.power_w) from reservation r where r.hall_id = p.hall_id and r.released_at is null and r.period @> lower(p.period)) > 64000`,
    [`hall\\_${name}\\_%`],
  );
  return rows[0].n;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
