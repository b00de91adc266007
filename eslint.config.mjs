import { readFileSync } from 'node:fs';
import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** The same table that test/architecture reads. */
const { mayKnow, pure } = JSON.parse(readFileSync(new URL('./tools/architecture.json', import.meta.url), 'utf8'));

const contexts = Object.keys(mayKnow).filter((name) => !pure.includes(name));
const boundaries = [
  { sourceTag: 'type:kernel', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'type:platform', onlyDependOnLibsWithTags: ['type:kernel'] },
  { sourceTag: 'type:pure', onlyDependOnLibsWithTags: ['type:kernel'] },
  { sourceTag: 'type:web', onlyDependOnLibsWithTags: ['type:kernel', 'type:pure'] },
  { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['*'] },
  ...contexts.map((name) => ({
    sourceTag: `scope:${name}`,
    onlyDependOnLibsWithTags: ['type:kernel', 'type:platform', ...mayKnow[name].map((known) => `scope:${known}`)],
  })),
];

const rawSql = [
  { selector: 'MemberExpression[property.name=/^\\$(queryRaw|executeRaw)Unsafe$/]', message: 'SQL is written as $queryRaw`…`, so that values are never part of its text.' },
  { selector: 'CallExpression[callee.object.name="Prisma"][callee.property.name="raw"]', message: 'Prisma.raw puts text into SQL unescaped.' },
];
const cycles = [{ selector: 'CallExpression[callee.name="forwardRef"]', message: 'A cycle: call downward, announce upward.' }];
const impurities = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Rules have no clock: take the time as an argument.' },
  { selector: 'CallExpression[callee.object.name="Date"][callee.property.name="now"]', message: 'Rules have no clock: take the time as an argument.' },
  { selector: 'CallExpression[callee.object.name="Math"][callee.property.name="random"]', message: 'Rules have no chance: take the value as an argument.' },
  { selector: 'MemberExpression[object.name="process"]', message: 'Rules know no environment: take the value as an argument.' },
];

export default tseslint.config(
  { ignores: ['**/node_modules/**', 'dist/**', '.nx/**', '.data/**', 'coverage/**', 'tmp/**', 'libs/platform/src/prisma/**', 'apps/web/src/gql/**', '**/routeTree.gen.ts'] },
  // A rule is kept or changed here, for everybody; nobody switches one off where it hurts.
  { linterOptions: { noInlineConfig: true } },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx,mts}'],
    extends: [...tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['prisma.config.ts'] }, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // Nest modules are classes with nothing but a decorator.
      '@typescript-eslint/no-extraneous-class': 'off',
      'no-restricted-syntax': ['error', ...rawSql, ...cycles],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'off',
    },
  },
  {
    // What SWC must see as a value for the decorators' metadata; TypeScript cannot tell there whether an import is a type.
    files: ['libs/**/*.{resolver,service,repository,handlers,module,queries,loader,controller,guard,strategy,middleware,filter,client,gateway,jobs,graphql}.ts', 'libs/platform/src/**/*.ts', 'apps/{api,worker,stripe-sim}/**/*.ts', 'test/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    files: ['libs/**/*.ts', 'apps/**/*.{ts,tsx}'],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { enforceBuildableLibDependency: false, banTransitiveDependencies: false, allow: ['@busbar/test-kit', '@busbar/stripe-sim', '@busbar/platform/prisma'], depConstraints: boundaries }],
    },
  },
  {
    files: ['libs/*/src/domain/**/*.ts', 'libs/kernel/src/**/*.ts', 'libs/pricing/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...rawSql, ...cycles, ...impurities],
      'no-restricted-imports': ['error', { patterns: [{ regex: '^(?!\\.{1,2}/|@busbar/(kernel|pricing)$|temporal-polyfill$)', message: 'Rules import only their neighbours, @busbar/kernel and @busbar/pricing.' }] }],
    },
  },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['apps/web/src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks, 'jsx-a11y': jsxA11y },
    rules: { ...reactHooks.configs.recommended.rules, ...jsxA11y.flatConfigs.recommended.rules },
  },
  {
    files: ['**/*.{mjs,cjs,js}'],
    languageOptions: {
      globals: Object.fromEntries(
        ['process', 'console', 'fetch', 'AbortSignal', 'AbortController', 'Buffer', 'URL', 'URLSearchParams', 'performance', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'WebAssembly', 'structuredClone', 'TextEncoder', 'TextDecoder', 'crypto', 'document', 'window', 'localStorage', 'matchMedia']
          .map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { require: 'readonly', module: 'writable', __dirname: 'readonly' } },
  },
);
