import type { Engine } from '../../engine/engine.js'
import { edgeStart } from '../../lab/boot-edge.js'
import { type Container, until } from '../../lab/container.js'
import type { Project } from '../../model/project.js'
import { createClock } from './edge-clock.js'
import { type Ground, type GroundSpec, openGround } from './ground.js'
import type { Wire } from './wire.js'

/** A Kamailio that runs the generated tree, unmodified, among far ends of the test's own. */
export interface EdgeUnderTest {
  readonly wire: Wire
  readonly edge: Container
  readonly project: Project
  /** Everything Kamailio said, line by line. */
  readonly log: readonly string[]
  readonly rpc: (...command: string[]) => Promise<string>
  /** The counter of a reason, as RPC gives it. */
  readonly refused: (reason: string) => Promise<number>
  /** How many calls from outside were let in. */
  readonly accepted: () => Promise<number>
  /** Calls from outside that the edge counts as up, of all lines. */
  readonly callsUp: () => Promise<number>
  /** Whether the edge knows a call under this Call-ID as one that has not ended. */
  readonly isUp: (callId: string) => Promise<boolean>
  /** Real nodes, when the test asked for them, by id. */
  readonly nodes: ReadonlyMap<string, Container>
  /** Boots a node that is not there, or no more. */
  readonly boot: (node: string) => Promise<void>
  readonly engine: Engine
  /** The edge's clock goes on by so many seconds at once, when the test has it in its hands. */
  readonly pass: (seconds: number) => Promise<void>
  readonly stop: () => Promise<void>
}

export interface EdgeSpec extends GroundSpec {
  readonly realNodes?: boolean
}

let start = bootEdge

export function startEdge(spec: EdgeSpec): Promise<EdgeUnderTest> {
  return start(spec)
}

/** From here on edges are started in another way: the mutation run keeps their containers. */
export function startEdgesBy(own: typeof bootEdge): void {
  start = own
}

async function bootEdge(spec: EdgeSpec): Promise<EdgeUnderTest> {
  const ground = await openGround(spec)
  try {
    const log: string[] = []
    const edge = await ground.addEdge(edgeStart(ground.project), line => log.push(line))
    let ended = false
    void edge.running.ended.then(() => {
      ended = true
    })
    await until('Kamailio', 60, async () => ended || edge.check(['kamcmd', 'core.uptime']))
    if (ended) throw new Error(`Kamailio does not start:\n${log.join('\n')}`)
    const under = edgeOn(ground, edge, log, (...command) => edge.exec(['kamcmd', ...command]))
    for (const { id } of spec.realNodes ? ground.project.nodes : []) await under.boot(id)
    return under
  } catch (error) {
    await ground.close()
    throw error
  }
}

/** What a test gets of an edge that runs. */
export function edgeOn(
  { wire, project, engine, addNode, close }: Ground,
  edge: Container,
  log: readonly string[],
  rpc: EdgeUnderTest['rpc'],
): EdgeUnderTest {
  const nodes = new Map<string, Container>()
  return {
    wire,
    edge,
    project,
    log,
    rpc,
    refused: async reason =>
      counter(await rpc('stats.get_statistics', `sipin_refused_${reason.replaceAll('-', '_')}`)),
    accepted: async () => counter(await rpc('stats.get_statistics', 'sipin_accepted')),
    callsUp: async () => {
      const counts = (await rpc('htable.dump', 'up')).matchAll(/value: (-?\d+)/g)
      return [...counts].reduce((sum, [, count]) => sum + Number(count), 0)
    },
    isUp: async callId => {
      const rows = (await rpc('htable.dump', 'calls')).matchAll(/name: .*?\|(.*)\n\s*value: (.*)\|/g)
      return [...rows].some(([, name, value]) => name === callId && value?.endsWith(' live') === true)
    },
    nodes,
    boot: async id => void nodes.set(id, await addNode(id)),
    engine,
    pass: createClock(engine, edge),
    stop: close,
  }
}

function counter(text: string): number {
  return Number(/= (\d+)/.exec(text)?.[1])
}
