import { isRejectReason, type RejectReason, refusals, silentReason } from '../policy/refusals.js'
import { printable } from '../printable.js'
import { listOf, nearest } from '../suggest.js'

/** What the edge writes of what it refused (route LOG_REFUSAL of kamailio.cfg). */
export interface RefusalLog {
  readonly reason: RejectReason
  readonly what: Refused
  /** Whose side of a call it came from; undefined when it belongs to no call that is known. */
  readonly leg: Leg | undefined
  readonly method: string
  /** undefined when it was refused before a line was known. */
  readonly line: string | undefined
  readonly source: string
  readonly transport: (typeof transports)[number]
  readonly callId: string | undefined
}

/** A request that was to begin a call, one inside a call, a new one of a node, or an answer of somebody who was called. */
export type Refused = (typeof refusedThings)[number]

/** twilio: a caller who calls from there. */
export type Leg = (typeof legs)[number]

const refusedThings = ['call', 'dialog', 'node', 'answer'] as const
const legs = ['caller', 'twilio', 'talk', 'agent', 'overflow'] as const
const transports = ['udp', 'tcp', 'tls'] as const

/**
 * Reads `sipin refused reason=… what=… leg=… method=… line=… src=ADDRESS:PORT proto=… call-id=…`, whatever syslog puts
 * before it.
 */
export function parseRefusalLog(text: string): RefusalLog | undefined {
  const value = fieldsOf(text)
  const reason = value('reason')
  const source = value('src')
    ?.replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
  if (reason === undefined || !isRejectReason(reason) || source === undefined) return undefined
  const line = value('line')
  return {
    reason,
    what: refusedThings.find(thing => thing === value('what')) ?? 'call',
    leg: legs.find(leg => leg === value('leg')),
    method: value('method') ?? 'INVITE',
    line: line === '-' ? undefined : line,
    source,
    transport: transports.find(transport => transport === value('proto')) ?? 'udp',
    callId: value('call-id'),
  }
}

/** Why a log line cannot be of an edge of this version: a field has an unknown word. undefined: all words are known. */
export function foreignWord(text: string): string | undefined {
  const value = fieldsOf(text)
  const known: readonly (readonly [field: string, words: readonly string[]])[] = [
    ['reason', [...refusals.map(({ reason }) => reason), silentReason]],
    ['what', refusedThings],
    ['leg', [...legs, '-']],
    ['proto', transports],
  ]
  for (const [field, words] of known) {
    const word = value(field)
    if (word === undefined || words.includes(word)) continue
    const guess = nearest(word, words)
    const help = guess === undefined ? `it is ${listOf(words)}` : `did you mean \`${guess}\`?`
    return `no edge writes \`${field}=${printable(word)}\`: ${help}`
  }
  return undefined
}

function fieldsOf(text: string): (name: string) => string | undefined {
  const [, fields = ''] = /sipin refused (.*)/.exec(text) ?? []
  return name => new RegExp(`(?:^| )${name}=(\\S+)`).exec(fields)?.[1]
}
