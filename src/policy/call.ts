import type { Place } from '../diagnostic.js'
import type { PlanReason } from './call-plan.js'
import type { RejectReason } from './refusals.js'

/**
 * A request that begins a call, as the edge reads it: all that the call policy looks at. Whatever made it (flags, a
 * scenario, the bytes of a message), it is plain data.
 */
export interface Call {
  /** The literal IP address it comes from. */
  readonly source: string
  readonly transport: 'udp' | 'tcp' | 'tls'
  readonly method: string
  readonly uri: RequestUri
  readonly maxForwards: number
  /** Header lines in order: the name as written, the value as it stands after the colon, folds included. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** The URI of From, or a number alone: whatever the caller wrote. */
  readonly from: string | undefined
  /**
   * undefined: no body, so the offer is the node's and the answer comes in ACK. `foreign`: a body of another type than
   * SDP. `unreadable`: its type says SDP, and it cannot be read as such.
   */
  readonly offer: Offer | 'foreign' | 'unreadable' | undefined
  /** What the caller answers in ACK to the offer of a node; absent: something that the line takes. */
  readonly answer?: Offer | undefined
  /** Milliseconds since the Unix epoch. */
  readonly at: number
  /** What is not well-formed; undefined: the message is. */
  readonly fault: Fault | undefined
  readonly world: World
}

export interface Fault {
  /** In words. */
  readonly text: string
  /** False: Via, From, To, Call-ID or CSeq cannot be read, so no 400 can be built and the caller gets no answer. */
  readonly answered: boolean
  /** Absent: `malformed`. */
  readonly reason?: 'extension'
}

export interface RequestUri {
  readonly user: string | undefined
  /** Lower case, without brackets. */
  readonly host: string
  /** What follows the `?`; undefined when there is none. */
  readonly headers: string | undefined
  /** `sips:`. */
  readonly secure?: true
}

/** What an SDP offer says that the policy judges (rows 8 to 10). */
export interface Offer {
  /** Codecs of the first audio section by name, in the caller's order: `PCMU`, `G729`, `telephone-event`. */
  readonly codecs: readonly string[]
  /** The address of every `c=` and `a=rtcp`, as written; a text that is no literal address is refused. */
  readonly addresses: readonly string[]
  /** Every port of an `m=` or `a=rtcp` that is not 0; -1 for one that is no port. */
  readonly ports: readonly number[]
  /** `RTP/AVP`, `RTP/SAVP` … */
  readonly profile: string
  /** Whether it has an SDES key (RFC 4568) that a node accepts; absent: it has one if the profile needs one. */
  readonly keyed?: boolean
}

/** What a callee does with a call: its final SIP status, 0 when it rings for ever. */
export type Behaviour = number

/** Everything outside the project that the outcome depends on, at the moment the call arrives. */
export interface World {
  readonly talk: Behaviour
  /** Address that Talk's audio comes from; undefined: one in Twilio's range. */
  readonly talkMedia: string | undefined
  /** By agent; an agent who is not named answers. `unreachable`: the phone does not answer OPTIONS. */
  readonly agents: ReadonlyMap<string, Behaviour | 'unreachable'>
  /** When each agent's last call ended, in milliseconds since the epoch; an agent who is not named had none. */
  readonly idleSince: ReadonlyMap<string, number>
  /** Default for every overflow and menu target that `targets` does not list. */
  readonly overflow: Behaviour
  /** By destination, as the YAML writes it: `sip:agent@ai.example.net`, `tel:+33123456789`. */
  readonly targets: ReadonlyMap<string, Behaviour>
  /** Zendesk makes tickets. */
  readonly zendesk: boolean
  /** At least one node answers the edge's probes. */
  readonly nodeAlive: boolean
  /** Calls of the line that are up. */
  readonly callsUp: number
  /** Calls to the line that were let in during this second. */
  readonly callsThisSecond: number
  /** The keys that the caller presses, one after each prompt of a menu; undefined: none this time. */
  readonly keys: readonly (string | undefined)[]
  /** Callers who wait in the line's queue. */
  readonly waiting: number
  /** Refused requests of this source in the flood period. */
  readonly refusedBefore: number
}

/** Everybody answers, and there is no other call. */
export const quietWorld: World = {
  talk: 200,
  talkMedia: undefined,
  agents: new Map(),
  idleSince: new Map(),
  overflow: 200,
  targets: new Map(),
  zendesk: true,
  keys: [],
  nodeAlive: true,
  callsUp: 0,
  callsThisSecond: 0,
  waiting: 0,
  refusedBefore: 0,
}

/** Why a call was refused, or why nobody took it. */
export type Reason = RejectReason | PlanReason

export type Outcome = 'talk' | 'agent' | 'voicemail' | 'overflow' | 'hangup' | 'rejected'

export interface Decision {
  /** How the call ends; `alive` is the 200 to an OPTIONS, which is no call, and `within` a request that goes on inside one. */
  readonly outcome: Outcome | 'alive' | 'within'
  /** The final SIP status that the caller gets; undefined: silence. */
  readonly status: number | undefined
  /** The stable name of why it was refused, or why nobody answered; undefined when neither. */
  readonly reason: Reason | undefined
  /** Id of the line that the request names. */
  readonly line: string | undefined
  /** The ticket that reaches whoever answers, `made` for one that Zendesk makes; none on overflow and on a call without one. */
  readonly ticket: string | undefined
  /** The number that whoever answers sees. */
  readonly caller: string | undefined
  /** Codec of the answering leg if it accepts the line's first choice. The node transcodes towards the caller. */
  readonly codec: string | undefined
  /** URI of Talk or of the overflow target that answers. */
  readonly to: string | undefined
  readonly agent: string | undefined
  /** Agents whose phones rang, in order, each once. */
  readonly offered: readonly string[]
  /** What the policy looked at, in order; the last one is why the call ended so. */
  readonly steps: readonly Step[]
  /** Every exit of the call plan that the call took, as `step on`: `hours closed`; the last is the step that kept it. */
  readonly path: readonly string[]
}

/** What a decision says of a call that nobody took. */
export const takenByNobody = {
  ticket: undefined,
  caller: undefined,
  codec: undefined,
  to: undefined,
  agent: undefined,
  offered: [],
  path: [],
} as const satisfies Partial<Decision>

export interface Step {
  /** Row of the policy table; undefined for a step of the call plan. */
  readonly row: number | undefined
  /** Stable name of the check or of the part of the call plan. */
  readonly check: string
  /** refused: the call ends here. turned: the call plan takes another way because of it. */
  readonly verdict: 'passed' | 'turned' | 'refused'
  /** What was found, with the values; one sentence without a full stop. */
  readonly text: string
  /** The YAML behind it; undefined when a default or no YAML decides. */
  readonly place: Place | undefined
}
