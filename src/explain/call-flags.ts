import { formatAddress, parseAddress } from '../model/network.js'
import type { Line, Project } from '../model/project.js'
import { formatSipUri } from '../model/sip-uri.js'
import { type Behaviour, type Call, quietWorld, type World } from '../policy/call.js'
import type { SipRequest } from '../policy/message.js'
import { parseRequestUri } from '../policy/request-uri.js'
import { ticketHeader } from '../policy/ticket.js'
import { readWritten } from '../policy/written-headers.js'
import { printable } from '../printable.js'
import { parseInstant } from '../scenarios/instant.js'
import { listOf, nearest } from '../suggest.js'

/** A call as flags of a command line; everything else is as in an ordinary good call. */
export interface CallFlags {
  readonly line: string | undefined
  readonly uri: string | undefined
  readonly from: string | undefined
  /** undefined: now. */
  readonly at: string | undefined
  readonly method: string
  readonly transport: 'udp' | 'tcp' | 'tls'
  readonly ticket: readonly string[]
  readonly uriTicket: string | undefined
  readonly header: readonly string[]
  readonly caller: string
  /** Codecs; empty: both of G.711. */
  readonly offer: readonly string[]
  readonly media: string | undefined
  readonly port: number
  readonly profile: string
  readonly talk: string
  /** `alice=busy` */
  readonly agent: readonly string[]
  readonly overflow: string
  /** Keys that the caller presses in a menu, one after each prompt. */
  readonly keys: string
}

/** The call that flags describe; a text says what is wrong with them. `now` is in milliseconds since the epoch. */
export function callOfFlags(project: Project, flags: CallFlags, now: number): Call | string {
  const line = flags.line === undefined ? undefined : project.lines.find(({ id }) => id === flags.line)
  if (flags.line !== undefined && !line) return noLine(project, flags.line)
  const uri = flags.uri ?? (line && formatSipUri(line.uri.value))
  if (uri === undefined) return 'say which line is called, with --line or --uri'
  if (!parseRequestUri(uri)) return `\`${printable(uri)}\` is no SIP URI`
  const source = flags.from ?? (line && anySource(line))
  if (source === undefined || !parseAddress(source))
    return source === undefined
      ? 'say where the call comes from, with --from'
      : `\`${source}\` is no IP address`
  const at = readTime(flags.at, line?.hours?.timezone ?? project.site.timezone, now)
  if (typeof at === 'string') return `--at \`${flags.at}\`: ${at}`
  const world = readWorld(project, flags)
  if (typeof world === 'string') return world
  const unlikely = offerFault(flags)
  if (unlikely !== undefined) return unlikely
  const { body, ...request } = readWritten({
    method: flags.method.toUpperCase(),
    uri: flags.uriTicket === undefined ? uri : `${uri}?${ticketHeader}=${flags.uriTicket}`,
    transport: flags.transport,
    source,
    user: flags.caller,
    tickets: flags.ticket,
    written: flags.header,
    offers: true,
  })
  return {
    ...request,
    source,
    transport: flags.transport,
    from: flags.caller,
    offer: body ?? {
      codecs: flags.offer.length > 0 ? flags.offer : ['PCMU', 'PCMA', 'telephone-event'],
      addresses: [flags.media ?? source],
      ports: [flags.port],
      profile: flags.profile,
    },
    at,
    world,
  }
}

/** The call of a SIP message; what a message does not hold comes from the flags. A text says what is wrong with them. */
export function callOfMessage(
  project: Project,
  request: SipRequest,
  flags: CallFlags,
  now: number,
): Call | string {
  if (flags.from === undefined || !parseAddress(flags.from))
    return 'say with --from which address the message comes from: no header of it can be believed'
  const at = readTime(flags.at, project.site.timezone, now)
  if (typeof at === 'string') return `--at \`${flags.at}\`: ${at}`
  const world = readWorld(project, flags)
  return typeof world === 'string'
    ? world
    : { ...request, source: flags.from, transport: flags.transport, at, world }
}

export function noLine({ lines }: Project, id: string): string {
  const ids = lines.map(line => line.id)
  const guess = nearest(id, ids)
  return `there is no line \`${id}\`: ${guess ? `did you mean \`${guess}\`?` : `the lines are ${listOf(ids.slice(0, 12))}`}`
}

/** Some address that the line allows. */
function anySource({ allow }: Line): string | undefined {
  const network = allow[0]?.value
  return (
    network &&
    formatAddress(network.family, network.first < network.last ? network.first + 1n : network.first)
  )
}

function readTime(text: string | undefined, zone: string, now: number): number | string {
  if (text === undefined) return now
  return parseInstant(text.includes(' ') ? text : `${text} ${zone}`)
}

const behaviours: ReadonlyMap<string, Behaviour> = new Map([
  ['answer', 200],
  ['busy', 486],
  ['decline', 603],
  ['ring', 0],
  // The edge answers 408 for whoever sends nothing.
  ['silent', 408],
])

function readWorld(project: Project, { talk, overflow, agent, keys }: CallFlags): World | string {
  const agents = new Map<string, Behaviour | 'unreachable'>()
  for (const text of agent) {
    const [, id = '', word = ''] = /^([^=]*)=(.*)$/.exec(text) ?? []
    const state = word === 'unreachable' ? word : readBehaviour(word)
    if (state === undefined)
      return `--agent \`${text}\`: write it as in \`alice=busy\`; ${behaviourHelp}, unreachable`
    if (!project.agents.some(known => known.id === id))
      return `--agent \`${text}\`: there is no agent \`${id}\``
    agents.set(id, state)
  }
  const [talkState, overflowState] = [readBehaviour(talk), readBehaviour(overflow)]
  if (talkState === undefined) return `--talk \`${talk}\`: ${behaviourHelp}`
  if (overflowState === undefined) return `--overflow \`${overflow}\`: ${behaviourHelp}`
  if (!/^[0-9*#]*$/.test(keys)) return `--keys \`${printable(keys)}\`: keys are 0 to 9, * and #`
  return { ...quietWorld, talk: talkState, overflow: overflowState, agents, keys: [...keys] }
}

/** Values that no offer can have. What the policy refuses is left to the policy. */
function offerFault({ port, media }: CallFlags): string | undefined {
  if (!Number.isInteger(port) || port < 0 || port > 65535) return '--port: it is a number of 0 to 65535'
  if (media !== undefined && !parseAddress(media)) return `--media \`${printable(media)}\` is no IP address`
  return undefined
}

const behaviourHelp = 'it is answer, busy, decline, ring, silent, or a SIP status of 300 to 699'

function readBehaviour(word: string): Behaviour | undefined {
  return behaviours.get(word) ?? (/^[3-6][0-9][0-9]$/.test(word) ? Number(word) : undefined)
}
