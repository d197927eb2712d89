import type { Diagnostic, Finding, Place } from '../diagnostic.js'
import { problem, type ReadingProblem } from '../problems.js'
import { type Entry, entryOf, type Node, type ScalarNode } from '../source/tree.js'
import { listOf, nearest } from '../suggest.js'
import { exampleOf, exampleOfKey, shownExample } from './example.js'
import { type AdviseMeant, elsewhere, type Meant, meantByType, synonymOf } from './meant.js'
import type { SchemaError } from './schema-error.js'

/** One diagnostic for each mistake of the writer: ajv may report one mistake several times over. */
export function wordErrors(
  root: Node,
  errors: readonly SchemaError[],
  advise: AdviseMeant = () => undefined,
): Diagnostic[] {
  const missing = new Map<string, string[]>()
  for (const { keyword, instancePath, params } of errors) {
    if (keyword !== 'required') continue
    missing.set(instancePath, [...(missing.get(instancePath) ?? []), String(params['missingProperty'])])
  }
  const told = new Set<string>()
  const ofAnotherType = new Set(
    errors.filter(({ keyword }) => keyword === 'type').map(({ instancePath }) => instancePath),
  )
  const diagnostics: Diagnostic[] = []
  for (const error of errors) {
    // 0.5 is no whole number; that it is also below 1 is the same mistake.
    if (bounds.has(error.keyword) && ofAnotherType.has(error.instancePath)) continue
    const target = locate(root, error.instancePath)
    const diagnostic = wordError(error, target, { missing: missing.get(error.instancePath) ?? [], advise })
    if (!diagnostic) continue
    const key = `${diagnostic.code} ${diagnostic.place.file} ${diagnostic.place.span.start} ${diagnostic.message}`
    if (told.has(key)) continue
    told.add(key)
    diagnostics.push(diagnostic)
  }
  return diagnostics
}

const bounds: ReadonlySet<string> = new Set(['minimum', 'maximum'])

interface Target {
  readonly node: Node
  /** The key the node stands under; undefined for the root and for list items. */
  readonly entry: Entry | undefined
  /** Where it stands, in the words of the file: `lines.support.allow[0]`. */
  readonly name: string
}

function locate(root: Node, instancePath: string): Target {
  let target: Target = { node: root, entry: undefined, name: '' }
  for (const encoded of instancePath.split('/').slice(1)) {
    const segment = encoded.replaceAll('~1', '/').replaceAll('~0', '~')
    const { node, name } = target
    if (node.kind === 'sequence') {
      const item = node.items[Number(segment)]
      if (!item) return target
      target = { node: item, entry: undefined, name: `${name}[${segment}]` }
    } else {
      const entry = entryOf(node, segment)
      if (!entry) return target
      target = { node: entry.value, entry, name: name ? `${name}.${segment}` : segment }
    }
  }
  return target
}

interface Around {
  /** The keys that are missing in the same mapping. */
  readonly missing: readonly string[]
  readonly advise: AdviseMeant
}

type Wording = (error: SchemaError, target: Target, around: Around) => Diagnostic | undefined

function wordError(error: SchemaError, target: Target, around: Around): Diagnostic | undefined {
  const word = wordings.get(error.keyword)
  if (!word) throw new Error(`the schema uses \`${error.keyword}\`, for which there is no wording`)
  return word(error, target, around)
}

const wordings: ReadonlyMap<string, Wording> = new Map(
  Object.entries<Wording>({
    additionalProperties: unknownKey,
    required: missingKey,
    type: wrongType,
    enum: unknownValue,
    const: unknownValue,
    minItems: (error, target) =>
      at(target, 'empty', `\`${target.name}\` is an empty list`, writeSome(error, target)),
    minProperties: (error, target) =>
      at(target, 'empty', `\`${target.name}\` has no entries`, writeSome(error, target)),
    maxProperties: tooManyKeys,
    minimum: outOfRange,
    maximum: outOfRange,
    // `if` only repeats what the failing branch already said.
    if: () => undefined,
  }),
)

/** For the test that no keyword of the schemas is without one. */
export const wordedKeywords: ReadonlySet<string> = new Set(wordings.keys())

function unknownKey({ params, parentSchema }: SchemaError, target: Target, { missing }: Around): Diagnostic {
  const key = String(params['additionalProperty'])
  const allowed = Object.keys((parentSchema['properties'] as object | undefined) ?? {})
  const guess =
    synonymOf(
      key,
      allowed.filter(name => !entryOf(target.node, name)),
    ) ??
    nearest(key, missing) ??
    nearest(
      key,
      allowed.filter(name => !entryOf(target.node, name)),
    )
  const place = entryOf(target.node, key)?.keyPlace ?? target.node.place
  const where = target.name ? ` in \`${target.name}\`` : ''
  return problem(
    'unknown-key',
    `unknown key \`${key}\`${where}${guess ? `, did you mean \`${guess}\`?` : ''}`,
    place,
    {
      help: guess
        ? `write \`${guess}\``
        : `${elsewhere(key, target)}; ${allowed.length === 1 ? 'the key known here is' : 'the keys known here are'} ${listOf(allowed)}`,
      ...(guess ? { fix: { place, text: guess } } : {}),
    },
  )
}

function missingKey({ params, parentSchema }: SchemaError, target: Target): Diagnostic | undefined {
  const key = String(params['missingProperty'])
  const known = Object.keys((parentSchema['properties'] as object | undefined) ?? {})
  const misspelt =
    target.node.kind === 'map' &&
    target.node.entries.some(entry => !known.includes(entry.key) && nearest(entry.key, [key]) === key)
  if (misspelt) return undefined
  const name = nameOf(target, parentSchema)
  return problem(
    'missing-key',
    `${name} has no \`${key}\``,
    target.entry?.keyPlace ?? headOf(target.node.place),
    { help: `add it, as in \`${key}: ${exampleOfKey(key, parentSchema)}\`` },
  )
}

/** A file of scenarios is no project. */
function nameOf({ name }: Target, { properties }: Readonly<Record<string, unknown>>): string {
  if (name) return `\`${name}\``
  return Object.hasOwn(Object(properties), 'scenarios') ? 'the file' : 'the project'
}

function wrongType(error: SchemaError, target: Target, { advise }: Around): Diagnostic {
  const { node, name } = target
  const known = advise(name, node)
  if (node.kind === 'scalar' && isTelephoneNumber(node)) return unquotedNumber(node, name, known)
  const wanted = [error.parentSchema['type']].flat().map(type => typeNames.get(String(type)) ?? String(type))
  const example = exampleOf(error)
  const meant = known ?? meantByType(error, node)
  return at(
    target,
    'wrong-type',
    `${nameOf(target, error.parentSchema)} must be ${wanted.join(' or ')}, not ${describe(node)}`,
    meant
      ? helpOf(meant, node.place)
      : { help: `write it as in \`${example ?? shownExample(error.parentSchema)}\`` },
  )
}

function helpOf({ text, said, help, isSure = true }: Meant, place: Place): Pick<Finding, 'help' | 'fix'> {
  return {
    help: help ?? `write ${said ?? `\`${text}\``}`,
    ...(text === undefined || !isSure ? {} : { fix: { place, text } }),
  }
}

const typeNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    string: 'text',
    integer: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a mapping',
  }),
)

function describe(node: Node): string {
  if (node.kind === 'map') return 'a mapping'
  if (node.kind === 'sequence') return 'a list'
  if (node.value === null) return 'empty'
  if (typeof node.value === 'number') return `the number ${node.source}`
  return typeof node.value === 'boolean' ? `\`${node.source}\`` : `the text \`${node.source}\``
}

/** To every YAML parser `+33123456789` and `0123456789` are numbers; the plus and the zero are lost. */
function isTelephoneNumber({ value, source }: ScalarNode): boolean {
  return typeof value === 'number' && /^[+0][0-9]{4,}$/.test(source)
}

function unquotedNumber(
  { place, source, value }: ScalarNode,
  name: string,
  known: Meant | undefined,
): Diagnostic {
  return problem(
    'unquoted-number',
    `\`${name}\` is read as the number ${value}, not as \`${source}\``,
    place,
    known ? helpOf(known, place) : quoted(source, name, place),
  )
}

/** A number is never a value; where a call can be sent it is meant as a `tel:` URI. */
function quoted(source: string, name: string, place: Place): Pick<Finding, 'help' | 'fix'> {
  const isTarget = /\.(overflow|to|keys\.[^.]+)(\[\d+\])?$/.test(name)
  if (isTarget && source.startsWith('0'))
    return { help: 'write it in quotes and with its country code, as in "tel:+33123456789"' }
  const text = isTarget ? `"tel:${source}"` : `"${source}"`
  return { help: isTarget ? `write ${text}` : `put it in quotes: ${text}`, fix: { place, text } }
}

function unknownValue({ keyword, schema }: SchemaError, target: Target, { advise }: Around): Diagnostic {
  const allowed = (keyword === 'const' ? [schema] : (schema as unknown[])).map(String)
  const written = target.node.kind === 'scalar' ? target.node.source : describe(target.node)
  const guess = allowed.length === 1 ? allowed[0] : nearest(written, allowed)
  const same = allowed.includes(written)
  const known = advise(target.name, target.node)
  const not = same ? `the text "${written}"` : `\`${written}\``
  return at(
    target,
    'unknown-value',
    `\`${target.name}\` must be ${same ? 'the number ' : ''}${listOf(allowed)}, not ${not}`,
    known
      ? helpOf(known, target.node.place)
      : {
          help: `write ${guess ? `\`${guess}\`${same ? ', without quotes' : ''}` : listOf(allowed)}`,
          ...(guess ? { fix: { place: target.node.place, text: guess } } : {}),
        },
  )
}

/** Of a mapping that has one key. */
function tooManyKeys(_: SchemaError, target: Target): Diagnostic {
  const keys = target.node.kind === 'map' ? target.node.entries.map(({ key }) => key) : []
  return at(
    target,
    'unknown-key',
    `\`${target.name}\` has ${keys.length} keys, and one is all that it may have`,
    { help: `write an item for each: \`[${keys.map(key => `{${key}: …}`).join(', ')}]\`` },
  )
}

function outOfRange({ parentSchema }: SchemaError, target: Target): Diagnostic {
  const { minimum, maximum } = parentSchema as { minimum?: number; maximum?: number }
  return at(
    target,
    'out-of-range',
    `\`${target.name}\` must be ${minimum} to ${maximum}, not ${describe(target.node)}`,
    { help: `write a whole number of ${minimum} to ${maximum}` },
  )
}

function at(
  { node, entry }: Target,
  code: ReadingProblem,
  message: string,
  more: Partial<Finding> = {},
): Diagnostic {
  const empty = node.place.span.start === node.place.span.end
  const place = empty && entry ? entry.keyPlace : node.kind === 'scalar' ? node.place : headOf(node.place)
  return problem(code, message, place, more)
}

/** Collections are pointed at by their first character: a caret under fifty lines helps nobody. */
function headOf({ file, span }: Place): Place {
  return { file, span: { start: span.start, end: Math.min(span.start + 1, span.end) } }
}

function writeSome({ parentSchema }: SchemaError, { name }: Target): Pick<Finding, 'help'> {
  // An example of times would open a day that was meant to be closed.
  if (/(^|\.)(hours|weekly)\.[^.]+$/.test(name))
    return { help: 'remove the day: a day that is not named is closed' }
  return {
    help: `write at least one, as in \`${shownExample(parentSchema)}\`, or remove the key if it may be left out`,
  }
}
