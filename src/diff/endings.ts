import { formatDestination } from '../model/destination.js'
import type { Interval } from '../model/intervals.js'
import type { Line } from '../model/project.js'
import { formatSipUri } from '../model/sip-uri.js'
import { quietWorld, type World } from '../policy/call.js'
import { exitsOf, type PlanStep } from '../policy/call-plan.js'
import { planOf } from '../policy/plan-of.js'
import { ringAgents } from '../policy/ring-agents.js'
import type { Times } from '../policy/time-sets.js'
import { join, meet, whole, without } from '../policy/time-sets.js'
import { lineTimes, openTimes } from '../policy/timeline.js'

/** A state of everybody who is called, in which it is asked how calls of a line end. */
export interface Situation {
  readonly name: string
  readonly worldOf: (line: Line) => World
}

/** Everybody answers; nobody does but overflow; and each key that the menu of some line has. */
export function situationsOf(lines: readonly Line[]): Situation[] {
  const keys = new Set(lines.flatMap(({ menu }) => menu?.keys.map(({ key }) => key) ?? []))
  return [
    { name: 'a call', worldOf: () => quietWorld },
    { name: 'a call that nobody answers', worldOf: unanswered },
    ...Array.from(keys, key => ({
      name: `a call whose caller presses ${key}`,
      worldOf: () => ({ ...quietWorld, keys: [key] }),
    })),
  ]
}

function unanswered({ answer }: Line): World {
  const agents = answer?.kind === 'agents' ? answer.agents : []
  return { ...quietWorld, talk: 486, agents: new Map(agents.map(({ value }) => [value.id, 603] as const)) }
}

/** How calls end in a situation, in words, each with all the instants of the period at which they end so. */
export function endingsOf(
  line: Line,
  situation: Situation,
  period: Interval<number>,
): ReadonlyMap<string, Times> {
  const { start, steps } = planOf(line)
  const world = situation.worldOf(line)
  const endings = new Map<string, Times>()
  const visit = (id: string, times: Times): void => {
    if (times.length === 0) return
    const step = steps.get(id) as PlanStep
    const go = (on: string, then: Times): void => {
      const exit = exitsOf(step).find(way => way.on === on)
      if (exit) visit(exit.to, then)
    }
    const ending = endingOf(step, world)
    if (ending.kept !== undefined) {
      const known = endings.get(ending.kept)
      endings.set(ending.kept, known ? join(known, times) : times)
    } else if (ending.on !== undefined) {
      go(ending.on, times)
    } else {
      const open = step.kind === 'during' ? openTimes(step.during, period) : lineTimes(line, period)
      go('open', meet(times, open))
      go('closed', without(times, open))
    }
  }
  visit(start, whole(period))
  return endings
}

/** Where a step keeps the call, which exit it takes, or neither when that hangs on the time. */
function endingOf(step: PlanStep, world: World): { readonly kept?: string; readonly on?: string } {
  switch (step.kind) {
    case 'hours':
    case 'during':
      return {}
    case 'menu': {
      const [key] = world.keys
      return { on: key !== undefined && step.keys.has(key) ? key : 'no-key' }
    }
    case 'talk':
      return world.talk === 200 ? { kept: `talk ${formatSipUri(step.uri)}` } : { on: 'talk-failed' }
    case 'agents': {
      const { agent, reason } = ringAgents(step.answer, world)
      if (agent === undefined) return { on: reason ?? 'declined' }
      return {
        kept: `agents ${step.answer.agents.map(({ value }) => formatSipUri(value.uri.value)).join(', ')}`,
      }
    }
    case 'target':
      return { kept: `overflow ${formatDestination(step.to)}` }
    case 'voicemail':
      return { kept: 'voicemail' }
    case 'nobody':
      return { kept: 'hangup' }
  }
}
