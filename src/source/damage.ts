import type { Diagnostic, Place } from '../diagnostic.js'
import { countUpTo } from './spans.js'
import type { Entry, Node } from './tree.js'

/**
 * Parts of a file that syntax problems make unreliable: the members (`lines/support`) in which a problem
 * lies, and for broken indentation or brackets also those next to it, which may have lost or swallowed text.
 */
export interface Damage {
  readonly paths: ReadonlySet<string>
  /** Whether something found at a place may be a mere consequence. */
  readonly covers: (place: Place) => boolean
}

export function assessDamage(root: Node | undefined, problems: readonly Diagnostic[]): Damage {
  const parts = root ? listParts(root) : []
  const damaged = new Set<Part>()
  for (const { code, place } of problems) {
    if (code === 'duplicate-key' || code === 'several-documents') continue
    const at = place.span.start
    const next = countUpTo(parts, at)
    let last = next - 1
    for (; (parts[last]?.end ?? -1) >= at; last--) damaged.add(parts[last] as Part)
    if (code !== 'syntax') continue
    for (const part of [parts[last], parts[next]]) if (part) damaged.add(part)
  }
  const sorted = parts.filter(part => damaged.has(part))
  const covers = ({ file, span }: Place): boolean => {
    const next = countUpTo(sorted, span.start)
    // Parts follow each other: one may end where the next begins.
    return [sorted[next - 1], sorted[next - 2]].some(
      part => part !== undefined && part.file === file && span.start <= part.end,
    )
  }
  return { paths: new Set(Array.from(damaged, ({ path }) => path)), covers }
}

interface Part {
  readonly path: string
  readonly file: string
  readonly start: number
  readonly end: number
}

/** Sections of independent members, of which one may be broken and the others whole. */
export const memberSections: ReadonlySet<string> = new Set([
  'lines',
  'schedules',
  'agents',
  'nodes',
  'trunks',
])

/** The parts of a file that stand for themselves, in file order. */
function listParts(root: Node): Part[] {
  const sections = root.kind === 'map' ? root.entries : []
  return sections.flatMap(section => {
    const members =
      memberSections.has(section.key) && section.value.kind === 'map' ? section.value.entries : []
    if (members.length === 0) return [partOf(section.key, section)]
    return members.map(entry => partOf(`${section.key}/${entry.key}`, entry))
  })
}

function partOf(path: string, { keyPlace, value }: Entry): Part {
  return { path, file: keyPlace.file, start: keyPlace.span.start, end: value.place.span.end }
}
