// Builds what has changed since the last build: the server parts to CommonJS by SWC, file by file; the web by Vite through Nx.
//   node tools/build.mjs            both
//   node tools/build.mjs server     dist/apps/{api,worker,stripe-sim}, dist/libs, dist/prisma/seed
//   node tools/build.mjs web        dist/apps/web
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import { generateClient } from './prisma.mjs';

const require = createRequire(import.meta.url);
const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');
const serverRoots = ['libs', 'apps/api', 'apps/worker', 'apps/stripe-sim', 'prisma/seed', 'test/kit', 'test/scenario'];
const webRoots = ['apps/web', 'libs/kernel/src', 'libs/pricing/src', 'apps/api/schema.graphql', 'tsconfig.base.json', 'package-lock.json', 'nx.json'];

/** Compiles the changed source files and removes what no longer has a source. Answers `{ compiled, kept, removed }`. */
export async function buildServer() {
  return withLock(path.join(root, '.data/build.lock'), async () => {
    await generateClient();
    const recordFile = path.join(dist, '.server.json');
    const before = readJson(recordFile, { settings: '', files: {} });
    const settings = settingsHash();
    const known = before.settings === settings ? before.files : {};
    const files = {};
    const counts = { compiled: 0, kept: 0, removed: 0 };
    const work = [];
    for (const source of serverRoots.flatMap((folder) => [...sourcesBelow(folder)])) {
      const { mtimeMs, size } = fs.statSync(path.join(root, source));
      const last = known[source];
      if (last && last.mtimeMs === mtimeMs && last.size === size && fs.existsSync(outputOf(source))) {
        files[source] = last;
        counts.kept += 1;
        continue;
      }
      const content = fs.readFileSync(path.join(root, source));
      const hash = sha256(content);
      files[source] = { hash, mtimeMs, size };
      if (last?.hash === hash && fs.existsSync(outputOf(source))) {
        counts.kept += 1;
        continue;
      }
      counts.compiled += 1;
      work.push(emit(source, content));
    }
    await Promise.all(work);
    for (const source of Object.keys(before.files)) {
      if (files[source]) continue;
      for (const file of [outputOf(source), `${outputOf(source)}.map`]) fs.rmSync(file, { force: true });
      counts.removed += 1;
    }
    fs.mkdirSync(dist, { recursive: true });
    fs.writeFileSync(recordFile, JSON.stringify({ settings, files }));
    return counts;
  });
}

/** Whether the built web is missing or older than what it is built from. */
export function webIsStale() {
  return !fs.existsSync(path.join(dist, 'apps/web/index.html')) || readJson(path.join(dist, '.web.json'), {}).hash !== webHash();
}

/** Builds the web if it is stale; answers whether it had to. `say` receives the lines of the build. */
export async function buildWeb(say = () => {}) {
  return withLock(
    path.join(root, '.data/build-web.lock'),
    async () => {
      if (!webIsStale()) return false;
      const hash = webHash();
      await nx(['run', 'web:build'], say);
      fs.writeFileSync(path.join(dist, '.web.json'), JSON.stringify({ hash }));
      return true;
    },
    { waitMs: 600_000 },
  );
}

function nx(args, say) {
  return new Promise((resolve, reject) => {
    // No daemon: it would stay behind after the command, and hold this checkout's files.
    const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', NO_COLOR: '1' };
    const child = spawn(process.execPath, [require.resolve('nx/bin/nx.js'), ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        said += chunk;
        for (const line of chunk.split('\n')) if (line.trim()) say(line.trim());
      });
    }
    child.once('error', reject);
    child.once('exit', (status) => (status === 0 ? resolve() : reject(new Error(`nx ${args.join(' ')} failed:\n${said.slice(-4000)}`))));
  });
}

async function emit(source, content) {
  const output = outputOf(source);
  fs.mkdirSync(path.dirname(output), { recursive: true });
  if (!source.endsWith('.ts')) {
    fs.writeFileSync(output, content);
    return;
  }
  const { transform } = require('@swc/core');
  const options = readJson(path.join(root, '.swcrc'), {});
  const { code, map } = await transform(content.toString('utf8'), { ...options, swcrc: false, configFile: false, filename: path.join(root, source), sourceFileName: path.join(root, source) });
  fs.writeFileSync(`${output}.map`, map ?? '');
  fs.writeFileSync(output, `${withRelativePaths(code, source)}\n//# sourceMappingURL=${path.basename(output)}.map\n`);
}

// The aliases of tsconfig.base.json mean nothing to Node: each becomes the way from this file to that one.
function withRelativePaths(code, source) {
  return code.replace(/\b(require|import)\("(@busbar\/[^"]+)"\)/g, (whole, how, name) => {
    const target = aliases()[name];
    if (!target) throw new Error(`${source} imports ${name}, which tsconfig.base.json does not name.`);
    const relative = path.posix.relative(path.posix.dirname(source), target.replace(/\.ts$/, '.js'));
    return `${how}("${relative.startsWith('.') ? relative : `./${relative}`}")`;
  });
}

let aliasTable;
function aliases() {
  aliasTable ??= Object.fromEntries(Object.entries(readJson(path.join(root, 'tsconfig.base.json')).compilerOptions.paths).map(([name, [file]]) => [name, file.replace(/^\.\//, '')]));
  return aliasTable;
}

function outputOf(source) {
  return path.join(dist, source.replace(/\.ts$/, '.js'));
}

/** Source files and the data beside them, relative to the root with forward slashes; tests and papers stay out. */
function* sourcesBelow(folder) {
  const absolute = path.join(root, folder);
  if (!fs.existsSync(absolute)) return;
  for (const entry of fs.readdirSync(absolute, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const below = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && entry.name !== '__snapshots__') yield* sourcesBelow(below);
    } else if (!/\.spec\.ts$|\.d\.ts$|\.md$|^project\.json$|\.mjs$/.test(entry.name)) yield below;
  }
}

function settingsHash() {
  const versions = ['@swc/core', '@swc/helpers'].map((name) => require(`${name}/package.json`).version);
  return sha256([...['.swcrc', 'tsconfig.base.json', 'tools/build.mjs'].map((file) => fs.readFileSync(path.join(root, file), 'utf8')), ...versions].join('\0'));
}

function webHash() {
  const hash = createHash('sha256');
  for (const start of webRoots) {
    const absolute = path.join(root, start);
    if (!fs.existsSync(absolute)) continue;
    const files = fs.statSync(absolute).isDirectory() ? [...webSources(start)] : [start];
    for (const file of files) hash.update(file).update('\0').update(fs.readFileSync(path.join(root, file))).update('\0');
  }
  return hash.digest('hex');
}

function* webSources(folder) {
  for (const entry of fs.readdirSync(path.join(root, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const below = `${folder}/${entry.name}`;
    // The generated documents follow from the schema and the pages, which are counted.
    if (entry.isDirectory()) {
      if (below !== 'apps/web/src/gql' && entry.name !== 'node_modules') yield* webSources(below);
    } else if (!/\.spec\.tsx?$|\.md$/.test(entry.name)) yield below;
  }
}

function readJson(file, otherwise) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    if (otherwise === undefined) throw error;
    return otherwise;
  }
}

function sha256(content) {
  return createHash('sha256').update(content).digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = process.argv[2] ?? 'all';
  try {
    if (wanted !== 'web') {
      const { compiled, kept, removed } = await buildServer();
      console.log(`Server: ${compiled} files compiled, ${kept} unchanged, ${removed} removed.`);
    }
    if (wanted !== 'server') console.log((await buildWeb((line) => console.log(line))) ? 'The web was built.' : 'The web is up to date.');
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
