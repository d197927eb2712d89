import type { Line, Project } from '../model/project.js'
import type { Call, Decision, Offer } from './call.js'
import { callerNumber } from './caller-number.js'
import { chooseAudio, type SdpOffer } from './offer.js'
import { callerProfiles, type Profile } from './profiles.js'
import { readTicket, ticketHeader } from './ticket.js'

/**
 * All that a node reads of a call that is let in: the edge writes this INVITE anew (product rule, section 2). Of the
 * caller's own headers only what SIP itself needs goes on (Via, From, To, Call-ID, CSeq, Contact, Supported, Allow, Accept).
 */
export interface NodeInvite {
  readonly line: string
  readonly source: string
  readonly ticket: string | undefined
  /** E.164; undefined: the call shows none. */
  readonly caller: string | undefined
  /** The node speaks SRTP with the caller. */
  readonly srtp: boolean
  /** undefined: the caller makes no offer, so the node does. */
  readonly audio: NodeAudio | undefined
}

/** The one audio section of the SDP that the edge writes anew. */
export interface NodeAudio {
  readonly address: string | undefined
  readonly port: number | undefined
  readonly profile: string
  /** By name, each once, in the caller's order. */
  readonly codecs: readonly string[]
}

/** What a node must get of a call, now that it is decided; undefined: the edge refuses or answers it. */
export function forNodeOf(
  { lines }: Pick<Project, 'lines'>,
  call: Call,
  { outcome, line: id }: Pick<Decision, 'outcome' | 'line'>,
): NodeInvite | undefined {
  const line = lines.find(own => own.id === id)
  const stays = outcome === 'rejected' || outcome === 'alive' || outcome === 'within'
  return stays || !line ? undefined : inviteForNode(call, line)
}

function inviteForNode(call: Call, line: Line): NodeInvite {
  const given = readTicket(
    call,
    line.ticket.also.map(({ value }) => value),
  )
  const profiles = callerProfiles(line, call.transport)
  const audio = audioForNode(call.offer, line, profiles)
  const secure = audio ? audio.profile : profiles.length === 1 ? profiles[0] : undefined
  return {
    line: line.id,
    source: call.source,
    ticket: given.kind === 'one' ? given.value : undefined,
    caller: callerNumber(call, line.callerId).number,
    srtp: secure === 'RTP/SAVP',
    audio,
  }
}

/** What a node must get of the SDP of a caller that rows 8 to 10 let in; undefined: there is none. */
export function audioForNode(
  offer: Call['offer'],
  { codecs }: Pick<Line, 'codecs'>,
  profiles: readonly Profile[],
): NodeAudio | undefined {
  if (typeof offer !== 'object') return undefined
  const chosen: Offer & Partial<SdpOffer> = chooseAudio(offer, codecs, profiles)
  const { audio = { address: offer.addresses.at(-1), port: offer.ports[0] } } = chosen
  const kept = chosen.codecs.filter(
    codec => codec === 'telephone-event' || codecs.some(name => name === codec),
  )
  return { ...audio, profile: chosen.profile, codecs: [...new Set(kept)] }
}

/** The request URI at which the edge asks a node. */
export function nodeUri({ line }: Pick<NodeInvite, 'line'>): string {
  return `sip:${line}@node.invalid`
}

/** The headers that the edge adds, in its order; the dialplan reads no others of the caller's leg. */
export function headersForNode({
  line,
  source,
  srtp,
  ticket,
  caller,
}: NodeInvite): (readonly [name: string, value: string])[] {
  return [
    ['X-Sipin-Line', line],
    ['X-Sipin-Source', source],
    ...(srtp ? [['X-Sipin-Media', 'srtp'] as const] : []),
    ...(ticket === undefined ? [] : [[ticketHeader, ticket] as const]),
    ...(caller === undefined ? [] : [['X-Sipin-Caller', caller] as const]),
  ]
}
