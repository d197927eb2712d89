export default {
  testEnvironment: 'node',
  // What signal-exit (of execa) keeps for the whole process is not jest's to delete: its setter would call itself for ever.
  testEnvironmentOptions: { globalsCleanup: 'off' },
  roots: ['<rootDir>/src'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['\\.(engine|browser)\\.test\\.ts$'],
  setupFiles: ['<rootDir>/jest.seed.mjs'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  // It ends what hangs; how fast a machine is, no test may ask.
  testTimeout: 600_000,
  coverageProvider: 'babel',
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.test.ts', '!src/**/*.gen.ts'],
}
