import type { Step } from './call.js'
import type { RejectReason } from './refusals.js'
import { type Check, type Facts, rows } from './rows.js'

/** The rows that hold for every SDP that a caller sends: in an offer, in an answer to a late offer, inside a call. */
export const sdpChecks: readonly Check[] = ['body', 'codec', 'media', 'profile']

/** Which of the named rows refused, and why. */
export interface Refused {
  readonly check: Check
  readonly reason: RejectReason
}

/** Asks the named rows in their order and adds what they say to the steps; the first that refuses decides. */
export function judgeRows(checks: readonly Check[], facts: Facts, steps: Step[]): Refused | undefined {
  for (const { row, check, judge } of rows) {
    if (!checks.includes(check)) continue
    const judgement = judge(facts)
    if (!judgement) continue
    const { text, place, reason } = judgement
    steps.push({ row, check, verdict: reason === undefined ? 'passed' : 'refused', text, place })
    if (reason !== undefined) return { check, reason }
  }
  return undefined
}
