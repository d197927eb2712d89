import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from '@jest/globals'
import { checkFiles } from '../commands/checked-files.js'
import { readProject } from '../commands/project-files.js'
import type { Diagnostic } from '../diagnostic.js'
import { repository } from '../testing/golden.js'
import { isOf, year } from '../testing/helps/follow.js'

const root = path.join(repository, 'fixtures/rules')
const scratch = mkdtempSync(path.join(tmpdir(), 'sipin-helps-'))
afterAll(() => rmSync(scratch, { recursive: true }))

const sound = path.join(root, 'bad-sound/ok/sounds/welcome.wav')
const line = 'lines: {other: {uri: sip:o@o.sip.twilio.com, allow: [203.0.113.0/28], voicemail: true}}\n'

/** What is done in a folder, as the helps say. */
const followed: Readonly<Record<string, (folder: string, helps: readonly string[]) => void>> = {
  'bad-sound/bad-missing': folder => {
    put(folder, 'sounds/welcome.wav', readFileSync(sound))
    put(folder, 'sounds/hold/a.wav', readFileSync(sound))
  },
  'bad-sound/bad-stereo': convert,
  'bad-sound/bad-unused': folder => {
    for (const name of ['everywhere', 'menu', 'welcome', 'hold/a'])
      put(folder, `sounds/${name}.wav`, readFileSync(sound))
    edit(folder, 'sipin.yaml', '../hold', 'sounds/hold')
    edit(folder, 'sipin.yaml', '9h', '1h')
  },
  'duplicate-key/bad-files': folder => rmSync(path.join(folder, 'b.yaml')),
  'idle-key/bad': folder => edit(folder, 'sipin.yaml', /^ +greeting[\s\S]*?\n(?= +voicemail)/m, ''),
  'ignored-file/bad-files': folder => {
    renameSync(path.join(folder, 'b.yml'), path.join(folder, 'b.yaml'))
    // Now that it is read, both have the same line.
    rmSync(path.join(folder, 'a.yaml'))
  },
  'not-utf8/bad.yaml': folder => {
    put(folder, 'bad.yaml', readFileSync(path.join(folder, 'bad.yaml'), 'latin1') + line)
  },
  'other-file/bad-compose': folder => {
    put(folder, 'chart.yaml', line)
    rmSync(path.join(folder, 'docker-compose.yml'))
    rmSync(path.join(folder, 'playbook.yaml'))
  },
  'unreadable-file/bad': folder => rmSync(path.join(folder, 'device.yaml')),
}

const examples = readdirSync(root).flatMap(code =>
  readdirSync(path.join(root, code))
    .filter(name => name.startsWith('bad') && !name.endsWith('.out'))
    .filter(name => !name.endsWith('.yaml') || code === 'not-utf8')
    .map(name => `${code}/${name}`),
)

it.each(examples)('the helps of %s, followed, take the problems away', async name => {
  const [code = '', example = ''] = name.split('/')
  const folder = path.join(scratch, code, example.replace(/\.yaml$/, ''))
  const project = example.endsWith('.yaml') ? path.join(folder, example) : folder
  cpSync(path.join(root, name), project, { recursive: true, verbatimSymlinks: true })
  const problems = await problemsOf(project, code)
  expect(problems.length).toBeGreaterThan(0)
  const helps = problems.map(({ help }) => help ?? '')
  expect(helps).not.toContain('')
  followed[name]?.(folder, helps)
  const left = await problemsOf(project, code)
  expect(left.map(({ message }) => message)).toEqual([])
})

it('a sound whose name the shell would read is converted by the command of its help', async () => {
  const folder = path.join(scratch, 'odd-name')
  cpSync(path.join(root, 'bad-sound/bad-stereo'), folder, { recursive: true })
  const odd = `sounds/hold/it's $(touch ran) a.wav`
  renameSync(path.join(folder, 'sounds/hold/a.wav'), path.join(folder, odd))
  const problems = await problemsOf(folder, 'bad-sound')
  convert(
    folder,
    problems.map(({ help = '' }) => help),
  )
  expect(await problemsOf(folder, 'bad-sound')).toEqual([])
  expect(existsSync(path.join(folder, 'ran'))).toBe(false)
})

async function problemsOf(project: string, code: string): Promise<Diagnostic[]> {
  const { report } = await checkFiles(await readProject(project), year)
  return report.diagnostics.filter(isOf(code))
}

/** Runs the commands of helps, with a sox that writes a sound of the right form, and writes the paths that they name. */
function convert(folder: string, helps: readonly string[]): void {
  const programs = path.join(scratch, 'programs')
  mkdirSync(programs, { recursive: true })
  const sox = `#!/bin/sh\ntest -f "$1" || exit 1\nfor last; do :; done\ncp '${sound}' "$last"\n`
  writeFileSync(path.join(programs, 'sox'), sox, { mode: 0o755 })
  const env = { PATH: `${programs}:${process.env['PATH'] ?? ''}` }
  for (const help of helps) {
    const [, command = ''] = /`(sox .*?)`/.exec(help) ?? []
    execFileSync('sh', ['-c', command], { cwd: folder, env })
    const [, written] = /write `(.*?)` here/.exec(help) ?? []
    if (written) edit(folder, 'sipin.yaml', command.split(' ')[1] as string, written)
  }
}

function put(folder: string, name: string, content: string | Uint8Array): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
  writeFileSync(path.join(folder, name), content)
}

function edit(folder: string, name: string, from: string | RegExp, to: string): void {
  const before = readFileSync(path.join(folder, name), 'utf8')
  const after = before.replace(from, to)
  expect(after).not.toBe(before)
  put(folder, name, after)
}
