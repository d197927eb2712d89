import { BlockList } from 'node:net'
import { formatAddress, formatNetwork, type Network, parseNetwork } from '../../model/network.js'
import type { CallNode, Listen, Project } from '../../model/project.js'
import { agentTarget, legsOf, targetsOf } from '../../policy/legs.js'
import type { Machine, Probe } from './probe.js'

/**
 * What may reach the machines of a project, from its lines and not from the rendered rules: for every range
 * its first and last address and the two beside it, at every SIP socket and at the edges of the RTP ports.
 */
export function machinesOf(project: Project): Machine[] {
  const sip = sourcesOf([
    ...project.lines.flatMap(({ allow }) => allow.map(({ value }) => value)),
    ...project.talk.signalling,
    ...nodeNetworks(project),
    ...calledBy(project),
  ])
  const groups = project.lines.flatMap(line => legsOf(line, project).flatMap(({ media: own }) => own))
  const media = sourcesOf(groups.flatMap(({ networks }) => networks))
  const edge = machine('edge', [
    ...edgeSockets(project).flatMap(socket => probesOf(sip, socket)),
    ...insideSocket(project).flatMap(socket => probesOf(sourcesOf(nodeNetworks(project)), socket)),
  ])
  const nodes = project.nodes.map(node =>
    machine(node.id, [
      ...nodeSocket(node).flatMap(socket =>
        probesOf(sourcesOf(literal(project.edge.inside.address)), socket),
      ),
      ...rtpProbes(node, media),
    ]),
  )
  return [edge, ...nodes].filter(({ probes }) => probes.length > 0)
}

function machine(name: string, probes: readonly Probe[]): Machine {
  const addresses = [...new Set(probes.map(({ to }) => to.address))]
  return { name, addresses, probes: probes.filter(({ from }) => !addresses.includes(from.address)) }
}

/** Where an edge or a node without an address of its own is reached (RFC 2544, RFC 3849). */
const anyAddress = ['198.18.0.1', '2001:db8:ffff::1']

type Socket = Pick<Probe, 'transport' | 'to'>

function edgeSockets({ edge }: Project): Socket[] {
  if (edge.listen.length > 0) return edge.listen.map(({ value }) => socketOf(value))
  return anyAddress.flatMap(address =>
    (['udp', 'tcp'] as const).map(transport => ({ transport, to: { address, port: 5060 } })),
  )
}

/** The socket for the nodes, when it is one of its own and not on the loopback. */
function insideSocket(project: Project): Socket[] {
  const inside = socketOf(project.edge.inside)
  const own = edgeSockets(project).every(
    ({ transport, to }) =>
      transport !== inside.transport || to.address !== inside.to.address || to.port !== inside.to.port,
  )
  return own && isSendable(inside.to.address) ? [inside] : []
}

function nodeSocket({ sip }: CallNode): Socket[] {
  return isSendable(sip.address) ? [{ transport: 'udp', to: sip }] : []
}

function socketOf({ transport, address, port }: Listen): Socket {
  return { transport: transport === 'udp' ? 'udp' : 'tcp', to: { address, port } }
}

interface Sources {
  readonly ends: readonly { readonly address: string; readonly why: string }[]
  readonly holds: (address: string) => boolean
}

function sourcesOf(networks: readonly Network[]): Sources {
  const allowed = new BlockList()
  for (const { family, first, last } of networks)
    allowed.addRange(formatAddress(family, first), formatAddress(family, last), `ipv${family}`)
  const ends = networks.flatMap(network => {
    const { family, first, last } = network
    const text = formatNetwork(network)
    return [
      { address: formatAddress(family, first - 1n), why: `before ${text}` },
      { address: formatAddress(family, first), why: `first of ${text}` },
      { address: formatAddress(family, last), why: `last of ${text}` },
      { address: formatAddress(family, last + 1n), why: `after ${text}` },
    ]
  })
  return {
    ends: [...new Map(ends.map(end => [end.address, end])).values()].filter(({ address }) =>
      isSendable(address),
    ),
    holds: address => allowed.check(address, address.includes(':') ? 'ipv6' : 'ipv4'),
  }
}

function probesOf({ ends, holds }: Sources, { transport, to }: Socket): Probe[] {
  return ends
    .filter(({ address }) => address.includes(':') === to.address.includes(':'))
    .map(({ address, why }) => ({ transport, from: { address }, to, passes: holds(address), why }))
}

/** The ports beside the RTP ports are not the firewall's business. */
function rtpProbes({ media, rtpPorts: { first, last } }: CallNode, sources: Sources): Probe[] {
  const addresses = media === undefined ? anyAddress : [media]
  return addresses.flatMap(address => [
    ...[first, last].flatMap(port => probesOf(sources, { transport: 'udp', to: { address, port } })),
    ...[first - 1, last + 1]
      .flatMap(port => probesOf(sources, { transport: 'udp', to: { address, port } }))
      .map(probe => ({ ...probe, passes: true, why: `${probe.why}, beside the RTP ports` })),
  ])
}

function nodeNetworks({ nodes }: Project): Network[] {
  return nodes.flatMap(({ sip }) => literal(sip.address))
}

/** Agents, targets and carriers that are addresses. */
function calledBy(project: Project): Network[] {
  const targets = project.lines.flatMap(line => targetsOf(line, project))
  return [...project.agents.map(({ uri }) => agentTarget(uri.value)), ...targets].flatMap(
    ({ allow }) => allow,
  )
}

function literal(address: string): Network[] {
  const parsed = parseNetwork(address)
  return typeof parsed === 'string' ? [] : [parsed.network]
}

/** Whether a packet over a link can have this source. */
function isSendable(address: string): boolean {
  if (address.includes(':')) return !/^(::1?$|ff|fe[89ab])/.test(address)
  const octet = Number(address.split('.')[0])
  return octet > 0 && octet !== 127 && octet < 224
}
