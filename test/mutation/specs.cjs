/**
 * Loads specs of the engine into this process and runs them, again and again: Jest takes a second to begin, which thousands of
 * mutants cannot pay. The assertions are Jest's own; `describe`, `it` and `each` are the little of it that pure specs use.
 */
const { globSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join } = require('node:path');
const { format } = require('node:util');
const { Script } = require('node:vm');
const { transformSync } = require('@swc/core');
const { expect } = require('expect');
const fc = require('fast-check');

// The same values for every mutant, and no search for the smallest that fails: one is enough.
fc.configureGlobal({ seed: 1, endOnFailure: true });

/** Compiled and resolved once; what is afresh for each mutant is the evaluation, and with it every cache of the engine. */
const compiled = new Map();
const resolved = new Map();
let collected = [];
let names = [];

Object.assign(globalThis, { expect, describe: withEach(describe), it: withEach(it) });

function describe(name, body) {
  names.push(name);
  body();
  names.pop();
}

function it(name, body) {
  collected.push({ id: [...names, name].join(' '), body });
}

function withEach(register) {
  const each = (rows) => (name, body) => rows.forEach((row) => {
    const values = Array.isArray(row) ? row : [row];
    const named = values.slice(0, (name.match(/%[a-z]/g) ?? []).length);
    register(format(name, ...named), () => body(...values));
  });
  return Object.assign(register, { each });
}

/** Resolves the library names of the workspace, as every other runner of its TypeScript does. */
function readTypeScript(root) {
  const { paths } = JSON.parse(readFileSync(join(root, 'tsconfig.base.json'), 'utf8')).compilerOptions;
  const resolve = Module._resolveFilename;
  Module._resolveFilename = (request, parent, ...rest) => {
    if (!request.startsWith('.') && !paths[request]) return resolve.call(Module, request, parent, ...rest);
    const key = paths[request] ? request : `${dirname(parent?.filename ?? '')} ${request}`;
    const path = resolved.get(key) ?? resolve.call(Module, paths[request] ? join(root, paths[request][0]) : request, parent, ...rest);
    resolved.set(key, path);
    return path;
  };
  Module._extensions['.ts'] = (module, filename) => {
    const evaluate = compiled.get(filename) ?? compile(filename);
    compiled.set(filename, evaluate);
    evaluate.call(module.exports, module.exports, (request) => module.require(request), module, filename, dirname(filename));
  };
}

function compile(filename) {
  const { code } = transformSync(readFileSync(filename, 'utf8'), { filename, cwd: process.cwd(), sourceMaps: 'inline' });
  return new Script(Module.wrap(code), { filename }).runInThisContext();
}

/** Evaluates the engine afresh. The kernel holds no state, so it is evaluated once. */
function loadEngine(root) {
  for (const path of Object.keys(require.cache)) if (path.endsWith('.ts') && !path.startsWith(join(root, 'libs/kernel/'))) delete require.cache[path];
  require(join(root, 'libs/pricing/src/index.ts'));
}

/** The tests of a spec; what stands outside of them is evaluated here. */
function loadSpec(root, file) {
  [collected, names] = [[], []];
  require(join(root, file));
  const seen = new Map();
  return collected.map(({ id, body }) => {
    const times = (seen.get(id) ?? 0) + 1;
    seen.set(id, times);
    return { id: `${file}: ${id}${times === 1 ? '' : ` (${times})`}`, body, file };
  });
}

/** The files of each pattern in its turn: what is named first is asked first, and most mutants are killed there. */
function find({ include }) {
  return include.flatMap((pattern) => globSync(pattern).sort());
}

module.exports = { find, loadEngine, loadSpec, readTypeScript };
