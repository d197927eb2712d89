import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { importing } from '../testing/faults.js'
import { neutralEnvironment, shell, sipin, writeFiles } from '../testing/program.js'
import { git, lines, people, settings, withRepository } from '../testing/repository.js'

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
