/**
 * What an actor tells the host, and the words that both use: one JSON object a line, commands on the actor's
 * stdin (each in a file of its own in ops/), events on its stdout. SIP messages travel as latin1 text, so that
 * every byte survives. A call is known by the host's name for it, and where it was not placed here, by its
 * Call-ID.
 */
export type ActorEvent =
  | Ready
  | Written
  | Scripted
  | Synced
  | Invited
  | Answered
  | Refused
  | Response
  | InDialogRequest
  | Ended
  | AudioHeard
  | MailSent
  | ZendeskRequest
  | Fault

export type TransportName = 'udp' | 'tcp' | 'tls'

export interface Endpoint {
  readonly ip: string
  readonly port: number
}

export interface MediaEnd extends Endpoint {
  readonly codec: 'PCMU' | 'PCMA'
  /** Hz of the tone that is sent. */
  readonly tone: number
}

/** What a callee does with a call. */
export interface Behaviour {
  /** The final answer: 200, or the status of a refusal; 0 rings until the caller gives up, -1 is silent. */
  readonly status: number
  /** Where audio is offered and sent from; default: the address the INVITE came to. */
  readonly media?: Endpoint
  readonly codecs?: readonly string[]
}

/** talk refuses what Twilio refuses; the others answer whatever they can. */
export type CalleeRole =
  | { readonly kind: 'phone' }
  | { readonly kind: 'talk'; readonly sources: readonly string[]; readonly secureHosts: readonly string[] }

/** The actor, or what `listen` was to open, is there. */
export interface Ready {
  readonly event: 'ready'
}

export interface Written {
  readonly event: 'written'
  readonly path: string
}

/** From now on calls are treated so. */
export interface Scripted {
  readonly event: 'scripted'
}

/** Everything seen before has been told. */
export interface Synced {
  readonly event: 'synced'
}

/** An INVITE of a new call came in. */
export interface Invited {
  readonly event: 'invited'
  readonly call: string
  readonly invite: string
  readonly source: Endpoint
  readonly target: Endpoint
}

/** The call is up: at the caller with the 200 it got, at a callee with the 200 it sent. */
export interface Answered {
  readonly event: 'answered'
  readonly call: string
  readonly status: number
  readonly audio: AgreedAudio | null
}

/** The INVITE got a final answer of 300 or more. */
export interface Refused {
  readonly event: 'refused'
  readonly call: string
  readonly status: number
  readonly phrase: string
  readonly warning: string | null
  readonly retryAfter: string | null
}

/** The final answer to a request that was sent inside a call. */
export interface Response {
  readonly event: 'response'
  readonly call: string
  readonly method: string
  readonly status: number
  /** The whole response. */
  readonly text: string
}

/** A request that came inside a call, other than ACK. */
export interface InDialogRequest {
  readonly event: 'request'
  readonly call: string
  readonly method: string
  /** The whole request. */
  readonly text: string
}

export interface Ended {
  readonly event: 'ended'
  readonly call: string
  readonly by: 'us' | 'them' | 'cancel' | 'timeout'
}

/** What was heard up to now; told again with every tenth packet and at the end. */
export interface AudioHeard {
  readonly event: 'audio'
  readonly call: string
  readonly heard: Heard
}

/** What the server does with a mail; slow takes it after a while, down ends the connection without an answer. */
export type MailAnswer = 'ok' | 'slow' | 'down'

/** A node's mail command had a mail for the server. */
export interface MailSent {
  readonly event: 'mail'
  /** Those of the envelope. */
  readonly recipients: readonly string[]
  /** The server took it; otherwise nothing more is known of it. */
  readonly done: boolean
  readonly subject: string
  readonly text: string
  readonly attachments: readonly MailFile[]
}

export interface MailFile {
  readonly name: string
  readonly type: string
  readonly base64: string
}

/** What the stand-in does with what is asked for a caller; 429 and 500 are the status of its answers. */
export type ZendeskAnswer = 'ok' | 'slow' | 429 | 500 | 'down'

/** Something was asked of the stand-in for Zendesk. */
export interface ZendeskRequest {
  readonly event: 'zendesk'
  readonly what: 'search' | 'user' | 'ticket' | 'display' | 'other'
  /** Whose number it is about; null when it says none. */
  readonly caller: string | null
  /** Made, or to be displayed. */
  readonly ticket: string | null
  /** Whom it is to be displayed to, by the id at Zendesk. */
  readonly agent: string | null
  /** What is not as the API has it. */
  readonly faults: readonly string[]
  readonly status: number
  /** It was done, and answered so. */
  readonly done: boolean
}

export interface Fault {
  readonly event: 'fault'
  readonly message: string
}

export interface AgreedAudio {
  /** What the other side said in its SDP. */
  readonly remote: Endpoint
  readonly codecs: readonly string[]
}

/** Audio received so far. */
export interface Heard {
  /** Packets by source `ip:port`. */
  readonly sources: Readonly<Record<string, number>>
  /** Packets by payload type. */
  readonly payloads: Readonly<Record<string, number>>
  /** Packets in which a probe tone was the loudest, by its Hz; silence is `0`, other sound `-1`. */
  readonly tones: Readonly<Record<string, number>>
  /** Keys that were pressed (RFC 4733), in order. */
  readonly digits: string
  readonly sent: number
}
