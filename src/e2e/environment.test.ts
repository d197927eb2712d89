import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { importing } from '../testing/faults.js'
import { repository } from '../testing/golden.js'
import { inFolder, shell, sipin, writeFiles } from '../testing/program.js'

const project = `version: 1
lines:
  support:
    uri: sip:acme-support@acme-support.sip.twilio.com
    allow: [203.0.113.0/28]
    voicemail: true
`
const isRoot = process.getuid?.() === 0
/** A shell with file systems of its own. */
const ownMounts = isRoot ? 'unshare --mount sh -ec' : 'unshare --map-root-user --mount sh -ec'

describe('what the environment lacks is exit status 3, said in one line', () => {
  it('a full disk leaves the old tree', () => {
    inFolder(cwd => {
      writeFiles(cwd, [['sipin.yaml', project]])
      const { status, stdout, stderr } = shell(
        `${ownMounts} '
          mkdir disk; mount -t tmpfs -o size=1m tmpfs disk
          sipin generate -o disk/tree --quiet; cp -r disk/tree before
          sed -i s/support:/sales:/ sipin.yaml
          status=0; head -c 2000000 /dev/zero > disk/filler 2> /dev/null || true; sipin generate -o disk/tree || status=$?
          ls -A disk; diff -r before disk/tree; exit $status'`,
        { cwd },
      )
      expect({ status, stdout, stderr }).toEqual({
        status: 3,
        stdout: 'filler\ntree\n',
        stderr:
          'sipin: disk/tree: cannot be written: the disk is full; free some room on it; what was there is untouched\n',
      })
    })
  })

  it('a read-only file system', () => {
    inFolder(cwd => {
      writeFiles(cwd, [['sipin.yaml', project]])
      const { status, stderr } = shell(
        `${ownMounts} 'mkdir disk; mount -t tmpfs -o ro tmpfs disk; sipin generate -o disk/tree'`,
        { cwd },
      )
      expect(stderr).toBe(
        'sipin: disk/tree: cannot be written: the file system is read-only; give a place on another one; what was there is untouched\n',
      )
      expect(status).toBe(3)
    })
  })

  it('a mount point, which cannot be swapped', () => {
    inFolder(cwd => {
      writeFiles(cwd, [['sipin.yaml', project]])
      const { status, stderr } = shell(
        `${ownMounts} 'mkdir disk; mount -t tmpfs tmpfs disk; sipin generate -o disk'`,
        { cwd },
      )
      expect(stderr).toBe(
        'sipin: disk: cannot be written: it is a mount point, which cannot be swapped; mount its parent directory instead; what was there is untouched\n',
      )
      expect(status).toBe(3)
    })
  })

  it('no permission to write, or to read', () => {
    inFolder(cwd => {
      writeFiles(cwd, [
        ['sipin.yaml', project],
        ['shut/tree/x', ''],
        ['secret.yaml', project],
      ])
      chmodSync(cwd, 0o755)
      chmodSync(path.join(cwd, 'shut'), 0o555)
      chmodSync(path.join(cwd, 'secret.yaml'), 0o000)
      const write = asNobody(['generate', 'sipin.yaml', '-o', 'shut/new'], cwd)
      expect(write.stderr).toBe(
        'sipin: shut/new: cannot be written: permission is denied; run sipin as a user who may, or change the mode; what was there is untouched\n',
      )
      expect(write.status).toBe(3)
      const read = asNobody(['validate', 'secret.yaml'], cwd)
      expect(read.stderr).toBe(
        'sipin: secret.yaml: cannot be read: permission is denied; run sipin as a user who may, or change the mode\n',
      )
      expect(read.status).toBe(3)
    })
  })
})

it('a bug is exit status 70, with a stack', () => {
  const fault = importing(
    'JSON.parse = () => { throw new TypeError("no such luck") }\nprocess.stdout.write = JSON.parse',
  )
  const { status, stderr } = sipin(['schema'], { cwd: tmpdir(), env: { NODE_OPTIONS: fault } })
  expect(status).toBe(70)
  expect(stderr).toMatch(/^sipin: this is a bug in sipin \d+\.\d+\.\d+.*\nTypeError: no such luck\n {4}at /)
})

describe('colours', () => {
  const bad = project.replace('sip:acme', 'sips:acme')
  const esc = '\u001b['

  it.each([
    ['on a terminal', 'sipin validate', {}, true],
    ['not with NO_COLOR', 'sipin validate', { NO_COLOR: '1' }, false],
    ['not with --no-color', 'sipin validate --no-color', {}, false],
    ['nor in what machines read', 'sipin validate --format github', {}, false],
  ] as const)('%s', (_, command, env, coloured) => {
    inFolder(cwd => {
      writeFiles(cwd, [['sipin.yaml', bad]])
      // script(1) runs a command on a terminal of its own.
      const { stdout, status } = shell(`script --quiet --return --command '${command}' /dev/null`, {
        cwd,
        env,
      })
      expect(status).toBe(1)
      expect(stdout).toContain('bad-uri')
      expect(stdout.includes(esc)).toBe(coloured)
    })
  })
})

describe('the same bytes on every machine', () => {
  const sample = path.join(repository, 'fixtures/acme')

  it.each([
    ['another folder', {}, 'deeply/nested/elsewhere'],
    ['another time zone', { TZ: 'Pacific/Kiritimati' }, 'here'],
    ['another language', { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', LANGUAGE: 'tr' }, 'here'],
    ['no language at all', { LANG: '', LC_ALL: 'C' }, 'here'],
    ['a terminal of another width, with colours', { COLUMNS: '20', FORCE_COLOR: '1', TERM: 'xterm' }, 'here'],
    [
      'another year, other chances, another host',
      {
        HOSTNAME: 'elsewhere',
        NODE_OPTIONS: importing(
          'Date.now = () => 0; Math.random = () => 0.5; globalThis.Date = class extends Date { constructor() { super(0) } }',
        ),
      },
      'here',
    ],
  ] as const)('%s', (_, env, folder) => {
    inFolder(cwd => {
      const expected = generate(cwd, 'first', {})
      expect(expected.size).toBeGreaterThan(25)
      expect(generate(cwd, folder, env)).toEqual(expected)
    })
  })

  it('another user', () => {
    inFolder(cwd => {
      const expected = generate(cwd, 'first', {})
      const folder = path.join(cwd, 'nobody')
      cpSync(sample, folder, { recursive: true })
      spawnSync('chmod', ['-R', 'a+rwX', cwd])
      expect(asNobody(['generate', '-o', 'tree', '--quiet'], folder)).toMatchObject({ status: 0, stderr: '' })
      expect(readTree(path.join(folder, 'tree'))).toEqual(expected)
    })
  })

  it('files of one project in another order on the disk', () => {
    inFolder(cwd => {
      const parts = ['a', 'b', 'c', 'd'].map(
        id =>
          [
            `${id}.yaml`,
            `version: 1\nlines:\n  ${id}: {uri: sip:${id}@${id}.sip.twilio.com, allow: [203.0.113.0/28], voicemail: true}\n`,
          ] as const,
      )
      writeFiles(path.join(cwd, 'one'), parts)
      writeFiles(path.join(cwd, 'two'), parts.toReversed())
      for (const folder of ['one', 'two'])
        expect(sipin(['generate', folder, '-o', `${folder}/tree`, '--quiet'], { cwd }).stderr).toBe('')
      expect(readTree(path.join(cwd, 'one/tree'))).toEqual(readTree(path.join(cwd, 'two/tree')))
    })
  })

  function generate(cwd: string, folder: string, env: Readonly<Record<string, string>>) {
    cpSync(sample, path.join(cwd, folder), { recursive: true })
    const run = sipin(['generate', '-o', 'tree', '--quiet'], { cwd: path.join(cwd, folder), env })
    expect(run.stderr).toBe('')
    return readTree(path.join(cwd, folder, 'tree'))
  }
})

describe('a start loads only what its command needs', () => {
  it.each([
    ['validate', ['validate', 'fixtures/acme'], false],
    ['generate', ['generate', 'fixtures/acme', '--check', '-o', 'nowhere'], false],
    // So that the test is seen to see it.
    ['test', ['test', 'fixtures/acme'], true],
  ] as const)('%s', (_, args, loaded) => {
    inFolder(folder => {
      const env = { NODE_V8_COVERAGE: folder, SIPIN_ENGINE: 'none' }
      sipin(args, { cwd: repository, env })
      const scripts = readdirSync(folder).flatMap(name =>
        (
          JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as { result: { url: string }[] }
        ).result.map(({ url }) => url),
      )
      expect(scripts.some(url => url.includes('/dist/cli.cjs'))).toBe(true)
      expect(scripts.some(url => url.includes('/node_modules/execa/'))).toBe(loaded)
    })
  })
})

let copy: string | undefined

/** Runs a copy of the program that everybody may read, as the user nobody. */
function asNobody(args: readonly string[], cwd: string) {
  copy ??= installedCopy()
  const command = ['node', path.join(copy, 'bin/sipin.js'), ...args]
  const [program = '', ...rest] = isRoot
    ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...command]
    : command
  const { status, stdout, stderr, error } = spawnSync(program, rest, {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  })
  if (error) throw error
  return { status, stdout, stderr }
}

function installedCopy(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'sipin-copy-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  for (const part of ['bin', 'dist', 'schemas', 'package.json'])
    cpSync(path.join(repository, part), path.join(folder, part), { recursive: true })
  mkdirSync(path.join(folder, 'node_modules'))
  writeFileSync(path.join(folder, 'node_modules/.empty'), '')
  spawnSync('chmod', ['-R', 'a+rX', folder])
  return folder
}

function readTree(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return new Map(
    files
      .map(entry => path.join(entry.parentPath, entry.name))
      .sort()
      .map(file => [path.relative(folder, file), readFileSync(file, 'latin1')]),
  )
}
