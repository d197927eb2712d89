import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { fillIn } from '../commands/init.js'
import { repository } from '../testing/golden.js'
import { inFolder, shell, sipin, writeFiles } from '../testing/program.js'

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
    })
  })

  it('has a hook that checks the whole directory for any file of it', () => {
    inFolder(cwd => {
      sipin(['init'], { cwd })
      const { repos } = parse(readFileSync(path.join(cwd, '.pre-commit-config.yaml'), 'utf8'))
      const [hook] = repos[0].hooks
      for (const file of ['sipin.yaml', 'lines/talk.yaml', 'agents.yml', 'scenarios/talk.yaml'])
        expect(new RegExp(hook.files).test(file)).toBe(true)
      expect(hook.pass_filenames).toBe(false)
      writeFiles(cwd, [
        ['sipin.yaml', 'version: 1\n'],
        [
          'lines/talk.yaml',
          'lines: {s: {uri: "sip:s@s.sip.twilio.com", alow: [203.0.113.1], voicemail: true}}\n',
        ],
      ])
      const { status, stderr } = shell(hook.entry, { cwd })
      expect(stderr).toContain('lines/talk.yaml:1:44: error: unknown key `alow`')
      expect(stderr).toContain('1 error in')
      expect(status).toBe(1)
    })
  })

  it('takes sipin from its own repository, by a name that is filled in at one place', () => {
    const workflow = readFileSync(path.join(repository, 'templates/init/github/workflows/sipin.yaml'), 'utf8')
    const { env, jobs } = parse(fillIn(workflow, 'https://example.net/sipin.git'))
    expect(env).toEqual({ SIPIN_REPOSITORY: 'https://example.net/sipin.git', SIPIN_REVISION: 'HEAD' })
    const { run } = (jobs.lines.steps as { name?: string; run: string }[]).find(
      ({ name }) => name === 'install sipin',
    ) ?? { run: '' }
    inFolder(cwd => {
      // Not filled in: CI says what is missing, and nothing is fetched.
      const { status, stderr } = shell(`set -e\n${run}`, { cwd, env: { SIPIN_REVISION: 'HEAD' } })
      expect(stderr).toContain('SIPIN_REPOSITORY: must name the git repository of sipin')
      expect(status).not.toBe(0)
      sipin(['init'], { cwd })
      const written = parse(readFileSync(path.join(cwd, '.github/workflows/sipin.yaml'), 'utf8'))
      const { repository: origin } = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8'))
      expect(written.env).toEqual({
        SIPIN_REPOSITORY: origin.url.replace(/^git\+/, ''),
        SIPIN_REVISION: 'HEAD',
      })
    })
  })

  it('never replaces a file: the others are written, and what to add to it is said', () => {
    inFolder(cwd => {
      writeFiles(cwd, [
        ['.pre-commit-config.yaml', 'mine'],
        ['.gitignore', 'dist/'],
      ])
      const { status, stderr } = sipin(['init'], { cwd })
      expect(stderr).toContain('.pre-commit-config.yaml is there already and was left; add to its `repos:`\n')
      expect(stderr).toContain('  - repo: local\n    hooks:\n      - id: sipin-validate\n')
      expect(stderr).toContain('.gitignore is there already and was left; add to it\n  sipin-lab/\n')
      expect(status).toBe(0)
      expect(sipin(['validate', '--strict'], { cwd }).status).toBe(0)
      expect(existsSync(path.join(cwd, '.github/workflows/sipin.yaml'))).toBe(true)
      expect(readFileSync(path.join(cwd, '.pre-commit-config.yaml'), 'utf8')).toBe('mine')
      expect(readFileSync(path.join(cwd, '.gitignore'), 'utf8')).toBe('dist/')
    })
  })

  it('writes no scenarios of the sample beside a project that is there', () => {
    inFolder(cwd => {
      const mine =
        'version: 1\nlines: {s: {uri: "sip:s@s.sip.twilio.com", allow: [203.0.113.1], voicemail: true}}\n'
      writeFiles(cwd, [['sipin.yaml', mine]])
      const { status, stderr } = sipin(['init'], { cwd })
      expect(stderr).toContain('sipin.yaml is there already and was left\n')
      expect(stderr).toContain('sipin test --model --suggest')
      expect(status).toBe(0)
      expect(existsSync(path.join(cwd, 'scenarios'))).toBe(false)
      expect(sipin(['test', '--model', '--suggest'], { cwd }).status).toBe(0)
      expect(readFileSync(path.join(cwd, 'sipin.yaml'), 'utf8')).toBe(mine)
      const again = sipin(['init'], { cwd })
      expect(again.status).toBe(0)
      for (const [, file] of again.stderr.matchAll(/^(\S+) is there already/gm))
        expect(existsSync(path.join(cwd, file as string))).toBe(true)
    })
  })

  it('keeps what a failing rehearsal leaves out of git', () => {
    inFolder(cwd => {
      sipin(['init'], { cwd })
      expect(readFileSync(path.join(cwd, '.gitignore'), 'utf8').split('\n')).toContain('sipin-lab/')
    })
  })
})
