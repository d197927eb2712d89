import { renderTree } from '../../../render/render.js'
import { type EdgeSpec, type EdgeUnderTest, edgeOn } from '../../wire/edge.js'
import { clockEnvironment, createClock } from '../../wire/edge-clock.js'
import { type Ground, openGround } from '../../wire/ground.js'
import { type Times, withTimes } from '../../wire/times.js'
import { doesNotStart, noSuchRule } from '../judges/suites.js'
import { type ChangedFile, type Kamailio, keeper, openKamailio } from '../kamailio.js'
import type { Mutant } from '../mutant.js'
import { mutantsOf } from '../mutants.js'

/** Edges whose containers stay, while one script after the other runs in them. */
export interface StandingEdges {
  /** As startEdge, with the script that `use` has said. */
  readonly start: (spec: EdgeSpec) => Promise<EdgeUnderTest>
  readonly use: (mutant: Mutant | undefined) => void
  readonly close: () => Promise<void>
}

/** What mutants are in the tree of one project. */
interface Stand {
  readonly ground: Ground
  readonly kamailio: Kamailio
  readonly edge: Parameters<typeof edgeOn>[1]
  readonly log: string[]
  /** The files of its tree. */
  readonly originals: ReadonlyMap<string, string>
  readonly mutants: (file: string) => ReadonlyMap<string, string>
  /** The file beside the script that is another now. */
  changed: string | undefined
}

const scriptName = 'kamailio/kamailio.cfg'

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
      const own = await stand
      const { ground, kamailio, edge, log } = own
      const files = filesWith(own, mutant, spec.times ?? {})
      await kamailio.end()
      await ground.wire.reset()
      log.length = 0
      if (spec.clock) await createClock(ground.engine, edge)(0)
      const trouble = await kamailio.start(files)
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
  const originals = new Map(
    renderTree(ground.project, new Map()).map(({ path, content }) => [path, String(content)]),
  )
  const known = new Map<string, ReadonlyMap<string, string>>()
  return {
    ground,
    edge,
    log,
    originals,
    kamailio: await openKamailio(ground.engine, edge, ground.project, spec.clock ? clockEnvironment : []),
    mutants: file => {
      const made =
        known.get(file) ??
        new Map(mutantsOf(file, originals.get(file) ?? '').map(({ id, text }) => [id, text]))
      known.set(file, made)
      return made
    },
    changed: undefined,
  }
}

/** The script, and what else is another than before. */
function filesWith(stand: Stand, mutant: Mutant | undefined, times: Times): ChangedFile[] {
  const { originals, mutants, changed } = stand
  const spoilt = mutant && mutants(mutant.file).get(mutant.id)
  if (mutant && spoilt === undefined) throw new Error(noSuchRule)
  const script = mutant?.file === scriptName ? (spoilt ?? '') : (originals.get(scriptName) ?? '')
  const restored = changed === undefined ? [] : [{ file: changed, text: originals.get(changed) ?? '' }]
  stand.changed = mutant && mutant.file !== scriptName ? mutant.file : undefined
  const other = stand.changed === undefined ? [] : [{ file: stand.changed, text: spoilt ?? '' }]
  return [...restored, ...other, { file: scriptName, text: withTimes(script, times) }]
}
