import { formatAddress, type Network } from '../../../model/network.js'
import type { Line, MediaGroup, Project } from '../../../model/project.js'
import { type JudgedMessage, judgeMessage } from '../../../policy/judge-message.js'
import { edgeHosts } from '../../../policy/line-names.js'
import { compose, sdp } from '../../wire/messages.js'

/** A request from outside, and what the pure policy says must become of it. */
export interface Probe {
  /** Lines, or `source` and `edge`, whose rows decide it. */
  readonly about: string
  /** For people. */
  readonly what: string
  readonly source: string
  /** Latin1; `%` stands for the Call-ID. */
  readonly text: string
  /** As `describeCall` and `describeRefusal` say it. */
  readonly wanted: string
}

interface Ask {
  readonly about: string
  readonly what: string
  readonly source: string
  readonly uri: string
  readonly method?: string
  readonly headers?: readonly (readonly [string, string])[]
  readonly body?: string
  readonly from?: string
}

/** For each row and each of its fields somebody who is inside and somebody who is just outside of it. */
export function probesOf(project: Project): Probe[] {
  const asks = [
    ...edgeAsks(project),
    ...project.lines.flatMap(line => [...sourceAsks(line), ...lineAsks(line)]),
  ]
  return asks.map(ask => probeOf(project, ask))
}

function probeOf(project: Project, ask: Ask): Probe {
  const { about, what, source, uri, method = 'INVITE', headers = [], body = '', from } = ask
  const plain = compose({ from: { ip: source, port: 5070 }, uri, callId: '%', method, headers, body })
  const text = from === undefined ? plain : plain.replace(/^From: .*$/m, `From: ${from};tag=t-%`)
  const arrival = { text: text.replaceAll('%', 'probe'), source, transport: 'udp', at: 0 } as const
  return {
    about,
    what: `${what}: ${method} ${uri} from ${source}`,
    source,
    text,
    wanted: wantedOf(judgeMessage(project, arrival)),
  }
}

function wantedOf({ decision: { status, reason }, forNode }: JudgedMessage): string {
  if (!forNode) return status === 200 ? 'answered with 200' : describeRefusal(status ?? 0, reason)
  const formats = forNode.audio?.codecs.map(codec => formatOf.get(codec) ?? codec) ?? []
  return describeCall({ ...forNode, formats: formats.join(' ') })
}

/** As the probes offer them. */
const formatOf = new Map([
  ['PCMU', '0'],
  ['PCMA', '8'],
  ['telephone-event', '101'],
])

export function describeRefusal(status: number, reason: string | undefined): string {
  return `refused with ${status} ${reason}`
}

/** What a node gets of a call. */
export function describeCall(call: {
  readonly line: string
  readonly ticket: string | undefined
  readonly caller: string | undefined
  readonly formats: string
}): string {
  const { line, ticket = 'none', caller = 'anonymous', formats } = call
  return `taken to line ${line} with ticket ${ticket}, caller ${caller} and formats ${formats}`
}

function edgeAsks(project: Project): Ask[] {
  const line = project.lines.at(-1)
  if (!line) return []
  const source = addressesAround(line.allow[0]?.value)[0] ?? ''
  return [...edgeHosts(project), 'other.example'].flatMap(host =>
    ['', ':5070'].map(port => ({
      ...goodAsk(line, source),
      about: 'edge',
      what: 'a host of the edge',
      uri: `sip:${line.id}@${host.includes(':') ? `[${host}]` : host}${port}`,
    })),
  )
}

/** Row 3 and row 5. */
function sourceAsks(line: Line): Ask[] {
  const sources = line.allow.flatMap(({ value }) => addressesAround(value))
  return sources.flatMap(source => [
    { ...goodAsk(line, source), what: 'a source' },
    {
      about: 'source',
      what: 'a source',
      source,
      uri: line.uri.value.host === '' ? '' : uriOf(line),
      method: 'OPTIONS',
    },
  ])
}

function lineAsks(line: Line): Ask[] {
  const source = addressesAround(line.allow[0]?.value)[0] ?? ''
  const good = goodAsk(line, source)
  const without = good.headers?.filter(([name]) => name !== 'X-Zendesk-Ticket-Id') ?? []
  const withTicket = (what: string, ...headers: [string, string][]): Ask => ({
    ...good,
    what,
    headers: [...without, ...headers],
  })
  const media = mediaPoints(line.media).map(({ address, port }) => ({
    ...good,
    what: `audio from ${address} port ${port}`,
    body: sdp(address, { port: String(port) }),
  }))
  const names = [
    uriOf(line),
    `sip:${line.id}@sip.acme.example`,
    `sip:${(line.uri.value.user ?? 'x').toUpperCase()}@sip.acme.example`,
  ]
  return [
    ...names.map(uri => ({ ...good, what: 'a name', uri })),
    ...media,
    ...['0', '8', '18', '8 0 101'].map(formats => ({
      ...good,
      what: 'codecs',
      body: sdp(audioOf(line), { ...portOf(line), formats }),
    })),
    withTicket('no ticket'),
    withTicket('a ticket', ['X-Zendesk-Ticket-Id', '4711']),
    withTicket('a vendor’s ticket', ['X-Vendor-Ticket', '4712']),
    withTicket('a ticket of User-to-User', ['User-to-User', '4713;encoding=text']),
    {
      ...good,
      what: 'an asserted number',
      headers: [...(good.headers ?? []), ['P-Asserted-Identity', '<sip:+33199000009@x>']],
    },
    { ...good, what: 'nobody', from: '<sip:anonymous@anonymous.invalid>' },
  ]
}

/** A call that the line takes, from a source that it allows. */
function goodAsk(line: Line, source: string): Ask {
  return {
    about: line.id,
    what: 'a good call',
    source,
    uri: uriOf(line),
    headers: line.ticket.policy === 'required' ? [['X-Zendesk-Ticket-Id', '4710']] : [],
    body: sdp(audioOf(line), portOf(line)),
  }
}

function uriOf({ uri: { value } }: Line): string {
  return `sip:${value.user}@${value.host}`
}

function audioOf({ media }: Line): string {
  return addressesAround(media[0]?.networks[0])[0] ?? ''
}

function portOf({ media }: Line): { port: string } {
  return { port: String(media[0]?.ports.first) }
}

interface Point {
  readonly address: string
  readonly port: number
}

/** Every network of the groups, with the addresses beside it, and the ports of each group, with those beside them. */
export function mediaPoints(groups: readonly MediaGroup[]): Point[] {
  return groups.flatMap(({ networks, ports: { first, last } }) => {
    const [inside = ''] = addressesAround(networks[0])
    return [
      ...networks.flatMap(network => addressesAround(network).map(address => ({ address, port: first }))),
      ...[first - 1, first, last, last + 1].map(port => ({ address: inside, port })),
    ]
  })
}

/** The first and the last address of a network, and those beside it: those inside come first. */
export function addressesAround(network: Network | undefined): string[] {
  if (!network) return []
  const { family, first, last } = network
  const most = (1n << (family === 4 ? 32n : 128n)) - 1n
  return [first, last, first - 1n, last + 1n]
    .filter((bits, index, all) => bits >= 0n && bits <= most && all.indexOf(bits) === index)
    .map(bits => formatAddress(family, bits))
}
