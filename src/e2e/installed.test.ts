import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { fillIn } from '../commands/init.js'
import { repository } from '../testing/golden.js'
import { playPage } from '../testing/page.js'

/** The packed tarball as users have it: installed by npm, run by other releases of Node.js (scripts/installed.mjs). */
const { tarball, nodes, npm } = JSON.parse(process.env['SIPIN_INSTALLED'] ?? '{}') as {
  readonly tarball: string
  readonly nodes: readonly string[]
  readonly npm: string
}
const { version, engines } = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8'))
const releases = nodes.map(node => [releaseOf(node), node] as const)
const manifests = new Map<string, string>()
const folder = mkdtempSync(path.join(tmpdir(), 'sipin-installed-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('is tried on the oldest Node.js that it takes, and on all that are maintained', () => {
  expect(engines.node).toBe('>=20.19')
  expect(releases[0]?.[0]).toBe('20.19.0')
  expect(new Set(releases.map(([release]) => release)).size).toBe(6)
})

describe.each(releases)('on Node.js %s', (release, node) => {
  const cwd = path.join(folder, release)
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runWith(node, path.join(cwd, 'node_modules/.bin/sipin'), args, { cwd, env })

  beforeAll(() => {
    mkdirSync(cwd)
    writeFileSync(path.join(cwd, 'package.json'), '{"private": true}')
    const args = ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball]
    const { status, stderr } = spawnSync(node, [npm, ...args], { cwd, env: withNode(node), encoding: 'utf8' })
    expect({ status, stderr }).toMatchObject({ status: 0 })
  })

  it.each([
    ['--version', ['--version'], 0, `${version}\n`],
    ['init', ['init', 'site'], 0, ''],
    ['validate', ['validate', 'site', '--strict'], 0, ''],
    // Where Node.js keeps compiled code, it is used now.
    ['validate, once more', ['validate', 'site', '--strict'], 0, ''],
    ['generate', ['generate', 'site', '-o', 'tree'], 0, ''],
    ['generate --check', ['generate', 'site', '-o', 'tree', '--check'], 0, ''],
    [
      'explain',
      ['explain', 'site', '--line', 'support', '--at', '2026-11-24T10:00'],
      0,
      'talk sip:acme-support@',
    ],
    ['diff', ['diff', 'site', 'next', '--date', '2026-11-24'], 0, 'ticket: optional -> required'],
    ['test --model', ['test', '--model', 'site'], 0, '3 of 3 scenarios pass'],
    ['graph', ['graph', 'site', '--format', 'html'], 0, '<svg'],
    ['schema', ['schema'], 0, '"$id"'],
    ['schema scenarios', ['schema', 'scenarios'], 0, '"urn:sipin:scenarios:1"'],
    ['test without an engine', ['test', 'site'], 3, ''],
  ] as const)('%s', (name, args, status, said) => {
    if (name === 'diff') {
      cpSync(path.join(cwd, 'site'), path.join(cwd, 'next'), { recursive: true })
      const file = path.join(cwd, 'next/sipin.yaml')
      writeFileSync(file, readFileSync(file, 'utf8').replace(/^# {4}ticket:/m, '    ticket:'))
    }
    const ran = run(args, { SIPIN_ENGINE: 'none' })
    expect(ran).toMatchObject({ status, stdout: expect.stringContaining(said) })
    // Nothing of Node.js about modules that are loaded in a way it calls experimental.
    expect(ran.stderr).not.toMatch(/Warning|^\s+at /m)
  })

  it('a project of thousands of lines, without a word', () => {
    const lines = Array.from(
      { length: 3000 },
      (_, at) =>
        `  l${at}: {uri: "sip:l${at}@l${at}.sip.twilio.com", allow: [203.0.113.0/28], voicemail: true}\n`,
    )
    writeFileSync(path.join(cwd, 'large.yaml'), `version: 1\nlines:\n${lines.join('')}`)
    expect(run(['validate', 'large.yaml'])).toMatchObject({ status: 0, stdout: '', stderr: '' })
  })

  it('the library', () => {
    const program =
      "import('sipin').then(({ checkProject, decide }) => console.log(typeof checkProject, typeof decide, require.resolve('sipin/schemas/sipin.schema.json')))"
    const ran = runWith(node, node, ['-e', program], { cwd, env: {} })
    expect(ran.stderr).toBe('')
    expect(ran.stdout).toMatch(/^function function .*sipin\.schema\.json\n$/)
  })

  it('makes the same tree as every other release', () => {
    manifests.set(release, readFileSync(path.join(cwd, 'tree/manifest.json'), 'utf8'))
    expect(new Set(manifests.values()).size).toBe(1)
  })
})

it('comes from its repository by what the workflow of sipin init runs', () => {
  const origin = path.join(folder, 'origin')
  const env = { ...process.env, NODE_OPTIONS: '', npm_config_prefix: path.join(folder, 'prefix') }
  // No release is needed: a repository of the owner's may have no tag.
  const clone = `git clone --quiet --bare '${repository}' origin && git -C origin tag | xargs -r git -C origin tag --delete`
  expect(spawnSync('sh', ['-ec', clone], { cwd: folder, env, encoding: 'utf8' })).toMatchObject({ status: 0 })
  const template = readFileSync(path.join(repository, 'templates/init/github/workflows/sipin.yaml'), 'utf8')
  const workflow = parse(fillIn(template, `file://${origin}`))
  const steps: readonly { readonly name?: string; readonly run?: string }[] = workflow.jobs.lines.steps
  const { run = '' } = steps.find(({ name }) => name === 'install sipin') ?? {}
  const ran = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', run], {
    cwd: folder,
    env: { ...env, ...workflow.env },
    encoding: 'utf8',
  })
  expect({ status: ran.status, stderr: ran.stderr }).toMatchObject({ status: 0 })
  const installed = spawnSync(path.join(folder, 'prefix/bin/sipin'), ['--version'], { env, encoding: 'utf8' })
  expect(installed.stdout).toBe(`${version}\n`)
})

it('rehearses calls, those of docs/scenarios.md: what the lab needs is in the tarball', () => {
  const [[release, node]] = releases as [readonly [string, string]]
  const site = path.join(folder, 'scenarios')
  mkdirSync(site)
  playPage(readFileSync(path.join(repository, 'docs/scenarios.md'), 'utf8'), site, session => session)
  const program = path.join(folder, release, 'node_modules/.bin/sipin')
  const ran = runWith(node, program, ['test'], { cwd: site, env: {} })
  expect(ran.stdout).toMatch(/^(\d+) of \1 scenarios passed$/m)
  expect(ran.status).toBe(0)
})

function runWith(
  node: string,
  program: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
) {
  const { status, signal, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env: { ...withNode(node), XDG_CACHE_HOME: path.join(cwd, 'cache'), ...env },
    encoding: 'utf8',
  })
  if (error) throw error
  return { status, signal, stdout, stderr }
}

/** The environment in which `node` is that release. */
function withNode(node: string): NodeJS.ProcessEnv {
  return { ...process.env, NODE_OPTIONS: '', PATH: `${path.dirname(node)}:${process.env['PATH']}` }
}

function releaseOf(node: string): string {
  return spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim().slice(1)
}
