// P4: one period of 1,000 contracts (2.88 M quarter-hours) rated by the engine, against the best single SQL statement for the same lines.
// Both sides start from the table of intervals; what they answer is compared to the cent.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { buildServer } from '../../tools/build.mjs';
import { startPostgres } from '../../tools/postgres.mjs';
import { columnReader } from './column-reader.mjs';

const require = createRequire(import.meta.url);
const root = path.resolve(import.meta.dirname, '../..');
const contracts = 1000;
const zone = 'America/Chicago';
const pairs = 5;
const memoryLimitMb = 300;
/** Connections that read side by side, and shares of the meters: a share is rated while others are still read. */
const connections = 4;
const shares = 4;

export const id = 'P4';

const terms = [
  { id: 'tou', code: 'energy.tou', billedIn: 'ARREARS', calendarId: 'cal', prices: [{ bucket: 'peak', price: '0.11' }, { bucket: 'rest', price: '0.045' }, { bucket: 'night', price: '0.03' }] },
  { id: 'index', code: 'energy.index', billedIn: 'ARREARS', indexId: 'hub' },
  { id: 'adder', code: 'energy.index_adder', billedIn: 'ARREARS', price: '0.0065' },
  { id: 'pue', code: 'energy.pue_overhead', billedIn: 'ARREARS', price: '0.05', mode: { kind: 'fixed', pue: '1.25' } },
  { id: 'demand', code: 'demand.peak', billedIn: 'ARREARS', price: '14.25' },
  { id: 'evening', code: 'demand.peak', billedIn: 'ARREARS', price: '4.75', window: { name: 'evening', weekdays: [1, 2, 3, 4, 5], fromHour: 17, toHour: 20 } },
  { id: 'rent', code: 'capacity.reserved', billedIn: 'ARREARS', price: '18.50' },
];
const calendar = {
  id: 'cal', version: '1', holidays: [], observed: 'NONE',
  rules: [{ bucket: 'night', fromHour: 0, toHour: 6 }, { bucket: 'peak', weekdays: [1, 2, 3, 4, 5], fromHour: 14, toHour: 20 }, { bucket: 'rest' }],
};

/**
 * The best statement found: one pass with a joined calendar, grouped by one number that holds meter, class and whether the
 * interval was estimated (so that no aggregate needs a filter), sums of whole numbers, lines from 3,000 sums.
 */
const statement = `
with cells as (
  select i.meter * 8 + c.class + case when i.quality & 76 = 0 then 0 else 1 end as cell, sum(i.energy_mj) as mj, sum(i.energy_mj * c.cents_per_mwh) as worth, max(i.energy_mj) as most,
         count(*) as n, min(i.start) as first, max(i.start) as last
  from interval i join calendar c using (start) group by cell),
sums as (
  select cell / 8 as meter, case when cell % 8 >= 6 then 0 else cell % 8 / 2 end as bucket, sum(mj) as mj, sum(worth) as worth, max(most) filter (where cell % 2 = 0) as peak, max(most) filter (where cell % 8 = 6) as evening,
         sum(n) as n, coalesce(sum(n) filter (where cell % 2 = 1), 0) as estimated, min(first) as first, max(last) as last
  from cells group by 1, 2),
whole as (
  select meter, sum(mj) as mj, sum(worth) as worth, max(peak) as peak, max(evening) as evening, sum(n) as n, sum(estimated) as estimated, min(first) as first, max(last) as last,
         round(sum(mj) / 3600000000, 3) as kwh from sums group by meter),
parts as (
  select s.*, floor(w.kwh * 1000 * s.mj / w.mj) as units, w.kwh * 1000 * s.mj / w.mj - floor(w.kwh * 1000 * s.mj / w.mj) as rest, w.kwh * 1000 as wanted from sums s join whole w using (meter)),
tou as (
  select meter, bucket, n, estimated, first, last,
         (units + case when row_number() over (partition by meter order by rest desc, bucket) <= wanted - sum(units) over (partition by meter) then 1 else 0 end) / 1000 as kwh from parts)
select meter, 'energy.tou.' || bucket as code, kwh as quantity, round(kwh * case bucket when 0 then 0.11 when 1 then 0.045 else 0.03 end, 2) as amount, n, estimated, first, last from tou
union all select meter, 'energy.index', kwh, round(worth / 3600000000000 / 100, 2), n, estimated, first, last from whole
union all select meter, 'energy.index_adder', kwh, round(kwh * 0.0065, 2), n, estimated, first, last from whole
union all select meter, 'energy.pue_overhead', round(kwh * 1.25, 3) - kwh, round((round(kwh * 1.25, 3) - kwh) * 0.05, 2), n, estimated, first, last from whole
union all select meter, 'demand.peak', round(peak / 900000000.0, 3), round(round(peak / 900000000.0, 3) * 14.25, 2), n, estimated, first, last from whole
union all select meter, 'demand.evening', round(evening / 900000000.0, 3), round(round(evening / 900000000.0, 3) * 4.75, 2), n, estimated, first, last from whole
union all select meter, 'capacity.reserved', 1000, 18500.00, n, estimated, first, last from whole`;

export async function run(say) {
  await buildServer();
  const folder = mkdtempSync(path.join(tmpdir(), 'busbar-p4-'));
  chmodSync(folder, 0o755);
  const server = await startPostgres({ folder: path.join(folder, 'pg'), durable: false });
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    const pricing = require(path.join(root, 'dist/libs/pricing/src/index.js'));
    const period = pricing.billingPeriod('2026-04-01', '2026-05-01', zone);
    await load(client, period);
    say(`${contracts} contracts, ${(contracts * 2880).toLocaleString('en')} intervals loaded`);
    const index = await readIndex(client, period);
    const readers = await Promise.all(Array.from({ length: connections }, () => columnReader(server.url)));
    const measured = [];
    let most = 0;
    for (let pair = 0; pair <= pairs; pair += 1) {
      const ours = await byEngine(readers, pricing, period, index);
      const theirs = await byStatement(client);
      if (ours.cents !== theirs.cents || ours.lines !== theirs.lines) throw new Error(`The engine says ${ours.cents} in ${ours.lines} lines, the statement ${theirs.cents} in ${theirs.lines}.`);
      most = Math.max(most, ours.memoryMb);
      // The first pair warms both up.
      if (pair === 0) continue;
      say(`pair ${pair}: engine ${ours.seconds.toFixed(3)} s (rating ${ours.rating.toFixed(3)} s of it; ${ours.cpu.toFixed(3)} s of this process's CPU), statement ${theirs.seconds.toFixed(3)} s`);
      measured.push({ ours: ours.seconds, theirs: theirs.seconds });
    }
    await Promise.all(readers.map(({ client: reader }) => reader.end()));
    const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
    const ratios = measured.map(({ ours, theirs }) => ours / theirs);
    return {
      what: 'rate one period: 1,000 contracts, 2.88 M intervals, seven terms with nine lines',
      ratio: median(ratios), target: '≤ 2.0 ×', stretch: '≤ 1.3 ×', ours: median(measured.map(({ ours }) => ours)), theirs: median(measured.map(({ theirs }) => theirs)), unit: 's', pairs: measured,
      notes: [
        'Reading is inside on both sides, and both answers agree to the cent.',
        `Memory of the process while rating: at most ${most.toFixed(0)} MB (limit ${memoryLimitMb} MB).`,
        `Read by COPY in binary, in the order of the table, by ${connections} connections in ${shares} shares of the meters, each value put on its place from one buffer that is used again; a share is rated while the others are still read (two connections for the four shares were slower in each of six rounds, 1.9 against 1.5 times the statement; two halves 1.6).`,
        'Reading, tried (CPU of the server for all rows, without the socket): COPY of four columns 0.49 s (whole table) or 0.34 s for each half of the meters; of three, quality and meter in one number, 0.46 s; COPY as text 0.95 s; one string_agg of a packed value a row 0.83 s, three 1.6 s; array_agg 1.8 s; an index that holds all columns, read in order of meters, 0.77 s; a sixth of the meters at a time through the index, five times slower, so readers may not use one. Fresh buffers for 130 MB of rows kept the garbage collector busy for 0.2 s.',
        'Rating, tried: sums by halves of 32 bits in doubles, exact for any 64-bit values (exact-sums.ts), instead of a bigint an interval; prices of an index as one column shared by all contracts, multiplied by hourly sums in limbs of 16 bits (price-column.ts); estimated intervals listed once a window; lines written field by field, because a spread in front made each later field ten times as slow (a third of the rating); days as numbers. 0.51 s of CPU became 0.15 s for 1,000 contracts, best of twenty, turn by turn.',
        'What billing runs reads through Prisma, one contract at a time (string_agg, index by meter and time); this reader needs a connection of its own and is not part of it yet.',
        `The statement joins a calendar of classes, computed beforehand, sums whole numbers only and may use parallel workers; grouping by one number instead of two columns and filters made it 5 % faster. Ratios of the pairs: ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}.`,
      ].join(' '),
    };
  } finally {
    await client.end();
    await server.stop();
    await sleep(50);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function load(client, period) {
  await client.query('create table interval (start timestamptz(3) not null, energy_mj bigint not null, meter integer not null, quality smallint not null, primary key (start, meter))');
  await client.query(
    `insert into interval select to_timestamp(s), (200000 + (meter::bigint * 7919 + s / 900 * 104729) % 60000) * 3600000, meter, case when (meter + s / 900) % 97 = 0 then 9 else 1 end
     from generate_series($1::bigint, $2::bigint - 900, 900) s, generate_series(1, $3::int) meter order by s, meter`,
    [period.fromMs / 1000, period.toMs / 1000, contracts],
  );
  await client.query('create index on interval (meter, start)');
  await client.query('create table calendar (start timestamptz(3) primary key, class integer not null, cents_per_mwh bigint not null)');
  // Twice the class: 0 peak, 1 rest, 2 night in the contract's order, and 3 the peak's hours of the evening window.
  await client.query(
    `insert into calendar select to_timestamp(s), 2 * case when hour < 6 then 2 when isodow <= 5 and hour >= 17 and hour < 20 then 3 when isodow <= 5 and hour >= 14 and hour < 20 then 0 else 1 end,
       (((s - $1::bigint) / 3600) * 7919) % 12000 - 2000
     from generate_series($1::bigint, $2::bigint - 900, 900) s, lateral (select extract(hour from to_timestamp(s) at time zone '${zone}') as hour, extract(isodow from to_timestamp(s) at time zone '${zone}') as isodow) at`,
    [period.fromMs / 1000, period.toMs / 1000],
  );
  await client.query('vacuum (analyze) interval');
  // Both sides sort in memory.
  await client.query("set work_mem = '128MB'");
  await client.query('analyze calendar');
}

/** The index as billing keeps it: a column of prices. */
async function readIndex(client, period) {
  const { rows } = await client.query('select cents_per_mwh from calendar where extract(minute from start) = 0 order by start');
  return { id: 'hub', version: '1', status: 'FINAL', currency: 'USD', startMs: period.fromMs, stepMs: 3_600_000, microPerMwh: BigInt64Array.from(rows, ({ cents_per_mwh: cents }) => BigInt(cents) * 10_000n) };
}

/** Shares of the meters are read side by side; each is rated as soon as it is there, one contract a turn, so that reading goes on meanwhile. */
async function byEngine(readers, pricing, period, index) {
  const [begun, used] = [performance.now(), process.cpuUsage()];
  let [cents, lines, rating, memoryMb, next] = [0n, 0, 0, 0, 0];
  const rateShare = async (columns) => {
    for (const column of columns) {
      const came = performance.now();
      const invoice = pricing.rate(inputOf(column, period, index));
      lines += invoice.lines.length;
      for (const line of invoice.lines) cents += line.amount.minor;
      rating += performance.now() - came;
      await setImmediate();
    }
    memoryMb = Math.max(memoryMb, process.memoryUsage().rss / 2 ** 20);
  };
  const rated = [];
  const perShare = contracts / shares;
  await Promise.all(readers.map(async (reader) => {
    while (next < shares) {
      const first = next * perShare + 1;
      next += 1;
      rated.push(rateShare(await reader.read({ first, last: first + perShare - 1, startMs: period.fromMs, count: (period.toMs - period.fromMs) / 900_000 })));
    }
  }));
  await Promise.all(rated);
  const { user, system } = process.cpuUsage(used);
  return { seconds: (performance.now() - begun) / 1000, rating: rating / 1000, cpu: (user + system) / 1e6, cents: cents.toString(), lines, memoryMb };
}

const inputOf = ({ meter, energyMj, quality }, period, index) => ({
  contract: { id: `ctr_${meter}`, effectiveFrom: '2026-01-01' }, currency: 'USD', zone, period, terms, calendars: [calendar], indices: [index],
  tranches: [{ id: 'trn', rentStart: '2026-01-01', segments: [{ from: '2026-01-01', until: null, kw: '1000' }] }], energy: [{ trancheId: 'trn', role: 'IT', series: { startMs: period.fromMs, stepMs: 900_000, energyMj, quality } }],
});

async function byStatement(client) {
  const begun = performance.now();
  const { rows } = await client.query({ text: statement, rowMode: 'array' });
  const seconds = (performance.now() - begun) / 1000;
  const cents = rows.reduce((sum, row) => sum + BigInt(row[3].replace('.', '')), 0n);
  return { seconds, cents: cents.toString(), lines: rows.length };
}
