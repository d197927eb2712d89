import { readFileSync } from 'node:fs'
import path from 'node:path'
import { repository } from './golden.js'

/** A JSON Schema as data; the keywords that sipin's schemas have. */
export interface SchemaNode {
  readonly description?: string
  readonly examples?: readonly unknown[]
  readonly type?: string | readonly string[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly additionalProperties?: boolean | SchemaNode
  readonly items?: SchemaNode
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, SchemaNode>>
}

export const projectSchema = JSON.parse(
  readFileSync(path.join(repository, 'schemas/sipin.schema.json'), 'utf8'),
) as SchemaNode

export const scenarioSchema = JSON.parse(
  readFileSync(path.join(repository, 'schemas/scenarios.schema.json'), 'utf8'),
) as SchemaNode

/** Of both schemas: no name stands in two. */
const definitions = { ...projectSchema.$defs, ...scenarioSchema.$defs }

/** The schema at a path of keys; `*` is any id, and any item of a list. */
export function schemaAt(
  keys: readonly string[],
  schema: SchemaNode = projectSchema,
): SchemaNode | undefined {
  const node = resolved(schema)
  const [key, ...rest] = keys
  if (key === undefined) return { ...node, ...schema }
  const below =
    key === '*'
      ? (node.items ??
        (typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined))
      : node.properties?.[key]
  return below && schemaAt(rest, below)
}

/** A schema with what it refers to; its own keywords win. */
function resolved(schema: SchemaNode): SchemaNode {
  const { $ref: reference } = schema
  if (reference === undefined) return schema
  const target = definitions[reference.replace('#/$defs/', '')]
  if (!target) throw new Error(`no ${reference} in the schema`)
  return { ...resolved(target), ...schema }
}

/** Every property, below `*` for members and items, with its path; recursive definitions do not occur. */
export function* propertiesOf(
  schema: SchemaNode = projectSchema,
  at: readonly string[] = [],
): Generator<{ path: readonly string[]; schema: SchemaNode }> {
  const node = resolved(schema)
  for (const [key, child] of Object.entries(node.properties ?? {})) {
    yield { path: [...at, key], schema: resolved(child) }
    yield* propertiesOf(child, [...at, key])
  }
  const members = typeof node.additionalProperties === 'object' ? [node.additionalProperties] : []
  for (const child of [...members, ...(node.items ? [node.items] : [])]) {
    yield { path: [...at, '*'], schema: resolved(child) }
    yield* propertiesOf(child, [...at, '*'])
  }
}
