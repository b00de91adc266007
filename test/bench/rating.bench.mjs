// P4: one period of 1,000 contracts (2.88 M quarter-hours) rated by the engine, against the best single SQL statement for the same lines.
// Both sides start from the table of intervals; what they answer is compared to the cent.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { buildServer } from '../../tools/build.mjs';
import { startPostgres } from '../../tools/postgres.mjs';

const require = createRequire(import.meta.url);
const root = path.resolve(import.meta.dirname, '../..');
const contracts = 1000;
const zone = 'America/Chicago';
const pairs = 5;
const memoryLimitMb = 300;

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

/** The best statement found: one pass with a joined calendar, sums of whole numbers, lines from 3,000 sums. */
const statement = `
with sums as (
  select i.meter, c.bucket, sum(i.energy_mj) as mj, sum(i.energy_mj * c.cents_per_mwh) as worth, max(i.energy_mj) filter (where i.quality & 76 = 0) as peak, max(i.energy_mj) filter (where c.evening and i.quality & 76 = 0) as evening,
         count(*) as n, count(*) filter (where i.quality & 76 <> 0) as estimated, min(i.start) as first, max(i.start) as last
  from interval i join calendar c using (start) group by i.meter, c.bucket),
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
    const measured = [];
    let most = 0;
    for (let pair = 0; pair <= pairs; pair += 1) {
      const ours = await byEngine(client, pricing, period, index);
      const theirs = await byStatement(client);
      if (ours.cents !== theirs.cents || ours.lines !== theirs.lines) throw new Error(`The engine says ${ours.cents} in ${ours.lines} lines, the statement ${theirs.cents} in ${theirs.lines}.`);
      most = Math.max(most, ours.memoryMb);
      // The first pair warms both up.
      if (pair === 0) continue;
      say(`pair ${pair}: engine ${ours.seconds.toFixed(3)} s (rating ${ours.rating.toFixed(3)} s of it), statement ${theirs.seconds.toFixed(3)} s`);
      measured.push({ ours: ours.seconds, theirs: theirs.seconds });
    }
    const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
    const ratios = measured.map(({ ours, theirs }) => ours / theirs);
    return {
      what: 'rate one period: 1,000 contracts, 2.88 M intervals, seven terms with nine lines',
      ratio: median(ratios), target: '≤ 2.0 ×', stretch: '≤ 1.3 ×', ours: median(measured.map(({ ours }) => ours)), theirs: median(measured.map(({ theirs }) => theirs)), unit: 's', pairs: measured,
      notes: `Reading is inside on both sides, and both answers agree to the cent. Memory of the process while rating: at most ${most.toFixed(0)} MB (limit ${memoryLimitMb} MB). Tried: columns packed by \`string_agg(int8send(…))\`, one row a meter, rated as they arrive, each value with its place (packing in order of time sorts 2.88 M rows: 2 to 4 times slower; in batches of 100 meters each batch scans the whole table: five times slower); windows, sums and counts shared by the terms of a contract; classes of the calendar and local labels computed once for all contracts; one multiplication for each published price instead of each interval. The statement joins a calendar of buckets, computed beforehand, and sums whole numbers only. Ratios of the pairs: ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}.`,
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
  await client.query('create table calendar (start timestamptz(3) primary key, bucket integer not null, evening boolean not null, cents_per_mwh bigint not null)');
  // The contract's order: peak, rest, night.
  await client.query(
    `insert into calendar select to_timestamp(s), case when hour < 6 then 2 when isodow <= 5 and hour >= 14 and hour < 20 then 0 else 1 end, isodow <= 5 and hour >= 17 and hour < 20,
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

/** No sort: each quarter-hour says its place, and the server may pack in parallel. */
const packed = `
select meter, string_agg(int8send(energy_mj), ''::bytea) as energy, string_agg(int2send(quality), ''::bytea) as quality,
       string_agg(int4send((extract(epoch from start)::bigint / 900)::integer), ''::bytea) as place
from interval group by meter`;

async function byEngine(client, pricing, period, index) {
  const begun = performance.now();
  let [cents, lines, rating, memoryMb] = [0n, 0, 0, 0];
  // Rows are rated as they arrive, while the server packs the next ones.
  const query = client.query(new pg.Query(packed));
  query.on('row', (row) => {
    const came = performance.now();
    const invoice = pricing.rate(inputOf(row, period, index));
    lines += invoice.lines.length;
    for (const line of invoice.lines) cents += line.amount.minor;
    rating += performance.now() - came;
    if (lines % 900 === 0) memoryMb = Math.max(memoryMb, process.memoryUsage().rss / 2 ** 20);
  });
  await once(query, 'end');
  return { seconds: (performance.now() - begun) / 1000, rating: rating / 1000, cents: cents.toString(), lines, memoryMb };
}

function inputOf(row, period, index) {
  const energy = new BigInt64Array(aligned(row.energy.swap64()));
  const quality = new Uint16Array(aligned(row.quality.swap16()));
  const place = new Int32Array(aligned(row.place.swap32()));
  const series = { startMs: period.fromMs, stepMs: 900_000, energyMj: new BigInt64Array(energy.length), quality: new Uint16Array(energy.length) };
  const first = period.fromMs / 900_000;
  for (let read = 0; read < place.length; read += 1) {
    series.energyMj[place[read] - first] = energy[read];
    series.quality[place[read] - first] = quality[read];
  }
  return {
    contract: { id: `ctr_${row.meter}`, effectiveFrom: '2026-01-01' }, currency: 'USD', zone, period, terms, calendars: [calendar], indices: [index],
    tranches: [{ id: 'trn', rentStart: '2026-01-01', segments: [{ from: '2026-01-01', until: null, kw: '1000' }] }], energy: [{ trancheId: 'trn', role: 'IT', series }],
  };
}

/** The bytes on a boundary of their own. */
const aligned = (buffer) => buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength);

async function byStatement(client) {
  const begun = performance.now();
  const { rows } = await client.query({ text: statement, rowMode: 'array' });
  const seconds = (performance.now() - begun) / 1000;
  const cents = rows.reduce((sum, row) => sum + BigInt(row[3].replace('.', '')), 0n);
  return { seconds, cents: cents.toString(), lines: rows.length };
}
