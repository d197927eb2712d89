import type { Located, Place } from '../diagnostic.js'
import type { Outcome } from '../policy/call.js'

/** One call to rehearse, and what must become of it. */
export interface Scenario {
  readonly name: string
  readonly place: Place
  readonly call: ScenarioCall
  readonly talk: Behaviour
  /** undefined: an address of Twilio's media range. */
  readonly talkMedia: string | undefined
  readonly agents: ReadonlyMap<string, Behaviour>
  /** Agents whose phones are switched off. */
  readonly absent: readonly string[]
  readonly overflow: Behaviour
  /** By trunk; one that is not named does what `overflow` says. */
  readonly trunks: ReadonlyMap<string, Behaviour>
  readonly zendesk: ZendeskBehaviour
  readonly mail: MailBehaviour
  /** What happens once the call is up, one after the other. */
  readonly steps: readonly Step[]
  readonly expect: Expectation
}

export interface ScenarioCall {
  /** undefined: only a request URI is given. */
  readonly line: string | undefined
  readonly uri: string
  readonly from: string
  /** Milliseconds since the Unix epoch; undefined when the time does not matter. */
  readonly at: Located<number> | undefined
  readonly transport: 'udp' | 'tcp' | 'tls'
  /** Values of the ticket header, one for each time it is sent. */
  readonly tickets: readonly string[]
  readonly uriTicket: string | undefined
  readonly headers: readonly string[]
  /** undefined: a number of the scenario's own. */
  readonly caller: string | undefined
  readonly offer: ScenarioOffer
  /** The INVITE has no offer, and what `offer` says comes in ACK. */
  readonly late: boolean
}

export interface ScenarioOffer {
  readonly codecs: readonly string[]
  /** undefined: the address the call comes from. */
  readonly media: string | undefined
  readonly port: number | undefined
  readonly profile: string
}

/** The final SIP status of a callee; 0 rings for ever, -1 sends nothing at all. */
export type Behaviour = number

/** What Zendesk does: 429 and 500 are the status of its answers; `away`, which only tests know, cannot be reached. */
export type ZendeskBehaviour = 'ok' | 'slow' | 429 | 500 | 'down' | 'away'

/** What the mail server does with the mail of a message. */
export type MailBehaviour = 'ok' | 'slow' | 'down'

/** Something that happens in a call that is up. */
export type Step = PressStep | HearStep | ReofferStep | UntilStep | HangupStep | ReferStep

/** The caller presses keys. */
export interface PressStep {
  readonly kind: 'press'
  readonly keys: string
}

/** The caller hears a tone; until then nothing more is done. */
export interface HearStep {
  readonly kind: 'hear'
  /** Hz. */
  readonly tone: number
}

/** The caller sends a re-INVITE with this offer, and gets this status. */
export interface ReofferStep {
  readonly kind: 'reoffer'
  readonly offer: ScenarioOffer
  readonly status: number
}

/** Somebody answers, or the other side ends the call; until then nothing more is done. */
export interface UntilStep {
  readonly kind: 'until'
  readonly outcome: 'talk' | 'agent' | 'overflow' | 'end'
}

/** One side ends the call. */
export interface HangupStep {
  readonly kind: 'hangup'
  readonly by: 'caller' | 'callee'
}

/** Whoever answered last hands the call on (RFC 3515). */
export interface ReferStep {
  readonly kind: 'refer'
  /** URI of Refer-To. */
  readonly to: string
  readonly headers: readonly string[]
  /** Final status of the REFER. */
  readonly status: number
  /** Status that the last NOTIFY tells; undefined: not compared. */
  readonly notify: number | undefined
}

/** A caller who reaches voicemail leaves a message, unless a step hangs up first. */
export function leavesMessage({ steps }: Scenario): boolean {
  return !steps.some(step => step.kind === 'hangup' && step.by === 'caller')
}

/** What is undefined is not compared. */
export interface Expectation {
  readonly place: Place
  readonly outcome: Outcome
  readonly status: number | undefined
  readonly reason: string | undefined
  /** `made`: one that Zendesk makes for the call. */
  readonly ticket: string | undefined
  /** Id of an agent, or `nobody`. */
  readonly displayed: string | undefined
  /** The address that a message is mailed to, or `nobody`. */
  readonly mail: string | undefined
  /** Trunks, in order. */
  readonly tried: readonly string[] | undefined
  /** Seconds of the message on the disk. */
  readonly recorded: number | undefined
  readonly codec: string | undefined
  readonly to: string | undefined
  readonly agent: string | undefined
  readonly offered: readonly string[] | undefined
  readonly caller: string | undefined
  readonly digits: string | undefined
  /** Hz. */
  readonly hears: readonly number[]
}
