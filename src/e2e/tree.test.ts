import { spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { importing } from '../testing/faults.js'
import { inProject, other, project } from '../testing/output-project.js'
import { inFolder, neutralEnvironment, shell, sipin, sipinFile, writeFiles } from '../testing/program.js'

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
