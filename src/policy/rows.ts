import type { Place } from '../diagnostic.js'
import { formatNetwork, holds, parseAddress } from '../model/network.js'
import type { Line, Project } from '../model/project.js'
import { printable } from '../printable.js'
import { allowedBy } from './allowed-by.js'
import { trimBlanks } from './blanks.js'
import { bounds } from './bounds.js'
import type { Call, Offer } from './call.js'
import { callerNumber } from './caller-number.js'
import { indexLines } from './line-index.js'
import { behindNat, callerMedia, isTwilio, mediaFault, mediaReason } from './media.js'
import { chooseAudio } from './offer.js'
import { callerProfiles, judgeProfile } from './profiles.js'
import { type RejectReason, scanners } from './refusals.js'
import { readTicket } from './ticket.js'

/** Stable names of what the rows look at. */
export type Check =
  | 'scanner'
  | 'well-formed'
  | 'hops'
  | 'scheme'
  | 'method'
  | 'known-source'
  | 'line'
  | 'source'
  | 'replaces'
  | 'ticket'
  | 'ticket-required'
  | 'caller'
  | 'body'
  | 'codec'
  | 'media'
  | 'profile'
  | 'rate'
  | 'calls'
  | 'node'

/** One row of the policy table (product rule: rows 1 to 12, in this order). */
export interface Row {
  readonly row: number
  readonly check: Check
  /** The reasons for which it refuses. */
  readonly reasons: readonly RejectReason[]
  /** A line of the edge's log holds all that it looks at. */
  readonly fromLog?: true
  readonly judge: (facts: Facts) => Judgement | undefined
}

/** What is known of a call when a row looks at it. */
export interface Facts {
  readonly project: Project
  readonly call: Call
  /** From row 4 on. */
  readonly line: Line | undefined
  /** From row 6 on. */
  readonly ticket: string | undefined
  /** The request is one inside a call; `began` is the address from which the call came, when that is known. */
  readonly inCall?: { readonly began: string | undefined }
}

/** undefined in place of a judgement: the row has nothing to say of this call. */
export interface Judgement {
  readonly text: string
  readonly place?: Place | undefined
  /** Absent: passed. */
  readonly reason?: RejectReason
  /** The caller gets no answer at all. */
  readonly silent?: boolean
  /** The request is answered with 200 here: it is no call. */
  readonly alive?: boolean
  readonly line?: Line
  readonly ticket?: string
}

const scannerPattern = new RegExp(scanners, 'i')

export const rows: readonly Row[] = [
  { row: 1, check: 'scanner', reasons: ['flood'], judge: judgeScanner },
  { row: 1, check: 'well-formed', reasons: ['malformed', 'extension'], judge: judgeForm },
  { row: 1, check: 'hops', reasons: ['too-many-hops'], judge: judgeHops },
  { row: 1, check: 'scheme', reasons: ['scheme'], judge: judgeScheme },
  { row: 2, check: 'method', reasons: ['method'], fromLog: true, judge: judgeMethod },
  { row: 3, check: 'known-source', reasons: ['source'], fromLog: true, judge: judgeKnownSource },
  { row: 4, check: 'line', reasons: ['no-line'], fromLog: true, judge: judgeLine },
  { row: 5, check: 'source', reasons: ['source'], fromLog: true, judge: judgeSource },
  { row: 5, check: 'replaces', reasons: ['no-call'], judge: judgeReplaces },
  { row: 6, check: 'ticket', reasons: ['ticket-malformed', 'ticket-duplicate'], judge: judgeTicket },
  { row: 7, check: 'ticket-required', reasons: ['ticket-missing'], judge: judgeTicketRequired },
  { row: 7, check: 'caller', reasons: ['anonymous'], judge: judgeCaller },
  { row: 8, check: 'body', reasons: ['body', 'malformed'], judge: judgeBody },
  { row: 8, check: 'codec', reasons: ['codec'], judge: judgeCodec },
  { row: 9, check: 'media', reasons: ['media-address', 'media-port'], judge: judgeMedia },
  {
    row: 10,
    check: 'profile',
    reasons: ['media-profile'],
    judge: ({ call, line }) => judgeProfile(call, line, chosen(call, line)),
  },
  { row: 11, check: 'rate', reasons: ['rate'], judge: judgeRate },
  { row: 11, check: 'calls', reasons: ['busy'], judge: judgeCalls },
  { row: 12, check: 'node', reasons: ['no-node'], judge: judgeNode },
]

function judgeScanner({ call }: Facts): Judgement | undefined {
  const agent = headerOf(call, 'User-Agent')
  if (agent === undefined || !scannerPattern.test(agent)) return undefined
  return {
    text: `the User-Agent \`${printable(trimBlanks(agent))}\` is a known scanner`,
    reason: 'flood',
    silent: true,
  }
}

function judgeForm({ call: { fault } }: Facts): Judgement {
  if (!fault) return { text: 'the message is well-formed SIP' }
  return { text: fault.text, reason: fault.reason ?? 'malformed', silent: !fault.answered }
}

function judgeHops({ call: { maxForwards } }: Facts): Judgement | undefined {
  return maxForwards > 0 ? undefined : { text: 'Max-Forwards is used up', reason: 'too-many-hops' }
}

/** RFC 3261 section 26.2.2. */
function judgeScheme({ call: { uri, transport } }: Facts): Judgement | undefined {
  if (!uri.secure || transport === 'tls') return undefined
  return { text: `a sips: URI, called over ${transport.toUpperCase()}`, reason: 'scheme' }
}

function judgeMethod({ call: { method } }: Facts): Judgement | undefined {
  if (method === 'INVITE' || method === 'OPTIONS') return undefined
  return { text: `\`${printable(method)}\` does not begin a call`, reason: 'method' }
}

function judgeKnownSource({ project, call }: Facts): Judgement {
  const address = parseAddress(call.source)
  const [widest] = address ? indexLines(project).allowing(address) : []
  if (widest)
    return {
      text: `${call.source} is in the allow of line \`${widest.line.id}\``,
      place: widest.range.place,
      ...(call.method === 'OPTIONS' ? { alive: true } : {}),
    }
  if (address && call.method === 'OPTIONS' && isTwilio(project.talk.signalling, address))
    return { text: `${call.source} is an address of Twilio`, alive: true }
  return { text: `${call.source} is in the allow of no line (${allowedBy(project.lines)})`, reason: 'source' }
}

function judgeLine({ project, call: { uri } }: Facts): Judgement {
  const line = indexLines(project).lineOf(uri)
  const shown = printable(`${uri.user === undefined ? '' : `${uri.user}@`}${uri.host}`)
  if (!line) return { text: `\`${shown}\` names no line`, reason: 'no-line' }
  return { text: `\`${shown}\` names line \`${line.id}\``, place: line.uri.place, line }
}

function judgeSource({ call: { source }, line, inCall }: Facts): Judgement | undefined {
  if (!line) return undefined
  if (source === inCall?.began) return { text: `${source} is where the call came from` }
  const address = parseAddress(source)
  const range = address && line.allow.find(({ value }) => holds(value, address))
  if (range)
    return {
      text: `${source} is in ${formatNetwork(range.value)}, which line \`${line.id}\` allows`,
      place: range.place,
    }
  return {
    text: `${source} is not in the allow of line \`${line.id}\` (${allowedBy([line])})`,
    place: line.written.get('allow') ?? line.place,
    reason: 'source',
  }
}

/** A call that is up is taken over by nobody (RFC 3891). */
function judgeReplaces({ call }: Facts): Judgement | undefined {
  return headerOf(call, 'Replaces') === undefined
    ? undefined
    : {
        text: 'the call is to replace another one (`Replaces`), and none is replaced here',
        reason: 'no-call',
      }
}

function judgeTicket({ call, line }: Facts): Judgement {
  const given = readTicket(
    call,
    line?.ticket.also.map(({ value }) => value),
  )
  switch (given.kind) {
    case 'none':
      return { text: 'the call brings no ticket' }
    case 'one':
      return { text: `ticket ${given.value}, from ${given.from}`, ticket: given.value }
    case 'duplicate':
      return { text: `${given.count} ticket ids in ${given.from}`, reason: 'ticket-duplicate' }
    case 'malformed':
      return {
        text: `\`${printable(given.value)}\` in ${given.from} is no ticket id`,
        reason: 'ticket-malformed',
      }
  }
}

function judgeCaller({ call, line }: Facts): Judgement | undefined {
  if (line?.callerId.anonymous !== 'reject') return undefined
  const { number, from } = callerNumber(call, line.callerId)
  const place = line.written.get('caller_id')
  return number === undefined
    ? { text: `the call shows no number: ${from}`, place, reason: 'anonymous' }
    : { text: `the call shows ${number}, in ${from}`, place }
}

function judgeTicketRequired({ line, ticket }: Facts): Judgement | undefined {
  if (line?.ticket.policy !== 'required') return undefined
  const place = line.written.get('ticket')
  return ticket === undefined
    ? { text: `line \`${line.id}\` takes no call without a ticket`, place, reason: 'ticket-missing' }
    : { text: `line \`${line.id}\` needs a ticket, and there is one`, place }
}

function judgeBody({ call: { offer } }: Facts): Judgement | undefined {
  if (offer === undefined) return { text: 'no SDP: the node makes the offer, and the answer comes in ACK' }
  if (offer === 'foreign') return { text: 'the body is of another type than application/sdp', reason: 'body' }
  return offer === 'unreadable' ? { text: 'the body is no SDP', reason: 'malformed' } : undefined
}

function judgeCodec({ call, line }: Facts): Judgement | undefined {
  const offer = chosen(call, line)
  if (!line || !offer) return undefined
  const place = line.written.get('codecs')
  const kept = offer.codecs.filter(codec => line.codecs.some(name => name === codec))
  const offered = offer.codecs.map(printable).join(', ') || 'nothing'
  if (kept.length === 0)
    return {
      text: `the caller offers ${offered}, the line takes ${line.codecs.join(', ')}`,
      place,
      reason: 'codec',
    }
  return { text: `of ${offered} the edge keeps ${kept.join(', ')}`, place }
}

/** What is offered, in the audio section that the line takes. */
function chosen({ offer, transport }: Call, line: Line | undefined): Offer | undefined {
  return !line || !offer || typeof offer === 'string'
    ? undefined
    : chooseAudio(offer, line.codecs, callerProfiles(line, transport))
}

function judgeMedia({ project, call: { source, offer }, line, inCall }: Facts): Judgement | undefined {
  const address = parseAddress(inCall?.began ?? source)
  if (!line || !address || !offer || typeof offer === 'string') return undefined
  const place = line.written.get('media')
  const fault = mediaFault(offer, callerMedia(project, line, address), inCall !== undefined)
  if (!fault)
    return { text: `audio at ${describeAudio(offer)} is inside the media ranges of the line`, place }
  const reason = mediaReason(fault)
  if ('count' in fault)
    return {
      text: `the SDP has ${fault.count} different ${fault.kind}, and the edge looks at ${bounds[fault.kind]}`,
      reason,
    }
  if (fault.kind === 'address')
    return {
      text: `audio at ${printable(fault.address)} is outside of the media ranges of the line${behindNat(fault.address, source)}`,
      place,
      reason,
    }
  return { text: `audio at ${printable(fault.address)} may not use port ${fault.port}`, place, reason }
}

function describeAudio({ addresses, ports }: Offer): string {
  return `${[...new Set(addresses)].join(', ')} port ${[...new Set(ports)].join(', ')}`
}

function judgeRate({ call: { world }, line }: Facts): Judgement | undefined {
  const limit = line?.limits.perSecond
  if (limit === undefined || world.callsThisSecond < limit) return undefined
  return {
    text: `${world.callsThisSecond} calls in this second, and line \`${line?.id}\` takes ${limit}`,
    place: line?.written.get('limits'),
    reason: 'rate',
  }
}

function judgeCalls({ call: { world }, line }: Facts): Judgement | undefined {
  const limit = line?.limits.calls
  if (limit === undefined || world.callsUp < limit) return undefined
  return {
    text: `line \`${line?.id}\` has ${world.callsUp} calls and takes ${limit}`,
    place: line?.written.get('limits'),
    reason: 'busy',
  }
}

function judgeNode({ call: { world } }: Facts): Judgement | undefined {
  return world.nodeAlive ? undefined : { text: 'no node answers', reason: 'no-node' }
}

function headerOf({ headers }: Call, wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1]
}
