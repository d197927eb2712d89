import { createSocket, type Socket } from 'node:dgram'
import { headerOf, methodOf, parseSipMessage, respond, statusOf } from '../../../lab/sip-message.js'
import type { Project } from '../../../model/project.js'
import { projectOf } from '../../project.js'
import type { Fuzz, FuzzFailure, FuzzReport } from '../fuzz/command.js'
import { createFuzz, type FuzzMessage, type Judged, judgeArrival, judgeFuzz, mutate } from '../fuzz/fuzz.js'
import { openWire } from './wire.js'

const port = 5070
/** Messages between two probes, and probes that may be on their way: what the edge has not read is bounded. */
const stride = 50
const ahead = 6
const mostFailures = 20

interface Sent {
  readonly message: FuzzMessage
  readonly judged: Judged
}

/** Of earlier runs too: what is late of them still arrives. */
const recent = createRecent()

/** Sends mutated messages as fast as the edge reads them, and looks at all that arrives at the node. */
export async function fuzz({ corpus, yaml, world, seed, first, count }: Fuzz): Promise<FuzzReport> {
  const project = projectOf(yaml)
  const messageOf = createFuzz(corpus, seed, port)
  const statuses: Record<string, number> = {}
  const failures: { sent: Sent; faults: string[] }[] = []
  const probes = new Map<string, () => void>()
  let arrived = 0
  let passed = 0
  let shrinking: ((text: string) => void) | undefined

  const hear = (text: string): void => {
    const message = parseSipMessage(text)
    const status = message && statusOf(message)
    if (!message || status === undefined) return
    const probe = probes.get(headerOf(message, 'Call-ID') ?? '')
    if (probe) probe()
    else if (status >= 200) statuses[status] = (statuses[status] ?? 0) + 1
  }
  const sockets = createSockets(hear)
  const node = await openNode(world.node, text => {
    arrived++
    if (shrinking) return shrinking(text)
    // Mutations can make two messages share a Call-ID; one of them is what arrived.
    const candidates = recent.find(text)
    const sent = candidates.find(({ judged }) => judgeArrival(text, judged).length === 0) ?? candidates[0]
    const faults = sent ? judgeArrival(text, sent.judged) : []
    if (faults.length > 0 && failures.length < mostFailures && sent) failures.push({ sent, faults })
    if (!sent && failures.length < mostFailures) strangers.push(text)
  })
  const strangers: string[] = []

  const edgeFor = (ip: string): string => world.edge[ip.includes(':') ? 6 : 4]
  const send = async (text: string, source: string): Promise<void> => {
    const socket = await sockets.at(source)
    socket.send(Buffer.from(text, 'latin1'), 5060, edgeFor(source), () => {})
  }
  const probe = async (name: string): Promise<void> => {
    let answered = false
    const done = new Promise<void>(resolve =>
      probes.set(name, () => {
        answered = true
        resolve()
      }),
    )
    for (let attempt = 0; attempt < 5 && !answered; attempt++) {
      await send(options(name, world.edge[4]), '203.0.113.1')
      await Promise.race([done, new Promise(resolve => setTimeout(resolve, 2000))])
    }
    probes.delete(name)
    if (!answered) throw new Error(`the edge hangs: no answer to ${name} for 10 s`)
  }

  const begin = performance.now()
  const underWay: Promise<void>[] = []
  for (let number = first; number < first + count; number++) {
    const message = messageOf(number)
    const text = mutate(message)
    const judged = judgeFuzz(project, text, message.source, 'udp')
    // TCP has its own ways to be cut into messages; a connection each, for a part of those that are whole.
    const stream = number % 40 === 0 && judged.passes
    if (judged.passes) passed++
    recent.add({ message, judged }, text)
    if (stream) await overTcp(text, message.source, edgeFor(message.source), hear)
    else await send(text, message.source)
    if (number % stride === 0) underWay.push(probe(`probe-${seed}-${number}`))
    if (underWay.length > ahead) await underWay.shift()
  }
  await Promise.all(underWay)
  await new Promise(resolve => setTimeout(resolve, 300))
  const seconds = (performance.now() - begin) / 1000

  const shrunk: FuzzFailure[] = []
  for (const { sent, faults } of failures)
    shrunk.push(await shrink(sent, faults, project, send, take => (shrinking = take)))
  sockets.close()
  node.close()
  return {
    sent: count,
    seconds,
    statuses,
    passed,
    arrived,
    failures: [
      ...shrunk,
      ...strangers.map(text => ({
        number: 0,
        from: '',
        source: '',
        faults: ['it arrived with a Call-ID that nobody sent'],
        text,
      })),
    ],
  }
}

/** Leaves out one mutation after the other, as long as what arrives is still wrong. */
async function shrink(
  { message }: Sent,
  faults: readonly string[],
  project: Project,
  send: (text: string, source: string) => Promise<void>,
  onArrival: (take: ((text: string) => void) | undefined) => void,
): Promise<FuzzFailure> {
  let attempts = 0
  let kept = message.mutations
  const fails = async (mutations: FuzzMessage['mutations']): Promise<boolean> => {
    const call = `s${message.call.slice(1, -3)}${String(++attempts % 100).padStart(2, '0')}z`
    const text = mutate({ original: message.original.replaceAll(message.call, call), mutations })
    const judged = judgeFuzz(project, text, message.source, 'udp')
    return new Promise(resolve => {
      const timer = setTimeout(() => resolve(false), 400)
      onArrival(arrived => {
        // What is late of another message is none of this one's.
        if (callOf(arrived) !== judged.request.callId || judgeArrival(arrived, judged).length === 0) return
        clearTimeout(timer)
        resolve(true)
      })
      void send(text, message.source)
    })
  }
  for (let at = 0; at < kept.length; ) {
    const fewer = kept.filter((_, index) => index !== at)
    if (await fails(fewer)) kept = fewer
    else at++
  }
  onArrival(undefined)
  const { number, source, item } = message
  return {
    number,
    source,
    from: `${item.family}: ${item.name}`,
    faults,
    text: mutate({ original: message.original, mutations: kept }),
  }
}

function callOf(arrived: string): string | undefined {
  const message = parseSipMessage(arrived)
  return message && headerOf(message, 'Call-ID')
}

/** The last messages by their Call-ID as the pure reader has it. */
function createRecent() {
  const byCall = new Map<string, Sent[]>()
  const order: string[] = []
  return {
    add: (sent: Sent, text: string): void => {
      const key = sent.judged.request.callId ?? text.slice(0, 40)
      byCall.set(key, [...(byCall.get(key) ?? []), sent].slice(-50))
      order.push(key)
      if (order.length > 20_000) byCall.delete(order.splice(0, 1)[0] as string)
    },
    find: (arrived: string): readonly Sent[] => {
      const call = callOf(arrived)
      return (call && byCall.get(call)) || []
    },
  }
}

function createSockets(hear: (text: string) => void) {
  const open = new Map<string, Promise<Socket>>()
  const bind = (ip: string): Promise<Socket> => {
    const socket = createSocket({ type: ip.includes(':') ? 'udp6' : 'udp4', recvBufferSize: 1 << 20 })
    socket.on('message', bytes => hear(bytes.toString('latin1')))
    return new Promise((resolve, reject) => {
      socket.once('error', reject)
      socket.bind(port, ip, () => resolve(socket))
    })
  }
  return {
    at: (ip: string): Promise<Socket> => {
      const socket = open.get(ip) ?? bind(ip)
      open.set(ip, socket)
      return socket
    },
    close: (): void => {
      for (const socket of open.values())
        void socket.then(
          opened => opened.close(),
          () => {},
        )
    },
  }
}

/** Branches of INVITEs that were refused. */
const refused = new Set<string>()

/** In place of Asterisk: says that it is alive, and is busy for every call. */
function openNode(ip: string, take: (text: string) => void): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 << 20 })
  socket.on('message', (bytes, from) => {
    const text = bytes.toString('latin1')
    const message = parseSipMessage(text)
    const method = message && methodOf(message)
    const reply = (status: number, phrase: string): void => {
      if (message)
        socket.send(
          Buffer.from(respond(message, status, phrase, 'node'), 'latin1'),
          from.port,
          from.address,
          () => {},
        )
    }
    if (method === 'OPTIONS' && !/^X-Sipin-Line:/im.test(text)) return reply(200, 'OK')
    // The ACK of a refusal has the branch of its INVITE (RFC 3261 section 17.1.1.3).
    const branch = /branch=([^;\s]+)/.exec((message && headerOf(message, 'Via')) ?? '')?.[1] ?? ''
    if (method === 'ACK' && refused.has(branch)) return
    if (method === 'INVITE') {
      refused.add(branch)
      reply(486, 'Busy Here')
    }
    if (method !== 'INVITE' && method !== 'ACK') reply(481, 'No Such Call')
    take(text)
  })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(5060, ip, () => resolve(socket))
  })
}

async function overTcp(
  text: string,
  ip: string,
  edge: string,
  receive: (text: string) => void,
): Promise<void> {
  const wire = await openWire({ transport: 'tcp', ip, edge, receive })
  wire.send(text)
  setTimeout(wire.close, 1000)
}

function options(call: string, edge: string): string {
  return [
    `OPTIONS sip:${edge} SIP/2.0`,
    `Via: SIP/2.0/UDP 203.0.113.1:${port};branch=z9hG4bK${call};rport`,
    'Max-Forwards: 70',
    `From: <sip:probe@203.0.113.1>;tag=${call}`,
    `To: <sip:${edge}>`,
    `Call-ID: ${call}`,
    'CSeq: 1 OPTIONS',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n')
}
