import { formatDestination, parseDestination } from '../model/destination.js'
import type { Project } from '../model/project.js'
import { leavesMessage, type Scenario } from '../scenarios/scenario.js'
import { headerOf, requestUriOf } from '../sip/sip-message.js'
import type { Heard } from './actor/protocol.js'
import { legRules } from './leg-rules.js'
import { mailedTo, mailFaults } from './mail.js'
import {
  answeredLeg,
  type CalleeLeg,
  type CalleeRole,
  calledAddress,
  callerOf,
  type Observation,
  ticketsOf,
} from './observation.js'
import { isRejected, outcomeOf, outcomeOfRole, silentRefusal } from './outcome.js'
import { addressOf, type LabPlan } from './plan.js'
import { parseRecord, recordFaults } from './records.js'
import { tones } from './tones.js'
import { displayedTo, nameOfTicket, zendeskFaults } from './zendesk.js'

/** Packets with the right tone in them, out of 50 a second, from which on one party hears the other. */
export const enoughPackets = 10

export interface Context {
  readonly project: Project
  readonly plan: LabPlan
  /** The number by which the call is known. */
  readonly number: string
}

/** What differs from the expectation, and what must hold of every call and does not; empty when all is well. */
export function judge(scenario: Scenario, observation: Observation, context: Context): string[] {
  return [
    ...compareOutcome(scenario, observation, context),
    ...legFaults(scenario, observation, context),
    ...recordsAgree(scenario, observation, context),
    ...zendeskFaults(scenario, observation),
    ...mailFaults(scenario, observation, context.project, context.number),
  ]
}

const toneOfRole: Readonly<Record<CalleeRole, number>> = {
  talk: tones.talk,
  agents: tones.agent,
  targets: tones.target,
}

export function hearEachOther({ callerHeard }: Observation, { role, heard }: CalleeLeg): boolean {
  return (
    (callerHeard?.tones[String(toneOfRole[role])] ?? 0) >= enoughPackets &&
    (heard?.tones[String(tones.caller)] ?? 0) >= enoughPackets
  )
}

function compareOutcome(scenario: Scenario, observation: Observation, { plan, project }: Context): string[] {
  const { expect } = scenario
  const { final, legs, callerHeard } = observation
  const answered = answeredLeg(observation)
  const faults: string[] = []
  const compare = (
    what: string,
    wanted: string | number | undefined,
    seen: string | number | undefined,
  ): void => {
    if (wanted !== undefined && String(wanted) !== String(seen))
      faults.push(`${what}: expected ${wanted}, seen ${seen ?? 'nothing'}`)
  }
  const refusal = silentRefusal(project, scenario)
  const silent = outcomeOf(observation) === 'silence' && refusal !== undefined
  const outcome = silent ? refusal.outcome : outcomeOf(observation)
  compare('outcome', expect.outcome, outcome)
  compare('status', expect.status, final?.kind === 'refused' ? final.status : final ? 200 : undefined)
  // A call that was dropped has no reason to compare.
  compare('reason', expect.reason, silent ? refusal.reason : reasonOf(observation))
  const tickets = ticketsIn(observation)?.map(ticket =>
    expect.ticket === 'made' ? nameOfTicket(ticket, observation) : ticket,
  )
  compare('ticket', expect.ticket, tickets && (tickets.join(', ') || 'none'))
  compare('displayed', expect.displayed, displayedTo(observation, project))
  // Where the call ended elsewhere, that is the fault.
  if (expect.outcome === 'voicemail' && outcome === 'voicemail')
    compare('message', leavesMessage(scenario) ? 'one' : 'none', observation.voicemail ? 'one' : 'none')
  compare(
    'tried',
    expect.tried && listed(expect.tried),
    listed(legs.flatMap(leg => trunkOf(leg, project) ?? [])),
  )
  const { recorded } = expect
  const seconds = observation.voicemail?.seconds
  compare('recorded', recorded, nearly(recorded, seconds) ? recorded : seconds)
  compare('mail', expect.mail, mailedTo(observation))
  compare('codec', expect.codec, answered && codecOf(answered))
  compare('caller', expect.caller, answered && callerOf(answered.invite))
  compare('to', expect.to && canonical(expect.to), answered && addressSeen(answered, expect.to))
  compare('digits', expect.digits, answered?.heard?.digits)
  compare('agent', expect.agent, answered && agentOf(answered, plan))
  const rung = legs.flatMap(leg => agentOf(leg, plan) ?? [])
  compare('offered', expect.offered && listed(expect.offered), listed(rung))
  const unheard = expect.hears.filter(hertz => (callerHeard?.tones[String(hertz)] ?? 0) < enoughPackets)
  return [...faults, ...unheard.map(hertz => `the caller did not hear the sound of ${hertz} Hz`)]
}

/** Asterisk stops a recording when a second of its clock has begun that is one too many: up to a second late. */
function nearly(wanted: number | undefined, seen: number | undefined): boolean {
  return wanted !== undefined && seen !== undefined && seen > wanted - 0.1 && seen < wanted + 1.1
}

/** Ticket ids of the answered leg; for voicemail, the one in the call record. */
function ticketsIn(observation: Observation): readonly string[] | undefined {
  const answered = answeredLeg(observation)
  if (answered) return ticketsOf(answered.invite)
  if (outcomeOf(observation) !== 'voicemail') return undefined
  const ticket = parseRecord(observation.records.json[0])?.ticket
  return ticket ? [ticket] : []
}

function listed(agents: readonly string[]): string {
  return agents.join(', ') || 'nobody'
}

/** The reason in the Warning of a refusal, else the one in the call record. */
function reasonOf({ final, records }: Observation): string | undefined {
  const said = final?.kind === 'refused' ? final.reason : undefined
  return said ?? (parseRecord(records.json[0])?.reason || undefined)
}

/** A call that was let in has one record, which says what was seen; a refused one has none. */
function recordsAgree(
  scenario: Scenario,
  observation: Observation,
  { project, plan, number }: Context,
): string[] {
  const { call } = scenario
  const { records } = observation
  if (isRejected(scenario, observation, project)) {
    const count = records.json.length + records.csv.length
    return count === 0 ? [] : [`the call was refused, and a node has ${count} records of it`]
  }
  const answered = answeredLeg(observation)
  return recordFaults(observation, {
    line: (answered && lineOf(answered, project)) ?? call.line,
    caller: number === 'anonymous' ? '' : number,
    source: call.from,
    outcome: outcomeRecorded(call, observation),
    agent: answered && agentOf(answered, plan),
  })
}

/** A node does not know why the edge has cut a call for its answer in ACK: it had been answered by somebody. */
function outcomeRecorded({ late }: Scenario['call'], observation: Observation): string {
  const outcome = outcomeOf(observation)
  const cut = late && outcome === 'hangup' ? observation.legs.find(({ audio }) => audio) : undefined
  return cut ? outcomeOfRole[cut.role] : outcome
}

/** The line that an answered leg belongs to, which is another one than was called when the call was handed back. */
function lineOf({ role, invite }: CalleeLeg, { lines }: Project): string | undefined {
  if (role === 'agents') return headerOf(invite, 'X-Sipin-Line')
  const [, host] = /@([^:;>]+)/.exec(requestUriOf(invite)) ?? []
  return role === 'talk' ? lines.find(({ uri }) => uri.value.host === host)?.id : undefined
}

function canonical(uri: string): string {
  const parsed = parseDestination(uri)
  if ('fault' in parsed) return uri
  return parsed.ok.kind === 'sip' ? `sip:${addressOf(parsed.ok.uri)}` : formatDestination(parsed.ok)
}

/** Where a leg went, in the words of the expectation: a number is the user at whichever trunk. */
function addressSeen(leg: CalleeLeg, wanted: string | undefined): string {
  const address = calledAddress(leg)
  return wanted?.startsWith('tel:') ? `tel:${address.split('@')[0]}` : `sip:${address}`
}

function agentOf({ role, target }: CalleeLeg, { agents }: LabPlan): string | undefined {
  if (role !== 'agents') return undefined
  return [...agents].find(([, { ip, port }]) => ip === target.ip && port === target.port)?.[0]
}

function trunkOf({ role, invite }: CalleeLeg, { trunks }: Project): string | undefined {
  const host = /@([^:;>]+)/.exec(requestUriOf(invite))?.[1]
  return role === 'targets' ? trunks.find(({ uri }) => uri.value.host === host)?.id : undefined
}

/** The codec that the callee received most of. */
function codecOf({ heard }: CalleeLeg): string | undefined {
  const [type] = Object.entries(heard?.payloads ?? {}).sort(([, a], [, b]) => b - a)[0] ?? []
  return type === undefined ? undefined : ({ 0: 'PCMU', 8: 'PCMA' }[type] ?? type)
}

/** What holds of every leg that leaves the edge, whatever a scenario says of it. */
function legFaults(
  scenario: Scenario,
  observation: Observation,
  { project, plan, number }: Context,
): string[] {
  const { final, callerHeard, legs } = observation
  const faults: string[] = []
  const edges = new Set(plan.edge.map(({ ip }) => ip))
  for (const leg of legs) {
    const name = `leg to ${calledAddress(leg)}`
    if (leg.role !== 'agents' && !edges.has(leg.source.ip))
      faults.push(`${name}: came from ${leg.source.ip}, not from the edge`)
    if (callerOf(leg.invite) !== number)
      faults.push(`${name}: From shows ${callerOf(leg.invite)}, not ${number}`)
    if (ticketsOf(leg.invite).length > 1)
      faults.push(`${name}: has ${ticketsOf(leg.invite).length} ticket headers`)
    const secret = leg.invite.headers
      .filter(([header]) => isPrivate(header, leg.role))
      .map(([header]) => header)
    if (secret.length > 0) faults.push(`${name}: carries ${secret.join(', ')}`)
    faults.push(...legRules(leg, plan, number).map(fault => `${name}: ${fault}`))
  }
  const answered = answeredLeg(observation)
  if (!answered || final?.kind !== 'answered')
    return [...faults, ...unansweredFaults(scenario, observation, project)]
  const nodeMedia = project.nodes.flatMap(({ media, advertise }) => [media ?? [], advertise ?? []].flat())
  return [
    ...faults,
    ...audioFaults(
      'the caller',
      callerHeard,
      toneOfRole[answered.role],
      [final.audio?.remote.ip ?? ''],
      nodeMedia,
    ),
    ...audioFaults('the callee', answered.heard, tones.caller, [answered.audio?.remote.ip ?? ''], nodeMedia),
    ...(answered.ended === undefined ? ['the callee was not told that the call is over'] : []),
  ]
}

/** Headers that belong to the inside, or to the ticket when there must be none. */
function isPrivate(header: string, role: CalleeRole): boolean {
  if (/^x-sipin-/i.test(header)) return role !== 'agents' || !/^x-sipin-(line|caller|source)$/i.test(header)
  return /^x-zendesk-/i.test(header) && (role === 'targets' || !/^x-zendesk-ticket-id$/i.test(header))
}

/** The caller of a call that is let in must hear something, unless a leg is checked for audio itself. */
function unansweredFaults(scenario: Scenario, observation: Observation, project: Project): string[] {
  const { expect } = scenario
  const { callerHeard, legs, voicemail } = observation
  const sounds = Object.entries(callerHeard?.tones ?? {}).filter(([tone]) => tone !== '0')
  const heard = sounds.reduce((sum, [, count]) => sum + count, 0)
  // Whoever was connected and handed on has been heard; an answer that connected nobody ends the call.
  const silent =
    isRejected(scenario, observation, project) || legs.some(({ audio, handedOn }) => audio && !handedOn)
  const faults = !silent && heard < enoughPackets ? ['the caller heard nothing'] : []
  if (expect.outcome === 'rejected')
    faults.push(...legs.map(leg => `the call was to be refused, and went to ${calledAddress(leg)}`))
  if (voicemail && voicemail.callerSeconds < 0.5)
    faults.push(`the recording of ${voicemail.seconds} s does not hold the caller's voice`)
  return faults
}

/** One party hears the other, from the address that was agreed, and that is a node's. */
function audioFaults(
  who: string,
  heard: Heard | undefined,
  tone: number,
  agreed: readonly string[],
  nodeMedia: readonly string[],
): string[] {
  const packets = heard?.tones[String(tone)] ?? 0
  const sources = Object.keys(heard?.sources ?? {}).map(source => source.slice(0, source.lastIndexOf(':')))
  const strangers = sources.filter(
    source => !agreed.includes(source) || (nodeMedia.length > 0 && !nodeMedia.includes(source)),
  )
  return [
    ...(packets < enoughPackets
      ? [`${who} heard the other side in ${packets} packets, fewer than ${enoughPackets}`]
      : []),
    ...strangers.map(source => `${who} received audio from ${source}`),
  ]
}

/** Used in reports: the place a call went to. */
export function describeOutcome(observation: Observation): string {
  const { final } = observation
  const outcome = outcomeOf(observation)
  const answered = answeredLeg(observation)
  if (answered) return `${outcome} ${calledAddress(answered)}`
  return final?.kind === 'refused'
    ? `${outcome} ${final.status}${final.reason ? ` ${final.reason}` : ''}`
    : outcome
}
