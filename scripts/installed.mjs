// Runs src/e2e/installed.test.ts: the packed tarball on the oldest and the newest Node.js of each release line, which
// the registry's packages of Node.js bring. They stay in node_modules/.cache; npm keeps them for other clones.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { root } from './setup.mjs'

const wanted = ['20.19.0', '20', '22.12.0', '22', '24.0.0', '24']

const folder = mkdtempSync(path.join(tmpdir(), 'sipin-installed-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const npm = (...args) => execFileSync('npm', args, { cwd: root, encoding: 'utf8' })

const [{ filename }] = JSON.parse(npm('pack', '--ignore-scripts', '--json', '--pack-destination', folder))
const { status } = spawnSync(
  'npx',
  [
    'jest',
    ...['--testPathPatterns', 'e2e/installed', '--testPathIgnorePatterns', 'node_modules'],
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      NODE_OPTIONS: '--experimental-vm-modules --no-warnings',
      SIPIN_INSTALLED: JSON.stringify({
        tarball: path.join(folder, filename),
        nodes: wanted.map(fetchNode),
        npm: npmProgram(),
      }),
    },
  },
)
process.exit(status ?? 1)

/** The program of a release; of a release line such as `22` the newest. */
function fetchNode(release) {
  const system = `${process.platform}-${process.arch}`
  const name = system === 'darwin-arm64' ? `node-bin-${system}` : `node-${system}`
  const prefix = path.join(root, 'node_modules/.cache/sipin-nodes', release)
  mkdirSync(prefix, { recursive: true })
  writeFileSync(path.join(prefix, 'package.json'), '{"private": true}')
  npm('install', '--prefix', prefix, '--no-audit', '--no-fund', '--no-package-lock', `${name}@${release}`)
  const { bin } = JSON.parse(readFileSync(path.join(prefix, 'node_modules', name, 'package.json'), 'utf8'))
  return path.join(prefix, 'node_modules', name, bin.node)
}

/** npm as a file that any Node.js can run. */
function npmProgram() {
  return process.env.npm_execpath ?? realpathSync(execFileSync('which', ['npm'], { encoding: 'utf8' }).trim())
}
