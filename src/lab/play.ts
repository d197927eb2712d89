import type { Project } from '../model/project.js'
import type { Expectation, Scenario } from '../scenarios/scenario.js'
import type { Behaviour as ActorBehaviour, Endpoint } from './actor/protocol.js'
import type { Actor } from './actors.js'
import { composeBody, composeInvite, keyOf } from './compose.js'
import type { Lab } from './lab.js'
import { mailOf, mailsAreOut } from './mail.js'
import { answeredLeg, type Observation } from './observation.js'
import { isRejected } from './outcome.js'
import { patience } from './patience.js'
import type { LabPlan } from './plan.js'
import { readRecords } from './records.js'
import type { ScenarioRun } from './scenario-run.js'
import { mailHosts } from './stand-ins.js'
import { takeStep } from './steps/index.js'
import type { Play } from './steps/step.js'
import { tones } from './tones.js'
import { hearEachOther } from './verdict.js'
import { readRecording, recordedBytes } from './voicemail.js'
import { displayedTo } from './zendesk.js'

/** Places the call of a scenario and sees it through to its end. Gives what its steps did not find as they should. */
export async function playCall(play: Play): Promise<string[]> {
  const { lab, run, project, plan } = play
  const { scenario, callId, observation, waitFor } = run
  const { expect, call } = scenario
  await scriptCallees(lab, run, plan, project)
  const mailbox = expect.outcome === 'voicemail' ? call.line : undefined
  const before = mailbox ? await recordedBytes(lab, mailbox) : 0
  observation.times.placed = performance.now() / 1000
  lab.actors.callers.send({
    op: 'call',
    call: callId,
    local: run.local,
    remote: edgeFor(run, plan),
    transport: call.transport,
    invite: composeInvite(scenario, run),
    answer: call.late ? composeBody(call, run.media) : '',
    media: hasAudio(scenario, plan)
      ? { ...run.media, codec: firstCodec(scenario), tone: tones.caller }
      : null,
    key: call.offer.profile === 'RTP/SAVP' ? keyOf(run.media) : undefined,
  })
  const faults: string[] = []
  const seconds = patience(scenario, project)
  for (const step of scenario.steps) faults.push(...(await takeStep(step, play)))
  if (mailbox) {
    await waitFor(({ final }) => final !== undefined, seconds)
    if (observation.final?.kind === 'answered')
      observation.voicemail = await readRecording(lab, mailbox, { before, seconds }, isElsewhere, hangUp)
  }
  if (!observation.voicemail) await waitFor(seen => isSettled(seen, expect, project), seconds)
  await hangUp()
  observation.records = await readRecords(lab, callId, !isRejected(scenario, observation, project))
  if (mailbox && mailHosts(project).length > 0) await mailsAreOut(lab)
  return faults

  function isElsewhere(): boolean {
    return observation.endedBy !== undefined || observation.legs.some(({ audio }) => audio)
  }

  async function hangUp(): Promise<void> {
    if (!observation.endedBy) lab.actors.callers.send({ op: 'hangup', call: callId })
    await waitFor(({ endedBy }) => endedBy !== undefined, 4)
    // Each actor tells in its own time: a callee may have seen what it has not told yet.
    const { talk, agents, targets } = lab.actors
    await Promise.all([talk, agents, targets].map(actor => actor.request({ op: 'sync' }, 'synced')))
    await waitFor(({ legs }) => legs.every(({ audio, ended }) => !audio || ended !== undefined), 4)
  }
}

/** The call is refused, or both sides have heard each other, and whoever answered was told of the keys. */
function isSettled(observation: Observation, { digits, displayed }: Expectation, project: Project): boolean {
  const { final, endedBy } = observation
  if (final?.kind === 'refused' || endedBy) return true
  const answered = answeredLeg(observation)
  if (!final || !answered || (digits !== undefined && answered.heard?.digits !== digits)) return false
  if (displayed !== undefined && displayedTo(observation, project) !== displayed) return false
  return hearEachOther(observation, answered)
}

/** Tells everybody who may be called what to do with this call. */
async function scriptCallees(
  { actors }: Lab,
  run: ScenarioRun,
  plan: LabPlan,
  project: Project,
): Promise<void> {
  const { talk, talkMedia, agents, overflow, trunks, zendesk, mail, call } = run.scenario
  const recipient = mailOf(project, call.line)
  const tell = (actor: Actor, callee: string, behaviour: ActorBehaviour): Promise<void> =>
    actor.request({ op: 'script', caller: run.number, callee, behaviour }, 'scripted')
  const media = talkMedia ? { media: { ip: talkMedia, port: run.media.port } } : {}
  const phones = [...agents].flatMap(([id, status]) => {
    const address = plan.agents.get(id)
    return address ? [tell(actors.agents, `${address.ip}:${address.port}`, { status })] : []
  })
  // Of two scripts that fit, the later one counts.
  const carriers = (): Promise<void>[] =>
    [...trunks].flatMap(([id, status]) => {
      const address = plan.trunks.get(id)
      return address ? [tell(actors.targets, `${address.ip}:${address.port}`, { status })] : []
    })
  await Promise.all([
    ...(zendesk === 'ok' || zendesk === 'away'
      ? []
      : [actors.talk.request({ op: 'script-zendesk', caller: run.number, answer: zendesk }, 'scripted')]),
    ...(recipient === undefined
      ? []
      : [actors.talk.request({ op: 'script-mail', recipient, answer: mail }, 'scripted')]),
    tell(actors.talk, '*', { status: talk, ...media }),
    tell(actors.targets, '*', { status: overflow }).then(() => Promise.all(carriers())),
    ...phones,
  ])
}

function edgeFor({ local, scenario }: ScenarioRun, { edge }: LabPlan): Endpoint {
  const v6 = local.ip.includes(':')
  const socket =
    edge.find(({ ip, transport }) => transport === scenario.call.transport && ip.includes(':') === v6) ??
    edge[0]
  return { ip: socket?.ip ?? '127.0.0.1', port: socket?.port ?? 5060 }
}

function firstCodec({ call }: Scenario): 'PCMU' | 'PCMA' {
  return call.offer.codecs.find(codec => codec === 'PCMU' || codec === 'PCMA') === 'PCMA' ? 'PCMA' : 'PCMU'
}

/** A caller can only send audio from an address that the lab has. */
function hasAudio({ call }: Scenario, { own, others }: LabPlan): boolean {
  const address = call.offer.media ?? call.from
  return call.offer.port !== 0 && (own.includes(address) || others.includes(address))
}
