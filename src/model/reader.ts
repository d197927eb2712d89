import type { Diagnostic, Finding, Located, Place } from '../diagnostic.js'
import { printable } from '../printable.js'
import { problem, type ReadingProblem } from '../problems.js'
import { asYaml } from '../source/as-yaml.js'
import { listOf, nearest } from '../suggest.js'
import { asFinding } from './advice.js'
import { advisePorts } from './advise-address.js'
import { adviseNetwork } from './advise-network.js'
import { adviseDuration, adviseWithin } from './advise-time.js'
import { parseDuration } from './clock.js'
import { type Cursor, located, placeWithin } from './cursor.js'
import type { Bounds } from './durations.js'
import { formatNetwork, type Network, parseNetwork } from './network.js'
import type { PortRange } from './project.js'
import { type Fault, parsePort, parseSipUri, type SipUri } from './sip-uri.js'

/** Collects what the model stage finds wrong; a value that cannot be read is undefined from then on. */
export interface Reader {
  readonly diagnostics: Diagnostic[]
  readonly report: (code: ReadingProblem, message: string, place: Place, more?: Partial<Finding>) => void
  /** The name that was probably meant. Comparing is costly, so the number of comparisons in a run is bounded. */
  readonly guess: (
    word: string,
    names: ReadonlySet<string> | ReadonlyMap<string, unknown>,
  ) => string | undefined
}

/** Names that are compared in one run. */
const mostCompared = 30_000

export function createReader(): Reader {
  const diagnostics: Diagnostic[] = []
  const told = new Set<string>()
  let compared = 0
  return {
    diagnostics,
    guess: (word, names) => {
      compared += names.size
      return compared > mostCompared && compared > names.size ? undefined : nearest(word, names.keys())
    },
    report: (code, message, place, more = {}) => {
      // A value under `defaults` is read for each line that inherits it: the problem is reported once.
      const key = `${code} ${place.file} ${place.span.start} ${message}`
      if (told.has(key)) return
      told.add(key)
      diagnostics.push(problem(code, message, place, more))
    },
  }
}

/** Ids become file names, dialplan contexts and SIP users: one form fits all of them. */
export function checkId(reader: Reader, kind: string, id: string, place: Place): void {
  if (/^[a-z0-9][a-z0-9-]{0,62}$/.test(id)) return
  const meant = id
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 63)
    .replace(/-+$/, '')
  const rule = 'at most 63 lower-case letters, digits and hyphens, the first no hyphen'
  reader.report(
    'bad-id',
    `\`${printable(id)}\` is no id for ${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`,
    place,
    {
      help: meant === '' ? `use ${rule}` : `write \`${meant}\`, also where it is referred to: ${rule}`,
    },
  )
}

export function readUri(reader: Reader, cursor: Cursor<string>): Located<SipUri> | undefined {
  const { value, place } = located(cursor)
  const parsed = parseSipUri(value)
  if ('ok' in parsed) return { value: parsed.ok, place }
  reportFault(reader, 'bad-uri', cursor, parsed.fault)
  return undefined
}

export function reportFault(
  reader: Reader,
  code: ReadingProblem,
  cursor: Cursor<string>,
  { at, length, reason, help, text }: Fault,
): void {
  const { value } = located(cursor)
  reader.report(code, `\`${printable(value)}\`: ${reason}`, placeWithin(cursor, at, length), {
    ...(help === undefined ? {} : { help }),
    ...(text === undefined ? {} : { fix: { place: cursor.node.place, text: asYaml(text) } }),
  })
}

export function readNetworks(reader: Reader, cursors: readonly Cursor<string>[]): Located<Network>[] {
  return cursors.flatMap(cursor => {
    const { value, place } = located(cursor)
    const parsed = parseNetwork(value)
    if (typeof parsed === 'string') {
      const advice = asFinding(adviseNetwork(value), place)
      reader.report('bad-network', `\`${printable(value)}\` is no address range: ${parsed}`, place, advice)
      return []
    }
    if (parsed.hostBits) {
      const meant = formatNetwork(parsed.network)
      reader.report(
        'host-bits',
        `\`${value}\` means ${meant}: it names an address and covers its whole range`,
        place,
        {
          help: `write \`${meant}\`, or \`${value.split('/')[0]}\` for the one address`,
          fix: { place, text: meant },
        },
      )
    }
    return [{ value: parsed.network, place }]
  })
}

export function readPorts(reader: Reader, cursor: Cursor<string>): PortRange | undefined {
  const { value, place } = located(cursor)
  const [firstText = '', lastText = '', ...more] = value.split('-')
  const first = parsePort(firstText)
  const last = parsePort(lastText)
  if (first === undefined || last === undefined || more.length > 0) {
    const advice = asFinding(advisePorts(value), place)
    reader.report('bad-ports', `\`${printable(value)}\` is no range of ports`, place, advice)
    return undefined
  }
  if (last < first) {
    reader.report('bad-ports', `\`${value}\` ends before it begins`, place, {
      help: `write \`${last}-${first}\``,
      fix: { place, text: `${last}-${first}` },
    })
    return undefined
  }
  return { first, last }
}

/** A path inside the project, with forward slashes and without a trailing one. */
export function readPath(reader: Reader, cursor: Cursor<string> | undefined): Located<string> | undefined {
  if (!cursor) return undefined
  const { value, place } = located(cursor)
  const path = value.replace(/^\.\//, '').replace(/\/+$/, '')
  const inside = path !== '' && path.split('/').every(part => /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(part))
  if (inside) return { value: path, place }
  reader.report('bad-path', `\`${printable(value)}\` is no path inside the project`, place, {
    help: `put the file into the project and write \`${pathInside(value)}\`: letters, digits, \`_\`, \`-\`, \`.\`, and no \`..\``,
  })
  return undefined
}

function pathInside(text: string): string {
  const name = text
    .replace(/[\\/]+$/, '')
    .replace(/^.*[\\/]/, '')
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .replace(/^[.-]+/, '')
  return `sounds/${name || 'welcome.wav'}`
}

/** Seconds. */
export function readDuration(reader: Reader, cursor: Cursor<string>, bounds?: Bounds): number | undefined {
  const { value, place } = located(cursor)
  const seconds = parseDuration(value)
  if (seconds === undefined || seconds === 0) {
    const advice = asFinding(adviseDuration(value, bounds), place)
    reader.report('bad-duration', `\`${printable(value)}\` is no duration`, place, advice)
    return undefined
  }
  if (bounds && (seconds < bounds.least || seconds > bounds.most)) {
    reader.report('bad-duration', `\`${value}\` is out of range`, place, {
      help: adviseWithin(seconds, bounds),
    })
    return undefined
  }
  return seconds
}

/** The member a name refers to. */
export function resolve<T>(
  reader: Reader,
  kind: string,
  name: Located<string>,
  known: References<T>,
): T | undefined {
  const member = known.members.get(name.value)
  if (member !== undefined || known.isBroken(name.value)) return member
  const guess = reader.guess(name.value, known.names)
  const names = guess === undefined ? firstOf(known.names, 12) : []
  reader.report('unknown-reference', `there is no ${kind} \`${printable(name.value)}\``, name.place, {
    help: guess
      ? `did you mean \`${guess}\`?`
      : names.length > 0
        ? `the ${kind}s here are ${listOf(names)}`
        : `add it under \`${kind}s\`, of which the project has none, or leave it out here`,
    ...(guess ? { fix: { place: name.place, text: guess } } : {}),
  })
  return undefined
}

function firstOf(names: Iterable<string>, most: number): string[] {
  const first: string[] = []
  for (const name of names) {
    if (first.length === most) break
    first.push(name)
  }
  return first
}

export interface References<T> {
  readonly members: ReadonlyMap<string, T>
  /** Every id that is written, those included that could not be read. */
  readonly names: ReadonlySet<string>
  /** Whether the id exists but could not be read; then referring to it is not reported again. */
  readonly isBroken: (id: string) => boolean
}
