import type { Line } from '../../../model/project.js'
import { headerOf, type SipMessage } from '../../../sip/sip-message.js'
import { ask, finalAnswer, reply, request } from '../../wire/exchange.js'
import { compose, sdp } from '../../wire/messages.js'
import { at } from '../../wire/site.js'
import { legHeaders, wideAt } from '../../wire/wide-site.js'
import type { Peer, Received, Wire } from '../../wire/wire.js'
import { describeCall, describeRefusal, type Probe } from './probes.js'
import type { Way } from './ways.js'

/** Far ends that stay open, and a node that takes note of every call and refuses it with 486. */
export interface Stage {
  readonly probe: (probes: readonly Probe[]) => Promise<string | undefined>
  readonly way: (way: Way) => Promise<string | undefined>
  /** More calls at a time, or in a second, than a line takes. */
  readonly limits: (line: Line, good: Probe) => Promise<string | undefined>
}

export async function openStage(wire: Wire): Promise<Stage> {
  const node = await wire.udp(at.node, true)
  const peers = new Map<string, Promise<Peer>>()
  const peerAt = (ip: string, port: number): Promise<Peer> => {
    const key = `${ip} ${port}`
    const peer = peers.get(key) ?? wire.udp({ ip, port }, true)
    peers.set(key, peer)
    return peer
  }
  let calls = 0
  const nextCall = (): string => `call${++calls}x`

  /** What became of a request, in the words of `wanted`. */
  const outcomeOf = async ({ source, text }: Probe): Promise<string> => {
    const callId = nextCall()
    const peer = await peerAt(source, 5070)
    let taken: SipMessage | undefined
    const arrival = node
      .take(
        'a call',
        ({ message }) => message.start.startsWith('INVITE ') && headerOf(message, 'Call-ID') === callId,
      )
      .then(received => {
        taken = received.message
        return reply(node, received, 486)
      })
      .catch(() => {})
    const { status, reason } = await ask(peer, text.replaceAll('%', callId), edgeOf(source))
    if (taken) await arrival
    if (status === 200) return 'answered with 200'
    return taken ? describeCall(readCall(taken)) : describeRefusal(status, reason)
  }

  return {
    probe: async probes => {
      const faults = await side(probes, 16, async probe => {
        const outcome = await outcomeOf(probe).catch((error: unknown) => firstLine(error))
        return outcome === probe.wanted
          ? undefined
          : `${probe.about}: ${probe.what}: ${outcome}, not ${probe.wanted}`
      })
      node.forget()
      for (const peer of peers.values()) (await peer).forget()
      return faults
    },
    way: async way => {
      const far = await peerAt(way.address, 5060)
      const fault = await walk(way, { node, far, peerAt, callId: nextCall() }).catch(firstLine)
      node.forget()
      far.forget()
      return fault && `${way.line}: ${way.leg} to ${way.uri}: ${fault}`
    },
    limits: async ({ id, limits: { calls: most, perSecond } }, good) => {
      const peer = await peerAt(good.source, 5070)
      const burst = async (count: number): Promise<string[]> => {
        const ids = Array.from({ length: count }, nextCall)
        await Promise.all(
          ids.map(callId => peer.send(good.text.replaceAll('%', callId), edgeOf(good.source))),
        )
        return ids
      }
      const refusals = async (
        ids: readonly string[],
        reason: string,
        least: number,
      ): Promise<string | undefined> => {
        for (let index = 0; index < least; index++)
          await peer.take(
            `a refusal for ${reason}`,
            ({ message }) =>
              ids.includes(headerOf(message, 'Call-ID') ?? '') &&
              (headerOf(message, 'Warning') ?? '').includes(`"${reason}: `),
          )
        return undefined
      }
      const judge = async (): Promise<string | undefined> => {
        if (most !== undefined) {
          const ids = await burst(most + 1)
          await refusals(ids, 'busy', 1)
          for (let index = 0; index < most; index++) {
            await reply(node, await request(node, 'INVITE'), 486)
          }
        }
        // They may come in two seconds that touch.
        if (perSecond !== undefined) {
          const ids = await burst(2 * perSecond + 20)
          await refusals(ids, 'rate', 10)
        }
        return undefined
      }
      // On a busy machine they come in more than two seconds.
      const fault = (await judge().catch(firstLine)) && (await judge().catch(firstLine))
      node.forget()
      peer.forget()
      return fault && `${id}: limits: ${fault}`
    },
  }
}

interface Scene {
  readonly node: Peer
  readonly far: Peer
  readonly peerAt: (ip: string, port: number) => Promise<Peer>
  readonly callId: string
}

/** Places one outbound call and probes which SDP answers and which INFO senders the edge lets through. */
async function walk(way: Way, { node, far, peerAt, callId }: Scene): Promise<string | undefined> {
  const { leg, line, uri, secure, answers, speakers } = way
  const invite = compose({
    from: at.node,
    uri,
    callId,
    headers: legHeaders(leg, line),
    body: sdp(at.nodeMedia, { port: '12000' }),
  })
  if (secure) {
    const { status, reason } = await ask(node, invite, at.inside)
    if (far.inbox.length > 0) return 'it came to Talk in the clear'
    return status >= 400 && reason === undefined ? undefined : `it was answered with ${status} ${reason}`
  }
  if (leg === 'agent') {
    const probe = compose({ from: at.node, uri, callId: `${callId}p`, method: 'OPTIONS' })
    const { status } = await ask(node, probe, at.inside)
    if (status !== 200) return `a probe is answered with ${status}`
  }
  await node.send(invite, at.inside)
  const received = await Promise.race([request(far, 'INVITE', callId), refusalOf(node, callId)])
  if (typeof received === 'string') return received
  for (const [index, { address, port, passes }] of answers.entries()) {
    await reply(far, received, 183, sdp(address, { port: String(port), formats: '0 8' }), [
      ['RSeq', String(index + 1)],
    ])
    const { message } = await node.take(
      `the answer ${index}`,
      own =>
        headerOf(own.message, 'RSeq') === String(index + 1) && headerOf(own.message, 'Call-ID') === callId,
    )
    if ((message.body !== '') !== passes)
      return `an answer with audio from ${address} port ${port} ${passes ? 'is not passed on' : 'is passed on'}`
  }
  for (const [index, { ip, passes }] of speakers.entries()) {
    const peer = await peerAt(ip, 5090)
    const text = speech(received, { ip, callId, cseq: index + 1 })
    await peer.send(text, edgeOf(ip))
    const cseq = `${index + 1} INFO`
    const seen = await Promise.race([
      node.take(
        'INFO',
        own =>
          own.message.start.startsWith('INFO ') &&
          headerOf(own.message, 'Call-ID') === callId &&
          headerOf(own.message, 'CSeq') === cseq,
      ),
      finalAnswer(peer, callId, cseq),
    ])
    const came = seen.message.start.startsWith('INFO ')
    if (came) await reply(node, seen, 200)
    if (came !== passes)
      return `INFO from ${ip} ${passes ? `is answered with ${seen.message.start}` : 'is passed on'}`
  }
  await reply(far, received, 486)
  await finalAnswer(node, callId, '1 INVITE')
  return undefined
}

async function refusalOf(node: Peer, callId: string): Promise<string> {
  const { message } = await finalAnswer(node, callId, '1 INVITE')
  return `${message.start} ${headerOf(message, 'Warning') ?? ''}`
}

/** A key in an INFO of whoever is called, while it rings: one without a key is answered by the edge. */
function speech(
  { message }: Received,
  { ip, callId, cseq }: { readonly ip: string; readonly callId: string; readonly cseq: number },
): string {
  const own = `${headerOf(message, 'To')};tag=tag-5060`
  const key = { type: 'application/dtmf-relay', body: 'Signal=5\r\nDuration=160\r\n' }
  return compose({
    from: { ip, port: 5090 },
    uri: 'sip:10.0.0.11:5060',
    callId,
    method: 'INFO',
    cseq,
    ...key,
  })
    .replace(/^From: .*$/m, `From: ${own}`)
    .replace(/^To: .*$/m, `To: ${headerOf(message, 'From')}`)
}

function readCall({ headers, body }: SipMessage): Parameters<typeof describeCall>[0] {
  const value = (name: string): string | undefined => headers.find(([own]) => own === name)?.[1]
  return {
    line: value('X-Sipin-Line') ?? '',
    ticket: value('X-Zendesk-Ticket-Id'),
    caller: value('X-Sipin-Caller'),
    formats: / RTP\/AVP (.*?)\r?$/m.exec(body)?.[1] ?? '',
  }
}

function edgeOf(ip: string): { readonly ip: string; readonly port: number } {
  return ip.includes(':') ? wideAt.edge6 : at.edge
}

/** Runs so many at a time until one has something to say. */
async function side<T>(
  items: readonly T[],
  most: number,
  run: (item: T) => Promise<string | undefined>,
): Promise<string | undefined> {
  let next = 0
  let fault: string | undefined
  const worker = async (): Promise<void> => {
    while (next < items.length && fault === undefined) {
      const item = items[next++] as T
      const found = await run(item)
      fault ??= found
    }
  }
  await Promise.all(Array.from({ length: most }, worker))
  return fault
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n').slice(0, 1).join('')
}
