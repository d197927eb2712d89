import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { repository } from '../testing/golden.js'
import { neutralEnvironment, writeFiles } from '../testing/program.js'

const good = `version: 1
lines:
  support:
    uri: sip:acme-support@acme-support.sip.twilio.com
    allow: [203.0.113.0/28]
    voicemail: true
`
// As README.md has it.
const ofDirectory = `
      - id: sipin-validate-system
        alias: directory
        args: [telephony]
        files: ^telephony/.*\\.ya?ml$
        pass_filenames: false
`
const bad = good.replace('sip:acme', 'sips:acme')

const folder = mkdtempSync(path.join(tmpdir(), 'sipin-pre-commit-'))
const team = path.join(folder, 'team')
const env = {
  // npm finds its registry by the settings of this machine.
  ...process.env,
  NODE_OPTIONS: '',
  PATH: neutralEnvironment()['PATH'],
  PRE_COMMIT_HOME: path.join(folder, 'cache'),
  GIT_CONFIG_GLOBAL: path.join(folder, 'gitconfig'),
  GIT_CONFIG_SYSTEM: '/dev/null',
}

afterAll(() => rmSync(folder, { recursive: true, force: true }))

beforeAll(() => {
  mkdirSync(team)
  writeFiles(folder, [
    ['gitconfig', `[user]\nname = test\nemail = test@example.net\n[safe]\ndirectory = *\n`],
  ])
  const head = must('git', ['rev-parse', 'HEAD'], repository).trim()
  must('git', ['init', '--quiet'])
  writeFiles(team, [
    ['one/sipin.yaml', good],
    ['two/sipin.yaml', good],
    ['telephony/site.yaml', 'version: 1\nsite: {timezone: Europe/Paris}\n'],
    ['telephony/lines/support.yaml', good.replace('version: 1\n', '')],
    ['notes.yaml', 'nothing of sipin: true\n'],
    [
      '.pre-commit-config.yaml',
      `repos:\n  - repo: file://${repository}\n    rev: ${head}\n    hooks:\n      - id: sipin-validate\n      - id: sipin-validate-system${ofDirectory}`,
    ],
  ])
  must('git', ['add', '.'])
  must('git', ['commit', '--quiet', '--message', 'two projects'])
})

// The first run of the node hook fetches the repository at HEAD, builds it and installs it.
it.each(['sipin-validate', 'sipin-validate-system'])(
  '%s, run by the real pre-commit, passes good files and stops bad ones',
  hook => {
    const all = run('pre-commit', ['run', hook, '--all-files', '--color', 'never'])
    expect(all.stdout + all.stderr).toMatch(/Passed/)
    expect(all.status).toBe(0)

    writeFiles(team, [['two/sipin.yaml', bad]])
    must('git', ['add', '.'])
    const staged = run('pre-commit', ['run', hook, '--color', 'never'])
    expect(staged.stdout).toMatch(/Failed\n- hook id: sipin-validate/)
    expect(staged.stdout).toContain('- exit code: 1')
    expect(staged.stdout).toContain(
      'two/sipin.yaml:4:10: error: `sips:acme-support@acme-support.sip.twilio.com`',
    )
    expect(staged.stdout).not.toContain('one/sipin.yaml')
    expect(staged.status).toBe(1)

    appendFileSync(path.join(team, 'notes.yaml'), 'more: notes\n')
    must('git', ['checkout', '--quiet', 'HEAD', 'two/sipin.yaml'])
    must('git', ['add', '.'])
    expect(run('pre-commit', ['run', hook, '--color', 'never']).stdout).toMatch(
      /\(no files to check\)Skipped/,
    )
  },
  600_000,
)

it('a project that is a directory is checked whole when any of its files changes', () => {
  must('git', ['reset', '--quiet', '--hard'])
  const hook = ['run', 'directory', '--color', 'never']
  writeFiles(team, [['telephony/site.yaml', 'version: 1\nsite: {timezone: Europe/Berlin}\n']])
  must('git', ['add', '.'])
  expect(run('pre-commit', hook).stdout).toMatch(/Passed/)
  writeFiles(team, [['telephony/lines/support.yaml', bad.replace('version: 1\n', '')]])
  must('git', ['add', '.'])
  const { status, stdout } = run('pre-commit', hook)
  expect(stdout).toContain('telephony/lines/support.yaml:3:10: error: `sips:acme-support@')
  expect(stdout).toContain('1 error in')
  expect(status).toBe(1)
}, 600_000)

function must(program: string, args: readonly string[], cwd = team): string {
  const { status, stdout, stderr } = run(program, args, cwd)
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`)
  return stdout
}

function run(program: string, args: readonly string[], cwd = team) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, env, encoding: 'utf8' })
  if (error) throw error
  return { status, stdout, stderr }
}
