import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import Ajv2020 from 'ajv/dist/2020.js'
import { parse, stringify } from 'yaml'
import { checkProject } from '../pipeline.js'
import { parseSource } from '../source/parse.js'
import type { MapNode } from '../source/tree.js'
import { repository } from '../testing/golden.js'
import { projectSchema, propertiesOf, type SchemaNode, schemaAt } from '../testing/schema.js'
import { checkSchema } from './check.js'
import { findNotYet, type NotYet, notYet } from './not-yet.js'

const properties = [...propertiesOf()].map(({ path: keys, schema }) => [keys.join('.'), schema] as const)
const everything = readFileSync(path.join(repository, 'fixtures/everything/sipin.yaml'), 'utf8')

describe('the schema', () => {
  // The authored file, patterns included, not the validator that is made from it.
  const ajv = new Ajv2020.default({ strict: false })
  ajv.addSchema({ ...projectSchema, $id: 'project' })

  it('has many keys', () => {
    expect(properties.length).toBeGreaterThan(60)
  })

  it.each(properties)('%s has a description and an example that validates', (name, schema) => {
    // An item without a name of its own is described by its list.
    if (!name.endsWith('.*')) expect(schema.description).toMatch(/^[A-Z'].*\.$/s)
    expect(schema.examples?.length).toBeGreaterThan(0)
    const validate = ajv.compile({ ...schema, $defs: projectSchema.$defs })
    for (const example of schema.examples ?? []) {
      validate(example)
      expect(validate.errors ?? []).toEqual([])
    }
  })

  it('as editors have it, with its patterns, takes every good example', () => {
    const root = path.join(repository, 'fixtures')
    const good = readdirSync(root, { recursive: true })
      .map(String)
      .filter(
        name =>
          /^rules\/[^/]+\/ok[^/]*\.yaml$/.test(name) ||
          /^(acme|everything|deployments\/[^/]+)\/sipin\.yaml$/.test(name),
      )
    expect(good.length).toBeGreaterThan(50)
    const validate = ajv.compile({ ...projectSchema, $id: 'whole' })
    for (const name of good) {
      validate(parse(readFileSync(path.join(root, name), 'utf8')))
      expect([name, validate.errors ?? []]).toEqual([name, []])
    }
  })

  it('takes every key of the whole example', () => {
    const { diagnostics } = checkSchema(treeOf(everything))
    expect(diagnostics).toEqual([])
  })
})

describe('keys without behaviour', () => {
  // A loop, because the list is to become empty.
  for (const key of notYet) {
    it(`${key.path.join('.')} is known to the schema and refused by name`, () => {
      const text = stringify(documentWith(key))
      expect(checkSchema(treeOf(text)).diagnostics).toEqual([])
      const named = key.path.filter(segment => segment !== '*').join('.')
      const found = findNotYet(treeOf(text)).map(({ message }) => message)
      expect(found).toContain(`\`${named}\`: ${key.what} is not there yet`)
      const { diagnostics } = checkProject([{ file: 'sipin.yaml', text }])
      expect(diagnostics.map(({ code }) => code)).toContain('not-yet')
    })
  }

  it('are the only errors of the whole example', () => {
    const { diagnostics } = checkProject([{ file: 'sipin.yaml', text: everything }])
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    expect(errors.filter(({ code }) => code !== 'not-yet')).toEqual([])
    expect(errors.length > 0).toBe(notYet.length > 0)
  })
})

function treeOf(text: string): MapNode {
  return parseSource({ file: 'sipin.yaml', text }).value as MapNode
}

/** The smallest project in which a key has the first example of the schema. */
function documentWith({ path: keys }: NotYet): unknown {
  const [value] = schemaAt(keys)?.examples ?? []
  if (value === undefined) throw new Error(`the schema has no example of ${keys.join('.')}`)
  return merge(smallest, nest(keys, value, projectSchema))
}

const smallest = {
  version: 1,
  lines: { support: { uri: 'sip:acme@acme.sip.twilio.com', allow: ['203.0.113.0/28'], voicemail: true } },
}

/** A value below its keys; beside it, what the schema demands there is taken from the schema's own example. */
function nest(keys: readonly string[], value: unknown, schema: SchemaNode): unknown {
  const [key, ...rest] = keys
  if (key === undefined) return value
  const { examples = [], items } = { ...schema, ...schemaAt([], schema) }
  const inner = nest(rest, value, schemaAt([key], schema) as SchemaNode)
  if (key === '*' && items) return [inner]
  const [beside] = examples.filter(example => typeof example === 'object')
  const name = key === '*' ? 'support' : key
  return schema === projectSchema || key === '*'
    ? { [name]: inner }
    : { ...(beside as object), [name]: inner }
}

function merge(a: unknown, b: unknown): unknown {
  if (!isMapping(a) || !isMapping(b)) return b
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return Object.fromEntries(
    [...keys].map(key => [key, key in b ? (key in a ? merge(a[key], b[key]) : b[key]) : a[key]]),
  )
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
