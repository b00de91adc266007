/** Mutation testing of the engine: `npm run mutation`. What survives is listed with its reason in docs/mutation.md. */
export default {
  mutate: [
    'libs/pricing/src/**/*.ts',
    '!libs/pricing/src/**/*.spec.ts',
    // Generated from the types: its text is the schema itself, and a test compares it with them.
    '!libs/pricing/src/document/rating-document-schema.ts',
  ],
  // Interfaces and other types make no mutants, so that files of types alone need no exception.
  plugins: ['./test/mutation/runner.mjs'],
  testRunner: 'specs',
  specs: {
    // In this order: the specs of one rule kill most mutants of it, before whole invoices and random contracts are asked. What compares
    // hundreds of contracts or years of prices would take a day of mutants; `contracts.spec.ts` takes some of the same contracts, one a test.
    include: ['libs/pricing/src/*/*.spec.ts', 'libs/pricing/src/*.spec.ts', 'test/acceptance/pricing/{examples,whole-invoice}.spec.ts', 'test/mutation/*.spec.ts'],
  },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 3_000,
  thresholds: { high: 95, low: 90, break: 90 },
  ignorePatterns: ['**', '!libs/pricing/**', '!libs/kernel/**', '!test/**', '!tsconfig*.json', '!.swcrc', '!package.json', 'test/browser/**'],
  tempDirName: '.data/mutation/sandbox',
  incremental: true,
  incrementalFile: '.data/mutation/incremental.json',
  reporters: ['progress-append-only', 'clear-text', 'json', 'html'],
  clearTextReporter: { logTests: false, reportTests: false, reportMutants: false, allowColor: false },
  jsonReporter: { fileName: '.data/mutation/mutation.json' },
  htmlReporter: { fileName: '.data/mutation/mutation.html' },
  allowEmpty: false,
};
