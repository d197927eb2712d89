import type { Judged } from './fuzz.js'

/** How a message is answered: the status, with the reason where the edge itself refuses; `silence` for none. */
export type Answer = string

/** What the fuzzer's node answers to every call that is not its own. */
const ofNode = '486'

/** How the edge must answer a first message by the pure policy; undefined: it belongs to a transaction or a dialog. */
export function wantedAnswer({ request, decision, forNode }: Judged): Answer | undefined {
  if (request.inDialog || request.method === 'ACK' || request.method === 'CANCEL') return undefined
  if (forNode) return ofNode
  if (decision.status === undefined) return 'silence'
  return decision.reason === undefined ? String(decision.status) : `${decision.status} ${decision.reason}`
}

/** What was answered, by the final response as it came. */
export function seenAnswer(response: string): Answer | undefined {
  const status = /^SIP\/2\.0 ([2-6][0-9]{2})/i.exec(response)?.[1]
  const reason = /^Warning: [0-9]{3} sipin "([a-z-]+):/m.exec(response)?.[1]
  return status && (reason === undefined ? status : `${status} ${reason}`)
}
