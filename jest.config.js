const { readFileSync } = require('node:fs');

const swc = JSON.parse(readFileSync(`${__dirname}/.swcrc`, 'utf8'));

/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['**/*.{unit,int,e2e}.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/\\.[^/]+/'],
  modulePathIgnorePatterns: ['/dist/', '/\\.nx/', '/\\.touchstone/', '/\\.touchstone-scaled/'],
  transform: { '\\.[jt]sx?$': ['@swc/jest', { ...swc, swcrc: false, sourceMaps: 'inline' }] },
  moduleNameMapper: {
    '^@touchstone/([^/]+)$': [
      '<rootDir>/libs/$1/src/index.ts',
      '<rootDir>/apps/$1/src/index.ts',
      '<rootDir>/infra/$1/src/index.ts',
    ],
  },
  globalSetup: '<rootDir>/libs/testing/src/jest-global-setup.ts',
  globalTeardown: '<rootDir>/libs/testing/src/jest-global-teardown.ts',
  testEnvironment: '<rootDir>/infra/checks/jest/environment.cjs',
  runtime: '<rootDir>/infra/checks/jest/runtime.cjs',
  testSequencer: '<rootDir>/infra/checks/longest-first.cjs',
  reporters: ['default', '<rootDir>/infra/checks/report-skipped.cjs'],
  // More than the two cores of a small machine: whole-process tests mostly wait.
  maxWorkers: 3,
  // A test ends when what it waits for has come; this only ends one that hangs, on however busy a machine.
  testTimeout: 300_000,
};
