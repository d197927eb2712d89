import type { Endpoint } from '../../lab/actor/protocol.js'
import { composeInvite } from '../../lab/compose.js'
import type { CalleeLeg, Observation } from '../../lab/observation.js'
import type { OpenLab } from '../../lab/rehearse.js'
import { createRun, type ScenarioRun } from '../../lab/scenario-run.js'
import { tones } from '../../lab/tones.js'
import type { Line, Project } from '../../model/project.js'
import type { Call, Decision } from '../../policy/call.js'
import { decide } from '../../policy/decide.js'
import { scenarioCall } from '../../scenarios/as-call.js'
import type { Scenario } from '../../scenarios/scenario.js'

/** What the model said of a call, and what was seen of it. */
export interface Placed {
  readonly scenario: Scenario
  readonly call: Call
  readonly decision: Decision
  readonly observation: Observation
  readonly number: string
  /** undefined: the call left no record, as it must when the edge has refused it. */
  readonly record: CallRecord | undefined
}

/** A line of calls.jsonl. */
export interface CallRecord {
  readonly line: string
  readonly ticket: string
  readonly caller: string
  readonly source: string
  readonly call_id: string
  readonly outcome: string
  readonly reason: string
  readonly agent: string
}

/** As many calls are up at once; more of them only wait for the machine. */
const lanes = 48

/** Places the calls of one instant after another; those of one instant at the same time, but for the agents'. */
export async function placeAll(
  project: Project,
  open: OpenLab,
  scenarios: readonly Scenario[],
): Promise<Placed[]> {
  const running = new Set<ScenarioRun>()
  open.watch((role, event) => {
    for (const run of running) run.take(role, event)
  })
  const records = createRecords(open)
  const idleSince = new Map<string, number>()
  const placed: Placed[] = []
  let index = 0
  for (const [at, group] of byInstant(scenarios)) {
    await open.lab.setClock(at)
    const runs = new Map(group.map(scenario => [scenario, createRun(scenario, index++)]))
    await scriptAll(open, [...runs.values()])
    const done: Omit<Placed, 'record'>[] = []
    await runLanes(queuesOf(project, group), async scenario => {
      const call = scenarioCall(scenario, at)
      const asked = { ...call, world: { ...call.world, idleSince: new Map(idleSince) } }
      const decision = decide(project, asked)
      const run = runs.get(scenario) as ScenarioRun
      running.add(run)
      await play(open, project, run, asked, decision)
      running.delete(run)
      const agent = run.observation.legs.find(({ role, audio }) => role === 'agents' && audio)
      const id = agent && agentOf(open, agent)
      if (id !== undefined) idleSince.set(id, at + performance.now())
      done.push({ scenario, call: asked, decision, observation: run.observation, number: run.number })
    })
    const found = await records.read(
      done.filter(reachedNode).map(({ scenario, number }) => callIdOf(scenario, number)),
    )
    placed.push(...done.map(call => ({ ...call, record: found.get(callIdOf(call.scenario, call.number)) })))
  }
  return placed
}

/** The Call-ID that createRun gives a call: the number has its index. */
function callIdOf({ call }: Scenario, number: string): string {
  return call.caller === undefined ? `scenario-${Number(number.slice(7))}` : number
}

function reachedNode({ observation: { final } }: Omit<Placed, 'record'>): boolean {
  return final !== undefined && !(final.kind === 'refused' && final.reason !== undefined)
}

export function agentOf({ plan }: Pick<OpenLab, 'plan'>, { target }: CalleeLeg): string | undefined {
  return [...plan.agents].find(([, { ip, port }]) => ip === target.ip && port === target.port)?.[0]
}

function byInstant(scenarios: readonly Scenario[]): [number, Scenario[]][] {
  const groups = new Map<number, Scenario[]>()
  for (const scenario of scenarios) {
    const at = scenario.call.at?.value ?? 0
    groups.set(at, [...(groups.get(at) ?? []), scenario])
  }
  return [...groups].sort(([a], [b]) => a - b)
}

/** Calls to a line that agents answer come one after the other: a phone takes one call. */
function queuesOf(project: Project, scenarios: readonly Scenario[]): Scenario[][] {
  const queues = new Map<string, Scenario[]>()
  for (const [index, scenario] of scenarios.entries()) {
    const line = project.lines.find(({ id }) => id === scenario.call.line)
    const key = line?.answer?.kind === 'agents' ? `line ${line.id}` : `call ${index}`
    queues.set(key, [...(queues.get(key) ?? []), scenario])
  }
  // The long queues first, so that none of them is left alone at the end.
  return [...queues.values()].sort((a, b) => b.length - a.length)
}

async function runLanes(
  queues: readonly Scenario[][],
  run: (scenario: Scenario) => Promise<void>,
): Promise<void> {
  const left = [...queues]
  const lane = async (): Promise<void> => {
    for (let queue = left.shift(); queue; queue = left.shift())
      for (const scenario of queue) await run(scenario)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

async function play(
  open: OpenLab,
  project: Project,
  run: ScenarioRun,
  call: Call,
  decision: Decision,
): Promise<void> {
  const { actors } = open.lab
  const { scenario, callId, observation, waitFor } = run
  const codec = scenario.call.offer.codecs.find(name => name === 'PCMU' || name === 'PCMA') as
    | 'PCMU'
    | 'PCMA'
    | undefined
  actors.callers.send({
    op: 'call',
    call: callId,
    local: run.local,
    remote: edgeOf(open, scenario),
    transport: scenario.call.transport,
    invite: composeInvite(scenario, run),
    media:
      codec && run.media.port > 0
        ? { ...run.media, codec: codecOf(project, scenario) ?? codec, tone: tones.caller }
        : null,
  })
  const keys = call.world.keys.join('')
  if (keys !== '' && (await waitFor(({ final }) => final !== undefined, 5))) {
    // The menu is there a moment after the answer.
    await waitFor(() => false, 0.3)
    if (observation.final?.kind === 'answered') actors.callers.send({ op: 'press', call: callId, keys })
  }
  await waitFor(seen => isSettled(seen, decision), patienceFor(decision))
  if (decision.outcome === 'voicemail') {
    await waitFor(({ legs }) => legs.length >= decision.offered.length, 8)
    await waitFor(() => false, secondsBeforeVoicemail(decision))
  }
  if (observation.endedBy === undefined) actors.callers.send({ op: 'hangup', call: callId })
  await waitFor(
    ({ endedBy, legs }) =>
      endedBy !== undefined && legs.every(({ audio, ended }) => !audio || ended !== undefined),
    3,
  )
}

/** The codec that the edge leaves the caller; what is sent in another one, nobody hears. */
function codecOf(project: Project, { call }: Scenario): 'PCMU' | 'PCMA' | undefined {
  const line: Line | undefined = project.lines.find(({ id }) => id === call.line)
  return call.offer.codecs.flatMap(name => line?.codecs.filter(codec => codec === name) ?? [])[0]
}

/** Refused, or heard by whoever answers; of what nobody answers, the end is all there is to see. */
function isSettled({ final, endedBy, legs }: Observation, { outcome }: Decision): boolean {
  if (final?.kind === 'refused' || endedBy !== undefined) return true
  if (!final) return false
  if (outcome === 'voicemail') return true
  return legs.some(({ audio, heard }) => audio && Object.keys(heard?.payloads ?? {}).length > 0)
}

/** Seconds between the answer, which a queue or a menu may have given, and voicemail. */
function secondsBeforeVoicemail({ offered, path }: Decision): number {
  const menu = path.includes('menu no-key') ? 20 : path.some(edge => edge.startsWith('menu ')) ? 2 : 0
  return menu + (offered.length > 0 ? 1.5 : 0.2)
}

/** Seconds. Silence is waited for only where the model says so. */
function patienceFor({ outcome, status, path }: Decision): number {
  if (outcome === 'rejected') return status === undefined ? 1.5 : 5
  return outcome === 'hangup' || path.includes('menu no-key') ? 30 : 12
}

/** Tells everybody who is called what to do, and waits until they know it: the calls come another way. */
async function scriptAll(open: OpenLab, runs: readonly ScenarioRun[]): Promise<void> {
  for (const run of runs) script(open, run)
  const told = { op: 'write', path: '/tmp/told', text: '', replace: false } as const
  const { talk, targets, agents } = open.lab.actors
  await Promise.all([talk, targets, agents].map(actor => actor.request(told, 'written')))
}

function script({ lab: { actors }, plan }: OpenLab, { scenario, number }: ScenarioRun): void {
  const { talk, agents, overflow } = scenario
  if (talk !== 200)
    actors.talk.send({ op: 'script', caller: number, callee: '*', behaviour: { status: talk } })
  if (overflow !== 200)
    actors.targets.send({ op: 'script', caller: number, callee: '*', behaviour: { status: overflow } })
  for (const [id, status] of agents) {
    const phone = plan.agents.get(id)
    if (phone && status !== 200)
      actors.agents.send({
        op: 'script',
        caller: number,
        callee: `${phone.ip}:${phone.port}`,
        behaviour: { status },
      })
  }
}

function edgeOf({ plan }: OpenLab, { call }: Scenario): Endpoint {
  const socket = plan.edge.find(({ transport }) => transport === call.transport) ?? plan.edge[0]
  return { ip: socket?.ip ?? '127.0.0.1', port: socket?.port ?? 5060 }
}

/** Reads the call records of every node; each record once. */
function createRecords({ lab }: OpenLab): {
  read: (wanted: readonly string[]) => Promise<Map<string, CallRecord>>
} {
  const known = new Map<string, CallRecord>()
  let lines = 0
  const readMore = async (): Promise<void> => {
    for (const { container } of lab.nodes) {
      const text = await container.exec([
        'sh',
        '-c',
        `tail -n +${lines + 1} /var/log/asterisk/calls.jsonl 2>/dev/null; true`,
      ])
      for (const line of text.split('\n').filter(Boolean)) {
        lines++
        const record = JSON.parse(line) as CallRecord
        known.set(record.call_id, record)
      }
    }
  }
  return {
    read: async wanted => {
      for (let tries = 0; tries < 10; tries++) {
        await readMore()
        if (wanted.every(id => known.has(id))) break
        await new Promise(resolve => setTimeout(resolve, 200))
      }
      return known
    },
  }
}
