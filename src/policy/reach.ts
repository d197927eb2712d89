import { formatDestination } from '../model/destination.js'
import type { Interval } from '../model/intervals.js'
import type { Line, Project } from '../model/project.js'
import { type Call, quietWorld, type World } from './call.js'
import { type CallPlan, exitsOf, type PlanStep } from './call-plan.js'
import { goodCall } from './good-call.js'
import { type Moments, sortMoments } from './moments.js'
import { planOf } from './plan-of.js'
import { ringAgents } from './ring-agents.js'
import type { Times } from './time-sets.js'
import { lineTimes, openTimes } from './timeline.js'

/** How calls can come through one exit of a call plan, or end in one of its steps. */
export interface Way {
  /** `hours closed`, or `talk` for the step that keeps the call; as in a decision's path. */
  readonly edge: string
  /** Every instant of the period at which some call can. */
  readonly times: Times
  /** What else must hold for a call to do so at the first of these instants. */
  readonly world: World
}

/**
 * Every exit and every end of a line's call plan that some call of the period can come to, in the order of the plan.
 * Cached for one line: one rule after the other asks about it.
 */
export function waysThrough(line: Line, period: Interval<number>): ReadonlyMap<string, Way> {
  if (last?.line !== line || last.period !== period) last = { line, period, ways: findWays(line, period) }
  return last.ways
}

let last: { line: Line; period: Interval<number>; ways: ReadonlyMap<string, Way> } | undefined

function findWays(line: Line, period: Interval<number>): ReadonlyMap<string, Way> {
  const plan = planOf(line)
  const sets = new Map<string, number>()
  const moments = sortMoments(
    period,
    [...plan.steps].flatMap(([id, step]) => {
      const times = timesOfStep(step, line, period)
      if (times) sets.set(id, sets.size)
      return times ? [times] : []
    }),
  )
  const found = new Map<string, { readonly kinds: readonly number[]; readonly world: World }>()
  const arrivals = new Map<string, Set<number>>()
  const visit = (id: string, kinds: readonly number[], world: World): void => {
    const before = arrivals.get(id) ?? new Set()
    // Whatever can follow at these times has been followed already.
    if (kinds.every(kind => before.has(kind))) return
    arrivals.set(id, before)
    for (const kind of kinds) before.add(kind)
    const step = plan.steps.get(id) as PlanStep
    const set = sets.get(id) ?? -1
    for (const turn of turnsOf(step, world)) {
      const then =
        turn.open === undefined ? kinds : kinds.filter(kind => moments.liesIn(kind, set) === turn.open)
      if (then.length === 0) continue
      const edge = turn.on === undefined ? id : `${id} ${turn.on}`
      const known = found.get(edge)
      found.set(edge, {
        kinds: known ? [...new Set([...known.kinds, ...then])] : then,
        world: known && moments.firstOf(known.kinds) <= moments.firstOf(then) ? known.world : turn.world,
      })
      const exit = exitsOf(step).find(({ on }) => on === turn.on)
      if (exit) visit(exit.to, then, turn.world)
    }
  }
  visit(plan.start, moments.kinds, quietWorld)
  return new Map(Array.from(found, ([edge, { kinds, world }]) => [edge, wayOf(edge, kinds, world, moments)]))
}

/** Computed on demand: few callers need all instants. */
function wayOf(edge: string, kinds: readonly number[], world: World, moments: Moments): Way {
  let known: Times | undefined
  return {
    edge,
    world,
    get times() {
      known ??= moments.timesOf(kinds)
      return known
    },
  }
}

/** The instants at which a step takes one exit and not the other. */
function timesOfStep(step: PlanStep, line: Line, period: Interval<number>): Times | undefined {
  if (step.kind === 'hours') return lineTimes(line, period)
  return step.kind === 'during' ? openTimes(step.during, period) : undefined
}

/** Every exit and end that a plan has, whether a call can come to it or not. */
export function edgesOf({ steps }: CallPlan): string[] {
  return [...steps].flatMap(([id, step]) => [
    ...(['hours', 'during', 'menu'].includes(step.kind) ? [] : [id]),
    ...exitsOf(step).map(({ on }) => `${id} ${on}`),
  ])
}

/** A call that takes this way, at the first instant it can. */
export function witnessOf(project: Project, line: Line, { times, world }: Way): Call {
  return { ...goodCall(project, line, times[0] as number), world }
}

/** One thing that a step can do with a call, and what must hold for it to. */
interface Turn {
  /** The exit; undefined: the step keeps the call. */
  readonly on: string | undefined
  readonly world: World
  /** Only while the step's hours are open, or closed; undefined: at any time. */
  readonly open?: boolean
}

function turnsOf(step: PlanStep, world: World): Turn[] {
  switch (step.kind) {
    case 'hours':
    case 'during':
      return [
        { on: 'open', world, open: true },
        { on: 'closed', world, open: false },
      ]
    case 'menu':
      return [
        ...Array.from(step.keys, ([key]) => ({ on: key, world: { ...world, keys: [key] } })),
        { on: 'no-key', world },
      ]
    case 'talk':
      return [
        { on: undefined, world },
        { on: 'talk-failed', world: { ...world, talk: 486 } },
      ]
    case 'agents':
      return agentTurns(step.answer, world)
    case 'target': {
      const to = formatDestination(step.to)
      const doing = (status: number): World => ({
        ...world,
        targets: new Map([...world.targets, [to, status]]),
      })
      // Behind a key and in overflow the same target does the same.
      const states = world.targets.has(to) ? [world.targets.get(to) as number] : [200, 486, 0]
      return dedupe(
        states.map(status => ({
          on: targetExit(step, status),
          world: status === 200 ? world : doing(status),
        })),
      )
    }
    case 'voicemail':
    case 'nobody':
      return [{ on: undefined, world }]
  }
}

function targetExit({ role }: Extract<PlanStep, { kind: 'target' }>, status: number): string | undefined {
  if (status === 200) return undefined
  if (role === 'overflow') return 'unanswered'
  return status === 0 ? 'missed' : 'declined'
}

/** One example of each way in which agents may fail to answer. */
function agentTurns(answer: Extract<PlanStep, { kind: 'agents' }>['answer'], world: World): Turn[] {
  const all = (state: number | 'unreachable'): World => ({
    ...world,
    agents: new Map(answer.agents.map(({ value }) => [value.id, state])),
  })
  const full = { ...world, waiting: answer.maxQueue + answer.agents.length }
  // With a second agent who declines, those who only ring are through before the wait is over.
  const mixed = {
    ...world,
    agents: new Map(answer.agents.map(({ value }, index) => [value.id, index === 0 ? 0 : 603] as const)),
  }
  // Causes that a scenario can express come first: they become the example for what follows.
  const worlds = [world, all(603), mixed, all(0), all('unreachable'), full]
  return dedupe(worlds.map(tried => ({ on: ringAgents(answer, tried).reason, world: tried })))
}

function dedupe(turns: readonly Turn[]): Turn[] {
  return turns.filter((turn, index) => turns.findIndex(({ on }) => on === turn.on) === index)
}
