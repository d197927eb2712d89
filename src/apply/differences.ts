import { damageOf } from './damage.js'
import { type EdgeAnswers, edgeDifferences, edgeStateOf } from './edge-state.js'
import type { Machine } from './machines.js'
import { difference, type NodeState, nodeDifferences, nodeStateOf } from './node-state.js'
import { type Ruleset, rulesetOf } from './ruleset.js'
import { fileText, type TreeFiles } from './tree.js'

/** What the engines of a machine run; a text says why one does not answer. */
export interface Runs {
  readonly edge: EdgeAnswers | string | undefined
  readonly node: NodeState | string | undefined
  /** `none`: the machine has no nft. */
  readonly firewall: Ruleset | 'none'
}

/** What made a difference, in words of the machine: an edit of a file, or an engine that runs something else. */
export interface Drift {
  readonly machine: string
  readonly where: 'files' | 'edge' | 'node' | 'firewall'
  readonly what: string
}

/** What a machine runs that is not as its release has it, and what of the release was edited. */
export function driftOf(machine: Machine, release: TreeFiles, runs: Runs): Drift[] {
  const found = (where: Drift['where'], whats: readonly string[]): Drift[] =>
    whats.map(what => ({ machine: machine.name, where, what }))
  const edge =
    typeof runs.edge === 'object' ? edgeDifferences(edgeStateOf(release), runs.edge) : listed(runs.edge)
  const wanted = machine.node === undefined ? undefined : nodeStateOf(release, machine.node)
  const node =
    typeof runs.node === 'object' && wanted ? nodeDifferences(wanted, runs.node) : listed(runs.node)
  return [
    ...found('files', damageOf(release)),
    ...found('edge', edge),
    ...found('node', node),
    ...found('firewall', firewallDifferences(release, runs.firewall)),
  ]
}

function listed(why: unknown): string[] {
  return typeof why === 'string' ? [why] : []
}

function firewallDifferences(release: TreeFiles, live: Ruleset | 'none'): string[] {
  if (live === 'none') return []
  const want = rulesetOf(fileText(release, 'firewall/nftables.conf'))
  return [...new Set([...want.keys(), ...live.keys()])].flatMap(name => {
    const [wanted, runs] = [want.get(name), live.get(name)]
    if (!runs) return [`${name} is missing`]
    if (!wanted) return [`${name} should not be there`]
    const missing = difference(wanted, runs).map(text => `${name}: \`${text}\` is missing`)
    const more = difference(runs, wanted).map(text => `${name}: \`${text}\` should not be there`)
    // Of rules the order counts, and one may stand twice.
    const moved = missing.length + more.length === 0 && wanted.join('\n') !== runs.join('\n')
    return [...missing, ...more, ...(moved ? [`${name} has its rules in another order`] : [])]
  })
}

/** `edge: row line:support of lines differs` */
export function describeDrift({ machine, where, what }: Drift): string {
  const cause = {
    files: 'on its disk',
    edge: 'in Kamailio',
    node: 'in Asterisk',
    firewall: 'in nftables',
  }[where]
  return `${machine}: ${what} (${cause})`
}
