import type { Project } from '../model/project.js'
import { type Call, type Decision, takenByNobody } from '../policy/call.js'
import { decide } from '../policy/decide.js'
import { forNodeOf, type NodeInvite } from '../policy/for-node.js'
import { type Change, nearestChange } from '../policy/nearest.js'
import { type RejectReason, refusalOf } from '../policy/refusals.js'
import { rows } from '../policy/rows.js'
import type { RefusalLog, Refused } from './log-line.js'

/** What was refused, when it is no request that was to begin a call. */
export interface Part extends Pick<RefusalLog, 'leg' | 'line' | 'callId'> {
  readonly what: Exclude<Refused, 'call'>
}

/** A call, what becomes of it, and what would have to be different. */
export interface Explanation {
  readonly call: Call
  /** What was refused, when it was no request that begins a call. */
  readonly part?: Part
  readonly decision: Decision
  /** What a node gets of the call; absent: no node gets it. */
  readonly forNode?: NodeInvite | undefined
  readonly change: Change | undefined
}

export function explainCall(project: Project, call: Call): Explanation {
  const decision = decide(project, call)
  const forNode = forNodeOf(project, call, decision)
  return { call, decision, forNode, change: nearestChange(project, call, decision) }
}

/**
 * A call of which only the edge's refusal is known. What a log line does not contain (ticket, offer, state of the line) is taken
 * to be as the refusal says; the rows before it passed.
 */
export function explainRefusal(project: Project, call: Call, reason: RejectReason): Explanation {
  const explained = explainCall(project, call)
  if (explained.decision.reason === reason) return explained
  const refusal = refusalOf(reason)
  const row = rows.find(({ reasons }) => reasons.includes(reason))
  const before = explained.decision.steps.filter(
    ({ row: number, check }) => number !== undefined && number < (row?.row ?? 1) && isKnown(check),
  )
  const contradicted = row?.fromLog === true
  const text = `${refusal?.text ?? 'the edge kept silent'}${contradicted ? '; this project would let it pass, so the edge runs another one' : ''}`
  const decision: Decision = {
    ...explained.decision,
    outcome: 'rejected',
    ...takenByNobody,
    status: refusal?.status,
    reason,
    steps: [
      ...before,
      { row: row?.row, check: row?.check ?? reason, verdict: 'refused', text, place: undefined },
    ],
  }
  const change = contradicted
    ? { text: 'put this project live', place: undefined }
    : nearestChange(project, call, decision)
  return { call, decision, change }
}

/** A log line contains what this row checks; a message that a later row refused was well-formed. */
function isKnown(check: string): boolean {
  return check === 'well-formed' || rows.some(row => row.check === check && row.fromLog === true)
}
