import type { Project } from '../model/project.js'
import type { Scenario } from '../scenarios/scenario.js'
import type { ActorEvent } from './actor/protocol.js'
import type { ActorRole, Lab } from './lab.js'
import { mailOf } from './mail.js'
import type { Observation } from './observation.js'
import type { LabPlan } from './plan.js'
import { playCall } from './play.js'
import { createRun, type ScenarioRun } from './scenario-run.js'
import { groupByTime, playSideBySide } from './side-by-side.js'
import { judge } from './verdict.js'

/** What became of one scenario. */
export interface Verdict {
  readonly scenario: Scenario
  /** Empty: it passed. */
  readonly faults: readonly string[]
  readonly observation: Observation
  readonly seconds: number
  /** Call-IDs of its legs, to find them in a capture. */
  readonly callIds: readonly string[]
}

export interface Runner {
  readonly onEvent: (role: ActorRole, event: ActorEvent) => void
  readonly run: (
    lab: Lab,
    scenarios: readonly Scenario[],
    onVerdict: (verdict: Verdict) => void,
  ) => Promise<Verdict[]>
}

/** Places the calls of scenarios and watches both of their ends. */
export function createRunner(project: Project, plan: LabPlan): Runner {
  const running = new Set<ScenarioRun>()
  // Of calls that were placed before: a Call-ID is used once.
  let played = 0

  const onEvent = (role: ActorRole, event: ActorEvent): void => {
    for (const run of running) run.take(role, event)
  }

  const runOne = async (lab: Lab, scenario: Scenario, index: number): Promise<Verdict> => {
    const run = createRun(scenario, index, mailOf(project, scenario.call.line))
    running.add(run)
    const begin = performance.now()
    const stepFaults = await playCall({ lab, run, project, plan })
    running.delete(run)
    const { observation } = run
    return {
      scenario,
      faults: [...judge(scenario, observation, { project, plan, number: run.number }), ...stepFaults],
      observation,
      seconds: (performance.now() - begin) / 1000,
      callIds: [run.callId, ...observation.legs.map(({ callId }) => callId)],
    }
  }

  return {
    onEvent,
    run: async (lab, scenarios, onVerdict) => {
      const verdicts: Verdict[] = []
      const indexes = new Map(scenarios.map((scenario, index) => [scenario, played + index]))
      played += scenarios.length
      for (const group of groupByTime(scenarios)) {
        const at = group[0]?.call.at?.value
        if (at !== undefined) await lab.setClock(at)
        await playSideBySide(group, project, async scenario => {
          const verdict = await runOne(lab, scenario, indexes.get(scenario) ?? 0)
          onVerdict(verdict)
          verdicts.push(verdict)
        })
      }
      return verdicts.sort((a, b) => (indexes.get(a.scenario) ?? 0) - (indexes.get(b.scenario) ?? 0))
    },
  }
}
