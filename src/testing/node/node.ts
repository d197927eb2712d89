import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findEngine } from '../../engine/engine.js'
import { ensureImage } from '../../engine/images.js'
import { asteriskCommand } from '../../lab/asterisk.js'
import { fakeClock } from '../../lab/clock.js'
import { createContainers } from '../../lab/container.js'
import type { Project } from '../../model/project.js'
import { packageFile } from '../../package-file.js'
import { renderTree } from '../../render/render.js'
import { writeTree } from '../../write/write-tree.js'
import { openShell } from '../mutation/shell.js'
import { projectOf } from '../project.js'
import { openStanding } from '../shown/standing.js'
import { startWire } from '../wire/start-wire.js'
import type { Peer, Wire } from '../wire/wire.js'
import { nodeSounds } from './sounds.js'

/** An Asterisk that runs the tree of fixtures/node, unmodified, with its edge in the hands of the test. */
export interface NodeUnderTest {
  readonly project: Project
  readonly wire: Wire
  /** The edge: all that the node sends comes here, whomever it is for. */
  readonly edge: Peer
  /** What the console of Asterisk says to a command. */
  readonly console: (command: string) => Promise<string>
  /** Runs a script in the node's container, as root. */
  readonly shell: (script: string) => Promise<string>
  /** The node's clock goes on by so many seconds at once. */
  readonly pass: (seconds: number) => Promise<void>
  /** The node's clock shows this instant: ISO 8601 in UTC, and later than what it shows. */
  readonly setClock: (instant: string) => Promise<void>
  readonly stop: () => Promise<void>
}

/** A node whose container stays, while one Asterisk after the other runs in it. */
export interface StandingNode {
  /** Ends what runs, and starts with a file of the tree in the place of another; why it does not start, else the node. */
  readonly start: (changed?: ChangedFile) => Promise<NodeUnderTest | string>
  readonly close: () => Promise<void>
}

export interface ChangedFile {
  /** Relative to the tree: `asterisk/pjsip.conf`. */
  readonly file: string
  readonly text: string
}

export const nodeAt = {
  edge: { ip: '10.0.0.5', port: 5060 },
  node: { ip: '10.0.0.11', port: 5060 },
  media: '198.51.100.11',
  caller: '203.0.113.10',
  far: '203.0.113.20',
  stranger: '192.0.2.66',
} as const

let start = bootNode

/** Starts Asterisk anew. */
export function startNode(): Promise<NodeUnderTest> {
  return start()
}

/** From here on nodes are started in another way: the mutation run keeps their container. */
export function startNodesBy(own: typeof bootNode): void {
  start = own
}

async function bootNode(): Promise<NodeUnderTest> {
  const standing = await openStandingNode()
  const node = await standing.start()
  if (typeof node !== 'string') return { ...node, stop: standing.close }
  await standing.close()
  throw new Error(node)
}

/** Monday, 30 November 2026, 10:00 in Paris. */
const morning = Date.parse('2026-11-30T09:00:00Z')

export async function openStandingNode(): Promise<StandingNode> {
  const engine = await findEngine(process.env['SIPIN_ENGINE'])
  const lab = await ensureImage(engine, { folder: 'lab', suite: 'trixie' }, () => {})
  const image = await ensureImage(engine, { folder: 'node', suite: 'sid' }, () => {})
  const project = projectOf(readFileSync(packageFile('fixtures/node/sipin.yaml'), 'utf8'))
  const folder = mkdtempSync(path.join(tmpdir(), 'sipin-node-'))
  writeTree(path.join(folder, 'tree'), renderTree(project, nodeSounds))
  const containers = createContainers(engine)
  const close = async (): Promise<void> => {
    await containers.removeAll()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const { far, wire } = await startWire(containers, lab, path.join(folder, 'wire'))
    const { edge, node, ...others } = nodeAt
    for (const ip of [edge.ip, node.ip, ...Object.values(others)])
      await wire.run('ip', 'addr', 'add', `${ip}/32`, 'dev', 'lo')
    const container = await containers.add({
      name: 'node',
      image,
      network: { of: far },
      stdin: 'watched',
      command: ['sleep', 'infinity'],
      copies: [{ from: path.join(folder, 'tree/asterisk'), to: '/opt/tree' }],
    })
    const standing = await openStanding({ engine, container, program: 'asterisk' })
    const shell = openShell(engine, container, '0')
    return {
      close,
      start: async changed => {
        await wire.reset()
        const peer = await wire.udp(nodeAt.edge, true, 'sip:gone@')
        const run = {
          prepare: prepareFiles(changed),
          command: ['env', ...fakeClock, 'asterisk', '-f', '-n'],
          question: asteriskCommand('core waitfullybooted'),
        }
        const clock = createClock(shell)
        await clock.setClock(new Date(morning).toISOString())
        const started = await standing.start(run)
        if (!started.up) return `does not start: ${(await started.readLog()).at(-1) ?? ''}`
        const console = (command: string): Promise<string> => shell(`asterisk -rx ${quoted(command)}`)
        if (!(await arePhonesThere(console))) return 'does not start: its phones are not there'
        return {
          ...{ project, wire, shell, console, ...clock, edge: peer, stop: async () => {} },
        }
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Asterisk asks phones one after the other in the first seconds; who is asked for is asked at once. */
async function arePhonesThere(console: NodeUnderTest['console']): Promise<boolean> {
  for (let turn = 0; turn < 40; turn++) {
    for (const phone of ['ann', 'ben', 'cat']) await console(`pjsip qualify agent-${phone}`)
    await new Promise(resolve => setTimeout(resolve, 100))
    if ((await console('pjsip show contacts')).match(/ Avail /g)?.length === 3) return true
  }
  return false
}

const clockFile = '/run/sipin-lab/clock'

/** The clock is read once in each second of the machine's. */
function createClock(shell: (script: string) => Promise<string>): Pick<NodeUnderTest, 'pass' | 'setClock'> {
  let offset = 0
  const write = async (seconds: number): Promise<void> => {
    offset = seconds
    const text = `${offset >= 0 ? '+' : ''}${offset.toFixed(3)}`
    await shell(`mkdir -p /run/sipin-lab; echo ${text} >${clockFile}.new; mv ${clockFile}.new ${clockFile}`)
    await new Promise(resolve => setTimeout(resolve, 1020 - (Date.now() % 1000)))
  }
  return {
    setClock: instant => write((Date.parse(instant) - Date.now()) / 1000),
    pass: seconds => write(offset + seconds),
  }
}

function prepareFiles(changed: ChangedFile | undefined): string {
  const end = 'sipin-end-of-file'
  return [
    'rm -rf /etc/asterisk/* /var/lib/asterisk/astdb* /var/spool/asterisk/voicemail/* /var/log/asterisk/calls.*',
    'cp -r /opt/tree/. /etc/asterisk/',
    changed ? `cat >/etc/${changed.file} <<'${end}'\n${changed.text}${end}` : '',
  ].join('\n')
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
