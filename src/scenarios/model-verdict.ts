import { formatDestination, parseDestination } from '../model/destination.js'
import type { Project } from '../model/project.js'
import type { Call, Decision } from '../policy/call.js'
import { decide } from '../policy/decide.js'
import { readHeaders } from '../policy/header-line.js'
import { judgeRefer, mostReturns } from '../policy/refer.js'
import { followPlan } from '../policy/run-plan.js'
import { readTicket } from '../policy/ticket.js'
import { scenarioCall } from './as-call.js'
import { leavesMessage, type Scenario } from './scenario.js'

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
  const call = scenarioCall(scenario, anyTime)
  const { decision, faults } = followRefers(project, call, scenario, decide(project, call))
  return { scenario, decision, faults: [...compare(project, scenario, decision), ...faults] }
}

/** Whoever answered may hand the call on: each REFER of the scenario is judged, and the call goes where it says. */
function followRefers(
  project: Project,
  call: Call,
  { steps }: Scenario,
  first: Decision,
): { decision: Decision; faults: string[] } {
  const given = readTicket(call)
  let ticket = given.kind === 'one' ? given.value : undefined
  let decision = first
  let returns = 0
  const faults: string[] = []
  for (const step of steps) {
    const line = project.lines.find(({ id }) => id === decision.line)
    if (step.kind !== 'refer' || !line) continue
    const { headers } = readHeaders(step.headers)
    const referred = judgeRefer(
      project,
      { line, outcome: decision.outcome, ticket },
      { to: step.to, headers },
    )
    if (referred.status !== step.status)
      faults.push(`REFER: expected ${step.status}, the model says ${referred.status}`)
    if (!('line' in referred)) continue
    returns++
    ticket = referred.ticket
    decision = {
      ...decision,
      line: referred.line.id,
      to: undefined,
      agent: undefined,
      ticket: undefined,
      ...(returns > mostReturns
        ? { outcome: 'hangup', reason: 'too-many-hops' }
        : followPlan({ project, call, line: referred.line, ticket }, [...decision.steps])),
    }
  }
  return { decision, faults }
}

function compare(project: Project, scenario: Scenario, decision: Decision): string[] {
  const { agents, zendesk } = project
  const { expect, zendesk: answers } = scenario
  const answered = ['talk', 'agent', 'overflow'].includes(decision.outcome)
  const seesTicket =
    zendesk !== undefined &&
    answers === 'ok' &&
    decision.ticket !== undefined &&
    agents.some(agent => agent.id === decision.agent && agent.zendesk !== undefined)
  const pairs: readonly (readonly [string, string | number | undefined, string | number | undefined])[] = [
    ['outcome', expect.outcome, decision.outcome],
    ['status', expect.status, decision.status],
    ['reason', expect.reason, decision.reason],
    ['ticket', expect.ticket, answered ? (decision.ticket ?? 'none') : undefined],
    ['displayed', expect.displayed, seesTicket ? decision.agent : 'nobody'],
    ['mail', expect.mail, mailedTo(project, scenario, decision) ?? 'nobody'],
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

function mailedTo({ lines }: Project, scenario: Scenario, { line, outcome }: Decision): string | undefined {
  if (outcome !== 'voicemail' || scenario.mail === 'down' || !leavesMessage(scenario)) return undefined
  return lines.find(({ id }) => id === line)?.voicemail?.email?.value
}

function canonical(uri: string): string {
  const parsed = parseDestination(uri)
  return 'ok' in parsed ? formatDestination(parsed.ok) : uri
}
