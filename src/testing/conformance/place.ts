import type { RefusalLog } from '../../explain/log-line.js'
import { becomes } from '../../lab/container.js'
import { type CallRecord, parseRecord } from '../../lab/records.js'
import type { OpenLab } from '../../lab/rehearse.js'
import { createRun, type ScenarioRun } from '../../lab/scenario-run.js'
import { takeTurns } from '../../lab/side-by-side.js'
import { formatInstant } from '../../model/format-instant.js'
import type { Line, Project } from '../../model/project.js'
import type { Call, Decision, World } from '../../policy/call.js'
import { talkRing } from '../../policy/call-plan.js'
import { callerNumber } from '../../policy/caller-number.js'
import { decide } from '../../policy/decide.js'
import { followRefers } from '../../policy/follow-refers.js'
import { indexLines } from '../../policy/line-index.js'
import { scenarioCall } from '../../scenarios/as-call.js'
import type { ReferStep, Scenario } from '../../scenarios/scenario.js'
import { crowdOf } from './crowd.js'
import { cutReason, cutsIn } from './cut.js'
import { createDoor } from './door.js'
import { createPace } from './pace.js'
import { agentWhoAnswered, hangUp, play, targetAddress } from './play.js'

/** What the model said of a call, and what was seen of it. */
export interface Placed {
  readonly scenario: Scenario
  readonly call: Call
  readonly decision: Decision
  readonly run: ScenarioRun
  /** REFERs whose status was another one. */
  readonly faults: readonly string[]
  /** Why the edge cut a call whose answer in ACK it does not take; undefined: it did not. */
  readonly cut: string | undefined
  /** undefined: the call left no record, as it must when the edge has refused it. */
  readonly record: CallRecord | undefined
}

/** A call that is over, before records and logs are read. */
type Done = Omit<Placed, 'record' | 'cut'>

/** As many calls are up at once; more of them only wait for the machine. */
const atOnce = 64

/** As many begin at once; with more, a busy machine answers the edge's probes of its nodes too late. */
const begunAtOnce = 6

/** A call that is to come. */
interface Prepared {
  readonly scenario: Scenario
  readonly run: ScenarioRun
  readonly line: Line | undefined
  readonly call: Call
  readonly refers: readonly ReferStep[]
  /** About how long it lasts. */
  readonly seconds: number
}

/** Places the calls of one instant after another; those of one instant side by side, the longest first. */
export async function placeAll(
  project: Project,
  open: OpenLab,
  scenarios: readonly Scenario[],
  tell: (text: string) => void,
  losing = false,
): Promise<Placed[]> {
  // What is sent again is sent for 32 s (RFC 3261 timers B, F and H).
  const more = losing ? 34 : 0
  const running = new Set<ScenarioRun>()
  open.watch((role, event) => {
    for (const run of running) run.take(role, event)
  })
  const records = createRecords(open)
  const idleSince = new Map<string, number>()
  const pace = createPace()
  const door = createDoor(begunAtOnce)
  const placed: Placed[] = []
  let index = 0
  for (const [at, group] of byInstant(scenarios)) {
    await open.lab.setClock(at)
    const begin = performance.now()
    const elapsed = (): number => performance.now() - begin
    const prepared = group.map(scenario => prepare(project, scenario, at, index++))
    const done: Done[] = []
    /** Calls that are left up, by line, so that the line has as many as it may. */
    const held = new Map<string, ScenarioRun[]>()
    const release = async (line: string): Promise<void> => {
      const runs = held.get(line) ?? []
      held.delete(line)
      await Promise.all(runs.map(run => hangUp(open, run, more)))
      for (const run of runs) running.delete(run)
    }
    await takeTurns(longestFirst(prepared), atOnce, statesOf, async one => {
      const { scenario, run, line, call, refers } = one
      running.add(run)
      const companions = line ? crowdOf(project, line, call) : []
      const crowd = companions.map(companion => createRun({ ...scenario, ...companion }, index++))
      for (const companion of crowd) running.add(companion)
      const leave = await door.enter()
      const moment = await pace.turn(line)
      const begun = at + elapsed()
      const world = {
        ...call.world,
        idleSince: new Map(idleSince),
        callsUp: (line && held.get(line.id)?.length) ?? 0,
      }
      const verdictOf = (own: Pick<World, 'callsThisSecond' | 'waiting'>) => {
        const asked = { ...call, at: begun, world: { ...world, ...own } }
        const first = decide(project, asked)
        return {
          asked,
          first,
          ...followRefers(project, asked, refers, first, (to, from) =>
            targetAddress(project, open, from, to),
          ),
        }
      }
      let waiting = crowd.length
      let verdict = verdictOf({ callsThisSecond: moment.calls, waiting })
      const onFinal = (decision: Decision): void => {
        waiting = crowd.filter(isUp).length
        moment.through(decision)
        leave()
      }
      const faults = await play(open, project, run, {
        ...verdict,
        ...{ refers, crowd, onFinal },
        more,
      })
      // On a slow machine the first of the crowd may have gone before the last has come.
      if (waiting !== crowd.length) verdict = verdictOf({ callsThisSecond: moment.calls, waiting })
      // The second was over before the call was through: if it was let in, it came in the next one.
      const refused = run.observation.final?.kind === 'refused' && run.observation.final.reason === 'rate'
      if (!moment.isSure() && verdict.decision.reason === 'rate' && !refused)
        verdict = verdictOf({ callsThisSecond: 0, waiting })
      const { asked, decision } = verdict
      if (line && mayBeHeld(line, decision, refers, run))
        held.set(line.id, [...(held.get(line.id) ?? []), run])
      else {
        await hangUp(open, run, more)
        running.delete(run)
      }
      await Promise.all(crowd.map(companion => hangUp(open, companion)))
      for (const companion of crowd) running.delete(companion)
      if (line && decision.reason === 'busy') await release(line.id)
      const agent = agentWhoAnswered(open, run)
      if (agent !== undefined) idleSince.set(agent, at + elapsed())
      done.push({ scenario, call: asked, decision, run, faults })
    })
    await Promise.all([...held.keys()].map(release))
    const found = await records.read(done.filter(reachedNode).map(({ run }) => run.callId))
    const cuts = await becomesCut(open, done.filter(mayBeCut(found)))
    tell(`${done.length} calls at ${formatInstant(at, 'UTC')} in ${(elapsed() / 1000).toFixed(1)} s`)
    placed.push(
      ...done.map(one => ({
        ...one,
        record: found.get(one.run.callId),
        cut: cutReason(cuts, one.run),
      })),
    )
  }
  return placed
}

function prepare(project: Project, scenario: Scenario, at: number, index: number): Prepared {
  const asked = scenarioCall(scenario, at)
  const line = indexLines(project).lineOf(asked.uri)
  const shown = line && callerNumber(asked, line.callerId).number
  // Zendesk is told how to treat whom by the number.
  const zendesk = asked.world.zendesk || shown === undefined
  const call = { ...asked, world: { ...asked.world, zendesk } }
  const run = createRun({ ...scenario, expect: { ...scenario.expect, caller: shown ?? 'anonymous' } }, index)
  const refers = scenario.steps.filter(step => step.kind === 'refer')
  const { decision } = followRefers(project, call, refers, decide(project, call))
  return { scenario, run, line, call, refers, seconds: secondsOf(line, call, decision) }
}

/** Calls that meet in a phone, in a limit or in the number that their legs show take turns. */
function statesOf({ scenario, line, run }: Prepared): string[] {
  const shared = line && (line.answer?.kind === 'agents' || line.limits.calls !== undefined)
  // A leg is taken for a call's when it shows the number that the call does, or the one that it was placed with.
  return [`caller ${run.number}`, `caller ${scenario.call.caller}`, ...(shared ? [`line ${line.id}`] : [])]
}

/** Whoever only rings is waited for. */
function secondsOf(line: Line | undefined, { world }: Call, { path, offered, outcome }: Decision): number {
  const talk = path.includes('talk talk-failed') && world.talk === 0 ? talkRing : 0
  const menu = path.includes('menu no-key') ? 16 : 0
  const targets = path.filter(edge => /^(target|key)-\S+ (unanswered|missed)$/.test(edge)).length
  const offer = line?.answer?.kind === 'agents' ? line.answer.offerTime : 0
  const agents = offered.filter(id => world.agents.get(id) === 0).length * offer
  return talk + menu + agents + (world.overflow === 0 ? targets * 10 : 0) + (outcome === 'voicemail' ? 2 : 0)
}

function longestFirst(prepared: readonly Prepared[]): Prepared[] {
  return [...prepared].sort((a, b) => b.seconds - a.seconds)
}

/** A call that somebody has answered is left up until the line has as many as it may. */
function mayBeHeld(
  { limits }: Line,
  { outcome }: Decision,
  refers: readonly ReferStep[],
  { number, observation }: ScenarioRun,
): boolean {
  // Without a number its legs would be taken for those of others.
  if (limits.calls === undefined || number === 'anonymous') return false
  if (refers.length > 0 || observation.endedBy !== undefined) return false
  return outcome === 'talk' || outcome === 'overflow'
}

function reachedNode({ run: { observation } }: Done): boolean {
  const { final } = observation
  return final !== undefined && !(final.kind === 'refused' && final.reason !== undefined)
}

/** Answered, and still there. */
function isUp({ observation: { final, endedBy } }: ScenarioRun): boolean {
  return final?.kind === 'answered' && endedBy === undefined
}

/** The model says why it ended, and its record does not: the edge's log may. */
function mayBeCut(found: ReadonlyMap<string, CallRecord>): (done: Done) => boolean {
  return ({ decision: { reason }, run }) =>
    reason !== undefined &&
    run.observation.final?.kind === 'answered' &&
    found.get(run.callId)?.reason !== reason
}

/** What the edge cut; its log comes by a pipe, so the lines of these calls are waited for. */
async function becomesCut({ lab }: OpenLab, done: readonly Done[]): Promise<RefusalLog[]> {
  let cuts = cutsIn(lab.edge.log)
  await becomes(3, async () => {
    cuts = cutsIn(lab.edge.log)
    return done.every(({ run }) => cutReason(cuts, run) !== undefined)
  })
  return cuts
}

function byInstant(scenarios: readonly Scenario[]): [number, Scenario[]][] {
  const groups = new Map<number, Scenario[]>()
  for (const scenario of scenarios) {
    const at = scenario.call.at?.value ?? 0
    groups.set(at, [...(groups.get(at) ?? []), scenario])
  }
  return [...groups].sort(([a], [b]) => a - b)
}

/** Reads the call records of every node; each record once. */
function createRecords({ lab }: OpenLab): {
  read: (wanted: readonly string[]) => Promise<Map<string, CallRecord>>
} {
  const known = new Map<string, CallRecord>()
  let lines = 0
  const readMore = async (): Promise<void> => {
    for (const { container } of lab.nodes) {
      const command = `tail -n +${lines + 1} /var/log/asterisk/calls.jsonl 2>/dev/null; echo end`
      const text = await container.exec(['sh', '-c', command])
      // The last line is the word, with what is still being written before it.
      for (const line of text.split('\n').slice(0, -1)) {
        lines++
        const record = parseRecord(line)
        if (record) known.set(record.call_id, record)
      }
    }
  }
  return {
    read: async wanted => {
      await becomes(20, async () => {
        await readMore()
        return wanted.every(id => known.has(id))
      })
      return known
    },
  }
}
