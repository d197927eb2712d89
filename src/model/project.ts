import type { Located, Place } from '../diagnostic.js'
import type { DateRange, TimeRange } from './clock.js'
import type { Network } from './network.js'
import type { SipUri } from './sip-uri.js'

/** A project with defaults applied, references resolved and every value parsed; lists are in file order. */
export interface Project {
  readonly site: Site
  readonly edge: Edge
  readonly nodes: readonly CallNode[]
  readonly talk: Talk
  readonly schedules: readonly Schedule[]
  readonly agents: readonly Agent[]
  readonly lines: readonly Line[]
}

export interface Site {
  readonly name: string
  readonly timezone: string
}

export interface Edge {
  readonly domains: readonly Located<string>[]
  /** Empty: UDP and TCP 5060 of every address of the machine. */
  readonly listen: readonly Located<Listen>[]
  readonly inside: Listen
  /** Refused requests that one source may cause in a period of so many seconds. */
  readonly flood: { readonly requests: number; readonly seconds: number }
}

export interface Listen {
  readonly transport: 'udp' | 'tcp' | 'tls'
  readonly family: 4 | 6
  /** Without brackets. */
  readonly address: string
  readonly port: number
}

/** One Asterisk. */
export interface CallNode {
  readonly id: string
  readonly place: Place | undefined
  readonly sip: { readonly address: string; readonly port: number }
  /** undefined: the address by which the machine reaches the world. */
  readonly media: string | undefined
  readonly rtpPorts: PortRange
}

/** Both ends included. */
export interface PortRange {
  readonly first: number
  readonly last: number
}

export interface Talk {
  readonly signalling: readonly Network[]
  readonly media: MediaGroup
}

/** Audio may come from these addresses and ports. */
export interface MediaGroup {
  readonly networks: readonly Network[]
  readonly ports: PortRange
}

export interface Schedule {
  /** The id, or the line's id for hours written inside a line. */
  readonly id: string
  readonly place: Place
  readonly owner: 'project' | 'line'
  readonly timezone: string
  readonly weekly: readonly WeeklyHours[]
  readonly holidays: readonly Located<DateRange>[]
}

export interface WeeklyHours {
  /** 0 is Monday. */
  readonly days: readonly number[]
  readonly range: TimeRange
  readonly place: Place
}

export interface Agent {
  readonly id: string
  readonly place: Place
  readonly uri: Located<SipUri>
}

export type Codec = 'PCMU' | 'PCMA'

export interface Line {
  readonly id: string
  readonly place: Place
  readonly uri: Located<SipUri>
  readonly allow: readonly Located<Network>[]
  readonly ticket: 'optional' | 'required'
  readonly codecs: readonly Codec[]
  readonly media: readonly MediaGroup[]
  /** undefined: no limit. */
  readonly limits: { readonly calls: number | undefined; readonly perSecond: number | undefined }
  /** undefined: always open. */
  readonly hours: Schedule | undefined
  /** undefined: nobody answers, which is an error of its own. */
  readonly answer: Answer | undefined
  readonly overflow: readonly OverflowTarget[]
  /** Some target was written that could not be read. */
  readonly overflowUnread: boolean
  readonly voicemail: Voicemail | undefined
}

export type Answer = TalkAnswer | AgentsAnswer

export interface TalkAnswer {
  readonly kind: 'talk'
}

/** Times in seconds. */
export interface AgentsAnswer {
  readonly kind: 'agents'
  readonly agents: readonly Located<Agent>[]
  readonly greeting: Located<string> | undefined
  readonly music: Located<string> | undefined
  readonly offerTime: number
  readonly maxWait: number
  readonly maxQueue: number
}

export interface OverflowTarget {
  readonly to: Located<SipUri>
  /** undefined: always. */
  readonly during: Schedule | undefined
  /** Seconds. */
  readonly ring: number
}

export interface Voicemail {
  readonly place: Place
  readonly greeting: Located<string> | undefined
  /** Seconds. */
  readonly maxLength: number
}
