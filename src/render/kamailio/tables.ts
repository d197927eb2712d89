import { formatNetwork } from '../../model/network.js'
import { unprivilegedPorts } from '../../model/presets.js'
import type { Line, MediaGroup, Project, Trunk } from '../../model/project.js'
import type { SipUri } from '../../model/sip-uri.js'
import { addressesOf, destinationsOf } from '../../policy/destinations.js'
import { edgeHosts, nameKey, namesOf } from '../../policy/line-names.js'
import { field, parameters } from './quote.js'
import { sourceBuckets } from './sources.js'

/** One table of the edge's data, a htable that Kamailio loads from a file of db/. */
export interface Table {
  readonly name: string
  /** Kamailio makes 2^size slots. */
  readonly size: number
  readonly rows: readonly Row[]
}

export interface Row {
  readonly id: number
  readonly key: string
  readonly value: string
}

export function edgeTables(project: Project): Table[] {
  return [
    table('lines', lineRows(project)),
    table('sources', sourceRows(project)),
    table('targets', targetRows(project)),
  ]
}

type Entry = readonly [key: string, value: string]

function table(name: string, entries: readonly Entry[]): Table {
  return {
    name,
    size: 16,
    rows: entries.map(([key, value], index) => ({ id: index + 1, key: field(key), value: field(value) })),
  }
}

/** `line:ID` is a line; `host:…` and `user:…` are its names; `edge:…` is a host of the edge itself. */
function lineRows(project: Project): Entry[] {
  const hosts = edgeHosts(project)
  return [
    ...Array.from(hosts, host => [`edge:${host}`, '1'] as const),
    ...project.lines.flatMap(line => [
      [`line:${line.id}`, lineRecord(line)] as const,
      ...namesOf(line, hosts).map(name => [nameKey(name), line.id] as const),
    ]),
  ]
}

function lineRecord({ allow, ticket, codecs, media, limits }: Line): string {
  return parameters({
    allow: allow.map(({ value }) => formatNetwork(value)).join(','),
    ticket: ticket.policy,
    codecs: `${codecs.includes('PCMU') ? 'u' : '-'} ${codecs.includes('PCMA') ? 'a' : '-'}`,
    media: media.map(mediaGroup).join(' '),
    calls: limits.calls,
    cps: limits.perSecond,
  })
}

/** `first-last@network,network` */
export function mediaGroup({ networks, ports }: MediaGroup): string {
  return `${ports.first}-${ports.last}@${networks.map(formatNetwork).join(',')}`
}

function sourceRows({ lines }: Project): Entry[] {
  const allow = lines.flatMap(line => line.allow.map(({ value }) => value))
  return sourceBuckets(allow).map(({ key, networks }) => [key, networks])
}

/** Everything a node may call: Talk and the overflow targets by line, the agents by themselves. */
function targetRows({ lines, agents, trunks }: Project): Entry[] {
  return [
    ...lines.flatMap(line => [
      ...(line.answer?.kind === 'talk'
        ? [[`talk:${line.id}:${address(line.uri.value)}`, 'leg=talk'] as const]
        : []),
      ...outsideRows(line, trunks),
    ]),
    ...distinct(agents.map(({ uri }) => uri.value)).map(
      uri => [`agent:${address(uri)}`, ownAddress(uri)] as const,
    ),
  ]
}

/** A number is reached at each trunk, which signals and sends audio from its own ranges. */
function outsideRows(line: Line, trunks: readonly Trunk[]): Entry[] {
  const rows = destinationsOf(line).flatMap(destination =>
    addressesOf(destination, trunks).map((uri, index) => {
      const trunk = destination.kind === 'tel' ? trunks[index] : undefined
      return [`overflow:${line.id}:${address(uri)}`, trunk ? trunkRecord(trunk) : ownAddress(uri)] as const
    }),
  )
  return [...new Map(rows)]
}

function trunkRecord({ uri, allow }: Trunk): string {
  if (allow.length === 0) return ownAddress(uri.value)
  const networks = allow.map(({ value }) => value)
  return parameters({
    allow: networks.map(formatNetwork).join(','),
    media: mediaGroup({ networks, ports: unprivilegedPorts }),
  })
}

function distinct(uris: readonly SipUri[]): SipUri[] {
  return [...new Map(uris.map(uri => [address(uri), uri])).values()]
}

/** `user@host` as Kamailio's `$rU` and `$rd` give it. */
function address({ user, host }: SipUri): string {
  return `${user ?? ''}@${host}`
}

/** A target that is reached by its address signals and sends audio from there as well. */
function ownAddress({ host, hostKind }: SipUri): string {
  return hostKind === 'name' ? 'leg=any' : parameters({ allow: host, media: `1024-65535@${host}` })
}
