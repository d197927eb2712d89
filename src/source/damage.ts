import type { Diagnostic, Place } from '../diagnostic.js'
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
    const hit = parts.filter(({ start, end }) => start <= at && at <= end)
    for (const part of hit) damaged.add(part)
    if (code !== 'syntax') continue
    const before = parts.filter(({ end }) => end < at).at(-1)
    const after = parts.find(({ start }) => start > at)
    if (before) damaged.add(before)
    if (after) damaged.add(after)
  }
  const covers = ({ file, span }: Place): boolean =>
    [...damaged].some(part => part.file === file && part.start <= span.start && span.start <= part.end)
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
