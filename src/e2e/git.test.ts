import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'
import { importing } from '../testing/faults.js'
import {
  inFolder,
  neutralEnvironment,
  type Run,
  shell,
  sipin,
  sipinFile,
  writeFiles,
} from '../testing/program.js'

const lines = (...ids: readonly string[]): string =>
  [
    'version: 1',
    'lines:',
    ...ids.map(id => `  ${id}: {uri: sip:${id}@${id}.sip.twilio.com, ${plan}}`),
    '',
  ].join('\n')
const plan = 'allow: [203.0.113.0/28], voicemail: true'

/** Who commits; nothing of the machine's own settings. */
const settings = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' }
const people = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@b',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@b',
}

describe('a repository of somebody else', () => {
  // What runs when an object of a partial clone is missing, and what might run when anything is read.
  it.each([
    ['core.sshCommand', { 'core.sshCommand': 'touch ran; false', 'remote.evil.url': 'ssh://host/x' }],
    [
      'a remote that is a program',
      { 'remote.evil.url': 'ext::sh -c touch% ran', 'protocol.ext.allow': 'always' },
    ],
    ['uploadpack', { 'remote.evil.uploadpack': 'touch ran; false', 'remote.evil.url': '.' }],
    ['core.gitProxy', { 'core.gitProxy': './program', 'remote.evil.url': 'git://127.0.0.1/x' }],
    ['a remote helper', { 'remote.evil.vcs': 'evil', 'remote.evil.url': 'x' }],
    [
      'credential.helper',
      {
        'credential.helper': '!touch ran; false',
        'remote.evil.url': 'https://127.0.0.1:1/x',
        'core.askPass': './program',
      },
    ],
  ])('runs nothing for a missing object: %s', (_, config) => {
    withRepository(cwd => {
      configure(cwd, {
        ...{
          'core.repositoryFormatVersion': '1',
          'extensions.partialClone': 'evil',
          'protocol.allow': 'always',
        },
        ...{ 'remote.evil.promisor': 'true', 'remote.evil.partialclonefilter': 'blob:none', ...config },
      })
      const id = git(cwd, 'rev-parse', 'HEAD:sipin.yaml')
      rmSync(path.join(cwd, '.git/objects', id.slice(0, 2), id.slice(2)))
      const { status, stderr } = diff(cwd)
      expect(existsSync(path.join(cwd, 'ran'))).toBe(false)
      expect(status).toBe(2)
      expect(stderr).toMatch(/^sipin: HEAD:sipin\.yaml: [^\n]+\n$/)
    })
  })

  it.each([
    ['core.fsmonitor', { 'core.fsmonitor': './program' }],
    ['hooks', { 'core.hooksPath': '.' }],
    ['an external diff', { 'diff.external': './program', 'diff.x.command': './program' }],
    [
      'textconv and filters',
      { 'diff.x.textconv': './program', 'filter.x.smudge': './program', 'filter.x.process': './program' },
    ],
    ['pagers', { 'core.pager': './program', 'pager.cat-file': './program', 'core.editor': './program' }],
    [
      'aliases',
      { 'alias.cat-file': '!./program', 'alias.rev-parse': '!./program', 'alias.ls-tree': '!./program' },
    ],
    ['signatures', { 'gpg.program': './program', 'log.showSignature': 'true' }],
    ['alternates', { 'core.alternateRefsCommand': './program', 'core.preferSymlinkRefs': 'true' }],
  ])('runs nothing that its configuration names: %s', (_, config) => {
    withRepository(cwd => {
      configure(cwd, config)
      writeFiles(cwd, [['.gitattributes', '* diff=x filter=x\n']])
      expect(diff(cwd)).toEqual({ status: 0, stdout: expect.stringContaining('line b'), stderr: '' })
      expect(existsSync(path.join(cwd, 'ran'))).toBe(false)
    })
  })

  it.each([
    ['..', '040000', /^$/],
    ['.', '040000', /^$/],
    ['.git', '040000', /^$/],
    ['.GIT', '040000', /^$/],
    ['..', '100644', /^$/],
    ['../escaped.yaml', '100644', /the tree is damaged/],
    ['/tmp/sipin-escaped.yaml', '100644', /the tree is damaged/],
    ['', '100644', /the tree is damaged/],
  ])('with a tree entry named %p, mode %s, writes nothing', (name, mode, said) => {
    withRepository(cwd => {
      const blob = git(cwd, 'rev-parse', 'HEAD:sipin.yaml')
      const inner = makeTree(cwd, [['100644', 'escaped.yaml', blob]])
      const tree = makeTree(cwd, [
        [mode, name, mode === '040000' ? inner : blob],
        ['100644', 'sipin.yaml', blob],
      ])
      const temporary = path.join(cwd, 'temporary/deep')
      mkdirSync(temporary, { recursive: true })
      const { status, stderr } = sipin(['diff', `${commit(cwd, tree)}:`, 'sipin.yaml'], {
        cwd,
        env: { ...settings, TMPDIR: temporary },
      })
      expect(stderr).toMatch(said)
      expect(status).toBe(stderr === '' ? 0 : 2)
      expect(readdirSync(cwd, { recursive: true }).filter(file => String(file).includes('escaped'))).toEqual(
        [],
      )
      expect(existsSync('/tmp/sipin-escaped.yaml')).toBe(false)
    })
  })

  it.each([
    ['a link', '120000', 'is a symbolic link, which is not followed in a revision'],
    ['a submodule', '160000', 'is a submodule, not a regular file'],
    ['a directory', '040000', 'is a directory, not a regular file'],
  ])('%s in the place of a file is an error, and not followed', (_, mode, reason) => {
    withRepository(cwd => {
      const blob = git(cwd, 'rev-parse', 'HEAD:sipin.yaml')
      const id =
        mode === '120000' ? blob : mode === '160000' ? git(cwd, 'rev-parse', 'HEAD') : makeTree(cwd, [])
      const tree = makeTree(cwd, [
        [mode, 'a.yaml', id],
        ['100644', 'sipin.yaml', blob],
      ])
      const { status, stderr } = sipin(['diff', `${commit(cwd, tree)}:`, 'sipin.yaml'], {
        cwd,
        env: settings,
      })
      expect(stderr).toContain(`a.yaml: error: the file ${reason} [unreadable-file]`)
      expect(status).toBe(1)
    })
  })

  it('with an object that is too large says so at once', () => {
    withRepository(cwd => {
      shell('head -c 60000000 /dev/zero > large.yaml; git add large.yaml; git commit -q -m large', {
        cwd,
        env: { ...settings, ...people },
      })
      rmSync(path.join(cwd, 'large.yaml'))
      const { status, stderr } = sipin(['diff', 'HEAD', '.'], { cwd, env: settings })
      expect(stderr).toContain('HEAD:./large.yaml: error: the file is larger than 48 MiB [unreadable-file]')
      expect(status).toBe(1)
    })
  })

  it('that git cannot read to an end is given up, and git is ended', async () => {
    const silent = /^sipin: [^\n]*git does not answer within 10 seconds [^\n]+\n$/
    const runs = blocks.map(block =>
      inRepository(async cwd => {
        shell(block, { cwd })
        const { status, stderr } = await background(cwd).ended
        expect([block, status, stderr]).toEqual([block, 3, expect.stringMatching(silent)])
        expect([block, gitsIn(cwd)]).toEqual([block, ''])
      }),
    )
    const damaged = inRepository(async cwd => {
      const id = git(cwd, 'rev-parse', 'HEAD:sipin.yaml')
      const file = path.join(cwd, '.git/objects', id.slice(0, 2), id.slice(2))
      rmSync(file)
      writeFileSync(file, deflateSync('blob 500\0short'))
      const { status, stderr } = await background(cwd).ended
      expect(stderr).toMatch(silent)
      expect(stderr).toContain(`has not given all 500 bytes of the object ${id}, which may be damaged`)
      expect(status).toBe(3)
    })
    await Promise.all([...runs, damaged])
  }, 60_000)

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('git that waits ends with sipin: %s', async signal => {
    await inRepository(async cwd => {
      shell('mkfifo .git/pipe; git config include.path pipe', { cwd })
      const { child, ended } = background(cwd)
      for (let tries = 0; gitsIn(cwd) === '' && tries < 100; tries++) await sleep(50)
      expect(gitsIn(cwd)).not.toBe('')
      child.kill(signal)
      expect(await ended).toMatchObject({ status: null, signal })
      await sleep(100)
      expect(gitsIn(cwd)).toBe('')
    })
  })

  it('with a few trees that are millions of files is refused', () => {
    withRepository(cwd => {
      const blob = git(cwd, 'rev-parse', 'HEAD:sipin.yaml')
      const files = Array.from({ length: 20_000 }, (_, i) => ['100644', `f${100_000 + i}`, blob] as const)
      let tree = makeTree(cwd, files)
      for (let level = 0; level < 3; level++)
        tree = makeTree(
          cwd,
          Array.from({ length: 20 }, (_, i) => ['040000', `d${10 + i}`, tree] as const),
        )
      const { status, stderr } = sipin(['diff', `${commit(cwd, tree)}:`, '.'], { cwd, env: settings })
      expect(stderr).toContain(
        'there are more than 100000 files and folders in it; name the folder of the project',
      )
      expect(status).toBe(2)
    })
  })

  it('with names that are not UTF-8 says so of each', () => {
    withRepository(cwd => {
      const blob = git(cwd, 'rev-parse', 'HEAD:sipin.yaml')
      const entry = (name: string): Buffer =>
        Buffer.concat([Buffer.from(`100644 ${name}\0`, 'latin1'), Buffer.from(blob, 'hex')])
      // A photograph of such a name is nobody's business.
      const tree = hashTree(cwd, Buffer.concat(['\xe9.jpg', '\xfe.yaml', '\xff.yaml'].map(entry)))
      const { status, stderr } = sipin(['diff', `${commit(cwd, tree)}:`, '.'], { cwd, env: settings })
      expect(stderr).toContain('\\xfe.yaml: error: the file has a name that is not UTF-8 [unreadable-file]')
      expect(stderr).toContain('\\xff.yaml: error: the file has a name that is not UTF-8 [unreadable-file]')
      expect(stderr).not.toContain('jpg')
      expect(status).toBe(1)
    })
  })

  it.each([
    ['a line end in a revision', 'HEAD\nHEAD:sipin.yaml', 2],
    ['an option', '--batch-all-objects:sipin.yaml', 2],
    ['an option', '--output=ran', 2],
    ['the index', ':sipin.yaml', 2],
    ['a commit by its message', ':/first', 2],
  ])('%s is no revision', (_, name, status) => {
    withRepository(cwd => {
      expect(sipin(['diff', '--', name, 'sipin.yaml'], { cwd, env: settings }).status).toBe(status)
      expect(readdirSync(cwd).sort()).toEqual(['.git', 'program', 'sipin.yaml'])
    })
  })
})

describe('a revision', () => {
  it('beside a submodule', () => {
    withRepository(cwd => {
      const head = git(cwd, 'rev-parse', 'HEAD')
      git(cwd, 'update-index', '--add', '--cacheinfo', `160000,${head},sub`)
      git(cwd, 'commit', '-q', '-m', 'sub')
      expect(sipin(['diff', 'HEAD', '.'], { cwd, env: settings })).toMatchObject({ status: 0, stderr: '' })
    })
  })

  it('of 2,001 files takes one process of git', () => {
    withRepository(cwd => {
      writeFiles(
        cwd,
        Array.from({ length: 2000 }, (_, i) => [`l${i}.yaml`, lines(`l${i}`)]),
      )
      git(cwd, 'add', '.')
      git(cwd, 'commit', '-q', '-m', 'many')
      // A git that counts itself.
      const real = shell('command -v git', { cwd }).stdout.trim()
      writeFiles(cwd, [['bin/git', `#!/bin/sh\necho >> "${cwd}/starts"\nexec ${real} "$@"\n`]])
      shell('chmod +x bin/git', { cwd })
      const { PATH } = neutralEnvironment()
      const { status, stdout, stderr } = sipin(['diff', 'HEAD', '.'], {
        cwd,
        env: { ...settings, PATH: `${cwd}/bin:${PATH}` },
      })
      expect(stderr).toBe('')
      expect(stdout).toBe('')
      expect(status).toBe(0)
      expect(shell('wc -l < starts', { cwd }).stdout.trim()).toBe('1')
    })
  })

  it('needs no temporary folder, and leaves nothing when it is interrupted', () => {
    withRepository(cwd => {
      const none = sipin(['diff', 'HEAD:sipin.yaml', 'sipin.yaml'], {
        cwd,
        env: { ...settings, TMPDIR: '/nowhere' },
      })
      expect(none).toMatchObject({ status: 0, stderr: '' })
      mkdirSync(path.join(cwd, 'temporary'))
      // It ends while it holds what it has read.
      const NODE_OPTIONS = importing("process.stdout.write = () => process.kill(process.pid, 'SIGKILL')")
      const TMPDIR = path.join(cwd, 'temporary')
      expect(
        sipin(['diff', 'HEAD:sipin.yaml', 'sipin.yaml'], { cwd, env: { ...settings, TMPDIR, NODE_OPTIONS } })
          .status,
      ).toBe(null)
      expect(readdirSync(TMPDIR)).toEqual([])
    })
  })

  it('without git is what the environment lacks', () => {
    withRepository(cwd => {
      mkdirSync(path.join(cwd, 'bin'))
      symlinkSync(process.execPath, path.join(cwd, 'bin/node'))
      expect(
        sipin(['diff', 'HEAD:sipin.yaml', 'sipin.yaml'], { cwd, env: { PATH: path.join(cwd, 'bin') } }),
      ).toEqual({
        status: 3,
        stdout: '',
        stderr:
          'sipin: HEAD:sipin.yaml: no such file, directory or git revision that can be read: git is not installed\n',
      })
    })
  })

  it('has its sounds', () => {
    withRepository(cwd => {
      writeFiles(cwd, [
        ['sipin.yaml', lines('a').replace('voicemail: true', 'voicemail: {greeting: sounds/hi.wav}')],
      ])
      git(cwd, 'add', '.')
      git(cwd, 'commit', '-q', '-m', 'without')
      expect(sipin(['diff', 'HEAD', '.'], { cwd, env: settings }).stderr).toContain(
        'there is no file `sounds/hi.wav`',
      )
      shell(
        'mkdir sounds; cp "$WAV" sounds/hi.wav; git add .; git commit -q -m with; rm -r sounds; git checkout -q HEAD~2 sipin.yaml',
        {
          cwd,
          env: { ...settings, ...people, WAV: path.resolve('fixtures/acme/sounds/voicemail.wav') },
        },
      )
      expect(sipin(['diff', 'HEAD', '.'], { cwd, env: settings })).toMatchObject({ status: 0, stderr: '' })
    })
  })
})

/** What makes git wait for a writer that never comes. */
const blocks = [
  'mkfifo .git/pipe; git config include.path pipe',
  'git config include.path /dev/ptmx',
  ...[
    'config',
    'HEAD',
    'commondir',
    'packed-refs',
    'objects/info/alternates',
    'refs/heads/$(git branch --show-current)',
  ].map(file => `f=".git/${file}"; rm -f "$f"; mkfifo "$f"`),
]

/** `sipin diff HEAD .`, beside others. */
function background(cwd: string) {
  const child = spawn(process.execPath, [sipinFile, 'diff', 'HEAD', '.'], {
    cwd,
    env: { ...neutralEnvironment(), ...settings },
  })
  let stderr = ''
  child.stderr.on('data', data => {
    stderr += data
  })
  const ended = new Promise<{ status: number | null; signal: string | null; stderr: string }>(resolve =>
    child.on('close', (status, signal) => resolve({ status, signal, stderr })),
  )
  return { child, ended }
}

/** The gits whose folder is this one. */
function gitsIn(cwd: string): string {
  return shell(
    `for p in /proc/[0-9]*; do [ "$(readlink $p/cwd)" = "${cwd}" ] && grep -ax git $p/comm; done; true`,
    { cwd: '/' },
  ).stdout
}

/** A repository whose only commit has line a, and whose file has line b as well; `program` would leave the file `ran`. */
function withRepository(use: (cwd: string) => void): void {
  inRepository(use)
}

function inRepository<T>(use: (cwd: string) => T): T {
  return inFolder(cwd => {
    writeFiles(cwd, [
      ['sipin.yaml', lines('a')],
      ['program', '#!/bin/sh\ntouch ran\n'],
    ])
    git(cwd, 'init', '-q', '.')
    shell('chmod +x program', { cwd })
    git(cwd, 'add', 'sipin.yaml')
    git(cwd, 'commit', '-q', '-m', 'first')
    writeFiles(cwd, [['sipin.yaml', lines('a', 'b')]])
    return use(cwd)
  })
}

function diff(cwd: string): Run {
  return sipin(['diff', 'HEAD:sipin.yaml', 'sipin.yaml'], { cwd, env: settings })
}

function configure(cwd: string, config: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(config)) git(cwd, 'config', name, value)
}

/** A tree as no git would make it. */
function makeTree(
  cwd: string,
  entries: readonly (readonly [mode: string, name: string, id: string])[],
): string {
  const bytes = entries.map(([mode, name, id]) =>
    Buffer.concat([Buffer.from(`${mode.replace(/^0/, '')} ${name}\0`), Buffer.from(id, 'hex')]),
  )
  return hashTree(cwd, Buffer.concat(bytes))
}

function hashTree(cwd: string, input: Buffer): string {
  const made = spawnSync('git', ['hash-object', '-t', 'tree', '-w', '--literally', '--stdin'], {
    cwd,
    input,
  })
  return made.stdout.toString().trim()
}

function commit(cwd: string, tree: string): string {
  return git(cwd, 'commit-tree', '-m', 'odd', tree)
}

function git(cwd: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, {
    cwd,
    encoding: 'utf8',
    env: { ...neutralEnvironment(), ...settings, ...people },
  })
  if (status !== 0) throw new Error(stderr)
  return stdout.trim()
}
