import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import Ajv2020 from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { checkProject } from '../pipeline.js'
import { parseSource } from '../source/parse.js'
import type { MapNode } from '../source/tree.js'
import { everything } from '../testing/everything.js'
import { repository } from '../testing/golden.js'
import { projectSchema, propertiesOf } from '../testing/schema.js'
import { checkSchema } from './check.js'

const properties = [...propertiesOf()].map(({ path: keys, schema }) => [keys.join('.'), schema] as const)

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
    const { diagnostics } = checkSchema(treeOf(everything()))
    expect(diagnostics).toEqual([])
  })
})

it('the whole example has no errors', () => {
  const { diagnostics } = checkProject([{ file: 'sipin.yaml', text: everything() }])
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
})

function treeOf(text: string): MapNode {
  return parseSource({ file: 'sipin.yaml', text }).value as MapNode
}
