import type { Project } from '../model/project.js'
import type { Behaviour } from '../policy/call.js'
import { unansweredBy } from '../policy/ring-agents.js'
import type { Scenario } from './scenario.js'

/** What becomes of a number: it is tried at one trunk after the other, until one has at least rung it. */
export function dialNumber(
  { trunks }: Pick<Project, 'trunks'>,
  { trunks: behaviours, overflow }: Scenario,
): { readonly tried: readonly string[]; readonly ending: Behaviour } {
  const tried: string[] = []
  let ending = overflow
  for (const { id } of trunks) {
    tried.push(id)
    ending = behaviours.get(id) ?? overflow
    if (ending === 200 || (ending >= 0 && unansweredBy(ending) !== undefined)) break
  }
  return { tried, ending }
}
