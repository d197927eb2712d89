import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { contentOf, project } from '../testing/output-project.js'
import { inFolder, sipin, writeFiles } from '../testing/program.js'
import { type Faulty, failEachCall } from '../testing/system-faults.js'

const codes = [
  'ENOENT',
  'ENOTDIR',
  'ELOOP',
  'EACCES',
  'EPERM',
  'EISDIR',
  'ENOSPC',
  'EROFS',
  'EMFILE',
  'EIO',
  'ENODATA',
]
/** As the system names what happened: no word for people. */
const bare = new RegExp(`\\b(${codes.filter(code => code !== 'ENODATA').join('|')})\\b`)

describe('a call of the system that fails is said in words, with the place and what to do', () => {
  it.each([
    'validate',
    'validate sipin.yaml',
    'generate -o new',
    'generate -o tree',
    'generate -o tree --check',
    'graph -o picture.svg',
    'graph -o old.svg',
    'init other',
    'test --model .',
    'test --model --suggest --date 2026-11-24 .',
    'explain --line support --from 203.0.113.1 --message message.txt',
    'diff sipin.yaml .',
  ])('%s', command => {
    inFolder(folder => {
      const cwd = path.join(folder, 'project')
      mkdirSync(path.join(cwd, 'sounds'), { recursive: true })
      writeFiles(cwd, [
        ['sipin.yaml', project.replace('voicemail: true', 'voicemail: {greeting: hi.wav}')],
        ['message.txt', 'x'],
        [
          'scenarios/a.yaml',
          'scenarios: [{name: a, call: {line: support, from: 192.0.2.1}, expect: {status: 403}}]',
        ],
        ['more/deep/x.txt', ''],
      ])
      execFileSync('cp', [path.resolve('fixtures/acme/sounds/voicemail.wav'), path.join(cwd, 'hi.wav')])
      for (const made of ['generate -o tree', 'graph -o old.svg'])
        expect(sipin([...made.split(' '), '--quiet'], { cwd })).toMatchObject({ status: 0, stderr: '' })
      writeFiles(cwd, [['sipin.yaml', `# changed\n${project}`]])
      const [whole, ...runs] = failEachCall(folder, [command], codes)
      expect(runs.length).toBeGreaterThan(3)
      expect(runs.flatMap(run => faultsOf(run))).toEqual([])
      expect([0, 1, 2]).toContain(whole?.status)
    })
  })

  function faultsOf({ at, call, code, status, stderr }: Faulty): string[] {
    const where = `${code} of ${call}, call ${at}: ${status} ${stderr}`
    if (status === 70 || bare.test(stderr) || /\n {4}at /.test(stderr)) return [where]
    if (status !== 3) return []
    const last = stderr.trimEnd().split('\n').at(-1) ?? ''
    return /^sipin: [^\n]+: [^\n]+[:;] [^\n]+$/.test(last) ? [] : [where]
  }
})

describe('a place that is not there, or not what it must be, is named', () => {
  const places: Readonly<Record<string, readonly [make: (place: string) => void, said: RegExp]>> = {
    'a folder that is not there': [() => {}, /\bat is not there/],
    'a file': [place => writeFileSync(place, ''), /\bat is a file, not a directory/],
    'a pipe': [place => execFileSync('mkfifo', [place]), /\bat is a pipe, not a directory/],
    'a link to nothing': [place => symlinkSync('gone', place), /\bat is a link to gone, which leads nowhere/],
    'a link to itself': [place => symlinkSync('at', place), /\bat is a link to at, which leads nowhere/],
  }
  const writers: Readonly<Record<string, readonly string[]>> = {
    'graph -o': ['graph', '-o', 'at/y.svg'],
    'graph -o, deeper': ['graph', '-o', './at/x/../y.svg'],
    'generate -o': ['generate', '-o', 'at/tree'],
    init: ['init', 'at/new'],
    'test --suggest': ['test', '--model', '--suggest', '--date', '2026-11-24', '.'],
    'test --evidence': ['test', '--boot', '--evidence', 'at/logs'],
  }
  /** These make the folders that are missing. */
  const makers = new Set(['generate -o', 'init', 'test --suggest', 'test --evidence'])

  it.each(Object.keys(writers))('where it is written: %s', writer => {
    for (const [name, [make, said]] of Object.entries(places)) {
      inFolder(cwd => {
        writeFiles(cwd, [['sipin.yaml', project]])
        const place = writer === 'test --suggest' ? 'scenarios' : 'at'
        make(path.join(cwd, 'at'))
        if (place !== 'at' && name !== 'a folder that is not there')
          execFileSync('mv', ['at', place], { cwd })
        if (name === 'a folder that is not there' && makers.has(writer)) return
        const before = contentOf(cwd)
        const { status, stderr } = sipin(writers[writer] as string[], { cwd, env: { SIPIN_ENGINE: 'none' } })
        const expected = new RegExp(said.source.replace('\\bat ', `\\b${place} `))
        expect([name, status, stderr]).toEqual([name, expect.any(Number), expect.stringMatching(expected)])
        expect([2, 3]).toContain(status)
        expect(stderr).not.toMatch(bare)
        expect(contentOf(cwd)).toEqual(before)
      })
    }
  })

  it.each([
    [
      'a link to nothing',
      (file: string) => symlinkSync('gone', file),
      'is a link to gone, which leads nowhere',
    ],
    ['a link to itself', (file: string) => symlinkSync('at', file), 'is a link to at, which leads nowhere'],
    [
      'a part that is a file',
      (file: string) => writeFileSync(path.dirname(file), ''),
      'folder is a file, not a directory',
    ],
    ['nothing', () => {}, 'no such file or directory'],
  ])('where it is read: %s', (_, make, said) => {
    for (const args of [
      ['validate', 'folder/at'],
      ['generate', 'folder/at', '-o', 'tree'],
      ['graph', 'folder/at'],
      ['test', '--model', 'folder/at'],
      ['explain', 'folder/at', '--line', 'support', '--from', '192.0.2.1'],
      ['explain', '--line', 'support', '--message', 'folder/at'],
    ]) {
      inFolder(cwd => {
        writeFiles(cwd, [
          ['sipin.yaml', project],
          ['folder/x', ''],
        ])
        if (said.startsWith('folder')) rmSync(path.join(cwd, 'folder'), { recursive: true })
        make(path.join(cwd, 'folder/at'))
        const { status, stderr } = sipin(args, { cwd })
        expect([args, stderr]).toEqual([args, expect.stringContaining(said)])
        expect(status).toBe(2)
      })
    }
  })
})

describe('init', () => {
  it.each(['a link to nothing', 'a link to itself', 'a file'])(
    'writes all or nothing: .github is %s',
    what => {
      inFolder(cwd => {
        if (what === 'a file') writeFileSync(path.join(cwd, '.github'), '')
        else symlinkSync(what === 'a link to itself' ? '.github' : 'gone', path.join(cwd, '.github'))
        const { status, stderr } = sipin(['init'], { cwd })
        expect(stderr).toMatch(
          /^sipin: \.github\/workflows\/sipin\.yaml: cannot be written: \.github is a [^\n]+\n$/,
        )
        expect(status).toBe(3)
        expect(readdirSync(cwd)).toEqual(['.github'])
        expect(existsSync(path.join(cwd, 'gone'))).toBe(false)
      })
    },
  )
})
