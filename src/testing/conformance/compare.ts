import { answeredLeg, type CalleeLeg, calledAddress, callerOf, ticketsOf } from '../../lab/observation.js'
import { outcomeOf } from '../../lab/outcome.js'
import { addressOf, type LabPlan } from '../../lab/plan.js'
import { nameOfTicket } from '../../lab/zendesk.js'
import type { Project } from '../../model/project.js'
import type { Placed } from './place.js'
import { agentOf, wireAddress } from './play.js'

/** Where the model and the engines differ about a call; empty when they agree. */
export function disagreements(project: Project, plan: LabPlan, placed: Placed): string[] {
  const { decision, run, record, cut, faults } = placed
  const { observation, number } = run
  const { final, legs } = observation
  const answered = legHeard(placed)
  const refused = final?.kind === 'refused' ? final : undefined
  // Of a message its record says it.
  const left =
    cut === undefined && record?.outcome === 'voicemail' && record.ticket ? [record.ticket] : undefined
  const tickets = answered ? ticketsOf(answered.invite) : left
  const made = decision.ticket === 'made'
  const offered = legs.flatMap(leg => (leg.role === 'agents' ? [agentOf({ plan }, leg)] : [])).join(', ')
  const seen = {
    outcome: outcomeSeen(placed, answered),
    status: refused?.status ?? (final ? 200 : undefined),
    reason: refused?.reason ?? cut ?? record?.reason,
    ticket: tickets?.map(ticket => (made ? nameOfTicket(ticket, observation) : ticket)).join(', '),
    codec: answered && codecOf(answered),
    to: answered && answered.role !== 'agents' ? calledAddress(answered) : undefined,
    agent: answered && agentOf({ plan }, answered),
    caller: answered && callerOf(answered.invite),
    offered: cut === undefined ? offered : '',
  }
  const said = {
    outcome: decision.outcome,
    status: decision.status,
    reason: decision.reason,
    ticket: decision.ticket,
    codec: decision.codec,
    to: decision.to === undefined ? undefined : calledSaid(project, placed, decision.to),
    agent: decision.agent,
    caller: decision.caller,
    offered: cut === undefined ? decision.offered.join(', ') : '',
  }
  const differences = (Object.keys(said) as (keyof typeof said)[])
    .filter(key => (said[key] ?? '') !== (seen[key] ?? ''))
    .map(key => `${key}: the model says ${said[key] || 'nothing'}, the engines ${seen[key] || 'nothing'}`)
  const shown = legs.map(({ invite }) => callerOf(invite)).filter(caller => caller !== number)
  return [
    ...differences,
    ...faults,
    ...shown.map(caller => `a leg shows ${caller}, not ${number}`),
    ...(decision.outcome === 'rejected' && (legs.length > 0 || record)
      ? ['the model refuses the call, and it went past the edge']
      : []),
    ...(record || decision.outcome === 'rejected'
      ? []
      : ['the call was let in, and no node has a record of it']),
    ...(record && record.line !== decision.line
      ? [`line: the model says ${decision.line}, the engines ${record.line}`]
      : []),
  ]
}

/** Who has the call, and hears the caller. */
function legHeard({ run: { observation }, cut }: Placed): CalleeLeg | undefined {
  const leg = cut === undefined ? answeredLeg(observation) : undefined
  return Object.keys(leg?.heard?.sources ?? {}).length > 0 ? leg : undefined
}

/** Of a call that nobody answers, its record says how it ended; the caller sees only that it was answered. */
function outcomeSeen({ run: { observation }, record, cut }: Placed, answered: CalleeLeg | undefined): string {
  if (cut !== undefined) return observation.endedBy === 'them' ? 'hangup' : `up, though the edge cut it`
  if (answered || observation.final?.kind === 'refused') return outcomeOf(observation)
  if (observation.final) return record?.outcome ?? 'answered, without a record'
  return 'rejected'
}

/** `user@host` as it stands in the request URI. */
function calledSaid(project: Project, { decision }: Placed, to: string): string {
  const line = project.lines.find(({ id }) => id === decision.line)
  return decision.outcome === 'talk' && line ? addressOf(line.uri.value) : wireAddress(project, line, to)
}

/** The codec that whoever answers receives most of; keys that the caller presses are none. */
function codecOf({ heard }: CalleeLeg): string | undefined {
  const audio = Object.entries(heard?.payloads ?? {}).filter(([type]) => Number(type) < 96)
  const [type] = audio.sort(([, a], [, b]) => b - a)[0] ?? []
  return type === undefined ? undefined : ({ 0: 'PCMU', 8: 'PCMA' }[type] ?? type)
}
