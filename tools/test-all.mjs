// Runs every check and test of the short run, or with --long of the long one, counts from the runners' own reports, and
// ends with one line `N passed, N failed`. A check that is no test (lint, types, build) counts as one.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { runBounded } from './bounded.mjs';
import { buildServer, buildWeb } from './build.mjs';
import { findOrInstallChromium } from './chromium.mjs';
import { generateClient } from './prisma.mjs';

const require = createRequire(import.meta.url);
const root = path.resolve(import.meta.dirname, '..');
const reports = path.join(root, '.data/reports');
const shortProjects = ['architecture', 'unit', 'integration', 'e2e', 'acceptance', 'chaos'];
const bin = (name, file) => path.join(path.dirname(require.resolve(`${name}/package.json`)), file);

// Said here, so that the configuration need not start Jest a second time: one process is to be watched, and ended if it hangs.
const JEST_FLAGS = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'];
/** How long a runner may take to end after its report, and altogether: bounds of a run that hangs, not targets. */
const BOUNDS = { endsWithinMs: 60_000, runsWithinMs: (process.argv.includes('--long') ? 60 : 20) * 60_000 };

const totals = { passed: 0, failed: 0, skipped: 0 };
/** What failed and its first lines, said once more at the end: a long log is read from there. */
const failures = [];
const begin = performance.now();
process.chdir(root);
fs.rmSync(reports, { recursive: true, force: true });
fs.mkdirSync(reports, { recursive: true });

if (await check('build', build)) {
  if (process.argv.includes('--long')) await jest('long', ['long'], ['--runInBand']);
  else await short();
} else {
  console.log('Nothing else was run: it would all stumble over the same stone.');
}

if (failures.length > 0) console.log(`\nFailed:\n${failures.join('\n')}\n`);
if (totals.skipped > 0) console.log(`${totals.skipped} skipped.`);
console.log(`Took ${Math.round((performance.now() - begin) / 1000)} s.`);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);

async function short() {
  // Each takes one core for a while; two at a time keep two cores busy.
  await Promise.all([
    check('lint and boundaries', () => run('lint', [path.join(root, 'tools/lint.mjs')])),
    check('types', () => run('types', [bin('typescript', 'bin/tsc'), '--noEmit', '-p', 'tsconfig.json'])).then(() =>
      check('types of the web', () => run('types-web', [bin('typescript', 'bin/tsc'), '--noEmit', '-p', 'apps/web/tsconfig.json'])),
    ),
  ]);
  await jest('jest', shortProjects, ['--maxWorkers=2']);
  await vitest();
  await browser();
}

async function build() {
  await generateClient();
  await Promise.all([buildServer(), buildWeb()]);
}

async function browser() {
  const { executable, reason } = await findOrInstallChromium((line) => console.log(`  ${line}`));
  if (executable) return jest('browser', ['browser'], ['--runInBand'], { BUSBAR_CHROMIUM: executable });
  console.log(`The browser tests did not run: ${reason}`);
  if (process.env.CI) totals.failed += 1;
}

/** One check: its work throws or answers, and counts as one. */
async function check(name, work) {
  const since = performance.now();
  const seconds = () => `${((performance.now() - since) / 1000).toFixed(1)} s`;
  try {
    await work();
    totals.passed += 1;
    console.log(`✓ ${name}  (${seconds()})`);
    return true;
  } catch (error) {
    totals.failed += 1;
    failures.push(`✗ ${name}`);
    console.log(`✗ ${name}  (${seconds()})\n${error.message}`);
    return false;
  }
}

async function jest(name, projects, args, env = {}) {
  const report = path.join(reports, `${name}.json`);
  const ended = await runner([...JEST_FLAGS, bin('jest', 'bin/jest.js'), '--selectProjects', ...projects, '--passWithNoTests', '--ci', '--json', `--outputFile=${report}`, ...args], report, env);
  count(name, report, ended);
}

async function vitest() {
  const report = path.join(reports, 'vitest.json');
  const ended = await runner([bin('vitest', 'vitest.mjs'), 'run', '--config', 'apps/web/vite.config.mts', '--passWithNoTests', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`], report);
  count('vitest', report, ended);
}

// Jest and Vitest write the same report. A file that could not be run holds no test that failed, and still counts as one.
function count(name, report, { status, hung }) {
  if (!fs.existsSync(report)) {
    failed(`✗ ${name} wrote no report: it ${hung ?? `ended with status ${status}`}.`);
    return;
  }
  const result = JSON.parse(fs.readFileSync(report, 'utf8'));
  for (const file of result.testResults) failures.push(...failuresOf(file));
  const unrun = result.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')).length;
  totals.passed += result.numPassedTests;
  totals.failed += result.numFailedTests + unrun;
  totals.skipped += result.numPendingTests + (result.numTodoTests ?? 0);
  if (hung) failed(`✗ ${name} ${hung}.`);
  else if (status !== 0 && result.numFailedTests + unrun === 0) failed(`✗ ${name} ended with status ${status} though no test failed.`);
}

function failed(line) {
  totals.failed += 1;
  failures.push(line);
  console.log(line);
}

function failuresOf(file) {
  const firstLines = (text) => stripVTControlCharacters(text).trim().split('\n').slice(0, 12).map((line) => `    ${line}`).join('\n');
  const failed = file.assertionResults.filter((test) => test.status === 'failed');
  const where = path.relative(root, file.name);
  if (failed.length === 0 && file.status === 'failed') return [`✗ ${where}\n${firstLines(file.message ?? '')}`];
  return failed.map((test) => `✗ ${where}: ${test.fullName}\n${firstLines(test.failureMessages[0] ?? '')}`);
}

/** Runs a Node program, keeps what it says, and throws the end of it if it fails. */
function run(name, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: process.env });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (said += chunk));
    child.once('error', reject);
    child.once('exit', (status) => {
      fs.writeFileSync(path.join(reports, `${name}.log`), said);
      if (status === 0) resolve();
      else reject(new Error(said.trim().slice(-6000)));
    });
  });
}

// What a runner says goes to the error stream: standard output is for the counts.
function runner(args, report, env = {}) {
  return runBounded(args, { report, ...BOUNDS, cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...env } });
}
