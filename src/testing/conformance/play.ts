import type { ActorEvent, Behaviour, Endpoint } from '../../lab/actor/protocol.js'
import type { Actor } from '../../lab/actors.js'
import { composeBody, composeInvite } from '../../lab/compose.js'
import { answeredLeg, type CalleeLeg, type Observation } from '../../lab/observation.js'
import { addressOf } from '../../lab/plan.js'
import type { OpenLab } from '../../lab/rehearse.js'
import type { ScenarioRun } from '../../lab/scenario-run.js'
import { refer } from '../../lab/steps/refer.js'
import { tones } from '../../lab/tones.js'
import { formatDestination } from '../../model/destination.js'
import type { Line, Project } from '../../model/project.js'
import type { Call, Decision } from '../../policy/call.js'
import { talkRing } from '../../policy/call-plan.js'
import { addressesOf, destinationsOf } from '../../policy/destinations.js'
import type { HandedOn } from '../../policy/follow-refers.js'
import type { ReferStep, Scenario } from '../../scenarios/scenario.js'

/** A call as it is to be played, with what the model says of it. */
export interface Script {
  readonly asked: Call
  /** Before anybody hands it on. */
  readonly first: Decision
  readonly decision: Decision
  readonly refers: readonly ReferStep[]
  /** What the model says of each. */
  readonly statuses: HandedOn['statuses']
  /** Callers who are to be in the queue before. */
  readonly crowd: readonly ScenarioRun[]
  readonly onFinal: (decision: Decision) => void
  /** Seconds that everything may take longer, when packets get lost. */
  readonly more: number
}

/** Sees a call through to where it has all come about; it is still up then. Gives the REFERs that went another way. */
export async function play(
  open: OpenLab,
  project: Project,
  run: ScenarioRun,
  { asked, first, decision, refers, statuses, crowd, onFinal, more }: Script,
): Promise<string[]> {
  const { observation, waitFor, callId } = run
  const { actors } = open.lab
  await Promise.all([script(open, run), ...crowd.map(companion => script(open, companion))])
  for (const companion of crowd) {
    place(open, project, companion)
    await companion.waitFor(({ final }) => final !== undefined, 8 + more)
  }
  const strays = crowd.filter(({ observation: { final } }) => final?.kind !== 'answered')
  place(open, project, run)
  await waitFor(({ final }) => final !== undefined, patienceFor(decision, asked) + more)
  onFinal(decision)
  const keys = asked.world.keys.join('')
  if (keys !== '' && observation.final?.kind === 'answered') {
    // The menu is there a moment after the answer.
    await waitFor(() => false, 0.3)
    actors.callers.send({ op: 'press', call: callId, keys })
  }
  const faults = strays.map(
    ({ observation: { final } }) =>
      `a caller who was to wait before heard ${final?.kind === 'refused' ? `${final.status} ${final.reason ?? ''}` : 'nothing'}`,
  )
  for (const [index, step] of refers.entries()) {
    const status = statuses[index]
    if (status === undefined) continue
    if (status === 'silence') throw new Error('every REFER that is made has an answer')
    await waitFor(seen => isHeard(seen) || isOver(seen), patienceFor(first, asked) + more)
    faults.push(
      ...(await refer(
        { ...step, status, notify: undefined },
        { lab: open.lab, run, project, plan: open.plan },
      )),
    )
  }
  await waitFor(seen => isSettled(seen, decision), patienceFor(decision, asked) + more)
  if (decision.outcome === 'voicemail' && !isOver(observation)) {
    await waitFor(({ legs }) => legs.length >= decision.offered.length, patienceFor(decision, asked) + more)
    // If no agent or menu answered before, the first sound is voicemail's.
    const own = decision.offered.length === 0 && !decision.path.some(edge => edge.startsWith('menu '))
    if (own) await waitFor(seen => isOver(seen) || hears(seen), 10)
    else await waitFor(() => false, secondsBeforeVoicemail(project, decision, asked))
  }
  return faults
}

export async function hangUp(
  { lab }: OpenLab,
  { observation, callId, waitFor }: ScenarioRun,
  more = 0,
): Promise<void> {
  const answered = observation.final?.kind === 'answered'
  const mine = observation.endedBy === undefined
  if (mine) lab.actors.callers.send({ op: 'hangup', call: callId })
  // Each actor tells in its own time: a callee may have seen what it has not told yet.
  const { talk, agents, targets } = lab.actors
  await Promise.all([talk, agents, targets].map(actor => actor.request({ op: 'sync' }, 'synced')))
  await waitFor(
    ({ endedBy, legs, responses }) =>
      endedBy !== undefined &&
      // The edge has let go of the call when it has answered BYE.
      (!mine || !answered || responses.some(({ method }) => method === 'BYE')) &&
      legs.every(({ audio, ended }) => !audio || ended !== undefined),
    3 + more,
  )
}

export function agentOf({ plan }: Pick<OpenLab, 'plan'>, { target }: CalleeLeg): string | undefined {
  return [...plan.agents].find(([, { ip, port }]) => ip === target.ip && port === target.port)?.[0]
}

/** Whose phone was in a call, and is idle from now on. */
export function agentWhoAnswered(open: OpenLab, { observation }: ScenarioRun): string | undefined {
  const leg = observation.legs.find(({ role, audio }) => role === 'agents' && audio)
  return leg && agentOf(open, leg)
}

/** Where an overflow target is that the model names: `user@host` as in the request URI. */
export function wireAddress(project: Project, line: Line | undefined, to: string): string {
  const destination = line && destinationsOf(line).find(known => formatDestination(known) === to)
  const [address] = destination ? addressesOf(destination, project.trunks) : []
  return address ? addressOf(address) : to
}

/** The address of an overflow target in the lab. */
export function targetAddress(
  project: Project,
  { plan }: OpenLab,
  line: Line | undefined,
  to: string,
): string | undefined {
  return plan.targets.get(wireAddress(project, line, to))?.ip
}

function place(open: OpenLab, project: Project, run: ScenarioRun): void {
  const { scenario, callId, local, media } = run
  const codec = codecOf(project, scenario)
  open.lab.actors.callers.send({
    op: 'call',
    call: callId,
    local,
    remote: edgeOf(open, scenario),
    transport: scenario.call.transport,
    invite: composeInvite(scenario, run),
    answer: scenario.call.late ? composeBody(scenario.call, media) : '',
    media: codec && media.port > 0 ? { ...media, codec, tone: tones.caller } : null,
  })
}

/** The codec that the edge leaves the caller; what is sent in another one, nobody hears. */
function codecOf(project: Project, { call }: Scenario): 'PCMU' | 'PCMA' | undefined {
  const line = project.lines.find(({ id }) => id === call.line)
  const known = call.offer.codecs.filter(name => name === 'PCMU' || name === 'PCMA')
  return known.find(name => line?.codecs.includes(name)) ?? known[0]
}

function isOver({ final, endedBy }: Observation): boolean {
  return final?.kind === 'refused' || endedBy !== undefined
}

function hears({ callerHeard }: Observation): boolean {
  return Object.keys(callerHeard?.payloads ?? {}).length > 0
}

function isHeard(observation: Observation): boolean {
  return Object.keys(answeredLeg(observation)?.heard?.payloads ?? {}).some(type => Number(type) < 96)
}

/** Refused, or heard by whoever answers; of what nobody answers, the end is all there is to see. */
function isSettled(seen: Observation, { outcome }: Decision): boolean {
  if (isOver(seen)) return true
  if (!seen.final) return false
  return outcome === 'voicemail' || (outcome !== 'hangup' && isHeard(seen))
}

/**
 * Seconds between the answer, which a queue or a menu may have given, and voicemail; those of agents, between the
 * ringing of the last of them and voicemail.
 */
function secondsBeforeVoicemail(
  { lines, zendesk: account }: Project,
  { line: id, offered, path }: Decision,
  { world }: Call,
): number {
  const line = lines.find(known => known.id === id)
  const answer = line?.answer?.kind === 'agents' ? line.answer : undefined
  const menu = path.includes('menu no-key') ? 20 : path.some(edge => edge.startsWith('menu ')) ? 4 : 0
  const agents = world.agents.get(offered.at(-1) ?? '') === 0 ? (answer?.offerTime ?? 0) : 0
  const zendesk = account ? 3 : 0
  const queue = offered.length > 0 ? 3 : 0
  if (menu === 0) return agents + zendesk + queue
  const talk = path.includes('talk talk-failed') ? ({ 0: talkRing, 408: 5 }[world.talk] ?? 0) : 0
  const key = path.some(edge => edge.startsWith('key-')) ? ({ 0: 30, 408: 5 }[world.overflow] ?? 0) : 0
  return menu + talk + key + agents + zendesk + queue
}

/** Seconds. Silence is waited for only where the model says so. */
function patienceFor({ outcome, status, path, offered }: Decision, { world }: Call): number {
  if (outcome === 'rejected') return status === undefined ? 1.5 : 5
  const rings = [
    ...(world.talk === 0 && path.includes('talk talk-failed') ? [64] : []),
    ...(world.overflow === 0 ? [100] : []),
    ...offered.flatMap(id => (world.agents.get(id) === 0 ? [125] : [])),
  ]
  const own = outcome === 'hangup' || path.includes('menu no-key') ? 30 : 12
  return own + rings.reduce((sum, seconds) => sum + seconds, 0)
}

/** Tells everybody who is called what to do with a call. */
async function script({ lab: { actors }, plan }: OpenLab, { scenario, number }: ScenarioRun): Promise<void> {
  const { talk, talkMedia, agents, overflow, zendesk } = scenario
  // A number that several calls show is told of each time anew.
  const isShared = number === 'anonymous'
  const tell = (actor: Actor, callee: string, behaviour: Behaviour): Promise<void>[] =>
    behaviour.status === 200 && !behaviour.media && !isShared
      ? []
      : [
          actor.request(
            { op: 'script', caller: number, callee, behaviour },
            'scripted' satisfies ActorEvent['event'],
          ),
        ]
  const media = talkMedia ? { media: { ip: talkMedia, port: 40_000 } } : {}
  await Promise.all([
    ...tell(actors.talk, '*', { status: talk, ...media }),
    ...tell(actors.targets, '*', { status: overflow }),
    ...[...agents].flatMap(([id, status]) => {
      const phone = plan.agents.get(id)
      return phone ? tell(actors.agents, `${phone.ip}:${phone.port}`, { status }) : []
    }),
    ...(zendesk === 'away' || (zendesk === 'ok' && !isShared)
      ? []
      : [actors.talk.request({ op: 'script-zendesk', caller: number, answer: zendesk }, 'scripted')]),
  ])
}

function edgeOf({ plan }: OpenLab, { call }: Scenario): Endpoint {
  const socket = plan.edge.find(({ transport }) => transport === call.transport) ?? plan.edge[0]
  return { ip: socket?.ip ?? '127.0.0.1', port: socket?.port ?? 5060 }
}
