import { type CalleeLeg, calledAddress, callerOf, ticketsOf } from '../../lab/observation.js'
import { addressOf, type LabPlan } from '../../lab/plan.js'
import { outcomeOf } from '../../lab/verdict.js'
import { formatDestination } from '../../model/destination.js'
import type { Project } from '../../model/project.js'
import { addressesOf, destinationsOf } from '../../policy/destinations.js'
import { agentOf, type Placed } from './place.js'

/** Where the model and the engines differ about a call; empty when they agree. */
export function disagreements(project: Project, plan: LabPlan, placed: Placed): string[] {
  const { decision, observation, record, number } = placed
  const { final, legs } = observation
  const answered = legs.find(({ audio, heard }) => audio && Object.keys(heard?.sources ?? {}).length > 0)
  const refused = final?.kind === 'refused' ? final : undefined
  const seen = {
    outcome: outcomeSeen(placed, answered),
    status: refused?.status ?? (final ? 200 : undefined),
    reason: refused?.reason ?? record?.reason,
    ticket: answered && (ticketsOf(answered.invite).join(', ') || undefined),
    codec: answered && codecOf(answered),
    to: answered && answered.role !== 'agents' ? calledAddress(answered) : undefined,
    agent: answered && agentOf({ plan }, answered),
    caller: answered && callerOf(answered.invite),
    offered: legs.flatMap(leg => (leg.role === 'agents' ? [agentOf({ plan }, leg)] : [])).join(', '),
  }
  const said = {
    outcome: decision.outcome,
    status: decision.status,
    reason: decision.reason,
    ticket: decision.ticket,
    codec: decision.codec,
    to: decision.to === undefined ? undefined : wireAddress(project, placed, decision.to),
    agent: decision.agent,
    caller: decision.caller === undefined ? undefined : number,
    offered: decision.offered.join(', '),
  }
  const faults = (Object.keys(said) as (keyof typeof said)[])
    .filter(key => (said[key] ?? '') !== (seen[key] ?? ''))
    .map(key => `${key}: the model says ${said[key] || 'nothing'}, the engines ${seen[key] || 'nothing'}`)
  if (decision.outcome === 'rejected' && (legs.length > 0 || record))
    faults.push('the model refuses the call, and it went past the edge')
  if (record && record.line !== decision.line)
    faults.push(`line: the model says ${decision.line}, the engines ${record.line}`)
  return faults
}

/** Of a call that nobody answers, its record says how it ended; the caller sees only that it was answered. */
function outcomeSeen({ observation, record }: Placed, answered: CalleeLeg | undefined): string {
  if (answered || observation.final?.kind === 'refused') return outcomeOf(observation)
  if (observation.final) return record?.outcome ?? 'answered, without a record'
  return 'rejected'
}

/** `user@host` as it stands in the request URI. */
function wireAddress(project: Project, { decision }: Placed, to: string): string {
  const line = project.lines.find(({ id }) => id === decision.line)
  if (decision.outcome === 'talk' && line) return addressOf(line.uri.value)
  const destination = line && destinationsOf(line).find(known => formatDestination(known) === to)
  const [address] = destination ? addressesOf(destination, project.trunks) : []
  return address ? addressOf(address) : to
}

/** The codec that whoever answers receives most of. */
function codecOf({ heard }: CalleeLeg): string | undefined {
  const [type] = Object.entries(heard?.payloads ?? {}).sort(([, a], [, b]) => b - a)[0] ?? []
  return type === undefined ? undefined : ({ 0: 'PCMU', 8: 'PCMA' }[type] ?? type)
}
