import type { Located } from '../diagnostic.js'
import { printable } from '../printable.js'
import { defaults } from '../schema/key-facts.gen.js'
import type { SipinProject } from '../schema/project-types.gen.js'
import { asYaml } from '../source/as-yaml.js'
import { asFinding } from './advice.js'
import { adviseDomain, adviseEndpoint, adviseListen } from './advise-address.js'
import { type Cursor, child, items, located, type Member } from './cursor.js'
import { durations } from './durations.js'
import { formatListen, isLoopback, parseEndpoint, parseListen } from './endpoint.js'
import { nodeRtpPorts, twilioMedia, twilioSignalling } from './presets.js'
import type { CallNode, Edge, Listen, MediaGroup, Talk, TlsFiles } from './project.js'
import { isPrivate } from './reachable.js'
import { checkId, type Reader, readDuration, readNetworks, readPorts } from './reader.js'
import { domainNameFault, isIpv4, isIpv6 } from './sip-uri.js'

const defaultInside: Listen = { transport: 'udp', family: 4, address: '127.0.0.1', port: 5060 }

export function readEdge(
  reader: Reader,
  cursor: Cursor<NonNullable<SipinProject['edge']>> | undefined,
  nodes: readonly Member<NodeShape>[],
): Edge {
  const domains = items(child(cursor, 'domains')).flatMap(domain => readDomain(reader, domain))
  const listen = items(child(cursor, 'listen')).flatMap(item => readListen(reader, item))
  const advertise = readAdvertised(reader, child(cursor, 'advertise'))
  const written = child(cursor, 'inside')
  const sockets = listen.map(({ value }) => value)
  const [inside = defaultInside] = written
    ? readListen(reader, written).map(({ value }) => value)
    : advertise
      ? besides(sockets)
      : sockets.filter(({ transport, family }) => transport === 'udp' && family === familyOf(nodes))
  if (advertise && written && inside.family === 4 && sockets.some(socket => isSameSocket(socket, inside))) {
    reader.report(
      'bad-address',
      `\`${located(written).value}\`: on this socket the outside, and so the nodes, are told ${advertise.value}`,
      written.node.place,
      { help: `write another port, or leave \`inside\` out` },
    )
  }
  if (inside.transport !== 'udp' && written) {
    reader.report(
      'bad-address',
      `\`${located(written).value}\`: the nodes take SIP over UDP only`,
      written.node.place,
      asFinding({ help: `write \`${formatListen({ ...inside, transport: 'udp' })}\`` }, written.node.place),
    )
  }
  if (written && listen.length === 0 && (inside.family !== 4 || inside.port !== 5060)) {
    reader.report(
      'bad-address',
      `\`${located(written).value}\`: without \`listen\` the edge has port 5060 of every IPv4 address, and no other`,
      written.node.place,
      { help: 'write `listen` too' },
    )
  }
  const flood = child(cursor, 'flood')
  const requests = child(flood, 'requests')
  const per = child(flood, 'per')
  return {
    domains,
    listen,
    inside,
    advertise,
    tls: readTls(reader, child(cursor, 'tls')),
    flood: {
      requests: requests ? located(requests).value : defaults['edge.flood.requests'],
      seconds: (per && readDuration(reader, per, durations.per)) ?? durations.per.usual,
    },
  }
}

/** A socket for the nodes alone: the first UDP address under a port that nothing else has. */
function besides(sockets: readonly Listen[]): Listen[] {
  const first = sockets.find(({ transport, family }) => transport === 'udp' && family === 4)
  if (!first) return []
  const isTaken = (port: number): boolean => sockets.some(socket => isSameSocket(socket, { ...first, port }))
  let port = 5070
  while (isTaken(port)) port++
  return [{ ...first, port }]
}

function isSameSocket(a: Listen, b: Listen): boolean {
  return a.transport === b.transport && a.address === b.address && a.port === b.port
}

function readAdvertised(reader: Reader, cursor: Cursor<string> | undefined): Located<string> | undefined {
  if (!cursor) return undefined
  const { value, place } = located(cursor)
  if (isIpv4(value) && !isPrivate(value)) return { value, place }
  const fault = isIpv4(value) ? 'nobody outside of the site reaches it' : 'it is no IPv4 address'
  reader.report('bad-address', `\`${printable(value)}\`: ${fault}`, place, {
    help: 'write the public address that the NAT has for this machine',
  })
  return undefined
}

/** Address family of the nodes' SIP: that of the first node that can be read, else IPv4 of the default node. */
function familyOf(nodes: readonly Member<NodeShape>[]): 4 | 6 {
  for (const { cursor } of nodes) {
    const sip = child(cursor, 'sip')
    const read = sip ? parseEndpoint(located(sip).value) : ''
    if (typeof read !== 'string') return read.family
  }
  return 4
}

type TlsShape = NonNullable<NonNullable<SipinProject['edge']>['tls']>

function readTls(reader: Reader, cursor: Cursor<TlsShape> | undefined): TlsFiles | undefined {
  const certificate = readFilePath(reader, child(cursor, 'certificate'), 'cert.pem')
  const privateKey = readFilePath(reader, child(cursor, 'private_key'), 'key.pem')
  return certificate && privateKey && { certificate, privateKey }
}

/** A refused path still counts as written, so that no missing key is reported as well. */
function readFilePath(
  reader: Reader,
  cursor: Cursor<string> | undefined,
  example: string,
): Located<string> | undefined {
  if (!cursor) return undefined
  const path = located(cursor)
  if (/^(\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+$/.test(path.value)) return path
  reader.report('bad-path', `\`${printable(path.value)}\` is no path of a file on the edge`, path.place, {
    help: `write it from the root, of letters, digits, \`_\`, \`-\` and \`.\`, as in \`/etc/sipin/tls/${example}\``,
    why: 'Kamailio opens it on the edge, whatever directory it was started in.',
  })
  return path
}

function readDomain(reader: Reader, cursor: Cursor<string>): Located<string>[] {
  const { value, place } = located(cursor)
  const fault = domainNameFault(value)
  if (fault)
    reader.report(
      'bad-host',
      `\`${printable(value)}\` is no domain name: ${fault}`,
      place,
      asFinding(adviseDomain(value), place),
    )
  return fault ? [] : [{ value: value.toLowerCase(), place }]
}

function readListen(reader: Reader, cursor: Cursor<string>): Located<Listen>[] {
  const { value, place } = located(cursor)
  const listen = parseListen(value)
  if (typeof listen !== 'string') return [{ value: listen, place }]
  reader.report(
    'bad-address',
    `\`${printable(value)}\`: ${listen}`,
    place,
    asFinding(adviseListen(value), place),
  )
  return []
}

type NodeShape = NonNullable<SipinProject['nodes']>[string]

export function readNodes(reader: Reader, written: readonly Member<NodeShape>[], edge: Edge): CallNode[] {
  if (written.length === 0) {
    const sip = { address: '127.0.0.1', port: 5080 }
    return [
      {
        id: 'node',
        place: undefined,
        sip,
        media: defaultMedia(sip.address, edge),
        advertise: edge.advertise?.value,
        rtpPorts: nodeRtpPorts,
      },
    ]
  }
  return written.flatMap(member => readNode(reader, member, edge))
}

function readNode(reader: Reader, { id, idPlace, cursor }: Member<NodeShape>, edge: Edge): CallNode[] {
  checkId(reader, 'node', id, idPlace)
  const sipCursor = child(cursor, 'sip') as Cursor<string>
  const sip = parseEndpoint(located(sipCursor).value)
  if (typeof sip === 'string') {
    const { value, place } = located(sipCursor)
    reader.report(
      'bad-address',
      `\`${printable(value)}\`: ${sip}`,
      place,
      asFinding(adviseEndpoint(value, 5060), place),
    )
    return []
  }
  const written = child(cursor, 'media')
  const media = written ? readAddress(reader, written) : defaultMedia(sip.address, edge)
  const advertise = readAdvertised(reader, child(cursor, 'advertise'))?.value
  const besideEdge = edge.listen.some(({ value }) => value.address === media)
  const ports = child(cursor, 'rtp_ports')
  return [
    {
      id,
      place: idPlace,
      sip: { address: sip.address, port: sip.port },
      media,
      advertise: advertise ?? (besideEdge && !media?.includes(':') ? edge.advertise?.value : undefined),
      rtpPorts: (ports && readPorts(reader, ports)) ?? nodeRtpPorts,
    },
  ]
}

function readAddress(reader: Reader, cursor: Cursor<string>): string | undefined {
  const { value, place } = located(cursor)
  if (isIpv4(value) || isIpv6(value)) return value.toLowerCase()
  const advice = adviseEndpoint(value, 5060).text
  const address = advice?.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
  reader.report('bad-address', `\`${printable(value)}\` is no IP address`, place, {
    help: address === undefined ? 'write the address itself, as in `198.51.100.11`' : `write \`${address}\``,
    ...(address === undefined ? {} : { fix: { place, text: asYaml(address) } }),
  })
  return undefined
}

/** A loopback address cannot be offered to anybody outside; Talk has IPv4 audio only. */
function defaultMedia(sipAddress: string, edge: Edge): string | undefined {
  if (!isLoopback(sipAddress)) return sipAddress
  const others = edge.listen.map(({ value }) => value).filter(({ address }) => !isLoopback(address))
  return (others.find(({ family }) => family === 4) ?? others[0])?.address
}

export function readTalk(
  reader: Reader,
  cursor: Cursor<NonNullable<SipinProject['talk']>> | undefined,
): Talk {
  const signalling = child(cursor, 'signalling')
  const media = child(cursor, 'media')
  return {
    signalling: signalling
      ? readNetworks(reader, items(signalling)).map(({ value }) => value)
      : twilioSignalling,
    media: media ? readTalkMedia(reader, media) : twilioMedia,
  }
}

type MediaShape = NonNullable<NonNullable<SipinProject['talk']>['media']>

function readTalkMedia(reader: Reader, cursor: Cursor<MediaShape>): MediaGroup {
  const ports = child(cursor, 'ports')
  return {
    networks: readNetworks(reader, items(child(cursor, 'ranges'))).map(({ value }) => value),
    ports: (ports && readPorts(reader, ports)) ?? twilioMedia.ports,
  }
}
