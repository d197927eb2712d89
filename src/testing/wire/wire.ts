import type { Container } from '../../lab/container.js'
import { parseSipMessage, type SipMessage } from '../../sip/sip-message.js'
import type { Address, Load, LoadReport, Order, Report, Shots, Transport } from './protocol.js'

/** The far ends of an edge under test: sockets that send what a test says and keep what they receive. */
export interface Wire {
  readonly run: (...command: string[]) => Promise<string>
  readonly order: (order: Order) => Promise<unknown>
  readonly udp: (local: Address, alive?: boolean, deaf?: string) => Promise<Peer>
  /** `tls`: the certificate that is shown when the other side asks for one. */
  readonly connect: (
    transport: 'tcp' | 'tls',
    local: Address,
    remote: Address,
    tls?: { readonly cert: string; readonly key: string },
  ) => Promise<Peer>
  readonly listen: (
    transport: 'tcp' | 'tls',
    local: Address,
    tls?: { readonly cert: string; readonly key: string },
  ) => Promise<Peer>
  /** Takes every call that comes to it. */
  readonly answerer: (local: Address, body: string) => Promise<Peer>
  /** Closes every socket and forgets what came. */
  readonly reset: () => Promise<void>
  readonly load: (load: Load) => Promise<LoadReport>
  /** How many were sent. */
  readonly shoot: (shots: Shots) => Promise<number>
}

export interface Received {
  readonly from: Address
  readonly text: string
  readonly message: SipMessage
}

export interface Peer {
  readonly address: Address
  readonly transport: Transport
  /** `to` does not matter on a connection. */
  readonly send: (text: string, to: Address) => Promise<void>
  /** Everything that came and was not taken yet, in order. */
  readonly inbox: readonly Received[]
  /** Forgets what came and was not taken. */
  readonly forget: () => void
  /** Takes the first message that fits, waiting for it at the most so many milliseconds. */
  readonly take: (what: string, fits: (received: Received) => boolean, wait?: number) => Promise<Received>
}

/**
 * Milliseconds for which something that must come is waited for, where a test does not say. It only ends a test that has
 * failed, so it is far more than a busy machine needs.
 */
let patience = 30_000

export function patienceSeconds(): number {
  return patience / 1000
}

export function setPatience(milliseconds: number): void {
  patience = milliseconds
}

/** Begins to speak with the program of main.ts in a container. `onLine` is to get every line that it says. */
export function createWire(): {
  readonly onLine: (line: string) => void
  readonly speak: (container: Container) => Wire
} {
  const replies = new Map<number, (report: Report) => void>()
  const peers = new Map<string, (received: Received) => void>()
  const onLine = (line: string): void => {
    const report = JSON.parse(line) as Report
    if ('reply' in report) {
      replies.get(report.reply)?.(report)
      return
    }
    const { socket, from, text } = report
    const message = parseSipMessage(text) ?? { start: '', headers: [], body: '' }
    peers.get(socket)?.({ from, text, message })
  }
  return { onLine, speak: container => wireOf(container, replies, peers) }
}

function wireOf(
  { running }: Container,
  replies: Map<number, (report: Report) => void>,
  peers: Map<string, (received: Received) => void>,
): Wire {
  let number = 0
  let opened = 0
  const order = (what: Order): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const mine = ++number
      replies.set(mine, report => {
        replies.delete(mine)
        if ('error' in report) reject(new Error(report.error))
        else resolve('result' in report ? report.result : undefined)
      })
      running.write(`${JSON.stringify({ number: mine, order: what })}\n`)
    })
  const open = async (opening: Omit<Extract<Order, { op: 'open' }>, 'op' | 'socket'>): Promise<Peer> => {
    const socket = `${opening.transport} ${opening.local.ip} ${opening.local.port} ${++opened}`
    const peer = createPeer(opening, (to, text) => order({ op: 'send', socket, to, text }))
    peers.set(socket, peer.receive)
    await order({ op: 'open', socket, ...opening })
    return peer
  }
  return {
    order,
    run: async (...command) => String(await order({ op: 'run', command })),
    udp: (local, alive = false, deaf) =>
      open({ transport: 'udp', local, alive, ...(deaf === undefined ? {} : { deaf }) }),
    connect: (transport, local, remote, tls) =>
      open({ transport, local, remote, alive: false, ...(tls ? { tls } : {}) }),
    listen: (transport, local, tls) => open({ transport, local, alive: false, ...(tls ? { tls } : {}) }),
    answerer: (local, answers) => open({ transport: 'udp', local, alive: true, answers }),
    reset: async () => {
      peers.clear()
      await order({ op: 'reset' })
    },
    shoot: async shots => Number(await order({ op: 'shoot', shots })),
    load: async load => (await order({ op: 'load', load })) as LoadReport,
  }
}

function createPeer(
  { local, transport }: { readonly local: Address; readonly transport: Transport },
  send: (to: Address, text: string) => Promise<unknown>,
): Peer & { readonly receive: (received: Received) => void } {
  const inbox: Received[] = []
  const waiting = new Set<() => void>()
  return {
    address: local,
    transport,
    inbox,
    send: async (text, to) => void (await send(to, text)),
    forget: () => {
      inbox.length = 0
    },
    receive: received => {
      inbox.push(received)
      for (const look of [...waiting]) look()
    },
    take: (what, fits, wait = patience) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const index = inbox.findIndex(fits)
          const [found] = index < 0 ? [] : inbox.splice(index, 1)
          if (!found) return
          clearTimeout(timer)
          waiting.delete(look)
          resolve(found)
        }
        const timer = setTimeout(() => {
          waiting.delete(look)
          const seen = inbox.map(({ text }) => text.split('\r\n')[0]).join('\n  ') || 'nothing'
          reject(new Error(`${what} did not come to ${local.ip}:${local.port}; there came\n  ${seen}`))
        }, wait)
        waiting.add(look)
        look()
      }),
  }
}
