import { parseRefusalLog, type RefusalLog } from '../../explain/log-line.js'
import type { ScenarioRun } from '../../lab/scenario-run.js'

/** What the edge refused in an ACK or an answer: it, or the node, ends a call for that. */
export function cutsIn(log: readonly string[]): RefusalLog[] {
  return log
    .flatMap(line => line.split(/(?=sipin refused )/))
    .flatMap(line => parseRefusalLog(line) ?? [])
    .filter(({ what, method }) => what === 'answer' || (what === 'dialog' && method === 'ACK'))
}

/**
 * Why the edge cut a call that was answered: for the caller's answer in ACK, or for the answer of whoever was called.
 * The processes of Kamailio write to one pipe in pieces of 127 bytes, so the Call-ID may stand far from the rest of its
 * line; then the line and the source say which call it was.
 */
export function cutReason(
  cuts: readonly RefusalLog[],
  { callId, scenario, observation: { final, legs, endedBy } }: ScenarioRun,
): string | undefined {
  // What the edge refused from the start, it had nothing to cut of; a torn line may say so.
  if (final?.kind === 'refused' && final.reason !== undefined) return undefined
  const ids = new Set([callId, ...legs.map(leg => leg.callId)])
  const own = cuts.find(
    ({ callId: id, what, line }) => ids.has(id ?? '') && (what === 'answer' || line === scenario.call.line),
  )
  if (own || final?.kind !== 'answered' || endedBy !== 'them') return own?.reason
  const { line, from, late } = scenario.call
  return cuts.find(
    cut => cut.line === line && (late ? cut.source === from : cut.what === 'answer' && scenario.talkMedia),
  )?.reason
}
