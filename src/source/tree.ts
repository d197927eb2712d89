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
  return node?.kind === 'map' ? node.entries.find(entry => entry.key === key) : undefined
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

/** Every scalar and every key below a node, keys before their values, in file order. */
export function* textsOf(node: Node): Generator<{ text: string; place: Place; role: 'key' | 'value' }> {
  switch (node.kind) {
    case 'scalar':
      if (typeof node.value === 'string') yield { text: node.value, place: node.place, role: 'value' }
      return
    case 'sequence':
      for (const item of node.items) yield* textsOf(item)
      return
    case 'map':
      for (const { key, keyPlace, value } of node.entries) {
        yield { text: key, place: keyPlace, role: 'key' }
        yield* textsOf(value)
      }
  }
}
