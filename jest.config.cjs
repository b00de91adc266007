/** One Jest for everything but the web and the browser: unit, integration, end to end, acceptance, architecture, long. */
const { spawnSync } = require('node:child_process');
const { compilerOptions } = require('./tsconfig.base.json');

// Nest 12 is published as ES modules only, which Jest loads through Node's module API behind this flag. A plain `npx jest`
// starts itself again with it, so that nobody has to remember it.
const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'];
if (!(process.env.NODE_OPTIONS ?? '').includes(flags[0]) && !process.execArgv.includes(flags[0]) && !process.env.JEST_WORKER_ID) {
  const NODE_OPTIONS = [process.env.NODE_OPTIONS, ...flags].filter(Boolean).join(' ');
  const { status } = spawnSync(process.execPath, process.argv.slice(1), { stdio: 'inherit', env: { ...process.env, NODE_OPTIONS } });
  process.exit(status ?? 1);
}

const moduleNameMapper = Object.fromEntries(Object.entries(compilerOptions.paths).map(([name, [target]]) => [`^${name}$`, `<rootDir>/${target.slice(2)}`]));

const common = {
  rootDir: __dirname,
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  moduleNameMapper,
  setupFilesAfterEnv: ['<rootDir>/test/kit/equal-times.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/', '<rootDir>/.nx/'],
};

const onPostgres = {
  globalSetup: '<rootDir>/test/kit/global-setup.mjs',
  globalTeardown: '<rootDir>/test/kit/global-teardown.mjs',
};

const ignored = (...patterns) => ['/node_modules/', ...patterns];

module.exports = {
  testTimeout: 60_000,
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/{libs,tools,prisma}/**/*.spec.ts', '<rootDir>/apps/{api,worker,stripe-sim}/**/*.spec.ts'],
      testPathIgnorePatterns: ignored('\\.int\\.spec\\.ts$', '\\.long\\.spec\\.ts$'),
    },
    {
      ...common,
      ...onPostgres,
      displayName: 'integration',
      testMatch: ['<rootDir>/{libs,tools,prisma}/**/*.int.spec.ts', '<rootDir>/apps/{api,worker,stripe-sim}/**/*.int.spec.ts', '<rootDir>/test/kit/**/*.spec.ts', '<rootDir>/test/architecture/**/*.int.spec.ts'],
      testPathIgnorePatterns: ignored('\\.long\\.spec\\.ts$'),
    },
    {
      ...common,
      displayName: 'architecture',
      testMatch: ['<rootDir>/test/architecture/**/*.spec.ts'],
      testPathIgnorePatterns: ignored('\\.int\\.spec\\.ts$'),
    },
    ...['e2e', 'acceptance', 'chaos'].map((folder) => ({
      ...common,
      ...onPostgres,
      displayName: folder,
      testMatch: [`<rootDir>/test/${folder}/**/*.spec.ts`],
      testPathIgnorePatterns: ignored('\\.long\\.spec\\.ts$'),
    })),
    {
      // Without a database of the run's: what a browser looks at is a Busbar of its own (test/browser/demo-busbar.ts).
      ...common,
      displayName: 'browser',
      testMatch: ['<rootDir>/test/browser/**/*.spec.ts'],
      testPathIgnorePatterns: ignored('\\.long\\.spec\\.ts$'),
    },
    {
      ...common,
      ...onPostgres,
      displayName: 'long',
      testMatch: ['<rootDir>/test/long/**/*.spec.ts', '<rootDir>/{libs,apps,test}/**/*.long.spec.ts'],
      testPathIgnorePatterns: ignored('/apps/web/'),
    },
  ],
};
