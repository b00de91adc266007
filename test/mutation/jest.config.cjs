/** The tests that judge a mutant of the engine: those of the library and of its acceptance. No PostgreSQL, no Nest, hence no flag of Node. */
const { join } = require('node:path');
const { compilerOptions } = require('../../tsconfig.base.json');

const rootDir = join(__dirname, '../..');

module.exports = {
  rootDir,
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  moduleNameMapper: Object.fromEntries(['@busbar/kernel', '@busbar/pricing'].map((name) => [`^${name}$`, `<rootDir>/${compilerOptions.paths[name][0].slice(2)}`])),
  setupFilesAfterEnv: ['<rootDir>/test/kit/equal-times.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/', '<rootDir>/.nx/'],
  testMatch: ['<rootDir>/libs/pricing/**/*.spec.ts', '<rootDir>/test/acceptance/pricing/*.spec.ts'],
};
