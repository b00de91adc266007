// P4: one period of 1,000 contracts (2.88 M quarter-hours) rated by the engine, against the best single SQL statement for the same lines.
// Both sides start from the tables; what they answer is compared to the cent, code by code and contract by contract.
// `node test/bench/rating.bench.mjs 50` tries it with fifty contracts and writes nothing.
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
import { inputOf, load, readIndex, readKnown, termCount, zone } from './rating-contract.mjs';
import { statement } from './rating-statement.mjs';

const require = createRequire(import.meta.url);
const root = path.resolve(import.meta.dirname, '../..');
const pairs = 5;
const memoryLimitMb = 300;
/** Connections that read side by side, and shares of the meters: a share is rated while others are still read. */
const connections = 4;
const shares = 4;

export const id = 'P4';

export async function run(say, contracts = 1000) {
  await buildServer();
  const folder = mkdtempSync(path.join(tmpdir(), 'busbar-p4-'));
  chmodSync(folder, 0o755);
  const server = await startPostgres({ folder: path.join(folder, 'pg'), durable: false });
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    const pricing = require(path.join(root, 'dist/libs/pricing/src/index.js'));
    const period = pricing.billingPeriod('2026-04-01', '2026-05-01', zone);
    await load(client, period, contracts);
    say(`${contracts} contracts, ${(contracts * 2880).toLocaleString('en')} intervals loaded`);
    const index = await readIndex(client, period);
    const readers = await Promise.all(Array.from({ length: connections }, () => columnReader(server.url)));
    const measured = [];
    let [most, answer] = [0, null];
    for (let pair = 0; pair <= pairs; pair += 1) {
      const ours = await byEngine({ readers, client, pricing, period, index, contracts });
      const theirs = await byStatement(client);
      compare(ours.answer, theirs.answer);
      answer = ours.answer;
      most = Math.max(most, ours.memoryMb);
      // The first pair warms both up.
      if (pair === 0) continue;
      say(`pair ${pair}: engine ${ours.seconds.toFixed(3)} s (rating ${ours.rating.toFixed(3)} s of it; ${ours.cpu.toFixed(3)} s of this process's CPU), statement ${theirs.seconds.toFixed(3)} s`);
      measured.push({ ours: ours.seconds, theirs: theirs.seconds });
    }
    await Promise.all(readers.map(({ client: reader }) => reader.end()));
    const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
    const ratios = measured.map(({ ours, theirs }) => ours / theirs);
    const lines = [...answer.codes.values()].reduce((sum, code) => sum + code.lines, 0);
    return {
      what: `rate one period: ${contracts.toLocaleString('en')} contracts, ${(contracts * 2880 / 1e6).toFixed(2)} M intervals, ${termCount} terms and two taxes, ${lines.toLocaleString('en')} lines`,
      ratio: median(ratios), target: '≤ 2.0 ×', stretch: '≤ 1.3 ×', ours: median(measured.map(({ ours }) => ours)), theirs: median(measured.map(({ theirs }) => theirs)), unit: 's', pairs: measured,
      notes: [
        'The contract carries every code of the evaluation order at once, demand twice; several terms price the same energy. Reading is inside on both sides: intervals, and the tables of what else is known (allocations, samples, events, overdue amounts, bills, history). In every pair the lines of each code and their cents are equal, taxes included, and so is the total of each invoice.',
        'Simplified for both sides: a hundred five-minute samples a contract instead of 8,640; a PUE that is agreed and not measured (measured, it needs a second series of the facility); one tranche with one segment, no ramp, no escalator, no loss factor but that of energy.fixed; an index in the currency of the contract; the make-up bank is empty; one contract of ten was curtailed. The dates of April 2026 and the prices are written into the statement, which reads the period off nothing; it takes it that nine tenths were measured, the engine counts.',
        `Memory of the process while rating: at most ${most.toFixed(0)} MB (limit ${memoryLimitMb} MB).`,
        `Read by COPY in binary, in the order of the table, by ${connections} connections in ${shares} shares of the meters, each value put on its place from one buffer that is used again; a share is rated while the others are still read (two connections for the four shares were slower in each of six rounds, 1.9 against 1.5 times the statement; two halves 1.6).`,
        'Reading, tried (CPU of the server for all rows, without the socket): COPY of four columns 0.49 s (whole table) or 0.34 s for each half of the meters; of three, quality and meter in one number, 0.46 s; COPY as text 0.95 s; one string_agg of a packed value a row 0.83 s, three 1.6 s; array_agg 1.8 s; an index that holds all columns, read in order of meters, 0.77 s; a sixth of the meters at a time through the index, five times slower, so readers may not use one. Fresh buffers for 130 MB of rows kept the garbage collector busy for 0.2 s.',
        'Rating, tried with seven terms: sums by halves of 32 bits in doubles, exact for any 64-bit values (exact-sums.ts), instead of a bigint an interval; prices of an index as one column shared by all contracts, multiplied by hourly sums in limbs of 16 bits (price-column.ts); estimated intervals listed once a window; lines written field by field, because a spread in front made each later field ten times as slow (a third of the rating); days as numbers. 0.51 s of CPU became 0.15 s for 1,000 contracts, best of twenty, turn by turn.',
        'What billing runs reads through Prisma, one contract at a time (string_agg, index by meter and time); this reader needs a connection of its own and is not part of it yet.',
        `The statement joins a calendar of classes, computed beforehand, sums whole numbers only and may use parallel workers; grouping by one number (meter, class, side of the blocks, estimated) instead of columns and filters made it 5 % faster; what is bought above the blocks and sold below them comes from the same sixteen sums a meter, without a second pass; readings of a curtailment are looked up one by one, where a join read the whole table again (40 % of the time for forty contracts); its rows come as text, without dates made of them. Ratios of the pairs: ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}.`,
      ].join(' '),
    };
  } finally {
    await client.end();
    await server.stop();
    await sleep(50);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What one side answered: the lines of each code with their cents, and the total of each contract. */
function newAnswer() {
  return { codes: new Map(), totals: new Map() };
}

function add({ codes }, code, cents) {
  const sum = codes.get(code);
  if (sum) {
    sum.lines += 1;
    sum.cents += cents;
  } else codes.set(code, { lines: 1, cents });
}

/** Refuses answers that differ in a cent or a line. */
function compare(ours, theirs) {
  const differences = [];
  for (const code of new Set([...ours.codes.keys(), ...theirs.codes.keys()])) {
    const [mine, other] = [ours, theirs].map(({ codes }) => codes.get(code) ?? { lines: 0, cents: 0n });
    if (mine.lines !== other.lines || mine.cents !== other.cents) differences.push(`${code}: ${mine.cents} cents in ${mine.lines} lines against ${other.cents} in ${other.lines}`);
  }
  for (const meter of new Set([...ours.totals.keys(), ...theirs.totals.keys()])) {
    const [mine, other] = [ours, theirs].map(({ totals }) => totals.get(meter));
    if (mine !== other) differences.push(`total of contract ${meter}: ${mine} cents against ${other}`);
  }
  if (differences.length > 0) throw new Error(`Engine and statement differ. ${differences.slice(0, 20).join('; ')}`);
}

/** Shares of the meters are read side by side; each is rated as soon as it is there, one contract a turn, so that reading goes on meanwhile. */
async function byEngine({ readers, client, pricing, period, index, contracts }) {
  const [begun, used] = [performance.now(), process.cpuUsage()];
  const answer = newAnswer();
  let [rating, memoryMb, next] = [0, 0, 0];
  const known = readKnown(client);
  const rateShare = async (columns) => {
    const of = await known;
    for (const column of columns) {
      const came = performance.now();
      const invoice = pricing.rate(inputOf(column, of.get(column.meter), period, index));
      for (const line of invoice.lines) add(answer, line.code, line.amount.minor);
      for (const tax of invoice.taxLines) add(answer, tax.code, tax.amount.minor);
      answer.totals.set(column.meter, invoice.total.minor);
      rating += performance.now() - came;
      await setImmediate();
    }
    memoryMb = Math.max(memoryMb, process.memoryUsage().rss / 2 ** 20);
  };
  const rated = [];
  const perShare = Math.ceil(contracts / shares);
  await Promise.all(readers.map(async (reader) => {
    while (next < shares) {
      const first = next * perShare + 1;
      next += 1;
      rated.push(rateShare(await reader.read({ first, last: Math.min(contracts, first + perShare - 1), startMs: period.fromMs, count: (period.toMs - period.fromMs) / 900_000 })));
    }
  }));
  await Promise.all(rated);
  const { user, system } = process.cpuUsage(used);
  return { seconds: (performance.now() - begun) / 1000, rating: rating / 1000, cpu: (user + system) / 1e6, answer, memoryMb };
}

/** Buckets are numbered in the statement and named in the contract. */
const bucketNames = { 'energy.tou.0': 'energy.tou.peak', 'energy.tou.1': 'energy.tou.rest', 'energy.tou.2': 'energy.tou.night' };

/** The fields are taken as text: nothing of the statement's time goes into making dates of them. */
async function byStatement(client) {
  const begun = performance.now();
  const { rows } = await client.query({ text: statement, rowMode: 'array', types: { getTypeParser: () => (text) => text } });
  const seconds = (performance.now() - begun) / 1000;
  const answer = newAnswer();
  for (const [meter, code, , amount] of rows) {
    const cents = BigInt(amount.replace('.', ''));
    if (code === 'total') answer.totals.set(Number(meter), cents);
    else add(answer, bucketNames[code] ?? code, cents);
  }
  return { seconds, answer };
}

if (process.argv[1] === import.meta.filename) console.log(JSON.stringify(await run(console.log, Number(process.argv[2] ?? 1000)), null, 2));
