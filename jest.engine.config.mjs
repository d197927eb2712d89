import config from './jest.config.mjs'

/** Tests that boot real engines in containers. */
export default {
  ...config,
  testMatch: ['**/*.engine.test.ts'],
  testPathIgnorePatterns: [],
  // Of tests that say it.concurrent: each has a lab of its own.
  maxConcurrency: 3,
}
