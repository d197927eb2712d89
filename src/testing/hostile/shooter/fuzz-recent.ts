import { headerOf, parseSipMessage } from '../../../sip/sip-message.js'
import type { Case } from '../corpus.js'
import type { Answer } from '../fuzz/agree.js'
import type { FuzzMessage } from '../fuzz/fuzz.js'
import type { Mutation } from '../fuzz/mutate.js'
import { markOf } from '../fuzz/within.js'

/** A message that was sent, and what the pure policy makes of it. */
export interface Sent {
  readonly number: number
  readonly item: Case
  readonly source: string
  readonly original: string
  readonly mutations: readonly Mutation[]
  /** Of a message that began something; one within a call has none. */
  readonly first?: FuzzMessage
  readonly passes: boolean
  /** How the edge must answer it; absent: that is not for the policy of new calls to say. */
  readonly answer?: Answer | undefined
  /** As the pure reader has it. */
  readonly callId: string | undefined
  /** What is wrong about a message that arrived at the node, if this is the one. */
  readonly faultsOf: (arrived: string) => string[]
}

/** The last messages by what tells them apart: the mark of one within a call, else the Call-ID. */
export function createRecent() {
  const byKey = new Map<string, Sent[]>()
  const order: [string, Sent][] = []
  const put = (key: string, sent: Sent): void => {
    byKey.set(key, [...(byKey.get(key) ?? []), sent].slice(-50))
    order.push([key, sent])
    if (order.length > 20_000) forget(...(order.shift() as [string, Sent]))
  }
  // Mutations give one key to several messages: the others of it are still on their way.
  const forget = (key: string, sent: Sent): void => {
    const others = (byKey.get(key) ?? []).filter(other => other !== sent)
    if (others.length > 0) byKey.set(key, others)
    else byKey.delete(key)
  }
  return {
    add: (sent: Sent, text: string): void => {
      const mark = markOf(text)
      if (mark !== undefined) put(mark, sent)
      put(sent.callId ?? text.slice(0, 40), sent)
    },
    find: (arrived: string): readonly Sent[] => {
      const mark = markOf(arrived)
      const marked = mark === undefined ? undefined : byKey.get(mark)
      if (marked) return marked
      const call = callOf(arrived)
      return (call && byKey.get(call)) || []
    },
  }
}

export function callOf(arrived: string): string | undefined {
  const message = parseSipMessage(arrived)
  return message && headerOf(message, 'Call-ID')
}
