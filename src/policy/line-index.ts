import type { Located } from '../diagnostic.js'
import { type AddressBits, compareNetworks, holds, type Network } from '../model/network.js'
import type { Line, Project } from '../model/project.js'
import { edgeHosts, nameKey, nameOf, namesOf } from './line-names.js'

/** A project made ready for questions about single calls; answers do not slow down with the number of lines. */
export interface LineIndex {
  /** The line that a request URI names (policy row 4). */
  readonly lineOf: (uri: { readonly host: string; readonly user: string | undefined }) => Line | undefined
  /** The ranges that hold an address, the widest first, each with some line that allows it (policy row 3). */
  readonly allowing: (address: AddressBits) => readonly Allowed[]
}

export interface Allowed {
  readonly line: Line
  readonly range: Located<Network>
}

const indexes = new WeakMap<Project, LineIndex>()

export function indexLines(project: Project): LineIndex {
  const known = indexes.get(project)
  if (known) return known
  const index = createIndex(project)
  indexes.set(project, index)
  return index
}

function createIndex(project: Project): LineIndex {
  // A request URI may also hold the address that only nodes should use: to the edge it is its own.
  const hosts = new Set([...edgeHosts(project), project.edge.inside.address])
  const lines = new Map<string, Line>()
  for (const line of project.lines)
    for (const name of namesOf(line, edgeHosts(project))) lines.set(nameKey(name), line)
  const spans = uniteAllowed(project.lines)
  return {
    lineOf: uri => {
      const name = nameOf(uri, hosts)
      return name && lines.get(nameKey(name))
    },
    allowing: address => {
      const span = findSpan(spans, address)
      return span ? span.members.filter(({ range }) => holds(range.value, address)) : []
    },
  }
}

/** Ranges that touch or nest, as one span with all its members. */
interface Span {
  readonly family: 4 | 6
  readonly first: bigint
  last: bigint
  readonly members: Allowed[]
}

function uniteAllowed(lines: readonly Line[]): Span[] {
  const ranges = lines.flatMap(line => line.allow.map(range => ({ line, range })))
  const spans: Span[] = []
  for (const allowed of ranges.sort((a, b) => compareNetworks(a.range.value, b.range.value))) {
    const { family, first, last } = allowed.range.value
    const top = spans.at(-1)
    if (top && top.family === family && first <= top.last) {
      // Thousands of lines may share a range; one of them is enough to know it.
      const before = top.members.at(-1)?.range.value
      if (before?.first === first && before.last === last) continue
      top.members.push(allowed)
      if (last > top.last) top.last = last
    } else {
      spans.push({ family, first, last, members: [allowed] })
    }
  }
  return spans
}

function findSpan(spans: readonly Span[], { family, bits }: AddressBits): Span | undefined {
  let low = 0
  let high = spans.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const span = spans[middle] as Span
    if (span.family < family || (span.family === family && span.last < bits)) low = middle + 1
    else if (span.family > family || bits < span.first) high = middle - 1
    else return span
  }
  return undefined
}
