// Writes everything that is derived from schemas/, templates/ and the time zones that this Node.js knows: types,
// validators, template functions, a table of offsets.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import Ajv2020 from 'ajv/dist/2020.js'
import standaloneCode from 'ajv/dist/standalone/index.js'
import { compile as compileTypes } from 'json-schema-to-typescript'
import { templateCode, templateRuntime } from './template-code.mjs'
import { zoneCode } from './zone-code.mjs'

const root = path.dirname(import.meta.dirname)
const banner = '// Made by scripts/codegen.mjs; not to be edited.\n'

const schemas = [
  { name: 'project', file: 'sipin.schema.json' },
  { name: 'scenarios', file: 'scenarios.schema.json' },
]

const validateType = 'interface Validate { (data: unknown): boolean; errors?: readonly unknown[] | null }'

await writeSchemaCode()
await writeKeyFacts()
await writeTemplates()
await writeVersion()
await writeZones()

async function writeSchemaCode() {
  const out = path.join(root, 'src/schema')
  await mkdir(out, { recursive: true })
  for (const { name, file } of schemas) {
    const text = await readFile(path.join(root, 'schemas', file), 'utf8')
    const types = await compileTypes(forTypes(JSON.parse(text)), name, {
      bannerComment: banner,
      ignoreMinAndMaxItems: true,
      additionalProperties: false,
    })
    await writeFile(path.join(out, `${name}-types.gen.ts`), types)
    await writeFile(path.join(out, `${name}-validate.gen.ts`), validatorCode(JSON.parse(text)))
  }
}

function validatorCode(schema) {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    strictTypes: false,
    code: { source: true, esm: true },
  })
  const code = standaloneCode(ajv, ajv.compile(forValidator(schema)))
  // ajv emits CommonJS calls for its runtime helpers even as ESM (ajv issues 2209 and 2598).
  const imports = []
  const body = code.replace(/require\("(ajv\/dist\/runtime\/[a-z0-9]+)"\)\.default/g, (_, module) => {
    imports.push(`import helper${imports.length} from '${module}.js'`)
    return `(helper${imports.length - 1}.default ?? helper${imports.length - 1})`
  })
  const typed = body
    .replace('"use strict";', '')
    .replace(/export const validate = (\w+);export default \w+;/, 'export const validate: Validate = $1;')
  return `// @ts-nocheck\n${banner}${imports.join('\n')}\n${validateType}\n${typed}\n`
}

/** Defaults and ranges of keys, so that the model has none of its own: `x-range` is that of a duration. */
async function writeKeyFacts() {
  const schema = JSON.parse(await readFile(path.join(root, 'schemas/sipin.schema.json'), 'utf8'))
  const keys = [
    ...keysOf(schema, []),
    ...Object.entries(schema.$defs).flatMap(([name, of]) => keysOf(of, [name])),
  ]
  const facts = keys.flatMap(({ name, schema: { default: usual, 'x-range': range } }) => [
    ...(usual === undefined ? [] : [['defaults', name.join('.'), usual]]),
    ...(range === undefined ? [] : [['ranges', name.at(-1), rangeOf(range, usual)]]),
  ])
  const table = kind =>
    facts.filter(([of]) => of === kind).map(([, name, value]) => `  '${name}': ${JSON.stringify(value)},\n`)
  await writeFile(
    path.join(root, 'src/schema/key-facts.gen.ts'),
    [
      banner,
      '\n/** By the path of the key; `line` is one of `lines`, `*` an item or a member with a name of its own. */\n',
      `export const defaults = {\n${table('defaults').join('')}} as const\n`,
      '\n/** Durations by the name of their key, in seconds; `usual` holds where nothing is written. */\n',
      `export const ranges = {\n${table('ranges').join('')}} as const\n`,
    ].join(''),
  )
}

/** Every key with its schema, whatever alternatives and lists it stands in. */
function keysOf(schema, name) {
  const { properties = {}, additionalProperties, items, anyOf = [], oneOf = [] } = schema
  return [
    ...Object.entries(properties).flatMap(([key, of]) => [
      { name: [...name, key], schema: of },
      ...keysOf(of, [...name, key]),
    ]),
    ...[additionalProperties, items].flatMap(of =>
      typeof of === 'object' ? keysOf(of, [...name, '*']) : [],
    ),
    ...[...anyOf, ...oneOf].flatMap(of => keysOf(of, name)),
  ]
}

function rangeOf(text, usual) {
  const [least, most] = text.split(' to ').map(secondsOf)
  return { least, most, text, usual: secondsOf(usual) }
}

function secondsOf(duration) {
  const [, number, unit] = /^([0-9]+)([smh])$/.exec(duration)
  return Number(number) * { s: 1, m: 60, h: 3600 }[unit]
}

/** A reference with a description of its own would become a second type of the same shape. */
function forTypes(schema) {
  return mapSchema(schema, node => (typeof node.$ref === 'string' ? { $ref: node.$ref } : node))
}

/** Patterns are for editors; the model's parsers judge the same values and say what is wrong with them. */
function forValidator(schema) {
  const dropped = new Set(['description', 'default', 'title', 'pattern', 'x-range'])
  return mapSchema(schema, node =>
    Object.fromEntries(Object.entries(node).filter(([keyword]) => !dropped.has(keyword))),
  )
}

/** Applies `change` to every schema object, not to the maps from property names to schemas. */
function mapSchema(node, change) {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return node
  const mapped = Object.entries(change(node)).map(([keyword, value]) => {
    if (['properties', '$defs'].includes(keyword)) {
      const entries = Object.entries(value).map(([name, child]) => [name, mapSchema(child, change)])
      return [keyword, Object.fromEntries(entries)]
    }
    if (keyword === 'examples' || keyword === 'default') return [keyword, value]
    return [keyword, mapSchema(value, change)]
  })
  return Object.fromEntries(mapped)
}

async function writeTemplates() {
  const base = path.join(root, 'templates')
  const files = (await readdir(base, { recursive: true })).filter(file => file.endsWith('.hbs')).sort()
  const entries = []
  for (const file of files) {
    const name = file
      .split(path.sep)
      .join('/')
      .replace(/\.hbs$/, '')
    const text = await readFile(path.join(base, file), 'utf8')
    entries.push(`  '${name}': ${templateCode(text, name)},`)
  }
  const out = path.join(root, 'src/render')
  await mkdir(out, { recursive: true })
  await writeFile(
    path.join(out, 'templates.gen.ts'),
    `// @ts-nocheck\n${banner}${templateRuntime}\nexport const templates = {\n${entries.join('\n')}\n}\n`,
  )
}

/** What package.json says of sipin itself. The owner fills in `repository` and `bugs` there, and nowhere else. */
async function writeVersion() {
  const { version, repository, bugs } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'))
  await writeFile(
    path.join(root, 'src/version.gen.ts'),
    [
      banner,
      `export const version = '${version}'\n`,
      '/** Where sipin comes from; empty: not filled in. */\n',
      `export const repositoryUrl: string = ${JSON.stringify(repository.url.replace(/^git\+/, ''))}\n`,
      '/** Where bugs are reported; empty: not filled in. */\n',
      `export const bugsUrl: string = ${JSON.stringify(bugs.url)}\n`,
    ].join(''),
  )
}

async function writeZones() {
  const file = path.join(root, 'src/model/zone-names.ts')
  const [, names] = /currentZones[^`]*`([^`]*)`/.exec(await readFile(file, 'utf8'))
  const zones = names.trim().split(/\s+/)
  await writeFile(path.join(root, 'src/model/zone-offsets.gen.ts'), banner + zoneCode(zones))
}
