import type { Place } from '../diagnostic.js'

/** A parsed YAML value: plain data in which every node knows its place. */
export type Node = ScalarNode | MapNode | SequenceNode

export interface ScalarNode {
  readonly kind: 'scalar'
  readonly place: Place
  readonly value: string | number | boolean | null
  /** The characters as written, without quotes. */
  readonly source: string
}

export interface MapNode {
  readonly kind: 'map'
  readonly place: Place
  readonly entries: readonly Entry[]
}

export interface SequenceNode {
  readonly kind: 'sequence'
  readonly place: Place
  readonly items: readonly Node[]
}

export interface Entry {
  readonly key: string
  readonly keyPlace: Place
  readonly value: Node
}

/** The entry of a key; undefined when the key is absent or the node is no map. */
export function entryOf(node: Node | undefined, key: string): Entry | undefined {
  if (node?.kind !== 'map') return undefined
  const { entries } = node
  if (entries.length >= small) return indexOf(node).get(key)
  for (let i = 0; i < entries.length; i++) if ((entries[i] as Entry).key === key) return entries[i]
  return undefined
}

export function hasKey(entries: readonly Entry[], key: string): boolean {
  for (let i = 0; i < entries.length; i++) if ((entries[i] as Entry).key === key) return true
  return false
}

/** Below this a list is as fast as a Map. */
const small = 16

const indexes = new WeakMap<MapNode, ReadonlyMap<string, Entry>>()

/** The entries of a large map by key; whoever asks once asks again. */
function indexOf(node: MapNode): ReadonlyMap<string, Entry> {
  const known = indexes.get(node)
  if (known) return known
  const index = new Map(node.entries.map(entry => [entry.key, entry]))
  indexes.set(node, index)
  return index
}

/** The node as the plain value a JSON parser would give; maps have no prototype, so any key is safe. */
export function toValue(node: Node): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value
    case 'sequence':
      return node.items.map(toValue)
    case 'map': {
      const value: Record<string, unknown> = Object.create(null)
      for (const entry of node.entries) value[entry.key] = toValue(entry.value)
      return value
    }
  }
}

export type VisitText = (text: string, place: Place, role: 'key' | 'value') => void

/** Visits every scalar and every key below a node, keys before their values, in file order. */
export function forEachText(node: Node, visit: VisitText): void {
  switch (node.kind) {
    case 'scalar':
      if (typeof node.value === 'string') visit(node.value, node.place, 'value')
      return
    case 'sequence':
      for (const item of node.items) forEachText(item, visit)
      return
    case 'map':
      for (const { key, keyPlace, value } of node.entries) {
        visit(key, keyPlace, 'key')
        forEachText(value, visit)
      }
  }
}
