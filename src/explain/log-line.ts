import { isRejectReason, type RejectReason } from '../policy/refusals.js'

/** What the edge writes of what it refused (route COUNT of kamailio.cfg). */
export interface RefusalLog {
  readonly reason: RejectReason
  readonly what: Refused
  /** Whose side of a call it came from; undefined when it belongs to no call that is known. */
  readonly leg: Leg | undefined
  readonly method: string
  /** undefined when it was refused before a line was known. */
  readonly line: string | undefined
  readonly source: string
  readonly transport: 'udp' | 'tcp' | 'tls'
  readonly callId: string | undefined
}

/** A request that was to begin a call, one inside a call, a new one of a node, or an answer of somebody who was called. */
export type Refused = (typeof refusedThings)[number]

/** twilio: a caller who calls from there. */
export type Leg = (typeof legs)[number]

const refusedThings = ['call', 'dialog', 'node', 'answer'] as const
const legs = ['caller', 'twilio', 'talk', 'agent', 'overflow'] as const

/**
 * Reads `sipin refused reason=… what=… leg=… method=… line=… src=ADDRESS:PORT proto=… call-id=…`, whatever syslog puts
 * before it.
 */
export function parseRefusalLog(text: string): RefusalLog | undefined {
  const [, fields] = /sipin refused (.*)/.exec(text) ?? []
  if (fields === undefined) return undefined
  const value = (name: string): string | undefined => new RegExp(`(?:^| )${name}=(\\S+)`).exec(fields)?.[1]
  const reason = value('reason')
  const source = value('src')
    ?.replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
  if (reason === undefined || !isRejectReason(reason) || source === undefined) return undefined
  const line = value('line')
  const transport = value('proto')
  return {
    reason,
    what: refusedThings.find(thing => thing === value('what')) ?? 'call',
    leg: legs.find(leg => leg === value('leg')),
    method: value('method') ?? 'INVITE',
    line: line === '-' ? undefined : line,
    source,
    transport: transport === 'tcp' || transport === 'tls' ? transport : 'udp',
    callId: value('call-id'),
  }
}
