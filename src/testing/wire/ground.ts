import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Engine, findEngine } from '../../engine/engine.js'
import { ensureImage, type Suite } from '../../engine/images.js'
import { withNodeLink } from '../../lab/asterisk.js'
import { withCertificates } from '../../lab/certificates.js'
import { type Container, createContainers, until } from '../../lab/container.js'
import type { Project } from '../../model/project.js'
import { renderTree } from '../../render/render.js'
import { writeTree } from '../../write/write-tree.js'
import { projectOf } from '../project.js'
import { clockEnvironment, clockFolder, prepareClock } from './edge-clock.js'
import { startWire } from './start-wire.js'
import { type Times, withTimes } from './times.js'
import type { Wire } from './wire.js'

/** A network namespace with everybody's addresses and names, where an edge and nodes may be put. */
export interface Ground {
  readonly engine: Engine
  readonly project: Project
  readonly wire: Wire
  readonly addEdge: (command: readonly string[], onLine: (line: string) => void) => Promise<Container>
  /** Boots a real node, with the clock of this machine. */
  readonly addNode: (id: string) => Promise<Container>
  readonly close: () => Promise<void>
}

export interface GroundSpec {
  readonly yaml: string
  /** Addresses of everybody, the edge included. */
  readonly addresses: readonly string[]
  readonly hosts?: Readonly<Record<string, string>>
  readonly times?: Times
  /** Domains whose name server says nothing. */
  readonly silent?: readonly string[]
  /** The edge's clock is in the hands of the test. */
  readonly clock?: boolean
}

export const suites: Readonly<Record<string, Suite>> = { '5.6': 'bookworm', '6.0': 'trixie', '6.1': 'sid' }

/** SIPIN_KAMAILIO says which release the edge will be: 5.6, 6.0 or 6.1. */
export async function openGround(spec: GroundSpec): Promise<Ground> {
  const { yaml, addresses, hosts = {}, times = {}, silent = [], clock = false } = spec
  const suite = suites[process.env['SIPIN_KAMAILIO'] ?? '6.1']
  if (!suite) throw new Error(`SIPIN_KAMAILIO is ${process.env['SIPIN_KAMAILIO']}`)
  const engine = await findEngine(process.env['SIPIN_ENGINE'])
  const images = {
    edge: await ensureImage(engine, { folder: 'edge', suite }, () => {}),
    lab: await ensureImage(engine, { folder: 'lab', suite: 'trixie' }, () => {}),
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'sipin-edge-'))
  const tree = path.join(folder, 'tree')
  const project = projectOf(yaml)
  const files = renderTree(project, new Map()).map(file =>
    file.path === 'kamailio/kamailio.cfg'
      ? { ...file, content: withTimes(String(file.content), times) }
      : file,
  )
  writeTree(tree, files)

  if (clock) await prepareClock(engine, path.join(folder, 'clock'))
  const containers = createContainers(engine)
  const close = async (): Promise<void> => {
    await containers.removeAll()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const { far, wire } = await startWire(containers, images.lab, path.join(folder, 'wire'))
    await addAddresses(wire, addresses)
    await wire.order({ op: 'names', hosts, silent })
    return {
      engine,
      project,
      wire,
      close,
      addEdge: (command, onLine) =>
        withCertificates(engine, far, project, files =>
          containers.add({
            name: 'edge',
            image: images.edge,
            network: { of: far },
            stdin: 'watched',
            command: clock ? [...clockEnvironment, ...command] : command,
            copies: [
              { from: `${tree}/kamailio`, to: '/etc/kamailio' },
              ...(clock ? [{ from: path.join(folder, 'clock'), to: clockFolder }] : []),
              ...(files.edge ? [{ from: files.edge, to: '/' }] : []),
            ],
            onLine,
          }),
        ),
      addNode: async id => {
        const image = await ensureImage(engine, { folder: 'node', suite: 'sid' }, () => {})
        const node = await withNodeLink(id, project, link =>
          containers.add({
            name: `node-${id}`,
            image,
            network: { of: far },
            stdin: 'watched',
            command: ['asterisk', '-f', '-n'],
            copies: [{ from: `${tree}/asterisk`, to: '/etc/asterisk' }, ...link],
          }),
        )
        const asked = 'until asterisk -rx "core waitfullybooted" >/dev/null 2>&1; do sleep 0.2; done'
        await until(`node ${id}`, 30, () => node.check(['timeout', '20', 'sh', '-c', asked]))
        return node
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function addAddresses(wire: Wire, addresses: readonly string[]): Promise<void> {
  const lines = [...new Set(addresses)].map(address =>
    address.includes(':') ? `addr add ${address}/128 dev lo nodad` : `addr add ${address}/32 dev lo`,
  )
  await wire.order({ op: 'write', path: '/tmp/addresses', text: `${lines.join('\n')}\n` })
  await wire.run('ip', '-batch', '/tmp/addresses')
}
