import type { Project } from '../../../model/project.js'
import { headerOf, parseSipMessage, statusOf } from '../../../sip/sip-message.js'
import { projectOf } from '../../project.js'
import { wantedAnswer } from '../fuzz/agree.js'
import type { Fuzz, FuzzFailure, FuzzReport } from '../fuzz/command.js'
import { createFuzz, type FuzzMessage, judgeArrival, judgeFuzz, mutate } from '../fuzz/fuzz.js'
import { createWithin, judgeMessageWithin, judgeWithinArrival } from '../fuzz/within.js'
import { createAgreement } from './fuzz-agree.js'
import { createCalls } from './fuzz-calls.js'
import { contactOf, openNode } from './fuzz-node.js'
import { createSockets, options, port } from './fuzz-ports.js'
import { createRecent, type Sent } from './fuzz-recent.js'
import { shrink } from './fuzz-shrink.js'
import { openWire } from './wire.js'

/** Messages between two probes, and probes that may be on their way: what the edge has not read is bounded. */
const stride = 50
const ahead = 6
const mostFailures = 20
/** One message in so many is sent within a call that is up. */
const withinEvery = 4

/** Of earlier runs too: what is late of them still arrives. */
const recent = createRecent()

/** Sends mutated messages as fast as the edge reads them, and looks at all that arrives at the node. */
export async function fuzz({
  corpus,
  yaml,
  world,
  seed,
  first,
  count,
  only,
  answers,
}: Fuzz): Promise<FuzzReport> {
  const project = projectOf(yaml)
  const families = only?.split(',')
  const cases = corpus.cases.filter(({ family }) => families?.includes(family) ?? true)
  const messageOf = createFuzz({ ...corpus, cases }, seed, port)
  const within = createWithin(corpus, seed, port)
  const statuses: Record<string, number> = {}
  const failures: { sent: Sent; faults: string[]; arrival: string }[] = []
  const strangers: string[] = []
  const probes = new Map<string, () => void>()
  const agreement = createAgreement()
  let arrived = 0
  let passed = 0
  let inCalls = 0
  let shrinking: ((text: string) => void) | undefined

  const hear = (text: string): void => {
    const message = parseSipMessage(text)
    const status = message && statusOf(message)
    if (!message || status === undefined) return
    calls.hear(text)
    agreement.hear(text)
    const probe = probes.get(headerOf(message, 'Call-ID') ?? '')
    if (probe) probe()
    else if (status >= 200) statuses[status] = (statuses[status] ?? 0) + 1
  }
  const sockets = createSockets(hear)
  const node = await openNode(world.node, world.media, text => {
    if (calls.isOwn(text)) return
    arrived++
    if (shrinking) return shrinking(text)
    // Mutations can make two messages share a Call-ID; one of them is what arrived.
    const candidates = recent.find(text)
    const sent = candidates.find(({ faultsOf }) => faultsOf(text).length === 0) ?? candidates[0]
    const faults = sent?.faultsOf(text) ?? []
    if (faults.length > 0 && failures.length < mostFailures && sent)
      failures.push({ sent, faults, arrival: text })
    if (!sent && failures.length < mostFailures) strangers.push(text)
  })

  const edgeFor = (ip: string): string => world.edge[ip.includes(':') ? 6 : 4]
  const send = async (text: string, source: string): Promise<void> => {
    const socket = await sockets.at(source)
    socket.send(Buffer.from(text, 'latin1'), 5060, edgeFor(source), () => {})
  }
  const calls = createCalls(within, send)
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
  const sendFirst = async (number: number): Promise<void> => {
    const message = messageOf(number)
    const text = mutate(message)
    const sent = sentOf(project, message, text)
    // TCP has its own ways to be cut into messages; a connection each, for a part of those that are whole.
    const stream = number % 40 === 0 && sent.passes
    if (sent.passes) passed++
    recent.add(sent, text)
    if (stream) await overTcp(text, message.source, edgeFor(message.source), hear)
    else {
      if (answers) agreement.add(sent, text)
      await send(text, message.source)
    }
  }
  const sendWithin = async (number: number): Promise<void> => {
    const up = await calls.upFor(number)
    const message = within.message(number, up)
    const text = mutate(message)
    const judged = judgeMessageWithin(project, text, message.source, up)
    if (judged.refused === undefined) passed++
    inCalls++
    const contact = contactOf(world.node)
    recent.add(
      {
        ...message,
        passes: judged.refused === undefined,
        callId: judged.request.callId,
        faultsOf: arrival => judgeWithinArrival(arrival, judged, contact),
      },
      text,
    )
    await send(text, message.source)
    // Whether the edge took it for the end or not, a good BYE leaves no call up.
    if (judged.endsCall) await calls.end(number)
  }

  const begin = performance.now()
  const underWay: Promise<void>[] = []
  for (let number = first; number < first + count; number++) {
    await (number % withinEvery === 1 ? sendWithin(number) : sendFirst(number))
    if (number % stride === 0) underWay.push(probe(`probe-${seed}-${number}`))
    if (underWay.length > ahead) await underWay.shift()
  }
  await calls.end(first + count)
  await Promise.all(underWay)
  await new Promise(resolve => setTimeout(resolve, 300))
  const seconds = (performance.now() - begin) / 1000

  const disagreements = agreement.settle().slice(0, mostFailures)
  const shrunk: FuzzFailure[] = disagreements.map(({ sent, faults }) => ({
    number: sent.number,
    source: sent.source,
    from: `${sent.item.family}: ${sent.item.name}`,
    faults,
    text: mutate(sent),
    arrival: '',
  }))
  for (const { sent, faults, arrival } of failures) {
    const judge = (text: string, message: FuzzMessage) => sentOf(project, message, text)
    const told = await shrink(sent, faults, judge, send, take => (shrinking = take))
    shrunk.push({ ...told, arrival })
  }
  sockets.close()
  node.close()
  return {
    sent: count,
    within: inCalls,
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
        text: '',
        arrival: text,
      })),
    ],
  }
}

/** A first message with what the pure policy says of it. */
function sentOf(project: Project, message: FuzzMessage, text: string): Sent {
  const judged = judgeFuzz(project, text, message.source, 'udp')
  return {
    ...message,
    first: message,
    passes: judged.forNode !== undefined,
    answer: wantedAnswer(judged),
    callId: judged.request.callId,
    faultsOf: arrival => judgeArrival(arrival, judged),
  }
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
