import { formatDestination, parseDestination } from '../model/destination.js'
import type { Project } from '../model/project.js'
import type { Call, Decision } from '../policy/call.js'
import type { PlanStep } from '../policy/call-plan.js'
import { decide } from '../policy/decide.js'
import { destinationsOf } from '../policy/destinations.js'
import { followRefers } from '../policy/follow-refers.js'
import { planOf } from '../policy/plan-of.js'
import { answerOf, scenarioCall } from './as-call.js'
import { leavesMessage, type Scenario } from './scenario.js'
import { dialNumber } from './trunks.js'

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
  const call = scenarioInModel(project, scenario)
  const refers = scenario.steps.filter(step => step.kind === 'refer')
  const { decision, statuses } = followRefers(project, call, refers, decide(project, call))
  const faults = refers.flatMap(({ status }, index) =>
    statuses[index] === undefined || statuses[index] === status
      ? []
      : [`REFER: expected ${status}, the model says ${statuses[index]}`],
  )
  return { scenario, decision, faults: [...compare(project, scenario, decision), ...faults] }
}

/** The call of a scenario in a project, in which every number ends as the trunks have it. */
export function scenarioInModel(project: Project, scenario: Scenario): Call {
  const call = scenarioCall(scenario, anyTime)
  const { ending } = dialNumber(project, scenario)
  const numbers = project.lines.flatMap(destinationsOf).filter(({ kind }) => kind === 'tel')
  const targets = new Map(numbers.map(number => [formatDestination(number), answerOf(ending)]))
  return { ...call, world: { ...call.world, targets } }
}

/** The trunks that the number was tried at, if the call came to one. */
function triedTrunks(project: Project, scenario: Scenario, { line, path }: Decision): readonly string[] {
  const dialled = project.lines.find(({ id }) => id === line)
  const steps = dialled ? planOf(dialled).steps : new Map<string, PlanStep>()
  const isNumber = (id: string): boolean => {
    const step = steps.get(id.split(' ')[0] ?? '')
    return step?.kind === 'target' && step.to.kind === 'tel'
  }
  return path.some(isNumber) ? dialNumber(project, scenario).tried : []
}

function compare(project: Project, scenario: Scenario, decision: Decision): string[] {
  const { agents, zendesk } = project
  const { expect, zendesk: answers } = scenario
  const answered = ['talk', 'agent', 'overflow'].includes(decision.outcome)
  const mailed = decision.outcome === 'voicemail'
  const seesTicket =
    zendesk !== undefined &&
    answers === 'ok' &&
    decision.ticket !== undefined &&
    agents.some(agent => agent.id === decision.agent && agent.zendesk !== undefined)
  const pairs: readonly (readonly [string, string | number | undefined, string | number | undefined])[] = [
    ['outcome', expect.outcome, decision.outcome],
    ['status', expect.status, decision.status],
    ['reason', expect.reason, decision.reason],
    ['ticket', expect.ticket, answered || mailed ? (decision.ticket ?? 'none') : undefined],
    ['displayed', expect.displayed, seesTicket ? decision.agent : 'nobody'],
    ['mail', expect.mail, mailedTo(project, scenario, decision) ?? 'nobody'],
    ['tried', expect.tried?.join(', '), triedTrunks(project, scenario, decision).join(', ')],
    ['recorded', expect.recorded, recordedSeconds(project, scenario, decision)],
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

/** Who speaks until the end fills the recording; how long another one is, the model cannot say. */
function recordedSeconds(
  { lines }: Project,
  { steps }: Scenario,
  { line, outcome }: Decision,
): number | undefined {
  if (outcome !== 'voicemail' || !steps.some(step => step.kind === 'until' && step.outcome === 'end'))
    return undefined
  return lines.find(({ id }) => id === line)?.voicemail?.maxLength
}

function canonical(uri: string): string {
  const parsed = parseDestination(uri)
  return 'ok' in parsed ? formatDestination(parsed.ok) : uri
}
