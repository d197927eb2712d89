// Opens the pictures and the page of `sipin graph` in Chromium, which is installed when it is not there: on
// Debian as root; elsewhere SIPIN_CHROMIUM names one. Without a browser this fails. Arguments go to jest.

import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { root, succeeds } from './setup.mjs'

const chromium = process.env.SIPIN_CHROMIUM ?? '/usr/bin/chromium'
if (!isThere()) {
  succeeds('apt-get', ['update', '-qq'])
  succeeds('apt-get', ['install', '-qq', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'])
}
if (!isThere()) {
  console.error(`there is no browser at ${chromium}; install Chromium, or name one in SIPIN_CHROMIUM`)
  process.exit(3)
}
const { status } = spawnSync(
  'npx',
  ['jest', '--config', 'jest.browser.config.mjs', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      NODE_OPTIONS: '--experimental-vm-modules --no-warnings',
      SIPIN_CHROMIUM: chromium,
    },
  },
)
process.exit(status ?? 1)

function isThere() {
  try {
    accessSync(chromium, constants.X_OK)
    return true
  } catch {
    return false
  }
}
