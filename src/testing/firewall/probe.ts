import { until } from '../../lab/container.js'
import type { Link } from './link.js'

/** A packet from an address of the world to one of the machine's, and whether it may pass. */
export interface Probe {
  readonly transport: 'udp' | 'tcp'
  /** A port of its own when none is given. */
  readonly from: { readonly address: string; readonly port?: number }
  readonly to: { readonly address: string; readonly port: number }
  readonly passes: boolean
  /** For people: `first of 203.0.113.0/28`. */
  readonly why: string
}

/** One machine behind the firewall: its addresses, and what is sent to it. */
export interface Machine {
  readonly name: string
  readonly addresses: readonly string[]
  readonly probes: readonly Probe[]
}

/** Gives both ends their addresses and has the machine listen wherever a probe goes. */
export async function prepareMachine(
  { inside, outside }: Link,
  { addresses, probes }: Machine,
): Promise<void> {
  await inside.ask('close')
  await outside.ask('close')
  await inside.setAddresses(addresses)
  await outside.setAddresses([...new Set(probes.map(({ from }) => from.address))])
  const sockets = new Map(
    probes.map(({ transport, to }) => [`${transport} ${to.address} ${to.port}`, { transport, ...to }]),
  )
  await inside.ask('listen', { sockets: [...sockets.values()] })
}

/** Loads a ruleset into the empty firewall of the machine; nft's words when it does not take it. */
export async function loadRuleset({ inside }: Link, ruleset: string): Promise<void> {
  await inside.run(['nft', '-f', '-'], `flush ruleset\n${arrivals}\n${ruleset}`)
}

/** Counts what reaches the machine, before any rule of ours sees it: what then does not come was dropped. */
const arrivals = `
table inet arrivals {
	counter datagrams {}
	counter connections {}
	chain prerouting {
		type filter hook prerouting priority raw; policy accept;
		iifname "in" meta l4proto udp counter name datagrams
		iifname "in" tcp flags & (syn|ack) == syn counter name connections
	}
}
`

/** Sends the probes and gives those that came through. */
export async function sendProbes(link: Link, probes: readonly Probe[]): Promise<Set<Probe>> {
  const { inside, outside } = link
  await inside.ask('take')
  const numbered = probes.map((probe, id) => ({ id, ...probe }))
  const before = await countArrivals(link)
  await outside.ask('send', { probes: numbered })
  const expected = {
    datagrams: before.datagrams + probes.filter(({ transport }) => transport === 'udp').length,
    connections: before.connections + probes.filter(({ transport }) => transport === 'tcp').length,
  }
  await until('the last probe', 60, async () => {
    const { datagrams, connections } = await countArrivals(link)
    return datagrams >= expected.datagrams && connections >= expected.connections
  })
  const came = (await inside.ask('take')) as number[]
  const connected = (await outside.ask('connected')) as number[]
  await outside.ask('hangUp')
  return new Set([...came, ...connected].map(id => probes[id] as Probe))
}

async function countArrivals({ inside }: Link): Promise<{ datagrams: number; connections: number }> {
  const listed = await inside.run(['nft', 'list', 'counters', 'table', 'inet', 'arrivals'])
  const of = (name: string): number =>
    Number(new RegExp(`counter ${name} \\{\\s*packets (\\d+)`).exec(listed)?.[1])
  return { datagrams: of('datagrams'), connections: of('connections') }
}

export function describeProbe({ transport, from, to, passes, why }: Probe): string {
  const route = `${transport} ${from.address} ${from.port ?? ''} -> ${to.address} ${to.port}`
  return `${route} (${why}) ${passes ? 'did not come' : 'came'}`
}
