import type { Project } from '../model/project.js'
import { type Call, type Decision, type Step, takenByNobody } from './call.js'
import { judgeRows, sdpChecks } from './judge-rows.js'
import { type RejectReason, refusalOf, silentReason } from './refusals.js'
import { type Facts, type Judgement, rows } from './rows.js'
import { followPlan } from './run-plan.js'

/**
 * What the project does with a call, step by step. Pure: the instant, the state of everybody and everything else
 * is in the call, so the same question has the same answer everywhere. The project must be free of errors.
 */
export function decide(project: Project, call: Call): Decision {
  const steps: Step[] = []
  let facts: Facts = { project, call, line: undefined, ticket: undefined }
  for (const { row, check, judge } of rows) {
    const judgement = judge(facts)
    if (!judgement) continue
    const { text, place, reason, line, ticket } = judgement
    const verdict = reason === undefined ? 'passed' : 'refused'
    steps.push({ row, check, verdict, text, place })
    facts = { ...facts, line: line ?? facts.line, ticket: ticket ?? facts.ticket }
    if (reason !== undefined) return refuse(facts, reason, judgement, steps)
    if (judgement.alive) return { ...nobody(facts, steps), outcome: 'alive', status: 200 }
  }
  const { line } = facts
  // Row 4 refuses a call that names no line.
  if (!line) throw new Error('a call passed every row and has no line')
  const ending = followPlan({ ...facts, line }, steps)
  const cut = ending.status === 200 ? judgeAnswer(facts, steps) : undefined
  return { ...nobody(facts, steps), ...(cut ? { ...cut, path: ending.path } : ending), steps }
}

/** The answer to a late offer comes in ACK and cannot be refused any more: a bad one ends the call at once. */
function judgeAnswer(
  facts: Facts,
  steps: Step[],
): Pick<Decision, 'outcome' | 'status' | 'reason'> | undefined {
  const { offer, answer } = facts.call
  if (offer || !answer) return undefined
  const refused = judgeRows(sdpChecks, { ...facts, call: { ...facts.call, offer: answer } }, steps)
  return refused && { outcome: 'hangup', status: 200, reason: refused.reason }
}

/** Only refused requests count against a source, so the flood limit is applied at each refusal. */
function refuse(facts: Facts, reason: RejectReason, { silent }: Judgement, steps: Step[]): Decision {
  const { world } = facts.call
  const { requests, seconds } = facts.project.edge.flood
  const flood = world.refusedBefore >= requests
  if (flood && reason !== silentReason) {
    steps.push({
      row: 1,
      check: 'flood',
      verdict: 'refused',
      text: `${world.refusedBefore} refused requests of ${facts.call.source} within ${seconds} s; the edge takes ${requests} and goes silent`,
      place: undefined,
    })
  }
  return {
    ...nobody(facts, steps),
    outcome: 'rejected',
    status: silent || flood ? undefined : refusalOf(reason)?.status,
    reason: flood ? silentReason : reason,
  }
}

/** A decision in which nobody answers. */
function nobody({ line }: Facts, steps: readonly Step[]): Omit<Decision, 'outcome' | 'status'> {
  return {
    reason: undefined,
    line: line?.id,
    ...takenByNobody,
    steps,
  }
}
