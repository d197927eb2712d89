import type { Located, Place } from '../diagnostic.js'
import { type Entry, entryOf, type MapNode, type Node, type ScalarNode } from '../source/tree.js'

/** A node of the tree whose shape the schema has confirmed to be `T`. */
export interface Cursor<T> {
  readonly node: Node
  /** Never set; it only carries the type parameter. */
  readonly shape?: T
}

/** The value under a key; undefined when the key is absent. */
export function child<T, K extends keyof T & string>(
  cursor: Cursor<T> | undefined,
  key: K,
): Cursor<NonNullable<T[K]>> | undefined {
  const entry = entryOf(cursor?.node, key)
  return entry && { node: entry.value }
}

export function items<T>(cursor: Cursor<readonly T[]> | undefined): Cursor<T>[] {
  return cursor?.node.kind === 'sequence' ? cursor.node.items.map(node => ({ node })) : []
}

export interface Member<T> {
  readonly id: string
  readonly idPlace: Place
  readonly cursor: Cursor<T>
}

/** The members of a mapping from ids to values of one shape. */
export function members<T>(cursor: Cursor<Readonly<Record<string, T>>> | undefined): Member<T>[] {
  const entries: readonly Entry[] = cursor?.node.kind === 'map' ? cursor.node.entries : []
  return entries.map(({ key, keyPlace, value }) => ({ id: key, idPlace: keyPlace, cursor: { node: value } }))
}

type Scalar = string | number | boolean

export function located<T extends Scalar>(cursor: Cursor<T>): Located<T> {
  return { value: (cursor.node as ScalarNode).value as T, place: cursor.node.place }
}

/** The place of a part of a text; the whole text when quoting or folding hides where the part stands. */
export function placeWithin({ node }: Cursor<string>, at: number, length: number): Place {
  const { source } = node as ScalarNode
  const { file, span } = node.place
  const quotes = span.end - span.start - source.length
  if (quotes !== 0 && quotes !== 2) return node.place
  const start = Math.min(span.start + quotes / 2 + at, span.end)
  return { file, span: { start, end: Math.min(start + length, span.end) } }
}

/** A mapping that takes from `fallback` every key it does not have itself. */
export function withDefaults<T>(own: Cursor<T>, fallback: Cursor<T> | undefined): Cursor<T> {
  if (own.node.kind !== 'map' || fallback?.node.kind !== 'map') return own
  const written = new Set(own.node.entries.map(({ key }) => key))
  const inherited = fallback.node.entries.filter(({ key }) => !written.has(key))
  const node: MapNode = { ...own.node, entries: [...own.node.entries, ...inherited] }
  return { node }
}
