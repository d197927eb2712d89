import { formatDestination } from '../../model/destination.js'
import type { Line } from '../../model/project.js'
import { formatSipUri } from '../../model/sip-uri.js'
import { type CallPlan, outcomeOfStep, type PlanStep } from '../../policy/call-plan.js'
import { planOf } from '../../policy/plan-of.js'
import { priorities } from './dialplan.js'
import { type StepContext, stepLines } from './plan-steps.js'
import { comment } from './quote.js'
import { type ScheduleView, scheduleView } from './schedules.js'

export interface LineView {
  readonly id: string
  readonly uri: string
  readonly summary: string
  readonly steps: readonly string[]
  /** Hours written inside the line; those of a schedule stand in schedules.conf. */
  readonly hours: ScheduleView | false
}

/** Every step of the line's call plan is an extension of its context, under the step's own name. */
export function lineView(line: Line, context: StepContext): LineView {
  const plan = planOf(line)
  return {
    id: line.id,
    uri: comment(formatSipUri(line.uri.value)),
    summary: comment(summarise(plan)),
    steps: [
      ...priorities('s', [`Set(__SIPIN_CODECS=${codecNames(line)})`, `Goto(${plan.start},1)`]),
      ...Array.from(plan.steps, ([id, step]) => priorities(id, stepLines(step, line, context))).flat(),
    ],
    hours: line.hours?.owner === 'line' && scheduleView(line.hours),
  }
}

/** Codecs offered to the callee, in the line's order of preference. */
function codecNames({ codecs }: Line): string {
  return codecs.map(codec => ({ PCMU: 'ulaw', PCMA: 'alaw' })[codec]).join(',')
}

/** `Open as office says. Keys 1, 2. Answered by alice, bob; else voicemail.` */
function summarise({ line, steps }: CallPlan): string {
  const { hours, override, menu, answer, voicemail, overflow } = line
  const opening = hours
    ? hours.owner === 'project'
      ? `Open as ${hours.id} says`
      : 'Open as below'
    : 'Always open'
  const forced = override ? `, but forced ${override.state}` : ''
  const keys = menu ? ` Keys ${menu.keys.map(({ key }) => key).join(', ')}.` : ''
  const who =
    answer?.kind === 'agents' ? answer.agents.map(({ value }) => value.id).join(', ') : 'Zendesk Talk'
  const targets = overflow.map(({ to }) => formatDestination(to.value)).join(', ')
  const fallback = voicemail ? 'voicemail' : targets ? `overflow to ${targets}` : 'nobody'
  const answered = [...steps.values()].some(isAnswer) ? ` Answered by ${who}; else ${fallback}.` : ''
  return `${opening}${forced}.${keys}${answered}`
}

function isAnswer(step: PlanStep): boolean {
  const outcome = outcomeOfStep(step)
  return outcome === 'talk' || outcome === 'agent'
}
