import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { Command } from 'commander'
import { commands } from '../cli/index.js'
import { importing } from '../testing/faults.js'
import { inFolder, neutralEnvironment, shell, sipin, sipinFile, writeFiles } from '../testing/program.js'

const project = `version: 1
lines:
  support: {uri: sip:support@support.sip.twilio.com, allow: [203.0.113.0/28], voicemail: true}
`
const other = project.replace('support:', 'sales:')

/** A project in its directory, with a repository, beside a directory of somebody else. */
function inProject(use: (cwd: string, top: string) => void): void {
  inFolder(top => {
    writeFiles(top, [
      ['site/sipin.yaml', project],
      ['site/.git/HEAD', 'ref: refs/heads/main\n'],
      ['site/precious.txt', 'precious'],
      ['other/deep/precious.txt', 'precious'],
      ['other/manifest.json', '{"name": "an app", "files": ["index.html"]}'],
      ['app/manifest.json', '{"manifest_version": 3, "files": {"precious.txt": "x"}}'],
      ['app/precious.txt', 'precious'],
      ['repository/.git/HEAD', 'ref: refs/heads/main\n'],
      ['hidden/.env', 'SECRET=1'],
      ['file', 'precious'],
    ])
    symlinkSync('gone', path.join(top, 'site/dangling'))
    symlinkSync('loop', path.join(top, 'site/loop'))
    symlinkSync('../other', path.join(top, 'site/link-to-other'))
    symlinkSync('.', path.join(top, 'site/here'))
    mkdirSync(path.join(top, 'folders/empty'), { recursive: true })
    execFileSync('mkfifo', [path.join(top, 'site/pipe')])
    use(path.join(top, 'site'), top)
  })
}

/** Names of all that is there, and what links and files say. */
function contentOf(top: string): readonly string[] {
  return readdirSync(top, { recursive: true, withFileTypes: true })
    .map(entry => {
      const place = path.join(entry.parentPath, entry.name)
      const said = entry.isFile()
        ? readFileSync(place, 'utf8')
        : entry.isSymbolicLink()
          ? readlinkSync(place)
          : ''
      return `${path.relative(top, place)} ${lstatSync(place).mode} ${said}`
    })
    .sort()
}

describe('what is not a tree of sipin is never replaced', () => {
  const places = [
    ['an empty text', ''],
    ['this directory', '.'],
    ['this directory', './'],
    ['this directory', '../site'],
    ['this directory', 'here'],
    ['this directory', '$PWD'],
    ['the directory above', '..'],
    ['.git', '.git'],
    ['a folder in .git', '.git/out'],
    ['a folder in .git, by other letters', '.GIT/out'],
    ['a repository', '../repository'],
    ['a directory with files', '../other'],
    ['a directory with files, by a link', 'link-to-other'],
    ['a directory with a manifest of another program', '../app'],
    ['a directory with hidden files', '../hidden'],
    ['a directory with empty folders', '../folders'],
    ['a file', '../file'],
    ['a pipe', 'pipe'],
    ['a link to nothing', 'dangling'],
    ['a link to itself', 'loop'],
    ['a path through a link to nothing', 'dangling/tree'],
    ['a path through a file', '../file/tree'],
    ['standard output', '-'],
    ['the option after an unset variable', '--check'],
  ] as const

  it.each(places)('%s: -o %p', (_, place) => {
    inProject((cwd, top) => {
      const before = contentOf(top)
      const written = place === '$PWD' ? cwd : place
      for (const more of [[], ['--force']]) {
        const { status, stderr, stdout } = sipin(['generate', '-o', written, ...more], { cwd })
        expect([1, 2, 3]).toContain(status)
        expect(stdout + stderr).not.toMatch(/ at |this is a bug/)
        expect(stderr.trim()).not.toBe('')
      }
      expect(contentOf(top)).toEqual(before)
    })
  })

  it('a directory that holds what is read, from wherever', () => {
    inProject((cwd, top) => {
      const before = contentOf(top)
      for (const input of ['site', 'site/sipin.yaml', path.join(top, 'site/here/sipin.yaml')])
        for (const place of ['site', top, 'site/here', 'site/../site/'])
          expect(sipin(['generate', input, '-o', place, '--force'], { cwd: top }).status).toBe(2)
      expect(sipin(['generate', '-', '-o', '.', '--force'], { cwd, input: project }).status).toBe(2)
      expect(contentOf(top)).toEqual(before)
    })
  })

  it.each([
    ['a file', (tree: string) => writeFileSync(path.join(tree, 'asterisk/mine.txt'), 'precious')],
    ['a folder', (tree: string) => mkdirSync(path.join(tree, 'mine'))],
    ['a repository', (tree: string) => mkdirSync(path.join(tree, '.git'))],
    ['a link', (tree: string) => symlinkSync('/', path.join(tree, 'mine'))],
    ['a pipe', (tree: string) => execFileSync('mkfifo', [path.join(tree, 'mine')])],
    ['another manifest', (tree: string) => writeFileSync(path.join(tree, 'manifest.json'), '{}')],
  ])('nor is, with --force, what was put into one: %s', (_, put) => {
    inProject((cwd, top) => {
      expect(sipin(['generate', '-o', 'tree'], { cwd }).status).toBe(0)
      put(path.join(cwd, 'tree'))
      writeFiles(cwd, [['sipin.yaml', other]])
      const before = contentOf(top)
      const { status, stderr } = sipin(['generate', '-o', 'tree', '--force'], { cwd })
      expect(stderr).toContain('[foreign-file]')
      expect(status).toBe(1)
      expect(contentOf(top)).toEqual(before)
    })
  })
})

describe('a tree', () => {
  it.each([
    ['is made in an empty directory', 'tree', (cwd: string) => mkdirSync(path.join(cwd, 'tree'))],
    ['is made in a directory that is not there', 'a/b/tree', () => {}],
    ['may have a name with blanks, line ends and other letters', ' tré\ne ', () => {}],
  ])('%s', (_, place, prepare) => {
    inProject(cwd => {
      prepare(cwd)
      expect(sipin(['generate', '-o', place], { cwd }).status).toBe(0)
      expect(existsSync(path.join(cwd, place, 'manifest.json'))).toBe(true)
    })
  })

  it('is written where a link leads, and the link stays', () => {
    inProject((cwd, top) => {
      mkdirSync(path.join(top, 'releases/one'), { recursive: true })
      symlinkSync('../releases/one', path.join(cwd, 'current'))
      for (const text of [project, other]) {
        writeFiles(cwd, [['sipin.yaml', text]])
        expect(sipin(['generate', '-o', 'current'], { cwd }).status).toBe(0)
        expect(readlinkSync(path.join(cwd, 'current'))).toBe('../releases/one')
      }
      expect(readdirSync(path.join(top, 'releases/one/asterisk/lines'))).toEqual(['sales.conf'])
      expect(readdirSync(path.join(top, 'releases'))).toEqual(['one'])
      expect(sipin(['generate', '-o', 'current', '--check'], { cwd }).status).toBe(0)
    })
  })

  it('keeps its mode, and those of its files', () => {
    inProject(cwd => {
      const tree = path.join(cwd, 'tree')
      mkdirSync(tree)
      chmodSync(tree, 0o700)
      expect(sipin(['generate', '-o', 'tree'], { cwd }).status).toBe(0)
      expect(statSync(tree).mode & 0o7777).toBe(0o700)
      chmodSync(tree, 0o2750)
      chmodSync(path.join(tree, 'asterisk'), 0o711)
      chmodSync(path.join(tree, 'asterisk/pjsip.conf'), 0o640)
      writeFiles(cwd, [['sipin.yaml', other]])
      expect(sipin(['generate', '-o', 'tree'], { cwd }).status).toBe(0)
      expect(statSync(tree).mode & 0o7777).toBe(0o2750)
      expect(statSync(path.join(tree, 'asterisk')).mode & 0o7777).toBe(0o711)
      expect(statSync(path.join(tree, 'asterisk/pjsip.conf')).mode & 0o7777).toBe(0o640)
    })
  })

  it('keeps its owner', () => {
    inProject(cwd => {
      // Another owner needs root, or a user namespace with one.
      const asRoot = process.getuid?.() === 0 ? 'sh -ec' : 'unshare --map-root-user --map-auto sh -ec'
      const { status, stdout, stderr } = shell(
        `${asRoot} '
          mkdir tree; chown 12:34 tree; sipin generate -o tree --quiet
          chown 56:78 tree/asterisk/pjsip.conf; sed -i s/support:/sales:/ sipin.yaml; sipin generate -o tree --quiet
          stat -c %u:%g tree tree/asterisk/pjsip.conf tree/asterisk/lines/sales.conf'`,
        { cwd },
      )
      expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '12:34\n56:78\n12:34\n', stderr: '' })
    })
  })

  it('beside which somebody has files with such names keeps them', () => {
    inProject(cwd => {
      const names = [
        '.tree.sipin-new-notes',
        '.tree.sipin-new-0',
        '.tree.sipin-old/precious.txt',
        '.tree.sipin-newer',
      ]
      writeFiles(cwd, [...names.map(name => [name, 'precious'] as const), ['.tree.sipin-new-1x/a', '']])
      for (const text of [project, other]) {
        writeFiles(cwd, [['sipin.yaml', text]])
        expect(sipin(['generate', '-o', 'tree'], { cwd }).status).toBe(0)
      }
      for (const name of [...names, '.tree.sipin-new-1x/a'])
        expect(existsSync(path.join(cwd, name))).toBe(true)
    })
  })
})

describe('what lies beside a tree and is not of sipin', () => {
  const shape = JSON.stringify({ manifest: 1, sipin: '1.0.0', files: {} })
  it.each([
    ['a folder as of a run that is gone', '.tree.sipin-new-4194999/mine', 'precious', true],
    ['a lock with a text', '.tree.sipin-lock', '12 apples\n', true],
    ['a tree with a file of somebody', '.tree.sipin-old/precious', 'precious', true],
    ['a tree with a file of somebody, and no tree', '.tree.sipin-old/precious', 'precious', false],
  ])('is left and named: %s', (_, name, content, hasTree) => {
    inFolder(cwd => {
      writeFiles(cwd, [['sipin.yaml', project]])
      if (hasTree) sipin(['generate', '-o', 'tree'], { cwd })
      writeFiles(cwd, [[name, content]])
      if (name.includes('-old')) writeFiles(cwd, [['.tree.sipin-old/manifest.json', shape]])
      const place = path.join(cwd, name)
      utimesSync(place, 1, 1)
      const { status, stderr } = sipin(['generate', '-o', 'tree'], { cwd })
      expect(stderr).toMatch(/^sipin: [^\n]*\.tree\.sipin-[^\n]* sipin did not make[^\n]*\n$/)
      expect(status).toBe(3)
      expect(readFileSync(place, 'utf8')).toBe(content)
      expect(existsSync(path.join(cwd, 'tree'))).toBe(hasTree)
    })
  })

  it.each(['.tree.sipin-new-4194999', '.tree.sipin-lock', '.tree.sipin-old'])('is left: a link %s', name => {
    inFolder(cwd => {
      writeFiles(cwd, [['sipin.yaml', project]])
      sipin(['generate', '-o', 'elsewhere'], { cwd })
      symlinkSync('elsewhere', path.join(cwd, name))
      expect(sipin(['generate', '-o', 'tree'], { cwd }).status).toBe(3)
      expect(readlinkSync(path.join(cwd, name))).toBe('elsewhere')
      expect(existsSync(path.join(cwd, 'elsewhere/manifest.json'))).toBe(true)
    })
  })
})

describe('a place in which nothing can be made', () => {
  it('is said of a name that leaves no room for the names beside it', () => {
    inFolder(cwd => {
      writeFiles(cwd, [['sipin.yaml', project]])
      const { status, stderr } = sipin(['generate', '-o', 'x'.repeat(240)], { cwd })
      expect(stderr).toMatch(/^sipin: x+: cannot be written: the name is too long[^\n]*\n$/)
      expect(status).toBe(3)
      expect(readdirSync(cwd)).toEqual(['sipin.yaml'])
    })
  })

  it('is said of a working directory that is gone', () => {
    inFolder(top => {
      writeFiles(top, [['sipin.yaml', project]])
      for (const args of [`generate ${top}/sipin.yaml -o t`, 'diff HEAD .']) {
        mkdirSync(path.join(top, 'gone'))
        const { status, stderr } = shell(`rmdir ../gone; sipin ${args}`, { cwd: path.join(top, 'gone') })
        expect(stderr).toMatch(/sipin: the directory in which sipin runs is not there any more[^\n]*\n$/)
        expect(status).toBe(3)
      }
    })
  })
})

describe('two runs at once', () => {
  it('come one after the other, and nobody sees a hand edit', async () => {
    await inFolder(async cwd => {
      writeFiles(cwd, [
        ['a.yaml', project],
        ['b.yaml', other],
      ])
      const files = ['a', 'b', 'a', 'b', 'a', 'b']
      for (let round = 0; round < 3; round++) {
        const runs = await Promise.all(
          files.map(file => run(['generate', `${file}.yaml`, '-o', 'tree'], cwd)),
        )
        expect(runs).toEqual(files.map(() => 0))
        expect(readdirSync(cwd).sort()).toEqual(['a.yaml', 'b.yaml', 'tree'])
      }
    })
  })

  it('wait for half a minute, and then say who is in the way', () => {
    inFolder(cwd => {
      writeFiles(cwd, [['sipin.yaml', project]])
      const [ticks] = [readFileSync(`/proc/${process.pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[19]]
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
      writeFiles(cwd, [['.tree.sipin-lock', `${process.pid} ${ticks} ${boot}\n`]])
      const NODE_OPTIONS = importing('Atomics.wait = () => "timed-out"')
      const { status, stderr } = sipin(['generate', '-o', 'tree'], { cwd, env: { NODE_OPTIONS } })
      expect(stderr).toMatch(
        /^sipin: tree: another sipin has been writing it for 30 seconds; nothing was written \([^\n]+\)\n$/,
      )
      expect(status).toBe(3)
      expect(existsSync(path.join(cwd, 'tree'))).toBe(false)
    })
  })

  it.each([
    ['of a process that is gone', '999999999 1 00000000-0000-4000-8000-000000000000\n'],
    [
      'of a process whose number another one has now',
      `${process.pid} 1 00000000-0000-4000-8000-000000000000\n`,
    ],
  ])('do not wait for a lock %s', (_, lock) => {
    inFolder(cwd => {
      writeFiles(cwd, [
        ['sipin.yaml', project],
        ['.tree.sipin-lock', lock],
      ])
      expect(sipin(['generate', '-o', 'tree', '--quiet'], { cwd })).toEqual({
        status: 0,
        stdout: '',
        stderr: '',
      })
      expect(readdirSync(cwd).sort()).toEqual(['sipin.yaml', 'tree'])
    })
  })

  function run(args: readonly string[], cwd: string): Promise<number | null> {
    return new Promise(resolve => {
      const child = spawn(process.execPath, [sipinFile, ...args], {
        cwd,
        env: neutralEnvironment(),
        stdio: 'ignore',
      })
      child.on('exit', resolve)
    })
  }
})

describe('graph -o', () => {
  it.each([
    ['what is read', 'sipin.yaml'],
    ['another file', 'precious.txt'],
    ['a directory', '../other'],
    ['a pipe', 'pipe'],
    ['a link to nothing', 'dangling'],
    ['a link to itself', 'loop'],
    ['an empty text', ''],
    ['the option after an unset variable', '--quiet'],
    ['a directory that is not there', 'gone/graph.md'],
  ])('does not replace %s', (_, place) => {
    inProject((cwd, top) => {
      const before = contentOf(top)
      const { status, stderr } = sipin(['graph', '--format', 'mermaid', '-o', place], { cwd })
      expect([2, 3]).toContain(status)
      expect(stderr).not.toMatch(/ at |this is a bug/)
      expect(contentOf(top)).toEqual(before)
    })
  })

  it.each([
    ['page.html', '<!DOCTYPE html>\n<title>mine</title>\n'],
    ['drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>\n'],
    ['notes.md', '#'],
  ])('does not replace what begins as a picture does: %s', (name, text) => {
    inProject(cwd => {
      writeFiles(cwd, [[name, text]])
      const { status, stderr } = sipin(['graph', '-o', name], { cwd })
      expect([status, readFileSync(path.join(cwd, name), 'utf8')]).toEqual([2, text])
      expect(stderr).toContain('was not made by sipin')
    })
  })

  it.each(['graph.md', 'graph.svg', 'graph.html'])(
    'replaces an earlier picture, with its mode, and keeps a link: %s',
    name => {
      inProject((cwd, top) => {
        symlinkSync(`../${name}`, path.join(cwd, name))
        writeFiles(top, [[name, '']])
        for (const text of [project, other]) {
          chmodSync(path.join(top, name), 0o600)
          writeFiles(cwd, [['sipin.yaml', text]])
          expect(sipin(['graph', '-o', name], { cwd })).toEqual({ status: 0, stdout: '', stderr: '' })
          expect(statSync(path.join(top, name)).mode & 0o777).toBe(0o600)
        }
        expect(readFileSync(path.join(top, name), 'utf8')).toContain('sales')
        expect(readlinkSync(path.join(cwd, name))).toBe(`../${name}`)
      })
    },
  )
})

describe('files that are new', () => {
  it.each([
    'sipin.yaml',
    'scenarios/support.yaml',
    '.pre-commit-config.yaml',
    '.github/workflows/sipin.yaml',
  ])('init leaves %s as it is, be it a link to nothing, and writes the others', name => {
    inFolder(cwd => {
      mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true })
      symlinkSync('gone', path.join(cwd, name))
      const { status, stderr, stdout } = sipin(['init'], { cwd })
      expect(status).toBe(0)
      expect(stdout + stderr).toContain(name)
      expect(readlinkSync(path.join(cwd, name))).toBe('gone')
      expect(existsSync(path.join(cwd, path.dirname(name), 'gone'))).toBe(false)
      expect(existsSync(path.join(cwd, '.gitignore'))).toBe(true)
    })
  })

  it('init writes all or none', () => {
    inFolder(cwd => {
      writeFiles(cwd, [['.github', 'a file']])
      expect(sipin(['init'], { cwd }).status).toBe(3)
      expect(
        readdirSync(cwd, { recursive: true })
          .map(String)
          .filter(name => name !== 'scenarios'),
      ).toEqual(['.github'])
    })
  })

  it('test --suggest writes none over a link', () => {
    inFolder(cwd => {
      writeFiles(cwd, [['sipin.yaml', project]])
      mkdirSync(path.join(cwd, 'scenarios'))
      symlinkSync('gone', path.join(cwd, 'scenarios/suggested.yaml'))
      const before = contentOf(cwd)
      expect(sipin(['test', '--model', '--suggest', '--date', '2026-11-24'], { cwd }).status).toBe(1)
      expect(contentOf(cwd)).toEqual(before)
    })
  })

  it('test writes its evidence into no folder of others', () => {
    inFolder(cwd => {
      writeFiles(cwd, [
        ['sipin.yaml', project],
        ['logs/edge.log', 'precious'],
      ])
      const { status, stderr } = sipin(['test', '--boot', '--evidence', 'logs'], {
        cwd,
        env: { SIPIN_ENGINE: 'none' },
      })
      expect(stderr).toContain('logs holds files that are not of sipin')
      expect(status).toBe(2)
    })
  })
})

it('no command takes an empty path, or an option in the place of one', () => {
  const program = new Command().exitOverride()
  for (const add of commands) add(program)
  let tried = 0
  for (const command of program.commands) {
    const options = command.options.filter(({ flags }) => /<(dir|file|path)>/.test(flags))
    const takesPaths = command.registeredArguments.filter(argument =>
      /^(path|dir|old|new)$/.test(argument.name()),
    )
    for (const [text, index] of [...options.keys()].flatMap(index => [
      ['', index] as const,
      ['--strict', index] as const,
    ])) {
      tried++
      const flag = options[index]?.long as string
      expect(sipin([command.name(), flag, text], { cwd: '/' })).toMatchObject({ status: 2, stdout: '' })
    }
    for (const argument of takesPaths) {
      tried++
      expect(typeof argument.parseArg).toBe('function')
      const given = command.name() === 'diff' ? ['', ''] : ['']
      const more = command.name() === 'generate' ? ['-o', 'x'] : []
      const { status, stderr } = sipin([command.name(), ...given, ...more], { cwd: '/' })
      expect(stderr).toContain('It is empty')
      expect(status).toBe(2)
    }
  }
  expect(tried).toBeGreaterThan(12)
})
