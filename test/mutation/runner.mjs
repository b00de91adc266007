/** A test runner for Stryker that keeps the specs in its own process. Stryker ends and replaces the process when a mutant never returns. */
import { createRequire } from 'node:module';
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import { determineHitLimitReached, DryRunStatus, TestStatus, toMutantRunResult } from '@stryker-mutator/api/test-runner';

const { find, loadEngine, loadSpec, readTypeScript } = createRequire(import.meta.url)('./specs.cjs');
const ASLEEP = { activeMutant: undefined, currentTestId: undefined, hitCount: undefined, hitLimit: undefined };

class SpecsInProcess {
  static inject = tokens(commonTokens.options);
  /** What instrumented code reads; it keeps hold of this very object. */
  mutants = (globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {});
  root = process.cwd();

  constructor(options) {
    this.files = find(options.specs);
    readTypeScript(this.root);
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  /** What a spec evaluates outside of its tests counts for each of them; what the engine evaluates as it is loaded counts for all. */
  async dryRun() {
    Object.assign(this.mutants, ASLEEP);
    loadEngine(this.root);
    const results = [];
    for (const file of this.files) {
      const outside = `${file}, outside of its tests`;
      this.mutants.currentTestId = outside;
      const tests = loadSpec(this.root, file);
      results.push(...tests.map((test) => this.run(test)));
      const { [outside]: shared = {}, ...perTest } = this.mutants.mutantCoverage?.perTest ?? {};
      for (const { id } of tests) perTest[id] = { ...shared, ...perTest[id] };
      this.mutants.mutantCoverage.perTest = perTest;
    }
    return { status: DryRunStatus.Complete, tests: results, mutantCoverage: this.mutants.mutantCoverage };
  }

  /** A fresh evaluation for each mutant, so that none inherits what the last one left in a cache of the engine. */
  async mutantRun({ activeMutant, testFilter, hitLimit: given, mutantActivation, disableBail }) {
    // Stryker lets a mutant be hit a hundred times as often as all its tests hit it; ten times are endless enough.
    const hitLimit = given && Math.ceil(given / 10);
    const awake = { activeMutant: activeMutant.id, hitCount: 0, hitLimit };
    Object.assign(this.mutants, ASLEEP, mutantActivation === 'static' ? awake : {});
    const results = this.judge(testFilter, () => Object.assign(this.mutants, awake), disableBail);
    return toMutantRunResult(determineHitLimitReached(this.mutants.hitCount, hitLimit) ?? { status: DryRunStatus.Complete, tests: results });
  }

  /** The results up to the first failure. A mutant with which the engine or a spec cannot even be loaded has failed. */
  judge(testFilter, awaken, disableBail) {
    const wanted = testFilter && new Set(testFilter);
    const results = [];
    try {
      loadEngine(this.root);
      awaken();
      for (const file of this.files) {
        if (testFilter && !testFilter.some((id) => id.startsWith(`${file}: `))) continue;
        for (const test of loadSpec(this.root, file)) {
          if (wanted && !wanted.has(test.id)) continue;
          results.push(this.run(test));
          if (results.at(-1).status === TestStatus.Failed && !disableBail) return results;
        }
      }
      return results;
    } catch (error) {
      return [...results, { id: 'loading', name: 'loading', timeSpentMs: 0, status: TestStatus.Failed, failureMessage: String(error) }];
    }
  }

  run({ id, body, file }) {
    this.mutants.currentTestId = id;
    const startedMs = performance.now();
    const result = () => ({ id, name: id, fileName: file, timeSpentMs: performance.now() - startedMs });
    try {
      body();
      return { ...result(), status: TestStatus.Success };
    } catch (error) {
      return { ...result(), status: TestStatus.Failed, failureMessage: String(error?.message ?? error) };
    } finally {
      this.mutants.currentTestId = undefined;
    }
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'specs', SpecsInProcess)];
