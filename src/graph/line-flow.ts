import { formatDestination } from '../model/destination.js'
import type { AgentsAnswer, Line, Schedule, Voicemail } from '../model/project.js'
import { formatSipUri } from '../model/sip-uri.js'
import { exitsOf, type HoursStep, menuTurns, type PlanStep, talkRing } from '../policy/call-plan.js'
import { planOf } from '../policy/plan-of.js'
import type { Arrow, Box, Flow } from './flow.js'
import { sayDuration, sayOverride, sayWeek } from './words.js'

/** The call plan of a line, as boxes and arrows: a box for each step, an arrow for each two steps that follow. */
export function lineFlow(line: Line): Flow {
  const { start, steps } = planOf(line)
  const arrows = Array.from(steps).flatMap(([from, step]) =>
    exitsOf(step).map(({ on, to }) => ({ from, to, label: labelOf(step, on) })),
  )
  return {
    boxes: [beginBox(line), ...Array.from(steps, ([id, step]) => ({ id, ...boxOf(step) }))],
    arrows: joinArrows([{ from: 'begin', to: start, label: '' }, ...arrows]),
  }
}

/** Several ways between the same boxes are one arrow that names them all. */
function joinArrows(arrows: readonly Arrow[]): Arrow[] {
  const joined = new Map<string, { from: string; to: string; labels: string[] }>()
  for (const { from, to, label } of arrows) {
    const arrow = joined.get(`${from} ${to}`) ?? { from, to, labels: [] }
    if (!arrow.labels.includes(label)) arrow.labels.push(label)
    joined.set(`${from} ${to}`, arrow)
  }
  return Array.from(joined.values(), ({ from, to, labels }) => ({ from, to, label: eitherOf(labels) }))
}

function eitherOf(labels: readonly string[]): string {
  const last = labels.at(-1) ?? ''
  return labels.length < 2 ? last : `${labels.slice(0, -1).join(', ')} or ${last}`
}

function labelOf(step: PlanStep, on: string): string {
  switch (step.kind) {
    case 'menu':
      return on === 'no-key' ? 'no valid key' : `key ${on}`
    case 'during':
      return on === 'open' ? 'yes' : 'no'
    case 'agents':
      return 'nobody answers'
    case 'talk':
    case 'target':
      return 'no answer'
    default:
      return on
  }
}

function beginBox({ id, ticket }: Line): Box {
  const details = [
    ticket.policy === 'required' ? 'with a ticket, or it is refused' : 'with or without a ticket',
  ]
  return { id: 'begin', kind: 'begin', title: `A call for ${id}`, details }
}

function boxOf(step: PlanStep): Omit<Box, 'id'> {
  switch (step.kind) {
    case 'hours':
      return hoursBox(step)
    case 'menu': {
      const details = [
        ...(step.menu.prompt ? ['after an announcement,'] : []),
        `asked up to ${menuTurns} times`,
      ]
      return { kind: 'question', title: 'Which key?', details }
    }
    case 'talk': {
      const details = [formatSipUri(step.uri), `rings for ${sayDuration(talkRing)}`]
      return { kind: 'answer', title: 'Zendesk Talk', details }
    }
    case 'agents':
      return agentsBox(step.answer)
    case 'voicemail':
      return voicemailBox(step.voicemail)
    case 'during':
      return { kind: 'question', title: `In ${step.during.id} now?`, details: weekOf(step.during) }
    case 'target': {
      const title = `${step.role === 'key' ? 'Call' : 'Overflow'} to ${formatDestination(step.to)}`
      const details = [`rings for ${sayDuration(step.ring)}`, "shows the caller's number, never the ticket"]
      return { kind: 'overflow', title, details }
    }
    case 'nobody':
      return { kind: 'end', title: 'A message, then the end', details: ['nobody can take the call'] }
  }
}

function hoursBox({ hours, override }: HoursStep): Omit<Box, 'id'> {
  const title = hours?.owner === 'project' ? `Open? (${hours.id})` : 'Open?'
  const week = hours ? weekOf(hours) : ['always open']
  return { kind: 'question', title, details: override ? [`${sayOverride(override)}; else:`, ...week] : week }
}

function weekOf(schedule: Schedule): string[] {
  return [...sayWeek(schedule).split('; '), schedule.timezone]
}

function agentsBox({ agents, offerTime, maxWait, maxQueue, greeting }: AgentsAnswer): Omit<Box, 'id'> {
  return {
    kind: 'answer',
    title: `Agents: ${agents.map(({ value }) => value.id).join(', ')}`,
    details: [
      ...(greeting ? ['after a greeting'] : []),
      `one phone at a time, ${sayDuration(offerTime)} each`,
      `a caller waits ${sayDuration(maxWait)} at the most`,
      maxQueue === 0 ? 'no caller waits' : `${maxQueue} callers wait at the most`,
    ],
  }
}

function voicemailBox({ greeting, maxLength, email }: Voicemail): Omit<Box, 'id'> {
  const details = [
    ...(greeting ? ['after its own greeting'] : []),
    `a message of ${sayDuration(maxLength)} at the most`,
    ...(email ? [`mailed to ${email.value}`] : []),
  ]
  return { kind: 'voicemail', title: 'Voicemail', details }
}
