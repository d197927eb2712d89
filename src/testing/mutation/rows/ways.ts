import { holds, type Network, parseAddress } from '../../../model/network.js'
import { unprivilegedPorts } from '../../../model/presets.js'
import type { Line, MediaGroup, Project } from '../../../model/project.js'
import { formatSipUri, type SipUri } from '../../../model/sip-uri.js'
import { addressesOf, destinationsOf } from '../../../policy/destinations.js'
import { planOf } from '../../../policy/plan-of.js'
import { addressesAround, mediaPoints } from './probes.js'

/** A way on which a node calls out for a line, and what holds on it. */
export interface Way {
  readonly about: readonly string[]
  readonly leg: 'talk' | 'overflow' | 'agent'
  readonly line: string
  readonly uri: string
  /** Where whoever is called listens. */
  readonly address: string
  /** Talk takes it over TLS only, and nobody listens there. */
  readonly secure: boolean
  /** Answers of the far end, and whether their body reaches the node. */
  readonly answers: readonly { readonly address: string; readonly port: number; readonly passes: boolean }[]
  /** Who speaks while it rings, and whether it reaches the node. */
  readonly speakers: readonly { readonly ip: string; readonly passes: boolean }[]
}

/** Where the names of the project's far ends lead to. */
export type Hosts = Readonly<Record<string, string>>

export function waysOf(project: Project, hosts: Hosts): Way[] {
  const addressOf = ({ host }: SipUri): string => hosts[host] ?? host
  const agents = project.lines.flatMap(line =>
    line.answer?.kind === 'agents'
      ? line.answer.agents.map(
          ({
            value: {
              uri: { value },
            },
          }) => wayOf({ leg: 'agent', line, uri: value, address: addressOf(value), own: ownRanges(value) }),
        )
      : [],
  )
  const outside = project.lines.flatMap(line =>
    destinationsOf(line).flatMap(destination =>
      addressesOf(destination, project.trunks).map((uri, index) => {
        const trunk = destination.kind === 'tel' ? project.trunks[index] : undefined
        const allow = trunk?.allow.map(({ value }) => value) ?? []
        const own =
          allow.length > 0
            ? { allow, media: [{ networks: allow, ports: unprivilegedPorts }] }
            : ownRanges(uri)
        return wayOf({ leg: 'overflow', line, uri, address: addressOf(uri), own })
      }),
    ),
  )
  const talk = project.lines
    .filter(line => planOf(line).steps.has('talk'))
    .map(line =>
      wayOf({ leg: 'talk', line, uri: line.uri.value, address: addressOf(line.uri.value), own: undefined }),
    )
  return [...agents, ...outside, ...talk]
}

interface Ranges {
  readonly allow: readonly Network[]
  readonly media: readonly MediaGroup[]
}

/** What is reached by its address speaks and sends audio from there. */
function ownRanges({ host, hostKind }: SipUri): Ranges {
  const parsed = hostKind === 'name' ? undefined : parseAddress(host)
  if (!parsed) return { allow: [], media: [] }
  const prefix = parsed.family === 4 ? 32 : 128
  const network = { family: parsed.family, first: parsed.bits, last: parsed.bits, prefix }
  return { allow: [network], media: [{ networks: [network], ports: unprivilegedPorts }] }
}

interface WaySpec extends Pick<Way, 'leg' | 'address'> {
  readonly line: Line
  readonly uri: SipUri
  /** undefined: Talk, whose ranges are in no table. */
  readonly own: Ranges | undefined
}

function wayOf({ leg, line, uri, address, own }: WaySpec): Way {
  const groups = [...line.media, ...(own?.media ?? [])]
  const allow = [...line.allow.map(({ value }) => value), ...(own?.allow ?? [])]
  const points = own ? mediaPoints(own.media) : []
  const speakers = own?.allow.flatMap(network => addressesAround(network)) ?? []
  return {
    about: [line.id, `${leg}:${formatSipUri(uri)}`],
    leg,
    line: line.id,
    uri: formatSipUri(uri),
    address,
    secure: leg === 'talk' && line.secure.value,
    answers: points.map(point => ({ ...point, passes: groups.some(group => takes(group, point)) })),
    speakers: speakers.map(ip => ({ ip, passes: allow.some(network => isIn(network, ip)) })),
  }
}

function takes(
  { networks, ports }: MediaGroup,
  { address, port }: Way['answers'][number] | { address: string; port: number },
): boolean {
  return port >= ports.first && port <= ports.last && networks.some(network => isIn(network, address))
}

function isIn(network: Network, address: string): boolean {
  const bits = parseAddress(address)
  return bits !== undefined && holds(network, bits)
}
