import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { expectGolden, repository } from '../testing/golden.js'
import { keyTable } from '../testing/key-table.js'
import { propertiesOf, type SchemaNode, scenarioSchema, schemaAt } from '../testing/schema.js'

const page = path.join(repository, 'docs/scenarios.md')
const text = readFileSync(page, 'utf8')
const marked = /<!-- keys: ?(\S*) -->\n\n(?:\|.*\n)*\n*/g

// Its examples are run with those of README.md (src/e2e/readme.test.ts).
describe('docs/scenarios.md', () => {
  it('says of each key what the schema says; `npm run docs` writes it', () => {
    const written = text.replace(marked, (_, at: string) =>
      [
        `<!-- keys: ${at}${at === '' ? '' : ' '}-->`,
        '',
        ...keyTable(keysOf(at), scenarioSchema),
        '',
        '',
      ].join('\n'),
    )
    const { description = '' } = schemaAt(['scenarios', '*', 'talk'], scenarioSchema) as SchemaNode
    const behaviour = scenarioSchema.$defs?.['behaviour']?.description
    expect(description).not.toBe(behaviour)
    expectGolden(page, written.replace(/(<!-- behaviours -->\n\n)(?:\S.*\n)*/, `$1${behaviour}\n`))
  })

  it('has every mapping that the schema has', () => {
    const shown = [...text.matchAll(marked)].map(([, at = '']) => at)
    const below = [...propertiesOf(scenarioSchema)].filter(({ schema }) => schema.properties)
    const wanted = ['', ...below.map(({ path: keys }) => keys.join('.'))]
    // An offer is the same wherever it stands.
    expect(shown.sort()).toEqual(wanted.filter(at => at !== 'scenarios.*.steps.*.reoffer.offer').sort())
  })

  it('has an example of every key, and of every outcome', () => {
    const files = [...text.matchAll(/<!-- file: scenarios\/\S+ -->\n```yaml\n([\s\S]*?)^```$/gm)]
    const used = new Set(files.flatMap(([, yaml = '']) => [...keysIn(parse(yaml))]))
    const wanted = [...propertiesOf(scenarioSchema)].map(({ path: keys }) => keys.join('.'))
    // What is the same as in the call's offer need not be shown again.
    const again = /reoffer\.offer\.(media|port|profile|codecs\.\*)$/
    expect(wanted.filter(key => !used.has(key) && !again.test(key))).toEqual([])
    const outcomes = new Set(
      files.flatMap(([, yaml = '']) => [...yaml.matchAll(/outcome: (\w+)/g)].map(([, name]) => name)),
    )
    const { enum: all } = schemaAt(['scenarios', '*', 'expect', 'outcome'], scenarioSchema) as {
      enum?: unknown[]
    }
    expect([...outcomes].sort()).toEqual(all?.toSorted())
  })
})

function keysOf(at: string): string[] {
  return at === '' ? [] : at.split('.')
}

/** Paths of all keys in a document, as propertiesOf has them. */
function* keysIn(value: unknown, at: readonly string[] = []): Generator<string> {
  if (at.length > 0) yield at.join('.')
  if (Array.isArray(value)) for (const item of value) yield* keysIn(item, [...at, '*'])
  else if (typeof value === 'object' && value !== null)
    for (const [key, member] of Object.entries(value)) {
      const free = ['agents', 'trunks'].includes(at.at(-1) ?? '')
      yield* keysIn(member, [...at, free ? '*' : key])
    }
}
