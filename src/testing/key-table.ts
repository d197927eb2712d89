import { stringify } from 'yaml'
import { type SchemaNode, schemaAt } from './schema.js'

/** The keys of one mapping of a schema, as a table in Markdown. `needed`: keys that must be there. */
export function keyTable(
  at: readonly string[],
  schema: SchemaNode,
  needed: readonly string[] = schemaAt(at, schema)?.required ?? [],
): string[] {
  const { properties = {} } = schemaAt(at, schema) as SchemaNode
  const rows = Object.keys(properties).map(key => {
    const member = schemaAt([...at, key], schema) as SchemaNode
    const must = needed.includes(key) ? 'Required. ' : ''
    return `| \`${key}\` | ${must}${cell(member.description ?? '')} | ${examplesOf(member)} |`
  })
  return ['| key | | example |', '|---|---|---|', ...rows]
}

function examplesOf({ examples = [] }: SchemaNode): string {
  return examples.map(example => `\`${cell(flow(example))}\``).join(' or ')
}

function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trim()
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ')
}
