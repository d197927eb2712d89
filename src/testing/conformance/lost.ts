import type { Project } from '../../model/project.js'
import type { World } from '../../policy/call.js'
import { decide } from '../../policy/decide.js'
import type { Placed } from './place.js'

/**
 * A call as it may end when each packet for somebody, or from there, gets lost for four seconds: the edge then says 408
 * in the place of whoever was called. (At 20 % each way that is four pairs of packets: 0.36 to the fourth, 1.7 %.)
 */
export function asTimersMakeIt(project: Project, placed: Placed): Placed[] {
  const { call, run } = placed
  if (run.scenario.steps.length > 0) return []
  const worlds: Partial<World>[] = [
    { talk: 408 },
    { overflow: 408, targets: new Map() },
    { talk: 408, overflow: 408, targets: new Map() },
  ]
  return worlds.map(world => ({
    ...placed,
    decision: decide(project, { ...call, world: { ...call.world, ...world } }),
  }))
}
