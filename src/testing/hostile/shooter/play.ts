import {
  headerOf,
  methodOf,
  parseSipMessage,
  respond,
  type SipMessage,
  statusOf,
} from '../../../sip/sip-message.js'
import { composeMessage } from '../compose.js'
import type { Parts, Step } from '../corpus.js'
import type { Observation, Play, StepSeen } from '../observation.js'
import { addressIn, partsOf } from '../parts.js'
import { dialogParts, readAnswer } from './dialog.js'
import { fallbackAt } from './fallback.js'
import { numberOf } from './talk.js'
import { openWire, type Wire } from './wire.js'

/** What the packets of the lab say of a case. */
export interface Watch {
  readonly node: (call: string) => readonly string[]
  /** Forgets what left the node from a port: another call had it before. */
  readonly begin: (port: number) => void
  /** Whether audio ever went to an address. */
  readonly heard: (ip: string) => boolean
  /** Audio that left the node from a port since then. */
  readonly audioFrom: (port: number) => Observation['audio']
}

interface Seen {
  answers: StepSeen['answers'][number][]
  ended: boolean
}

/** Plays one case, step by step. Its sockets stay open until `close`, so that late answers are seen. */
export async function playCase(
  { corpus, transport, world, token, patience = 6000 }: Play,
  { index, item }: Play['cases'][number],
  watch: Watch,
): Promise<{ readonly observation: () => Observation; readonly close: () => void }> {
  const call = `${token}${String(index).padStart(4, '0')}z`
  const number = numberOf(index)
  const ipOf = (source: string): string =>
    source === 'node' ? world.inside : addressIn(corpus.sources[source] ?? '', index)
  const ip = ipOf(item.source)
  const steps: { sent: StepSeen['sent']; seen: Seen }[] = []
  let current: Seen = { answers: [], ended: false }
  let wake = (): void => {}
  let dialog: Parts = {}
  let invite: SipMessage | undefined
  let answered: Observation['answered']
  let audio: Observation['audio'] = []
  let trouble: string | undefined
  const probes = new Map<string, () => void>()

  const receive = (text: string, reply: (text: string) => void): void => {
    const message = parseSipMessage(text)
    // Ports are used again: what belongs to an earlier case is not looked at.
    if (!message || !text.includes(call)) return
    const status = statusOf(message)
    if (status === undefined) {
      const answer = (): void => reply(respond(message, 200, 'OK', call))
      if (methodOf(message) === 'BYE') current.ended = true
      if (methodOf(message) !== 'ACK') answer()
      wake()
      return
    }
    const probe = probes.get(headerOf(message, 'Call-ID') ?? '')
    if (probe) {
      probe()
      return
    }
    const cseq = headerOf(message, 'CSeq') ?? ''
    const seen = steps.findLast(({ sent }) => `${sent.cseq} ${sent.method}` === cseq)?.seen ?? current
    const warning = headerOf(message, 'Warning') ?? ''
    const head = status < 300 ? { head: message.headers.map(([name, value]) => `${name}: ${value}`) } : {}
    seen.answers.push({ status, warning, cseq, ...head })
    if (cseq.endsWith(' INVITE') && status > 100 && status < 300) {
      dialog = dialogParts(message)
      invite = message
    }
    if (cseq.endsWith(' INVITE') && status >= 200 && status < 300 && !answered) {
      answered = readAnswer(message.body)
      if (answered) watch.begin(answered.port)
    }
    wake()
  }
  const wires = new Map<string, Promise<Wire>>()
  const wireFrom = (source: string): Promise<Wire> => {
    const from = ipOf(source)
    const edge = world.edge[from.includes(':') ? 6 : 4]
    const key = `${from} ${edge}`
    const wire = wires.get(key) ?? openWire({ transport, ip: from, edge, receive })
    wires.set(key, wire)
    return wire
  }
  const until = async (condition: () => boolean, time = patience): Promise<boolean> => {
    const deadline = performance.now() + time
    while (!condition()) {
      const left = deadline - performance.now()
      if (left <= 0) return false
      await new Promise<void>(resolve => {
        wake = resolve
        setTimeout(resolve, Math.min(left, 25))
      })
    }
    return true
  }

  let cseq = 0
  let inviteCseq = '1'
  let branch = ''
  const send = async (step: Step): Promise<void> => {
    const source = step.source ?? item.source
    const wire = await wireFrom(source)
    const dependent = step.send === 'ack' || step.send === 'cancel'
    if (!dependent) cseq++
    const parts: Parts = {
      ...partsOf(corpus, { with: item.with }, { transport, ip: ipOf(source), port: wire.port, call, number }),
      cseq: String(cseq),
      'invite-cseq': inviteCseq,
      branch,
      ...dialog,
      ...item.with,
      ...step.with,
    }
    const text = composeMessage(step.send, parts)
    const [method = ''] = text.trimStart().split(' ')
    const number_ = /^CSeq[ \t]*:[ \t\r\n]*0*(\d+)/im.exec(text)?.[1] ?? String(cseq)
    if (method === 'INVITE') {
      inviteCseq = number_
      branch = composeMessage('via', parts).trim()
    }
    current = { answers: [], ended: false }
    steps.push({ sent: { method, cseq: number_ }, seen: current })
    wire.send(text)
  }

  /** An answer to a probe that was sent later means that what went before has been read. */
  const probe = async (source: string): Promise<void> => {
    const from = ipOf(source)
    const edge = world.edge[from.includes(':') ? 6 : 4]
    const wire =
      transport === 'udp' ? await wireFrom(source) : await openWire({ transport, ip: from, edge, receive })
    for (let round = 0; round < 3; round++) {
      const id = `probe-${call}-${Math.random().toString(36).slice(2)}`
      let answered_ = false
      probes.set(id, () => {
        answered_ = true
        wake()
      })
      const parts = partsOf(corpus, { with: {} }, { transport, ip: from, port: wire.port, call: id, number })
      wire.send(
        composeMessage('request', {
          ...parts,
          method: 'OPTIONS',
          uri: `sip:${from.includes(':') ? `[${edge}]` : edge}`,
        }),
      )
      if (!(await until(() => answered_, Math.min(patience, 4000)))) trouble = 'the edge answers no probe'
    }
    if (transport === 'tcp') wire.close()
  }

  const isFinal = (): boolean => current.answers.some(({ status }) => status >= 200)

  const settle = async (step: Step): Promise<void> => {
    const { expect } = step
    if (expect.kind === 'silence' || expect.kind === 'unanswered') return probe(step.source ?? item.source)
    if (expect.kind === 'ended') return void (await until(() => current.ended))
    if (expect.kind === 'accepted') {
      await until(isFinal)
      if (!answered) return
      const { port } = answered
      // What comes next is played while the call is up.
      if (expect.audio) await until(() => watch.audioFrom(port).length > 0, Math.min(patience, 4000))
      audio = watch.audioFrom(port)
      return
    }
    if (expect.kind === 'answer')
      return void (await until(() =>
        expect.status < 200 ? current.answers.some(({ status }) => status >= expect.status) : isFinal(),
      ))
  }

  try {
    // Responses that go by the Via alone come to the port of SIP.
    if (transport === 'udp') fallbackAt(ip, world.edge[ip.includes(':') ? 6 : 4], call, receive)
    for (const step of item.steps) {
      await send(step)
      if (step.expect.kind === 'accepted' && (await until(isFinal)) && invite) await sendAside('ack')
      await settle(step)
    }
    await finish()
  } catch (error) {
    trouble = String(error)
  }

  async function sendAside(name: 'ack' | 'bye'): Promise<void> {
    const wire = await wireFrom(item.source)
    if (name === 'bye') cseq++
    const own = partsOf(corpus, { with: item.with }, { transport, ip, port: wire.port, call, number })
    // An ACK of ours is good, whatever the offer was.
    wire.send(
      composeMessage(name, {
        ...own,
        cseq: name === 'bye' ? String(Math.max(cseq, Number(inviteCseq)) + 100) : `${inviteCseq}-ack`,
        'invite-cseq': inviteCseq,
        branch,
        ...dialog,
      }),
    )
  }

  /** Leaves no call behind. */
  async function finish(): Promise<void> {
    if (
      !invite ||
      !isAnswered(steps) ||
      steps.some(({ sent, seen }) => sent.method === 'BYE' && seen.answers.some(({ status }) => status < 300))
    )
      return
    if (answered) audio = watch.audioFrom(answered.port)
    if (steps.some(({ seen }) => seen.ended)) return
    const acknowledged =
      steps.some(({ sent }) => sent.method === 'ACK') ||
      item.steps.some(({ expect }) => expect.kind === 'accepted')
    if (!acknowledged) await sendAside('ack')
    current = { answers: [], ended: false }
    const last = current
    await sendAside('bye')
    await until(() => last.answers.length > 0, Math.min(patience, 2000))
    // The port is another call's from here on.
    if (answered) audio = watch.audioFrom(answered.port)
  }

  return {
    observation: () => ({
      index,
      call,
      ip,
      steps: steps.map(({ sent, seen }) => ({ sent, answers: seen.answers, ended: seen.ended })),
      node: watch.node(call),
      audio,
      answered,
      leaks: item.deaf.filter(watch.heard),
      trouble,
    }),
    close: () => {
      for (const wire of wires.values())
        void wire.then(
          ({ close }) => close(),
          () => {},
        )
    },
  }
}

function isAnswered(steps: readonly { readonly seen: Seen }[]): boolean {
  return steps.some(({ seen }) =>
    seen.answers.some(({ status, cseq }) => cseq.endsWith(' INVITE') && status >= 200 && status < 300),
  )
}
