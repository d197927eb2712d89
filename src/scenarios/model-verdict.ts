import { formatDestination, parseDestination } from '../model/destination.js'
import type { Project } from '../model/project.js'
import type { Decision } from '../policy/call.js'
import { decide } from '../policy/decide.js'
import { scenarioCall } from './as-call.js'
import type { Scenario } from './scenario.js'

/** What the model makes of a scenario. */
export interface ModelVerdict {
  readonly scenario: Scenario
  readonly decision: Decision
  /** Empty: it passed. */
  readonly faults: readonly string[]
}

/** A scenario without a time is about a call whose end the time does not change; any will do. */
const anyTime = Date.parse('2026-01-01T12:00Z')

export function judgeByModel(project: Project, scenario: Scenario): ModelVerdict {
  const decision = decide(project, scenarioCall(scenario, anyTime))
  return { scenario, decision, faults: compare(scenario, decision) }
}

function compare({ expect }: Scenario, decision: Decision): string[] {
  const answered = ['talk', 'agent', 'overflow'].includes(decision.outcome)
  const pairs: readonly (readonly [string, string | number | undefined, string | number | undefined])[] = [
    ['outcome', expect.outcome, decision.outcome],
    ['status', expect.status, decision.status],
    ['reason', expect.reason, decision.reason],
    ['ticket', expect.ticket, answered ? (decision.ticket ?? 'none') : undefined],
    ['codec', expect.codec, decision.codec],
    ['caller', expect.caller, decision.caller],
    ['to', expect.to && canonical(expect.to), decision.to],
    ['agent', expect.agent, decision.agent],
    ['offered', expect.offered?.join(', '), decision.offered.join(', ')],
  ]
  return pairs.flatMap(([what, wanted, seen]) =>
    wanted === undefined || String(wanted) === String(seen)
      ? []
      : [`${what}: expected ${wanted}, the model says ${seen ?? 'nothing'}`],
  )
}

function canonical(uri: string): string {
  const parsed = parseDestination(uri)
  return 'ok' in parsed ? formatDestination(parsed.ok) : uri
}
