import type { Located, Place } from '../diagnostic.js'
import type { DateRange, TimeRange, WallTime } from './clock.js'
import type { Network } from './network.js'
import type { SipUri } from './sip-uri.js'

/** A project with defaults applied, references resolved and every value parsed; lists are in file order. */
export interface Project {
  readonly site: Site
  readonly edge: Edge
  readonly nodes: readonly CallNode[]
  readonly talk: Talk
  /** Carriers, in the order in which a telephone number is tried over them. */
  readonly trunks: readonly Trunk[]
  /** undefined: a call without a ticket stays without one. */
  readonly zendesk: Zendesk | undefined
  readonly schedules: readonly Schedule[]
  readonly agents: readonly Agent[]
  readonly lines: readonly Line[]
  /** Every sound that is named in a line or under `defaults`, also where no call hears it. */
  readonly namedSounds: readonly SoundUse[]
}

/** A sound file, or a folder of them, that the project names; the path is relative to the project. */
export interface SoundUse {
  readonly path: string
  readonly kind: 'file' | 'folder'
  readonly place: Place
}

export interface Site {
  readonly name: string
  readonly timezone: string
  /** Seconds without a packet of audio after which a node ends a call. */
  readonly silence: number
}

export interface Edge {
  readonly domains: readonly Located<string>[]
  /** Empty: UDP and TCP 5060 of every address of the machine. */
  readonly listen: readonly Located<Listen>[]
  readonly inside: Listen
  /** The public IPv4 address of 1:1 NAT; undefined: no NAT. */
  readonly advertise: Located<string> | undefined
  readonly tls: TlsFiles | undefined
  /** Refused requests that one source may cause in a period of so many seconds. */
  readonly flood: { readonly requests: number; readonly seconds: number }
}

/** Paths on the edge; `sipin test --boot` alone looks at them, where they are on its machine. */
export interface TlsFiles {
  readonly certificate: Located<string>
  readonly privateKey: Located<string>
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
  /** undefined: the source address of the machine's default route. */
  readonly media: string | undefined
  /** The public IPv4 address of 1:1 NAT, offered in place of `media`; undefined: no NAT. */
  readonly advertise: string | undefined
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

/** Where `tel:` targets go. */
export interface Trunk {
  readonly id: string
  readonly place: Place
  /** Without a user. */
  readonly uri: Located<SipUri>
  readonly allow: readonly Located<Network>[]
  /** Where its audio may come from; undefined: nothing is said. */
  readonly media: readonly MediaGroup[] | undefined
  /** SRTP. */
  readonly secure: Located<boolean>
}

export interface Zendesk {
  readonly place: Place
  readonly subdomain: Located<string>
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
  /** The agent's id at Zendesk, where the ticket of the call is displayed. */
  readonly zendesk: number | undefined
}

export type Codec = 'PCMU' | 'PCMA'

export interface Line {
  readonly id: string
  readonly place: Place
  /** Where the value of each of its keys stands, in the line or under `defaults`; a default of sipin has no place. */
  readonly written: Pick<ReadonlyMap<string, Place>, 'get'>
  /** Where each key stands that is written in the line itself. */
  readonly own: Pick<ReadonlyMap<string, Place>, 'get'>
  readonly uri: Located<SipUri>
  readonly allow: readonly Located<Network>[]
  readonly ticket: TicketPolicy
  readonly callerId: CallerId
  readonly codecs: readonly Codec[]
  readonly media: readonly MediaGroup[]
  /** TLS and SRTP; the place is the line's when nothing is said. */
  readonly secure: { readonly talk: Located<boolean>; readonly callers: Located<boolean | 'either'> }
  /** undefined: no limit. */
  readonly limits: { readonly calls: number | undefined; readonly perSecond: number | undefined }
  /** undefined: always open. */
  readonly hours: Schedule | undefined
  readonly override: Override | undefined
  readonly menu: Menu | undefined
  /** undefined: nobody answers; the rule no-answer reports it. */
  readonly answer: Answer | undefined
  readonly overflow: readonly OverflowTarget[]
  /** At least one target is written that could not be read. */
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

export interface TicketPolicy {
  readonly policy: 'optional' | 'required'
  /** Lower-case names of further headers that the id may come in. */
  readonly also: readonly Located<string>[]
}

/** Which number Talk, agents and overflow targets see. */
export interface CallerId {
  /** Lower-case names of headers; the first that holds a number counts. */
  readonly from: readonly Located<string>[]
  /** What becomes of a call without a number. */
  readonly anonymous: 'pass' | 'reject'
}

/** A line that is forced open or closed. */
export interface Override {
  readonly place: Place
  readonly state: 'open' | 'closed'
  /** undefined: until the override is removed. */
  readonly until: Located<WallTime> | undefined
  /** The zone in which `until` is meant: that of the line's hours. */
  readonly timezone: string
}

export interface Menu {
  readonly place: Place
  readonly prompt: Located<string> | undefined
  readonly keys: readonly MenuKey[]
}

export interface MenuKey {
  /** `0` to `9`, `*` or `#`. */
  readonly key: string
  readonly place: Place
  readonly action: Located<MenuAction>
}

export type MenuAction =
  | { readonly kind: 'agents' | 'talk' | 'voicemail' | 'overflow' }
  | { readonly kind: 'target'; readonly to: Destination }

/** Somebody outside: a SIP address, or a telephone number that is reached over a trunk. */
export type Destination =
  | { readonly kind: 'sip'; readonly uri: SipUri }
  /** E.164: `+` and digits. */
  | { readonly kind: 'tel'; readonly number: string }

export interface OverflowTarget {
  readonly to: Located<Destination>
  /** undefined: always. */
  readonly during: Schedule | undefined
  /** Seconds. */
  readonly ring: number
  /** Where its audio may come from; undefined: nothing is said. */
  readonly media: readonly MediaGroup[] | undefined
  /** SRTP. */
  readonly secure: Located<boolean>
}

export interface Voicemail {
  readonly place: Place
  readonly greeting: Located<string> | undefined
  /** Seconds. */
  readonly maxLength: number
  /** Where the recording is mailed to. */
  readonly email: Located<string> | undefined
}
