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
 * Offers a call to the agents whose phones are there. Nobody has been on the telephone before, so they come in the
 * order of the YAML; whoever declines is passed over, whoever only rings is left after the offer time.
 */
export function ringAgents({ agents, maxQueue }: AgentsAnswer, { agents: states, waiting }: World): Rung {
  const present = agents
    .map(({ value: { id } }) => ({ id, state: states.get(id) ?? 200 }))
    .filter(({ state }) => state !== 'unreachable')
  if (present.length === 0) return { agent: undefined, offered: [], reason: 'no-agents' }
  if (waiting >= maxQueue) return { agent: undefined, offered: [], reason: 'queue-full' }
  const answering = present.findIndex(({ state }) => state === 200)
  const rung = present.slice(0, answering < 0 ? undefined : answering + 1).map(({ id }) => id)
  if (answering >= 0) return { agent: rung.at(-1), offered: rung, reason: undefined }
  return { agent: undefined, offered: rung, reason: 'max-wait' }
}
