import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { fillIn } from '../commands/init.js'
import { repository } from '../testing/golden.js'
import { inFolder, shell, sipin } from '../testing/program.js'

describe('what sipin init writes', () => {
  it('validates without a word, and its scenarios pass', () => {
    inFolder(cwd => {
      expect(sipin(['init', 'site'], { cwd }).status).toBe(0)
      expect(sipin(['validate', 'site', '--strict'], { cwd })).toEqual({ status: 0, stdout: '', stderr: '' })
      const { status, stdout } = sipin(['test', '--model', 'site'], { cwd })
      expect(stdout).toContain('3 of 3 scenarios pass')
      expect(status).toBe(0)
      expect(sipin(['generate', 'site', '-o', 'tree'], { cwd }).status).toBe(0)
    })
  })

  it('is right in its comments too: every key that waits behind a # is one', () => {
    inFolder(cwd => {
      sipin(['init'], { cwd })
      const file = path.join(cwd, 'sipin.yaml')
      const text = readFileSync(file, 'utf8')
      const all = text.replace(/^#(?=[^ ]| {2})/gm, '')
      expect(Object.keys(parse(all))).toEqual([
        'version',
        'site',
        'edge',
        'nodes',
        'schedules',
        'agents',
        'defaults',
        'lines',
      ])
      expect(Object.keys(parse(all).lines)).toEqual(['support', 'sales'])
      writeFileSync(file, all)
      expect(sipin(['validate', '--strict'], { cwd })).toEqual({ status: 0, stdout: '', stderr: '' })
    })
  })

  it('has a CI file whose commands exist, and a hook that finds the project', () => {
    inFolder(cwd => {
      sipin(['init'], { cwd })
      const { jobs } = parse(readFileSync(path.join(cwd, '.github/workflows/sipin.yaml'), 'utf8'))
      const steps = (jobs.lines.steps as { run?: string }[]).flatMap(({ run }) => run ?? [])
      const own = steps.filter(run => run.includes('sipin ') && !run.includes('npm '))
      expect(own.length).toBeGreaterThan(3)
      // The last one places real calls; the stages with engines do that.
      for (const run of own.slice(0, -1)) expect(shell(run, { cwd })).toMatchObject({ status: 0, stderr: '' })
      const { repos } = parse(readFileSync(path.join(cwd, '.pre-commit-config.yaml'), 'utf8'))
      expect(new RegExp(repos[0].hooks[0].files).test('sipin.yaml')).toBe(true)
    })
  })

  it('takes sipin from its own repository, by a name that is filled in at one place', () => {
    const workflow = readFileSync(path.join(repository, 'templates/init/github/workflows/sipin.yaml'), 'utf8')
    const { env, jobs } = parse(
      fillIn(workflow, { repository: 'https://example.net/sipin.git', version: '1.2.3' }),
    )
    expect(env).toEqual({ SIPIN_REPOSITORY: 'https://example.net/sipin.git', SIPIN_VERSION: 'v1.2.3' })
    const { run } = (jobs.lines.steps as { name?: string; run: string }[]).find(
      ({ name }) => name === 'install sipin',
    ) ?? { run: '' }
    inFolder(cwd => {
      // Not filled in: CI says what is missing, and nothing is fetched.
      const { status, stderr } = shell(`set -e\n${run}`, { cwd, env: { SIPIN_VERSION: 'v1.2.3' } })
      expect(stderr).toContain('SIPIN_REPOSITORY: must name the git repository of sipin')
      expect(status).not.toBe(0)
      sipin(['init'], { cwd })
      const written = parse(readFileSync(path.join(cwd, '.github/workflows/sipin.yaml'), 'utf8'))
      const { repository: origin, version } = JSON.parse(
        readFileSync(path.join(repository, 'package.json'), 'utf8'),
      )
      expect(written.env).toEqual({
        SIPIN_REPOSITORY: origin.url.replace(/^git\+/, ''),
        SIPIN_VERSION: `v${version}`,
      })
    })
  })

  it('never replaces a file', () => {
    inFolder(cwd => {
      writeFileSync(path.join(cwd, '.pre-commit-config.yaml'), 'mine')
      const { status, stderr } = sipin(['init'], { cwd })
      expect(stderr).toBe('sipin: .pre-commit-config.yaml is there already; nothing was written\n')
      expect(status).toBe(2)
      expect(existsSync(path.join(cwd, 'sipin.yaml'))).toBe(false)
      expect(readFileSync(path.join(cwd, '.pre-commit-config.yaml'), 'utf8')).toBe('mine')
    })
  })
})
