import config from './jest.config.mjs'

/** Tests that open what sipin draws in a real browser. */
export default {
  ...config,
  testMatch: ['**/*.browser.test.ts'],
  testPathIgnorePatterns: [],
}
