import { formatAddress } from '../../model/network.js'
import type { Project } from '../../model/project.js'
import { connections } from '../../policy/bounds.js'
import type { Link } from './link.js'
import { describeProbe, type Probe, prepareMachine, sendProbes } from './probe.js'

/** More connections of one source than it may have, and one of its neighbour, to a TCP socket of the edge. */
export function crowdOf({ edge, lines }: Project): readonly Probe[] {
  const to = edge.listen.map(({ value }) => value).find(({ transport }) => transport === 'tcp')
  const family = to?.address.includes(':') ? 6 : 4
  const range = lines
    .flatMap(({ allow }) => allow.map(({ value }) => value))
    .find(network => network.family === family && network.last > network.first)
  if (!to || !range) throw new Error('the project has no TCP socket with two callers')
  const from = { address: formatAddress(family, range.first) }
  const transport = 'tcp' as const
  const own = Array.from({ length: connections.ofSource + 20 }, (_, index) => {
    return { transport, from, to, passes: index < connections.ofSource, why: `connection ${index + 1}` }
  })
  const other = { address: formatAddress(family, range.first + 1n) }
  return [...own, { transport, from: other, to, passes: true, why: 'another source' }]
}

export async function prepareCrowd(link: Link, crowd: readonly Probe[]): Promise<void> {
  const addresses = [...new Set(crowd.map(({ to }) => to.address))]
  await prepareMachine(link, { name: 'edge', addresses, probes: crowd })
}

/** What is wrong with the share of a source: it has so many connections, and another one is not in its way. */
export async function findUnbound(link: Link, crowd: readonly Probe[]): Promise<string[]> {
  const came = await sendProbes(link, crowd)
  return crowd.filter(probe => came.has(probe) !== probe.passes).map(describeProbe)
}
