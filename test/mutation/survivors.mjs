/**
 * Writes docs/mutation.md from the last report of `npm run mutation`, and fails when a mutant survived that nobody has given a
 * reason for. Reasons are kept in survivors.json: file, what was written, what the mutant wrote instead, why no test can tell. With
 * `--list` it prints those without a reason, as JSON, and writes nothing.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);
const read = (path) => JSON.parse(readFileSync(new URL(path, root), 'utf8'));
const report = read('.data/mutation/mutation.json');
const reasons = read('test/mutation/survivors.json');

/** The text that a mutant replaced, on one line. */
function originalOf(source, { start, end }) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  return short(lines.join(' '));
}
const short = (text) => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 110 ? `${line.slice(0, 80)} … ${line.slice(-25)}` : line;
};

const mutants = Object.entries(report.files).flatMap(([path, file]) =>
  file.mutants.map((mutant) => ({
    file: path.replace('libs/pricing/src/', ''), line: mutant.location.start.line, status: mutant.status,
    was: originalOf(file.source, mutant.location), became: short(mutant.replacement ?? ''),
  })));
const count = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
const [killed, timeout, survived, uncovered] = [count('Killed'), count('Timeout'), count('Survived'), count('NoCoverage')];
const score = ((100 * (killed + timeout)) / (killed + timeout + survived + uncovered)).toFixed(2);

/** A reason of the file `*` holds wherever these words stand. */
const same = (reason, mutant) => (reason.file === '*' || reason.file === mutant.file) && reason.was === mutant.was && reason.became === mutant.became;
const survivors = mutants
  .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
  .map((mutant) => ({ ...mutant, why: reasons.find((reason) => same(reason, mutant))?.why }))
  .sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));

if (process.argv.includes('--list')) {
  for (const { file, line, was, became, why, status } of survivors) if (why === undefined) console.log(JSON.stringify({ file, line, was, became, status }));
  console.log(`${killed} killed, ${timeout} timed out, ${survived} survived, ${uncovered} without a test: ${score} %`);
} else {
  const code = (text) => `\`${text.replaceAll('|', '\\|').replaceAll('`', '´')}\``;
  const rows = survivors.map(({ file, line, was, became, why }) => `| ${file}:${line} | ${code(was)} | ${code(became)} | ${why ?? '**no reason given**'} |`);
  const commit = execFileSync('git', ['log', '-1', '--format=%h of %cs', '--', 'libs/pricing/src', 'test/mutation', 'test/acceptance/pricing'], { cwd: root, encoding: 'utf8' }).trim();
  const figures = [['mutants', mutants.length], ['killed', killed], ['never came to an end (timeout)', timeout], ['survived', survived], ['not reached by any test', uncovered], ['not valid TypeScript or ignored', mutants.length - killed - timeout - survived - uncovered], ['score', `${score} %`]];
  writeFileSync(new URL('docs/mutation.md', root), `# Mutation testing of the engine

\`npm run mutation\` changes \`libs/pricing/src\` in one place after another and runs the specs against each change. A change that no spec
notices survived. The command fails below 90 % and when a survivor has no reason in \`test/mutation/survivors.json\`; this page is its output.

Judges are the specs of the library, the worked examples and whole invoices of \`test/acceptance/pricing\`, and a dozen random contracts against
the oracle. The long comparisons (a hundred and more contracts, public deals, real years, properties) are left out for their time. Constants that are read
when a module is loaded are mutated too.

Commit ${commit}.

| | |
|---|---|
${figures.map(([name, value]) => `| ${name} | ${value} |`).join('\n')}

## Survivors

| where | was | became | why no test can tell, or need not |
|---|---|---|---|
${rows.join('\n')}
`);
  for (const reason of reasons) if (!survivors.some((mutant) => same(reason, mutant))) console.log(`No longer a survivor: ${reason.file}: ${reason.was} → ${reason.became}`);
  const unexplained = survivors.filter(({ why }) => why === undefined);
  for (const { file, line, was, became } of unexplained) console.error(`No reason given: ${file}:${line}: ${was} → ${became}`);
  if (unexplained.length > 0) process.exit(1);
}
