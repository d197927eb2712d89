import type { KamailioRelease } from '../../engine/kamailio.js'
import { asteriskCommand } from '../../lab/asterisk.js'
import { checkEdge } from '../../lab/boot-edge.js'
import { checkNode } from '../../lab/boot-node.js'
import { becomes } from '../../lab/container.js'
import { planLab } from '../../lab/plan.js'
import type { Project } from '../../model/project.js'
import { type Bench, bootTime } from './bench.js'
import { placeCall } from './call.js'
import { openFarEnds } from './far-ends.js'
import type { Started } from './standing.js'
import { presentAgents, type Wanted, wantedOf } from './wanted.js'

/** What came of booting a tree on every release that is asked for, and of one call to each of its lines. */
export interface Visited {
  readonly boots: number
  readonly calls: number
  readonly faults: readonly string[]
}

/** Boots a tree that lies in the bench's folder, reads it back, and calls each line. */
export async function visit(
  bench: Bench,
  project: Project,
  tree: string,
  releases: readonly KamailioRelease[],
): Promise<Visited> {
  const planned = planLab(project, [])
  const faults: string[] = []
  const wanted = (isChance(project) ? [] : project.lines).flatMap((line): Wanted[] => {
    const found = wantedOf(project, line, planned.edge, bootTime)
    if (!found) faults.push(`line ${line.id}: nobody whom it allows can reach the edge`)
    return found ? [found] : []
  })
  const sources = wanted.map(({ from }) => from.ip).filter(ip => !planned.own.includes(ip))
  const plan = { ...planned, others: [...new Set([...planned.others, ...sources])] }
  let boots = 0
  let calls = 0
  try {
    await bench.settle(project, plan)
    const nodes = await bench.startNodes(project, tree)
    for (const [id, node] of nodes) {
      boots++
      const seen = { id, container: node.container, log: await node.readLog() }
      faults.push(...(await checkNode(seen, project)).map(({ message }) => `Asterisk ${id}: ${message}`))
    }
    for (const release of releases) {
      boots++
      const edge = await bench.startEdge(release, project, plan, tree)
      const say = (message: string): void => void faults.push(`Kamailio ${release}: ${message}`)
      const check = async (): Promise<void> => {
        const log = (await edge.readLog()).filter(line => !isOfConnection(line))
        const seen = { container: edge.container, log }
        for (const { message } of await checkEdge(seen, project)) say(message)
      }
      if (!edge.up || [...nodes.values()].some(({ up }) => !up)) {
        await check()
        continue
      }
      const farEnds = await openFarEnds(bench, project, plan)
      if (!(await knowPhones(nodes, presentAgents(project))))
        say('the phones of agents are not known in time')
      const callers = new Map()
      for (const one of wanted) {
        calls++
        const heard = await placeCall(bench.wire, callers, farEnds, project, one).catch((error: unknown) => [
          String(error instanceof Error ? error.message : error)
            .split('\n')
            .join(' '),
        ])
        for (const fault of heard) say(`line ${one.line.id}: ${fault}`)
      }
      farEnds.close()
      await bench.wire.reset()
      // What the edge says of the calls counts too.
      await check()
    }
    return { boots, calls, faults }
  } finally {
    await bench.end()
  }
}

/** A node with IPv6 audio alone cannot speak to Talk, and which of several nodes takes a call is chance. */
function isChance({ nodes }: Project): boolean {
  return new Set(nodes.map(({ media }) => media?.includes(':') === true)).size > 1
}

/**
 * The far ends close their connections when they have heard enough, and come after an edge that listens on every address:
 * what is sent to one that is not there is refused in words. What becomes of calls is compared where they end.
 */
function isOfConnection(line: string): boolean {
  return /\btcp_|tcpconn_|Connection re(set|fused)|udp_send\(\).*Network is unreachable|stateless error reply used/.test(
    line,
  )
}

/** Has every node ask the phones of agents whether they are there, instead of when its timer says so. */
async function knowPhones(
  nodes: ReadonlyMap<string, Started>,
  agents: ReadonlySet<string>,
): Promise<boolean> {
  let known = true
  for (const { container } of nodes.values()) {
    const unknown = async (): Promise<string[]> => {
      const contacts = await container.exec(asteriskCommand('pjsip show contacts'))
      return [...agents].filter(id => !new RegExp(`agent-${id}/\\S+ +\\S+ +Avail`).test(contacts))
    }
    // A busy machine may lose an answer, and the timer asks again in its own time.
    known &&= await becomes(30, async () => {
      const missing = agents.size > 0 ? await unknown() : []
      for (const agent of missing) await container.exec(asteriskCommand(`pjsip qualify agent-${agent}`))
      return missing.length === 0
    })
  }
  return known
}
