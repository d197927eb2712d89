import type { Engine } from '../engine/engine.js'
import { ensureImage, type Suite } from '../engine/images.js'
import type { Project } from '../model/project.js'
import { packageFile } from '../package-file.js'
import type { ActorEvent } from './actor/protocol.js'
import { type Actor, startActor } from './actors.js'
import { type Container, type Containers, clockVolume, until } from './container.js'
import type { LabPlan } from './plan.js'
import { tones } from './tones.js'

/** A generated tree, booted in a network namespace that has no link to anything. */
export interface Lab {
  readonly id: string
  readonly edge: EngineContainer
  readonly nodes: readonly NodeContainer[]
  readonly network: Actor
  readonly actors: Actors
  readonly capture: Container
  /** Sets the clock of every node; it goes on from there. */
  readonly setClock: (instant: number) => Promise<void>
  readonly stop: () => Promise<void>
}

export interface EngineContainer {
  readonly container: Container
  /** Everything it has said, line by line. */
  readonly log: readonly string[]
}

export interface NodeContainer extends EngineContainer {
  readonly id: string
}

export interface Actors {
  readonly callers: Actor
  readonly talk: Actor
  readonly agents: Actor
  readonly targets: Actor
}

export type ActorRole = keyof Actors

export interface LabSpec {
  readonly engine: Engine
  readonly project: Project
  readonly plan: LabPlan
  /** The generated tree, on this machine's disk. */
  readonly tree: string
  /** Debian suite of the edge: trixie has Kamailio 6.0, sid 6.1. */
  readonly edgeSuite: Suite
  readonly tell: (text: string) => void
  readonly onEvent: (role: ActorRole, event: ActorEvent) => void
}

/** Boots the engines alone: addresses, names, Kamailio, Asterisk. Enough for the boot stage. */
export async function startEngines(spec: LabSpec, containers: Containers): Promise<EngineLab> {
  const { engine, plan, project, tree, tell } = spec
  const images = {
    edge: await ensureImage(engine, { folder: 'edge', suite: spec.edgeSuite }, tell),
    node: await ensureImage(engine, { folder: 'node', suite: 'sid' }, tell),
    lab: await ensureImage(engine, { folder: 'lab', suite: 'trixie' }, tell),
  }
  tell('booting the engines')
  const program = packageFile('dist/actor')
  const clock = ['--volume', `${clockVolume(containers.id)}:/run/sipin-lab`]
  const network = await startActor(containers, {
    name: 'network',
    image: images.lab,
    network: 'none',
    options: [
      '--cap-add',
      'NET_ADMIN',
      '--sysctl',
      'net.ipv6.conf.all.disable_ipv6=0',
      '--sysctl',
      'net.ipv6.conf.lo.disable_ipv6=0',
      ...clock,
    ],
    program,
    onEvent: () => {},
  })
  const joined = { of: network.container } as const
  await addAddresses(engine, network.container, plan.own, undefined)
  await network.request({ op: 'write', path: clockFile, text: '+0\n', replace: true }, 'written')
  await network.request(
    { op: 'write', path: '/etc/resolv.conf', text: 'nameserver 127.0.0.1\n', replace: false },
    'written',
  )
  await containers.add({
    name: 'names',
    image: images.lab,
    network: joined,
    stdin: 'watched',
    command: nameServer(plan),
  })

  const edgeLog: string[] = []
  const edge = containers.add({
    name: 'edge',
    image: images.edge,
    network: joined,
    stdin: 'watched',
    command: ['kamailio', '-DD', '-E'],
    copies: [{ from: `${tree}/kamailio`, to: '/etc/kamailio' }],
    onLine: line => edgeLog.push(line),
  })
  const nodes = project.nodes.map(async ({ id }) => {
    const log: string[] = []
    const own =
      project.nodes.length > 1 ? [{ from: `${tree}/asterisk/nodes/${id}`, to: '/etc/asterisk/node' }] : []
    const container = await containers.add({
      name: `node-${id}`,
      image: images.node,
      network: joined,
      stdin: 'watched',
      options: clock,
      command: ['env', ...fakeClock, 'asterisk', '-f', '-n'],
      copies: [{ from: `${tree}/asterisk`, to: '/etc/asterisk' }, ...own],
      onLine: line => log.push(line),
    })
    return { id, container, log }
  })
  return {
    images,
    program,
    network,
    edge: { container: await edge, log: edgeLog },
    nodes: await Promise.all(nodes),
  }
}

export interface EngineLab {
  readonly images: { readonly lab: string; readonly edge: string; readonly node: string }
  readonly program: string
  readonly network: Actor
  readonly edge: EngineContainer
  readonly nodes: readonly NodeContainer[]
}

/** Shared by the nodes and the lab: what their clocks are ahead of the machine's, in seconds. */
const clockFile = '/run/sipin-lab/clock'

/** libfaketime: the clock of Asterisk follows a file, but its timers go on as they are. */
const fakeClock = [
  'LD_PRELOAD=/usr/local/lib/libfaketimeMT.so.1',
  `FAKETIME_TIMESTAMP_FILE=${clockFile}`,
  'FAKETIME_NO_CACHE=1',
  'FAKETIME_DONT_FAKE_MONOTONIC=1',
]

/** Kamailio does not read /etc/hosts, so names come from a server of the lab's own. */
function nameServer({ hosts }: LabPlan): string[] {
  const records = Array.from(hosts, ([host, ip]) => `--host-record=${host},${ip}`)
  return [
    'dnsmasq',
    '--keep-in-foreground',
    '--no-resolv',
    '--no-hosts',
    '--user=root',
    '--listen-address=127.0.0.1',
    '--bind-interfaces',
    '--local=/#/',
    ...records,
  ]
}

/** Adds actors to running engines. */
export async function addActors(spec: LabSpec, containers: Containers, engines: EngineLab): Promise<Lab> {
  const { engine, plan, project, onEvent, tell } = spec
  const { network, images, program } = engines
  const joined = { of: network.container } as const
  await addAddresses(engine, network.container, plan.others, plan.edge[0]?.ip)
  tell('starting callers, Talk, agents and targets')
  const capture = containers.add({
    name: 'capture',
    image: images.lab,
    network: joined,
    stdin: 'watched',
    command: ['tcpdump', '-i', 'lo', '-U', '-n', '-Z', 'root', '-w', '/tmp/lab.pcap', 'udp or tcp'],
  })
  const actor = (name: ActorRole): Promise<Actor> =>
    startActor(containers, {
      name,
      image: images.lab,
      network: joined,
      program,
      onEvent: event => onEvent(name, event),
    })
  const [callers, talk, agents, targets] = await Promise.all([
    actor('callers'),
    actor('talk'),
    actor('agents'),
    actor('targets'),
  ])
  const sources = plan.edge.map(({ ip }) => ip)
  await Promise.all([
    talk.request(
      {
        op: 'listen',
        role: { kind: 'talk', sources, secureHosts: [] },
        addresses: [plan.talk],
        mediaAddress: plan.talkMedia,
        tone: tones.talk,
      },
      'ready',
    ),
    agents.request(
      {
        op: 'listen',
        role: { kind: 'phone' },
        addresses: distinct(plan.agents.values()),
        mediaAddress: null,
        tone: tones.agent,
      },
      'ready',
    ),
    targets.request(
      {
        op: 'listen',
        role: { kind: 'phone' },
        addresses: distinct(plan.targets.values()),
        mediaAddress: null,
        tone: tones.target,
      },
      'ready',
    ),
  ])
  const lab: Lab = {
    id: containers.id,
    edge: engines.edge,
    nodes: engines.nodes,
    network,
    actors: { callers, talk, agents, targets },
    capture: await capture,
    setClock: instant => {
      const offset = (instant - Date.now()) / 1000
      return network.request(
        {
          op: 'write',
          path: clockFile,
          text: `${offset >= 0 ? '+' : ''}${offset.toFixed(3)}\n`,
          replace: true,
        },
        'written',
      )
    },
    stop: () => containers.removeAll(),
  }
  if (project.agents.length > 0) await knowPhones(lab, project)
  return lab
}

function distinct<T extends { ip: string; port: number }>(endpoints: Iterable<T>): T[] {
  return [
    ...new Map(Array.from(endpoints, endpoint => [`${endpoint.ip} ${endpoint.port}`, endpoint])).values(),
  ]
}

/** Has every node ask every phone at once whether it is there, instead of when its timer says so. */
async function knowPhones({ nodes }: Lab, { agents }: Project): Promise<void> {
  for (const { container, id } of nodes) {
    for (const agent of agents) await container.exec(asteriskCommand(`pjsip qualify agent-${agent.id}`))
    await until(`the phones of node ${id}`, 20, async () => {
      const contacts = await container.exec(asteriskCommand('pjsip show contacts'))
      return agents.every(agent => new RegExp(`agent-${agent.id}/\\S+ +\\S+ +Avail`).test(contacts))
    })
  }
}

export function asteriskCommand(command: string): string[] {
  return ['asterisk', '-rx', command]
}

/**
 * Addresses go to `lo`, from which no packet can leave. A peer's address is given the edge's as the source
 * that a route to it has, as it would be over a real link.
 */
async function addAddresses(
  engine: Engine,
  { name }: Container,
  addresses: readonly string[],
  source: string | undefined,
): Promise<void> {
  const commands = addresses.flatMap(address => {
    const v6 = address.includes(':')
    const add = `addr add ${address}/${v6 ? '128 dev lo nodad' : '32 dev lo'}`
    const sameFamily = source !== undefined && v6 === source.includes(':')
    return sameFamily && !v6
      ? [add, `route change table local local ${address} dev lo proto kernel scope host src ${source}`]
      : [add]
  })
  if (commands.length > 0)
    await engine.run(['exec', '--interactive', name, 'ip', '-batch', '-'], `${commands.join('\n')}\n`)
}
