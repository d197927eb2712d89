import type { Engine } from '../../engine/engine.js'
import { ensureImage } from '../../engine/images.js'
import { type Container, type Containers, until } from '../../lab/container.js'
import { packageFile } from '../../package-file.js'

/** Two network namespaces with a link between them and none to anything else. */
export interface Link {
  /** The machine that the firewall protects; its device is called `in`. */
  readonly inside: End
  /** The rest of the world; its device is called `out`. */
  readonly outside: End
}

export interface End {
  /** Gives the device these addresses instead of those it had. */
  readonly setAddresses: (addresses: readonly string[]) => Promise<void>
  readonly run: (command: readonly string[], input?: string) => Promise<string>
  readonly ask: (op: string, options?: object) => Promise<unknown>
}

export async function startLink(
  engine: Engine,
  containers: Containers,
  kernel: readonly string[] = [],
): Promise<Link> {
  const more = kernel.flatMap(setting => ['--sysctl', setting])
  const image = await ensureImage(engine, { folder: 'bench', suite: 'trixie' }, () => {})
  const inside = await startEnd(engine, containers, { name: 'inside', device: 'in', image, options: more })
  const outside = await startEnd(engine, containers, {
    name: 'outside',
    device: 'out',
    image,
    options: [...more, '--pid', `container:${inside.container.name}`],
  })
  // Without address resolution both ends must have the same hardware address.
  const hardware = ['address', '02:00:00:00:00:01', 'arp', 'off']
  const peer = ['peer', 'name', 'in', ...hardware, 'netns', '1']
  await outside.run(['ip', 'link', 'add', 'out', ...hardware, 'type', 'veth', ...peer])
  for (const { run, device } of [inside, outside]) {
    await run(['ip', 'link', 'set', device, 'up'])
    await run(['ip', 'route', 'add', 'default', 'dev', device])
    await run(['ip', '-6', 'route', 'add', 'default', 'dev', device])
  }
  return { inside, outside }
}

interface EndSpec {
  readonly name: string
  readonly device: string
  readonly image: string
  readonly options: readonly string[]
}

async function startEnd(
  engine: Engine,
  containers: Containers,
  { name, device, image, options }: EndSpec,
): Promise<End & { readonly container: Container; readonly device: string }> {
  const conversation = createConversation()
  const container = await containers.add({
    name,
    image,
    network: 'none',
    stdin: 'commands',
    options: [...options, '--cap-add', 'NET_ADMIN', ...settings.flatMap(setting => ['--sysctl', setting])],
    command: ['node', '/opt/prober.mjs'],
    copies: [{ from: packageFile('src/testing/firewall/program'), to: '/opt' }],
    onLine: conversation.take,
  })
  await until(`the ${name}`, 20, async () => conversation.isReady())
  const run = (command: readonly string[], input = ''): Promise<string> =>
    engine.run(['exec', '--interactive', container.name, ...command], input)
  return {
    container,
    device,
    run,
    ask: (op, more) => conversation.ask(op, more, text => container.running.write(text)),
    setAddresses: async addresses => {
      const add = addresses.map(address =>
        address.includes(':')
          ? `addr add ${address}/128 dev ${device} nodad`
          : `addr add ${address}/32 dev ${device}`,
      )
      await run(['ip', '-batch', '-'], `${[`addr flush dev ${device}`, ...add, ''].join('\n')}`)
      // The flush takes the IPv6 route with the last address.
      await run(['ip', 'route', 'replace', 'default', 'dev', device])
      await run(['ip', '-6', 'route', 'replace', 'default', 'dev', device])
    },
  }
}

/** A flow of UDP that nothing is said of is forgotten after a second, for which a test need not wait for minutes. */
export const forgetfulKernel = ['udp_timeout', 'udp_timeout_stream'].map(
  name => `net.netfilter.nf_conntrack_${name}=1`,
)

const settings = [
  'net.ipv6.conf.all.disable_ipv6=0',
  'net.ipv6.conf.default.disable_ipv6=0',
  'net.ipv4.conf.all.rp_filter=0',
  'net.ipv4.conf.default.rp_filter=0',
  // A probe comes from a port that no other one uses; there are many.
  'net.ipv4.ip_local_port_range=20001 65000',
]

interface Answer {
  readonly ready?: true
  readonly number?: number
  readonly result?: unknown
  readonly fault?: string
}

function createConversation() {
  const noise: string[] = []
  const waiting = new Map<number, (answer: Answer) => void>()
  let ready = false
  let count = 0
  return {
    isReady: () => ready,
    take: (line: string): void => {
      if (!line.startsWith('{')) return void noise.push(line)
      const answer = JSON.parse(line) as Answer
      if (answer.ready) ready = true
      else if (answer.number !== undefined) waiting.get(answer.number)?.(answer)
    },
    ask: async (op: string, more: object | undefined, write: (text: string) => void): Promise<unknown> => {
      const number = ++count
      const answered = new Promise<Answer>(resolve => waiting.set(number, resolve))
      write(`${JSON.stringify({ number, op, ...more })}\n`)
      const { result, fault } = await answered
      waiting.delete(number)
      if (fault !== undefined) throw new Error(`${op}: ${fault}\n${noise.join('\n')}`)
      return result
    },
  }
}
