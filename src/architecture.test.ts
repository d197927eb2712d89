import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { commands } from './cli/index.js'
import { graphFormatNames } from './graph/format.js'
import { graphFormats } from './graph/index.js'
import { targets } from './render/index.js'
import { reporters } from './report/index.js'
import { rules } from './rules/index.js'
import { repository } from './testing/golden.js'
import { allModules, circlesOf, readModule, type SourceModule, sourceModules } from './testing/modules.js'

/**
 * The one-way flow of ARCHITECTURE.md, from the bottom up: a module may import from its own layer and from
 * those above it in this list. Members are folders or single files of src/.
 */
const layers: readonly (readonly string[])[] = [
  ['diagnostic', 'errors', 'system-errors', 'printable', 'suggest', 'version.gen', 'package-file', 'sip'],
  ['problems'],
  ['source'],
  ['schema'],
  ['model'],
  ['policy'],
  ['rules'],
  ['explanations', 'pipeline', 'scenarios'],
  ['graph', 'render', 'report'],
  ['explain'],
  ['diff'],
  ['apply'],
  ['read', 'write', 'engine'],
  ['live'],
  ['lab'],
  ['commands'],
  ['cli', 'index'],
]

/** Where effects are allowed: everything else is a pure function of its arguments. */
const rim = ['cli', 'commands', 'read', 'write', 'engine', 'live', 'lab', 'package-file']

/** Parts of Node that compute and touch nothing. */
const pureModules = ['node:crypto', 'node:path', 'node:util']

/** The world beyond a function's arguments: process, clock, chance, locale, network, timers. */
const effects = [
  ...['process', 'console', 'fetch', 'performance', 'navigator', 'WebSocket'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'globalThis', 'require'],
]
const impureMembers = ['Date.now', 'new Date()', 'Math.random', 'crypto.randomUUID']
const localeMembers = /^\.(localeCompare|toLocale\w*)$/

const modules = sourceModules()

describe('the flow', () => {
  it('has a place for every folder and file', () => {
    const homeless = modules.filter(({ name }) => layerOf(name) < 0).map(({ name }) => name)
    expect(homeless).toEqual([])
  })

  it('goes one way', () => {
    expect(modules.flatMap(againstTheFlow)).toEqual([])
  })

  it('is seen to be broken by an import against it', () => {
    const rule = readModule('model/bad', "import { rules } from '../rules/index.js'")
    const type = readModule('source/bad', "import type { Project } from '../model/project.js'")
    const lazy = readModule('rules/bad', "const f = () => import('../commands/validate.js')")
    const again = readModule('render/bad', "export { main } from '../cli.js'")
    for (const module of [rule, type, lazy, again]) expect(againstTheFlow(module)).toHaveLength(1)
  })
})

describe('circles of imports', () => {
  it('are nowhere, the tests included', () => {
    expect(circlesOf(allModules())).toEqual([])
  })

  it('are seen, through types too', () => {
    const first = readModule('lab/first', "import type { Second } from './second.js'")
    const second = readModule('lab/second', "import { first } from './third.js'")
    const third = readModule('lab/third', "import { First } from './first.js'")
    expect(circlesOf([first, second, third])).toHaveLength(3)
    expect(circlesOf([first, second])).toEqual([])
  })
})

describe('tables by name', () => {
  const table = /^const \w+: (?:Readonly<)?(?:Partial<)?Record<string,/gm

  it('are Maps: an object also has names that nobody declared', () => {
    expect(modules.filter(({ name }) => tablesIn(textOf(name)) > 0).map(({ name }) => name)).toEqual([])
  })

  it('are seen when they are objects', () => {
    expect(tablesIn('const names: Readonly<Record<string, string>> = {}')).toBe(1)
  })

  function tablesIn(text: string): number {
    return [...text.matchAll(table)].length
  }
})

describe('effects', () => {
  it('stay in the rim', () => {
    expect(modules.flatMap(effectsOf)).toEqual([])
  })

  it.each([
    "import { readFileSync } from 'node:fs'",
    "import { execa } from 'execa'",
    "import { spawn } from 'node:child_process'",
    'const now = Date.now()',
    'const now = new Date()',
    'const chance = Math.random()',
    "const home = process.env['HOME']",
    "console.log('here')",
    "['b', 'a'].sort((a, b) => a.localeCompare(b))",
    'const shown = (1234).toLocaleString()',
  ])('outside of it are seen: %s', text => {
    expect(effectsOf(readModule('model/bad', text))).toHaveLength(1)
    expect(effectsOf(readModule('commands/fine', text))).toEqual([])
  })
})

it('files are opened in one room and written in another', () => {
  const users = (pattern: RegExp): string[] =>
    modules
      .filter(({ name }) => /^(commands|cli|pipeline)\b/.test(name))
      .filter(({ names }) => [...names].some(used => pattern.test(used)))
      .map(({ name }) => name)
  // What travels in the package is no input.
  expect(users(/^(readFile|open|createReadStream)(Sync)?$/).sort()).toEqual([
    'commands/init',
    'commands/schema',
  ])
  expect(
    users(/^(mkdir|mkdtemp|rm|rmdir|unlink|rename|copyFile|cp|chmod|writeFile|appendFile)(Sync)?$/),
  ).toEqual([])
})

it('validate and generate never load execa', () => {
  for (const command of ['commands/validate', 'commands/generate', 'cli'])
    expect([...loadedBy(command)].filter(name => name === 'execa')).toEqual([])
  expect(loadedBy('commands/test')).toContain('execa')
})

it('a package is known in one place, and what is only an oracle of tests in none', () => {
  const users = (name: string): string[] => [
    ...new Set(
      modules
        .filter(({ imports }) => imports.includes(name))
        .map(module => module.name.split('/')[0] as string),
    ),
  ]
  for (const oracle of ['handlebars', 'handlebars/runtime.js', 'ip-cidr']) expect(users(oracle)).toEqual([])
  expect(users('yaml')).toEqual(['source'])
  expect(users('execa')).toEqual(['engine', 'live'])
  expect(users('commander')).toEqual(['cli'])
})

it('no file is longer than 300 lines', () => {
  expect(modules.filter(({ lines }) => lines > 300).map(({ name }) => name)).toEqual([])
})

it('nothing but configuration files has a default export, and nothing but errors is a class', () => {
  const classes = modules
    .filter(({ name }) => /^(export )?class /m.test(textOf(name)))
    .map(({ name }) => name)
  const defaults = modules.filter(({ name }) => /^export default/m.test(textOf(name))).map(({ name }) => name)
  expect(classes).toEqual(['errors'])
  expect(defaults).toEqual([])
})

describe('ordered lists agree with their folders', () => {
  it('rules', () => {
    const files = filesIn('rules', ['index', 'rule'])
    expect(rules.map(({ code }) => code).sort()).toEqual(files)
  })

  it('targets', () => {
    const folders = modules.flatMap(({ name }) => /^render\/([^/]+)\/target$/.exec(name)?.[1] ?? []).sort()
    expect(targets.map(({ name }) => name).sort()).toEqual(folders)
  })

  it('reporters', () => {
    expect(Object.keys(reporters).sort()).toEqual(
      filesIn('report', ['index', 'formats', 'reporter', 'frame', 'places']),
    )
  })

  it('formats of pictures', () => {
    expect(graphFormats.map(({ name }) => name).sort()).toEqual(filesIn('graph/formats', []))
    expect([...graphFormatNames]).toEqual(graphFormats.map(({ name }) => name))
  })

  it('commands', () => {
    expect(commands).toHaveLength(filesIn('cli', ['index', 'options']).length)
  })
})

function layerOf(name: string): number {
  const top = name.split('/')[0] as string
  return layers.findIndex(members => members.includes(top))
}

function againstTheFlow({ name, imports }: SourceModule): string[] {
  return imports
    .filter(other => isOwn(other) && layerOf(other) > layerOf(name))
    .map(other => `${name} imports ${other}`)
}

function effectsOf({ name, imports, names, members }: SourceModule): string[] {
  if (rim.includes(name.split('/')[0] as string)) return []
  const packages = imports.filter(
    other => other === 'execa' || (other.startsWith('node:') && !pureModules.includes(other)),
  )
  const globals = effects.filter(effect => names.has(effect))
  const calls = [...members].filter(member => impureMembers.includes(member) || localeMembers.test(member))
  return [...packages, ...globals, ...calls].map(effect => `${name} has ${effect}`)
}

function isOwn(name: string): boolean {
  return layerOf(name) >= 0
}

/** Every module and package that is loaded when a module is. */
function loadedBy(name: string, seen = new Set<string>()): Set<string> {
  for (const other of modules.find(module => module.name === name)?.loads ?? []) {
    if (seen.has(other)) continue
    seen.add(other)
    loadedBy(other, seen)
  }
  return seen
}

function filesIn(folder: string, others: readonly string[]): string[] {
  return readdirSync(path.join(repository, 'src', folder))
    .filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map(file => file.replace(/\.ts$/, ''))
    .filter(name => !others.includes(name))
    .sort()
}

function textOf(name: string): string {
  return readFileSync(path.join(repository, 'src', `${name}.ts`), 'utf8')
}

it('ARCHITECTURE.md has the same layers, in the same order', () => {
  const page = readFileSync(path.join(repository, 'ARCHITECTURE.md'), 'utf8')
  const map = page.slice(page.indexOf('## Code map'), page.indexOf('Rooms within those folders'))
  const rows = [...map.matchAll(/^\| (`src\/.*?) \|/gm)].map(([, cell = '']) =>
    [...cell.matchAll(/`src\/([a-z.-]+)`/g)].map(([, name]) => name).sort(),
  )
  expect(rows).toEqual(layers.map(members => [...members].sort()))
  const named = [...page.matchAll(/`(src\/[a-z0-9/-]+\.test\.ts)`/g)].map(([, name = '']) => name)
  expect(named.filter(name => !existsSync(path.join(repository, name)))).toEqual([])
})

it('ARCHITECTURE.md names every room of the tests, and the test of every invariant', () => {
  const page = readFileSync(path.join(repository, 'ARCHITECTURE.md'), 'utf8')
  const rooms = readdirSync(path.join(repository, 'src'), { withFileTypes: true, recursive: true })
    .filter(entry => entry.isDirectory())
    .map(entry => path.relative(repository, path.join(entry.parentPath, entry.name)))
  expect(rooms).toContain('src/testing/hostile/fuzz')
  expect(rooms.filter(name => !page.includes(`\`${name}\``))).toEqual([])
  const paths = [
    ...page.matchAll(/`((?:src|scripts|templates|fixtures|docs|schemas|docker)\/[a-zA-Z0-9./-]*)`/g),
  ]
  const named = paths.map(([, name = '']) => name).filter(name => !/CODE|NAME/.test(name))
  expect(named.length).toBeGreaterThan(30)
  expect(
    named.filter(name => !['', '.ts'].some(end => existsSync(path.join(repository, `${name}${end}`)))),
  ).toEqual(['src/version.gen'].filter(() => !existsSync(path.join(repository, 'src/version.gen.ts'))))
  const invariants = page.slice(page.indexOf('## Invariants')).split(/^- /m).slice(1)
  expect(invariants.length).toBeGreaterThan(10)
  expect(invariants.filter(text => !/\.test\.ts`/.test(text))).toEqual([])
})
