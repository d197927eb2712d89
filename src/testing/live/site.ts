import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { type Engine, findEngine } from '../../engine/engine.js'
import { ensureImage } from '../../engine/images.js'
import { type Container, createContainers } from '../../lab/container.js'
import { renderTree } from '../../render/render.js'
import { writeTree } from '../../write/write-tree.js'
import { neutralEnvironment, sipinFile } from '../program.js'
import { projectOf } from '../project.js'
import { suites } from '../wire/ground.js'
import { startWire } from '../wire/start-wire.js'
import type { Wire } from '../wire/wire.js'

/** Machines with engines that have no tree yet, reached as users reach theirs. */
export interface LiveSite {
  readonly wire: Wire
  readonly edge: Container
  readonly nodes: ReadonlyMap<string, Container>
  readonly engine: Engine
  /** Writes the tree of a project and gives its folder. */
  readonly tree: (yaml: string) => string
  /** Runs `sipin` with the machines of the site. `killAfter`: it is killed when a line of that kind comes. */
  readonly sipin: (args: readonly string[], killAfter?: string) => Promise<LiveRun>
  readonly stop: () => Promise<void>
}

export interface LiveRun {
  readonly status: number | undefined
  readonly lines: readonly string[]
  readonly stderr: string
}

export interface LiveSiteSpec {
  readonly nodes: readonly string[]
  readonly addresses: readonly string[]
  readonly hosts: Readonly<Record<string, string>>
}

/** An engine starts when its files are there, as a unit of systemd that was enabled does. */
const edgeCommand = [
  'rm -rf /etc/kamailio; ln -sT /opt/sipin/current/kamailio /etc/kamailio',
  'until [ -e /etc/kamailio/kamailio.cfg ]; do sleep 0.1; done',
  'exec kamailio -DD -E -m 256 -M 32',
].join('\n')

const nodeCommand = (id: string): string =>
  [
    'rm -rf /etc/asterisk; ln -sT /opt/sipin/current/asterisk /etc/asterisk',
    `mkdir -p /etc/sipin; ln -sT /etc/asterisk/nodes/${id} /etc/sipin/node`,
    'until [ -e /etc/asterisk/asterisk.conf ]; do sleep 0.1; done',
    'exec asterisk -f -n',
  ].join('\n')

export async function startLiveSite({ nodes, addresses, hosts }: LiveSiteSpec): Promise<LiveSite> {
  const suite = suites[process.env['SIPIN_KAMAILIO'] ?? '6.1']
  if (!suite) throw new Error(`SIPIN_KAMAILIO is ${process.env['SIPIN_KAMAILIO']}`)
  const engine = await findEngine(process.env['SIPIN_ENGINE'])
  const folder = mkdtempSync(path.join(tmpdir(), 'sipin-live-'))
  const containers = createContainers(engine)
  const stop = async (): Promise<void> => {
    await containers.removeAll()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const lab = await ensureImage(engine, { folder: 'lab', suite: 'trixie' }, () => {})
    const { far, wire } = await startWire(containers, lab, path.join(folder, 'wire'))
    const lines = [...new Set(addresses)].map(address => `addr add ${address}/32 dev lo\n`)
    await wire.order({ op: 'write', path: '/tmp/addresses', text: lines.join('') })
    await wire.run('ip', '-batch', '/tmp/addresses')
    await wire.order({ op: 'names', hosts, silent: [] })
    const machine = (name: string, image: string, command: string): Promise<Container> =>
      containers.add({
        name,
        image,
        network: { of: far },
        stdin: 'watched',
        options: ['--user', 'root', '--cap-add', 'NET_ADMIN'],
        command: ['sh', '-c', command],
      })
    const edge = await machine(
      'edge',
      await ensureImage(engine, { folder: 'edge', suite }, () => {}),
      edgeCommand,
    )
    const image = await ensureImage(engine, { folder: 'node', suite: 'sid' }, () => {})
    const booted = await Promise.all(
      nodes.map(async id => [id, await machine(id, image, nodeCommand(id))] as const),
    )
    const reached = [['edge', edge], ...booted] as const
    const machines = reached.map(
      ([name, { name: at }]) => `  ${name}: {reach: ${engine.command} exec -i ${at}}\n`,
    )
    writeFileSync(path.join(folder, 'machines.yaml'), `machines:\n${machines.join('')}`)
    let trees = 0
    return {
      wire,
      edge,
      nodes: new Map(booted),
      engine,
      tree: yaml => {
        const tree = path.join(folder, `tree-${++trees}`)
        mkdirSync(tree)
        writeTree(path.join(tree, 'out'), renderTree(projectOf(yaml), new Map()))
        return path.join(tree, 'out')
      },
      sipin: (args, killAfter) => runSipin(folder, args, killAfter),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function runSipin(cwd: string, args: readonly string[], killAfter?: string): Promise<LiveRun> {
  const child = execa(process.execPath, [sipinFile, ...args], {
    cwd,
    env: { ...neutralEnvironment(), PATH: process.env['PATH'] ?? '' },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  })
  let said = ''
  child.stdout.on('data', bytes => {
    said += String(bytes)
    if (killAfter !== undefined && said.split('\n').some(line => line.startsWith(killAfter)))
      child.kill('SIGKILL')
  })
  const { exitCode, stdout, stderr } = await child
  return { status: exitCode, lines: stdout.split('\n').filter(Boolean), stderr }
}
