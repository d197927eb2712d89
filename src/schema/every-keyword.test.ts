import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import { repository } from '../testing/golden.js'
import { wordedKeywords } from './wording.js'

/** What only describes, names or holds other schemas fails by itself never. */
const silent = new Set([
  ...['$schema', '$id', '$ref', '$defs', 'title', 'description', 'default', 'examples', 'type'],
  ...['properties', 'items', 'then'],
  // Left to the model, which says more than that a text does not match; the validator is made without it.
  ...['pattern', 'x-range'],
])

function keywordsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  if (Array.isArray(schema)) return schema.flatMap(keywordsOf)
  return Object.entries(schema).flatMap(([keyword, value]) => {
    if (['examples', 'default', 'const', 'enum', 'required'].includes(keyword)) return [keyword]
    if (['properties', '$defs'].includes(keyword))
      return [keyword, ...Object.values(value as object).flatMap(keywordsOf)]
    return [keyword, ...keywordsOf(value)]
  })
}

it.each(['sipin', 'scenarios'])('each keyword of %s.schema.json has a wording', name => {
  const schema: unknown = JSON.parse(
    readFileSync(path.join(repository, 'schemas', `${name}.schema.json`), 'utf8'),
  )
  const used = [...new Set(keywordsOf(schema))].filter(keyword => !silent.has(keyword))
  expect(used.length).toBeGreaterThan(5)
  expect(used.filter(keyword => !wordedKeywords.has(keyword))).toEqual([])
})
