import { formatDestination } from '../../model/destination.js'
import type { AgentsAnswer, Answer, Line, OverflowTarget } from '../../model/project.js'
import { formatSipUri } from '../../model/sip-uri.js'
import { type Fallback, fallbackOf } from '../../policy/call-plan.js'
import { priorities, type Step } from './dialplan.js'
import { argument, comment } from './quote.js'
import { type ScheduleView, scheduleContext, scheduleView } from './schedules.js'
import { soundName } from './sounds.js'

export interface LineView {
  readonly id: string
  readonly uri: string
  readonly summary: string
  readonly steps: readonly string[]
  /** Hours written inside the line; those of a schedule stand in schedules.conf. */
  readonly hours: ScheduleView | false
}

export function lineView(line: Line): LineView {
  const fallback = fallbackOf(line)
  return {
    id: line.id,
    uri: comment(formatSipUri(line.uri.value)),
    summary: comment(summarise(line, fallback)),
    steps: [
      ...priorities('s', startSteps(line)),
      ...priorities('answer', answerSteps(line)),
      ...fallbackLines(fallback),
    ],
    hours: line.hours?.owner === 'line' && scheduleView(line.hours),
  }
}

function startSteps({ hours }: Line): Step[] {
  if (!hours) return ['Goto(answer,1)']
  return [
    `Gosub(${scheduleContext(hours)},s,1)`,
    'GotoIf($["${GOSUB_RETVAL}" = "open"]?answer,1)',
    'Set(SIPIN_REASON=closed)',
    'Goto(unanswered,1)',
  ]
}

function answerSteps({ answer, uri }: Line): Step[] {
  const step =
    answer?.kind === 'agents' ? agentsStep(answer) : `Gosub(talk,s,1(${argument(formatSipUri(uri.value))}))`
  return [step, 'Goto(unanswered,1)']
}

function agentsStep({ greeting, maxWait }: AgentsAnswer): Step {
  return `Gosub(agents,s,1(${greeting ? argument(soundName(greeting.value)) : ''},${maxWait}))`
}

function fallbackLines(fallback: Fallback): string[] {
  if (fallback.kind === 'voicemail') {
    const { greeting } = fallback.voicemail
    return priorities('unanswered', [
      `Gosub(voicemail,s,1(${greeting ? argument(soundName(greeting.value)) : ''}))`,
    ])
  }
  return priorities('unanswered', [
    ...(fallback.kind === 'overflow' ? fallback.targets.flatMap(overflowSteps) : []),
    { label: 'nobody', step: 'Gosub(nobody,s,1)' },
  ])
}

/** The first target whose schedule is open takes the call; when it does not answer, nobody does. */
function overflowSteps({ to, during, ring }: OverflowTarget, index: number): Step[] {
  const dial = [`Gosub(overflow,s,1(${argument(formatDestination(to.value))},${ring}))`, 'Goto(nobody)']
  if (!during) return dial
  return [
    `Gosub(${scheduleContext(during)},s,1)`,
    `GotoIf($["\${GOSUB_RETVAL}" != "open"]?after${index + 1})`,
    ...dial,
    { label: `after${index + 1}`, step: 'NoOp()' },
  ]
}

function summarise({ hours, answer }: Line, fallback: Fallback): string {
  const opening = hours
    ? hours.owner === 'project'
      ? `open as ${hours.id} says`
      : 'open as below'
    : 'always open'
  return `Answered by ${answerName(answer)}, ${opening}; else ${fallbackName(fallback)}.`
}

function answerName(answer: Answer | undefined): string {
  return answer?.kind === 'agents' ? answer.agents.map(({ value }) => value.id).join(', ') : 'Zendesk Talk'
}

function fallbackName(fallback: Fallback): string {
  if (fallback.kind !== 'overflow') return fallback.kind
  return `overflow to ${fallback.targets.map(({ to }) => formatDestination(to.value)).join(', ')}`
}
