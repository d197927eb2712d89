import type { Line, Project } from '../model/project.js'
import type { Scenario } from '../scenarios/scenario.js'

/**
 * Scenarios in groups that can run at the same time: they share the time of day, and no state of the engines
 * (an agent's phone, a mailbox, a number). Groups come in order of time, so the clock is set seldom.
 */
export function batchScenarios(scenarios: readonly Scenario[], project: Project): Scenario[][] {
  const byTime = new Map<number | undefined, Scenario[]>()
  for (const scenario of scenarios) {
    const at = scenario.call.at?.value
    byTime.set(at, [...(byTime.get(at) ?? []), scenario])
  }
  const times = [...byTime].sort(([a], [b]) => (a ?? -1) - (b ?? -1))
  return times.flatMap(([, group]) => splitByState(group, project))
}

const largest = 8

function splitByState(scenarios: readonly Scenario[], project: Project): Scenario[][] {
  const lines = new Map(project.lines.map(line => [line.id, line]))
  const batches: { members: Scenario[]; states: Set<string> }[] = []
  for (const scenario of scenarios) {
    const states = statesOf(scenario, lines.get(scenario.call.line ?? ''))
    const batch = batches.find(
      ({ members, states: taken }) => members.length < largest && !states.some(state => taken.has(state)),
    )
    if (batch) {
      batch.members.push(scenario)
      for (const state of states) batch.states.add(state)
    } else {
      batches.push({ members: [scenario], states: new Set(states) })
    }
  }
  return batches.map(({ members }) => members)
}

function statesOf({ call, expect }: Scenario, line: Line | undefined): string[] {
  const number = call.caller === undefined ? [] : [`caller ${call.caller}`]
  if (!line || expect.outcome === 'rejected') return number
  const agents =
    line.answer?.kind === 'agents' ? line.answer.agents.map(({ value }) => `agent ${value.id}`) : []
  return [...number, ...agents, ...(line.voicemail ? [`mailbox ${line.id}`] : [])]
}
