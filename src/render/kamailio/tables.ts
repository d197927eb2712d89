import { hash } from 'node:crypto'
import type { Line, MediaGroup, Project, Trunk } from '../../model/project.js'
import { formatSipUri } from '../../model/sip-uri.js'
import { addressesOf, destinationsOf } from '../../policy/destinations.js'
import { agentTarget, type Target, targetsOf } from '../../policy/legs.js'
import { edgeHosts, namesOf } from '../../policy/line-names.js'
import { callsTalk } from '../../policy/plan-of.js'
import { networkList } from './network-list.js'
import { field, parameters, quoted } from './quote.js'
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

/**
 * `line:ID` is a line; `hosts:…` and `user:…` have its names beside its id; `edge:…` is a host of the edge itself.
 * Hosts share rows, since loading takes time for each row.
 */
function lineRows({ lines, trunks, ...project }: Project): Entry[] {
  const hosts = edgeHosts(project)
  // Every line without `media` of its own has Talk's.
  const talkText = mediaGroup(project.talk.media)
  const groupText = (group: MediaGroup): string =>
    group === project.talk.media ? talkText : mediaGroup(group)
  const names = lines.flatMap(line => namesOf(line, hosts).map(name => ({ name, id: line.id })))
  return [
    ...Array.from(hosts, host => [`edge:${host}`, '1'] as const),
    ...lines.map(line => [`line:${line.id}`, lineRecord(line, trunks, groupText)] as const),
    ...names.flatMap(({ name, id }) =>
      name.kind === 'user' && name.user !== id ? [[`user:${name.user}`, id] as const] : [],
    ),
    ...hostRows(names.flatMap(({ name, id }) => (name.kind === 'host' ? [{ host: name.host, id }] : []))),
  ]
}

/** `host="id";…` under the first digits of each host's MD5, a hash that Kamailio has too. */
function hostRows(hosts: readonly { readonly host: string; readonly id: string }[]): Entry[] {
  const buckets = new Map<string, Record<string, string>>()
  for (const { host, id } of hosts) {
    const key = `hosts:${hash('md5', host).slice(0, 3)}`
    const bucket = buckets.get(key)
    if (bucket) bucket[host] = id
    else buckets.set(key, { [host]: id })
  }
  return Array.from(buckets, ([key, bucket]) => [key, parameters(bucket)])
}

/** What the record of a line holds, in this order; nothing is left out. */
const lineFields = [
  'allow',
  'ticket',
  'also',
  'caller',
  'anonymous',
  'codecs',
  'media',
  'calls',
  'cps',
  'secure',
  'callers',
  'talk',
  'agents',
  'to',
] as const

type LineField = (typeof lineFields)[number]

/** Where the value of a field stands when a record is cut at its quotes. */
export const lineFieldPlaces = Object.fromEntries(
  lineFields.map((name, index) => [name, 2 * index + 1]),
) as Record<LineField, number>

function lineRecord(line: Line, trunks: readonly Trunk[], groupText: (group: MediaGroup) => string): string {
  const { allow, ticket, callerId, codecs, media, limits } = line
  return record({
    allow: networkList(allow.map(({ value }) => value)),
    ticket: ticket.policy === 'required' ? 'required' : '',
    also: ticket.also.map(({ value }) => value).join(' '),
    caller: callerId.from.map(({ value }) => value).join(' '),
    anonymous: callerId.anonymous === 'reject' ? 'reject' : '',
    codecs: `${codecs.includes('PCMU') ? 'u' : '-'} ${codecs.includes('PCMA') ? 'a' : '-'}`,
    media: media.map(groupText).join(' '),
    calls: limits.calls ?? '',
    cps: limits.perSecond ?? '',
    secure: line.secure.talk.value ? 1 : '',
    callers: { true: 'srtp', false: '', either: 'either' }[`${line.secure.callers.value}`],
    talk: callsTalk(line) ? formatSipUri(line.uri.value) : '',
    agents: agentsOf(line),
    to: destinationsOf(line)
      .flatMap(destination => addressesOf(destination, trunks))
      .map(formatSipUri)
      .join(' '),
  })
}

function agentsOf({ answer }: Line): string {
  if (answer?.kind !== 'agents') return ''
  return answer.agents.map(({ value }) => formatSipUri(value.uri.value)).join(' ')
}

function record(values: Readonly<Record<LineField, string | number>>): string {
  return lineFields.map(name => quoted(name, values[name])).join(';')
}

/** `first-last@network,network` */
export function mediaGroup({ networks, ports }: MediaGroup): string {
  return `${ports.first}-${ports.last}@${networkList(networks)}`
}

function sourceRows({ lines }: Project): Entry[] {
  const allow = lines.flatMap(line => line.allow.map(({ value }) => value))
  return sourceBuckets(allow).map(({ key, networks }) => [key, networks])
}

/**
 * Everybody a node may call except Talk, by URI, with the ranges that they may send from. Which of them a line may call is in the
 * record of the line.
 * A node uses exactly the URI of its own files. A target for which a line has settings of its own has a second row under the
 * line's id.
 */
function targetRows({ lines, agents, ...site }: Project): Entry[] {
  const shared = agents.map(({ uri }) => agentTarget(uri.value))
  const own = lines.flatMap(line => targetsOf(line, site).map(target => ({ line, target })))
  const rows = [
    ...own.map(
      ({ line, target }) => [`${target.ownOfLine ? `${line.id}/` : ''}${targetKey(target)}`, target] as const,
    ),
    ...shared.map(target => [targetKey(target), target] as const),
  ]
  return Array.from(new Map(rows), ([key, target]) => [key, targetRecord(target)])
}

function targetKey({ kind, uri }: Target): string {
  return `${kind}:${formatSipUri(uri)}`
}

/** `only` is in place of the line's media, `media` beside it. */
function targetRecord({ allow, more, only, secure }: Target): string {
  return parameters({
    allow: networkList(allow),
    secure: secure ? 1 : '',
    ...(only ? { only: only.map(mediaGroup).join(' ') } : { media: more.map(mediaGroup).join(' ') }),
  })
}
