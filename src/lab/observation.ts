import {
  headerOf,
  headersOf,
  parseSipMessage,
  requestUriOf,
  type SipMessage,
  uriOf,
  userOf,
} from '../sip/sip-message.js'
import type {
  ActorEvent,
  AgreedAudio,
  Ended,
  Endpoint,
  Heard,
  InDialogRequest,
  MailSent,
  Response,
  ZendeskRequest,
} from './actor/protocol.js'
import type { ActorRole } from './lab.js'

/** What was seen of one call, at both of its ends; nothing here is what we meant to send. */
export interface Observation {
  /** How the INVITE was answered; undefined while it is not. */
  final: Final | undefined
  callerHeard: Heard | undefined
  /** Who ended the call, as the caller sees it; undefined while it is up. */
  endedBy: Ended['by'] | undefined
  readonly legs: CalleeLeg[]
  /** Answers to what the caller sent once the call was up. */
  readonly responses: Response[]
  voicemail: Recording | undefined
  readonly zendesk: ZendeskRequest[]
  readonly mails: MailSent[]
  /** Seconds from the call to the first INVITE that came of it. */
  rangAfter: number | undefined
  /** What the nodes recorded of it. */
  records: WrittenRecords
  readonly times: Times
}

/** The lines of both files that are about one call, on all nodes. */
export interface WrittenRecords {
  readonly json: readonly string[]
  readonly csv: readonly string[]
}

/** Seconds on the host's own clock. */
export interface Times {
  placed: number
  /** When Talk, an agent or a target answered first. */
  answered: number | undefined
  ended: number | undefined
}

export type Final =
  | { readonly kind: 'answered'; readonly audio: AgreedAudio | null }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string | undefined }

/** A call as it reached somebody. */
export interface CalleeLeg {
  readonly role: CalleeRole
  readonly callId: string
  readonly invite: SipMessage
  readonly source: Endpoint
  readonly target: Endpoint
  audio: AgreedAudio | null | undefined
  heard: Heard | undefined
  ended: string | undefined
  /** Whoever answered has handed the call on, and has it no more. */
  handedOn: boolean
  /** What came on this leg once it was up, other than ACK. */
  readonly requests: InDialogRequest[]
  /** Answers to what was sent on it. */
  readonly responses: Response[]
}

export type CalleeRole = Exclude<ActorRole, 'callers'>

export interface Recording {
  readonly seconds: number
  /** Seconds in which the caller's tone was the loudest sound. */
  readonly callerSeconds: number
  /** SHA-256 of the file. */
  readonly digest: string
}

export function emptyObservation(): Observation {
  return {
    final: undefined,
    callerHeard: undefined,
    endedBy: undefined,
    legs: [],
    responses: [],
    voicemail: undefined,
    records: { json: [], csv: [] },
    times: { placed: 0, answered: undefined, ended: undefined },
    zendesk: [],
    mails: [],
    rangAfter: undefined,
  }
}

/** Takes in what the caller's actor tells. */
export function noteCaller(observation: Observation, event: ActorEvent): void {
  if (event.event === 'answered') observation.final = { kind: 'answered', audio: event.audio }
  if (event.event === 'refused')
    observation.final = { kind: 'refused', status: event.status, reason: reasonOf(event.warning) }
  if (event.event === 'audio') observation.callerHeard = event.heard
  if (event.event === 'response') observation.responses.push(event)
  if (event.event === 'ended') observation.endedBy ??= event.by
}

/** Takes in what the actor of somebody who is called tells. */
export function noteCallee(observation: Observation, role: CalleeRole, event: ActorEvent): void {
  if (event.event === 'invited') {
    const invite = parseSipMessage(event.invite)
    if (invite) {
      const { source, target, call: callId } = event
      observation.legs.push({
        role,
        callId,
        invite,
        source,
        target,
        audio: undefined,
        heard: undefined,
        ended: undefined,
        handedOn: false,
        requests: [],
        responses: [],
      })
    }
    return
  }
  const leg = 'call' in event ? observation.legs.find(({ callId }) => callId === event.call) : undefined
  if (!leg) return
  if (event.event === 'answered') leg.audio = event.audio
  if (event.event === 'audio') leg.heard = event.heard
  if (event.event === 'request') leg.requests.push(event)
  if (event.event === 'response') leg.responses.push(event)
  if (event.event === 'ended') leg.ended = event.by
}

/**
 * The leg that has the call: of several that answered, one after the other, the last. One that was ended before any
 * audio got through has not taken it.
 */
export function answeredLeg({ legs, endedBy }: Observation): CalleeLeg | undefined {
  return legs.findLast(({ audio, heard, ended, handedOn }) => {
    const cut = endedBy === 'them' && ended === 'them' && Object.keys(heard?.sources ?? {}).length === 0
    return audio && !cut && !handedOn
  })
}

/** The stable reason at the head of a Warning's text (RFC 3261 section 20.43). */
function reasonOf(warning: string | null): string | undefined {
  return /^\d{3} \S+ "([a-z-]+): /.exec(warning ?? '')?.[1]
}

/** The number that an INVITE shows as its caller. */
export function callerOf(invite: SipMessage): string | undefined {
  return userOf(uriOf(headerOf(invite, 'From') ?? ''))
}

export function ticketsOf(invite: SipMessage): string[] {
  return headersOf(invite, 'X-Zendesk-Ticket-Id')
}

/** `user@host` of the request URI. */
export function calledAddress({ invite }: CalleeLeg): string {
  return requestUriOf(invite)
    .replace(/^sips?:/i, '')
    .replace(/[;?].*$/, '')
    .replace(/:\d+$/, '')
}
