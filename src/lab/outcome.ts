import type { Project } from '../model/project.js'
import type { Decision, Outcome } from '../policy/call.js'
import { judgeByModel } from '../scenarios/model-verdict.js'
import type { Scenario } from '../scenarios/scenario.js'
import { answeredLeg, type CalleeRole, type Observation } from './observation.js'
import { parseRecord } from './records.js'

export const outcomeOfRole: Readonly<Record<CalleeRole, Outcome>> = {
  talk: 'talk',
  agents: 'agent',
  targets: 'overflow',
}

/** How the call ended, as seen from outside; but who has left no message has been to voicemail as the node recorded. */
export function outcomeOf(observation: Observation): Outcome | 'silence' {
  const { final, voicemail } = observation
  if (voicemail) return 'voicemail'
  const answered = answeredLeg(observation)
  if (answered && final?.kind === 'answered') return outcomeOfRole[answered.role]
  if (final?.kind === 'refused') return final.reason === undefined ? 'hangup' : 'rejected'
  const left = parseRecord(observation.records.json[0])?.outcome === 'voicemail'
  return final ? (left ? 'voicemail' : 'hangup') : 'silence'
}

/**
 * The refusal of a call that the edge is to answer with nothing at all, as the model has it; undefined for any other
 * call. Silence looks like an edge that is gone, so it is taken for a refusal only where the policy says so.
 */
export function silentRefusal(project: Project, scenario: Scenario): Decision | undefined {
  const { decision } = judgeByModel(project, scenario)
  return decision.outcome === 'rejected' && decision.status === undefined ? decision : undefined
}

/** The edge refused the call, be it in silence. */
export function isRejected(scenario: Scenario, observation: Observation, project: Project): boolean {
  const outcome = outcomeOf(observation)
  return outcome === 'rejected' || (outcome === 'silence' && silentRefusal(project, scenario) !== undefined)
}
