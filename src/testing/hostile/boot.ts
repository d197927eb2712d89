import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Engine } from '../../engine/engine.js'
import { ensureImage, type Suite } from '../../engine/images.js'
import { asteriskCommand } from '../../lab/asterisk.js'
import { writeClock } from '../../lab/clock.js'
import { type Container, createContainers, until } from '../../lab/container.js'
import { ensureImages, startNames, startNetwork, startNode } from '../../lab/engines.js'
import type { EngineContainer, LabSpec } from '../../lab/lab.js'
import type { LabPlan } from '../../lab/plan.js'
import type { Project } from '../../model/project.js'
import { packageFile } from '../../package-file.js'
import { memoryOf } from '../../render/kamailio/memory.js'
import type { Fuzz, FuzzReport } from './fuzz/command.js'
import type { Observation, Play, World } from './observation.js'

/** Kamailio's releases and the Debian suite that has each. */
export const releases = { '5.6': 'bookworm', '6.0': 'trixie', '6.1': 'sid' } as const satisfies Record<
  string,
  Suite
>

export type Release = keyof typeof releases

/** A stage whose shooter stands in for Asterisk. */
export type BareStage = Omit<Stage, 'node'>

/** One Asterisk, the shooter, and one edge after another, all in one sealed namespace. */
export interface Stage {
  readonly world: World
  readonly node: Container
  readonly shooter: Shooter
  /** Boots an edge in the place of the one before; with another command, Kamailio is the caller's own to start. */
  readonly bootEdge: (release: Release, tree: string, command?: readonly string[]) => Promise<EngineContainer>
  readonly close: () => Promise<void>
}

export interface Shooter {
  /** Sends a command and gives what came back until it was done. */
  readonly play: (play: Play) => Promise<Observation[]>
  readonly fuzz: (fuzz: Fuzz) => Promise<FuzzReport>
  readonly container: Container
}

const world: World = {
  edge: { 4: '198.51.100.10', 6: '2001:db8:51::10' },
  inside: '10.0.0.5',
  node: '10.0.0.11',
  media: '198.51.100.11',
  talk: '54.172.60.2',
}

interface ShooterEvent {
  readonly event: string
  readonly message: string
  readonly observation: Observation
  readonly report?: FuzzReport
}

/** A Tuesday, when the lines of the corpus are closed. */
const clock = Date.UTC(2026, 10, 24, 9)

export interface StageSpec {
  readonly engine: Engine
  readonly project: Project
  /** The generated tree whose Asterisk runs. */
  readonly tree: string
  /** The folder with the bundled shooter. */
  readonly program: string
  readonly tell: (text: string) => void
}

export async function openStage(spec: StageSpec): Promise<Stage> {
  const ground = await openGround(spec)
  const { labSpec, containers, images, network } = ground
  const { container } = await startNode(labSpec, containers, images, network, spec.project.nodes[0]?.id ?? '')
  await until('Asterisk', 30, () => container.check(asteriskCommand('core waitfullybooted')))
  return { ...(await furnish(spec, ground)), node: container }
}

export async function openBareStage(spec: StageSpec): Promise<BareStage> {
  return furnish(spec, await openGround(spec))
}

/** A namespace with all addresses, names and a clock. */
async function openGround({ engine, project, tree, tell }: StageSpec) {
  const containers = createContainers(engine)
  const labSpec = { engine, project, tree, tell, edgeSuite: 'trixie', plan } as unknown as LabSpec
  const images = await ensureImages(labSpec)
  tell('booting the lab')
  const network = await startNetwork(containers, images, packageFile('dist/actor'))
  await engine.run(['exec', '--interactive', network.container.name, 'ip', '-batch', '-'], addresses())
  await startNames(containers, images, network, plan)
  await writeClock(network, clock)
  return { labSpec, containers, images, network }
}

type Ground = Awaited<ReturnType<typeof openGround>>

/** Puts the shooter into the namespace, and edges, one after the other. */
async function furnish(
  { engine, program, tell }: StageSpec,
  { containers, images, network }: Ground,
): Promise<BareStage> {
  const shooter = await startShooter()
  let edge: { container: Container; log: string[] } | undefined
  let edges = 0

  async function startShooter(): Promise<Shooter> {
    const seen: Observation[] = []
    let settle:
      | { resolve: (report: FuzzReport | undefined) => void; reject: (error: Error) => void }
      | undefined
    let ready = (): void => {}
    const booted = new Promise<void>(resolve => {
      ready = resolve
    })
    const container = await containers.add({
      name: 'shooter',
      image: images.lab,
      network: { of: network.container },
      stdin: 'commands',
      command: ['node', '/opt/sipin/shooter.mjs'],
      copies: [{ from: program, to: '/opt/sipin' }],
      onLine: line => {
        const event = JSON.parse(line) as ShooterEvent
        if (event.event === 'ready') ready()
        if (event.event === 'case') seen.push(event.observation)
        if (event.event === 'done') settle?.resolve(event.report)
        if (event.event === 'fault') settle?.reject(new Error(`the shooter: ${event.message}`))
      },
    })
    await booted
    const command = (text: Play | Fuzz): Promise<FuzzReport | undefined> =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject }
        void container.running.ended.then(() => reject(new Error('the shooter ended')))
        container.running.write(`${JSON.stringify(text)}\n`)
      })
    return {
      container,
      play: async play => {
        await command(play)
        return seen.splice(0)
      },
      fuzz: async fuzz => {
        const report = await command(fuzz)
        if (!report) throw new Error('the shooter gave no report')
        return report
      },
    }
  }

  return {
    world,
    shooter,
    bootEdge: async (release, edgeTree, command) => {
      if (edge) {
        await engine.run(['rm', '-f', edge.container.name])
        await edge.container.running.ended
      }
      const log: string[] = []
      const container = await containers.add({
        name: `edge-${++edges}`,
        image: await ensureImage(engine, { folder: 'edge', suite: releases[release] }, tell),
        network: { of: network.container },
        stdin: 'watched',
        command: command ?? ['kamailio', '-DD', '-E', '-M', String(memoryOf([]).private)],
        copies: [{ from: `${edgeTree}/kamailio`, to: '/etc/kamailio' }],
        onLine: line => log.push(line),
      })
      edge = { container, log }
      // A node is called once it has answered a probe, or when none has failed yet.
      await until(`Kamailio ${release}`, 15, () =>
        container.check(command ? ['true'] : ['kamcmd', 'core.uptime']),
      )
      return edge
    },
    close: () => containers.removeAll(),
  }
}

const plan = {
  hosts: new Map([['acme-hostile.sip.twilio.com', world.talk]]),
} as unknown as LabPlan

/** Every IPv4 address is here, so that audio to anywhere is seen; of IPv6, those that are named. */
function addresses(): string {
  const six = [
    world.edge[6],
    ...Array.from({ length: 254 }, (_, i) => `2001:db8:113::${(i + 1).toString(16)}`),
  ]
  const stranger = Array.from({ length: 254 }, (_, i) => `2001:db8:bad::${(i + 1).toString(16)}`)
  return [
    ...[world.edge[4], world.inside, world.node, world.media].map(ip => `addr add ${ip}/32 dev lo`),
    ...[...six, ...stranger].map(ip => `addr add ${ip}/128 dev lo nodad`),
    'route add local 0.0.0.0/0 dev lo',
    '',
  ].join('\n')
}

export function readText(file: string): string {
  return readFileSync(path.resolve(file), 'utf8')
}
