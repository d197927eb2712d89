import { parseRefusalLog } from '../../explain/log-line.js'
import type { ScenarioRun } from '../../lab/scenario-run.js'

/**
 * Why the edge cut a call that was answered, as its log says: for the caller's answer in ACK, or for the answer of
 * whoever was called.
 */
export function cutReason(
  log: ReadonlyMap<string, string>,
  { callId, observation }: ScenarioRun,
): string | undefined {
  return [callId, ...observation.legs.map(leg => leg.callId)].map(id => log.get(id)).find(Boolean)
}

/**
 * The reasons of what was refused in an ACK or an answer, by Call-ID. The processes of Kamailio write to one pipe, in
 * pieces: a line of one may stand in the middle of another's, and then its end comes before the other's.
 */
export function cutsIn(log: readonly string[]): Map<string, string> {
  const cuts = new Map<string, string>()
  const begun: string[] = []
  for (const [, head, callId] of log.join('\n').matchAll(/(sipin refused .*? method=\S+)| call-id=(\S+)/g)) {
    if (head !== undefined) begun.push(head)
    if (callId === undefined) continue
    const refusal = parseRefusalLog(`${begun.pop()} src=- call-id=${callId}`)
    const isCut = refusal?.what === 'answer' || (refusal?.what === 'dialog' && refusal.method === 'ACK')
    if (refusal && isCut) cuts.set(callId, refusal.reason)
  }
  return cuts
}
