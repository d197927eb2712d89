import type { Project } from '../model/project.js'
import type { Behaviour, Scenario } from '../scenarios/scenario.js'
import type { ActorEvent, Endpoint } from './actor/protocol.js'
import { batchScenarios } from './batches.js'
import { composeInvite } from './compose.js'
import type { ActorRole, Lab } from './lab.js'
import { callerOf, emptyObservation, noteCallee, noteCaller, type Observation } from './observation.js'
import type { LabPlan } from './plan.js'
import { parseSipMessage } from './sip-message.js'
import { tones } from './tones.js'
import { enoughPackets, judge } from './verdict.js'
import { readRecording, recordedBytes } from './voicemail.js'

/** What became of one scenario. */
export interface Verdict {
  readonly scenario: Scenario
  /** Empty: it passed. */
  readonly faults: readonly string[]
  readonly observation: Observation
  readonly seconds: number
  /** Call-IDs of its legs, to find them in a capture. */
  readonly callIds: readonly string[]
}

export interface Runner {
  readonly onEvent: (role: ActorRole, event: ActorEvent) => void
  readonly run: (
    lab: Lab,
    scenarios: readonly Scenario[],
    onVerdict: (verdict: Verdict) => void,
  ) => Promise<Verdict[]>
}

/** Places the calls of scenarios and watches both of their ends. */
export function createRunner(project: Project, plan: LabPlan): Runner {
  const running = new Set<ScenarioRun>()

  const onEvent = (role: ActorRole, event: ActorEvent): void => {
    for (const run of running) run.take(role, event)
  }

  const runOne = async (lab: Lab, scenario: Scenario, index: number): Promise<Verdict> => {
    const run = createRun(scenario, index)
    running.add(run)
    const begin = performance.now()
    await playCall(lab, run, project, plan)
    running.delete(run)
    const { observation } = run
    return {
      scenario,
      faults: judge(scenario, observation, { project, plan, number: run.number }),
      observation,
      seconds: (performance.now() - begin) / 1000,
      callIds: [run.callId, ...observation.legs.map(({ callId }) => callId)],
    }
  }

  return {
    onEvent,
    run: async (lab, scenarios, onVerdict) => {
      const verdicts: Verdict[] = []
      const indexes = new Map(scenarios.map((scenario, index) => [scenario, index]))
      for (const batch of batchScenarios(scenarios, project)) {
        const at = batch[0]?.call.at?.value
        if (at !== undefined) await lab.setClock(at)
        const done = batch.map(async scenario => {
          const verdict = await runOne(lab, scenario, indexes.get(scenario) ?? 0)
          onVerdict(verdict)
          verdicts.push(verdict)
        })
        await Promise.all(done)
      }
      return verdicts.sort((a, b) => (indexes.get(a.scenario) ?? 0) - (indexes.get(b.scenario) ?? 0))
    },
  }
}

/** One scenario while its call is up. */
interface ScenarioRun {
  readonly scenario: Scenario
  readonly callId: string
  readonly number: string
  readonly local: Endpoint
  readonly media: Endpoint
  readonly observation: Observation
  readonly take: (role: ActorRole, event: ActorEvent) => void
  /** Waits until something that was seen makes the condition true; false when the time is over before. */
  readonly waitFor: (condition: (observation: Observation) => boolean, seconds: number) => Promise<boolean>
}

function createRun(scenario: Scenario, index: number): ScenarioRun {
  const { call } = scenario
  const callId = `scenario-${index + 1}`
  const number = call.caller ?? `+331990${String(index + 1).padStart(5, '0')}`
  const observation = emptyObservation()
  const waiting = new Set<() => void>()
  const legs = new Set<string>()
  return {
    scenario,
    callId,
    number,
    observation,
    local: { ip: call.from, port: 5070 },
    media: { ip: call.offer.media ?? call.from, port: call.offer.port ?? 40000 + 2 * (index % 9000) },
    take: (role, event) => {
      if (role === 'callers') {
        if (!('call' in event) || event.call !== callId) return
        noteCaller(observation, event)
      } else {
        const invite = event.event === 'invited' ? parseSipMessage(event.invite) : undefined
        if (event.event === 'invited' && invite && callerOf(invite) === number) legs.add(event.call)
        if (!('call' in event) || !legs.has(event.call)) return
        noteCallee(observation, role, event)
      }
      for (const wake of [...waiting]) wake()
    },
    waitFor: (condition, seconds) =>
      new Promise(resolve => {
        const finish = (met: boolean): void => {
          clearTimeout(timer)
          waiting.delete(check)
          resolve(met)
        }
        const check = (): void => {
          if (condition(observation)) finish(true)
        }
        const timer = setTimeout(() => finish(false), seconds * 1000)
        waiting.add(check)
        check()
      }),
  }
}

async function playCall(lab: Lab, run: ScenarioRun, project: Project, plan: LabPlan): Promise<void> {
  const { scenario, callId, observation, waitFor } = run
  const { expect, call } = scenario
  scriptCallees(lab, run, plan)
  const mailbox = expect.outcome === 'voicemail' ? call.line : undefined
  const before = mailbox ? await recordedBytes(lab, mailbox) : 0
  lab.actors.callers.send({
    op: 'call',
    call: callId,
    local: run.local,
    remote: edgeFor(run, plan),
    transport: call.transport,
    invite: composeInvite(scenario, run),
    media: hasAudio(scenario, plan) ? { ...run.media, codec: 'PCMU', tone: tones.caller } : null,
  })
  if (mailbox) {
    await waitFor(({ final }) => final !== undefined, 20)
    if (observation.final?.kind === 'answered')
      observation.voicemail = await readRecording(lab, mailbox, before, hangUp)
  } else {
    await waitFor(isSettled, patience(scenario, project))
  }
  await hangUp()

  async function hangUp(): Promise<void> {
    if (!observation.callerEnded) lab.actors.callers.send({ op: 'hangup', call: callId })
    await waitFor(
      ({ callerEnded, legs }) =>
        callerEnded && legs.every(({ audio, ended }) => !audio || ended !== undefined),
      4,
    )
  }
}

/** The call is refused, or both sides have heard each other. */
function isSettled({ final, callerHeard, callerEnded, legs }: Observation): boolean {
  if (final?.kind === 'refused' || callerEnded) return true
  const answered = legs.find(({ audio }) => audio)
  if (!final || !answered) return false
  const tone = { talk: tones.talk, agents: tones.agent, targets: tones.target }[answered.role]
  return (
    (callerHeard?.tones[String(tone)] ?? 0) >= enoughPackets &&
    (answered.heard?.tones[String(tones.caller)] ?? 0) >= enoughPackets
  )
}

/** Seconds: what signalling needs, and all the ringing that the scenario asks for. */
function patience({ talk, overflow, agents, call, expect }: Scenario, { lines }: Project): number {
  if (expect.outcome === 'rejected') return 8
  const line = lines.find(({ id }) => id === call.line)
  const offers =
    line?.answer?.kind === 'agents'
      ? line.answer.offerTime * [...agents.values()].filter(status => status === 0).length
      : 0
  return 20 + offers + (talk === 0 ? 60 : 0) + (overflow === 0 ? 30 : 0)
}

function scriptCallees({ actors }: Lab, run: ScenarioRun, plan: LabPlan): void {
  const { scenario, number } = run
  const { talk, talkMedia, agents, overflow } = scenario
  const behaviour = (status: Behaviour) => ({ status })
  const media = talkMedia ? { media: { ip: talkMedia, port: run.media.port } } : {}
  actors.talk.send({ op: 'script', caller: number, callee: '*', behaviour: { ...behaviour(talk), ...media } })
  actors.targets.send({ op: 'script', caller: number, callee: '*', behaviour: behaviour(overflow) })
  for (const [id, status] of agents) {
    const address = plan.agents.get(id)
    if (address)
      actors.agents.send({
        op: 'script',
        caller: number,
        callee: `${address.ip}:${address.port}`,
        behaviour: behaviour(status),
      })
  }
}

function edgeFor({ local, scenario }: ScenarioRun, { edge }: LabPlan): Endpoint {
  const v6 = local.ip.includes(':')
  const socket =
    edge.find(({ ip, transport }) => transport === scenario.call.transport && ip.includes(':') === v6) ??
    edge[0]
  return { ip: socket?.ip ?? '127.0.0.1', port: socket?.port ?? 5060 }
}

/** A caller can only send audio from an address that the lab has. */
function hasAudio({ call }: Scenario, { own, others }: LabPlan): boolean {
  const address = call.offer.media ?? call.from
  return call.offer.port !== 0 && (own.includes(address) || others.includes(address))
}
