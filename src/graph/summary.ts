import { formatDestination } from '../model/destination.js'
import type { Line } from '../model/project.js'
import { fallbackOf } from '../policy/call-plan.js'
import { sayWeek } from './words.js'

/** A line in a few words each. */
export interface Summary {
  readonly open: string
  readonly answeredBy: string
  readonly otherwise: string
  readonly ticket: string
  readonly sentence: string
}

export function summarise(line: Line): Summary {
  const { hours, answer, ticket } = line
  const answeredBy =
    answer?.kind === 'agents' ? answer.agents.map(({ value }) => value.id).join(', ') : 'Zendesk Talk'
  const otherwise = otherwiseOf(line)
  return {
    open: hours ? sayWeek(hours) : 'always',
    answeredBy,
    otherwise,
    ticket: ticket.policy,
    sentence: `${hours ? 'During its hours calls are' : 'Calls are'} answered by ${answeredBy}. ${hours ? 'When it is closed or nobody answers' : 'When nobody answers'}: ${otherwise}.`,
  }
}

function otherwiseOf(line: Line): string {
  const fallback = fallbackOf(line)
  if (fallback.kind === 'voicemail') return 'voicemail'
  if (fallback.kind === 'hangup') return 'a message, then the end of the call'
  const targets = fallback.targets.map(
    ({ to, during }) => `${formatDestination(to.value)}${during ? ` (in ${during.id})` : ''}`,
  )
  return `overflow to ${targets.join(', else ')}`
}
