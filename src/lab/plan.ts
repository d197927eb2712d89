import { isLoopback } from '../model/endpoint.js'
import { formatAddress, type Network } from '../model/network.js'
import type { Line, MediaGroup, Project } from '../model/project.js'
import { formatSipUri, type SipUri } from '../model/sip-uri.js'
import { addressesOf, destinationsOf } from '../policy/destinations.js'
import { targetsOf } from '../policy/legs.js'
import { callsTalk } from '../policy/plan-of.js'
import type { Scenario } from '../scenarios/scenario.js'
import type { Endpoint, TransportName } from './actor/protocol.js'
import { mailAddress, mailHosts, zendeskAddress, zendeskHosts } from './stand-ins.js'

/**
 * Who has which address in the sealed lab. Addresses that the project and the scenarios name are used as they
 * are; names of hosts get one of their own, which the lab's name server knows.
 */
export interface LabPlan {
  /** Of the edge and the nodes. */
  readonly own: readonly string[]
  /** Of the nodes alone, where the edge has another one. */
  readonly nodes: readonly string[]
  /** Of everybody else. */
  readonly others: readonly string[]
  /** 1:1 NAT: what the outside knows of an address of the edge or of a node. */
  readonly nat: readonly Nat[]
  /** Addresses of host names. */
  readonly hosts: ReadonlyMap<string, string>
  /** Addresses that the scenarios call from. */
  readonly callers: readonly string[]
  /** Where callers reach the edge, by family and transport of the caller. */
  readonly edge: readonly EdgeSocket[]
  /** Where Talk is reached; all its lines share one address. */
  readonly talk: Endpoint
  readonly talkMedia: string
  readonly talkOverTls: boolean
  /** Hosts of lines whose talk leg is TLS and SRTP. */
  readonly secureHosts: readonly string[]
  /** Targets that speak SRTP and nothing else, by `user@host`. */
  readonly secureTargets: ReadonlySet<string>
  readonly agents: ReadonlyMap<string, Callee>
  /** Agents whose phones are switched off. */
  readonly absent: ReadonlySet<string>
  /** Overflow targets by `user@host`. */
  readonly targets: ReadonlyMap<string, Callee>
  /** Trunks that some number is reached at, by id. */
  readonly trunks: ReadonlyMap<string, Endpoint>
}

/** Where somebody is called, and how. */
export interface Callee extends Endpoint {
  readonly transport: TransportName
}

export interface Nat {
  readonly inside: string
  readonly outside: string
}

export interface EdgeSocket extends Endpoint {
  readonly transport: TransportName
  /** The address that the edge listens on, where the one it is reached at belongs to a NAT. */
  readonly own: string
}

/** The address of an edge that listens on every address; from the range for benchmarks (RFC 2544). */
const anyEdge = '198.18.0.1'

export function planLab(project: Project, scenarios: readonly Scenario[]): LabPlan {
  const edge = edgeSockets(project)
  const talk = { ip: addressIn(project.talk.signalling, 1n) ?? '198.18.0.2', port: 5060 }
  const talkMedia = addressIn(project.talk.media.networks, 1n) ?? '198.18.0.3'
  const hosts = new Map<string, string>()
  for (const line of project.lines) if (callsTalk(line)) hosts.set(line.uri.value.host, talk.ip)

  // A line's own settings for a target only apply to that target.
  const mediaOf = (uri: SipUri, line: Line | undefined): readonly MediaGroup[] => {
    const written = formatSipUri(uri)
    const target = line && targetsOf(line, project).find(known => formatSipUri(known.uri) === written)
    return target?.only ?? line?.media ?? []
  }
  const place = (uri: SipUri, line: Line | undefined): Callee => {
    const ip =
      uri.hostKind === 'name'
        ? (hosts.get(uri.host) ?? hostAddress(mediaOf(uri, line), line, hosts.size))
        : uri.host
    if (uri.hostKind === 'name') hosts.set(uri.host, ip)
    return {
      ip,
      port: uri.port ?? (uri.transport === 'tls' ? 5061 : 5060),
      transport: uri.transport ?? 'udp',
    }
  }
  const targets = new Map(
    project.lines.flatMap(line =>
      destinationsOf(line)
        .flatMap(to => addressesOf(to, project.trunks))
        .map(uri => [addressOf(uri), place(uri, line)] as const),
    ),
  )
  const agents = new Map(
    project.agents.map(({ id, uri }) => [id, place(uri.value, lineOf(id, project))] as const),
  )

  for (const host of zendeskHosts(project)) hosts.set(host, zendeskAddress.ip)
  for (const host of mailHosts(project)) hosts.set(host, mailAddress.ip)

  const ofEdge = [...edge.map(socket => socket.own), project.edge.inside.address]
  const ofNodes = project.nodes.flatMap(({ sip, media }) => [sip.address, ...(media ? [media] : [])])
  const own = [...ofEdge, ...ofNodes]
  const nat = natOf(project)
  const others = [
    ...nat.map(({ outside }) => outside),
    ...(project.zendesk ? [zendeskAddress.ip] : []),
    ...mailHosts(project).map(() => mailAddress.ip),
    talk.ip,
    talkMedia,
    ...[...targets.values(), ...agents.values()].map(({ ip }) => ip),
    ...scenarios.flatMap(({ call, talkMedia: media }) => [
      call.from,
      ...(call.offer.media ? [call.offer.media] : []),
      ...(media ? [media] : []),
    ]),
  ]
  const taken = new Set(own)
  return {
    own: distinct(own),
    nat,
    nodes: distinct(ofNodes).filter(ip => !ofEdge.includes(ip)),
    others: distinct(others).filter(ip => !taken.has(ip)),
    hosts,
    callers: distinct(scenarios.map(({ call }) => call.from)),
    edge,
    talk,
    talkMedia,
    secureTargets: new Set(
      project.lines.flatMap(line =>
        targetsOf(line, project).flatMap(({ secure, uri }) => (secure ? [addressOf(uri)] : [])),
      ),
    ),
    talkOverTls: project.lines.some(({ uri, secure }) => secure.talk.value || uri.value.transport === 'tls'),
    secureHosts: project.lines.flatMap(({ uri, secure }) => (secure.talk.value ? [uri.value.host] : [])),
    agents,
    absent: new Set(scenarios.flatMap(({ absent }) => absent)),
    targets,
    trunks: new Map(
      project.trunks.flatMap(({ id, uri: { value } }) => {
        const ip = value.hostKind === 'name' ? hosts.get(value.host) : value.host
        return ip === undefined
          ? []
          : [[id, { ip, port: value.port ?? (value.transport === 'tls' ? 5061 : 5060) }] as const]
      }),
    ),
  }
}

export function addressOf({ user, host }: Pick<SipUri, 'user' | 'host'>): string {
  return `${user ?? ''}@${host}`
}

function natOf({ edge, nodes }: Project): Nat[] {
  const pairs = [
    ...edge.listen.flatMap(({ value: { family, address } }) =>
      family === 4 && edge.advertise ? [{ inside: address, outside: edge.advertise.value }] : [],
    ),
    ...nodes.flatMap(({ media, advertise }) =>
      media !== undefined && advertise !== undefined ? [{ inside: media, outside: advertise }] : [],
    ),
  ]
  return [...new Map(pairs.map(pair => [`${pair.inside} ${pair.outside}`, pair])).values()]
}

function edgeSockets({ edge }: Project): EdgeSocket[] {
  if (edge.listen.length === 0)
    return (['udp', 'tcp'] as const).map(transport => ({ ip: anyEdge, own: anyEdge, port: 5060, transport }))
  return edge.listen.map(({ value: { transport, family, address, port } }) => {
    const ip = family === 4 && edge.advertise ? edge.advertise.value : address
    return { ip, own: address, port, transport }
  })
}

/** An address for a host name: where audio of that leg may come from, so that the media policy is met. */
function hostAddress(media: readonly MediaGroup[], line: Line | undefined, index: number): string {
  const named = media.flatMap(({ networks }) => networks)
  const allowed = line?.allow.map(({ value }) => value) ?? []
  const usable = named.filter(network =>
    allowed.some(({ first, last }) => first <= network.last && network.first <= last),
  )
  return (
    addressIn([...usable, ...named].reverse(), -2n - BigInt(index % 8)) ?? `198.18.1.${1 + (index % 250)}`
  )
}

/** The address so far into the first IPv4 network, from its end when the distance is negative. */
function addressIn(networks: readonly Network[], distance: bigint): string | undefined {
  const network = networks.find(({ family }) => family === 4)
  if (!network) return undefined
  const { first, last } = network
  const wanted = distance < 0n ? last + 1n + distance : first + distance
  return formatAddress(4, wanted < first || wanted > last ? first : wanted)
}

function lineOf(agent: string, { lines }: Project): Line | undefined {
  return lines.find(
    ({ answer }) => answer?.kind === 'agents' && answer.agents.some(({ value }) => value.id === agent),
  )
}

function distinct(addresses: readonly string[]): string[] {
  return [...new Set(addresses)].filter(address => !isLoopback(address))
}
