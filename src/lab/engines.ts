import { ensureImage } from '../engine/images.js'
import { packageFile } from '../package-file.js'
import { type Actor, startActor } from './actors.js'
import { addAddresses, addDefaultRoute } from './addresses.js'
import { withNodeLink } from './asterisk.js'
import { edgeCommand, edgeIsUp } from './boot-edge.js'
import { withCertificates } from './certificates.js'
import { clockVolume, fakeClock, writeClock } from './clock.js'
import { comesUp } from './complaints.js'
import type { Containers } from './container.js'
import { labRules, raiseFirewall } from './firewall.js'
import type { EngineContainer, EngineLab, LabImages, LabSpec, NodeContainer } from './lab.js'
import { raiseNat } from './nat.js'
import type { LabPlan } from './plan.js'
import { zendeskEnvironment } from './zendesk.js'

/** Boots the engines alone: addresses, names, Kamailio, Asterisk. Enough for the boot stage. */
export async function startEngines(spec: LabSpec, containers: Containers): Promise<EngineLab> {
  const { engine, plan, project } = spec
  const images = await ensureImages(spec)
  spec.tell('booting the engines')
  const program = packageFile('dist/actor')
  const network = await startNetwork(containers, images, program)
  const add = (addresses: readonly string[], source?: string): Promise<void> =>
    addAddresses(engine, network.container, addresses, source)
  const addOthers = (): Promise<void> => add(plan.others, plan.edge[0]?.own)
  // An edge that listens on every address would take the sockets of all who are there when it starts.
  const everyAddress = project.edge.listen.length === 0
  await add(everyAddress ? plan.own.filter(ip => !plan.nodes.includes(ip)) : plan.own)
  await addDefaultRoute(engine, network.container, project, plan)
  if (!everyAddress) await addOthers()
  await raiseFirewall(engine, network.container, labRules(spec.tree, project, plan))
  await raiseNat(engine, network.container, plan.nat)
  await startNames(containers, images, network, plan)
  const [edge, ...nodes] = await withCertificates(engine, network.container, project, async files => {
    const started = startEdge(spec, containers, images, network, files.edge)
    if (everyAddress) {
      await comesUp((await started).container, edgeIsUp)
      await add(plan.nodes)
      await addOthers()
    }
    return Promise.all([
      started,
      ...project.nodes.map(({ id }) => startNode(spec, containers, images, network, id, files.node)),
    ])
  })
  return { images, program, network, edge, nodes }
}

export async function ensureImages({ engine, edgeSuite, tell }: LabSpec): Promise<LabImages> {
  return {
    edge: await ensureImage(engine, { folder: 'edge', suite: edgeSuite }, tell),
    node: await ensureImage(engine, { folder: 'node', suite: 'sid' }, tell),
    lab: await ensureImage(engine, { folder: 'lab', suite: 'trixie' }, tell),
  }
}

/** The container that has the namespace which all others join, and the clock. */
export function startNetwork(containers: Containers, images: LabImages, program: string): Promise<Actor> {
  const ipv6 = ['all', 'lo'].flatMap(name => ['--sysctl', `net.ipv6.conf.${name}.disable_ipv6=0`])
  return startActor(containers, {
    name: 'network',
    image: images.lab,
    network: 'none',
    options: ['--cap-add', 'NET_ADMIN', ...ipv6, ...clockVolume],
    program,
    onEvent: () => {},
  })
}

/** Kamailio does not read /etc/hosts, so names come from a server of the lab's own. */
export async function startNames(
  containers: Containers,
  images: LabImages,
  network: Actor,
  { hosts }: LabPlan,
): Promise<void> {
  await writeClock(network, undefined)
  await network.request(
    { op: 'write', path: '/etc/resolv.conf', text: 'nameserver 127.0.0.1\n', replace: false },
    'written',
  )
  await containers.add({
    name: 'names',
    image: images.lab,
    network: { of: network.container },
    stdin: 'watched',
    command: [
      'dnsmasq',
      '--keep-in-foreground',
      '--no-resolv',
      '--no-hosts',
      '--user=root',
      '--listen-address=127.0.0.1',
      '--bind-interfaces',
      '--local=/#/',
      ...Array.from(hosts, ([host, ip]) => `--host-record=${host},${ip}`),
    ],
  })
}

async function startEdge(
  { tree, project }: LabSpec,
  containers: Containers,
  images: LabImages,
  network: Actor,
  certificates: string | undefined,
): Promise<EngineContainer> {
  const log: string[] = []
  const container = await containers.add({
    name: 'edge',
    image: images.edge,
    network: { of: network.container },
    stdin: 'watched',
    command: edgeCommand(project),
    copies: [
      { from: `${tree}/kamailio`, to: '/etc/kamailio' },
      ...(certificates ? [{ from: certificates, to: '/' }] : []),
    ],
    onLine: line => log.push(line),
  })
  return { container, log }
}

export async function startNode(
  { project, tree }: LabSpec,
  containers: Containers,
  images: LabImages,
  network: Actor,
  id: string,
  certificates?: string,
): Promise<NodeContainer> {
  const log: string[] = []
  const container = await withNodeLink(id, project, link =>
    containers.add({
      name: `node-${id}`,
      image: images.node,
      network: { of: network.container },
      stdin: 'watched',
      options: ['--volumes-from', network.container.name, ...(project.zendesk ? zendeskEnvironment : [])],
      command: ['env', ...fakeClock, 'asterisk', '-f', '-n'],
      copies: [
        { from: `${tree}/asterisk`, to: '/etc/asterisk' },
        ...link,
        ...(certificates ? [{ from: certificates, to: '/' }] : []),
      ],
      onLine: line => log.push(line),
    }),
  )
  return { id, container, log }
}
