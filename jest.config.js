export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'es6' }, sourceMaps: true },
    ],
  },
  transformIgnorePatterns: ['/node_modules/'],
  // Not in the folder of temporary files, which `npm test` makes anew for each run.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  // One more than the two processors of our continuous integration: many tests wait for processes and pauses.
  maxWorkers: 3,
  testSequencer: '<rootDir>/test/support/longest-first.mjs',
  // A worker that has grown takes 140 ms to start a process, where a fresh one takes 20, and the tests start thousands.
  workerIdleMemoryLimit: '300MB',
  testTimeout: 30_000,
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts'],
}
