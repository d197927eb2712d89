import type { AgentsAnswer } from '../model/project.js'
import type { Behaviour, World } from './call.js'
import type { PlanReason } from './call-plan.js'

/** What comes of offering a call to agents, one at a time. */
export interface Rung {
  /** Who answers; undefined when nobody does. */
  readonly agent: string | undefined
  /** Whose phones rang, in order, each once. */
  readonly offered: readonly string[]
  readonly reason: PlanReason | undefined
}

/**
 * Offers a call to the agents whose phones are there, each once, whoever has been idle for longest first; of
 * equals, in the order of the YAML. An agent who declines is skipped at once, one who only rings after the offer time; the end
 * of the caller's wait also ends a running offer.
 */
export function ringAgents(
  { agents, maxQueue, maxWait, offerTime }: AgentsAnswer,
  { agents: states, idleSince, waiting }: World,
): Rung {
  const present = agents
    .map(({ value: { id } }) => ({ id, state: states.get(id) ?? 200, since: idleSince.get(id) ?? 0 }))
    .filter(({ state }) => state !== 'unreachable')
    .sort((a, b) => a.since - b.since)
  if (present.length === 0) return { agent: undefined, offered: [], reason: 'no-agents' }
  // Callers for whom an agent is idle do not wait.
  if (waiting >= maxQueue + present.length) return { agent: undefined, offered: [], reason: 'queue-full' }
  const offered: string[] = []
  let reason: PlanReason = 'no-agents'
  let seconds = 0
  for (const { id, state } of present) {
    offered.push(id)
    if (state === 200) return { agent: id, offered, reason: undefined }
    if (state === 0) seconds += offerTime
    if (seconds >= maxWait) return { agent: undefined, offered, reason: 'max-wait' }
    const verdict = unansweredBy(state as Behaviour)
    if (verdict && reason !== 'missed') reason = verdict
  }
  return { agent: undefined, offered, reason }
}

/** Why somebody who was called did not answer; undefined when the call never got through to the phone. */
export function unansweredBy(status: Behaviour): 'missed' | 'declined' | undefined {
  if (status === 0 || status === 480) return 'missed'
  return [401, 403, 407, 486, 600, 603].includes(status) ? 'declined' : undefined
}
