import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { checkFiles } from '../commands/checked-files.js'
import { readProject } from '../commands/project-files.js'
import { readScenarioFiles } from '../commands/scenario-files.js'
import { EnvironmentError } from '../errors.js'
import { temporaryFolder } from '../write/temporary.js'
import { disk, messageLimit, readRegular, textLimit } from './files.js'
import { unreadableKinds } from './unreadable.js'

const folder = mkdtempSync(path.join(tmpdir(), 'sipin-read-'))
const socket = createServer()
beforeAll(done => {
  socket.listen(path.join(folder, 'socket'), done)
})
afterAll(done => {
  socket.close(() => {
    rmSync(folder, { recursive: true, force: true })
    done()
  })
})

const sample = (more = ''): string => `version: 1
site: {timezone: Europe/Paris}
agents: {alice: {uri: "sip:alice@10.0.1.20"}}
lines:
  sales: {uri: "sip:sales@sip.acme.example", allow: [203.0.113.0/28], agents: [alice], voicemail: true${more}}
edge: {domains: [sip.acme.example]}
`

/** What may stand where a file is expected, and how it is said. */
const things: Readonly<Record<string, { make: (place: string) => void; reason: RegExp }>> = {
  'a pipe': {
    make: place => execFileSync('mkfifo', [place]),
    reason: /is a pipe/,
  },
  'a link to a pipe': {
    make: place => {
      execFileSync('mkfifo', [`${place}.pipe`])
      symlinkSync(`${place}.pipe`, place)
    },
    reason: /is a pipe/,
  },
  'a device that never ends': {
    make: place => symlinkSync('/dev/zero', place),
    reason: /is a device/,
  },
  'a terminal': {
    make: place => symlinkSync('/dev/tty', place),
    reason: /is a device/,
  },
  'a socket': {
    make: place => symlinkSync(path.join(folder, 'socket'), place),
    reason: /is a socket/,
  },
  'a directory': {
    make: place => mkdirSync(place),
    reason: /is a (directory|folder)/,
  },
  'a link to nothing': {
    make: place => symlinkSync('gone', place),
    reason: /is a link to \S+, which leads nowhere/,
  },
  'a link to itself': {
    make: place => symlinkSync(path.basename(place), place),
    reason: /is a link to \S+, which leads nowhere/,
  },
  '3 GB': {
    make: place => {
      writeFileSync(place, '')
      truncateSync(place, 3e9)
    },
    reason: /is larger than (48|64) MiB/,
  },
}
const texts: Readonly<Record<string, Uint8Array>> = {
  'Latin-1': Buffer.from('# Zürich\n', 'latin1'),
  'UTF-16 with a mark': Buffer.from('\ufeffversion: 1\n', 'utf16le'),
  'UTF-16 without a mark': Buffer.from('version: 1\n', 'utf16le'),
  'a NUL': Buffer.from('# \0\n'),
  'half a character': Buffer.from('# é').subarray(0, 3),
  'a surrogate': Buffer.from([0x23, 0xed, 0xa0, 0x80]),
}
const broken = [
  ...Object.entries(things).map(([name, { make }]) => [name, make, 'unreadable-file'] as const),
  ...Object.entries(texts).map(([name, bytes]) => {
    return [name, (place: string) => writeFileSync(place, bytes), 'not-utf8'] as const
  }),
]

describe('what is no text is one problem, at once', () => {
  it.each(broken)('as a file of a directory: %s', async (_, make, code) => {
    const project = fresh()
    make(path.join(project, 'x.yaml'))
    const { report } = await checkFiles(await readProject(project))
    expect(report.diagnostics.map(found => [found.code, path.basename(found.place.file)])).toEqual([
      [code, 'x.yaml'],
    ])
  })

  it.each(broken)('as a file of scenarios: %s', async (_, make, code) => {
    const project = fresh()
    mkdirSync(path.join(project, 'scenarios'))
    make(path.join(project, 'scenarios/x.yaml'))
    const files = await readProject(project)
    const { project: model } = await checkFiles(files)
    if (!model) throw new Error('no project')
    expect((await readScenarioFiles(files, model)).diagnostics.map(found => found.code)).toEqual([code])
  })

  it.each(broken)('as the project itself: %s', async (name, make, code) => {
    const file = path.join(fresh(), 'x.txt')
    make(file)
    if (name === 'a directory' || name.endsWith('nothing') || name.endsWith('itself'))
      await expect(readProject(file)).rejects.toThrow(/there is no \*\.yaml file|which leads nowhere/)
    else expect((await readProject(file)).diagnostics.map(found => found.code)).toEqual([code])
  })
})

describe('a name that is not UTF-8', () => {
  const bytes = (name: string): Buffer => Buffer.from(name, 'latin1')
  const inside = (project: string, name: string): Buffer =>
    Buffer.concat([Buffer.from(`${project}/`), bytes(name)])

  it('is said of each file, as its bytes', async () => {
    const project = fresh()
    mkdirSync(inside(project, 'folder\xfe'))
    for (const name of ['a\xff.yaml', 'a\xfe.yaml', 'folder\xfe/b.yaml', 'photograph\xff.jpg'])
      writeFileSync(inside(project, name), '')
    const { report } = await checkFiles(await readProject(project))
    expect(
      report.diagnostics.map(({ message, place }) => [path.relative(project, place.file), message]),
    ).toEqual(
      ['a\\xfe.yaml', 'a\\xff.yaml', 'folder\\xfe/b.yaml'].map(name => [
        name,
        'the file has a name that is not UTF-8',
      ]),
    )
    expect(report.diagnostics.every(({ why }) => why?.startsWith('Its name'))).toBe(true)
  })

  it('is no other name than one with the sign that stands for what cannot be read', async () => {
    const project = fresh()
    writeFileSync(path.join(project, 'a\ufffd.yaml'), 'version: 1\n')
    expect((await readProject(project)).diagnostics).toEqual([])
  })

  it('is said of a sound', async () => {
    const project = fresh(', music: hold')
    mkdirSync(path.join(project, 'hold'))
    writeFileSync(inside(project, 'hold/x\xff.wav'), '')
    const { report } = await checkFiles(await readProject(project))
    expect(report.diagnostics.map(({ message }) => message)).toEqual([
      expect.stringMatching(/ has a name that is not UTF-8$/),
    ])
  })
})

it('each kind of what is not read has a reason and a help of its own', async () => {
  const whys = new Map<string, string>()
  for (const [name, { make }] of Object.entries(things)) {
    const project = fresh()
    make(path.join(project, 'x.yaml'))
    const [found] = (await readProject(project)).diagnostics
    whys.set(name, found?.why ?? '')
  }
  const whyOf = (name: string): string => whys.get(name) as string
  expect(whyOf('a pipe')).toMatch(/may never end/)
  for (const name of ['a link to nothing', 'a directory', '3 GB'])
    expect(whyOf(name)).not.toMatch(/may never end/)
  expect(whyOf('a link to itself')).toBe(whyOf('a link to nothing'))
  expect(new Set(whys.values()).size).toBe(4)
  const texts = Object.values(unreadableKinds)
  expect(new Set(texts.map(({ why }) => why)).size).toBe(texts.length)
})

describe('what is no sound is one problem, at once', () => {
  const odd = Object.entries(things)

  it.each(odd)('as a greeting: %s', async (_, { make, reason }) => {
    const project = fresh(', greeting: x.wav')
    make(path.join(project, 'x.wav'))
    await expectBadSound(project, reason)
  })

  it.each(odd)('in a folder: %s', async (_, { make, reason }) => {
    const project = fresh(', music: hold')
    mkdirSync(path.join(project, 'hold'))
    make(path.join(project, 'hold/x.wav'))
    await expectBadSound(project, reason)
  })

  async function expectBadSound(project: string, reason: RegExp): Promise<void> {
    const { report } = await checkFiles(await readProject(project))
    const [found, ...more] = report.diagnostics
    expect(more).toEqual([])
    expect(found).toMatchObject({ code: 'bad-sound', message: expect.stringMatching(reason) })
  }
})

describe('a file', () => {
  it('is read to its end, whatever size it says it has', () => {
    const content = readRegular('/proc/self/status', textLimit)
    expect(Buffer.from(content as Uint8Array).toString()).toMatch(/^Name:/)
  })

  it('may be as large as the limit, and a byte more is too much', () => {
    const file = path.join(fresh(), 'large')
    writeFileSync(file, '')
    truncateSync(file, messageLimit.bytes)
    expect(readRegular(file, messageLimit)).toHaveLength(messageLimit.bytes)
    truncateSync(file, messageLimit.bytes + 1)
    expect(readRegular(file, messageLimit)).toMatchObject({ kind: 'large' })
  })

  it('may be reached by links', async () => {
    const project = fresh()
    symlinkSync(path.join(project, 'sipin.yaml'), path.join(project, 'link'))
    expect(await disk.kindOf(path.join(project, 'link'))).toBe('file')
    expect((await readProject(path.join(project, 'link'))).diagnostics).toEqual([])
  })
})

/** A project with nothing wrong in it. */
function fresh(more?: string): string {
  const project = mkdtempSync(path.join(folder, 'project-'))
  writeFileSync(path.join(project, 'sipin.yaml'), sample(more))
  return project
}

describe('all files of a project together', () => {
  it('have a limit too', async () => {
    const project = fresh()
    for (const name of ['a', 'b', 'c']) {
      writeFileSync(path.join(project, `${name}.yaml`), 'version: 1\n')
      truncateSync(path.join(project, `${name}.yaml`), 47 << 20)
    }
    const { diagnostics } = await readProject(project)
    // What a file of zeros is, and that there are too many of them.
    expect(diagnostics.map(({ code }) => code).sort()).toEqual([
      'not-utf8',
      'unreadable-file',
      'unreadable-file',
    ])
    expect(diagnostics.at(-1)?.message).toBe('the file is larger than what the other files leave of 48 MiB')
  })
})

it('a folder for temporary files that is not there is what the environment lacks', () => {
  expect(() => temporaryFolder('x-', path.join(folder, 'gone'))).toThrow(EnvironmentError)
})
