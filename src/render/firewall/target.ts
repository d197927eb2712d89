import { formatNetwork, type Network, parseNetwork, unite } from '../../model/network.js'
import type { CallNode, Listen, Project } from '../../model/project.js'
import { isPrivate } from '../../model/reachable.js'
import { callLife, connections } from '../../policy/bounds.js'
import { agentTarget, legsOf, targetsOf } from '../../policy/legs.js'
import { comment } from '../asterisk/quote.js'
import { alwaysNeeds, reload } from '../live.js'
import type { Target, TreeFile } from '../target.js'
import { renderTemplate } from '../templates.js'

export const firewall: Target = {
  name: 'firewall',
  *files(project): Iterable<TreeFile> {
    yield {
      path: 'firewall/nftables.conf',
      content: renderTemplate('firewall/nftables.conf', view(project)),
      live: firewallLive,
    }
  },
}

export const firewallLive = alwaysNeeds('all', reload('nft -f nftables.conf'), '#')

function view(project: Project): object {
  const signalling = signallingNetworks(project)
  const media = mediaNetworks(project)
  return {
    site: comment(project.site.name),
    sets: [
      set('sip4', 4, signalling),
      set('sip6', 6, signalling),
      set('media4', 4, media),
      set('media6', 6, media),
    ],
    timeouts: [
      { name: 'call4', ip: 'ip', seconds: callLife.answered },
      { name: 'call6', ip: 'ip6', seconds: callLife.answered },
    ],
    flows: edgeSockets(project).flatMap(flowRules),
    rules: [
      ...edgeSockets(project).flatMap(socketRules),
      ...insideRules(project),
      ...project.nodes.flatMap(node => nodeRules(node, project.edge.inside)),
    ],
  }
}

function set(name: string, family: 4 | 6, networks: readonly Network[]): object {
  const elements = networks.filter(network => network.family === family).map(formatNetwork)
  return { name, type: family === 4 ? 'ipv4_addr' : 'ipv6_addr', elements: elements.length > 0 && elements }
}

/** Whoever may send SIP: the allow ranges of all lines, Talk, the nodes, and targets that are addresses. */
function signallingNetworks({ lines, talk, nodes, agents, trunks }: Project): Network[] {
  return unite([
    ...lines.flatMap(line => line.allow.map(({ value }) => value)),
    ...talk.signalling,
    ...nodes.flatMap(({ sip }) => literal(sip.address)),
    ...agents.flatMap(({ uri }) => agentTarget(uri.value).allow),
    ...lines.flatMap(line => targetsOf(line, { talk, trunks }).flatMap(({ allow }) => allow)),
  ])
}

/** Whoever may send audio on some leg of some line. */
function mediaNetworks({ lines, talk, trunks }: Project): Network[] {
  const groups = lines.flatMap(line => legsOf(line, { talk, trunks }).flatMap(({ media }) => media))
  // Cached by group: lines share Twilio's and those of a trunk.
  return unite([...new Set([...new Set(groups)].flatMap(({ networks }) => networks))])
}

function literal(address: string): Network[] {
  const parsed = parseNetwork(address)
  return typeof parsed === 'string' ? [] : [parsed.network]
}

interface Socket {
  readonly transport: 'udp' | 'tcp'
  /** undefined: every address. */
  readonly address: string | undefined
  readonly ports: string
}

function edgeSockets({ edge }: Project): Socket[] {
  if (edge.listen.length === 0)
    return (['udp', 'tcp'] as const).map(transport => ({ transport, address: undefined, ports: '5060' }))
  return distinct(edge.listen.map(({ value }) => socketOf(value)))
}

function distinct(sockets: readonly Socket[]): Socket[] {
  return [...new Map(sockets.map(socket => [JSON.stringify(socket), socket])).values()]
}

/** A socket for the nodes alone accepts nobody else. */
function insideRules({ edge, nodes, agents }: Project): string[] {
  const inside = socketOf(edge.inside)
  const sockets = edge.listen.map(({ value }) => socketOf(value))
  if (sockets.length === 0 || distinct([...sockets, inside]).length === distinct(sockets).length) return []
  const [[ip]] = families(inside.address) as [readonly [string, number]]
  // Behind NAT the phones of the site know the edge by this address.
  const phones = edge.advertise
    ? agents
        .map(({ uri }) => uri.value)
        .filter(({ host, hostKind }) => hostKind === 'ipv4' && isPrivate(host))
    : []
  const all = [...nodes.map(({ sip }) => sip.address), ...phones.map(({ host }) => host)]
  const sources = [...new Set(all)].join(', ')
  return [`${matchOf(inside)} ${ip} saddr { ${sources} } accept`, `${matchOf(inside)} drop`]
}

function socketOf({ transport, address, port }: Listen): Socket {
  return { transport: transport === 'udp' ? 'udp' : 'tcp', address, ports: String(port) }
}

/**
 * Replies of a target that is known by name only come back over a flow that the edge began; over TCP to the
 * port of that connection, which is no business of these rules.
 */
function socketRules(socket: Socket): string[] {
  const match = matchOf(socket)
  return [
    ...families(socket.address).flatMap(([ip, family]) => [
      ...(socket.transport === 'tcp'
        ? [boundOfSource(`${match} ${ip} saddr @sip${family}`, ip, family)]
        : []),
      `${match} ${ip} saddr @sip${family} accept`,
    ]),
    ...(socket.transport === 'udp' ? [`${match} ct state established accept`] : []),
    `${match} drop`,
  ]
}

/**
 * Of somebody who is called by name the firewall knows no range, only the flow, which must live as long as a call: the kernel
 * forgets one in half a minute when all that it saw of it came within two seconds, else in two minutes.
 */
function flowRules({ transport, address, ports }: Socket): string[] {
  if (transport !== 'udp') return []
  return families(address).map(([ip, family]) => {
    const from = address === undefined ? '' : `${ip} saddr ${address} `
    return `${from}udp sport ${ports} ${ip} daddr != @sip${family} ct state new ct timeout set "call${family}"`
  })
}

/** Each source has its own limit, counted over all sockets, so that none can take the places of others. */
function boundOfSource(match: string, ip: string, family: 4 | 6): string {
  return `${match} ct state new add @connections${family} { ${ip} saddr ct count over ${connections.ofSource} } drop`
}

function nodeRules({ sip, media, rtpPorts }: CallNode, inside: Listen): string[] {
  const [, family] = families(inside.address)[0] as [string, number]
  const node = matchOf({ transport: 'udp', address: sip.address, ports: String(sip.port) })
  const rtp = matchOf({ transport: 'udp', address: media, ports: `${rtpPorts.first}-${rtpPorts.last}` })
  return [
    `${node} ${family === 4 ? 'ip' : 'ip6'} saddr ${inside.address} accept`,
    `${node} drop`,
    ...families(media).map(([ip, version]) => `${rtp} ${ip} saddr @media${version} accept`),
    // Established audio continues when its range is removed.
    `${rtp} ct state established accept`,
    `${rtp} drop`,
  ]
}

function matchOf({ transport, address, ports }: Socket): string {
  const ip = address?.includes(':') ? 'ip6' : 'ip'
  return `${address === undefined ? '' : `${ip} daddr ${address} `}${transport} dport ${ports}`
}

function families(address: string | undefined): (readonly [ip: string, family: 4 | 6])[] {
  const both = [
    ['ip', 4],
    ['ip6', 6],
  ] as const
  return address === undefined
    ? [...both]
    : both.filter(([, family]) => (family === 6) === address.includes(':'))
}
