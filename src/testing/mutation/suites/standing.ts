import { renderTree } from '../../../render/render.js'
import { type EdgeSpec, type EdgeUnderTest, edgeOn } from '../../wire/edge.js'
import { type Ground, openGround } from '../../wire/ground.js'
import { withTimes } from '../../wire/times.js'
import { type Kamailio, keeper, openKamailio } from '../kamailio.js'
import type { Mutant } from '../mutant.js'
import { scriptMutants } from '../script.js'

/** Edges whose containers stay, while one script after the other runs in them. */
export interface StandingEdges {
  /** As startEdge, with the script that `use` has said. */
  readonly start: (spec: EdgeSpec) => Promise<EdgeUnderTest>
  readonly use: (mutant: Mutant | undefined) => void
  readonly close: () => Promise<void>
}

/** What a mutant is in the script of one project; that project has no such rule when `text` is not there. */
interface Stand {
  readonly ground: Ground
  readonly kamailio: Kamailio
  readonly edge: Parameters<typeof edgeOn>[1]
  readonly log: string[]
  readonly original: string
  readonly mutants: ReadonlyMap<string, string>
}

/** The script does not start: whatever a test says of it then is about that. */
export const doesNotStart = 'does not start'

/** The project of a suite has no such rule, so the suite has nothing to say. */
export const noSuchRule = 'no such rule'

const file = 'kamailio/kamailio.cfg'

export function createStandingEdges(): StandingEdges {
  const stands = new Map<string, Promise<Stand>>()
  let mutant: Mutant | undefined
  return {
    use: next => {
      mutant = next
    },
    start: async ({ realNodes, ...spec }) => {
      if (realNodes) throw new Error('real nodes are no part of a standing edge')
      const key = JSON.stringify(spec)
      const stand = stands.get(key) ?? openStand(spec)
      stands.set(key, stand)
      const { ground, kamailio, edge, log, original, mutants } = await stand
      const script = mutant ? mutants.get(mutant.id) : original
      if (script === undefined) throw new Error(noSuchRule)
      const text = withTimes(script, spec.times ?? {})
      await kamailio.end()
      await ground.wire.reset()
      log.length = 0
      const trouble = await kamailio.start([{ file, text }])
      if (trouble !== undefined) throw new Error(`${doesNotStart}: ${trouble}`)
      return { ...edgeOn(ground, edge, log, kamailio.rpc), stop: () => kamailio.end() }
    },
    close: async () => {
      for (const stand of stands.values()) await (await stand).ground.close()
    },
  }
}

async function openStand(spec: EdgeSpec): Promise<Stand> {
  const ground = await openGround(spec)
  const log: string[] = []
  const edge = await ground.addEdge(keeper, line => log.push(line))
  const original = String(renderTree(ground.project, new Map()).find(({ path }) => path === file)?.content)
  return {
    ground,
    edge,
    log,
    original,
    kamailio: await openKamailio(ground.engine, edge),
    mutants: new Map(scriptMutants(file, original).map(({ id, text }) => [id, text])),
  }
}
