// Runs the test of .pre-commit-hooks.yaml with the real pre-commit, which it installs on a Debian machine.
// Where it cannot be had the test fails. Arguments go on to jest.
import { spawnSync } from 'node:child_process'
import { root, succeeds } from './setup.mjs'

const has = program => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0

if (!has('pre-commit') && process.getuid?.() === 0) {
  const install = ['install', '--yes', '--no-install-recommends', 'pre-commit']
  if (!succeeds('apt-get', install)) {
    succeeds('apt-get', ['update'])
    succeeds('apt-get', install)
  }
}
if (!has('pre-commit')) {
  console.error('pre-commit is not installed, so its hooks cannot be tested')
  process.exit(1)
}
const { status } = spawnSync(
  'npx',
  [
    'jest',
    '--testPathPatterns',
    'e2e/pre-commit',
    '--testPathIgnorePatterns',
    'node_modules',
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NODE_OPTIONS: '--experimental-vm-modules --no-warnings' },
  },
)
process.exit(status ?? 1)
