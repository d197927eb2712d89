/** In the container of the wire: the names that a silent name server was asked for, a line for each query. */
export const silentLog = '/tmp/silent-names'

/**
 * What the host and the wire say to each other, one JSON object a line. The wire is a program in the network
 * namespace of an edge: it owns the far ends' sockets and does nothing by itself but what it is told.
 */
export type Order =
  | { readonly op: 'run'; readonly command: readonly string[] }
  | { readonly op: 'write'; readonly path: string; readonly text: string }
  /** `silent` are domains whose name server says nothing. */
  | {
      readonly op: 'names'
      readonly hosts: Readonly<Record<string, string>>
      readonly silent: readonly string[]
    }
  /** Opens a socket that sends and receives, or a listener whose connections do. */
  | {
      readonly op: 'open'
      readonly socket: string
      readonly transport: Transport
      readonly local: Address
      /** Of a connection that is to be made; absent: UDP, or a listener. */
      readonly remote?: Address
      /** OPTIONS are answered with 200 right there, as a node or phone that is alive does. */
      readonly alive: boolean
      /** Of an edge that passes all on: whose phone is not there, by the begin of its URI. Whoever transfers a call takes NOTIFY. */
      readonly deaf?: string
      /** Every INVITE is answered with 200 and this body, every BYE with 200, right there. */
      readonly answers?: string
      readonly tls?: { readonly cert: string; readonly key: string }
    }
  /** Closes every socket. */
  | { readonly op: 'reset' }
  /** On a listener or UDP socket, `to` says where; bytes are latin1 characters. */
  | { readonly op: 'send'; readonly socket: string; readonly to: Address; readonly text: string }
  | { readonly op: 'load'; readonly load: Load }
  | { readonly op: 'shoot'; readonly shots: Shots }

export type Transport = 'udp' | 'tcp' | 'tls'

export interface Address {
  readonly ip: string
  readonly port: number
}

/** Calls at a steady rate: INVITE, ACK, and BYE a moment after the answer. */
export interface Load {
  readonly from: Address
  readonly to: Address
  readonly calls: number
  readonly perSecond: number
  /** `%` stands for the number of the call. */
  readonly invite: string
  /** Milliseconds from the answer to BYE. */
  readonly talk: number
}

/** The same message again and again, whatever comes back. */
export interface Shots {
  readonly from: readonly Address[]
  readonly to: Address
  readonly perSecond: number
  readonly seconds: number
  /** `%` stands for the number of the shot. */
  readonly text: string
}

export interface LoadReport {
  readonly calls: readonly LoadedCall[]
}

export interface LoadedCall {
  /** Milliseconds from the start of the load. */
  readonly begun: number
  /** Milliseconds from INVITE to the final answer; null: none came. */
  readonly took: number | null
  readonly status: number | null
  /** Final answer to the BYE of an answered call. */
  readonly bye: number | null
}

/** The wire's answer to the order of that number, or something it received. */
export type Report =
  | { readonly reply: number; readonly error: string }
  | { readonly reply: number; readonly result: unknown }
  | { readonly socket: string; readonly from: Address; readonly text: string }
