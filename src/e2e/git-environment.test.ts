import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { gitEnvironment } from '../read/git-environment.js'
import { neutralEnvironment, shell, sipin, sipinFile, writeFiles } from '../testing/program.js'
import { git, lines, people, settings, withRepository } from '../testing/repository.js'

const asked = ['diff', 'HEAD:sipin.yaml', 'sipin.yaml']
const whole = { status: 0, stdout: expect.stringContaining('line b'), stderr: '' }

describe('what the caller has set of git', () => {
  it.each([
    ['GIT_TRACE', { GIT_TRACE: '$PWD/ran' }],
    ['GIT_TRACE to standard error', { GIT_TRACE: '1', GIT_TRACE_SETUP: '2' }],
    ['GIT_TRACE2', { GIT_TRACE2: '$PWD/ran', GIT_TRACE2_EVENT: '$PWD/ran', GIT_TRACE2_PERF: '$PWD/ran' }],
    [
      'other traces',
      { GIT_TRACE_PACKET: '$PWD/ran', GIT_TRACE_SETUP: '$PWD/ran', GIT_TRACE_PACK_ACCESS: '$PWD/ran' },
    ],
    ['objects of another place', { GIT_OBJECT_DIRECTORY: '/nowhere' }],
    ['more objects', { GIT_ALTERNATE_OBJECT_DIRECTORIES: '/nowhere' }],
    ['an index', { GIT_INDEX_FILE: '/nowhere/index' }],
    [
      'settings by number',
      { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'trace2.normalTarget', GIT_CONFIG_VALUE_0: '$PWD/ran' },
    ],
    ['settings that git hands on', { GIT_CONFIG_PARAMETERS: "'core.bare'='maybe'" }],
    ['a file of settings', { GIT_CONFIG_GLOBAL: '$PWD/settings', GIT_CONFIG_SYSTEM: '$PWD/settings' }],
    ['settings at home', { HOME: '$PWD/home', XDG_CONFIG_HOME: '$PWD/home/.config' }],
    [
      'programs of another place',
      { GIT_EXEC_PATH: '$PWD', GIT_PAGER: './program', GIT_EXTERNAL_DIFF: './program' },
    ],
    ['replaced objects', { GIT_REPLACE_REF_BASE: 'refs/heads/', GIT_GRAFT_FILE: '/nowhere' }],
    [
      'another kind of hash',
      { GIT_DEFAULT_HASH: 'sha256', GIT_NAMESPACE: 'x', GIT_FLUSH: '0', GIT_TRACE_CURL: '$PWD/ran' },
    ],
  ])('changes nothing: %s', (_, set) => {
    withRepository(cwd => {
      const trace = `[trace2]\n normalTarget = ${cwd}/ran\n eventTarget = ${cwd}/ran\n[core]\n bare = maybe\n`
      writeFiles(cwd, [
        ['settings', trace],
        ['home/.gitconfig', trace],
        ['home/.config/git/config', trace],
      ])
      const env = Object.fromEntries(
        Object.entries(set).map(([name, value]) => [name, value.replace('$PWD', cwd)]),
      )
      expect(sipin(asked, { cwd, env })).toEqual(whole)
      expect(existsSync(path.join(cwd, 'ran'))).toBe(false)
    })
  })

  it('is closed but for what finds git, the repository and a push that is received', () => {
    const caller = {
      PATH: '/bin',
      HOME: '/h',
      GIT_DIR: 'd',
      GIT_NEW_THING: 'x',
      GIT_OBJECT_DIRECTORY: 'o',
      LD_PRELOAD: 'x',
    }
    const usual = gitEnvironment(caller)
    expect(usual).toMatchObject({ PATH: '/bin', HOME: '/h', GIT_DIR: 'd', GIT_CONFIG_NOSYSTEM: '1' })
    for (const name of ['GIT_NEW_THING', 'GIT_OBJECT_DIRECTORY', 'LD_PRELOAD'])
      expect(usual).not.toHaveProperty(name)
    expect(gitEnvironment({ ...caller, GIT_QUARANTINE_PATH: 'q' })).toMatchObject({
      GIT_OBJECT_DIRECTORY: 'o',
    })
  })
})

describe('a repository', () => {
  it('of another user is read, as in a container of CI', () => {
    withRepository(cwd => {
      // Another owner needs root, or a user namespace with one.
      const asRoot = process.getuid?.() === 0 ? 'sh -ec' : 'unshare --map-root-user --map-auto sh -ec'
      const { stdout, stderr, status } = shell(
        `${asRoot} 'chown -R 12:34 .; git status >/dev/null 2>&1 && echo trusted; sipin ${asked.join(' ')}'`,
        { cwd, env: settings },
      )
      expect({ stdout, stderr, status }).toEqual(whole)
      expect(stdout).not.toContain('trusted')
    })
  })

  it('is found by hooks of a commit, in each kind of work tree', () => {
    withRepository(cwd => {
      const hook = `#!/bin/sh\nenv | grep ^GIT_ > "$OUT/env"\nsipin diff HEAD sipin.yaml > "$OUT/said" 2>&1\necho $? >> "$OUT/said"\n`
      git(cwd, 'worktree', 'add', '-q', 'tree', 'HEAD')
      for (const place of ['.', 'tree', 'below']) {
        const work = path.join(cwd, place)
        mkdirSync(path.join(work, 'out'), { recursive: true })
        const top = place === 'below' ? cwd : work
        writeFiles(top, [['sipin.yaml', lines('a', 'b', place === '.' ? 'c' : 'd')]])
        writeFiles(cwd, [['.git/hooks/pre-commit', hook]])
        const run = shell(
          'chmod +x "$(git rev-parse --git-common-dir)/hooks/pre-commit"; git commit -q -a -m x',
          {
            cwd: work,
            env: { ...settings, ...people, OUT: path.join(work, 'out') },
          },
        )
        expect(run).toMatchObject({ status: 0 })
        const said = shell('cat out/env out/said', { cwd: work }).stdout
        expect(said).toMatch(/^GIT_INDEX_FILE=/m)
        expect(said).toContain('line')
        expect(said).toMatch(/\n0\n$/)
      }
    })
  })

  it('that receives a push is read by its hook, with the objects that are only there as yet', () => {
    withRepository(cwd => {
      git(cwd, 'init', '-q', '--bare', 'bare')
      writeFiles(cwd, [
        [
          'bare/hooks/pre-receive',
          `#!/bin/sh\nread old new ref\nsipin diff "$new~1:sipin.yaml" "$new:sipin.yaml"\necho "status $?"\n`,
        ],
      ])
      git(cwd, 'commit', '-q', '-a', '-m', 'second')
      const { stderr } = shell('chmod +x bare/hooks/pre-receive; git push -q bare HEAD:refs/heads/main', {
        cwd,
        env: settings,
      })
      expect(stderr).toContain('line b')
      expect(stderr).toContain('status 0')
      expect(readdirSync(path.join(cwd, 'bare/refs/heads'))).toEqual(['main'])
    })
  })

  it('is found where GIT_DIR says, from anywhere', () => {
    withRepository(cwd => {
      mkdirSync(path.join(cwd, 'elsewhere'))
      writeFiles(cwd, [['elsewhere/sipin.yaml', lines('a', 'b')]])
      const GIT_DIR = path.join(cwd, '.git')
      expect(sipin(asked, { cwd: path.join(cwd, 'elsewhere'), env: { GIT_DIR } })).toEqual(whole)
      const { PATH } = neutralEnvironment()
      expect(
        shell(`env -i PATH="$PATH" "${process.execPath}" ${sipinFile} ${asked.join(' ')}`, {
          cwd,
          env: { PATH: PATH ?? '' },
        }),
      ).toEqual(whole)
    })
  })
})
