import type { Diagnostic } from '../diagnostic.js'
import { problem } from '../problems.js'
import type { Entry, MapNode, Node } from '../source/tree.js'

/** A key, or a value of it, that the schema knows and whose behaviour does not exist yet. */
export interface NotYet {
  /** Keys from the root; `*` is any id. */
  readonly path: readonly string[]
  /** What is missing, to complete "… is not there yet". */
  readonly what: string
}

const lineKeys: readonly NotYet[] = [{ path: ['voicemail', 'email'], what: 'mailing a recording' }]

export const notYet: readonly NotYet[] = [
  ...lineKeys.map(key => ({ ...key, path: ['defaults', ...key.path] })),
  ...lineKeys.map(key => ({ ...key, path: ['lines', '*', ...key.path] })),
]

/** Refuses by name every key that would otherwise be accepted and do nothing. */
export function findNotYet(root: MapNode): Diagnostic[] {
  return notYet.flatMap(({ path, what }) =>
    select(root, path).map(({ node, entry }) => {
      const name = path.filter(segment => segment !== '*').join('.')
      return problem('not-yet', `\`${name}\`: ${what} is not there yet`, entry?.keyPlace ?? node.place, {
        help: 'remove it; a later version of sipin will take it',
      })
    }),
  )
}

interface Selected {
  readonly node: Node
  readonly entry: Entry | undefined
}

function select(root: Node, path: readonly string[]): Selected[] {
  let selected: Selected[] = [{ node: root, entry: undefined }]
  for (const segment of path) selected = selected.flatMap(({ node }) => step(node, segment))
  return selected
}

function step(node: Node, segment: string): Selected[] {
  if (node.kind === 'sequence')
    return segment === '*' ? node.items.map(item => ({ node: item, entry: undefined })) : []
  if (node.kind !== 'map') return []
  return node.entries
    .filter(({ key }) => segment === '*' || key === segment)
    .map(entry => ({ node: entry.value, entry }))
}
