import type { EdgeSocket } from '../../lab/plan.js'
import { isLoopback } from '../../model/endpoint.js'
import { formatAddress, parseAddress } from '../../model/network.js'
import type { Line, Project } from '../../model/project.js'
import { formatSipUri } from '../../model/sip-uri.js'
import { type Call, type Decision, quietWorld } from '../../policy/call.js'
import { decide } from '../../policy/decide.js'
import { audioPort, goodCall } from '../../policy/good-call.js'
import { callerMedia } from '../../policy/media.js'
import { composeSdp } from '../../sip/sdp.js'
import { compose } from '../wire/messages.js'
import type { Address } from '../wire/protocol.js'

/** One call to a line from somebody whom it allows, and what the model says of it. */
export interface Wanted {
  readonly line: Line
  readonly call: Call
  readonly decision: Decision
  /** Whether the caller first hears a menu: then it is only accepted here, for nobody presses a key. */
  readonly menu: boolean
  readonly from: Address
  readonly to: Address
  readonly invite: (callId: string) => string
}

/** The port from which callers speak. */
const callerPort = 5070

/** undefined: nobody whom the line allows has an address of a family in which the edge listens. */
export function wantedOf(
  project: Project,
  line: Line,
  edge: readonly EdgeSocket[],
  at: number,
): Wanted | undefined {
  const ways = edge.flatMap(socket => {
    const family = socket.own.includes(':') ? 6 : 4
    const allow = line.allow.filter(({ value }) => value.family === family)
    return allow.length > 0 && !isLoopback(socket.own) ? [{ socket, allow }] : []
  })
  const [way] = ways
  if (!way) return undefined
  const { socket, allow } = way
  const { transport } = socket
  const good = goodCall(project, { ...line, allow }, at)
  const call = { ...good, offer: offerOf(project, line, good), transport, world: worldOf(project) }
  const decision = decide(project, call)
  const from = { ip: call.source, port: callerPort }
  const uri = formatSipUri({ ...line.uri.value, port: undefined, transport: undefined })
  return {
    line,
    call,
    decision,
    menu: decision.path.some(step => step.startsWith('menu')),
    from,
    // Behind a NAT the edge is reached at its own address, as the NAT would have it.
    to: { ip: socket.own, port: socket.port },
    invite: callId =>
      compose({ from, uri, callId, transport, headers: call.headers, body: bodyOf(call) }).replaceAll(
        '+33199000001',
        call.from ?? '',
      ),
  }
}

/** A node speaks in the family of its own audio alone, whatever a caller's address is. */
function offerOf(project: Project, line: Line, { source, offer }: Call): Call['offer'] {
  const bits = parseAddress(source)
  if (!bits || typeof offer !== 'object' || !offer.addresses[0]?.includes(':')) return offer
  const four = callerMedia(project, line, bits).flatMap(group =>
    group.networks.filter(({ family }) => family === 4).map(({ first }) => ({ group, first })),
  )
  const [other] = four
  if (!other) return offer
  return {
    ...offer,
    addresses: [formatAddress(4, other.first + 1n)],
    ports: [audioPort(other.group)],
  }
}

/** The agents of whom each line has one at least: the first of each. */
export function presentAgents({ lines }: Pick<Project, 'lines'>): Set<string> {
  return new Set(
    lines.flatMap(({ answer }) => (answer?.kind === 'agents' ? (answer.agents[0]?.value.id ?? []) : [])),
  )
}

/** Everybody answers but most agents, and nobody makes tickets. */
function worldOf(project: Project): Call['world'] {
  const present = presentAgents(project)
  const away = project.agents.filter(({ id }) => !present.has(id))
  return {
    ...quietWorld,
    zendesk: false,
    agents: new Map(away.map(({ id }) => [id, 'unreachable'] as const)),
  }
}

function bodyOf({ offer }: Call): string {
  if (typeof offer !== 'object') return ''
  const { addresses, ports, codecs, profile } = offer
  const [address = ''] = addresses
  if (!parseAddress(address)) throw new Error(`${address} is no address for audio`)
  return composeSdp({ address, port: ports[0] ?? 0, codecs, profile })
}
