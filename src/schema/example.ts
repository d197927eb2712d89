import type { SchemaError } from './schema-error.js'

/** The first example of a value; undefined for a mapping. */
export function exampleOf({ parentSchema }: SchemaError): string | undefined {
  const [example] = (parentSchema['examples'] as unknown[] | undefined) ?? []
  if (typeof example === 'object' && !Array.isArray(example)) return undefined
  return typeof example === 'string' ? example : JSON.stringify(example)
}

/** An example of the schema in one line of YAML. Remembered: thousands of problems may need the same one. */
export function shownExample(schema: Readonly<Record<string, unknown>>): string {
  const before = shown.get(schema)
  if (before !== undefined) return before
  const [example] = (schema['examples'] as unknown[] | undefined) ?? []
  const text = example === undefined ? '…' : flowOf(withoutReferences(example))
  shown.set(schema, text)
  return text
}

const shown = new WeakMap<object, string>()

/** What an example refers to is not there in another project. */
function withoutReferences(example: unknown): unknown {
  if (typeof example !== 'object' || example === null || Array.isArray(example)) return example
  const kept = Object.entries(example).filter(
    ([key, value]) => key !== 'during' && !(key === 'hours' && typeof value === 'string'),
  )
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutReferences(value)]))
}

/** Lines, trunks and agents share the shape of a uri, which stands elsewhere in the schema. */
export function exampleOfKey(key: string, schema: Readonly<Record<string, unknown>>): string {
  return key === 'uri' ? 'sip:name@name.sip.twilio.com' : shownExample(propertyOf(schema, key))
}

function propertyOf(
  schema: Readonly<Record<string, unknown>>,
  key: string,
): Readonly<Record<string, unknown>> {
  const properties = schema['properties'] as
    | Readonly<Record<string, Readonly<Record<string, unknown>>>>
    | undefined
  return (properties && Object.hasOwn(properties, key) ? properties[key] : undefined) ?? {}
}

function flowOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowOf).join(', ')}]`
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, one]) => `${key}: ${flowOf(one)}`)
      .join(', ')}}`
  return typeof value === 'string' && /[,:]\s|[[\]{},]|^$|^[\d+]+$/.test(value)
    ? JSON.stringify(value)
    : String(value)
}
