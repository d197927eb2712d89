import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import { type Engine, findEngine } from '../../engine/engine.js'
import { ensureImage, type Suite } from '../../engine/images.js'
import { type Container, type Containers, createContainers, until } from '../../lab/container.js'
import type { Project } from '../../model/project.js'
import { packageFile } from '../../package-file.js'
import { renderTree } from '../../render/render.js'
import { writeTree } from '../../write/write-tree.js'
import { projectOf } from '../project.js'
import { createWire, type Wire } from './wire.js'

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
  /** Dialogs that Kamailio holds. */
  readonly dialogs: () => Promise<number>
  /** Real nodes, when the test asked for them, by id. */
  readonly nodes: ReadonlyMap<string, Container>
  /** Boots a node that is not there, or no more. */
  readonly boot: (node: string) => Promise<void>
  readonly engine: Engine
  readonly stop: () => Promise<void>
}

export interface EdgeSpec {
  readonly yaml: string
  /** Addresses of everybody, the edge included. */
  readonly addresses: readonly string[]
  readonly hosts?: Readonly<Record<string, string>>
  readonly realNodes?: boolean
  /** Files of the edge's machine, by folder; made in the wire's container. */
  readonly prepare?: (wire: Wire) => Promise<readonly { readonly from: string; readonly to: string }[]>
}

const suites: Readonly<Record<string, Suite>> = { '5.6': 'bookworm', '6.0': 'trixie', '6.1': 'sid' }

/** SIPIN_KAMAILIO says which release: 5.6, 6.0 or 6.1. */
export async function startEdge({
  yaml,
  addresses,
  hosts = {},
  prepare,
  realNodes,
}: EdgeSpec): Promise<EdgeUnderTest> {
  const suite = suites[process.env['SIPIN_KAMAILIO'] ?? '6.1']
  if (!suite) throw new Error(`SIPIN_KAMAILIO is ${process.env['SIPIN_KAMAILIO']}`)
  const engine = await findEngine(process.env['SIPIN_ENGINE'])
  const images = {
    edge: await ensureImage(engine, { folder: 'edge', suite }, () => {}),
    lab: await ensureImage(engine, { folder: 'lab', suite: 'trixie' }, () => {}),
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'sipin-edge-'))
  const project = projectOf(yaml)
  writeTree(path.join(folder, 'tree'), renderTree(project, new Map()))
  await bundleWire(path.join(folder, 'wire/wire.mjs'))

  const containers = createContainers(engine)
  const stop = async (): Promise<void> => {
    await containers.removeAll()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const { onLine, speak } = createWire()
    const far = await containers.add({
      name: 'wire',
      image: images.lab,
      network: 'none',
      stdin: 'commands',
      command: ['node', '/opt/wire/wire.mjs'],
      options: [
        ...['--cap-add', 'NET_ADMIN', '--sysctl', 'net.ipv6.conf.all.disable_ipv6=0'],
        ...['--sysctl', 'net.ipv6.conf.lo.disable_ipv6=0'],
      ],
      copies: [{ from: path.join(folder, 'wire'), to: '/opt/wire' }],
      onLine,
    })
    const wire = speak(far)
    for (const address of addresses) {
      const v6 = address.includes(':')
      await wire.run(
        'ip',
        'addr',
        'add',
        `${address}/${v6 ? 128 : 32}`,
        'dev',
        'lo',
        ...(v6 ? ['nodad'] : []),
      )
    }
    await wire.order({ op: 'write', path: '/etc/resolv.conf', text: 'nameserver 127.0.0.1\n' })
    await wire.order({ op: 'names', hosts })
    const files = prepare ? await prepare(wire) : []
    const log: string[] = []
    const edge = await containers.add({
      name: 'edge',
      image: images.edge,
      network: { of: far },
      stdin: 'watched',
      command: ['kamailio', '-DD', '-E'],
      copies: [{ from: path.join(folder, 'tree/kamailio'), to: '/etc/kamailio' }, ...files],
      onLine: line => log.push(line),
    })
    let ended = false
    void edge.running.ended.then(() => {
      ended = true
    })
    await until('Kamailio', 20, async () => ended || edge.check(['kamcmd', 'core.uptime']))
    if (ended) throw new Error(`Kamailio does not start:\n${log.join('\n')}`)
    const nodes = new Map<string, Container>()
    const boot = async (id: string): Promise<void> => {
      nodes.set(id, await addNode(containers, engine, far, path.join(folder, 'tree/asterisk'), id))
    }
    for (const { id } of realNodes ? project.nodes : []) await boot(id)
    const rpc = (...command: string[]): Promise<string> => edge.exec(['kamcmd', ...command])
    return {
      wire,
      edge,
      project,
      log,
      rpc,
      refused: async reason =>
        counter(await rpc('stats.get_statistics', `sipin_refused_${reason.replaceAll('-', '_')}`)),
      dialogs: async () => {
        const stats = await rpc('dlg.stats_active')
        return Number(/all: (\d+)/.exec(stats)?.[1])
      },
      nodes,
      boot,
      engine,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** One of several nodes, with the clock of this machine. */
async function addNode(
  containers: Containers,
  engine: Engine,
  far: Container,
  tree: string,
  id: string,
): Promise<Container> {
  const node = await containers.add({
    name: `node-${id}`,
    image: await ensureImage(engine, { folder: 'node', suite: 'sid' }, () => {}),
    network: { of: far },
    stdin: 'watched',
    command: ['asterisk', '-f', '-n'],
    copies: [
      { from: tree, to: '/etc/asterisk' },
      { from: path.join(tree, 'nodes', id), to: '/etc/asterisk/node' },
    ],
  })
  const asked = 'until asterisk -rx "core waitfullybooted" >/dev/null 2>&1; do sleep 0.2; done'
  await until(`node ${id}`, 30, () => node.check(['timeout', '20', 'sh', '-c', asked]))
  return node
}

function counter(text: string): number {
  return Number(/= (\d+)/.exec(text)?.[1])
}

/** The wire's container has no packages beside the program. */
function bundleWire(outfile: string): Promise<unknown> {
  return build({
    absWorkingDir: packageFile('.'),
    entryPoints: ['src/testing/wire/main.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  })
}
