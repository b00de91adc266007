// npm run bench (all rows), npm run bench -- P13 P7 (these rows): runs test/bench/*.bench.mjs and writes what they measured
// to docs/benchmarks.json and docs/benchmarks.md. Rows that were not run keep what was measured last.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';
import { buildServer, buildWeb } from './build.mjs';

const root = path.resolve(import.meta.dirname, '..');
const jsonFile = path.join(root, 'docs/benchmarks.json');
const markdownFile = path.join(root, 'docs/benchmarks.md');
const wanted = process.argv.slice(2);
process.chdir(root);

await ensureInstalled();
await buildServer();
await buildWeb();

const folder = path.join(root, 'test/bench');
const scripts = fs.readdirSync(folder).filter((name) => name.endsWith('.bench.mjs')).sort();
const benches = await Promise.all(scripts.map((name) => import(pathToFileURL(path.join(folder, name)).href)));
const chosen = benches.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
const unknown = wanted.filter((id) => !benches.some((bench) => bench.id === id));
if (unknown.length > 0) {
  console.error(`There is no script for ${unknown.join(', ')}; there is one for ${benches.map(({ id }) => id).join(', ')}.`);
  process.exit(1);
}

const rows = fs.existsSync(jsonFile) ? JSON.parse(fs.readFileSync(jsonFile, 'utf8')) : [];
for (const { id, run } of chosen) {
  console.log(id);
  const machine = describeMachine();
  const row = { id, ...(await run((line) => console.log(`  ${line}`))), machine, measured: new Date().toISOString().slice(0, 10) };
  rows.splice(0, rows.length, ...rows.filter((other) => other.id !== id), row);
}
rows.sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
fs.mkdirSync(path.dirname(jsonFile), { recursive: true });
fs.writeFileSync(jsonFile, `${JSON.stringify(rows, null, 2)}\n`);
fs.writeFileSync(markdownFile, markdown());
console.log('Written: docs/benchmarks.json, docs/benchmarks.md');

function describeMachine() {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  return `${os.cpus().length} × ${os.cpus()[0]?.model.trim() ?? os.arch()}, ${Math.round(os.totalmem() / 2 ** 30)} GB, ${os.platform()} ${os.release()}, Node ${process.versions.node}, PostgreSQL 18.4, commit ${commit}; load average ${os.loadavg()[0].toFixed(1)} when it began`;
}

function markdown() {
  const number = (value) => (value === null || value === undefined ? '–' : Number(value).toLocaleString('en', { maximumFractionDigits: 3 }));
  const range = ({ pairs }) => {
    const ours = pairs.map((pair) => pair.ours);
    return `${number(Math.min(...ours))}–${number(Math.max(...ours))}`;
  };
  return [
    '# Benchmarks',
    '',
    'Written by `npm run bench`; the same figures are in `benchmarks.json`. Medians, with the range in brackets. A figure on the wrong side of its',
    'target is a finding, not a reason to move the target.',
    '',
    '| row | what | ours | against | ratio | target | stretch |',
    '|---|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row.id} | ${row.what} | ${number(row.ours)} ${row.unit} (${range(row)}) | ${row.theirs === null ? '–' : `${number(row.theirs)} ${row.unit}`} | ${number(row.ratio)} | ${row.target} | ${row.stretch} |`),
    '',
    ...rows.flatMap((row) => [`## ${row.id}`, '', row.notes, '', `Measured on ${row.measured}: ${row.machine}. ${row.pairs.length} runs.`, '']),
  ].join('\n');
}
