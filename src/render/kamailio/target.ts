import { formatHost, formatListen, isLoopback } from '../../model/endpoint.js'
import type { CallNode, Listen, Project, TlsFiles } from '../../model/project.js'
import { isPrivate, privateRanges4 } from '../../model/reachable.js'
import { addressPattern, contactsPattern, routesPattern, viasPattern } from '../../policy/address-form.js'
import { severalPattern } from '../../policy/body-parts.js'
import { bounds, callLife, connections, timers } from '../../policy/bounds.js'
import { numberPattern } from '../../policy/caller-number.js'
import { extensions, type RefusalReason, refusals, scanners, silentReason } from '../../policy/refusals.js'
import type { Target, TreeFile } from '../target.js'
import { renderTemplate, type TemplateName } from '../templates.js'
import { callFields, callRows } from './call-row.js'
import { liveOfEdgeFile } from './live.js'
import { memoryOf } from './memory.js'
import { networkList } from './network-list.js'
import { comment, patternBody, stringBody } from './quote.js'
import { edgeTables, lineFieldPlaces, mediaGroup, type Table } from './tables.js'
import { authorities, speaksTls } from './tls.js'

export const kamailio: Target = {
  name: 'kamailio',
  *files(project): Iterable<TreeFile> {
    const tables = edgeTables(project)
    yield file('kamailio.cfg', renderScript(scriptView(project, tables)))
    if (project.edge.tls && speaksTls(project))
      yield file('tls.cfg', renderTemplate('kamailio/tls.cfg', tlsView(project.edge.tls)))
    const nodes = renderTemplate('kamailio/dispatcher.list', dispatcherView(project))
    yield file('dispatcher.list', nodes)
    yield file('db/version', renderTemplate('kamailio/db/version', { tables }))
    for (const { name, rows } of tables) {
      const content = renderTemplate('kamailio/db/table', { rows })
      yield file(`db/${name}`, content)
    }
  },
}

function file(path: string, content: string): TreeFile {
  return { path: `kamailio/${path}`, content, live: liveOfEdgeFile(path) }
}

/**
 * The parts of the edge's script, in the order in which they stand in it. Each is a template of templates/kamailio/script
 * for one part of the policy table or one kind of message.
 */
const scriptParts = [
  'settings',
  'requests',
  'well-formed',
  'callers',
  'ticket',
  'caller',
  'to-node',
  'from-node',
  'answers',
  'certificate',
  'calls',
  'dialogs',
  'hops',
  'sdp',
  'sdp-rules',
  'refuse',
] as const

function renderScript(view: object): string {
  return scriptParts
    .map(part => renderTemplate(`kamailio/script/${part}` satisfies TemplateName, view))
    .join('')
}

/** Templates name reasons as {{reasons.X}}: one that the policy does not have cannot be rendered. */
const reasons = Object.fromEntries(refusals.map(({ reason }) => [reason, reason])) as {
  readonly [R in RefusalReason]: R
}

function tlsView({ certificate, privateKey }: TlsFiles): object {
  return { certificate: certificate.value, privateKey: privateKey.value, authorities }
}

function scriptView(project: Project, tables: readonly Table[]): object {
  const { site, edge, talk } = project
  // The outside first: Kamailio sends from the first socket of a transport that fits.
  const sockets = [
    ...publicFirst(edge.listen.map(({ value }) => value)).map(value => listener(value, edge)),
    formatListen(edge.inside),
  ]
  return {
    site: comment(site.name),
    inside: formatListen(edge.inside),
    insideAddress: formatHost(edge.inside),
    insidePort: edge.inside.port,
    insideProtocol: edge.inside.transport.toUpperCase(),
    talkSignalling: networkList(talk.signalling),
    talkMedia: stringBody(mediaGroup(talk.media)),
    fields: lineFieldPlaces,
    call: callFields,
    callRows,
    reasons,
    everyAddress: edge.listen.length === 0,
    tls: speaksTls(project),
    listen: edge.listen.length === 0 ? [] : [...new Set(sockets)],
    // An empty block is a syntax error to Kamailio.
    outside: [4, 6].some(family => outsideSocket(edge, family as 4 | 6) !== false),
    outside4: outsideSocket(edge, 4),
    connectFrom4: connectFrom(edge, 4),
    connectFrom6: connectFrom(edge, 6),
    advertised: advertisedView(project),
    outside6: outsideSocket(edge, 6),
    ownAudio: project.nodes.some(({ media }) => media === undefined),
    tables,
    branches: branchesOf(project),
    memory: memoryOf(tables),
    // db_text refuses more rows than this, and allocates memory for all of them at once.
    maxRows: Math.max(100_000, ...tables.map(({ rows }) => 2 * rows.length)),
    flood: edge.flood,
    scanners,
    // A line of formats has three words before the first.
    bounds: { ...bounds, formatFields: bounds.formats + 3 },
    connections,
    life: callLife,
    timers,
    patterns: {
      address: patternBody(addressPattern),
      contacts: patternBody(contactsPattern),
      routes: patternBody(routesPattern),
      vias: patternBody(viasPattern),
      number: patternBody(numberPattern),
      several: patternBody(severalPattern),
    },
    extensions,
    refusals: refusals.map(({ reason, status, phrase, warning, text, header = false }) => {
      return { reason, counter: counterName(reason), status, phrase, warning, text, header }
    }),
    silentCounter: counterName(silentReason),
  }
}

/**
 * How often a request is sent on at most: to each node once, and to six addresses of a target. At four seconds each these
 * take 24 of the 32 that a client waits (RFC 3261 section 17.1.1.2, timer B); Kamailio has room for 31.
 */
function branchesOf({ nodes }: Project): number {
  return Math.min(31, Math.max(6, nodes.length))
}

/** A socket, with the address that is advertised in its place. */
function listener(socket: Listen, { advertise }: Project['edge']): string {
  const text = formatListen(socket)
  return advertise && socket.family === 4 ? `${text} advertise ${advertise.value}:${socket.port}` : text
}

/** An edge behind NAT: the advertised address, and the networks that it reaches without NAT. */
function advertisedView({ edge: { advertise, listen } }: Project): object | false {
  if (!advertise) return false
  const portOf = (transport: Listen['transport']): number =>
    listen.find(({ value }) => value.transport === transport && value.family === 4)?.value.port ?? 5060
  return {
    address: advertise.value,
    udp: portOf('udp'),
    tcp: portOf('tcp'),
    tls: portOf('tls'),
    // Without `listen` the route to a phone has the address that it knows, and the socket for the nodes is on loopback.
    inside: listen.length > 0,
    private: privateRanges4.join(','),
  }
}

/** The UDP socket that speaks to the outside in a family of addresses; false when each route has its own, or none is. */
function outsideSocket({ listen, inside }: Project['edge'], family: 4 | 6): string | false {
  const sockets = listen.length === 0 ? [] : [...listen.map(({ value }) => value), inside]
  const fitting = sockets.filter(candidate => candidate.transport === 'udp' && candidate.family === family)
  const [socket] = publicFirst(fitting)
  return socket ? formatListen(socket) : false
}

/** Public addresses first. */
function publicFirst(sockets: readonly Listen[]): Listen[] {
  return [
    ...sockets.filter(({ address }) => !isPrivate(address)),
    ...sockets.filter(({ address }) => isPrivate(address)),
  ]
}

/**
 * The address from which connections to the outside are made: that of the socket that Via and Record-Route name. false:
 * the route decides, as between TCP and TLS on different addresses.
 */
function connectFrom({ listen }: Project['edge'], family: 4 | 6): string | false {
  const fitting = listen.map(({ value }) => value).filter(socket => socket.family === family)
  const first = (['tcp', 'tls'] as const).flatMap(wanted =>
    publicFirst(fitting.filter(({ transport }) => transport === wanted)).slice(0, 1),
  )
  const [address, ...others] = new Set(first.map(socket => socket.address))
  if (address === undefined || others.length > 0 || isLoopback(address)) return false
  return formatHost({ family, address })
}

/** Names of Kamailio's statistics may have no hyphens. */
function counterName(reason: string): string {
  return reason.replaceAll('-', '_')
}

function dispatcherView({ nodes, edge }: Project): object {
  return {
    nodes: nodes.map(node => ({
      uri: nodeUri(node),
      attributes: `socket=${formatListen(edge.inside)};duid=${node.id}`,
    })),
  }
}

function nodeUri({ sip }: CallNode): string {
  const family = sip.address.includes(':') ? 6 : 4
  return `sip:${formatHost({ family, address: sip.address })}:${sip.port}`
}
