import type { Checked, Diagnostic, Place } from '../diagnostic.js'
import { problem } from '../problems.js'
import type { Entry, MapNode, Node } from './tree.js'

/**
 * The files of a project as one tree: `lines`, `agents` and the other sections are united key by key.
 * The same key in two files is an error that shows both places.
 */
export function mergeFiles(roots: readonly Node[]): Checked<MapNode> {
  const diagnostics: Diagnostic[] = []
  const sections = new Map<string, Entry[]>()
  for (const root of roots) {
    if (root.kind !== 'map') {
      diagnostics.push(
        problem('schema', 'a project is a mapping of keys to values, such as `lines:`', root.place, {
          help: 'begin with `version: 1` and `lines:`',
        }),
      )
      continue
    }
    for (const entry of root.entries) {
      const written = sections.get(entry.key)
      if (written) written.push(entry)
      else sections.set(entry.key, [entry])
    }
  }
  const [first] = roots
  if (!first || sections.size === 0) return { value: undefined, diagnostics }
  const entries = [...sections.values()].map(written => mergeSection(written, diagnostics))
  return { value: { kind: 'map', place: first.place, entries }, diagnostics }
}

function mergeSection(written: readonly Entry[], diagnostics: Diagnostic[]): Entry {
  const [first, ...others] = written as [Entry, ...Entry[]]
  if (others.length === 0) return first
  const byKey = new Map<string, Entry>()
  for (const { key: section, keyPlace, value } of written) {
    if (value.kind !== 'map' || first.value.kind !== 'map') {
      if (!sameScalar(first.value, value)) diagnostics.push(duplicate(section, first.keyPlace, keyPlace))
      continue
    }
    for (const entry of value.entries) {
      const present = byKey.get(entry.key)
      if (present) diagnostics.push(duplicate(`${section}.${entry.key}`, present.keyPlace, entry.keyPlace))
      else byKey.set(entry.key, entry)
    }
  }
  if (first.value.kind !== 'map') return first
  return { ...first, value: { ...first.value, entries: [...byKey.values()] } }
}

/** `version: 1` may stand in every file. */
function sameScalar(a: Node, b: Node): boolean {
  return a.kind === 'scalar' && b.kind === 'scalar' && a.value === b.value
}

function duplicate(name: string, first: Place, second: Place): Diagnostic {
  return problem('duplicate-key', `\`${name}\` stands in two files`, second, {
    related: [{ place: first, text: 'first written here' }],
    help: 'keep one of the two',
  })
}
