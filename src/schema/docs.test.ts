import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import { expectGolden, repository } from '../testing/golden.js'
import { keyTable } from '../testing/key-table.js'
import { projectSchema, propertiesOf, type SchemaNode, schemaAt } from '../testing/schema.js'

it('docs/keys.md says what the schema says; `npm run docs` writes it', () => {
  expectGolden(path.join(repository, 'docs/keys.md'), page())
})

it('docs/keys.md has every key', () => {
  const keys = new Set([...propertiesOf()].map(({ path: keys }) => keys.at(-1)).filter(key => key !== '*'))
  const text = page()
  expect([...keys].filter(key => !text.includes(`| \`${key}\` |`))).toEqual([])
})

it('every key that a page names by its path is one', () => {
  const pages = ['README.md', 'SECURITY.md', 'CONTRIBUTING.md', ...docs().map(name => `docs/${name}`)]
  const sections = Object.keys(projectSchema.properties ?? {})
    .filter(name => name !== 'lines')
    .join('|')
  const paths = pages.flatMap(name =>
    [...read(name).matchAll(new RegExp(`\`((?:${sections})\\.[a-z_.]+)\``, 'g'))].map(([, key = '']) => ({
      name,
      key,
    })),
  )
  expect(paths.length).toBeGreaterThan(5)
  expect(paths.filter(({ key }) => !schemaAt(key.split('.')))).toEqual([])
})

function page(): string {
  return [
    '<!-- Made from schemas/sipin.schema.json by `npm run docs`; not to be edited. -->',
    '# Every key of a project',
    '',
    'Only `version` and `lines` must be there. Editors know all of this from `schemas/sipin.schema.json`, which',
    '`sipin schema` prints.',
    '',
    ...section([], 'A project'),
  ].join('\n')
}

/** A table of the keys of one mapping, and the tables of the mappings below it. */
function section(at: readonly string[], title: string): string[] {
  const { properties = {}, required = [], description = '' } = schemaAt(at) as SchemaNode
  const needed = at.join('.') === 'lines.*' ? ['uri'] : required
  return [
    `## ${title}`,
    '',
    ...(description ? [description, ''] : []),
    ...keyTable(at, projectSchema, needed),
    '',
    ...Object.keys(properties).flatMap(key => below([...at, key])),
  ]
}

/** `defaults` has the keys of a line; they stand there. */
function below(at: readonly string[]): string[] {
  if (at[0] === 'defaults') return []
  const schema = schemaAt(at) as SchemaNode
  if (schema.properties) return section(at, titleOf(at))
  const member = schemaAt([...at, '*'])
  return member?.properties ? section([...at, '*'], titleOf([...at, '*'])) : []
}

function titleOf(at: readonly string[]): string {
  // An item of a list has no id.
  return `\`${at
    .join('.')
    .replace(/^(\w+)\.\*/, '$1.ID')
    .replaceAll('.*', '')}\``
}

/** The messages in docs/rules.md name keys by the ids of their examples. */
function docs(): string[] {
  return readdirSync(path.join(repository, 'docs')).filter(
    name => name.endsWith('.md') && name !== 'rules.md',
  )
}

function read(name: string): string {
  return readFileSync(path.join(repository, name), 'utf8')
}
