import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { repository } from './testing/golden.js'

interface Task {
  readonly title: string
  /** What it is shown by: the words in the title's code. */
  readonly example: string
  /** Every path that it names. */
  readonly files: readonly string[]
}

const page = readFileSync(path.join(repository, 'CONTRIBUTING.md'), 'utf8')
const tasks = tasksOf(page)

/** How each example is spelt in the files of its task. */
const spelling: Readonly<Record<string, RegExp>> = {
  'contradicting-limits': /contradicting-?limits/i,
  'limits.per_second': /per_?second|\bcps\b/i,
  firewall: /firewall|nftables/,
  replaces: /replaces|refusals/i,
  'a row that is lost': /a row that is lost/,
}

/** Named beside an example, for what is unlike it. */
const beside = [
  'src/render/kamailio/target.ts',
  'src/policy/refusals.ts',
  'fixtures/hostile/mutants.yaml',
  'src/testing/firewall/probes.ts',
]

describe("CONTRIBUTING.md's tasks", () => {
  it('are five, each with an example', () => {
    expect(tasks.map(({ example }) => example)).toEqual(Object.keys(spelling))
  })

  it.each(tasks.map(task => [task.title, task] as const))('%s: its files exist', (_, { files }) => {
    expect(files.length).toBeGreaterThan(2)
    expect(files.filter(file => !existsSync(path.join(repository, file)))).toEqual([])
  })

  it.each(tasks.map(task => [task.title, task] as const))('%s: its files have the example', (_, task) => {
    expect(strangersIn(task)).toEqual([])
  })

  it('would be found to name a file that is not there, or of something else', () => {
    const [wrong] = tasksOf(
      '### A rule: `contradicting-limits`\n\n1. `src/rules/gone.ts`, `src/rules/unused.ts`\n',
    )
    expect(wrong?.files.map(file => existsSync(path.join(repository, file)))).toEqual([false, true])
    expect(wrong && strangersIn({ ...wrong, files: ['src/rules/unused.ts'] })).toEqual([
      'src/rules/unused.ts',
    ])
  })

  it('leave out no file through which the key goes on its way to Kamailio', () => {
    const key = tasks.find(({ example }) => example === 'limits.per_second')
    const folders = [
      'schemas',
      'src/schema',
      'src/model',
      'src/policy',
      'src/render',
      'src/diff',
      'src/graph',
    ]
    const found = execFileSync(
      'git',
      ['grep', '-lwE', 'per_second|perSecond|cps', '--', ...folders, 'templates/kamailio'],
      {
        cwd: repository,
        encoding: 'utf8',
      },
    )
    expect(
      found
        .trim()
        .split('\n')
        .filter(file => !key?.files.includes(file)),
    ).toEqual([])
  })
})

describe('one file and one line in a list', () => {
  const copy = mkdtempSync(path.join(tmpdir(), 'sipin-contributing-'))
  afterAll(() => rmSync(copy, { recursive: true, force: true }))

  it('add a rule and a target', () => {
    cpSync(path.join(repository, 'src'), path.join(copy, 'src'), { recursive: true })
    for (const name of ['node_modules', 'schemas', 'package.json'])
      symlinkSync(path.join(repository, name), path.join(copy, name))
    add('src/rules/short-name.ts', rule)
    addLine('src/rules/index.ts', 'rules', 'shortName', './short-name.js')
    add('src/render/phones/target.ts', target)
    addLine('src/render/index.ts', 'targets', 'phones', './phones/target.js')
    add('src/try.ts', program)
    const bundle = [
      '--bundle',
      '--platform=node',
      '--format=esm',
      '--packages=external',
      '--outfile=dist/try.mjs',
    ]
    execFileSync(path.join(repository, 'node_modules/.bin/esbuild'), ['src/try.ts', ...bundle], {
      cwd: copy,
      stdio: 'pipe',
    })
    const said: unknown = JSON.parse(execFileSync('node', ['dist/try.mjs'], { cwd: copy, encoding: 'utf8' }))
    expect(said).toEqual({ codes: ['short-name'], files: ['phones/support.txt'] })
  })

  function add(file: string, text: string): void {
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true })
    writeFileSync(path.join(copy, file), text)
  }

  /** The import, and the name at the end of the list. */
  function addLine(file: string, list: string, name: string, from: string): void {
    const text = readFileSync(path.join(copy, file), 'utf8')
    const listed = text.replace(
      new RegExp(`(export const ${list}[^=]*= \\[[^\\]]*?),?\\s*\\]`),
      `$1, ${name}]`,
    )
    expect(listed).not.toBe(text)
    add(file, `import { ${name} } from '${from}'\n${listed}`)
  }
})

const rule = `
import type { Rule } from './rule.js'
export const shortName: Rule = {
  code: 'short-name',
  severity: 'warning',
  summary: 'the id of a line is a word',
  why: 'nobody knows what x is',
  *checkLine({ id, place }) {
    if (id.length < 2) yield { message: \`line \${id} has a short name\`, place }
  },
}
`

const target = `
import { alwaysNeeds, reload } from '../live.js'
import type { Target } from '../target.js'
export const phones: Target = {
  name: 'phones',
  *files({ lines }) {
    for (const { id } of lines)
      yield { path: \`phones/\${id}.txt\`, content: id, live: alwaysNeeds('all', reload('none'), '#') }
  },
}
`

const program = `
import { checkProject } from './pipeline.js'
import { renderTree } from './render/render.js'
const line = (id: string): string =>
  \`version: 1\\nlines: {\${id}: {uri: 'sip:a@a.sip.twilio.com', allow: [203.0.113.0/28], overflow: 'sip:b@203.0.113.1'}}\\n\`
const { diagnostics } = checkProject([{ file: 'a.yaml', text: line('x') }])
const { project } = checkProject([{ file: 'a.yaml', text: line('support') }])
if (!project) throw new Error('no project')
const codes = diagnostics.map(({ code }) => code).filter(code => code === 'short-name')
const files = renderTree(project, new Map()).map(({ path }) => path).filter(path => path.startsWith('phones'))
console.log(JSON.stringify({ codes, files }))
`

function tasksOf(text: string): Task[] {
  return text.split(/^(?=##)/m).flatMap(section => {
    const [, title = '', example = ''] = /^### ([^\n]*`([^`\n]+)`)\n/.exec(section) ?? []
    const files = [...section.matchAll(/`((?:src|schemas|templates|fixtures|docs)\/[\w./-]+\.\w+)`/g)]
    return title === '' ? [] : [{ title, example, files: files.map(([, file = '']) => file) }]
  })
}

function strangersIn({ example, files }: Task): string[] {
  const pattern = spelling[example] as RegExp
  return files
    .filter(file => !beside.includes(file))
    .filter(file => !pattern.test(file) && !pattern.test(readFileSync(path.join(repository, file), 'utf8')))
}
