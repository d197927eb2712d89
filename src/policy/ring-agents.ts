import type { AgentsAnswer } from '../model/project.js'
import type { World } from './call.js'
import type { Reason } from './call-plan.js'

/** What comes of offering a call to agents, one at a time. */
export interface Rung {
  /** Who answers; undefined when nobody does. */
  readonly agent: string | undefined
  /** Whose phones rang, in order, each once. */
  readonly offered: readonly string[]
  readonly reason: Reason | undefined
}

/**
 * Offers a call to the agents whose phones are there, each once, whoever has been idle for longest first; of
 * equals, in the order of the YAML. Whoever declines is passed over at once, whoever only rings after the offer time.
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
  let seconds = 0
  for (const { id, state } of present) {
    offered.push(id)
    if (state === 200) return { agent: id, offered, reason: undefined }
    if (state === 0) seconds += offerTime
    if (seconds >= maxWait) return { agent: undefined, offered, reason: 'max-wait' }
  }
  return { agent: undefined, offered, reason: seconds > 0 ? 'missed' : 'declined' }
}
