import type { Project } from '../../model/project.js'
import type { Link } from './link.js'
import { describeProbe, type Probe, prepareMachine, sendProbes } from './probe.js'

export type Endpoint = Probe['to']

/** The UDP sockets from which the edge of a project speaks to the outside. */
export function edgesOf({ edge }: Project): Endpoint[] {
  return edge.listen.map(({ value }) => value).filter(({ transport }) => transport === 'udp')
}

/**
 * What is wrong with the answers of a peer whose address is in no range: they come over the flow that the edge
 * began, and neither before it did nor from another port or host. The kernel remembers flows: each round has
 * ports of its own.
 */
export async function findStrayAnswers(link: Link, to: Endpoint, round: number): Promise<string[]> {
  const port = 6000 + 2 * round
  const [peer = '', other = ''] = to.address.includes(':')
    ? ['2001:db8:ffff:7::7', '2001:db8:ffff:7::8']
    : ['198.18.7.7', '198.18.7.8']
  const probe = (from: Probe['from'], passes: boolean): Probe => {
    return { transport: 'udp', from, to, passes, why: 'a peer known by name' }
  }
  const before = [
    probe({ address: peer, port }, false),
    probe({ address: peer, port: port + 1 }, false),
    probe({ address: other, port }, false),
  ]
  const after = before.map((own, index) => ({ ...own, passes: index === 0 }))
  await prepareMachine(link, { name: 'edge', addresses: [to.address], probes: before })
  const faults: Probe[] = []
  const early = await sendProbes(link, before)
  faults.push(...before.filter(own => early.has(own) !== own.passes))
  await link.inside.ask('send', {
    probes: [{ id: 0, transport: 'udp', from: to, to: { address: peer, port } }],
  })
  const late = await sendProbes(link, after)
  faults.push(...after.filter(own => late.has(own) !== own.passes))
  return faults.map(describeProbe)
}

/**
 * Which peers the machine does not hear any more when they have said nothing for a while: each, known by name, has answered
 * a request of the edge. On a link with a forgetful kernel; `meanwhile` is done before they speak.
 */
export async function findForgottenPeers(
  link: Link,
  edges: readonly Endpoint[],
  port: number,
  meanwhile: () => Promise<void> = async () => {},
): Promise<string[]> {
  const probes = edges.map(to => {
    const address = to.address.includes(':') ? '2001:db8:ffff:7::7' : '198.18.7.7'
    return {
      transport: 'udp',
      from: { address, port },
      to,
      passes: true,
      why: 'a peer known by name',
    } as const
  })
  await prepareMachine(link, {
    name: 'edge',
    addresses: [...new Set(edges.map(({ address }) => address))],
    probes,
  })
  const asked = probes.map(({ from, to }, id) => ({ id, transport: 'udp', from: to, to: from }))
  await link.inside.ask('send', { probes: asked })
  if ((await sendProbes(link, probes)).size < probes.length) throw new Error('an answer did not come at all')
  await new Promise(resolve => setTimeout(resolve, 3000))
  await meanwhile()
  const came = await sendProbes(link, probes)
  return probes.filter(probe => !came.has(probe)).map(describeProbe)
}

/** What is wrong with what the machine sends to itself: it always comes. */
export async function findDeafLoopback({ inside }: Link, edge: Endpoint): Promise<string[]> {
  const probe: Probe = { transport: 'udp', from: edge, to: edge, passes: true, why: 'over the loopback' }
  await inside.ask('take')
  await inside.ask('send', { probes: [{ id: 0, ...probe, from: { address: edge.address } }] })
  const came = (await inside.ask('take')) as number[]
  return came.length === 1 ? [] : [describeProbe(probe)]
}
