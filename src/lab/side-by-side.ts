import type { Line, Project } from '../model/project.js'
import type { Scenario } from '../scenarios/scenario.js'

/** Scenarios that share the time of day, in order of time, so that the clock is set seldom. */
export function groupByTime(scenarios: readonly Scenario[]): Scenario[][] {
  const byTime = new Map<number | undefined, Scenario[]>()
  for (const scenario of scenarios) {
    const at = scenario.call.at?.value
    byTime.set(at, [...(byTime.get(at) ?? []), scenario])
  }
  return [...byTime].sort(([a], [b]) => (a ?? -1) - (b ?? -1)).map(([, group]) => group)
}

/** How many calls are up at the same time at the most. */
const most = 12

/**
 * Plays scenarios side by side, except those that share a state of the engines (an agent's phone, a mailbox, a
 * number): these take turns, in the order in which they are written.
 */
export async function playSideBySide(
  scenarios: readonly Scenario[],
  project: Project,
  play: (scenario: Scenario) => Promise<void>,
): Promise<void> {
  const lines = new Map(project.lines.map(line => [line.id, line]))
  await takeTurns(scenarios, most, scenario => statesOf(scenario, lines.get(scenario.call.line ?? '')), play)
}

/** Plays as many as may be up at once; those that share a state take turns, in their order. */
export async function takeTurns<T>(
  all: readonly T[],
  atOnce: number,
  statesOf: (one: T) => readonly string[],
  play: (one: T) => Promise<void>,
): Promise<void> {
  const states = new Map(all.map(one => [one, statesOf(one)]))
  const running = new Map<T, Promise<void>>()
  let waiting = [...all]
  while (waiting.length > 0 || running.size > 0) {
    const taken = new Set([...running.keys()].flatMap(one => states.get(one) ?? []))
    const left: T[] = []
    for (const one of waiting) {
      const own = states.get(one) ?? []
      const free = running.size < atOnce && !own.some(state => taken.has(state))
      for (const state of own) taken.add(state)
      if (!free) left.push(one)
      else
        running.set(
          one,
          play(one).finally(() => running.delete(one)),
        )
    }
    waiting = left
    await Promise.race(running.values())
  }
}

function statesOf({ call, expect }: Scenario, line: Line | undefined): string[] {
  const shown = expect.caller ?? call.caller
  const number = shown === undefined ? [] : [`caller ${shown}`]
  if (!line || expect.outcome === 'rejected') return number
  const agents =
    line.answer?.kind === 'agents' ? line.answer.agents.map(({ value }) => `agent ${value.id}`) : []
  const address = line.voicemail?.email
  const mailbox = line.voicemail ? [`mailbox ${line.id}`, ...(address ? [`mail ${address.value}`] : [])] : []
  return [...number, ...agents, ...mailbox]
}
