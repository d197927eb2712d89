/** How a machine of the site is reached, and what runs on it. */
export interface Machine {
  /** Its names in machines.yaml, joined by a comma where an edge and a node are on one machine. */
  readonly name: string
  /** The command that runs a command there, by its words; empty: this machine. */
  readonly reach: readonly string[]
  /** The folder that holds releases there. */
  readonly root: string
  readonly edge: boolean
  /** The node's name in the project; undefined: there is none on this machine. */
  readonly node: string | undefined
}

/** How one name of a site is reached, as machines.yaml says. */
export interface Reached {
  readonly name: string
  readonly reach: readonly string[]
  readonly root: string
}

/** Where releases lie when machines.yaml does not say. */
export const defaultRoot = '/opt/sipin'

/** The one edge, by its name where the site names none. */
export const edgeName = 'edge'

/**
 * The machines of a site: names that are reached in the same way are one machine. `nodes` are the names of the tree's nodes; a
 * name that is no node's is an edge's. What cannot be is said in words.
 */
export function machinesOf(reached: readonly Reached[], nodes: readonly string[]): Machine[] | string {
  const names = new Set(reached.map(({ name }) => name))
  const missing = nodes.filter(node => !names.has(node))
  if (missing.length > 0) return `no machine is named ${missing.join(', ')}, which the tree has nodes for`
  const edges = reached.filter(({ name }) => !nodes.includes(name))
  if (edges.length !== 1 || edges[0]?.name !== edgeName) {
    const found = edges.length === 0 ? 'none' : edges.map(({ name }) => name).join(', ')
    return `beside its nodes (${nodes.join(', ')}) the tree has one edge, whose machine is named ${edgeName}; found: ${found}`
  }
  const machines = new Map<string, Machine>()
  for (const { name, reach, root } of reached) {
    const key = JSON.stringify([reach, root])
    const known = machines.get(key)
    const node = nodes.includes(name) ? name : undefined
    if (known?.node !== undefined && node !== undefined)
      return `${known.node} and ${node} are reached in the same way, and a machine has one node`
    machines.set(key, {
      name: known ? `${known.name},${name}` : name,
      reach,
      root,
      edge: known?.edge === true || node === undefined,
      node: node ?? known?.node,
    })
  }
  return [...machines.values()]
}

/** The nodes that a tree has, by the attribute that names each in the edge's list. */
export function nodesOfList(dispatcherList: string): string[] {
  return Array.from(dispatcherList.matchAll(/\bduid=([a-z0-9-]+)/g), ([, node = '']) => node)
}
