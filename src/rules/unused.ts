import type { Place } from '../diagnostic.js'
import type { Project, Schedule } from '../model/project.js'
import { destinationsOf } from '../policy/destinations.js'
import type { Rule } from './rule.js'

export const unused: Rule = {
  code: 'unused',
  severity: 'warning',
  summary: 'every schedule, agent and trunk is used by a line',
  why: 'What no line refers to changes no call; more often a line was meant to name it and names something else.',
  wholeProject: true,
  *check(project) {
    const used = usedBy(project)
    const found: readonly (readonly [
      kind: string,
      id: string,
      place: Place,
      isUsed: boolean,
      help: string,
    ])[] = [
      ...project.schedules.map(
        schedule =>
          [
            'schedule',
            schedule.id,
            schedule.place,
            used.schedules.has(schedule),
            "a line's `hours`, or the `during` of an overflow target",
          ] as const,
      ),
      ...project.agents.map(
        ({ id, place }) => ['agent', id, place, used.agents.has(id), "a line's `agents`"] as const,
      ),
      ...project.trunks.map(
        ({ id, place }) =>
          ['trunk', id, place, used.numbers, 'a `tel:` target, which goes over the trunks'] as const,
      ),
    ]
    for (const [kind, id, place, isUsed, help] of found) {
      if (isUsed) continue
      yield { message: `no line uses ${kind} \`${id}\``, place, help: `remove it, or name it in ${help}` }
    }
  },
}

function usedBy({ lines }: Project): {
  schedules: ReadonlySet<Schedule>
  agents: ReadonlySet<string>
  numbers: boolean
} {
  const schedules = new Set<Schedule>()
  const agents = new Set<string>()
  for (const { hours, overflow, answer } of lines) {
    if (hours) schedules.add(hours)
    for (const { during } of overflow) if (during) schedules.add(during)
    if (answer?.kind === 'agents') for (const { value } of answer.agents) agents.add(value.id)
  }
  const numbers = lines.some(line => destinationsOf(line).some(({ kind }) => kind === 'tel'))
  return { schedules, agents, numbers }
}
