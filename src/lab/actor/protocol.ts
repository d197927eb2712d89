/**
 * What the host and an actor say to each other: one JSON object a line, commands on the actor's stdin, events
 * on its stdout. SIP messages travel as latin1 text, so that every byte survives.
 */
export type Command = PlaceCall | HangUp | ScriptCallee | Listen | WriteFile | Finish

export interface Endpoint {
  readonly ip: string
  readonly port: number
}

/** Sends an INVITE and sees the call through to its end. */
export interface PlaceCall {
  readonly op: 'call'
  readonly call: string
  readonly local: Endpoint
  readonly remote: Endpoint
  readonly transport: 'udp' | 'tcp'
  /** The whole INVITE; its Call-ID, tags and branch are the host's to choose. */
  readonly invite: string
  /** Where the caller's audio comes from; null for a call without audio. */
  readonly media: MediaEnd | null
}

export interface MediaEnd extends Endpoint {
  readonly codec: 'PCMU' | 'PCMA'
  /** Hz of the tone that is sent. */
  readonly tone: number
}

/** Ends a call with BYE, or with CANCEL when it is not answered yet. */
export interface HangUp {
  readonly op: 'hangup'
  readonly call: string
}

/** How a callee treats calls from one number; without a script it rings once and answers. */
export interface ScriptCallee {
  readonly op: 'script'
  /** User of the From URI, `*` for any. */
  readonly caller: string
  /** `ip:port` that is called, `*` for any. */
  readonly callee: string
  readonly behaviour: Behaviour
}

export interface Behaviour {
  /** The final answer: 200, or the status of a refusal; 0 rings until the caller gives up. */
  readonly status: number
  /** Where audio is offered and sent from; default: the address the INVITE came to. */
  readonly media?: Endpoint
  readonly codecs?: readonly string[]
}

/** Opens the sockets of a callee. */
export interface Listen {
  readonly op: 'listen'
  readonly role: CalleeRole
  readonly addresses: readonly Endpoint[]
  /** Where audio comes from; null: the address that was called. */
  readonly mediaAddress: string | null
  readonly tone: number
}

/** talk refuses what Twilio refuses; the others answer whatever they can. */
export type CalleeRole =
  | { readonly kind: 'phone' }
  | { readonly kind: 'talk'; readonly sources: readonly string[]; readonly secureHosts: readonly string[] }

/** Writes a file of the actor's container, such as the clock that it shares with the nodes. */
export interface WriteFile {
  readonly op: 'write'
  readonly path: string
  readonly text: string
  /** Whether the new file takes the place of the old one in one step; a mounted file cannot be replaced. */
  readonly replace: boolean
}

export interface Finish {
  readonly op: 'finish'
}

export type ActorEvent =
  | { readonly event: 'ready' }
  | { readonly event: 'written'; readonly path: string }
  | SipEvent
  /** A call's final state: answered with audio agreed, refused, or over. */
  | {
      readonly event: 'answered'
      readonly call: string
      readonly status: number
      readonly audio: AgreedAudio | null
    }
  | {
      readonly event: 'refused'
      readonly call: string
      readonly status: number
      readonly phrase: string
      readonly warning: string | null
      readonly retryAfter: string | null
    }
  | {
      readonly event: 'invited'
      readonly call: string
      readonly invite: string
      readonly source: Endpoint
      readonly target: Endpoint
    }
  | { readonly event: 'ended'; readonly call: string; readonly by: 'us' | 'them' | 'cancel' | 'timeout' }
  /** What was heard up to now; told again with every tenth packet and at the end. */
  | { readonly event: 'audio'; readonly call: string; readonly heard: Heard }
  | { readonly event: 'fault'; readonly message: string }

export interface AgreedAudio {
  /** What the other side said in its SDP. */
  readonly remote: Endpoint
  readonly codecs: readonly string[]
}

/** Every message sent or received, for ladders. */
export interface SipEvent {
  readonly event: 'sip'
  readonly call: string
  readonly sent: boolean
  readonly local: Endpoint
  readonly remote: Endpoint
  /** Milliseconds since the Unix epoch. */
  readonly at: number
  readonly text: string
}

/** Audio received so far. */
export interface Heard {
  /** Packets by source `ip:port`. */
  readonly sources: Readonly<Record<string, number>>
  /** Packets by payload type. */
  readonly payloads: Readonly<Record<string, number>>
  /** Packets in which a probe tone was the loudest, by its Hz; silence is `0`, other sound `-1`. */
  readonly tones: Readonly<Record<string, number>>
  readonly sent: number
}
