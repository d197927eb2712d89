import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Engine } from '../../engine/engine.js'
import { ensureImage } from '../../engine/images.js'
import { edgeSuites, type KamailioRelease } from '../../engine/kamailio.js'
import { addressCommands, defaultRoute } from '../../lab/addresses.js'
import { asteriskCommand } from '../../lab/asterisk.js'
import { edgeCommand, edgeIsUp, edgeStart } from '../../lab/boot-edge.js'
import { createContainers } from '../../lab/container.js'
import type { LabPlan } from '../../lab/plan.js'
import type { Project } from '../../model/project.js'
import { nodeLink } from '../../render/asterisk/node-link.js'
import { authorities } from '../../render/kamailio/tls.js'
import { startWire } from '../wire/start-wire.js'
import type { Wire } from '../wire/wire.js'
import { keeper, openStanding, type Standing, type Started } from './standing.js'

/** A sealed namespace in which one tree after the other is booted: edges of every release take turns in it. */
export interface Bench {
  readonly wire: Wire
  /** Certificate and key of everybody who speaks TLS, as PEM. */
  readonly tls: { readonly cert: string; readonly key: string }
  /** A folder whose trees the engines can read. */
  readonly folder: string
  /** Gives the namespace the addresses and names of a project, and forgets those of the one before. */
  readonly settle: (project: Project, plan: LabPlan) => Promise<void>
  /** `tree` is a folder in `folder`. */
  readonly startNodes: (project: Project, tree: string) => Promise<Map<string, Started>>
  readonly startEdge: (
    release: KamailioRelease,
    project: Project,
    plan: LabPlan,
    tree: string,
  ) => Promise<Started>
  readonly end: () => Promise<void>
  readonly close: () => Promise<void>
}

/** A Tuesday morning, as Asterisk's clock has it when it starts: at no line's opening hour. */
export const bootTime = Date.UTC(2026, 10, 24, 10, 7)

const trees = '/trees'
const certificates = { cert: '/tmp/tls/fullchain.pem', key: '/tmp/tls/key.pem' } as const

export async function openBench(engine: Engine): Promise<Bench> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sipin-shown-'))
  chmodSync(folder, 0o755)
  const containers = createContainers(engine)
  const close = async (): Promise<void> => {
    await containers.removeAll()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const lab = await ensureImage(engine, { folder: 'lab', suite: 'trixie' }, () => {})
    const { far, wire } = await startWire(containers, lab, path.join(folder, 'wire'))
    const tls = await makeCertificate(wire)
    const standing = new Map<string, Promise<Standing>>()
    const add = (
      name: string,
      program: 'kamailio' | 'asterisk',
      image: Promise<string>,
    ): Promise<Standing> => {
      const known = standing.get(name)
      if (known !== undefined) return known
      const open = async (): Promise<Standing> => {
        const container = await containers.add({
          name,
          image: await image,
          network: { of: far },
          stdin: 'watched',
          command: keeper,
          options: ['--volume', `${folder}:${trees}:ro`],
        })
        return openStanding({ engine, container, program })
      }
      const opened = open()
      standing.set(name, opened)
      return opened
    }
    const edge = (release: KamailioRelease): Promise<Standing> =>
      add(
        `edge-${release}`,
        'kamailio',
        ensureImage(engine, { folder: 'edge', suite: edgeSuites[release] }, () => {}),
      )
    const node = (index: number): Promise<Standing> =>
      add(
        `node-${index}`,
        'asterisk',
        ensureImage(engine, { folder: 'node', suite: 'sid' }, () => {}),
      )
    const namespace = createNamespace(wire)
    return {
      wire,
      tls,
      folder,
      close,
      settle: namespace.settle,
      startNodes: async ({ nodes, zendesk }, tree) => {
        const started = await Promise.all(
          nodes.map(async ({ id }, index) => {
            const own = nodes.length > 1 ? `nodes/${id}` : ''
            const run = {
              prepare: nodeFiles(`${trees}/${tree}/asterisk`, own, zendesk ? tls.cert : undefined),
              command: nodeCommand,
              question: asteriskCommand('core waitfullybooted'),
            }
            return [id, await (await node(index)).start(run)] as const
          }),
        )
        return new Map(started)
      },
      startEdge: async (release, project, plan, tree) => {
        const standingEdge = await edge(release)
        for (const [name, other] of standing) if (name.startsWith('edge-')) await (await other).end()
        // An edge that listens on every address would take the sockets of the others.
        const everyAddress = project.edge.listen.length === 0
        if (everyAddress) await namespace.remove([...plan.others, ...plan.nodes])
        const prepare = edgeFiles(`${trees}/${tree}/kamailio`, project, tls)
        const started = await standingEdge.start({ prepare, command: edgeStart(project), question: edgeIsUp })
        if (everyAddress)
          await namespace.add([
            ...addressCommands(plan.nodes),
            ...addressCommands(plan.others, plan.edge[0]?.own),
          ])
        // What is wrong with its files is said better by a look at them alone.
        return started.up
          ? started
          : standingEdge.start({ prepare: '', command: edgeCommand(project), question: edgeIsUp })
      },
      end: async () => {
        await wire.reset()
        await Promise.all([...standing.values()].map(async opened => (await opened).end()))
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

const nodeCommand = [
  ...['env', 'LD_PRELOAD=/usr/local/lib/libfaketimeMT.so.1', 'FAKETIME_DONT_FAKE_MONOTONIC=1'],
  `FAKETIME=@${new Date(bootTime).toISOString().slice(0, 19).replace('T', ' ')}`,
  ...['SIPIN_ZENDESK_USER=sipin@acme.example', 'SIPIN_ZENDESK_TOKEN=none'],
  ...['asterisk', '-f', '-n'],
]

function nodeFiles(files: string, own: string, authority: string | undefined): string {
  return [
    'rm -rf /etc/asterisk/* /var/lib/asterisk/astdb* /var/spool/asterisk/voicemail/* /var/log/asterisk/calls.*',
    `cp -r ${files}/. /etc/asterisk/`,
    own === '' ? '' : `mkdir -p ${path.posix.dirname(nodeLink)}; ln -sfn ${files}/${own} ${nodeLink}`,
    authority === undefined ? '' : install(authority, authorities),
  ].join('\n')
}

function edgeFiles(files: string, { edge: { tls } }: Project, { cert, key }: Bench['tls']): string {
  return [
    `rm -rf /etc/kamailio/*; cp -r ${files}/. /etc/kamailio/`,
    ...(tls
      ? [install(cert, tls.certificate.value), install(key, tls.privateKey.value), install(cert, authorities)]
      : []),
  ].join('\n')
}

function install(pem: string, file: string): string {
  return `mkdir -p ${path.posix.dirname(file)}; cat >${file} <<'pem'\n${pem.trim()}\npem`
}

/** One certificate for everybody, which is its own authority. */
async function makeCertificate(wire: Wire): Promise<Bench['tls']> {
  await wire.run('mkdir', '-p', path.posix.dirname(certificates.cert))
  await wire.run(
    ...['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-not_before', '20000101000000Z', '-not_after', '20991231235959Z', '-subj', '/CN=sipin lab'],
    ...['-addext', 'subjectAltName=DNS:*.sip.twilio.com,DNS:*.zendesk.com'],
    ...['-keyout', certificates.key, '-out', certificates.cert],
  )
  const [cert, key] = await Promise.all([
    wire.run('cat', certificates.cert),
    wire.run('cat', certificates.key),
  ])
  return { cert: cert as string, key: key as string }
}

/** The addresses on `lo`, of which some come and go. */
function createNamespace(wire: Wire) {
  let present: string[] = []
  let routes: string[] = []
  const batch = async (commands: readonly string[]): Promise<void> => {
    if (commands.length === 0) return
    await wire.order({ op: 'write', path: '/tmp/ip', text: `${commands.join('\n')}\n` })
    await wire.run('ip', '-batch', '/tmp/ip')
  }
  const remove = async (addresses: readonly string[]): Promise<void> => {
    const gone = present.filter(address => addresses.includes(address))
    present = present.filter(address => !gone.includes(address))
    await batch(gone.map(address => `addr del ${address}/${address.includes(':') ? 128 : 32} dev lo`))
    // A route that was given another source stays when its address goes.
    const left = (await wire.run('ip', '-4', 'route', 'show', 'table', 'local')).matchAll(/^local (\S+) /gm)
    await batch(
      [...left]
        .flatMap(([, to = '']) => to)
        .filter(to => !to.startsWith('127.') && !present.includes(to))
        .map(to => `route del table local local ${to} dev lo`),
    )
  }
  const add = async (commands: readonly string[]): Promise<void> => {
    present.push(...commands.flatMap(command => /^addr add (\S+)\/\d+ /.exec(command)?.[1] ?? []))
    await batch(commands)
  }
  return {
    add,
    remove,
    settle: async (project: Project, plan: LabPlan): Promise<void> => {
      await batch(routes.map(route => route.replace('route add', 'route del')))
      await remove([...present])
      await add(addressCommands(plan.own))
      routes = defaultRoute(project, plan.own)
      await batch(routes)
      if (project.edge.listen.length > 0) await add(addressCommands(plan.others, plan.edge[0]?.own))
      await wire.order({ op: 'names', hosts: Object.fromEntries(plan.hosts), silent: [] })
    },
  }
}
